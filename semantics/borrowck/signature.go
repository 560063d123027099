package borrowck

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: what a body's signature says of its regions: where clauses, the bounds that
// the types of its parameters imply (`x: &'a &'b T` implies 'b: 'a; reference,
// trait-bounds.implied), the types that the user wrote, and the equation of the signature
// with the types of the parameters and the return place.

// universalRelations records the relations that where clauses state and types imply. What the
// types' normalisation asks of type parameters is asked when all of that is known.
func (c *typeck) universalRelations() {
	c.relating = true
	c.relateUniversals()
	c.relating = false
	for _, d := range c.deferred {
		c.typeOutlives(d.ty, d.region, d.at, d.why)
	}
	c.deferred = nil
}

func (c *typeck) relateUniversals() {
	for _, p := range c.env.Preds {
		c.assume(p)
	}
	for i := range c.bounds {
		c.bounds[i].stated = true
	}
	for _, t := range c.uni.inputs {
		c.implied(t)
	}
	c.implied(c.uni.output)
	// The types of an impl's header are taken to be well-formed in its items.
	if g := c.q.Generics(c.root()); g != nil && g.Parent != nil {
		if impl := c.q.Impl(g.Parent.Def); impl != nil {
			c.implied(impl.Self)
			if impl.Trait != nil {
				for _, t := range impl.Trait.Args.Types() {
					c.implied(t)
				}
			}
		}
	}
}

// assume takes an outlives predicate for granted.
func (c *typeck) assume(p types.Predicate) {
	switch p.Kind {
	case types.PredRegionOutlives:
		c.assumeRegion(p.R1, p.R2)
	case types.PredTypeOutlives:
		if p.Bound > 0 {
			// `for<'x> T: 'x` says no less than T: 'static.
			if p.Ty.Flags()&types.HasBound != 0 {
				if _, ok := p.Ty.(*types.Alias); ok {
					c.bounds = append(c.bounds, paramBound{ty: p.Ty, region: p.R1, bound: p.Bound})
				}
				return
			}
			if p.R1.Kind == types.ReBound {
				p.R1 = types.Static
			}
		}
		for _, comp := range c.components(p.Ty) {
			switch comp := comp.(type) {
			case types.Region:
				c.assumeRegion(comp, p.R1)
			case types.Type:
				c.bounds = append(c.bounds, paramBound{ty: comp, region: p.R1})
			}
		}
	}
}

func (c *typeck) assumeRegion(longer, shorter types.Region) {
	l, ok1 := c.vid(longer)
	s, ok2 := c.vid(shorter)
	if ok1 && ok2 && int(l) < c.uni.count && int(s) < c.uni.count {
		c.uni.relate(l, s)
	}
}

// implied assumes what makes a type well-formed, before and after normalisation. What that asks is
// asked of the signature (rustc's implied_outlives_bounds).
func (c *typeck) implied(t types.Type) {
	if t == nil {
		return
	}
	first, asked := len(c.pending), len(c.deferred)
	at := everywhere(c.headSpan())
	c.assumeObligations(t, first, at)
	if t.Flags()&types.HasProjection != 0 {
		if n := c.normalize(t, at); n != t {
			c.assumeObligations(c.equated(first, n), first, at)
		}
	}
	if c.holdsParamSet(t) {
		for _, d := range c.deferred[asked:] {
			c.assume(types.Predicate{Kind: types.PredTypeOutlives, Ty: d.ty, R1: d.region})
		}
	}
}

// assumeObligations assumes the outlives predicates among what makes a type well-formed.
func (c *typeck) assumeObligations(t types.Type, first int, at where) {
	for _, p := range c.obligations(t) {
		switch p.Kind {
		case types.PredTypeOutlives, types.PredRegionOutlives:
			if p.Ty == nil || p.Ty.Flags()&types.HasProjection == 0 {
				c.assume(p)
				continue
			}
			if p = c.normalizePredicate(p, at); p.Ty != nil {
				p.Ty = c.equated(first, c.table.Resolve(p.Ty))
			}
			c.assume(p)
		case types.PredTrait, types.PredProjection:
			if p.Bound == 0 && predicateNeedsNormalizing(p) {
				c.normalizePredicate(p, at)
			}
		}
	}
}

