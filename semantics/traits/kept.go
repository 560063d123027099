package traits

import "drop-lsp/semantics/types"

// This file: the questions about closed types whose answers outlive the body that asks:
// Queries.Closed keeps them. No where clause has a say in them, nothing that belongs to one
// body (closures, opaque types) is in them, and only what is certain is kept. While one is
// being answered no other is, so that how deep goals may nest is one context's affair.
//
// Two of them know of regions, which are erased elsewhere. A body names each region of a type
// by a variable of its own; what holds for regions that are all different, and makes no two of
// them equal or ordered, holds for any:
//
//	Iter<'1, u8>: Iterator                                holds for all '1
//	<Iter<'1, u8> as Iterator>::Item                      &'1 u8, whatever '1 is
//	S<'1>: Tr, where impl Tr for S<'static>               is the body's own question

// shares reports whether a closed question is no body's own.
func (e *Env) shares(args types.Args) bool {
	const own = types.HasParam | types.HasInfer | types.HasPlaceholder | types.HasRegionVar | types.HasOpaque | types.HasUnknown | types.HasError | types.HasBound
	if e.global || args.Flags()&own != 0 {
		return false
	}
	shared := true
	for _, a := range args.Slice() {
		types.Walk(a, func(a types.Arg, _ uint32) bool {
			switch a := a.(type) {
			case *types.Closure, *types.Coroutine:
				shared = false
			case types.Const:
				shared = shared && a.Kind == types.ConstValue
			}
			return shared
		})
	}
	return shared
}

// apart is a context of its own for a question that is kept.
func apart(q types.Queries, reveal bool) *Ctx {
	c := NewEnv(q, nil).ctx(reveal)
	c.kept = true
	return c
}

// whoAnswers is the function that answers; nil where that must not be now.
func (c *Ctx) whoAnswers(answer func(types.Queries) any) func(types.Queries) any {
	if c.kept {
		return nil
	}
	return answer
}

// spent reports whether the question was too large for a certain answer.
func (c *Ctx) spent() bool { return c.overflown || c.steps > maxSteps }

// inside makes a context one for a question that comes up in another's: it goes on at its depth
// and has what is left of its steps. spend tells the other what it came to.
func (c *Ctx) inside(outer *Ctx) {
	c.depth, c.steps, c.covered = outer.depth+1, outer.steps, outer.covered
}

func (c *Ctx) spend(inner *Ctx) {
	c.steps, c.overflown = inner.steps, c.overflown || inner.overflown
}

// pay counts what an answer that is kept took: the question that it was worked out for took it too.
func (c *Ctx) pay(own *Ctx) {
	c.steps += own.steps
	c.overflown = c.overflown || own.overflown
}

// keptGoal is the outcome of a closed goal; false: it is not certain, or not to be kept.
func (c *Ctx) keptGoal(k goalKey) (Outcome, bool) {
	if !c.Env.shares(k.args) {
		return 0, false
	}
	kind := types.ClosedGoal
	if k.reveal {
		kind = types.ClosedGoalRevealed
	}
	out, ok := c.Q.Closed(kind, k.trait, k.args, c.whoAnswers(func(q types.Queries) any {
		own := apart(q, k.reveal)
		out := own.evaluateTrait(types.TraitRef{Trait: k.trait, Args: k.args})
		c.pay(own)
		if own.spent() || out != Holds && out != Fails {
			return nil
		}
		return out
	})).(Outcome)
	if ok {
		c.Env.cacheGoal(k, out)
	}
	return out, ok
}

// keptNorm is what a closed projection stands for; nil: it is not certain, or not to be kept.
func (c *Ctx) keptNorm(k normKey) types.Type {
	if !c.Env.shares(k.args) {
		return nil
	}
	kind := types.ClosedNorm
	if k.reveal {
		kind = types.ClosedNormRevealed
	}
	t, _ := c.Q.Closed(kind, k.def, k.args, c.whoAnswers(func(q types.Queries) any {
		own := apart(q, k.reveal)
		t := own.whole(k)
		c.pay(own)
		if own.spent() || t == nil || t.Flags()&(types.HasOpaque|types.HasProjection) != 0 {
			return nil
		}
		return types.EraseRegions(own.in(), t)
	})).(types.Type)
	return t
}

