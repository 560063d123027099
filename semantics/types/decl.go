package types

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
)

// This file: Decls, the lowering of declarations: their generics and the scope in
// which the types of a declaration or a body are written. It works on hir.Def,
// whether the definition is local or the standard library's.
//
// The parameters of a definition: those of the impl or trait around it, `Self` in
// a trait, its own early-bound ones as written, then the nameless lifetimes of an
// impl's header (`impl T for &U`), each a parameter of its own. Late-bound
// lifetimes are no parameters; they are bound by the signature (declsig.go).

// Decls lowers declarations. What one declaration needs of another it asks Q, so
// that memoising there is enough.
type Decls struct {
	Q Queries
	// Def is a definition with its types as written; nil: there is none.
	Def func(DefID) *hir.Def
}

// owner is the nearest definition that has generics of its own: of a variant or
// constructor its type, of a closure or constant in a body the body's owner.
func (d Decls) owner(def DefID) *hir.Def {
	for range 64 {
		h := d.Def(def)
		if h == nil {
			return nil
		}
		switch h.Kind {
		case hir.KindVariant, hir.KindCtor, hir.KindField, hir.KindClosure, hir.KindCoroutine, hir.KindAnonConst, hir.KindInlineConst:
			def = h.Parent
		default:
			return h
		}
	}
	return nil
}

// hasSelf reports whether the first own parameter is Self.
func hasSelf(k hir.DefKind) bool { return k == hir.KindTrait || k == hir.KindTraitAlias }

// Generics are the parameters of a definition; nil: it is not known.
func (d Decls) Generics(def DefID) *Generics {
	h := d.owner(def)
	if h == nil {
		return nil
	}
	if h.ID != def {
		return d.Q.Generics(h.ID)
	}
	g := &Generics{Def: def}
	if h.Generics == nil {
		return g
	}
	if p := h.Generics.Parent; !p.IsZero() {
		g.Parent = d.Q.Generics(p)
	}
	if h.Kind == hir.KindOpaqueTy {
		g.Params = d.captured(h)
		return g
	}
	if hasSelf(h.Kind) {
		g.Params = append(g.Params, GenericParam{Kind: ast.ParamType, Name: "Self"})
	}
	late := d.lateBound(h)
	l := d.lowerer(h, lateAsBound)
	for i := range h.Generics.Params {
		p := &h.Generics.Params[i]
		if late[i] {
			continue
		}
		n := GenericParam{Kind: p.Kind, Name: p.Name, MayDangle: p.MayDangle, Synthetic: p.Synthetic}
		if p.Default != nil {
			n.Default = l.Type(p.Default)
		}
		if p.DefConst != nil {
			c := l.Const(p.DefConst)
			n.DefaultConst = &c
		}
		if p.ConstTy != nil {
			n.ConstTy = l.Type(p.ConstTy)
		}
		g.Params = append(g.Params, n)
	}
	if h.Kind == hir.KindImpl {
		for range d.header(h).anonymous {
			g.Params = append(g.Params, GenericParam{Kind: ast.ParamLifetime, Name: "'_"})
		}
	}
	return g
}

// lateAsBound is a late-bound lifetime as the signature binds it.
func lateAsBound(_ DefID, i uint32) Region { return Region{Kind: ReBound, Index: i} }

// lateAsParam is a late-bound lifetime seen from inside the fn.
func lateAsParam(fn DefID, i uint32) Region { return Region{Kind: ReLateParam, Def: fn, Index: i} }

// scope lists the parameters in scope in a definition, by owner and position as hir counts them.
func (d Decls) scope(h *hir.Def, late func(DefID, uint32) Region) map[DefID][]Arg {
	out := map[DefID][]Arg{}
	for range 64 {
		if h == nil || h.Generics == nil {
			break
		}
		g := h.Generics
		if h.Kind != hir.KindOpaqueTy {
			out[h.ID] = d.ownScope(h, late)
		}
		if g.Parent.IsZero() {
			break
		}
		h = d.Def(g.Parent)
	}
	return out
}

