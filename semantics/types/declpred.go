package types

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: predicates: bounds and where clauses, `Sized` where it is implied,
// supertraits, the bounds of associated and opaque types.
//
// Every bound is lowered under two binders, that of the where clause and its own
// (which also binds what `Fn(&T)` leaves out), which are then made one.

// Predicates are what a definition may assume: the parent's first; a trait's begin with `Self: Trait`.
func (d Decls) Predicates(def DefID) []Predicate {
	h := d.owner(def)
	if h == nil || h.Generics == nil {
		return nil
	}
	if h.ID != def {
		return d.Q.Predicates(h.ID)
	}
	return d.declared(h).out
}

// PredicateSpans are the places of the bounds that Predicates come from, in their order: of an
// implied `Sized` its parameter, NoSpan for what is written nowhere; nil: the definition is not local.
func (d Decls) PredicateSpans(def DefID) []source.Span {
	h := d.owner(def)
	if h == nil || h.Generics == nil {
		return nil
	}
	return d.declared(h).spans
}

func (d Decls) declared(h *hir.Def) *preds {
	p := d.predicates(h)
	if g := h.Generics; !g.Parent.IsZero() {
		p.out = slices.Clone(d.Q.Predicates(g.Parent))
		p.spans = d.PredicateSpans(g.Parent)
		for len(p.spans) < len(p.out) {
			p.spans = append(p.spans, source.NoSpan)
		}
	}
	if h.Kind == hir.KindOpaqueTy {
		return p
	}
	p.at = source.NoSpan
	if h.Kind == hir.KindTrait {
		p.add(Predicate{Kind: PredTrait, Trait: TraitRef{h.ID, p.l.In.IdentityArgs(d.Q.Generics(h.ID))}})
		if h.Trait != nil {
			p.bounds(p.l.Self, h.Trait.Bounds)
		}
	}
	p.generics(h)
	return p
}

// SuperPredicates are a trait's bounds on Self: its supertraits and what they bind.
func (d Decls) SuperPredicates(trait DefID) []Predicate {
	h := d.Def(trait)
	if h == nil || h.Trait == nil || h.Generics == nil {
		return nil
	}
	p := d.predicates(h)
	p.bounds(p.l.Self, h.Trait.Bounds)
	for i := range h.Generics.Where {
		w := &h.Generics.Where[i]
		if w.Ty == nil {
			continue
		}
		if k, ok := w.Ty.Kind.(hir.TyPath); ok && k.Path != nil && k.Path.Res.Kind == hir.ResSelfTy && k.Path.Unresolved == 0 && k.Path.Qself == nil {
			p.where(w)
		}
	}
	return p.out
}

// ItemBounds are the bounds of an associated or opaque type, on the type itself.
func (d Decls) ItemBounds(def DefID) []Predicate {
	h := d.Def(def)
	if h == nil || h.Generics == nil {
		return nil
	}
	p := d.predicates(h)
	in := p.l.In
	args := in.IdentityArgs(d.Q.Generics(def))
	switch {
	case h.Kind == hir.KindOpaqueTy && h.Opaque != nil:
		self := in.Alias(Opaque, def, args)
		d.opaqueLowerer(h, p.l)
		p.sized(self, h.Opaque.Bounds, nil)
		p.bounds(self, h.Opaque.Bounds)
		if h.Opaque.Async != nil {
			p.future(self, h.Opaque)
		}
	case h.Kind == hir.KindAssocTy && h.Alias != nil:
		tr := d.parent(h)
		if tr == nil || tr.Kind != hir.KindTrait {
			return nil
		}
		self := in.Alias(Projection, def, args)
		p.sized(self, h.Alias.Bounds, nil)
		p.bounds(self, h.Alias.Bounds)
		p.itemWhere(tr, self)
	}
	return p.out
}

// itemWhere adds the trait's where clauses on the item.
func (p *preds) itemWhere(tr *hir.Def, self Type) {
	for i := range tr.Generics.Where {
		w := &tr.Generics.Where[i]
		if w.Ty == nil || len(w.For) > 0 {
			continue
		}
		if k, ok := w.Ty.Kind.(hir.TyPath); !ok || k.Path == nil || k.Path.Unresolved == 0 && k.Path.Qself == nil {
			continue
		}
		if p.l.Type(w.Ty) == self {
			p.where(w)
		}
	}
}

