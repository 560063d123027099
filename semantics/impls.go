package semantics

import (
	"slices"
	"strings"
	"sync"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/types"
)

// This file: finding impls by trait and by the head of their self type, and whether
// all were seen: an unexpanded macro or attribute may add any impl that the orphan
// rules allow (reference, items.impl.trait.orphan-rule), an unexpanded derive one for
// its type.

// implIndex lists the local impls by trait; those without one are inherent.
type implIndex struct {
	once    sync.Once
	byTrait map[types.DefID][]types.DefID
	wide    bool // something unexpanded may add any impl
}

func (s *store) localImpls(trait types.DefID) []types.DefID {
	if s.crate == nil {
		return nil
	}
	s.impls.once.Do(func() {
		s.impls.byTrait = map[types.DefID][]types.DefID{}
		for _, id := range s.crate.Impls {
			d := s.crate.Def(id)
			if d == nil || d.Impl == nil {
				continue
			}
			trait := types.DefID{}
			if p := d.Impl.Trait; p != nil {
				if p.Res.Kind != hir.ResDef || p.Unresolved > 0 {
					s.impls.wide = s.impls.wide || p.Res.Kind == hir.ResUnknown
					continue
				}
				trait = p.Res.Def
			}
			s.impls.byTrait[trait] = append(s.impls.byTrait[trait], id)
		}
		for _, u := range s.crate.Unknown {
			s.impls.wide = s.impls.wide || !strings.HasPrefix(u.Reason, "derive ")
		}
	})
	return s.impls.byTrait[trait]
}

// headOf is a type's head; any: the type may be of any head; none: only blanket impls fit.
func headOf(t types.Type) (h stdlib.Head, any, none bool) {
	switch t := t.(type) {
	case nil, *types.Infer, *types.Unknown, *types.Error, *types.Bound:
		return 0, true, false
	case *types.Adt:
		return defHead(t.Def)
	case *types.Foreign:
		return defHead(t.Def)
	case *types.Prim:
		return stdlib.HeadPrim(t.Prim), false, false
	case *types.Ref:
		return stdlib.HeadForm(stdlib.TermRef), false, false
	case *types.RawPtr:
		return stdlib.HeadForm(stdlib.TermPtr), false, false
	case *types.Slice:
		return stdlib.HeadForm(stdlib.TermSlice), false, false
	case *types.Array:
		return stdlib.HeadForm(stdlib.TermArray), false, false
	case *types.Tuple:
		return stdlib.HeadForm(stdlib.TermTuple), false, false
	case *types.FnPtr:
		return stdlib.HeadForm(stdlib.TermFnPtr), false, false
	case *types.Dyn:
		return stdlib.HeadForm(stdlib.TermDyn), false, false
	case *types.Never:
		return stdlib.HeadForm(stdlib.TermNever), false, false
	}
	return 0, false, true
}

// defHead: a local type has no head among the standard library's.
func defHead(id types.DefID) (h stdlib.Head, any, none bool) {
	if id.IsStd() {
		return stdlib.HeadDef(id), false, false
	}
	return 0, false, true
}

// ImplsOf lists the impls of a trait that may be for a type; nil: for any. Those of
// proc_macro count for no program: nothing but `extern crate proc_macro` links it.
func (f *frame) ImplsOf(trait types.DefID, self types.Type) (impls []*types.Impl, complete bool) {
	if trait.IsStd() {
		h, any, none := headOf(self)
		v, number := self.(*types.Infer)
		switch {
		case number && v.Kind == types.InferInt:
			h = anyInt
		case number && v.Kind == types.InferFloat:
			h = anyFloat
		case any:
			h = anyHead
		case none:
			h = stdlib.HeadBlanket
		}
		// Full: what follows is appended to a copy.
		impls = slices.Clip(ask(f, key{q: qStdImpls, def: trait, head: h}, func(f *frame) []*types.Impl { return f.stdImpls(trait, h) }))
	}
	for _, id := range f.localImpls(trait) {
		if impl := f.Impl(id); impl != nil && mayFit(self, impl.Self) {
			impls = append(impls, impl)
		}
	}
	return impls, f.complete(trait, self)
}

// Heads that stand for several: of every type, of an integer or float variable.
const (
	anyHead stdlib.Head = ^stdlib.Head(0) - iota
	anyInt
	anyFloat
)

// fitsHead reports whether an impl's head may be meant.
func fitsHead(asked, impl stdlib.Head) bool {
	if impl == 0 || impl == stdlib.HeadBlanket || impl == asked {
		return true
	}
	within := func(from, to hir.Prim) bool { return impl >= stdlib.HeadPrim(from) && impl <= stdlib.HeadPrim(to) }
	switch asked {
	case anyHead:
		return true
	case anyInt:
		return within(hir.PrimI8, hir.PrimUsize)
	case anyFloat:
		return within(hir.PrimF16, hir.PrimF128)
	}
	return false
}

// stdImpls are the standard library's impls of a trait for a head.
func (f *frame) stdImpls(trait types.DefID, h stdlib.Head) []*types.Impl {
	var impls []*types.Impl
	for _, hi := range f.std.ImplsByTrait(trait) {
		if !fitsHead(h, hi.Head) {
			continue
		}
		if it := f.std.Item(hi.Impl); it == nil || it.Reservation || it.Crate == "proc_macro" || unnamed(&it.Ty) {
			continue
		}
		if impl := f.Impl(hi.Impl); impl != nil {
			impls = append(impls, impl)
		}
	}
	return impls
}

