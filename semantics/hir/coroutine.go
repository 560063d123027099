package hir

import (
	"strconv"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: coroutines: async and gen blocks, fns and closures, `.await` and `yield`,
// as rustc removes their sugar:
//
//	async { a }           |mut _task_context: ResumeTy| { a }, a coroutine
//	async fn f(p: T) {a}  fn f(__arg0: T) { async move { let __arg0 = __arg0; let p = __arg0; drop-temps { a } } }
//	e.await               match into_future(e) { mut __awaitee => loop {
//	                          match unsafe { poll(Pin::new_unchecked(&mut __awaitee), get_context(_task_context)) } {
//	                              Ready(result) => break result, Pending => {} }
//	                          _task_context = yield () } }
//
// The parameters of an async fn are moved into its coroutine one by one, so that they are
// dropped in the order in which a plain fn drops them, and after what its body leaves.

// CoroutineKind is what a coroutine yields and implements.
type CoroutineKind uint8

// The kinds of coroutines.
const (
	CoroutineNone CoroutineKind = iota // none: a closure
	CoroutineMovable
	CoroutineStatic // `static ||`: may borrow from itself across a yield
	CoroutineAsync
	CoroutineGen
	CoroutineAsyncGen
)

// Movable reports whether a coroutine may be moved after it began to run: then no borrow of
// its own state may last across a yield.
func (k CoroutineKind) Movable() bool { return k == CoroutineMovable || k == CoroutineGen }

// Written reports whether a coroutine is written as a closure that yields.
func (k CoroutineKind) Written() bool { return k == CoroutineMovable || k == CoroutineStatic }

// Word is `async`, `gen` or `async gen`; "" for a coroutine that is written as a closure.
func (k CoroutineKind) Word() string {
	switch k {
	case CoroutineAsync:
		return "async"
	case CoroutineGen:
		return "gen"
	case CoroutineAsyncGen:
		return "async gen"
	}
	return ""
}

// CoroutineName is what messages call a coroutine: `coroutine`, `async fn body`, `gen block`.
func CoroutineName(k CoroutineKind, s CoroutineSource) string {
	switch word := k.Word(); {
	case word == "":
		return "coroutine"
	case s == SourceClosure:
		return word + " closure body"
	case s == SourceFn:
		return word + " fn body"
	default:
		return word + " block"
	}
}

// CoroutineSource is the construct that a coroutine is the body of.
type CoroutineSource uint8

// The sources of coroutines.
const (
	SourceBlock CoroutineSource = iota
	SourceClosure
	SourceFn
)

// coroutineLow is the coroutine that is being lowered.
type coroutineLow struct {
	kind CoroutineKind
	// closure: a closure as far as is known; a `yield` in it makes it a coroutine.
	closure bool
	context LocalID // _task_context; 0: none
}

// desugared is a place as the desugaring of a kind writes it.
func (l *low) desugared(kind ExpnKind, name string, place source.Span) source.Span {
	defer l.enterExpn(kind, name, place)()
	place.Expn = l.expn
	return place
}

// coroutine lowers the coroutine expression id, which is already made. head names it, body lowers what runs.
func (l *low) coroutine(id ExprID, k ExprClosure, sp, head source.Span, body func() ExprID) {
	owner := l.b.body
	def := &innerDef{kind: KindCoroutine, span: sp, head: head, owner: owner, expr: id, set: func(d DefID) {
		k := owner.Exprs[id].Kind.(ExprClosure)
		k.Def = d
		owner.Exprs[id].Kind = k
	}}
	defer l.inner(def)()
	defer l.enter()()
	loops, outer := l.b.loops, l.b.co
	l.b.loops, l.b.co = nil, coroutineLow{kind: k.Coroutine}
	defer func() { l.b.loops, l.b.co = loops, outer }()
	k.DeclSpan = head
	if k.Coroutine == CoroutineAsync {
		tySpan := l.desugared(ExpnAsync, "async", sp)
		local, pat := l.binding(sp, "_task_context", true, OriginOther)
		owner.Locals[local].Param = true
		ty := &Ty{Span: tySpan, Kind: TyPath{l.std(tySpan, NSType, "core", "future", "ResumeTy")}}
		k.Params = []Param{{Pat: pat, Ty: ty, Span: sp}}
		l.b.co.context = local
	}
	k.Body = body()
	owner.Exprs[id].Kind = k
}

func coroutineKind(async, gen bool) CoroutineKind {
	switch {
	case async && gen:
		return CoroutineAsyncGen
	case gen:
		return CoroutineGen
	}
	return CoroutineAsync
}

// coroutineBlock is `async { }` or `gen { }`.
func (l *low) coroutineBlock(id ExprID, e *ast.BlockExpr) ExprKind {
	head := e.Range
	if e.HeadEnd > e.Start {
		head.End = e.HeadEnd
	}
	k := ExprClosure{Move: e.Move, Coroutine: coroutineKind(e.Async, e.Gen), Source: SourceBlock}
	l.coroutine(id, k, l.span(e), l.rng(head), func() ExprID { return l.blockExpr(e.Block) })
	return l.b.body.Exprs[id].Kind
}

// coroutineFn is the body of an async or gen fn: it makes its coroutine, of its parameters.
func (l *low) coroutineFn(sig *ast.FnSig, block *ast.Block) {
	b := l.b.body
	sp := l.span(block)
	id := l.newExpr(sp, nil)
	b.Value = id
	k := ExprClosure{Coroutine: coroutineKind(sig.Async, sig.Gen), Source: SourceFn}
	l.coroutine(id, k, sp, l.d.HeadSpan, func() ExprID {
		var moves movedParams
		l.fnParams(sig, &moves)
		b.Params = moves.params
		return l.movedBody(moves.stmts, func() ExprID { return l.blockExpr(block) })
	})
}

// movedBody is `{ moves; drop-temps { body } }`.
func (l *low) movedBody(moves []Stmt, body func() ExprID) ExprID {
	inner := body()
	sp := l.desugared(ExpnAsync, "async", l.b.body.Exprs[inner].Span)
	tail := l.newExpr(sp, ExprDropTemps{inner})
	return l.newExpr(sp, ExprBlock{Block: &Block{Span: sp, Stmts: moves, Tail: tail}})
}

// movedParams are the parameters of a coroutine's fn or closure, and the statements that move
// them into the coroutine.
type movedParams struct {
	params []Param
	stmts  []Stmt
}

// add takes a parameter with its pattern as written and puts a plain binding in its place. A
// pattern that is a plain binding takes over its name: `let x = x;`; of others the value is
// moved first, then taken apart: `let mut __arg0 = __arg0; let (a, b) = __arg0;`.
func (m *movedParams) add(l *low, p Param) {
	b := l.b.body
	name, simple := "__arg"+strconv.Itoa(len(m.params)), false
	origin := OriginOther
	switch k := b.Pats[p.Pat].Kind.(type) {
	case PatBinding:
		name, simple = b.Locals[k.Local].Name, k.Ref == NoRef
		if o := b.Locals[k.Local].Origin; o == OriginSelf {
			origin = o
		}
	case PatWild:
		name = "_"
	}
	sp := l.desugared(ExpnAsync, "async", b.Pats[p.Pat].Span)
	param, pat := l.binding(sp, name, false, origin)
	b.Locals[param].Param = true
	m.params = append(m.params, Param{Pat: pat, Ty: p.Ty, Span: p.Span})
	let := func(pat PatID, from LocalID) {
		init := l.localExpr(sp, from)
		m.stmts = append(m.stmts, Stmt{sp, StmtLet{Pat: pat, Init: init, AsyncFn: true}})
	}
	if simple {
		let(p.Pat, param)
		return
	}
	moved, movedPat := l.binding(sp, name, true, OriginParam)
	let(movedPat, param)
	let(p.Pat, moved)
}

// await is `e.await`. (E0728 outside of async code)
func (l *low) await(e *ast.AwaitExpr) ExprKind {
	x := l.expr(e.Expr)
	if l.b.co.context == 0 {
		return l.orphan(x)
	}
	whole := l.span(e)
	word := l.rng(source.Range{Start: max(e.Start, e.End-int32(len("await"))), End: e.End})
	sp, full := l.desugared(ExpnAwait, "await", word), l.desugared(ExpnAwait, "await", whole)
	awaitee, awaiteePat := l.binding(full, "__awaitee", true, OriginAwait)
	loop := l.newExpr(sp, nil)

	ref := l.newExpr(sp, ExprAddrOf{Mut: true, Expr: l.localExpr(sp, awaitee)})
	pin := l.newExpr(sp, ExprPath{&Path{Span: sp, Res: l.std(sp, NSType, "core", "pin", "Pin").Res, Unresolved: 1,
		Segments: []Segment{{Name: "Pin", Span: sp, Infer: true}, {Name: "new_unchecked", Span: sp, Infer: true}}}})
	pinned := l.newExpr(sp, ExprCall{pin, []ExprID{ref}})
	context := l.stdCall(full, l.localExpr(sp, l.b.co.context), "core", "future", "get_context")
	pollFn := l.newExpr(sp, ExprPath{l.std(sp, NSValue, "core", "future", "Future", "poll")})
	poll := l.newExpr(sp, ExprCall{pollFn, []ExprID{pinned, context}})
	polled := l.newExpr(sp, ExprBlock{Block: &Block{Span: sp, Tail: poll, Unsafe: true}})

	result, resultPat := l.binding(full, "result", false, OriginAwait)
	ready := l.newPat(sp, PatStruct{Path: l.std(sp, NSType, "core", "task", "Poll", "Ready"),
		Fields: []PatField{{Name: "0", Span: full, Pat: resultPat}}})
	brk := l.newExpr(full, ExprBreak{loop, l.localExpr(full, result)})
	pending := l.newPat(sp, PatStruct{Path: l.std(sp, NSType, "core", "task", "Poll", "Pending")})
	nothing := l.newExpr(sp, ExprBlock{Block: &Block{Span: sp}})
	match := l.newExpr(sp, ExprMatch{polled, []Arm{{Span: sp, Pat: ready, Body: brk}, {Span: sp, Pat: pending, Body: nothing}}, MatchAwait})

	yield := l.newExpr(sp, ExprYield{l.newExpr(sp, ExprTuple{})})
	assign := l.newExpr(sp, ExprAssign{l.localExpr(sp, l.b.co.context), yield, sp})
	block := &Block{Span: sp, Stmts: []Stmt{{sp, StmtExpr{match, false}}, {sp, StmtExpr{assign, false}}}}
	l.b.body.Exprs[loop].Kind = ExprLoop{Body: block, Source: LoopLoop}
	into := l.stdCall(sp, x, "core", "future", "IntoFuture", "into_future")
	return ExprMatch{into, []Arm{{Span: sp, Pat: awaiteePat, Body: loop}}, MatchAwait}
}

// orphan is `{ e; error }`: an error that leaves what it holds in place.
func (l *low) orphan(x ExprID) ExprKind {
	sp := l.b.body.Exprs[x].Span
	l.b.body.Tainted = true
	return ExprBlock{Block: &Block{Span: sp, Stmts: []Stmt{{sp, StmtExpr{x, true}}}, Tail: l.newExpr(sp, ExprErr{})}}
}

// yield makes a closure that it stands in a coroutine, with or without #[coroutine]: rustc
// reports the attribute's absence and goes on.
func (l *low) yield(e *ast.YieldExpr) ExprKind {
	sp := l.span(e)
	value := ExprID(0)
	if e.Expr != nil {
		value = l.expr(e.Expr)
	} else {
		value = l.newExpr(sp, ExprTuple{})
	}
	switch co := &l.b.co; {
	case co.kind == CoroutineAsync:
		return l.orphan(value)
	case co.kind == CoroutineAsyncGen:
		return l.unknownExpr(e)
	case co.closure && co.kind == CoroutineNone:
		co.kind = CoroutineMovable
	}
	return ExprYield{value}
}
