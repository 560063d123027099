package borrowck

import (
	"slices"

	"drop-lsp/semantics/types"
)

// This file: the opaque types that a body defines (`-> impl Trait`). Each has a hidden type,
// above all that is returned for it. A region of the hidden type must be one that the opaque
// type captures, or 'static (rustc's member constraints):
//
//	fn f<'a>(x: &'a u8) -> impl Sized + 'a { x }    hidden &'h u8, 'a: 'h ⇒ 'h = 'a
//	fn f<'a>(x: &'a u8) -> impl Sized { x }         before 2024: 'h = 'static is too long: E0700
//
// As in rustc (region_infer/opaque_types) the choice is made on values that know nothing of
// liveness, and then said as an equation, which the inference proper has to fulfil.

// hiddenUse is an opaque type that this body defines, with the type that it found for it.
type hiddenUse struct {
	alias  *types.Alias
	hidden types.Type
	at     where // of the last use
}

// defines: the body of the function itself, or a closure in it, decides what an opaque type hides.
func (c *typeck) defines(a *types.Alias) bool {
	if a.Kind != types.Opaque {
		return false
	}
	g := c.q.Generics(a.Def)
	return g != nil && g.Parent != nil && g.Parent.Def == c.root()
}

// relateOpaque handles an opaque type on one side and its hidden type on the other. Where
// the function itself defines the opaque type the hidden type must be the same everywhere,
// and fulfil its bounds.
func (c *typeck) relateOpaque(v types.Variance, a, b types.Type, at where, why Reason) bool {
	oa, isA := a.(*types.Alias)
	ob, isB := b.(*types.Alias)
	isA = isA && c.defines(oa)
	isB = isB && c.defines(ob)
	switch {
	case isA && isB && oa.Def == ob.Def:
		return false
	case isA:
		c.relate(v, c.define(oa, b, at, why), b, at, why)
		return true
	case isB:
		c.relate(v, a, c.define(ob, a, at, why), at, why)
		return true
	}
	return false
}