func (d Decls) ownScope(h *hir.Def, late func(DefID, uint32) Region) []Arg {
	in := d.Q.Interner()
	next := uint32(0)
	if p := h.Generics.Parent; !p.IsZero() {
		next = uint32(d.Q.Generics(p).Count())
	}
	if hasSelf(h.Kind) {
		next++
	}
	isLate := d.lateBound(h)
	args := make([]Arg, len(h.Generics.Params))
	lates := uint32(0)
	for i := range h.Generics.Params {
		p := &h.Generics.Params[i]
		if isLate[i] {
			args[i] = late(h.ID, lates)
			lates++
			continue
		}
		args[i] = in.ParamArg(GenericParam{Kind: p.Kind, Name: p.Name}, next)
		next++
	}
	return args
}

// lowerer lowers types as they are written in a definition.
func (d Decls) lowerer(h *hir.Def, late func(DefID, uint32) Region) *Lowerer {
	l := &Lowerer{Q: d.Q, In: d.Q.Interner(), Params: d.scope(h, late)}
	l.Self = d.selfType(h)
	l.Elided = func(hir.Lifetime) Region {
		if h.ID.IsStd() {
			return Region{Kind: ReUnknown}
		}
		return Region{Kind: ReError} // E0106, E0637
	}
	l.Opaque = func(def DefID) Args {
		return d.opaqueArgs(def, func(i uint32) Region { return late(h.ID, i) })
	}
	a := &assocFinder{d: d, l: l, h: h}
	l.Assoc = a.find
	return l
}

// Lowerer lowers the types that are written in the body of a definition: late-bound
// lifetimes are ReLateParam. Elided, Object, Infer and InferConst are the caller's to set,
// and Assoc where the type may hold inference variables. nil: the definition is not known.
func (d Decls) Lowerer(def DefID) *Lowerer {
	h := d.owner(def)
	if h == nil {
		return nil
	}
	return d.lowerer(h, lateAsParam)
}

// selfType is what `Self` is in a definition; nil: nothing.
func (d Decls) selfType(h *hir.Def) Type {
	in := d.Q.Interner()
	switch h.Kind {
	case hir.KindTrait, hir.KindTraitAlias:
		return in.Param(0, "Self")
	case hir.KindImpl:
		return nil // set by header, or from Q.Impl
	case hir.KindStruct, hir.KindEnum, hir.KindUnion:
		return in.Adt(h.ID, d.identity(h))
	}
	if h.Generics == nil || h.Generics.Parent.IsZero() {
		return nil
	}
	p := d.Def(h.Generics.Parent)
	if p == nil {
		return nil
	}
	if p.Kind == hir.KindImpl {
		if impl := d.Q.Impl(p.ID); impl != nil {
			return impl.Self
		}
		return nil
	}
	return d.selfType(p)
}

// identity are the parameters of a definition without a parent, as arguments, from hir alone:
// so that a type's generics may name the type.
func (d Decls) identity(h *hir.Def) Args {
	if h.Generics == nil {
		return nil
	}
	return d.Q.Interner().Args(d.ownScope(h, lateAsBound)...)
}

// ---------- impl headers ----------

type implHeader struct {
	self      Type
	trait     *TraitRef
	excess    bool
	anonymous uint32 // nameless lifetimes: parameters behind the written ones
}

// header lowers an impl's self type and trait.
func (d Decls) header(h *hir.Def) implHeader {
	var out implHeader
	l := d.lowerer(h, lateAsBound)
	l.Assoc = (&assocFinder{d: d, l: l, h: h, header: true}).find
	l.Wrong = func() { out.excess = true }
	base := uint32(len(h.Generics.Params))
	l.Elided = func(hir.Lifetime) Region {
		out.anonymous++
		return Region{Kind: ReEarlyParam, Index: base + out.anonymous - 1}
	}
	if h.Impl == nil {
		out.self = l.In.Unknown()
		return out
	}
	out.self = l.Type(h.Impl.SelfTy)
	l.Self = out.self
	if p := h.Impl.Trait; p != nil {
		out.trait = &TraitRef{}
		if l.isTrait(p) {
			*out.trait = l.TraitRef(p, out.self)
		}
	}
	return out
}

