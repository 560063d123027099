package traits

import "drop-lsp/semantics/types"

// This file: evaluation: whether a goal holds with all that it needs in turn, changing
// nothing. A goal met again below itself holds if every trait on the way is
// coinductive (auto traits, Sized); else it counts as not yet shown (rustc's
// evaluation stack). Answers about closed goals are remembered; those that rest on a goal
// still being evaluated, until that one is (see provisional.go).

// maxSteps bounds one evaluation.
const maxSteps = 20000

// frame is a goal being evaluated.
type frame struct {
	key         goalKey
	coinductive bool
	number      int // of all goals evaluated, in the order they were begun
}

// evaluate evaluates a predicate. A projection may bind variables of the caller's.
func (c *Ctx) evaluate(p types.Predicate) Outcome {
	if c.steps++; c.steps > maxSteps || c.overflown && c.nested() {
		return Uncertain
	}
	if p.Kind != types.PredTrait && p.Kind != types.PredProjection {
		if p.Kind == types.PredUnknown {
			return Uncertain
		}
		return Holds
	}
	outer := c.leakFrom
	defer func() { c.leakFrom = outer }()
	c.leakFrom = 0
	if p.Bound > 0 {
		c.leakFrom = c.Table.CurrentUniverse() + 1
		p = types.OpenPredicate(c.in(), p, c.Table.Placeholders())
	}
	if p.Kind == types.PredProjection {
		return c.evaluateProjection(p)
	}
	p = c.resolvePredicate(p)
	out := Holds
	if p.Trait.Args.Flags()&c.needNormal() != 0 {
		n := c.normalizer()
		p.Trait.Args = n.folder().FoldArgs(p.Trait.Args)
		out = c.evaluateAll(out, n.list)
	}
	if out == Fails {
		return out
	}
	return out.and(c.evaluateTrait(p.Trait))
}

// evaluateProjection evaluates `<A as Trait>::Item == T`: first what A's own projections
// stand for, for A must be known to be projected from.
func (c *Ctx) evaluateProjection(p types.Predicate) Outcome {
	p = c.resolvePredicate(p)
	var first []types.Predicate
	if p.Alias.Args.Flags()&c.needNormal() != 0 {
		n := c.normalizer()
		p.Alias, _ = c.in().Alias(p.Alias.Kind, p.Alias.Def, n.folder().FoldArgs(p.Alias.Args)).(*types.Alias)
		switch c.evaluateAll(Holds, n.list) {
		case Fails:
			return Fails
		case Holds:
		default:
			first = n.list // again, once the projection is unified
		}
	}
	out, nested := c.unifyProjection(p)
	return c.evaluateAll(out, append(nested, first...))
}

// evaluateAll evaluates predicates that must all hold; those that wait for a variable
// are tried again once others have bound some.
func (c *Ctx) evaluateAll(out Outcome, ps []types.Predicate) Outcome {
	for len(ps) > 0 && out != Fails {
		var waiting []types.Predicate
		news := false // one that waits is better known at the round's end than when it was tried
		for _, p := range ps {
			p = c.resolvePredicate(p)
			o := c.evaluate(p)
			if o == Fails {
				return Fails
			}
			if o == Ambiguous {
				waiting = append(waiting, p)
			} else {
				out = out.and(o)
			}
		}
		for i, p := range waiting {
			r := c.resolvePredicate(p)
			news = news || r.Trait.Args != p.Trait.Args || r.Alias != p.Alias || r.Ty != p.Ty
			waiting[i] = r
		}
		if len(waiting) > 0 && !news {
			return out.and(Ambiguous)
		}
		ps = waiting
	}
	return out
}

// evaluateTrait evaluates a trait goal whose arguments are normalised.
func (c *Ctx) evaluateTrait(tr types.TraitRef) Outcome {
	key := c.goalKey(tr)
	closed := key.args.Flags()&(types.HasInfer|types.HasPlaceholder) == 0 && len(c.Defining) == 0
	if closed {
		if out, ok := c.Env.cachedGoal(key); ok {
			return out
		}
		if out, ok := c.keptGoal(key); ok {
			return out
		}
	}
	if out, ok := c.goals[key]; ok {
		return out
	}
	if p := c.provisional[key]; p != nil {
		c.lowest = min(c.lowest, p.reached)
		return p.out
	}
	for i, f := range c.stack {
		if f.key == key {
			c.lowest = min(c.lowest, i)
			return c.cycle(i)
		}
	}
	if !c.deeper() {
		return Uncertain
	}
	at, above := len(c.stack), c.lowest
	c.lowest = at
	c.begun++
	own := frame{key, c.Env.coinductive(tr.Trait), c.begun}
	c.stack = append(c.stack, own)
	out := Uncertain
	c.Table.Probe(func() {
		o, sel := c.selectTrait(tr)
		if o == Holds {
			o = c.evaluateAll(o, sel.Nested)
		}
		out = o
	})
	c.stack = c.stack[:at]
	c.finish(own, at, closed, out)
	c.lowest = min(c.lowest, above)
	return out
}

