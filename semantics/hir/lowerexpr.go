package hir

import (
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: expressions. One case per form; what is sugar goes to desugar.go.

func (l *low) exprs(es []ast.Expr) []ExprID {
	var out []ExprID
	for _, e := range es {
		if l.on(e) && !l.nothing(e) {
			out = append(out, l.expr(e))
		}
	}
	return out
}

// on reports whether no cfg takes an expression away.
func (l *low) on(e ast.Expr) bool {
	if a, ok := e.(*ast.AttrExpr); ok {
		_, ok = l.c.cfgAttrs(a.Attrs)
		return ok
	}
	return true
}

func (l *low) opt(e ast.Expr) ExprID {
	if e == nil {
		return 0
	}
	return l.expr(e)
}

func (l *low) expr(e ast.Expr) ExprID {
	switch e := e.(type) {
	case nil:
		l.b.body.Tainted = true
		return l.newExpr(l.b.body.Span, ExprErr{})
	case *ast.ParenExpr:
		return l.paren(e)
	case *ast.AttrExpr:
		return l.attr(e)
	case *ast.MacroExpr:
		return l.macroExpr(l.span(e), e.Mac)
	}
	id := l.newExpr(l.span(e), ExprErr{}) // before its parts: a loop's id is its breaks' target
	k := l.kind(id, e)
	l.b.body.Exprs[id].Kind = k
	return id
}

// paren: the parentheses belong to the expression's span, as in rustc.
func (l *low) paren(e *ast.ParenExpr) ExprID {
	id := l.expr(e.Expr)
	if l.exp != nil {
		if _, ours := l.exp.IsGroup(e.Range); ours {
			return id
		}
	}
	l.b.body.Exprs[id].Span = l.span(e)
	return id
}

func (l *low) attr(e *ast.AttrExpr) ExprID {
	attrs, ok := l.c.cfgAttrs(e.Attrs)
	for _, a := range attrs {
		ok = ok && isBuiltin(attrName(a)) && attrName(a) != "loop_match" // which jumps from one arm to another
	}
	if _, closure := e.Expr.(*ast.ClosureExpr); closure {
		l.b.attrs = attrs
	}
	id := l.expr(e.Expr)
	if !ok {
		l.b.body.Unknown = append(l.b.body.Unknown, Unknown{l.span(e), "attribute on an expression"})
	}
	return id
}

func (l *low) kind(id ExprID, e ast.Expr) ExprKind {
	switch e := e.(type) {
	case *ast.LitExpr:
		return ExprLit{lit(e.Lit)}
	case *ast.PathExpr:
		return l.pathExpr(e)
	case *ast.BlockExpr:
		return l.blockKind(id, e)
	case *ast.UnaryExpr:
		return ExprUnary{e.Op, l.expr(e.Expr)}
	case *ast.BinaryExpr:
		x := l.expr(e.L)
		return ExprBinary{e.Op, l.span(e.OpAt), x, l.expr(e.R)}
	case *ast.AssignExpr:
		return l.assign(e)
	case *ast.RefExpr:
		return ExprAddrOf{e.Raw, e.Mut, l.expr(e.Expr)}
	case *ast.CallExpr:
		f := l.expr(e.Fn)
		return ExprCall{f, l.exprs(e.Args)}
	case *ast.MethodCallExpr:
		return l.methodCall(e)
	case *ast.FieldExpr:
		return ExprField{l.expr(e.Expr), e.Name.Text, l.span(e.Name)}
	case *ast.IndexExpr:
		x := l.expr(e.Expr)
		sp := l.rng(source.Range{Start: e.Expr.Rng().End, End: e.End})
		return ExprIndex{x, l.expr(e.Index), sp}
	case *ast.RangeExpr:
		return l.rangeExpr(e)
	case *ast.CastExpr:
		x := l.expr(e.Expr)
		return ExprCast{x, l.ty(e.Type)}
	case *ast.TupleExpr:
		return ExprTuple{l.exprs(e.Elems)}
	case *ast.ArrayExpr:
		return ExprArray{l.exprs(e.Elems)}
	case *ast.RepeatExpr:
		k := ExprRepeat{Elem: l.expr(e.Elem)}
		if _, ok := e.Len.(*ast.UnderscoreExpr); !ok {
			k.Len = l.anonConst(e.Len)
		}
		return k
	case *ast.StructExpr:
		return l.structExpr(e)
	case *ast.IfExpr:
		return l.ifExpr(e)
	case *ast.LetExpr:
		if !l.b.conditions[e] {
			l.b.body.Tainted = true
			l.expr(e.Expr)
			return ExprErr{}
		}
		init := l.expr(e.Expr)
		return ExprLet{Pat: l.bindPat(e.Pat), Init: init}
	case *ast.MatchExpr:
		return l.match(e)
	case *ast.LoopExpr:
		pop := l.enterLoop(e.Label, id, true)
		b := l.block(e.Body)
		pop()
		return ExprLoop{Body: b, Label: l.label(e.Label)}
	case *ast.WhileExpr:
		return l.while(id, e)
	case *ast.ForExpr:
		return l.forLoop(e)
	case *ast.BreakExpr:
		t := l.target(e.Label, e.Label != nil)
		return ExprBreak{t, l.opt(e.Expr)}
	case *ast.ContinueExpr:
		return ExprContinue{l.target(e.Label, false)}
	case *ast.ReturnExpr:
		return ExprReturn{l.opt(e.Expr)}
	case *ast.TryExpr:
		return l.try(e)
	case *ast.ClosureExpr:
		return l.closure(id, e)
	case *ast.AwaitExpr:
		return l.await(e)
	case *ast.YieldExpr:
		return l.yield(e)
	case *ast.AsmExpr:
		return l.asm(e)
	case *ast.BuiltinExpr:
		return l.builtin(e)
	}
	return l.unknownExpr(e)
}

// unknownExpr stands for syntax errors, and for forms that are not lowered yet: those may touch every local.
func (l *low) unknownExpr(e ast.Expr) ExprKind {
	reason := ""
	switch e := e.(type) {
	case *ast.YieldExpr:
		reason = "yield in async gen"
	case *ast.BecomeExpr:
		reason = "become"
	case *ast.UnstableExpr:
		reason = e.Name
	case *ast.BlockExpr:
		reason = "async gen or try block"
	default:
		l.b.body.Tainted = true
		return ExprErr{}
	}
	k := ExprUnknown{Reason: reason}
	for _, r := range l.b.ribs {
		if r.local != 0 {
			k.Uses = append(k.Uses, r.local)
		}
	}
	l.b.body.Unknown = append(l.b.body.Unknown, Unknown{l.span(e), reason})
	return k
}

func (l *low) pathExpr(e *ast.PathExpr) ExprKind {
	p := e.Path
	if !p.Global && p.Qself == nil && len(p.Segments) == 1 && p.Segments[0].Args == nil {
		s := &p.Segments[0]
		if id, ok := l.find(s.Name.Text, l.mark(s.Name.Start)); ok {
			return l.localPath(id, s.Name.Text, l.span(p))
		}
	}
	return l.valuePath(l.path(p, NSValue, true))
}

// nameExpr is a plain name as a value.
func (l *low) nameExpr(name string, mark ast.Mark, sp source.Span) ExprKind {
	if id, ok := l.find(name, mark); ok {
		return l.localPath(id, name, sp)
	}
	out := &Path{Span: sp, Segments: []Segment{{Name: name, Span: sp, Infer: true}}}
	if r, ok := l.typeParam(name, NSValue); ok {
		out.Res = r
	} else {
		out.Res = l.c.lexical(l.scope, name, NSValue)
	}
	if out.Res.Kind == ResErr {
		l.bad(false)
	}
	return l.valuePath(out)
}

func (l *low) localPath(id LocalID, name string, sp source.Span) ExprKind {
	return ExprPath{&Path{Span: sp, Res: Res{Kind: ResLocal, Local: id}, Segments: []Segment{{Name: name, Span: sp}}}}
}

func (l *low) valuePath(out *Path) ExprKind {
	switch {
	case out.Res.Kind == ResErr && out.Qself == nil:
		return ExprErr{}
	case out.Res.Kind == ResUnknown:
		l.b.body.Unknown = append(l.b.body.Unknown, Unknown{out.Span, "name that cannot be known"})
		return ExprUnknown{Reason: "name that cannot be known"}
	}
	return ExprPath{out}
}

func (l *low) label(t *ast.Lifetime) *Label {
	if t == nil {
		return nil
	}
	return &Label{t.Text, l.span(t)}
}

func (l *low) enterLoop(t *ast.Lifetime, id ExprID, loop bool) func() {
	n := len(l.b.loops)
	tg := target{id: id, loop: loop, ribs: len(l.b.ribs)}
	if t != nil {
		tg.label, tg.mark = t.Text, l.mark(t.Start)
	}
	l.b.loops = append(l.b.loops, tg)
	return func() { l.b.loops = l.b.loops[:n] }
}

func (l *low) target(t *ast.Lifetime, blocks bool) ExprID {
	mark, at := ast.Mark(0), len(l.b.ribs)
	if t != nil {
		mark = l.mark(t.Start)
	}
	for i := len(l.b.loops) - 1; i >= 0; i-- {
		g := l.b.loops[i]
		for ; at > g.ribs; at-- {
			if r := l.b.ribs[at-1].rules; r != nil {
				mark = l.leave(mark, r)
			}
		}
		if t == nil && g.loop || t != nil && g.label == t.Text && g.mark == mark && (g.loop || blocks) {
			return g.id
		}
	}
	l.b.body.Tainted = true
	return 0
}

func (l *low) blockKind(id ExprID, e *ast.BlockExpr) ExprKind {
	switch {
	case e.Try || e.Async && e.Gen:
		return l.unknownExpr(e)
	case e.Async || e.Gen:
		return l.coroutineBlock(id, e)
	case e.Const:
		owner := l.b.body
		k := ExprConstBlock{}
		k.Body = l.constBody(KindInlineConst, &ast.BlockExpr{At: e.At, Block: e.Block}, id, func(d DefID) {
			k.Def = d
			owner.Exprs[id].Kind = k
		})
		return k
	}
	if e.Label != nil {
		defer l.enterLoop(e.Label, id, false)()
	}
	b := l.block(e.Block)
	b.Unsafe = e.Unsafe
	b.TargetedByBreak = e.Label != nil
	return ExprBlock{b, l.label(e.Label)}
}

func (l *low) methodCall(e *ast.MethodCallExpr) ExprKind {
	k := ExprMethodCall{Recv: l.expr(e.Recv)}
	n := e.Seg.Name
	k.Seg = Segment{Name: n.Text, Span: l.span(n), Infer: e.Seg.Args.OnlyLifetimes()}
	if e.Seg.Args != nil {
		k.Seg.Args = l.args(e.Seg.Args)
	}
	k.Args = l.exprs(e.Args)
	k.FnSpan = l.rng(source.Range{Start: n.Start, End: e.End})
	return k
}

// structPath is the path of a struct expression or pattern. (E0574)
func (l *low) structPath(p *ast.Path) *Path {
	out := l.path(p, NSType, true)
	if r := out.Res; r.Kind == ResDef && out.Unresolved == 0 && out.Qself == nil {
		switch r.DefKind {
		case KindStruct, KindUnion, KindVariant, KindTypeAlias, KindAssocTy:
		default:
			l.bad(false)
		}
	}
	return out
}

func (l *low) structExpr(e *ast.StructExpr) ExprKind {
	k := ExprStruct{Path: l.structPath(e.Path), Rest: e.Rest}
	for i := range e.Fields {
		f := &e.Fields[i]
		if _, ok := l.c.cfgAttrs(f.Attrs); ok {
			k.Fields = append(k.Fields, FieldInit{f.Name.Text, l.span(f), l.expr(f.Expr), f.Shorthand})
		}
	}
	k.Base = l.opt(e.Base)
	return k
}

func (l *low) match(e *ast.MatchExpr) ExprKind {
	k := ExprMatch{Scrutinee: l.expr(e.Expr)}
	for _, a := range e.Arms {
		if _, ok := l.c.cfgAttrs(a.Attrs); !ok {
			continue
		}
		pop := l.enter()
		arm := Arm{Span: l.armSpan(a), Pat: l.bindPat(a.Pat)}
		if a.Guard != nil {
			arm.Guard = l.guard(a.Guard)
		}
		arm.Body = l.expr(a.Body)
		pop()
		k.Arms = append(k.Arms, arm)
	}
	return k
}

// armSpan is an arm from its pattern to the end of its body, without attributes and comma.
func (l *low) armSpan(a *ast.Arm) source.Span {
	sp := l.span(a)
	if b := l.span(a.Body); b.Item == sp.Item && b.Expn == sp.Expn && b.End <= sp.End {
		sp.End = b.End
	}
	if p := l.span(a.Pat); len(a.Attrs) > 0 && p.Item == sp.Item && p.Expn == sp.Expn {
		sp.Start = p.Start
	}
	return sp
}

// guard keeps `let` chains; a plain guard is an expression of its own.
func (l *low) guard(e ast.Expr) ExprID { return l.condition(e) }

func (l *low) closure(id ExprID, e *ast.ClosureExpr) ExprKind {
	sp := l.span(e)
	k := ExprClosure{Move: e.Move, Async: e.Async, For: l.binderParams(e.For)}
	body := l.b.body
	co := coroutineLow{closure: !e.Async}
	if hasAttr(l.b.attrs, "coroutine") {
		co.kind = CoroutineMovable
	}
	l.b.attrs = nil
	def := &innerDef{kind: KindClosure, span: sp, owner: body, expr: id, set: func(d DefID) {
		k := body.Exprs[id].Kind.(ExprClosure)
		k.Def = d
		body.Exprs[id].Kind = k
	}}
	defer l.inner(def)()
	defer l.enter()()
	loops, outer := l.b.loops, l.b.co
	l.b.loops, l.b.co = nil, co
	var moves movedParams
	pop := l.bind(e.For)
	end := e.Start
	seen := map[hygienic]bool{}
	for i := range e.Params {
		p := &e.Params[i]
		if _, ok := l.c.cfgAttrs(p.Attrs); !ok {
			continue
		}
		param := Param{Span: l.span(p)}
		if p.Type != nil {
			param.Ty = l.ty(p.Type)
		}
		first := len(l.b.body.Locals)
		param.Pat = l.paramPat(p.Pat, seen)
		for j := first; j < len(l.b.body.Locals); j++ {
			l.b.body.Locals[j].Param = true
		}
		if e.Async {
			moves.add(l, param)
		} else {
			k.Params = append(k.Params, param)
		}
		end = p.End
	}
	head := max(end, e.Body.Rng().Start)
	if e.DeclEnd > e.Start {
		head = e.DeclEnd
	}
	k.DeclSpan = l.rng(source.Range{Start: e.Start, End: head})
	def.head = k.DeclSpan
	if e.Output != nil {
		k.Output = l.ty(e.Output)
	}
	pop()
	if e.Async {
		k.Params = moves.params
		k.Body = l.asyncClosureBody(e, k.DeclSpan, moves.stmts)
	} else {
		k.Body = l.expr(e.Body)
	}
	k.Coroutine, k.Source = l.b.co.kind, SourceClosure
	if k.Coroutine == CoroutineMovable && e.Static {
		k.Coroutine = CoroutineStatic
	}
	if k.Coroutine != CoroutineNone {
		def.kind = KindCoroutine
	}
	l.b.loops, l.b.co = loops, outer
	return k
}

// asyncClosureBody is the coroutine that a call of an async closure makes.
func (l *low) asyncClosureBody(e *ast.ClosureExpr, head source.Span, moves []Stmt) ExprID {
	sp := l.span(e.Body)
	id := l.newExpr(sp, nil)
	l.coroutine(id, ExprClosure{Coroutine: CoroutineAsync, Source: SourceClosure}, sp, head, func() ExprID {
		return l.movedBody(moves, func() ExprID { return l.expr(e.Body) })
	})
	return id
}
