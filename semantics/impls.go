package semantics

import (
	"slices"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/types"
)

// This file: finding impls by trait and by the head of their self type, and whether
// all were seen: an unexpanded macro or attribute may add any impl that the orphan
// rules allow (reference, items.impl.trait.orphan-rule), an unexpanded derive one for
// its type.

// implIndex lists the local impls by trait, those without one under the zero trait, and by the
// head of the type that they are for, as far as the syntax tells it.
type implIndex struct {
	byTrait map[types.DefID]traitImpls
	wide    bool // something unexpanded may add any impl
}

type traitImpls map[implHead][]placedImpl

// placedImpl is an impl with its number in source order.
type placedImpl struct {
	id types.DefID
	at int
}

// implHead is the head of a local impl's type: a definition, or a form; the zero value: any type.
type implHead struct {
	def  types.DefID
	form stdlib.Head
}

// everyHead asks for the impls of all heads.
var everyHead = implHead{form: anyHead}

// noForm is the head of types that have none: parameters, closures.
const noForm = anyFloat - 1

func indexImpls(c *hir.Crate) *implIndex {
	x := &implIndex{byTrait: map[types.DefID]traitImpls{}}
	for at, id := range c.Impls {
		d := c.Def(id)
		if d == nil || d.Impl == nil {
			continue
		}
		trait := types.DefID{}
		if p := d.Impl.Trait; p != nil {
			if p.Res.Kind != hir.ResDef || p.Unresolved > 0 {
				x.wide = x.wide || p.Res.Kind == hir.ResUnknown
				continue
			}
			trait = p.Res.Def
		}
		if x.byTrait[trait] == nil {
			x.byTrait[trait] = traitImpls{}
		}
		h := writtenHead(d.Impl.SelfTy)
		x.byTrait[trait][h] = append(x.byTrait[trait][h], placedImpl{id, at})
	}
	for _, u := range c.Unknown {
		x.wide = x.wide || !strings.HasPrefix(u.Reason, "derive ")
	}
	return x
}

// writtenHead is the head of a type as written.
func writtenHead(t *hir.Ty) implHead {
	if t == nil {
		return implHead{}
	}
	switch k := t.Kind.(type) {
	case hir.TyPath:
		if k.Path == nil || k.Path.Unresolved > 0 || k.Path.Qself != nil {
			return implHead{}
		}
		switch r := k.Path.Res; {
		case r.Kind == hir.ResPrim:
			return implHead{form: stdlib.HeadPrim(r.Prim)}
		case r.Kind == hir.ResDef && (r.DefKind == hir.KindStruct || r.DefKind == hir.KindEnum || r.DefKind == hir.KindUnion):
			return implHead{def: r.Def}
		}
	case hir.TyRef:
		return implHead{form: stdlib.HeadForm(stdlib.TermRef)}
	case hir.TyPtr:
		return implHead{form: stdlib.HeadForm(stdlib.TermPtr)}
	case hir.TySlice:
		return implHead{form: stdlib.HeadForm(stdlib.TermSlice)}
	case hir.TyArray:
		return implHead{form: stdlib.HeadForm(stdlib.TermArray)}
	case hir.TyTuple:
		return implHead{form: stdlib.HeadForm(stdlib.TermTuple)}
	case hir.TyFnPtr:
		return implHead{form: stdlib.HeadForm(stdlib.TermFnPtr)}
	}
	return implHead{}
}

// askedHead is the head under which impls for a type stand.
func askedHead(t types.Type) implHead {
	if adt, ok := t.(*types.Adt); ok {
		return implHead{def: adt.Def}
	}
	if _, ok := t.(*types.Alias); ok {
		return everyHead
	}
	h, any, none := headOf(t)
	switch {
	case any:
		return everyHead
	case none:
		return implHead{form: noForm}
	}
	return implHead{form: h}
}