// Kept is the answer to a question about closed arguments, erased of regions, that others than this
// body may ask too. answer works it out in a context of its own; nil: it is not to be kept.
func (c *Ctx) Kept(kind types.ClosedKind, args types.Args, answer func(own *Ctx) any) any {
	if !c.Env.shares(args) {
		return nil
	}
	return c.Q.Closed(kind, types.DefID{}, args, c.whoAnswers(func(q types.Queries) any {
		own := apart(q, c.Reveal)
		out := answer(own)
		c.pay(own)
		if own.spent() {
			return nil
		}
		return out
	}))
}

// ---------- with regions ----------

// HoldsForAll reports whether a trait is implemented whatever the regions in its arguments are: then
// nothing is asked of them. False: that is not certain.
func (c *Ctx) HoldsForAll(tr types.TraitRef) bool {
	args, _, ok := c.regionsApart(tr.Args)
	if !ok {
		return false
	}
	all, _ := c.Q.Closed(types.ClosedForAll, tr.Trait, args, c.whoAnswers(func(q types.Queries) any {
		own, n := tracked(q), 0
		fresh := types.MapRegionsArgs(own.in(), args, func(types.Region) types.Region { n++; return own.Table.NewRegion() })
		f := NewFulfill(own)
		f.Register(types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: tr.Trait, Args: fresh}}, 0)
		return own.shows(f) && own.asked(f).apart(n)
	})).(bool)
	return all
}

// shape is what a projection stands for, where that is the same for all regions in its arguments,
// with these in their places; nil: it must be worked out.
func (c *Ctx) shape(a *types.Alias) types.Type {
	if !c.Table.TrackRegions || c.Reveal || len(c.Defining) > 0 {
		return nil
	}
	args, regions, ok := c.regionsApart(a.Args)
	if !ok {
		return nil
	}
	t, _ := c.Q.Closed(types.ClosedShape, a.Def, args, c.whoAnswers(func(q types.Queries) any {
		if t := shapeOf(q, a.Def, args); t != nil {
			return t
		}
		return false
	})).(types.Type)
	if t == nil {
		return nil
	}
	f := &types.Folder{In: c.in(), Need: types.HasFreeRegion, Region: func(r types.Region, _ uint32) types.Region {
		if r.Kind == types.ReEarlyParam {
			return regions[r.Index]
		}
		return r
	}}
	return f.Fold(t)
}

// shapeOf is a projection's type in which the n-th region of its arguments is the n-th early-bound
// parameter; nil: there is none.
func shapeOf(q types.Queries, def types.DefID, args types.Args) types.Type {
	own, n := tracked(q), 0
	fresh := types.MapRegionsArgs(own.in(), args, func(types.Region) types.Region { n++; return own.Table.NewRegion() })
	alias, _ := own.in().Alias(types.Projection, def, fresh).(*types.Alias)
	if alias == nil {
		return nil
	}
	sub := own.normalizer()
	t := sub.fresh(alias)
	f := NewFulfill(own)
	for _, p := range sub.list {
		f.Register(p, 0)
	}
	if !own.shows(f) {
		return nil
	}
	t = own.Table.Resolve(t)
	if t.Flags()&(types.HasInfer|types.HasPlaceholder|types.HasUnknown|types.HasError|types.HasErased|types.HasBound|types.HasOpaque|types.HasProjection) != 0 {
		return nil
	}
	order := own.asked(f)
	if !order.apart(n) {
		return nil
	}
	known := true
	name := &types.Folder{In: own.in(), Need: types.HasFreeRegion, Region: func(r types.Region, _ uint32) types.Region {
		if r.Kind != types.ReVar {
			return r
		}
		i, ok := order.named(r, n)
		known = known && ok
		return types.Region{Kind: types.ReEarlyParam, Index: uint32(i)}
	}}
	t = name.Fold(t)
	if !known {
		return nil
	}
	return t
}

