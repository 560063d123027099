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
	c    *Ctx
	fold *types.Folder // nil: not made yet
	predicates
}

func (c *Ctx) normalizer() *normalizer { return &normalizer{c: c} }

func (n *normalizer) folder() *types.Folder {
	if n.fold == nil {
		n.fold = n.newFolder()
	}
	return n.fold
}

func (n *normalizer) newFolder() *types.Folder {
	f := &types.Folder{In: n.c.in(), Need: n.c.needNormal()}
	f.Type = func(t types.Type, _ uint32) types.Type {
		a, ok := t.(*types.Alias)
		if !ok {
			return nil
		}
		return n.alias(f, a)
	}
	f.Const = func(k types.Const, _ uint32) types.Const { return n.c.evaluated(k) }
	return f
}

// evaluated is the value of a constant in a type; one that rests on parameters, or whose value
// is not known, stays.
func (c *Ctx) evaluated(k types.Const) types.Const {
	if k.Kind != types.ConstUneval || k.Args.Flags()&(types.HasInfer|types.HasParam|types.HasPlaceholder) != 0 {
		return k
	}
	if v := c.Q.EvalConst(k.Def, k.Args); v.Kind == types.ConstValue || v.Kind == types.ConstError {
		return v
	}
	return k
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
	tracked, known := c.Table.TrackRegions, c.projections
	if !tracked { // of what is bound outside nothing may be lost
		c.Table.TrackRegions, c.projections = true, nil
	}
	t := n.closed(out)
	t = c.equalRegions(mark).Fold(c.Table.Resolve(t))
	if !tracked {
		c.Table.TrackRegions, c.projections = false, known
		c.Table.Outlives = c.Table.Outlives[:mark]
		t = c.nameless(t)
		if v, ok := t.(*types.Infer); ok {
			c.waits(v, own)
		}
	}
	return lowerBound(c.in(), t)
}

// waits notes that a variable stands for a projection of regions bound outside of it, which the
// variable's value cannot name.
func (c *Ctx) waits(v *types.Infer, a *types.Alias) {
	if c.escaping == nil {
		c.escaping = map[*types.Infer]*types.Alias{}
	}
	c.escaping[v] = a
}

// Rebind replaces the variables of a signature that stand for such projections by what those come
// to now, with the regions that the signature binds.
func (c *Ctx) Rebind(sig *types.FnSig) *types.FnSig {
	if len(c.escaping) == 0 {
		return sig
	}
	f := &types.Folder{In: c.in(), Need: types.HasInfer}
	f.Type = func(t types.Type, _ uint32) types.Type {
		if v, ok := t.(*types.Infer); ok && c.escaping[v] != nil {
			now, _ := c.Normalize(c.Table.Resolve(c.escaping[v]))
			return now
		}
		return nil
	}
	return f.FoldSigBody(sig)
}

// nameless replaces region variables as a table makes fresh regions that does not track them.
func (c *Ctx) nameless(t types.Type) types.Type {
	f := &types.Folder{In: c.in(), Need: types.HasRegionVar, Region: func(r types.Region, _ uint32) types.Region {
		if r.Kind == types.ReVar {
			return c.Table.NewRegion()
		}
		return r
	}}
	return f.Fold(t)
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
		return n.hidden(a, hidden)
	case types.Projection:
		return n.projection(a)
	}
	return a
}

// hidden normalises an opaque type's hidden type. One that holds itself has no end (rustc: E0720).
func (n *normalizer) hidden(a *types.Alias, hidden types.Type) types.Type {
	c := n.c
	if c.expanding[a] {
		return c.in().Unknown()
	}
	if c.expanding == nil {
		c.expanding = map[*types.Alias]bool{}
	}
	c.expanding[a] = true
	defer delete(c.expanding, a)
	return n.again(hidden)
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
	a, _ = c.Table.Resolve(a).(*types.Alias)
	if key, ok := c.normKey(a); ok {
		return n.remembered(a, key)
	}
	if t := c.shape(a); t != nil {
		return t
	}
	return n.fresh(a)
}

