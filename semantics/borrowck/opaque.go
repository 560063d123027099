package borrowck

import (
	"slices"

	"drop-lsp/semantics/types"
)

// This file: closures that this body makes, and opaque types that it defines.

// makeClosure takes over what a closure's body asks of the regions that it shares with
// this body, and equates its arguments with the function's own parameters.
func (c *typeck) makeClosure(t *types.Closure, at where) {
	c.equateParent(t.Args, at)
	info := c.closureInfo(t.Def)
	res := c.closures[t.Def]
	if info == nil || res == nil || len(res.Requires) == 0 {
		return
	}
	c.require(res.Requires, c.closureMapping(t, info), at)
}

// makeCoroutine is makeClosure for a coroutine.
func (c *typeck) makeCoroutine(t *types.Coroutine, at where) {
	c.equateParent(t.Args, at)
	if res := c.closures[t.Def]; res != nil && len(res.Requires) > 0 {
		c.require(res.Requires, c.coroutineMapping(t), at)
	}
}

// equateParent equates a closure's arguments with the function's own parameters.
func (c *typeck) equateParent(args types.Args, at where) {
	identity := c.in.IdentityArgs(c.q.Generics(c.root()))
	mark := len(c.table.Outlives)
	c.table.EqArgs(types.MapRegionsArgs(c.in, identity, func(r types.Region) types.Region {
		if id, ok := c.vid(r); ok {
			return reVar(id)
		}
		return r
	}), args)
	c.drain(mark, at, Reason{Category: CatBoringNoLocation})
}

// require takes over requirements, their regions those of mapping.
func (c *typeck) require(requires []Requirement, mapping []types.Region, at where) {
	region := func(i int) (types.Region, bool) {
		if i < 0 || i >= len(mapping) {
			return types.Region{}, false
		}
		return mapping[i], true
	}
	for _, q := range requires {
		shorter, ok := region(q.Shorter)
		if !ok {
			continue
		}
		from := where{loc: at.loc, span: q.Span}
		why := Reason{Category: q.Category}
		first := len(c.pending)
		if q.Type == nil {
			if longer, ok := region(q.Longer); ok {
				c.outlive(longer, shorter, from, why)
			}
		} else {
			ty := types.MapRegions(c.in, q.Type, func(r types.Region) types.Region {
				if n, ok := region(int(r.Index)); ok && r.Kind == types.ReVar {
					return n
				}
				return r
			})
			c.typeOutlives(ty, shorter, from, why)
		}
		for i := first; i < len(c.pending); i++ {
			c.pending[i].FromClosure = true
		}
	}
}

// closureMapping are this body's regions for a closure's external ones, in the order in
// which newUniversals numbers them.
func (c *typeck) closureMapping(t *types.Closure, info *types.ClosureInfo) []types.Region {
	mapping := []types.Region{types.Static}
	for _, a := range t.Args.Slice() {
		if r, ok := a.(types.Region); ok {
			mapping = append(mapping, r)
		}
	}
	original := c.q.Closure(t.Def)
	take := func(orig, own types.Type) {
		var os, ns []types.Region
		types.FreeRegions(orig, func(r types.Region) { os = append(os, r) })
		types.FreeRegions(own, func(r types.Region) { ns = append(ns, r) })
		for i, r := range os {
			if r.Kind == types.ReErased || r.Kind == types.ReUnknown {
				if i < len(ns) {
					mapping = append(mapping, ns[i])
				} else {
					mapping = append(mapping, types.Erased)
				}
			}
		}
	}
	if original != nil && original.Sig != nil && info.Sig != nil {
		for i, in := range original.Sig.Inputs {
			take(in, info.Sig.Inputs[i])
		}
		take(original.Sig.Output, info.Sig.Output)
	}
	if original != nil {
		own := c.captured(t).Types()
		for i, u := range original.Upvars {
			if i < len(own) {
				take(u, own[i])
			}
		}
	}
	return c.withLateBound(mapping)
}

// withLateBound adds the late-bound regions of the function around a closure.
func (c *typeck) withLateBound(mapping []types.Region) []types.Region {
	root := c.root()
	if isFn(c.q.DefKind(root)) {
		if s := c.q.FnSig(root); s != nil {
			for i := range s.Bound {
				mapping = append(mapping, types.Region{Kind: types.ReLateParam, Def: root, Index: uint32(i)})
			}
		}
	}
	return mapping
}

// coroutineMapping is closureMapping for a coroutine, whose type has all its external regions.
func (c *typeck) coroutineMapping(t *types.Coroutine) []types.Region {
	mapping := []types.Region{types.Static}
	for _, a := range t.Args.Slice() {
		if r, ok := a.(types.Region); ok {
			mapping = append(mapping, r)
		}
	}
	for _, part := range [...]types.Args{t.Sig, t.Captured} {
		for _, a := range part.Slice() {
			types.FreeRegions(a, func(r types.Region) { mapping = append(mapping, r) })
		}
	}
	return c.withLateBound(mapping)
}

// hiddenUse is an opaque type that this body defines, with the type that it found for it.
type hiddenUse struct {
	alias  *types.Alias
	hidden types.Type
	at     where
}