// headSpan is the header of the item, or of the closure, whose body this is.
func (c *typeck) headSpan() source.Span {
	if c.crate != nil {
		if d := c.crate.Defs.At(c.body.Owner); d != nil && d.HeadSpan.Valid() {
			return d.HeadSpan
		}
	}
	return c.body.Span
}

func predicateNeedsNormalizing(p types.Predicate) bool {
	if p.Kind == types.PredTrait {
		return p.Trait.Args.Flags()&types.HasProjection != 0
	}
	return p.Alias != nil && (p.Alias.Args.Flags()|p.Ty.Flags())&types.HasProjection != 0
}

// holdsParamSet: rustc lets Bevy's ParamSet imply what normalisation asks, on which code relies
// (rust-lang/rust issue 109628).
func (c *typeck) holdsParamSet(t types.Type) bool {
	if c.crateName == nil {
		return false
	}
	found := false
	types.Walk(t, func(a types.Arg, _ uint32) bool {
		if adt, ok := a.(*types.Adt); ok && lastSegment(c.q.DefPath(adt.Def)) == "ParamSet" {
			found = c.crateName(adt.Def) == "bevy_ecs"
		}
		return !found
	})
	return found
}

// crateNames are queries that know what the crate of a definition is called.
type crateNames interface {
	CrateName(types.DefID) string
}

// equated puts universal regions for the variables that the constraints since first make equal
// to them: normalisation goes through an impl with variables for its own lifetimes.
func (c *typeck) equated(first int, t types.Type) types.Type {
	has := map[[2]RegionID]bool{}
	for _, o := range c.pending[first:] {
		has[[2]RegionID{o.Sup, o.Sub}] = true
	}
	return types.MapRegions(c.in, t, func(r types.Region) types.Region {
		id, ok := c.vid(r)
		if !ok || int(id) < c.uni.count {
			return r
		}
		for u := range RegionID(c.uni.count) {
			if has[[2]RegionID{id, u}] && (u == 0 || has[[2]RegionID{u, id}]) {
				return reVar(u)
			}
		}
		return r
	})
}

// annotation makes the type of a user annotation: its own regions fresh, once for all its uses.
func (c *typeck) annotation(i int) {
	a := &c.body.Annotations[i]
	at := everywhere(a.Span)
	fresh := map[types.Region]types.Region{}
	put := func(r types.Region) types.Region { return c.written(r, fresh) }
	boring := Reason{Category: CatBoring}
	// A `_` is whatever fits, the same each time.
	vars := map[*types.Infer]types.Type{}
	hole := c.holes(func(v *types.Infer) types.Type {
		if vars[v] == nil {
			vars[v] = c.table.NewVar(v.Kind)
		}
		return vars[v]
	})
	if a.Type != nil {
		user := types.MapRegions(c.in, hole.Fold(a.Type), put)
		c.wellFormed(user, at)
		user = c.normalize(user, at)
		c.annotations[i] = user
		return
	}
	if a.Inferred == nil || a.Def.IsZero() {
		return
	}
	inferred := c.renumber(a.Inferred)
	c.annotations[i] = inferred
	args := types.MapRegionsArgs(c.in, hole.FoldArgs(a.Args), put)
	var written types.Type
	switch t := inferred.(type) {
	case *types.FnDef:
		if t.Def == a.Def {
			written = c.in.FnDef(a.Def, args)
		}
	case *types.Adt:
		// A pattern or a unit value may name the constructor, whose arguments are the type's.
		if t.Def == a.Def || c.q.DefKind(a.Def) == hir.KindCtor && args.Len() == t.Args.Len() {
			written = c.in.Adt(t.Def, args)
		}
	}
	if written == nil {
		if k := c.q.DefKind(a.Def); k == hir.KindConst || k == hir.KindAssocConst || k == hir.KindStatic {
			if t := c.q.TypeOf(a.Def); t != nil {
				written = c.normalize(types.Subst(c.in, t, args), at)
			}
		}
	}
	if written != nil {
		c.eq(inferred, c.normalize(written, at), at, boring)
	}
	if a.SelfTy != nil {
		c.annotatedSelf(types.MapRegions(c.in, hole.Fold(a.SelfTy), put), a.Def, args, at)
	}
	if args = c.table.ResolveArgs(args); args.Flags()&types.HasInfer == 0 {
		c.provePredicates(a.Def, args, at)
		for _, t := range args.Types() {
			c.wellFormed(t, at)
		}
	}
}

