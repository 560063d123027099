package traits

import "drop-lsp/semantics/types"

// This file: normalisation: a fold that replaces projections, innermost first.

// needNormal are the flags of what normalisation may change.
func (c *Ctx) needNormal() types.Flags {
	if c.Reveal {
		return types.HasProjection | types.HasOpaque
	}
	return types.HasProjection
}

// normalizer is one normalisation; nested are the obligations that came up.
type normalizer struct {
	c      *Ctx
	nested []types.Predicate
}

func (c *Ctx) normalizer() *normalizer { return &normalizer{c: c} }

func (n *normalizer) folder() *types.Folder {
	f := &types.Folder{In: n.c.in(), Need: n.c.needNormal()}
	f.Type = func(t types.Type, _ uint32) types.Type {
		a, ok := t.(*types.Alias)
		if !ok {
			return nil
		}
		return n.alias(f, a)
	}
	return f
}

// alias normalises one alias. One that names regions bound outside of it is
// normalised with placeholders for them, which are put back afterwards.
func (n *normalizer) alias(f *types.Folder, a *types.Alias) types.Type {
	c := n.c
	if !c.enter() {
		return c.in().Unknown()
	}
	defer c.leave()
	args := f.FoldArgs(a.Args)
	own, _ := c.in().Alias(a.Kind, a.Def, args).(*types.Alias)
	if own.Flags()&types.HasBound == 0 {
		return n.closed(own)
	}
	out, _ := liftBound(c.in(), own).(*types.Alias)
	mark := len(c.Table.Outlives)
	t := n.closed(out)
	if c.Table.TrackRegions {
		t = c.equalRegions(mark).Fold(c.Table.Resolve(t))
	}
	return lowerBound(c.in(), c.Table.Resolve(t))
}

// closed normalises an alias without escaping regions.
func (n *normalizer) closed(a *types.Alias) types.Type {
	c := n.c
	switch a.Kind {
	case types.Opaque:
		if !c.Reveal || c.Defining[a.Def] {
			return a
		}
		hidden := c.Q.HiddenType(a.Def, a.Args)
		if hidden == nil || hidden == types.Type(a) {
			return a
		}
		return n.again(hidden)
	case types.Projection:
		return n.projection(a)
	}
	return a
}

// again normalises what an alias stood for.
func (n *normalizer) again(t types.Type) types.Type {
	if t.Flags()&n.c.needNormal() == 0 {
		return t
	}
	return n.folder().Fold(t)
}

func (n *normalizer) projection(a *types.Alias) types.Type {
	c := n.c
	if key, ok := c.normKey(a); ok {
		return n.remembered(a, key)
	}
	return n.fresh(a)
}

// fresh normalises a projection that is not remembered.
func (n *normalizer) fresh(a *types.Alias) types.Type {
	c := n.c
	t, nested, how := c.project(a)
	switch how {
	case projDone:
		n.nested = append(n.nested, nested...)
		return n.again(c.Table.Shallow(t))
	case projRigid:
		return a
	case projAmbiguous:
		v := c.Table.NewVar(types.InferTy)
		n.nested = append(n.nested, types.Predicate{Kind: types.PredProjection, Alias: a, Ty: v})
		return v
	case projFails:
		g := c.Q.Generics(a.Def)
		args := c.in().Args(a.Args.Slice()[:g.Parent.Count()]...)
		n.nested = append(n.nested, types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: g.Parent.Def, Args: args}})
		return c.Table.NewVar(types.InferTy)
	}
	return c.in().Unknown()
}

// normKey is the key of a projection whose result the environment may remember.
func (c *Ctx) normKey(a *types.Alias) (normKey, bool) {
	const no = types.HasInfer | types.HasUnknown | types.HasError | types.HasBound
	if c.Table.TrackRegions || len(c.Defining) > 0 || a.Flags()&no != 0 {
		return normKey{}, false
	}
	args := types.EraseRegionsArgs(c.in(), a.Args)
	if args.Flags()&types.HasPlaceholder != 0 {
		return normKey{}, false
	}
	return normKey{a.Def, args, c.Reveal}, true
}