// relateOpaque handles an opaque type on one side and its hidden type on the other. Where
// the function itself defines the opaque type the hidden type must be the same everywhere,
// and fulfil its bounds.
func (c *typeck) relateOpaque(v types.Variance, a, b types.Type, at where, why Reason) bool {
	oa, isA := a.(*types.Alias)
	ob, isB := b.(*types.Alias)
	isA = isA && oa.Kind == types.Opaque
	isB = isB && ob.Kind == types.Opaque
	switch {
	case isA && isB && oa.Def == ob.Def:
		return false
	case isA:
		c.define(oa, b, at, why)
		return true
	case isB:
		c.define(ob, a, at, why)
		return true
	}
	return false
}

func (c *typeck) define(a *types.Alias, hidden types.Type, at where, why Reason) {
	if h, ok := c.hidden[a.Def]; ok {
		c.eq(h.hidden, hidden, at, Reason{Category: CatOpaque})
		return
	}
	c.hidden[a.Def] = &hiddenUse{alias: a, hidden: hidden, at: at}
	c.hiddenOrder = append(c.hiddenOrder, a.Def)
	for _, p := range c.q.ItemBounds(a.Def) {
		p = types.SubstPredicate(c.in, p, a.Args)
		p = c.replaceAlias(p, a, hidden)
		c.prove([]types.Predicate{p}, at, Reason{Category: CatOpaque})
	}
}

// replaceAlias puts the hidden type where a bound speaks of the opaque type itself.
func (c *typeck) replaceAlias(p types.Predicate, a *types.Alias, hidden types.Type) types.Predicate {
	f := &types.Folder{In: c.in, Need: types.HasOpaque, Type: func(t types.Type, depth uint32) types.Type {
		if o, ok := t.(*types.Alias); ok && o.Kind == types.Opaque && o.Def == a.Def {
			return hidden
		}
		return nil
	}}
	return f.FoldPredicate(p)
}

// members makes the regions of hidden types what their opaque types may name: of the
// captured lifetimes and 'static the least that is large enough (rustc's member
// constraints). It reports whether that added constraints.
func (c *typeck) members(v *regionValues) bool {
	added := false
	for _, def := range c.hiddenOrder {
		h := c.hidden[def]
		choices := []RegionID{0}
		for _, a := range c.captureArgs(h.alias) {
			if r, ok := a.(types.Region); ok {
				if id, ok := c.vid(r); ok && int(v.representative(id)) < c.uni.count {
					choices = append(choices, v.representative(id))
				}
			}
		}
		for _, r := range c.hiddenRegions(h.hidden) {
			least, ok := c.leastChoice(v, r, choices)
			if !ok || v.outlivesEnd(r, least) {
				continue
			}
			c.graph.add(Outlives{Sup: r, Sub: least, Reason: Reason{Category: CatOpaque}, Span: h.at.span,
				Location: h.at.loc, AllPoints: h.at.all})
			added = true
		}
	}
	return added
}

// leastChoice is the least of the choices that outlives all that a region must hold and is
// not beyond what outlives it.
func (c *typeck) leastChoice(v *regionValues, r RegionID, choices []RegionID) (RegionID, bool) {
	if int(r) < c.uni.count {
		return 0, false
	}
	if _, ok := v.placeholderIn(r, -1); ok {
		return 0, false
	}
	var fit []RegionID
	for _, o := range choices {
		ok := true
		v.ends(r, func(lower RegionID) { ok = ok && c.uni.known(o, lower) })
		for u := RegionID(1); int(u) < c.uni.count && ok; u++ {
			if u != c.uni.fnBody && !c.uni.known(u, o) {
				if _, _, found := c.graph.pathVia(u, func(x RegionID) bool { return x == r }, true); found {
					ok = false
				}
			}
		}
		if ok {
			fit = append(fit, o)
		}
	}
	for _, o := range fit {
		least := true
		for _, p := range fit {
			least = least && c.uni.known(p, o)
		}
		if least {
			return o, true
		}
	}
	return 0, false
}

// hiddenRegions are the regions that a hidden type is made of: of a closure its captures'.
func (c *typeck) hiddenRegions(t types.Type) []RegionID {
	var out []RegionID
	types.Walk(t, func(a types.Arg, depth uint32) bool {
		switch a := a.(type) {
		case types.Region:
			if a.Kind != types.ReBound {
				if id, ok := c.vid(a); ok && !slices.Contains(out, id) {
					out = append(out, id)
				}
			}
		case *types.Closure:
			for _, u := range c.captured(a).Types() {
				for _, id := range c.hiddenRegions(u) {
					if !slices.Contains(out, id) {
						out = append(out, id)
					}
				}
			}
			return false
		case *types.Coroutine: // not the function's own regions, which are its arguments
			for _, part := range [...]types.Args{a.Sig, a.Captured} {
				for _, u := range part.Types() {
					for _, id := range c.hiddenRegions(u) {
						if !slices.Contains(out, id) {
							out = append(out, id)
						}
					}
				}
			}
			return false
		}
		return true
	})
	return out
}