// remember keeps an answer for as long as nothing can change it.
func (c *Ctx) remember(key goalKey, closed bool, out Outcome) {
	switch {
	case c.steps > maxSteps, c.overflown:
	case closed && (out == Holds || out == Fails):
		c.Env.cacheGoal(key, out)
	case out == Holds || out == Fails || out == Ambiguous && !hasClosure(key.args):
		if c.goals == nil {
			c.goals = map[goalKey]Outcome{}
		}
		c.goals[key] = out
	}
}

// hasClosure reports whether a closure or coroutine is in a list: what is known of it may still grow.
func hasClosure(args types.Args) bool {
	found := false
	for _, a := range args.Slice() {
		types.Walk(a, func(a types.Arg, _ uint32) bool {
			switch a.(type) {
			case *types.Closure, *types.Coroutine:
				found = true
			}
			return !found
		})
	}
	return found
}

// cycle is the answer for a goal that is its own ancestor.
func (c *Ctx) cycle(from int) Outcome {
	for _, f := range c.stack[from:] {
		if !f.coinductive {
			return Ambiguous
		}
	}
	return Holds
}

// evaluateCandidate evaluates one of several candidates with what it needs.
func (c *Ctx) evaluateCandidate(tr types.TraitRef, cand candidate) Outcome {
	out := Fails
	c.Table.Probe(func() {
		if cand.kind == candImpl && cand.impl.Negative {
			out = Holds // wins, and says no
			return
		}
		sel, m := c.confirm(tr, cand)
		switch {
		case m == nil:
			out = c.evaluateAll(Holds, sel.Nested)
		case m.Unsure:
			out = Uncertain
		}
	})
	return out
}

// freshBase numbers the variables of keys; no table counts that far.
const freshBase = 1 << 30

// goalKey is a goal with regions erased and variables numbered in order, so that
// goals that differ in their variables' names alone are equal.
func (c *Ctx) goalKey(tr types.TraitRef) goalKey {
	args := c.eraseArgs(tr.Args)
	if args.Flags()&types.HasInfer != 0 {
		args = c.numberVars(args)
	}
	return goalKey{tr.Trait, args, c.Reveal}
}

func (c *Ctx) numberVars(args types.Args) types.Args {
	vars := map[uint32]uint32{}
	consts := map[uint32]uint32{}
	number := func(m map[uint32]uint32, id uint32) uint32 {
		n, ok := m[id]
		if !ok {
			n = freshBase + uint32(len(m))
			m[id] = n
		}
		return n
	}
	f := &types.Folder{In: c.in(), Need: types.HasInfer, Type: func(t types.Type, _ uint32) types.Type {
		if v, ok := t.(*types.Infer); ok {
			return c.in().Infer(v.Kind, number(vars, v.ID))
		}
		return nil
	}, Const: func(k types.Const, _ uint32) types.Const {
		if k.Kind == types.ConstInfer {
			k.Index = number(consts, k.Index)
		}
		return k
	}}
	return f.FoldArgs(args)
}

// unifyProjection makes a projection and a type equal; nested must hold too.
func (c *Ctx) unifyProjection(p types.Predicate) (Outcome, []types.Predicate) {
	p = c.resolvePredicate(p)
	n := c.normalizer()
	if p.Alias.Args.Flags()&c.needNormal() != 0 {
		p.Alias, _ = c.in().Alias(p.Alias.Kind, p.Alias.Def, n.folder().FoldArgs(p.Alias.Args)).(*types.Alias)
	}
	want := p.Ty
	if want.Flags()&c.needNormal() != 0 {
		want = n.folder().Fold(want)
	}
	s := c.Table.Snapshot()
	t, nested, out := c.projectOnce(p.Alias, n)
	if out != Holds {
		return out, nested
	}
	unknown := (t.Flags()|want.Flags())&(types.HasUnknown|types.HasError) != 0
	if m := c.Table.Eq(t, want); m != nil {
		c.Table.Rollback(s)
		if m.Unsure || unknown {
			return Uncertain, nil
		}
		return Fails, nil
	}
	if unknown { // what is known of it flows on
		return Uncertain, nil
	}
	return Holds, nested
}

// projectOnce is what a projection stands for, from the cache if it is there; with what
// must hold for that and for what is in n.
func (c *Ctx) projectOnce(a *types.Alias, n *normalizer) (types.Type, []types.Predicate, Outcome) {
	a, _ = c.Table.Resolve(a).(*types.Alias)
	if p := c.lookup(a); p != nil && p.settled {
		n.add(p.nested...)
		return p.typ, n.list, Holds
	} else if p != nil && p.typ == nil {
		return nil, n.list, Ambiguous // it needs itself
	}
	t, nested, how := c.project(a)
	switch how {
	case projAmbiguous:
		return nil, n.list, Ambiguous
	case projFails:
		return nil, nil, Fails
	case projUncertain:
		return nil, n.list, Uncertain
	case projRigid:
		return a, n.list, Holds
	}
	n.add(nested...)
	return n.again(t), n.list, Holds
}
