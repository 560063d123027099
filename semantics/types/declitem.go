package types

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
)

// This file: types and traits as a whole: variants, fields and discriminants,
// associated items with the trait's items that they stand for, the type of a const,
// static, alias or associated type, and the lifetimes that an opaque type captures.

// Adt is a struct, enum or union; nil: it is none, or not known.
func (d Decls) Adt(def DefID) *AdtDef {
	h := d.Def(def)
	if h == nil || h.Adt == nil {
		return nil
	}
	l := d.lowerer(h, lateAsBound)
	out := &AdtDef{Def: def, Kind: h.Kind, Packed: h.Adt.Packed, DiscrType: discrType(h)}
	next := Const{Kind: ConstValue}
	for i := range h.Adt.Variants {
		v := &h.Adt.Variants[i]
		if v.Disc != nil {
			next = d.discriminant(l, v.Disc, out.DiscrType)
		}
		n := Variant{Def: v.Def, Ctor: v.Ctor, Name: v.Name, Shape: v.Shape, Discr: next}
		if v.Disc != nil {
			n.DiscrDef = v.Disc.Def
		}
		for j := range v.Fields {
			f := &v.Fields[j]
			n.Fields = append(n.Fields, Field{Name: f.Name, Type: l.Type(f.Ty), Vis: f.Vis, Span: f.Span})
		}
		out.Variants = append(out.Variants, n)
		next = successor(next)
	}
	return out
}

// discrType is the integer type that `repr` names (reference, items.enum.discriminant.repr).
func discrType(h *hir.Def) hir.Prim {
	if h.Kind == hir.KindEnum {
		for _, r := range h.Adt.Repr {
			if p := hir.PrimByName(r); p >= hir.PrimI8 && p <= hir.PrimUsize {
				return p
			}
		}
	}
	return hir.PrimNone
}

// discriminant is the value of an explicit discriminant (reference, items.enum.discriminant.explicit),
// in the bits of the type that repr names; isize without one.
func (d Decls) discriminant(l *Lowerer, c *hir.AnonConst, as hir.Prim) Const {
	v := Const{Kind: ConstValue}
	if c.Int != nil && c.Int.Kind == ast.LitInt && c.Int.Neg {
		v.Lo, v.Hi = -c.Int.Lo, 0
	} else if v = l.Const(c); v.Kind == ConstUneval {
		v = d.Q.EvalConst(v.Def, v.Args)
	}
	if v.Kind != ConstValue {
		return Const{}
	}
	switch as {
	case hir.PrimI128, hir.PrimU128:
	case hir.PrimI8, hir.PrimU8:
		v.Lo, v.Hi = v.Lo&0xff, 0
	case hir.PrimI16, hir.PrimU16:
		v.Lo, v.Hi = v.Lo&0xffff, 0
	case hir.PrimI32, hir.PrimU32:
		v.Lo, v.Hi = v.Lo&0xffff_ffff, 0
	default:
		v.Hi = 0
	}
	return v
}

// successor is the next implied discriminant.
func successor(c Const) Const {
	if c.Kind != ConstValue {
		return c
	}
	c.Lo++
	if c.Lo == 0 {
		c.Hi++
	}
	return c
}

// Trait is a trait; nil: it is none.
func (d Decls) Trait(def DefID) *TraitDef {
	h := d.Def(def)
	if h == nil || h.Trait == nil {
		return nil
	}
	items := d.items(h.Trait.Items, nil)
	for i := range items {
		items[i].Vis = hir.Vis{Public: true}
	}
	return &TraitDef{Def: def, Auto: h.Trait.Auto, Items: items}
}

// AssocItems are the items of a trait or impl.
func (d Decls) AssocItems(def DefID) []AssocItem {
	h := d.Def(def)
	switch {
	case h == nil:
		return nil
	case h.Trait != nil:
		if t := d.Q.Trait(def); t != nil {
			return t.Items
		}
	case h.Impl != nil:
		var trait *TraitDef
		if p := h.Impl.Trait; p != nil && p.Res.Kind == hir.ResDef {
			trait = d.Q.Trait(p.Res.Def)
		}
		items := d.items(h.Impl.Items, trait)
		for i := range items {
			if h.Impl.Trait != nil {
				items[i].Vis = hir.Vis{Public: true}
			}
		}
		return items
	}
	return nil
}