// Impl is one impl block; nil if it is none. A trait that is not known is the zero DefID.
func (d Decls) Impl(def DefID) *Impl {
	h := d.Def(def)
	if h == nil || h.Kind != hir.KindImpl || h.Generics == nil {
		return nil
	}
	hd := d.header(h)
	out := &Impl{Def: def, Generics: d.Q.Generics(def), Trait: hd.trait, Self: hd.self, Excess: hd.excess, Span: h.HeadSpan}
	if h.Impl != nil {
		out.Negative, out.Unsafe = h.Impl.Negative, h.Impl.Unsafe
	}
	return out
}

// ---------- associated types named through a type ----------

// assocFinder finds `T::Item` from the bounds as written, not from Predicates, which may be
// what is being lowered (rustc's type_param_predicates).
type assocFinder struct {
	d     Decls
	l     *Lowerer
	h     *hir.Def
	depth int
	// header: the impl's header is being lowered, so that Self's trait is not known yet.
	header bool
}

func (a *assocFinder) find(self Type, name string) Type {
	in := a.l.In
	if silent(self) || a.depth > 16 {
		return in.Unknown()
	}
	a.depth++
	defer func() { a.depth-- }()
	for h := a.h; h != nil; h = a.d.parent(h) {
		if t := a.in(h, self, name); t != nil {
			return t
		}
	}
	if p, ok := self.(*Alias); ok {
		for _, pred := range a.d.Q.ItemBounds(p.Def) {
			if pred.Kind != PredTrait || pred.Bound > 0 {
				continue
			}
			if t := a.l.assocOf(SubstTraitRef(in, pred.Trait, p.Args), name); t != nil {
				return t
			}
		}
	}
	if a.h.ID.IsStd() {
		return in.Unknown()
	}
	return in.Error() // E0220, E0223
}

// parent is the definition around whose parameters are in scope.
func (d Decls) parent(h *hir.Def) *hir.Def {
	if h.Generics == nil || h.Generics.Parent.IsZero() {
		return nil
	}
	return d.Def(h.Generics.Parent)
}

// in looks at one definition's bounds.
func (a *assocFinder) in(h *hir.Def, self Type, name string) Type {
	switch h.Kind {
	case hir.KindTrait:
		if p, ok := self.(*Param); ok && p.Index == 0 && p.Name == "Self" {
			if t := a.l.assocOf(TraitRef{h.ID, a.l.In.IdentityArgs(a.d.Q.Generics(h.ID))}, name); t != nil {
				return t
			}
			if h.Trait != nil {
				if t := a.bounds(h.Trait.Bounds, self, name); t != nil {
					return t
				}
			}
		}
	case hir.KindImpl:
		if a.header || a.l.Self != self || h.Impl == nil || h.Impl.Trait == nil {
			break
		}
		if impl := a.d.Q.Impl(h.ID); impl != nil && impl.Trait != nil && !impl.Trait.Trait.IsZero() {
			if t := a.l.assocOf(*impl.Trait, name); t != nil {
				return t
			}
		}
	}
	if h.Generics == nil {
		return nil
	}
	params := a.l.Params[h.ID]
	for i := range h.Generics.Params {
		if i < len(params) && params[i] == Arg(self) {
			if t := a.bounds(h.Generics.Params[i].Bounds, self, name); t != nil {
				return t
			}
		}
	}
	for i := range h.Generics.Where {
		w := &h.Generics.Where[i]
		if w.Ty == nil || len(w.For) > 0 || !a.names(w.Ty, self) {
			continue
		}
		if t := a.bounds(w.Bounds, self, name); t != nil {
			return t
		}
	}
	return nil
}