// future bounds an async fn's opaque type: `Future<Output = T>`, a gen fn's: `Iterator<Item = T>`.
func (p *preds) future(self Type, o *hir.OpaqueDecl) {
	trait, item := p.d.Q.Lang("future_trait"), p.d.Q.Lang("future_output")
	if o.Gen {
		trait, item = p.d.Q.Lang("iterator"), DefID{}
		for _, it := range p.d.Q.AssocItems(trait) {
			if it.Name == "Item" && it.Kind == hir.KindAssocTy {
				item = it.Def
			}
		}
	}
	if trait.IsZero() || item.IsZero() {
		p.add(Predicate{Kind: PredUnknown})
		return
	}
	args := p.l.In.Args(self)
	p.add(Predicate{Kind: PredTrait, Trait: TraitRef{trait, args}})
	alias, _ := p.l.In.Alias(Projection, item, args).(*Alias)
	p.add(Predicate{Kind: PredProjection, Alias: alias, Ty: p.l.Type(o.Async)})
}

// preds collects the predicates of one definition.
type preds struct {
	d   Decls
	l   *Lowerer
	def DefID
	out []Predicate
	// at is the bound at hand, spans those of out.
	at    source.Span
	spans []source.Span
}

func (d Decls) predicates(h *hir.Def) *preds {
	p := &preds{d: d, l: d.lowerer(h, lateAsBound), def: h.ID}
	if h.Kind == hir.KindImpl {
		if impl := d.Q.Impl(h.ID); impl != nil {
			p.l.Self = impl.Self
		}
	}
	return p
}

func (p *preds) add(pred Predicate) {
	pred.Span = p.def
	p.out = append(p.out, pred)
	p.spans = append(p.spans, p.at)
}

// generics adds the parameters' bounds and the where clauses.
func (p *preds) generics(h *hir.Def) {
	params := p.l.Params[h.ID]
	for i := range h.Generics.Params {
		g := &h.Generics.Params[i]
		p.at = g.Span
		if i >= len(params) {
			break
		}
		switch t := params[i].(type) {
		case Region:
			for _, b := range g.Bounds {
				if p.at = b.Span; b.Lifetime != nil {
					p.add(Predicate{Kind: PredRegionOutlives, R1: t, R2: p.l.Region(*b.Lifetime)})
				}
			}
		case Type:
			if g.Kind != ast.ParamType {
				continue
			}
			p.sized(t, g.Bounds, h.Generics)
			p.bounds(t, g.Bounds)
		}
	}
	for i := range h.Generics.Where {
		p.where(&h.Generics.Where[i])
	}
}

// sized adds `T: Sized` unless a bound says that it is not implied.
func (p *preds) sized(self Type, bs []hir.Bound, g *hir.Generics) {
	if p.unsized(bs) {
		return
	}
	if g != nil {
		a := assocFinder{d: p.d, l: p.l}
		for i := range g.Where {
			if w := &g.Where[i]; w.Ty != nil && a.names(w.Ty, self) && p.unsized(w.Bounds) {
				return
			}
		}
	}
	if s := p.d.Q.Lang("sized"); !s.IsZero() {
		p.add(Predicate{Kind: PredTrait, Trait: TraitRef{s, p.l.In.Args(self)}})
	}
}

// unsized: `?Sized`; in std also the traits above Sized.
func (p *preds) unsized(bs []hir.Bound) bool {
	for i := range bs {
		if bs[i].Maybe || p.aboveSized(bs[i].Trait) {
			return true
		}
	}
	return false
}

// aboveSized: MetaSized and PointeeSized hold of all that stable Rust has.
func (p *preds) aboveSized(t *hir.Path) bool {
	if t == nil || t.Res.Kind != hir.ResDef || !t.Res.Def.IsStd() {
		return false
	}
	return t.Res.Def == p.d.Q.Lang("meta_sized") || t.Res.Def == p.d.Q.Lang("pointee_sized")
}

// where adds one where clause.
func (p *preds) where(w *hir.WherePred) {
	if w.Lifetime != nil {
		r := p.l.Region(*w.Lifetime)
		for _, b := range w.Bounds {
			if p.at = b.Span; b.Lifetime != nil {
				p.add(Predicate{Kind: PredRegionOutlives, R1: r, R2: p.l.Region(*b.Lifetime)})
			}
		}
		return
	}
	if w.Ty == nil {
		return
	}
	p.l.under(w.For, false, func() { p.boundsUnder(p.l.Type(w.Ty), w.Bounds, len(w.For)) })
}