// unnamed types are local to a body of the standard library, or patterns: no program has them.
func unnamed(t *stdlib.Term) bool {
	if t.Kind == stdlib.TermPtr {
		t = &t.Args[0] // `*const T is !null`
		return t.Kind == stdlib.TermPattern
	}
	return t.Kind == stdlib.TermPath && t.Def.IsZero() || t.Kind == stdlib.TermPattern
}

// mayFit compares the heads of a type and an impl's self type.
func mayFit(t, self types.Type) bool {
	switch s := self.(type) {
	case nil, *types.Param, *types.Alias, *types.Unknown, *types.Error:
		return true
	case *types.Adt:
		switch t := t.(type) {
		case *types.Adt:
			return t.Def == s.Def
		case *types.Foreign:
			return false
		}
	}
	h1, any1, none1 := headOf(t)
	h2, any2, none2 := headOf(self)
	if any1 || any2 {
		return true
	}
	return none1 == none2 && h1 == h2
}

// complete reports whether all impls of a trait for a type were seen.
func (f *frame) complete(trait types.DefID, self types.Type) bool {
	if f.crate == nil {
		return true
	}
	f.localImpls(types.DefID{})
	if adt, ok := self.(*types.Adt); ok && f.unknownDerive(adt.Def) {
		return false
	}
	if !f.impls.wide || trait.IsStd() && self != nil && !f.mayBeLocal(trait, self) {
		return true
	}
	return false
}

func (s *store) unknownDerive(id types.DefID) bool {
	d := s.def(id)
	return d != nil && !id.IsStd() && d.Adt != nil && d.Adt.UnknownDerive
}

// mayBeLocal reports whether the local crate may implement a trait of std for a type: the
// type, or an argument of the trait, must hold a local type.
func (f *frame) mayBeLocal(trait types.DefID, self types.Type) bool {
	if g := f.Generics(trait); g == nil || g.Count() > 1 {
		return true
	}
	local := false
	types.Walk(self, func(a types.Arg, _ uint32) bool {
		switch a := a.(type) {
		case *types.Adt:
			local = local || !a.Def.IsStd()
		case *types.Foreign:
			local = local || !a.Def.IsStd()
		case *types.Dyn:
			local = local || !a.Principal.IsStd()
		case *types.Closure, *types.Coroutine, *types.FnDef, *types.FnPtr, types.Region, types.Const:
			return false
		case *types.Infer, *types.Unknown, *types.Error, *types.Alias:
			local = true
		}
		return true
	})
	return local
}

// InherentImpls lists the inherent impls that may be for a type.
func (f *frame) InherentImpls(self types.Type) (impls []*types.Impl, complete bool) {
	h, any, none := headOf(self)
	if any {
		return nil, false
	}
	if !none {
		for _, id := range f.std.InherentImpls(h) {
			if impl := f.Impl(id); impl != nil {
				impls = append(impls, impl)
			}
		}
	}
	for _, id := range f.localImpls(types.DefID{}) {
		if impl := f.Impl(id); impl != nil && mayFit(self, impl.Self) {
			impls = append(impls, impl)
		}
	}
	complete = true
	switch t := self.(type) {
	case *types.Adt:
		complete = t.Def.IsStd() || f.crate == nil || !f.impls.wide && !f.unknownDerive(t.Def)
	case *types.Dyn:
		complete = t.Principal.IsStd() || f.crate == nil || !f.impls.wide
	}
	return impls, complete
}

// ---------- what the facts' attributes say ----------

// stdTrait adds to a trait of std what its attributes say.
func (f *frame) stdTrait(t *types.TraitDef) {
	t.Lang = f.std.LangName(t.Def)
	t.Marker = f.std.HasAttr(t.Def, "marker")
	t.Fundamental = f.std.HasAttr(t.Def, "fundamental")
	skip := f.std.AttrOf(t.Def, "skip_method_dispatch")
	t.SkipArray, t.SkipBoxedSlice = strings.Contains(skip, "array"), strings.Contains(skip, "boxed_slice")
	for i := range t.Items {
		t.Items[i].Unstable = f.std.Unstable(t.Items[i].Def)
	}
}

// stdPath is a path into std as rustc prints it, trimmed: `Vec`, `Option::Some`, `Vec::<T>::new` as `Vec::new`.
func (f *frame) stdPath(id types.DefID) string {
	d := f.std.Def(id)
	if d == nil {
		return "?"
	}
	switch d.Kind {
	case hir.KindVariant:
		return f.std.Name(id)
	case hir.KindAssocFn, hir.KindAssocConst, hir.KindAssocTy:
		return f.stdOwner(d.Parent) + "::" + d.Name
	}
	return d.Name
}

func (f *frame) stdOwner(id types.DefID) string {
	if f.std.Kind(id) != hir.KindImpl {
		return f.std.Name(id)
	}
	impl := f.Impl(id)
	if impl == nil {
		return "?"
	}
	self := types.Print(f, impl.Self)
	if impl.Trait != nil {
		return "<" + self + " as " + f.std.Name(impl.Trait.Trait) + ">"
	}
	if adt, ok := impl.Self.(*types.Adt); ok {
		return f.std.Name(adt.Def)
	}
	return self
}
