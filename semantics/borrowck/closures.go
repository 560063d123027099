package borrowck

import "drop-lsp/semantics/types"

// This file: closures and coroutines that this body makes.

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
