package traits

import "drop-lsp/semantics/types"

// This file: AsyncFn, AsyncFnMut and AsyncFnOnce: what returns a future when it is called.
// Closures, fn items and fn pointers implement them if what they return is a Future:
//
//	<fn(u8) -> Ready<u8> as AsyncFnOnce<(u8,)>>::CallOnceFuture  is Ready<u8>
//	<fn(u8) -> Ready<u8> as AsyncFnOnce<(u8,)>>::Output          is <Ready<u8> as Future>::Output

// asyncKind is which of the traits a trait is.
func asyncKind(k traitKind) (types.ClosureKind, bool) {
	switch k {
	case traitAsyncFn:
		return types.KindFn, true
	case traitAsyncFnMut:
		return types.KindFnMut, true
	case traitAsyncFnOnce:
		return types.KindFnOnce, true
	}
	return types.KindUnknown, false
}

// assembleAsync: whether the future is one is asked later, as is the kind of a closure of which it is not known yet.
func (c *Ctx) assembleAsync(kind traitKind, self types.Type, a *assembly) {
	goal, _ := asyncKind(kind)
	switch s := self.(type) {
	case *types.Closure:
		i := c.closure(s)
		switch {
		case i == nil:
			c.notYet(a)
		case i.Kind == types.KindUnknown, i.Kind <= goal:
			a.add(candidate{kind: candAsync})
		}
	case *types.FnPtr, *types.FnDef:
		before := len(a.cands)
		c.assembleCallable(traitFnOnce, self, a)
		for i := before; i < len(a.cands); i++ {
			a.cands[i].kind = candAsync
		}
	}
}

// assembleKindHelper: `closure: AsyncFnKindHelper<goal>` is asked while the closure's kind is not known.
func (c *Ctx) assembleKindHelper(tr types.TraitRef, self types.Type, a *assembly) {
	s, ok := self.(*types.Closure)
	if !ok || tr.Args.Len() < 2 {
		return
	}
	switch i := c.closure(s); {
	case i == nil:
		c.notYet(a)
	case i.Kind == types.KindUnknown:
		a.ambiguous = true
	default:
		for goal := i.Kind; goal <= types.KindFnOnce; goal++ {
			if tr.Args.Type(1) == c.kindType(goal) {
				a.add(candidate{kind: candBuiltin})
			}
		}
	}
}

// kindType stands for a closure's kind in a goal: a tuple of so many units.
func (c *Ctx) kindType(k types.ClosureKind) types.Type {
	parts := make([]types.Type, int(k)+1)
	for i := range parts {
		parts[i] = c.in().Unit()
	}
	return c.in().Tuple(parts...)
}

func (c *Ctx) confirmAsync(tr types.TraitRef, self types.Type) (*Selection, *types.Mismatch) {
	inputs, output, nested, ok := c.openCall(self)
	if !ok {
		return nil, &types.Mismatch{A: self, Unsure: true}
	}
	nested = append(nested, c.traitPred(c.Q.Lang("future_trait"), output), c.traitPred(c.Q.Lang("sized"), output))
	if s, closure := self.(*types.Closure); closure {
		if i := c.closure(s); i != nil && i.Kind == types.KindUnknown {
			goal, _ := asyncKind(c.Env.kind(tr.Trait))
			nested = append(nested, c.traitPred(c.Q.Lang("async_fn_kind_helper"), self, c.kindType(goal)))
		}
	}
	m := c.Table.EqArgs(tr.Args, c.in().Args(self, inputs))
	return &Selection{Kind: FromCallable, Nested: nested}, m
}

// projectAsync resolves the futures and the output of a callable type.
func (c *Ctx) projectAsync(tr types.TraitRef, item types.DefID, self types.Type) (types.Type, []types.Predicate, projected, bool) {
	switch self.(type) {
	case *types.Closure, *types.FnPtr, *types.FnDef:
	default:
		return nil, nil, 0, false
	}
	inputs, output, nested, ok := c.openCall(self)
	switch {
	case !ok:
		return nil, nil, c.unknownCall(), true
	case c.Table.EqArgs(tr.Args, c.in().Args(self, inputs)) != nil:
		return nil, nil, projFails, true
	}
	if item == c.Q.Lang("async_fn_once_output") {
		output = c.in().Alias(types.Projection, c.Q.Lang("future_output"), c.in().Args(output))
	}
	return output, nested, projDone, true
}