func (d Decls) items(ids []DefID, trait *TraitDef) []AssocItem {
	var out []AssocItem
	for _, id := range ids {
		h := d.Def(id)
		if h == nil {
			continue
		}
		a := AssocItem{Def: id, Name: h.Name, Kind: h.Kind, Vis: h.Vis}
		switch {
		case h.Fn != nil:
			a.HasSelf, a.HasDefault = h.Fn.HasSelf, h.Fn.HasBody
		case h.Alias != nil:
			a.HasDefault = h.Alias.Ty != nil
		case h.Const != nil:
			a.HasDefault = h.Const.HasBody
		}
		if trait != nil {
			for _, t := range trait.Items {
				if t.Name == a.Name && t.Kind == a.Kind {
					a.TraitItem = t.Def
				}
			}
		}
		out = append(out, a)
	}
	return out
}

// TypeOf is the type of a const, static or alias, the value of an associated type, an impl's
// Self, an ADT's own type, a fn's or constructor's. nil: it has none.
func (d Decls) TypeOf(def DefID) Type {
	h := d.Def(def)
	if h == nil {
		return nil
	}
	in := d.Q.Interner()
	switch h.Kind {
	case hir.KindStruct, hir.KindEnum, hir.KindUnion:
		return in.Adt(def, in.IdentityArgs(d.Q.Generics(def)))
	case hir.KindImpl:
		if impl := d.Q.Impl(def); impl != nil {
			return impl.Self
		}
		return nil
	case hir.KindFn, hir.KindAssocFn:
		return in.FnDef(def, in.IdentityArgs(d.Q.Generics(def)))
	case hir.KindCtor:
		return d.ctorType(h)
	case hir.KindForeignTy:
		return in.Foreign(def)
	case hir.KindAnonConst:
		return in.Usize()
	}
	l := d.lowerer(h, lateAsBound)
	switch {
	case h.Alias != nil && h.Alias.Ty != nil:
		return l.Type(h.Alias.Ty)
	case h.Const != nil && h.Const.Ty != nil:
		// reference, lifetime-elision.const-static
		l.Elided = func(hir.Lifetime) Region { return Static }
		return l.Type(h.Const.Ty)
	}
	return nil
}

// ctorType: a tuple constructor is a fn, a unit constructor a value of the type.
func (d Decls) ctorType(h *hir.Def) Type {
	adt := d.owner(h.ID)
	if adt == nil {
		return nil
	}
	in := d.Q.Interner()
	args := in.IdentityArgs(d.Q.Generics(adt.ID))
	if d.Q.FnSig(h.ID) != nil {
		return in.FnDef(h.ID, args)
	}
	return in.Adt(adt.ID, args)
}

// FnAttrs are the facts that stand in the declaration itself.
func (d Decls) FnAttrs(def DefID) FnAttrs {
	h := d.Def(def)
	switch {
	case h == nil:
		return FnAttrs{}
	case h.Kind == hir.KindCtor:
		return FnAttrs{Const: true, Promotable: true}
	case h.Fn == nil:
		return FnAttrs{}
	}
	return FnAttrs{Const: h.Fn.Const, HasSelf: h.Fn.HasSelf}
}

func isFnKind(k hir.DefKind) bool {
	return k == hir.KindFn || k == hir.KindAssocFn || k == hir.KindCtor
}

// Variances are those of an ADT's, fn's or opaque type's parameters; nil: all invariant.
func (d Decls) Variances(def DefID) []Variance {
	h := d.Def(def)
	if h == nil {
		return nil
	}
	if h.Kind == hir.KindOpaqueTy {
		return d.opaqueVariances(h)
	}
	if isFnKind(h.Kind) {
		return FnVariances(d.Q, def)
	}
	return VarianceOf(d.Q, def)
}

// ---------- opaque types ----------
//
// An opaque type has its fn's parameters, and for each late-bound lifetime that it
// captures a parameter of its own, for the fn's own is bound by the signature. Captured
// are all lifetimes in scope from edition 2024 on, in traits and for async; before, those
// that its bounds name (reference, types.impl-trait.capture).

// captures lists the late-bound lifetimes that an opaque type captures, by position among the late-bound ones.
func (d Decls) captures(h *hir.Def) (fn *hir.Def, late []int) {
	if h.Opaque == nil {
		return nil, nil
	}
	if fn = d.Def(h.Opaque.Fn); fn == nil || fn.Generics == nil {
		return nil, nil
	}
	named, all := d.namedBy(h, fn)
	n := 0
	for i, isLate := range d.lateBound(fn) {
		if !isLate {
			continue
		}
		if all || named[i] {
			late = append(late, n)
		}
		n++
	}
	return fn, append(late, d.nameless(h, fn, n, all)...)
}