// written is the variable of a region that the user wrote; those without a name, or bound by a
// closure, are fresh, the same each time.
func (c *typeck) written(r types.Region, fresh map[types.Region]types.Region) types.Region {
	switch r.Kind {
	case types.ReStatic, types.ReEarlyParam, types.ReLateParam:
		if id, ok := c.vid(r); ok {
			return reVar(id)
		}
	case types.ReVar, types.ReBound:
		r.Depth = 0
		n, ok := fresh[r]
		if !ok {
			n = c.table.NewRegion()
			fresh[r] = n
		}
		return n
	}
	return c.table.NewRegion()
}

// suppliedSignature equates what the user wrote of a closure's signature with the types of its
// parameters and result (rustc's check_signature_annotation).
func (c *typeck) suppliedSignature() {
	s := c.body.Supplied
	if s == nil {
		return
	}
	fresh := map[types.Region]types.Region{}
	put := func(t types.Type, local mir.LocalID) {
		if t == nil || int(local) >= len(c.localTypes) {
			return
		}
		if f, ok := t.(*types.Infer); ok && f.Kind == types.InferTy {
			return
		}
		at := everywhere(c.body.Locals[local].Span)
		user := types.MapRegions(c.in, c.closed(t), func(r types.Region) types.Region { return c.written(r, fresh) })
		c.eq(c.normalize(user, at), c.normalize(c.localTypes[local], at), at, Reason{Category: CatBoring})
	}
	skip := mir.LocalID(2) // the result and the environment
	for i, t := range s.Inputs {
		put(t, skip+mir.LocalID(i))
	}
	put(s.Output, mir.ReturnPlace)
}

// annotatedSelf equates the `Self` that a path was written with (`Vec::<&'static u8>::new`) with
// the impl's own, its arguments filled in.
func (c *typeck) annotatedSelf(self types.Type, item types.DefID, args types.Args, at where) {
	g := c.q.Generics(item)
	if g == nil || g.Parent == nil {
		return
	}
	impl := c.q.Impl(g.Parent.Def)
	if impl == nil {
		return
	}
	c.eq(c.normalize(self, at), c.normalize(types.Subst(c.in, impl.Self, args), at), at, Reason{Category: CatBoring})
	c.wellFormed(self, at)
}

// equateSignature equates the signature's types with those of the parameters and the result.
func (c *typeck) equateSignature() {
	why := Reason{Category: CatBoringNoLocation}
	for i, t := range c.uni.inputs {
		if i+1 > c.body.ArgCount || i+1 >= len(c.localTypes) {
			break
		}
		at := everywhere(c.body.Locals[i+1].Span)
		c.eq(c.normalize(t, at), c.normalize(c.localTypes[i+1], at), at, why)
	}
	if c.uni.output != nil && len(c.localTypes) > 0 {
		at := everywhere(c.body.Locals[0].Span)
		c.eq(c.normalize(c.localTypes[0], at), c.normalize(c.uni.output, at), at, why)
	}
}
