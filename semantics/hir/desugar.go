package hir

import (
	"strconv"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: sugar, as rustc removes it:
//
//	while c { a }     loop { if c { a } else { break } }
//	for p in e { a }  DropTemps(match into_iter(e) { mut iter => loop { match next(&mut iter) {
//	                      None => break, Some(p) => a } } })
//	e?                match branch(e) { Break(residual) => return from_residual(residual),
//	                      Continue(val) => val }
//	(a, b) = e        { let (lhs, lhs) = e; a = lhs; b = lhs; }
//	a..b              Range { start: a, end: b }

// condition lowers what `if`, `while` or a guard asks: only there `let` is an expression, by itself or
// between `&&`; elsewhere it is a syntax error (rustc's CondChecker).
func (l *low) condition(e ast.Expr) ExprID {
	l.mayBind(e)
	return l.expr(e)
}

func (l *low) mayBind(e ast.Expr) {
	switch e := e.(type) {
	case *ast.LetExpr:
		l.b.conditions[e] = true
	case *ast.BinaryExpr:
		if e.Op == "&&" {
			l.mayBind(e.L)
			l.mayBind(e.R)
		}
	}
}

// ifExpr: what the condition binds is in scope in the block, not in `else`.
func (l *low) ifExpr(e *ast.IfExpr) ExprKind {
	pop := l.enter()
	k := ExprIf{Cond: l.condition(e.Cond)}
	k.Then = l.blockExpr(e.Then)
	pop()
	k.Else = l.opt(e.Else)
	return k
}

func (l *low) while(id ExprID, e *ast.WhileExpr) ExprKind {
	defer l.enterLoop(e.Label, id, true)()
	pop := l.enter()
	cond := l.condition(e.Cond)
	body := l.blockExpr(e.Body)
	pop()
	defer l.enterExpn(ExpnWhileLoop, "while", l.span(e))()
	sp := l.span(e)
	brk := l.newExpr(sp, ExprBreak{Target: id})
	els := l.newExpr(sp, ExprBlock{Block: &Block{Span: sp, Stmts: []Stmt{{sp, StmtExpr{brk, false}}}}})
	tail := l.newExpr(sp, ExprIf{cond, body, els})
	return ExprLoop{Body: &Block{Span: sp, Tail: tail}, Label: l.label(e.Label), Source: LoopWhile}
}

// std is a path to an item of core; the expression is Unknown where it is not known.
func (l *low) std(sp source.Span, ns Namespace, names ...string) *Path {
	p := &Path{Span: sp, Res: l.c.stdRes(ns, names...), Segments: []Segment{{Name: names[len(names)-1], Span: sp, Infer: true}}}
	if p.Res.Kind == ResUnknown {
		l.b.body.Unknown = append(l.b.body.Unknown, Unknown{sp, "core is not known"})
	}
	return p
}

func (l *low) stdCall(sp source.Span, arg ExprID, names ...string) ExprID {
	f := l.newExpr(sp, ExprPath{l.std(sp, NSValue, names...)})
	return l.newExpr(sp, ExprCall{f, []ExprID{arg}})
}

func (l *low) localExpr(sp source.Span, id LocalID) ExprID {
	name := l.b.body.Locals[id].Name
	return l.newExpr(sp, ExprPath{&Path{Span: sp, Res: Res{Kind: ResLocal, Local: id}, Segments: []Segment{{Name: name, Span: sp}}}})
}

func (l *low) binding(sp source.Span, name string, mut bool, o LocalOrigin) (LocalID, PatID) {
	id := l.newLocal(name, sp, o)
	l.b.body.Locals[id].Mut = mut
	pat := l.newPat(sp, PatBinding{Local: id, Mut: mut})
	l.b.body.Locals[id].Pat = pat
	return id, pat
}

func (l *low) forLoop(e *ast.ForExpr) ExprKind {
	head := l.expr(e.Expr)
	loop := l.newExpr(l.span(e), nil)
	popExpn := l.enterExpn(ExpnForLoop, "for", l.span(e))
	inner := l.expn
	sp, headSp, patSp := l.span(e), l.span(e.Expr), l.span(e.Pat)
	popExpn()

	pop, popLoop := l.enter(), l.enterLoop(e.Label, loop, true)
	pat := l.bindPat(e.Pat)
	body := l.blockExpr(e.Body)
	pop()
	popLoop()

	outer := l.expn
	l.expn = inner
	into := l.stdCall(headSp, head, "core", "iter", "IntoIterator", "into_iter")
	iter, iterPat := l.binding(headSp, "iter", true, OriginFor)
	ref := l.newExpr(headSp, ExprAddrOf{Mut: true, Expr: l.localExpr(headSp, iter)})
	next := l.stdCall(headSp, ref, "core", "iter", "Iterator", "next")
	none := l.newPat(sp, PatStruct{Path: l.std(sp, NSType, "core", "option", "Option", "None")})
	some := l.newPat(patSp, PatStruct{Path: l.std(patSp, NSType, "core", "option", "Option", "Some"),
		Fields: []PatField{{Name: "0", Span: patSp, Pat: pat}}})
	brk := l.newExpr(sp, ExprBreak{Target: loop})
	m := l.newExpr(headSp, ExprMatch{next, []Arm{{Span: sp, Pat: none, Body: brk}, {Span: sp, Pat: some, Body: body}}, MatchForLoop})
	l.b.body.Exprs[loop] = Expr{sp, ExprLoop{&Block{Span: sp, Stmts: []Stmt{{sp, StmtExpr{m, false}}}}, l.label(e.Label), LoopFor}}
	match := l.newExpr(sp, ExprMatch{into, []Arm{{Span: sp, Pat: iterPat, Body: loop}}, MatchForLoop})
	l.expn = outer
	return ExprDropTemps{match}
}

func (l *low) try(e *ast.TryExpr) ExprKind {
	x := l.expr(e.Expr)
	whole := l.span(e) // the value is named as if it were written
	defer l.enterExpn(ExpnQuestion, "?", whole)()
	sp := l.span(e)
	q := sp.LastByte()
	call := l.stdCall(sp, x, "core", "ops", "Try", "branch")
	res, resPat := l.binding(q, "residual", false, OriginQuestion)
	from := l.stdCall(q, l.localExpr(q, res), "core", "ops", "FromResidual", "from_residual")
	ret := l.newExpr(q, ExprReturn{from})
	val, valPat := l.binding(whole, "val", false, OriginQuestion)
	variant := func(sp source.Span, name string, p PatID) PatID {
		return l.newPat(sp, PatStruct{Path: l.std(sp, NSType, "core", "ops", "ControlFlow", name), Fields: []PatField{{Name: "0", Span: sp, Pat: p}}})
	}
	return ExprMatch{call, []Arm{
		{Span: q, Pat: variant(q, "Break", resPat), Body: ret},
		{Span: whole, Pat: variant(sp, "Continue", valPat), Body: l.localExpr(whole, val)},
	}, MatchQuestion}
}

func (l *low) rangeExpr(e *ast.RangeExpr) ExprKind {
	sp := l.span(e)
	if e.Inclusive && e.Lo != nil && e.Hi != nil {
		f := l.newExpr(sp, ExprPath{&Path{Span: sp, Res: l.std(sp, NSType, "core", "ops", "RangeInclusive").Res, Unresolved: 1,
			Segments: []Segment{{Name: "RangeInclusive", Span: sp, Infer: true}, {Name: "new", Span: sp, Infer: true}}}})
		lo := l.expr(e.Lo)
		return ExprCall{f, []ExprID{lo, l.expr(e.Hi)}}
	}
	name := map[[3]bool]string{{true, true, false}: "Range", {true, false, false}: "RangeFrom", {false, true, false}: "RangeTo",
		{false, false, false}: "RangeFull", {false, true, true}: "RangeToInclusive"}[[3]bool{e.Lo != nil, e.Hi != nil, e.Inclusive}]
	if name == "" {
		l.b.body.Tainted = true
		return ExprErr{}
	}
	k := ExprStruct{Path: l.std(sp, NSType, "core", "ops", name)}
	if e.Lo != nil {
		k.Fields = append(k.Fields, FieldInit{Name: "start", Span: l.span(e.Lo), Expr: l.expr(e.Lo)})
	}
	if e.Hi != nil {
		k.Fields = append(k.Fields, FieldInit{Name: "end", Span: l.span(e.Hi), Expr: l.expr(e.Hi)})
	}
	return k
}

// assign: a pattern on the left is a `let` and one assignment per place.
func (l *low) assign(e *ast.AssignExpr) ExprKind {
	op := l.span(e.OpAt)
	if e.Op != "=" {
		x := l.expr(e.L)
		return ExprAssignOp{e.Op, op, x, l.expr(e.R)}
	}
	switch e.L.(type) {
	case *ast.TupleExpr, *ast.ArrayExpr, *ast.StructExpr, *ast.UnderscoreExpr, *ast.CallExpr, *ast.ParenExpr:
	default:
		x := l.expr(e.L)
		return ExprAssign{x, l.expr(e.R), op}
	}
	if p, ok := e.L.(*ast.ParenExpr); ok {
		c := *e
		c.L = p.Expr
		return l.assign(&c)
	}
	sp := l.span(e)
	var out []Stmt
	init := l.expr(e.R)
	pat := l.assignee(e.L, op, &out)
	let := Stmt{sp, StmtLet{Pat: pat, Init: init, AssignDesugar: true}}
	return ExprBlock{Block: &Block{Span: sp, Stmts: append([]Stmt{let}, out...)}}
}

// assignee makes the pattern for the left of a destructuring assignment.
// reference, expr.assign.destructure
func (l *low) assignee(e ast.Expr, op source.Span, out *[]Stmt) PatID {
	sp := l.span(e)
	switch e := e.(type) {
	case *ast.UnderscoreExpr:
		return l.newPat(sp, PatWild{})
	case *ast.ParenExpr:
		return l.assignee(e.Expr, op, out)
	case *ast.TupleExpr:
		es, dot := l.assignees(e.Elems, op, out)
		return l.newPat(sp, PatTuple{es, dot})
	case *ast.ArrayExpr:
		es, dot := l.assignees(e.Elems, op, out)
		if dot < 0 {
			return l.newPat(sp, PatSlice{Before: es})
		}
		return l.newPat(sp, PatSlice{Before: es[:dot], HasMid: true, Mid: l.newPat(sp, PatWild{}), After: es[dot:]})
	case *ast.CallExpr:
		if f, ok := e.Fn.(*ast.PathExpr); ok {
			if p := l.path(f.Path, NSValue, true); p.Res.DefKind == KindCtor || p.Res.Kind == ResSelfCtor || p.Unresolved > 0 {
				es, dot := l.assignees(e.Args, op, out)
				return l.newPat(sp, PatTupleStruct{p, es, dot})
			}
		}
	case *ast.StructExpr:
		k := PatStruct{Path: l.path(e.Path, NSType, true), Rest: e.Rest}
		for i := range e.Fields {
			f := &e.Fields[i]
			k.Fields = append(k.Fields, PatField{f.Name.Text, l.span(f), l.assignee(f.Expr, op, out), f.Shorthand})
		}
		return l.newPat(sp, k)
	}
	place := l.expr(e)
	id, pat := l.binding(sp, "lhs"+strconv.Itoa(len(*out)), false, OriginOther)
	l.b.body.Locals[id].Name = "lhs"
	as := l.newExpr(sp, ExprAssign{place, l.localExpr(sp, id), op})
	*out = append(*out, Stmt{sp, StmtExpr{as, true}})
	return pat
}

func (l *low) assignees(es []ast.Expr, op source.Span, out *[]Stmt) ([]PatID, int) {
	dot := -1
	var ids []PatID
	for _, e := range es {
		if r, ok := e.(*ast.RangeExpr); ok && r.Lo == nil && r.Hi == nil && !r.Inclusive {
			dot = len(ids)
			continue
		}
		ids = append(ids, l.assignee(e, op, out))
	}
	return ids, dot
}