// namedBy says which own lifetimes of the fn the opaque type's bounds name, or that it captures all.
func (d Decls) namedBy(h, fn *hir.Def) (named []bool, all bool) {
	named = make([]bool, len(fn.Generics.Params))
	use := false
	elided := false
	w := lifetimeWalk{d: d, visit: func(lt hir.Lifetime) {
		if lt.Kind == hir.LtParam && lt.Owner == fn.ID && int(lt.Index) < len(named) {
			named[lt.Index] = true
		}
		elided = elided || lt.Kind == hir.LtElided
	}}
	for i := range h.Opaque.Bounds {
		use = use || h.Opaque.Bounds[i].IsUse
	}
	w.bounds(h.Opaque.Bounds)
	if elided {
		d.nameElided(fn, named)
	}
	return named, !use && (h.Opaque.Async != nil || d.capturesAll(fn))
}

// nameElided marks the lifetime of the fn's that one left out in its output stands for, if it has a
// name: in `fn f<'a>(v: &'a u8) -> impl Sized + '_` it is 'a.
func (d Decls) nameElided(fn *hir.Def, named []bool) {
	r := d.outputElision(fn)
	for i, own := range d.ownScope(fn, lateAsBound) {
		if i < len(named) && own == Arg(r) {
			named[i] = true
		}
	}
}

// nameless lists the lifetimes left out of the inputs that the opaque type captures, behind the
// named late-bound ones: all, or the one that its bounds leave out.
func (d Decls) nameless(h, fn *hir.Def, named int, all bool) []int {
	s := signature{Lowerer: d.lowerer(fn, lateAsBound), d: d, fn: fn, count: uint32(named)}
	s.inputs(fn.Fn, &FnSig{})
	var out []int
	for i := named; i < int(s.count); i++ {
		if all {
			out = append(out, i)
		}
	}
	if all || h.Opaque.Async != nil {
		return out
	}
	elided := false
	w := lifetimeWalk{d: d, visit: func(lt hir.Lifetime) { elided = elided || lt.Kind == hir.LtElided }}
	w.bounds(h.Opaque.Bounds)
	if r := s.elision(); elided && r.Kind == ReBound && int(r.Index) >= named {
		out = append(out, int(r.Index))
	}
	return out
}

// captured are the own parameters of an opaque type.
func (d Decls) captured(h *hir.Def) []GenericParam {
	fn, late := d.captures(h)
	if fn == nil {
		return nil
	}
	names := d.lateNames(fn)
	var out []GenericParam
	for _, i := range late {
		name := "'_"
		if i < len(names) {
			name = names[i]
		}
		out = append(out, GenericParam{Kind: ast.ParamLifetime, Name: name})
	}
	return out
}

// outputElision is the region that a fn's output leaves out, as a ReBound where it is late-bound.
func (d Decls) outputElision(fn *hir.Def) Region {
	s := signature{Lowerer: d.lowerer(fn, lateAsBound), d: d, fn: fn, count: uint32(len(d.lateNames(fn)))}
	s.inputs(fn.Fn, &FnSig{})
	return s.elision()
}

func (d Decls) lateNames(fn *hir.Def) []string {
	var out []string
	for i, late := range d.lateBound(fn) {
		if late {
			out = append(out, fn.Generics.Params[i].Name)
		}
	}
	return out
}

// opaqueLowerer lowers an opaque type's bounds: captured late-bound lifetimes are its own parameters.
func (d Decls) opaqueLowerer(h *hir.Def, l *Lowerer) {
	fn, late := d.captures(h)
	if fn == nil {
		return
	}
	base := uint32(d.Q.Generics(fn.ID).Count())
	own := func(_ DefID, i uint32) Region {
		if at := slices.Index(late, int(i)); at >= 0 {
			return Region{Kind: ReEarlyParam, Index: base + uint32(at)}
		}
		return Region{Kind: ReError}
	}
	l.Params = d.scope(fn, own)
	l.Nested = d.capturesBinder
	l.Self = d.selfType(fn)
	l.Opaque = func(def DefID) Args {
		return d.opaqueArgs(def, func(i uint32) Region { return own(fn.ID, i) })
	}
	l.Assoc = (&assocFinder{d: d, l: l, h: fn}).find
	l.Elided = func(hir.Lifetime) Region {
		r := d.outputElision(fn)
		if r.Kind == ReBound {
			r = own(fn.ID, r.Index)
		}
		return r
	}
}