// remembered normalises a closed projection once for all: with what it needs, run to its end.
func (n *normalizer) remembered(a *types.Alias, key normKey) types.Type {
	c := n.c
	if t, ok := c.Env.cachedNorm(key); ok {
		return t
	}
	s := c.Table.Snapshot()
	sub := c.normalizer()
	own, _ := c.in().Alias(a.Kind, a.Def, key.args).(*types.Alias)
	t := sub.fresh(own)
	done := c.settle(sub.nested)
	t = c.Table.Resolve(t)
	if done && t.Flags()&(types.HasInfer|types.HasRegionVar|types.HasPlaceholder|types.HasUnknown|types.HasError) == 0 {
		c.Table.Rollback(s)
		c.Env.cacheNorm(key, t)
		return t
	}
	c.Table.Rollback(s)
	return n.fresh(a)
}

// settle proves predicates to their end, unifying; false: one does not hold or is not known.
func (c *Ctx) settle(ps []types.Predicate) bool {
	if len(ps) == 0 {
		return true
	}
	f := NewFulfill(c)
	f.inner = true
	for _, p := range ps {
		f.Register(p, 0)
	}
	f.Select()
	return len(f.Failed) == 0 && len(f.Pending()) == 0 && !f.Unsure
}

// ---------- regions bound outside ----------

// liftedUniverse marks placeholders that stand for bound regions; no table counts that far.
const liftedUniverse = 1 << 24

// liftBound replaces the regions that escape by placeholders.
func liftBound(in *types.Interner, t types.Type) types.Type {
	f := &types.Folder{In: in, Need: types.HasBound, Region: func(r types.Region, depth uint32) types.Region {
		if r.Kind != types.ReBound || r.Depth < depth {
			return r
		}
		return types.Region{Kind: types.RePlaceholder, Depth: liftedUniverse + r.Depth - depth, Index: r.Index}
	}}
	return f.Fold(t)
}

// lowerBound puts the escaping regions back.
func lowerBound(in *types.Interner, t types.Type) types.Type {
	f := &types.Folder{In: in, Need: types.HasPlaceholder, Region: func(r types.Region, depth uint32) types.Region {
		if r.Kind != types.RePlaceholder || r.Depth < liftedUniverse {
			return r
		}
		return types.Region{Kind: types.ReBound, Depth: r.Depth - liftedUniverse + depth, Index: r.Index}
	}}
	return f.Fold(t)
}

// equalRegions replaces region variables that the constraints since mark make equal to
// another region, by that region: a parameter, 'static or a placeholder before a variable.
func (c *Ctx) equalRegions(mark int) *types.Folder {
	below := map[types.Outlives]bool{}
	for _, o := range c.Table.Outlives[mark:] {
		below[o] = true
	}
	eq := map[types.Region]types.Region{}
	for _, o := range c.Table.Outlives[mark:] {
		if below[types.Outlives{Longer: o.Shorter, Shorter: o.Longer}] && o.Longer.Kind == types.ReVar {
			if old, ok := eq[o.Longer]; !ok || old.Kind == types.ReVar && old.Index > o.Shorter.Index {
				eq[o.Longer] = o.Shorter
			}
		}
	}
	return &types.Folder{In: c.in(), Need: types.HasRegionVar, Region: func(r types.Region, _ uint32) types.Region {
		for range len(eq) + 1 {
			n, ok := eq[r]
			if !ok || r.Kind != types.ReVar || n.Kind == types.ReVar && n.Index >= r.Index {
				break
			}
			r = n
		}
		return r
	}}
}

// resolvePredicate replaces the variables of a predicate that have a value.
func (c *Ctx) resolvePredicate(p types.Predicate) types.Predicate {
	p.Trait.Args = c.Table.ResolveArgs(p.Trait.Args)
	if p.Alias != nil {
		if a, ok := c.Table.Resolve(p.Alias).(*types.Alias); ok {
			p.Alias = a
		}
	}
	if p.Ty != nil {
		p.Ty = c.Table.Resolve(p.Ty)
	}
	return p
}