// regionsApart are arguments with their regions erased, and those regions in order; false: the question
// is a body's own.
func (c *Ctx) regionsApart(args types.Args) (erased types.Args, regions []types.Region, ok bool) {
	const no = types.HasErased | types.HasInfer | types.HasParam | types.HasPlaceholder | types.HasOpaque | types.HasUnknown | types.HasError | types.HasBound
	if args.Flags()&no != 0 {
		return nil, nil, false
	}
	types.MapRegionsArgs(c.in(), args, func(r types.Region) types.Region { regions = append(regions, r); return r })
	erased = types.EraseRegionsArgs(c.in(), args)
	return erased, regions, c.Env.shares(erased)
}

// tracked is a context of its own that knows of regions.
func tracked(q types.Queries) *Ctx {
	c := apart(q, false)
	c.Table.TrackRegions = true
	c.Table.Variances = q.Variances
	return c
}

// shows reports whether all of the obligations are shown for certain.
func (c *Ctx) shows(f *Fulfill) bool {
	f.Select()
	return !c.spent() && !f.Unsure && len(f.Failed)+len(f.Pending())+len(f.Stalled) == 0
}

// regionOrder is what was asked of regions: for each, those that it must outlive, and whether something
// else than a variable has a part in that.
type regionOrder struct {
	below map[uint32][]uint32
	fixed map[uint32]bool
}

// asked is what a context and its obligations asked of regions.
func (c *Ctx) asked(f *Fulfill) *regionOrder {
	o := &regionOrder{below: map[uint32][]uint32{}, fixed: map[uint32]bool{}}
	add := func(longer, shorter types.Region) {
		switch {
		case longer == shorter:
		case longer.Kind != types.ReVar:
			o.fixed[shorter.Index] = o.fixed[shorter.Index] || shorter.Kind == types.ReVar
		case shorter.Kind != types.ReVar:
			o.fixed[longer.Index] = true
		default:
			o.below[longer.Index] = append(o.below[longer.Index], shorter.Index)
		}
	}
	for _, x := range c.Table.Outlives {
		add(x.Longer, x.Shorter)
	}
	for _, x := range f.Outlives {
		switch x.Pred.Kind {
		case types.PredRegionOutlives:
			add(x.Pred.R1, x.Pred.R2)
		case types.PredTypeOutlives:
			types.FreeRegions(c.Table.Resolve(x.Pred.Ty), func(r types.Region) { add(r, x.Pred.R1) })
		}
	}
	return o
}

// reach are the regions that one must outlive, itself included.
func (o *regionOrder) reach(from uint32) map[uint32]bool {
	seen := map[uint32]bool{from: true}
	for todo := []uint32{from}; len(todo) > 0; {
		r := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, s := range o.below[r] {
			if !seen[s] {
				seen[s] = true
				todo = append(todo, s)
			}
		}
	}
	return seen
}

// apart reports whether nothing is asked of the first n regions: none is tied to another, or to
// what is no variable, not even by others between them.
func (o *regionOrder) apart(n int) bool {
	both := &regionOrder{below: map[uint32][]uint32{}}
	for a, list := range o.below {
		for _, b := range list {
			both.below[a] = append(both.below[a], b)
			both.below[b] = append(both.below[b], a)
		}
	}
	for i := range n {
		for r := range both.reach(uint32(i)) {
			if r != uint32(i) && int(r) < n || o.fixed[r] {
				return false
			}
		}
	}
	return true
}

// named is which of the first n regions a region is equal to.
func (o *regionOrder) named(r types.Region, n int) (int, bool) {
	if int(r.Index) < n {
		return int(r.Index), true
	}
	for i := range o.reach(r.Index) {
		if int(i) < n && o.reach(i)[r.Index] {
			return int(i), true
		}
	}
	return 0, false
}