// define is what an opaque type hides where it is related to a type: that, with regions of its
// own. It is the same for all uses, is well-formed and fulfils the bounds.
func (c *typeck) define(a *types.Alias, found types.Type, at where, why Reason) types.Type {
	hidden := c.table.Generalize(found)
	if h, ok := c.hidden[a.Def]; ok {
		c.eq(h.hidden, hidden, at, why)
		h.hidden, h.at = hidden, at
	} else {
		c.hidden[a.Def] = &hiddenUse{alias: a, hidden: hidden, at: at}
		c.hiddenOrder = append(c.hiddenOrder, a.Def)
	}
	c.prove(c.obligations(hidden), at, why)
	// A bound may define another one: `<{coroutine} as Future>::Output == impl Trait`.
	saved := c.table.Hidden
	c.table.Hidden = func(v types.Variance, a, b types.Type) (bool, *types.Mismatch) {
		return c.relateOpaque(v, a, b, at, why), nil
	}
	defer func() { c.table.Hidden = saved }()
	for _, p := range c.q.ItemBounds(a.Def) {
		p = types.SubstPredicate(c.in, p, a.Args)
		p = c.replaceAlias(p, a, hidden)
		c.prove([]types.Predicate{p}, at, why)
	}
	return hidden
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

// hiddenError is a region of a hidden type that is none of those that the opaque type captures.
type hiddenError struct {
	use    *hiddenUse
	region RegionID
}

// equateHidden equates the regions of hidden types with those that their opaque types
// capture. Where one cannot be, the hidden type is an error and asks nothing.
func (c *typeck) equateHidden() (errs []hiddenError) {
	if len(c.hiddenOrder) == 0 {
		return nil
	}
	v := c.graph.infer(0, nil)
	choices := map[types.DefID][]RegionID{}
	members := map[int32][]types.DefID{} // by component
	for _, def := range c.hiddenOrder {
		h := c.hidden[def]
		list, ok := c.choices(h)
		if !ok {
			continue
		}
		choices[def] = list
		for _, r := range c.hiddenRegions(h.hidden) {
			members[v.scc[r]] = append(members[v.scc[r]], def)
		}
	}
	c.applyMembers(v, members, choices)
	for _, def := range c.hiddenOrder {
		h := c.hidden[def]
		if choices[def] == nil {
			continue
		}
		var equal []Outlives
		failed := false
		for _, r := range c.hiddenRegions(h.hidden) {
			i := slices.IndexFunc(choices[def], func(o RegionID) bool { return c.sameEnds(v, r, o) })
			if i < 0 {
				errs = append(errs, hiddenError{use: h, region: r})
				failed = true
				break
			}
			o := Outlives{Sup: r, Sub: choices[def][i], Reason: Reason{Category: CatOpaque}, Span: h.at.span, AllPoints: true}
			equal = append(equal, o)
			o.Sup, o.Sub = o.Sub, o.Sup
			equal = append(equal, o)
		}
		if failed {
			continue
		}
		for _, o := range equal {
			if o.Sup != 0 {
				c.graph.add(o)
			}
		}
	}
	return errs
}

// choices are 'static and the regions that an opaque type captures; false: one of them is not known.
func (c *typeck) choices(h *hiddenUse) ([]RegionID, bool) {
	out := []RegionID{0}
	for _, a := range c.captureArgs(h.alias) {
		if r, ok := a.(types.Region); ok {
			id, ok := c.vid(r)
			if !ok {
				return nil, false
			}
			out = append(out, id)
		}
	}
	// A bound may name a lifetime of a binder around it (E0657).
	for _, p := range c.q.ItemBounds(h.alias.Def) {
		if p.Bound > 0 {
			continue
		}
		switch p.Kind {
		case types.PredTypeOutlives:
			if p.R1.Kind == types.ReBound || p.R1.Kind == types.ReError {
				return nil, false
			}
		case types.PredTrait:
			if p.Trait.Args.Flags()&(types.HasBound|types.HasError) != 0 {
				return nil, false
			}
		}
	}
	return out, true
}

// applyMembers raises each member region to the least choice that fits, the smaller
// components first, so that what outlives it sees that.
func (c *typeck) applyMembers(v *regionValues, members map[int32][]types.DefID, choices map[types.DefID][]RegionID) {
	if len(members) == 0 {
		return
	}
	of := v.graph.members(v.scc, len(v.sets))
	for comp := range of {
		for _, r := range of[comp] {
			for _, e := range v.graph.out[r] {
				if sub := v.scc[v.graph.constraints[e].Sub]; int(sub) != comp {
					v.sets[comp].Union(v.sets[sub])
				}
			}
		}
		for _, def := range members[int32(comp)] {
			if o, ok := c.leastChoice(v, of[comp][0], choices[def]); ok {
				v.sets[comp].Union(v.sets[v.scc[o]])
			}
		}
	}
}

// leastChoice is the least of the choices that outlives all that a region must hold and is
// not beyond what outlives it, among those that compare to all others.
func (c *typeck) leastChoice(v *regionValues, r RegionID, choices []RegionID) (RegionID, bool) {
	if _, ok := v.placeholderIn(r, -1); ok {
		return 0, false
	}
	uppers := c.upperBounds(v, r)
	var fit []RegionID
	for _, o := range choices {
		o = v.representative(o)
		if int(o) >= c.uni.count || slices.Contains(fit, o) {
			continue
		}
		ok := true
		v.ends(r, func(lower RegionID) { ok = ok && c.uni.known(o, lower) })
		for _, u := range uppers {
			ok = ok && c.uni.known(u, o)
		}
		if ok {
			fit = append(fit, o)
		}
	}
	least, found := RegionID(0), false
	for _, o := range fit {
		total := true
		for _, p := range fit {
			total = total && (c.uni.known(p, o) || c.uni.known(o, p))
		}
		if !total {
			continue
		}
		switch {
		case !found:
			least, found = o, true
		case c.uni.known(least, o) && c.uni.known(o, least):
			least = min(least, o)
		case c.uni.known(least, o):
			least = o
		}
	}
	return least, found
}

// upperBounds are the universal regions that must outlive a region, by the constraints.
func (c *typeck) upperBounds(v *regionValues, r RegionID) []RegionID {
	var out []RegionID
	for u := RegionID(1); int(u) < c.uni.count; u++ {
		if _, _, found := v.graph.pathVia(u, func(x RegionID) bool { return v.scc[x] == v.scc[r] }, true, false); found {
			out = append(out, u)
		}
	}
	return out
}

// sameEnds: two regions hold ends that outlive each other's.
func (c *typeck) sameEnds(v *regionValues, a, b RegionID) bool {
	if v.scc[a] == v.scc[b] {
		return true
	}
	within := func(sub, sup RegionID) bool {
		all := true
		v.ends(sub, func(r1 RegionID) {
			some := false
			v.ends(sup, func(r2 RegionID) { some = some || c.uni.known(r2, r1) })
			all = all && some
		})
		return all
	}
	return within(a, b) && within(b, a)
}

// hiddenRegions are the regions that a hidden type is made of: of a closure those of its
// signature and captures, of another opaque type those that it captures.
func (c *typeck) hiddenRegions(t types.Type) []RegionID {
	var out []RegionID
	add := func(r types.Region) {
		if id, ok := c.vid(r); ok && r.Kind != types.ReBound && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	var visit func(types.Arg, uint32) bool
	all := func(as []types.Arg) {
		for _, a := range as {
			types.Walk(a, visit)
		}
	}
	visit = func(a types.Arg, depth uint32) bool {
		switch a := a.(type) {
		case types.Region:
			add(a)
		case *types.Closure:
			if info := c.closureInfo(a.Def); info != nil && info.Sig != nil {
				for _, in := range info.Sig.Inputs {
					types.Walk(in, visit)
				}
				types.Walk(info.Sig.Output, visit)
			}
			all(c.captured(a).Slice())
			return false
		case *types.Coroutine:
			all(a.Sig.Slice())
			all(a.Captured.Slice())
			return false
		case *types.Alias:
			all(c.captureArgs(a))
			return false
		}
		return true
	}
	types.Walk(t, visit)
	return out
}