// localImpls are the local impls of a trait that may be for a type, in source order.
func (f *frame) localImpls(trait types.DefID, self types.Type) []placedImpl {
	if f.crate == nil {
		return nil
	}
	h := askedHead(self)
	f.note(dep{onImpls, trait, h})
	heads := f.impls.byTrait[trait]
	var out []placedImpl
	if h == everyHead {
		for _, list := range heads {
			out = append(out, list...)
		}
	} else {
		f.note(dep{onImpls, trait, implHead{}})
		out = heads[h]
		if any := heads[implHead{}]; len(any) > 0 {
			out = append(slices.Clip(out), any...)
		} else {
			return out
		}
	}
	slices.SortFunc(out, func(a, b placedImpl) int { return a.at - b.at })
	return out
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
	for _, p := range f.localImpls(trait, self) {
		if impl := f.Impl(p.id); impl != nil && mayFit(self, impl.Self) {
			impls = append(impls, impl)
		}
	}
	impls = f.addForeign(impls, trait, self)
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
	f.note(dep{kind: onUnseen})
	return !f.hidesLocal(trait, self) && (f.links == nil || !f.foreignImpls.mayHide(f, trait, self))
}

// hidesLocal reports whether the program's own crate, or a derive, may have an impl that was not seen.
func (f *frame) hidesLocal(trait types.DefID, self types.Type) bool {
	if adt, ok := self.(*types.Adt); ok && f.unknownDerive(adt.Def) {
		return true
	}
	return f.impls.wide && (trait.Crate == f.crate.ID || self == nil || f.mayBeOf(f.crate.ID, trait, self))
}

func (f *frame) unknownDerive(id types.DefID) bool {
	d := f.def(id)
	return d != nil && !id.IsStd() && d.Adt != nil && d.Adt.UnknownDerive
}

// mayBeOf reports whether a crate may implement another's trait for a type: the type, or an
// argument of the trait, must hold a type of the crate's.
func (f *frame) mayBeOf(c hir.CrateID, trait types.DefID, self types.Type) bool {
	if g := f.Generics(trait); g == nil || g.Count() > 1 {
		return true
	}
	local := false
	types.Walk(self, func(a types.Arg, _ uint32) bool {
		switch a := a.(type) {
		case *types.Adt:
			local = local || a.Def.Crate == c
		case *types.Foreign:
			local = local || a.Def.Crate == c
		case *types.Dyn:
			local = local || a.Principal.Crate == c
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
func (f *frame) InherentImpls(self types.Type, name string) (impls []*types.Impl, complete bool) {
	h, any, none := headOf(self)
	if any {
		return nil, false
	}
	if !none {
		for _, id := range f.stdInherent(h)[name] {
			if impl := f.Impl(id); impl != nil {
				impls = append(impls, impl)
			}
		}
	}
	for _, p := range f.localImpls(types.DefID{}, self) {
		if impl := f.Impl(p.id); impl != nil && mayFit(self, impl.Self) {
			impls = append(impls, impl)
		}
	}
	impls = f.addForeign(impls, types.DefID{}, self)
	complete = true
	f.note(dep{kind: onUnseen})
	switch t := self.(type) {
	case *types.Adt:
		complete = !f.wide(t.Def.Crate) && !f.unknownDerive(t.Def)
	case *types.Dyn:
		complete = !f.wide(t.Principal.Crate)
	}
	return impls, complete
}

// stdInherent are the library's inherent impls for a head by the names of their items.
func (f *frame) stdInherent(h stdlib.Head) map[string][]types.DefID {
	type inherent stdlib.Head
	if m, ok := f.in.Memo().Load(inherent(h)); ok {
		return m.(map[string][]types.DefID)
	}
	m := map[string][]types.DefID{}
	for _, id := range f.std.InherentImpls(h) {
		for _, item := range f.AssocItems(id) {
			if ids := m[item.Name]; len(ids) == 0 || ids[len(ids)-1] != id {
				m[item.Name] = append(ids, id)
			}
		}
	}
	f.in.Memo().Store(inherent(h), m)
	return m
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
