package semantics

import (
	"cmp"
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: the impls of the libraries that a program is linked to, all in one index:
// they do not change while the program is linked to the same libraries.

// foreignImpls are those impls by trait and head, and the libraries in which something unexpanded may
// add more.
type foreignImpls struct {
	byTrait map[types.DefID]traitImpls
	wide    []hir.CrateID
}

// mergedImpls is the index of some libraries' impls.
func mergedImpls(libs []*library) *foreignImpls {
	out := &foreignImpls{byTrait: map[types.DefID]traitImpls{}}
	for _, lib := range libs {
		for trait, heads := range lib.impls.byTrait {
			if out.byTrait[trait] == nil {
				out.byTrait[trait] = traitImpls{}
			}
			for h, list := range heads {
				out.byTrait[trait][h] = append(out.byTrait[trait][h], list...)
			}
		}
		if lib.impls.wide {
			out.wide = append(out.wide, lib.crate.ID)
		}
	}
	return out
}

// addForeign adds the libraries' impls of a trait (zero: inherent ones) that may be for a type.
func (f *frame) addForeign(impls []*types.Impl, trait types.DefID, self types.Type) []*types.Impl {
	if f.links == nil {
		return impls
	}
	heads := f.foreignImpls.byTrait[trait]
	add := func(list []placedImpl) {
		for _, p := range list {
			if impl := f.Impl(p.id); impl != nil && mayFit(self, impl.Self) {
				impls = append(impls, impl)
			}
		}
	}
	if h := askedHead(self); h != everyHead {
		add(heads[h])
		if h != (implHead{}) {
			add(heads[implHead{}])
		}
		return impls
	}
	var all []placedImpl
	for _, list := range heads {
		all = append(all, list...)
	}
	slices.SortFunc(all, func(a, b placedImpl) int {
		return cmp.Or(cmp.Compare(a.id.Crate, b.id.Crate), a.at-b.at)
	})
	add(all)
	return impls
}

// mayHide reports whether a library may have an impl that was not seen: of its own trait, or for a
// type of its own. What the trait's other arguments are is not known.
func (x *foreignImpls) mayHide(f *frame, trait types.DefID, self types.Type) bool {
	if len(x.wide) == 0 {
		return false
	}
	g := f.Generics(trait)
	if self == nil || g == nil {
		return true
	}
	return x.hides(f, trait, g.Count() > 1, self)
}

// hides obeys the orphan rule: a crate implements another's trait only where the type, or an argument
// of the trait, is one of its own, behind nothing but fundamental types.
// reference, items.impl.trait.orphan-rule
func (x *foreignImpls) hides(f *frame, trait types.DefID, more bool, args ...types.Type) bool {
	for _, c := range x.wide {
		if more || trait.Crate == c || slices.ContainsFunc(args, func(t types.Type) bool { return f.mayBeOwn(c, t) }) {
			return true
		}
	}
	return false
}

// mayBeOwn reports whether a type may be a crate's own.
func (f *frame) mayBeOwn(c hir.CrateID, t types.Type) bool {
	switch t := t.(type) {
	case *types.Ref:
		return f.mayBeOwn(c, t.Elem)
	case *types.Adt:
		if !t.Def.IsStd() {
			return t.Def.Crate == c
		}
		fundamental := t.Def == f.Lang("owned_box") || t.Def == f.Lang("pin")
		return fundamental && f.mayBeOwn(c, t.Args.Type(0))
	case *types.Foreign:
		return t.Def.Crate == c
	case *types.Dyn:
		return t.Principal.Crate == c
	case *types.Infer:
		return t.Kind == types.InferTy
	case nil, *types.Unknown, *types.Error, *types.Alias, *types.Bound:
		return true
	}
	return false
}

// HidesImpl reports whether an impl of a trait for some arguments may exist that was not seen.
func (f *frame) HidesImpl(tr types.TraitRef) bool {
	self := tr.Args.Type(0)
	if f.hidesLocal(tr.Trait, self) {
		return true
	}
	if f.links == nil || len(f.foreignImpls.wide) == 0 {
		return false
	}
	var args []types.Type
	for _, a := range tr.Args.Slice() {
		if t, ok := a.(types.Type); ok {
			args = append(args, t)
		}
	}
	return f.foreignImpls.hides(f, tr.Trait, false, args...)
}

// wide reports whether something unexpanded in a crate may add impls.
func (f *frame) wide(c hir.CrateID) bool {
	if f.crate != nil && c == f.crate.ID {
		return f.impls.wide
	}
	if f.links != nil {
		if lib := f.links.all[c]; lib != nil {
			return lib.impls.wide
		}
	}
	return false
}