// names reports whether a type as written is a parameter or Self and means the type.
func (a *assocFinder) names(t *hir.Ty, self Type) bool {
	k, ok := t.Kind.(hir.TyPath)
	if !ok || k.Path == nil || k.Path.Unresolved > 0 || k.Path.Qself != nil {
		return false
	}
	switch r := k.Path.Res; r.Kind {
	case hir.ResTyParam:
		ps := a.l.Params[r.Def]
		return int(r.Index) < len(ps) && ps[r.Index] == Arg(self)
	case hir.ResSelfTy:
		return a.l.Self == self
	}
	return false
}

func (a *assocFinder) bounds(bs []hir.Bound, self Type, name string) Type {
	for i := range bs {
		p := bs[i].Trait
		if p == nil || !a.l.isTrait(p) {
			continue
		}
		if a.l.assocItem(p.Res.Def, name, 0).IsZero() {
			continue
		}
		save := a.l.binders
		a.l.binders = nil
		var tr TraitRef
		a.l.under(bs[i].For, isParen(p), func() { tr = a.l.TraitRef(p, self) })
		a.l.binders = save
		if tr.Args.Flags()&HasBound != 0 {
			if a.l.Infer == nil {
				return a.l.In.Error() // E0212
			}
			// A body may choose the binder's lifetimes.
			tr = a.l.chosen(tr)
		}
		if t := a.l.assocOf(tr, name); t != nil {
			return Shift(a.l.In, t, uint32(len(save))).(Type)
		}
	}
	return nil
}

// chosen is a trait reference with the regions of its binder left out.
func (l *Lowerer) chosen(tr TraitRef) TraitRef {
	fresh := map[uint32]Region{}
	open := func(i uint32) Region {
		r, ok := fresh[i]
		if !ok {
			r = l.elided(hir.Lifetime{Kind: hir.LtElided})
			fresh[i] = r
		}
		return r
	}
	return OpenPredicate(l.In, Predicate{Kind: PredTrait, Trait: tr, Bound: 1}, open).Trait
}

// assocOf is the projection of a trait reference to an item of the trait or a supertrait; nil if there is none.
func (l *Lowerer) assocOf(tr TraitRef, name string) Type {
	item, args := l.superAssoc(tr, name, 0)
	if item.IsZero() {
		return nil
	}
	return l.In.Alias(Projection, item, args)
}

// superAssoc finds an associated type by name in a trait or its supertraits, with that trait's arguments.
func (l *Lowerer) superAssoc(tr TraitRef, name string, depth int) (DefID, Args) {
	t := l.Q.Trait(tr.Trait)
	if t == nil || depth > 64 {
		return DefID{}, nil
	}
	for _, item := range t.Items {
		if item.Name == name && item.Kind == hir.KindAssocTy {
			return item.Def, tr.Args
		}
	}
	for _, p := range l.Q.SuperPredicates(tr.Trait) {
		if p.Kind != PredTrait || p.Bound > 0 || p.Trait.Trait == tr.Trait || p.Trait.Args.Len() == 0 {
			continue
		}
		if s, ok := p.Trait.Args.List[0].(*Param); !ok || s.Index != 0 {
			continue
		}
		if item, args := l.superAssoc(SubstTraitRef(l.In, p.Trait, tr.Args), name, depth+1); !item.IsZero() {
			return item, args
		}
	}
	return DefID{}, nil
}

// TraitRef lowers a path to a trait with its self type; its associated-type bindings are left out.
func (l *Lowerer) TraitRef(p *hir.Path, self Type) TraitRef {
	return TraitRef{p.Res.Def, l.In.Args(l.args(p.Res.Def, lastArgs(p), []Arg{self}, false)...)}
}