// fresh normalises a projection that is not remembered for good.
func (n *normalizer) fresh(a *types.Alias) types.Type {
	c := n.c
	if p := c.lookup(a); p != nil {
		if p.typ == nil { // it needs itself (rustc: overflow, E0275)
			return c.in().Unknown()
		}
		n.add(p.nested...)
		return p.typ
	}
	entry := c.begin(a)
	sub := c.normalizer()
	t, settled := sub.step(a)
	sub.needs()
	entry.typ, entry.nested, entry.settled = t, sub.list, settled
	n.add(sub.list...)
	return t
}

// needs normalises what must hold for a projection while it counts as being worked out, so
// that a need of the projection itself is seen: `impl Tr for S where <S as Tr>::A: Copy`.
func (n *normalizer) needs() {
	for i := 0; i < len(n.list); i++ { // grows
		p := n.list[i]
		if projections(p)&n.c.needNormal() != 0 {
			n.list[i] = n.folder().FoldPredicate(p)
		}
	}
}

// projections are the flags of the parts of a predicate that normalisation may change.
func projections(p types.Predicate) types.Flags {
	flags := p.Trait.Args.Flags()
	if p.Alias != nil {
		flags |= p.Alias.Args.Flags()
	}
	if p.Ty != nil {
		flags |= p.Ty.Flags()
	}
	return flags
}

// step replaces a projection once, and normalises what it stood for; settled says whether
// that is known.
func (n *normalizer) step(a *types.Alias) (t types.Type, settled bool) {
	c := n.c
	t, nested, how := c.project(a)
	switch how {
	case projDone:
		n.add(nested...)
		return n.again(c.Table.Shallow(t)), true
	case projRigid:
		return a, true
	case projAmbiguous:
		v := c.Table.NewVar(types.InferTy)
		n.add(types.Predicate{Kind: types.PredProjection, Alias: a, Ty: v})
		return v, false
	case projFails:
		g := c.Q.Generics(a.Def)
		args := c.in().Args(a.Args.Slice()[:g.Parent.Count()]...)
		n.add(types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: g.Parent.Def, Args: args}})
		return c.Table.NewVar(types.InferTy), false
	}
	return c.in().Unknown(), false
}

// normKey is the key of a projection whose result the environment may remember.
func (c *Ctx) normKey(a *types.Alias) (normKey, bool) {
	no := types.HasInfer | types.HasUnknown | types.HasError | types.HasBound
	if c.Table.TrackRegions {
		no |= types.HasFreeRegion | types.HasErased
	}
	if len(c.Defining) > 0 || a.Flags()&no != 0 || a.Flags()&types.HasPlaceholder != 0 && lifted(a) {
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
		if c.Table.TrackRegions && t.Flags()&types.HasErased != 0 { // names 'static
			if t := c.shape(a); t != nil {
				return t
			}
			return n.fresh(a)
		}
		return t
	}
	if t := c.keptNorm(key); t != nil {
		c.Env.cacheNorm(key, t)
		return n.remembered(a, key)
	}
	s := c.Table.Snapshot()
	t := c.whole(key)
	c.Table.Rollback(s)
	if t != nil {
		c.Env.cacheNorm(key, types.EraseRegions(c.in(), t))
		return t
	}
	return n.fresh(a)
}

// whole is what a closed projection stands for with all that it needs; nil: that is not known.
func (c *Ctx) whole(key normKey) types.Type {
	sub := c.normalizer()
	own, _ := c.in().Alias(types.Projection, key.def, key.args).(*types.Alias)
	t := sub.fresh(own)
	done := c.settle(sub.list)
	t = c.Table.Resolve(t)
	if done && t.Flags()&(types.HasInfer|types.HasRegionVar|types.HasPlaceholder|types.HasUnknown|types.HasError) == 0 {
		return t
	}
	return nil
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

// lifted says whether a type names a region that is bound outside of it.
func lifted(t types.Type) bool {
	found := false
	types.FreeRegions(t, func(r types.Region) {
		found = found || r.Kind == types.RePlaceholder && r.Depth >= liftedUniverse
	})
	return found
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
