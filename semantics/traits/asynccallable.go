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
	if s, closure := self.(*types.Closure); !closure || !c.AsyncClosure(s) { // whose coroutine is a future
		nested = append(nested, c.traitPred(c.Q.Lang("future_trait"), output), c.traitPred(c.Q.Lang("sized"), output))
	}
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
func (c *Ctx) projectAsync(tr types.TraitRef, item types.DefID, self types.Type, args types.Args) (types.Type, []types.Predicate, projected, bool) {
	switch s := self.(type) {
	case *types.Closure:
		if i := c.closure(s); i != nil && i.Async {
			return c.projectAsyncClosure(tr, item, s, i, args)
		}
	case *types.FnPtr, *types.FnDef:
	default:
		return nil, nil, 0, false
	}
	output, nested, how := c.calledAs(tr, self)
	if how != projDone {
		return nil, nil, how, true
	}
	if item == c.Q.Lang("async_fn_once_output") {
		output = c.in().Alias(types.Projection, c.Q.Lang("future_output"), c.in().Args(output))
	}
	return output, nested, projDone, true
}

// ---------- async closures ----------

// AsyncClosure reports whether a closure is known to be async.
func (c *Ctx) AsyncClosure(t *types.Closure) bool {
	i := c.closure(t)
	return i != nil && i.Async
}

// assembleAsyncAsFn: an async closure as Fn, FnMut or FnOnce. One that captures nothing lends
// nothing; of others this is not told.
func (c *Ctx) assembleAsyncAsFn(kind traitKind, s *types.Closure, i *types.ClosureInfo, a *assembly) {
	switch up, known := c.upvars(s); {
	case i.Kind == types.KindUnknown || !known && c.Closure != nil && c.Closure(s.Def) != nil:
		a.ambiguous = true
	case !known || len(up) > 0:
		a.incomplete = true
	case i.Kind <= callKind(kind):
		a.add(candidate{kind: candClosure})
	}
}

// openAsync is the signature of an async closure for one call: env is the borrow of the closure.
func (c *Ctx) openAsync(s *types.Closure, i *types.ClosureInfo, env types.Region) (inputs types.Type, co *types.Coroutine, nested []types.Predicate, ok bool) {
	if i.Sig == nil || i.Sig.Bound == 0 {
		return nil, nil, nil, false
	}
	sig := types.SubstSig(c.in(), i.Sig, s.Args)
	fresh, last := c.Table.FreshRegions(), uint32(sig.Bound-1)
	open := types.OpenSig(c.in(), sig, func(at uint32) types.Region {
		if at == last {
			return env
		}
		return fresh(at)
	})
	open, nested = c.NormalizeSig(open)
	co, ok = open.Output.(*types.Coroutine)
	return c.in().Tuple(open.Inputs...), co, nested, ok
}

// projectAsyncClosure: the future of a call by reference borrows from the closure for as long as
// the call does; that of a call by value owns what the closure owned.
func (c *Ctx) projectAsyncClosure(tr types.TraitRef, item types.DefID, s *types.Closure, i *types.ClosureInfo, args types.Args) (types.Type, []types.Predicate, projected, bool) {
	env := types.Static
	if item == c.Q.Lang("call_ref_future") {
		if r, ok := args.List[args.Len()-1].(types.Region); ok {
			env = r
		}
	}
	inputs, co, nested, ok := c.openAsync(s, i, env)
	switch {
	case !ok:
		return nil, nil, c.unknownCall(), true
	case c.Table.EqArgs(tr.Args, c.in().Args(s, inputs)) != nil:
		return nil, nil, projFails, true
	case item == c.Q.Lang("async_fn_once_output"):
		return co.Return(), nested, projDone, true
	case item == c.Q.Lang("call_once_future") && i.Kind != types.KindFnOnce:
		up, known := c.upvars(s)
		switch {
		case i.Kind == types.KindUnknown || !known && c.Closure != nil && c.Closure(s.Def) != nil:
			return nil, nil, projAmbiguous, true
		case !known || len(up) > 0:
			return nil, nil, projUncertain, true
		}
	}
	return co, nested, projDone, true
}
