package traits

import (
	"drop-lsp/semantics/types"
)

// This file: confirmation: unifying the goal with the candidate that was chosen, and
// what must hold in turn.

// confirm unifies; the caller rolls back on a mismatch.
func (c *Ctx) confirm(tr types.TraitRef, cand candidate) (*Selection, *types.Mismatch) {
	self := c.Table.Shallow(tr.Args.Type(0))
	switch cand.kind {
	case candImpl:
		args, nested, m := c.matchImpl(cand.impl, tr)
		if m != nil {
			return nil, m
		}
		for _, p := range c.Q.Predicates(cand.impl.Def) {
			nested = append(nested, types.SubstPredicate(c.in(), p, args))
		}
		return &Selection{Kind: FromImpl, Impl: cand.impl, Args: args, Nested: nested}, nil
	case candParam, candAlias:
		return &Selection{Kind: FromParam}, c.matchBound(cand.pred, tr)
	case candObject:
		sel := &Selection{Kind: FromObject}
		m := c.matchBound(cand.pred, tr)
		if m == nil && c.Table.TrackRegions {
			sel.Nested = c.objectNeeds(tr)
		}
		return sel, m
	case candSized:
		return c.each(FromBuiltin, tr.Trait, c.sizedParts(self)), nil
	case candAuto:
		parts, ok := c.autoParts(self)
		if !ok {
			return nil, &types.Mismatch{Unsure: true}
		}
		return c.each(FromAuto, tr.Trait, parts), nil
	case candClosure, candFnPtr:
		return c.confirmCallable(tr, self)
	case candAsync:
		return c.confirmAsync(tr, self)
	case candTraitAlias: // holds where its bounds do
		sel := &Selection{Kind: FromBuiltin}
		for _, p := range c.Q.SuperPredicates(tr.Trait) {
			sel.Nested = append(sel.Nested, types.SubstPredicate(c.in(), p, tr.Args))
		}
		return sel, nil
	case candUnsize, candUpcast:
		return c.confirmUnsize(tr, self, cand)
	default:
		return c.confirmBuiltin(tr, self)
	}
}

// each is a selection that asks the trait of all parts.
func (c *Ctx) each(kind SourceKind, trait types.DefID, parts []types.Type) *Selection {
	s := &Selection{Kind: kind}
	for _, t := range parts {
		s.Nested = append(s.Nested, c.traitPred(trait, t))
	}
	return s
}

// traitPred is `t: Trait<more>`.
func (c *Ctx) traitPred(trait types.DefID, t types.Type, more ...types.Arg) types.Predicate {
	args := c.in().Args(append([]types.Arg{t}, more...)...)
	return types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: trait, Args: args}}
}

func (c *Ctx) confirmBuiltin(tr types.TraitRef, self types.Type) (*Selection, *types.Mismatch) {
	switch c.Env.kind(tr.Trait) {
	case traitCopy, traitClone:
		parts, ok := c.copyParts(self)
		if !ok {
			return nil, &types.Mismatch{Unsure: true}
		}
		return c.each(FromBuiltin, tr.Trait, parts), nil
	case traitCoroutine:
		co, ok := self.(*types.Coroutine)
		if !ok {
			break
		}
		if m := c.confirmCoroutine(tr, co); m != nil {
			return nil, m
		}
	}
	return &Selection{Kind: FromBuiltin}, nil
}
