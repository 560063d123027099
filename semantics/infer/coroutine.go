package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: coroutine expressions: async and gen blocks, the bodies of async fns, and
// closures that yield. A coroutine's type names what it is resumed with, yields and
// returns; the body is checked as a closure's. What an async block returns nothing
// tells before its body is checked; the body of an async fn returns what the fn's
// opaque type says of `Future::Output`.

// coroutine checks a coroutine expression and gives its type.
func (f *fcx) coroutine(id hir.ExprID, k hir.ExprClosure) types.Type {
	_, inner, supplied := f.closureSig(id, k, nil)
	switch {
	case k.Coroutine == hir.CoroutineGen:
		supplied = f.returning(supplied, f.in.Unit())
		inner = f.returning(inner, f.in.Unit())
	case k.Source == hir.SourceFn:
		if out, raw := f.futureOutput(); out != nil {
			supplied, inner = f.returning(supplied, raw), f.returning(inner, out)
		}
	}
	resume, yield := f.in.Unit(), f.in.Unit()
	if len(inner.Inputs) > 0 {
		resume = inner.Inputs[0]
	}
	if k.Coroutine != hir.CoroutineAsync {
		yield = f.newVar()
		f.requireSized(yield, f.at(id, "yielded value"))
	}
	s := &closureState{id: id, expr: k, supplied: supplied, info: &types.ClosureInfo{
		Def: k.Def, Parent: f.body.Owner, Kind: types.KindFnOnce, Sig: inner,
	}}
	s.typ = f.in.Coroutine(types.Coroutine{Def: k.Def, Kind: k.Coroutine, Args: f.parentArgs(),
		Sig: f.in.TypeArgs(resume, yield, inner.Output)})
	f.enterClosure(s)
	f.closureBody(k, inner)
	return s.typ
}

// returning is a signature with another output.
func (f *fcx) returning(sig *types.FnSig, out types.Type) *types.FnSig {
	n := *sig
	n.Output = out
	return f.in.FnSig(n)
}

// futureOutput is what an async fn returns in the end: what is pending for `<R as Future>::Output`
// of its return type (rustc's deduce_future_output_from_obligations); raw is the same with the
// lifetimes as written.
func (f *fcx) futureOutput() (out, raw types.Type) {
	if f.ret == nil {
		return nil, nil
	}
	item := f.q.Lang("future_output")
	ret := f.tryResolve(f.ret.expected)
	for _, o := range f.ful.Pending() {
		if p := o.Pred; p.Kind == types.PredProjection && p.Alias != nil && p.Alias.Def == item && f.shallow(p.Alias.Args.Type(0)) == ret {
			out = f.normalize(p.Ty, cause{span: f.body.Span, what: "output of an async fn"})
			break
		}
	}
	if out == nil {
		return nil, nil
	}
	return out, f.writtenOutput(out)
}

// writtenOutput is the output of an async fn with its lifetimes as its signature has them.
func (f *fcx) writtenOutput(out types.Type) types.Type {
	sig := f.q.FnSig(f.owner)
	if sig == nil {
		return out
	}
	sig = types.OpenSig(f.in, sig, func(i uint32) types.Region {
		return types.Region{Kind: types.ReLateParam, Def: f.owner, Index: i}
	})
	a, ok := sig.Output.(*types.Alias)
	if !ok || a.Kind != types.Opaque {
		return out
	}
	item := f.q.Lang("future_output")
	for _, p := range f.q.ItemBounds(a.Def) {
		if p.Kind == types.PredProjection && p.Alias != nil && p.Alias.Def == item {
			return f.defineOpaques(types.Subst(f.in, p.Ty, a.Args))
		}
	}
	return out
}

// writeStalled keeps the goals about coroutines of this body, each once.
func (f *fcx) writeStalled() {
	seen := map[types.Predicate]bool{}
	c := f.newCloser()
	for _, o := range f.ful.Stalled {
		p := c.folder.FoldPredicateBody(o.Pred)
		if p.Trait.Args.Flags()&(types.HasPlaceholder|types.HasUnknown|types.HasError) != 0 || seen[p] {
			continue
		}
		seen[p] = true
		span := f.body.Span
		if o.Cause < len(f.causes) {
			span = f.causes[o.Cause].span
		}
		f.res.Stalled = append(f.res.Stalled, Stalled{p, span})
	}
}

// yield suspends the coroutine at hand. (E0627 outside of one)
func (f *fcx) yield(id hir.ExprID, k hir.ExprYield) types.Type {
	if f.co == nil {
		f.expr(k.Value, nothing)
		return f.fail(f.exprSpan(id), "yield outside of a coroutine")
	}
	f.exprCoerced(k.Value, f.co.Yield())
	return f.co.Resume()
}

// moveParams captures the parameters of an async fn by value, also those that are Copy (rustc's
// upvar analysis does so before it looks at the body).
func (v *useVisitor) moveParams(k hir.ExprClosure) {
	b, ok := v.body.Exprs[k.Body].Kind.(hir.ExprBlock)
	if !ok {
		return
	}
	var moves []use
	for i := range b.Block.Stmts {
		let, ok := b.Block.Stmts[i].Kind.(hir.StmtLet)
		if !ok || !let.AsyncFn {
			continue
		}
		p := v.cat(let.Init)
		if p.base == baseUpvar {
			moves = append(moves, use{place: p, kind: CaptureMove, by: let.Init, path: let.Init})
		}
	}
	v.uses = append(moves, v.uses...)
}