// capturesBinder reports whether an opaque type under a binder captures that binder's lifetimes:
// it captures all, or its bounds name one.
func (d Decls) capturesBinder(def DefID) bool {
	h := d.Def(def)
	if h == nil || h.Opaque == nil {
		return false
	}
	if fn := d.Def(h.Opaque.Fn); fn != nil && fn.Generics != nil {
		if _, all := d.namedBy(h, fn); all {
			return true
		}
	}
	found := false
	f := &Folder{In: d.Q.Interner(), Need: HasBound}
	for _, p := range d.Q.ItemBounds(def) {
		own := min(1, uint32(p.Bound))
		f.Region = func(r Region, depth uint32) Region {
			found = found || r.Kind == ReBound && r.Depth >= depth+own
			return r
		}
		f.FoldPredicateBody(p)
	}
	return found
}

// opaqueArgs are the arguments of an opaque type where its fn's signature names it: the fn's
// parameters, and the late-bound lifetimes as given.
func (d Decls) opaqueArgs(def DefID, late func(uint32) Region) Args {
	h := d.Def(def)
	g := d.Q.Generics(def)
	if h == nil || g == nil {
		return nil
	}
	in := d.Q.Interner()
	args := slices.Clone(in.IdentityArgs(g.Parent).Slice())
	_, ls := d.captures(h)
	for _, i := range ls {
		args = append(args, late(uint32(i)))
	}
	return in.Args(args...)
}

// opaqueVariances: captured parameters are invariant, lifetimes that are not captured bivariant.
func (d Decls) opaqueVariances(h *hir.Def) []Variance {
	g := d.Q.Generics(h.ID)
	fn, _ := d.captures(h)
	if g == nil || fn == nil {
		return nil
	}
	out := slices.Repeat([]Variance{Invariant}, g.Count())
	named, all := d.namedBy(h, fn)
	if all {
		return out
	}
	for i := range fn.Generics.Params {
		if r, ok := d.ownScope(fn, lateAsBound)[i].(Region); ok && r.Kind == ReEarlyParam && !named[i] {
			out[r.Index] = Bivariant
		}
	}
	if p := d.parent(fn); p != nil {
		for i := uint32(0); int(i) < g.Parent.Parent.Count(); i++ {
			if gp := g.Param(i); gp != nil && gp.Kind == ast.ParamLifetime && !d.opaqueNames(h, p, i) {
				out[i] = Bivariant
			}
		}
	}
	for _, p := range d.Q.ItemBounds(h.ID) {
		d.markNamed(out, h.ID, p)
	}
	return out
}

// markNamed makes the lifetimes invariant that a bound of an opaque type is about once its paths are
// resolved: `T::Assoc` may be `<T as Trait<'a>>::Assoc` (rustc's variance_of_opaque).
func (d Decls) markNamed(out []Variance, opaque DefID, p Predicate) {
	var mark func(a Arg)
	mark = func(a Arg) {
		Walk(a, func(a Arg, _ uint32) bool {
			switch a := a.(type) {
			case Region:
				if a.Kind == ReEarlyParam && int(a.Index) < len(out) {
					out[a.Index] = Invariant
				}
			case *Alias:
				if a.Kind != Opaque || a.Def == opaque {
					return true
				}
				vs := d.Q.Variances(a.Def)
				for i, x := range a.Args.Slice() {
					if i >= len(vs) || vs[i] != Bivariant {
						mark(x)
					}
				}
				return false
			}
			return true
		})
	}
	switch p.Kind {
	case PredTrait:
		for _, a := range p.Trait.Args.Slice()[1:] {
			mark(a)
		}
	case PredProjection:
		for _, a := range p.Alias.Args.Slice()[1:] {
			mark(a)
		}
		mark(p.Ty)
	case PredTypeOutlives:
		mark(p.R1)
	}
}

// opaqueNames reports whether an opaque type's bounds name the outer lifetime of an index.
func (d Decls) opaqueNames(h, outer *hir.Def, index uint32) bool {
	scope := d.ownScope(outer, lateAsBound)
	found := false
	w := lifetimeWalk{d: d, visit: func(lt hir.Lifetime) {
		if lt.Kind == hir.LtParam && lt.Owner == outer.ID && int(lt.Index) < len(scope) {
			r, ok := scope[lt.Index].(Region)
			found = found || ok && r.Index == index
		}
	}}
	w.bounds(h.Opaque.Bounds)
	return found
}