// bounds adds bounds on a type that stands under no binder.
func (p *preds) bounds(self Type, bs []hir.Bound) {
	if len(bs) == 0 || self == nil {
		return
	}
	p.l.under(nil, false, func() { p.boundsUnder(Shift(p.l.In, self, 1).(Type), bs, 0) })
}

// boundsUnder adds bounds on a type under a binder of outer regions.
func (p *preds) boundsUnder(self Type, bs []hir.Bound, outer int) {
	for i := range bs {
		b := &bs[i]
		p.at = b.Span
		switch {
		case b.IsUse || b.Maybe:
		case b.Lifetime != nil:
			// Lowered under the where clause's binder alone: that is the predicate's.
			p.add(Predicate{Kind: PredTypeOutlives, Bound: outer, Ty: self, R1: p.l.Region(*b.Lifetime)})
		case b.Trait == nil || p.aboveSized(b.Trait):
		case !p.l.isTrait(b.Trait):
			p.add(Predicate{Kind: PredUnknown, Ty: self})
		default:
			from := len(p.out)
			n := p.l.under(b.For, isParen(b.Trait), func() { p.trait(Shift(p.l.In, self, 1).(Type), b.Trait) })
			p.merge(from, outer, n)
		}
	}
}

// merge makes the outer and the inner binder of the predicates from an index on one: the outer's regions come first.
func (p *preds) merge(from, outer, inner int) {
	f := &Folder{In: p.l.In, Need: HasBound, Region: func(r Region, depth uint32) Region {
		if r.Kind != ReBound {
			return r
		}
		switch {
		case r.Depth == depth:
			r.Index += uint32(outer)
		case r.Depth > depth:
			r.Depth--
		}
		return r
	}}
	for i := from; i < len(p.out); i++ {
		span := p.out[i].Span
		p.out[i] = f.FoldPredicateBody(p.out[i])
		p.out[i].Bound, p.out[i].Span = outer+inner, span
	}
}

// trait adds `self: Trait` with its bindings.
func (p *preds) trait(self Type, path *hir.Path) {
	l := p.l
	tr := l.TraitRef(path, self)
	if l.Q.DefKind(tr.Trait) == hir.KindTraitAlias {
		for _, s := range l.Q.SuperPredicates(tr.Trait) {
			if s.Bound == 0 {
				p.add(SubstPredicate(l.In, s, tr.Args))
			} else {
				p.add(Predicate{Kind: PredUnknown, Ty: self})
			}
		}
		return
	}
	p.add(Predicate{Kind: PredTrait, Trait: tr})
	written := lastArgs(path)
	if written == nil {
		return
	}
	if written.Paren {
		l.binders[len(l.binders)-1].output = true
	}
	for _, a := range written.Assoc {
		item, args := l.superAssoc(tr, a.Name, 0)
		if item.IsZero() {
			if a.Const == nil {
				p.add(Predicate{Kind: PredUnknown, Ty: self})
			}
			continue
		}
		alias, ok := l.In.Alias(Projection, item, l.In.Args(l.args(item, a.Args, args.Slice(), false)...)).(*Alias)
		if !ok {
			continue
		}
		if a.Ty != nil {
			p.add(Predicate{Kind: PredProjection, Alias: alias, Ty: l.Type(a.Ty)})
		}
		if len(a.Bounds) > 0 {
			p.nested(alias, a.Bounds)
		}
	}
}

// nested adds the bounds of `Item: Bounds`. They stand under the outer trait's binders; those
// with a binder of their own are left unknown.
func (p *preds) nested(self Type, bs []hir.Bound) {
	for i := range bs {
		b := &bs[i]
		switch {
		case b.IsUse || b.Maybe:
		case b.Lifetime != nil:
			p.add(Predicate{Kind: PredTypeOutlives, Ty: self, R1: p.l.Region(*b.Lifetime)})
		case b.Trait == nil || p.aboveSized(b.Trait):
		case b.Trait.Res.Kind != hir.ResDef || len(b.For) > 0 || isParen(b.Trait):
			p.add(Predicate{Kind: PredUnknown, Ty: self})
		default:
			p.trait(self, b.Trait)
		}
	}
}
