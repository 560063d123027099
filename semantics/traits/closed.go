package traits

import (
	"slices"

	"drop-lsp/semantics/types"
)

// This file: questions about closed types, as mirbuild and the drop check ask them.

// ctx makes a context with a table of its own.
func (e *Env) ctx(reveal bool) *Ctx {
	return &Ctx{Q: e.Q, Env: e, Table: types.NewTable(e.Q.Interner().NewArena()), Reveal: reveal}
}

// Implements says whether a closed type (regions erased) implements a trait, with the trait's further arguments.
func (e *Env) Implements(t types.Type, trait types.DefID, more ...types.Arg) Answer {
	if trait.IsZero() {
		return Unknown
	}
	in := e.Q.Interner()
	args := types.EraseRegionsArgs(in, in.Args(append([]types.Arg{t}, more...)...))
	key := goalKey{trait: trait, args: args}
	if out, ok := e.cachedGoal(key); ok {
		return out.answer()
	}
	c := e.ctx(false)
	return c.Evaluate(types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: trait, Args: args}}).answer()
}

// IsCopy, IsSized and IsFreeze are about closed types. IsFreeze: no interior mutability without indirection.
func (e *Env) IsCopy(t types.Type) Answer { return e.Implements(t, e.Q.Lang("copy")) }

// IsSized: see IsCopy.
func (e *Env) IsSized(t types.Type) Answer { return e.Implements(t, e.Q.Lang("sized")) }

// IsFreeze: see IsCopy.
func (e *Env) IsFreeze(t types.Type) Answer { return e.Implements(t, e.Q.Lang("freeze")) }

// AssumesOfRefs reports whether a where clause says of references that they implement a trait,
// which may be false of them (feature trivial_bounds).
func (e *Env) AssumesOfRefs(trait types.DefID) bool {
	return slices.ContainsFunc(e.Preds, func(p types.Predicate) bool {
		if p.Kind != types.PredTrait || p.Trait.Trait != trait || p.Trait.Args.Len() == 0 {
			return false
		}
		_, ok := p.Trait.Args.Type(0).(*types.Ref)
		return ok
	})
}

// Normalize replaces the projections of a closed type (regions erased); reveal also
// replaces opaque types by their hidden types. What cannot be resolved stays.
func (e *Env) Normalize(t types.Type, reveal bool) types.Type {
	need := types.HasProjection
	if reveal {
		need |= types.HasOpaque
	}
	if t == nil || t.Flags()&need == 0 {
		return t
	}
	c := e.ctx(reveal)
	out, nested := c.Normalize(t)
	c.settle(nested)
	out = c.Table.Resolve(out)
	if out.Flags()&(types.HasInfer|types.HasRegionVar|types.HasUnknown) != 0 && t.Flags()&types.HasUnknown == 0 {
		return t
	}
	return out
}

// Drops answers about dropping in this environment.
func (e *Env) Drops() *Drops {
	d := NewDrops(e.Q, e.Preds)
	d.Normalize = func(t types.Type) types.Type { return e.Normalize(t, false) }
	d.Copy = e.IsCopy
	return d
}

// Resolve finds the function that a call of a trait's method runs: the impl's item and
// its arguments; Holds only when the impl is known.
func (e *Env) Resolve(item types.DefID, args types.Args) (types.DefID, types.Args, Outcome) {
	g := e.Q.Generics(item)
	if g == nil || g.Parent == nil || e.Q.Trait(g.Parent.Def) == nil {
		return item, args, Holds
	}
	n := g.Parent.Count()
	if args.Len() < n {
		return item, args, Uncertain
	}
	c := e.ctx(true)
	out, sel := c.Select(types.TraitRef{Trait: g.Parent.Def, Args: c.in().Args(args.Slice()[:n]...)})
	switch {
	case out != Holds:
		return item, args, out
	case sel.Kind != FromImpl:
		return item, args, Ambiguous
	}
	c.settle(sel.Nested)
	i := implItem(e.Q, sel.Impl.Def, item)
	if i == nil { // the trait's default
		return item, args, Holds
	}
	own := append(append([]types.Arg(nil), sel.Args.Slice()...), args.Slice()[n:]...)
	resolved := types.EraseRegionsArgs(c.in(), c.Table.ResolveArgs(c.in().Args(own...)))
	if resolved.Flags()&types.HasInfer != 0 {
		return item, args, Uncertain
	}
	return i.Def, resolved, Holds
}
