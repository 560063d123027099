package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: async closures (rustc's coroutine-closures). Their body makes the coroutine that
// runs when the future is polled; in their signature stands the coroutine's type, and the last
// region that it binds is the borrow of the closure for the call: what the coroutine borrows
// from the closure it borrows for as long.
//
//	let c = async |x: u8| y + x;   for<'env> fn(u8) -> {coroutine of (u8, &'env u8)}

// asyncClosure checks an async closure.
func (f *fcx) asyncClosure(id hir.ExprID, k hir.ExprClosure, expect expectation) types.Type {
	inner, ok := f.body.Exprs[k.Body].Kind.(hir.ExprClosure)
	if !ok {
		return f.unknown(f.exprSpan(id), "the coroutine of an async closure is missing")
	}
	var expected *types.FnSig
	kind := types.KindUnknown
	f.expectAsync = true
	if t := expect.toType(f); t != nil {
		expected, kind = f.expectedClosure(f.tryResolve(t))
	}
	f.expectAsync = false
	bound, body, supplied := f.closureSig(id, k, expected)
	resume := f.newVar()
	co := func(out types.Type) types.Type {
		return f.in.Coroutine(types.Coroutine{Def: inner.Def, Kind: inner.Coroutine, Args: f.parentArgs(),
			Sig: f.in.TypeArgs(resume, f.in.Unit(), out)})
	}
	sig := *f.returning(bound, co(bound.Output))
	sig.Bound++
	s := &closureState{id: id, expr: k, supplied: supplied, info: &types.ClosureInfo{
		Def: k.Def, Parent: f.body.Owner, Kind: kind, Sig: f.in.FnSig(sig), Async: true,
	}}
	s.typ = f.in.Closure(k.Def, f.parentArgs(), nil)
	f.enterClosure(s)
	f.closureBody(k, f.returning(body, co(body.Output)))
	return s.typ
}

// lender is the async closure whose coroutine s is; nil: none.
func (f *fcx) lender(s *closureState) *closureState {
	if s.expr.Source != hir.SourceClosure || s.expr.Coroutine != hir.CoroutineAsync {
		return nil
	}
	for _, c := range f.closures.byExpr {
		if c.info.Async && c.expr.Body == s.id {
			return c
		}
	}
	return nil
}

// movesAll: the coroutine of a `move` closure that can be called only once takes all captures
// with it, for it cannot borrow from a closure that is gone.
func (v *useVisitor) movesAll(s, lender *closureState) bool {
	if lender == nil || !lender.expr.Move {
		return false
	}
	if lender.info.Kind == types.KindFnOnce {
		return true
	}
	_, kind := v.process(s.expr.Move)
	return kind == types.KindFnOnce
}

// lend gives the coroutine in an async closure's signature its captures: the closure's inputs, then
// what it borrows from the closure, with the region of the call where it must be.
func (f *fcx) lend(s *closureState, sig *types.FnSig, close func(types.Type) types.Type) *types.FnSig {
	child := f.closures.byExpr[s.expr.Body]
	co, ok := sig.Output.(*types.Coroutine)
	if !ok || child == nil || child.uses == nil || s.uses == nil || len(child.uses.min) < len(sig.Inputs) {
		return sig
	}
	env := types.Region{Kind: types.ReBound, Index: uint32(sig.Bound - 1)}
	captured := append([]types.Type(nil), sig.Inputs...)
	for i, u := range child.uses.min {
		if i < len(sig.Inputs) {
			continue
		}
		t := close(child.info.Upvars[i])
		if r, ref := t.(*types.Ref); ref && u.kind != CaptureMove && f.borrowsFromClosure(s, &u) {
			t = f.in.Ref(env, r.Elem, r.Mut)
		}
		captured = append(captured, t)
	}
	n := *co
	n.Captured = f.in.TypeArgs(captured...)
	return f.returning(sig, f.in.Coroutine(n))
}

// borrowsFromClosure: a capture of the coroutine that cannot outlive the borrow of the closure
// (rustc's should_reborrow_from_env_of_parent_coroutine_closure): one that is mutable, or of what the
// closure owns, unless it goes through a shared reference.
func (f *fcx) borrowsFromClosure(s *closureState, child *use) bool {
	if child.kind != CaptureRef {
		return child.kind == CaptureMut
	}
	for i := range s.uses.min {
		p := &s.uses.min[i]
		if p.place.local != child.place.local || len(p.place.projs) > len(child.place.projs) {
			continue
		}
		if p.kind != CaptureMove {
			return false
		}
		for j := len(p.place.projs); j < len(child.place.projs); j++ {
			if r, ref := f.t.Resolve(child.place.before(j)).(*types.Ref); ref && !r.Mut && child.place.projs[j].kind == projDeref {
				return false
			}
		}
		return true
	}
	return true
}
