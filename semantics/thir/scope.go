package thir

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/source"
)

// This file: the tree of scopes of one body (rustc's region resolution; reference,
// destructors.scope). Every expression, statement, arm and block has a scope; those
// that end temporaries lie in a scope of their own (ScopeDestruction). A temporary
// lives in the innermost scope that lies right in one of those, unless the expression
// is extended by `let` (reference, destructors.scope.lifetime-extension).
//
//	let x = &temp();     temp() is extended: it lives as long as x
//	f(&temp());          temp() ends with the statement

// scopeContext is where the walk is: parent encloses what comes, vars is where bindings end (0: never).
type scopeContext struct{ parent, vars ScopeID }

type armKey struct {
	match hir.ExprID
	index int
}

// scopeTree finds the scopes of one body; closures in it are bodies of their own.
type scopeTree struct {
	hir    *hir.Body
	scopes []Scope
	temps  []tempScopes // by scope
	cx     scopeContext

	nodes      map[hir.ExprID]ScopeID
	blocks     map[*hir.Block]ScopeID
	stmts      map[*hir.Stmt]ScopeID // expression statements, and the initialiser's of lets
	remainders map[*hir.Stmt]ScopeID
	arms       map[armKey]ScopeID
	guards     map[armKey]ScopeID
	ifs        map[hir.ExprID]ScopeID
	vars       map[hir.LocalID]ScopeID
	declared   map[hir.LocalID]bool
	extended   map[hir.ExprID]ScopeID // 0: never dropped
	superLets  map[hir.PatID]ScopeID
	superVars  map[hir.LocalID]bool
	tails      map[ScopeID]bool // tails of blocks whose temporaries edition 2024 would drop at their end
	tail       bool             // what is entered next is such a tail
}

func newScopeTree(body *hir.Body) *scopeTree {
	return &scopeTree{
		hir: body, scopes: make([]Scope, 1), temps: make([]tempScopes, 1),
		nodes: map[hir.ExprID]ScopeID{}, blocks: map[*hir.Block]ScopeID{}, stmts: map[*hir.Stmt]ScopeID{},
		remainders: map[*hir.Stmt]ScopeID{}, arms: map[armKey]ScopeID{}, guards: map[armKey]ScopeID{},
		ifs: map[hir.ExprID]ScopeID{}, vars: map[hir.LocalID]ScopeID{}, declared: map[hir.LocalID]bool{},
		extended: map[hir.ExprID]ScopeID{}, superLets: map[hir.PatID]ScopeID{}, superVars: map[hir.LocalID]bool{}, tails: map[ScopeID]bool{},
	}
}

func (t *scopeTree) enter(kind ScopeKind, span source.Span) ScopeID {
	id := ScopeID(len(t.scopes))
	t.scopes = append(t.scopes, Scope{Kind: kind, Parent: t.cx.parent, Span: span, Terminating: kind == ScopeDestruction})
	t.temps = append(t.temps, t.tempsIn(id, t.cx.parent))
	t.cx.parent = id
	return id
}

// node enters the scope of a node, in one that ends its temporaries if terminating.
func (t *scopeTree) node(span source.Span, terminating bool) ScopeID {
	if terminating {
		t.enter(ScopeDestruction, span)
	}
	return t.enter(ScopeNode, span)
}

// fn resolves a function or closure.
func (t *scopeTree) fn(params []hir.Param, value hir.ExprID, span source.Span) {
	t.enter(ScopeCallSite, span)
	t.enter(ScopeArguments, span)
	t.cx.vars = t.cx.parent
	for _, p := range params {
		t.pat(p.Pat)
	}
	t.expr(value, true)
}

// constant resolves the initialiser of a constant: what it extends is never dropped.
func (t *scopeTree) constant(value hir.ExprID, span source.Span) {
	t.enter(ScopeCallSite, span)
	t.enter(ScopeArguments, span)
	t.enter(ScopeDestruction, span)
	t.extendBorrows(value, 0)
	t.expr(value, false)
}

// at2024 says whether code at a span follows the rules of edition 2024: that of the macro which wrote it.
func (t *scopeTree) at2024(span source.Span) bool {
	return t.hir.EditionAt(span).AtLeast(source.Edition2024)
}

// temporary is where a temporary in a scope is dropped by default, and where edition 2024
// would drop it (0: there too).
func (t *scopeTree) temporary(inner ScopeID) (scope, modern ScopeID) {
	return t.temps[inner].scope, t.temps[inner].modern
}

// tempScopes answers temporary for a scope.
type tempScopes struct{ scope, modern ScopeID }

// tempsIn finds them for a scope that is about to be made, from those of its parent.
func (t *scopeTree) tempsIn(id, parent ScopeID) tempScopes {
	if parent == 0 {
		return tempScopes{scope: id}
	}
	switch t.scopes[parent].Kind {
	case ScopeDestruction:
		return tempScopes{scope: id}
	case ScopeIfThenRescope, ScopeMatchGuard:
		return tempScopes{scope: parent}
	}
	out := t.temps[parent]
	if t.tails[parent] {
		out.modern = parent
	}
	return out
}

// temporaryOf is where the temporary of an expression is dropped, 0 for never, and where
// edition 2024 would drop it.
func (t *scopeTree) temporaryOf(e hir.ExprID) (scope, modern ScopeID) {
	if s, ok := t.extended[e]; ok {
		return s, 0
	}
	if n, ok := t.nodes[e]; ok {
		return t.temporary(n)
	}
	return 0, 0
}

// ---------- the walk ----------

func (t *scopeTree) block(b *hir.Block, terminating bool) {
	saved := t.cx
	t.blocks[b] = t.node(b.Span, terminating)
	t.cx.vars = t.cx.parent
	for i := range b.Stmts {
		s := &b.Stmts[i]
		k, isLet := s.Kind.(hir.StmtLet)
		if !isLet {
			t.stmt(s)
			continue
		}
		outside := t.cx
		span := b.Span
		if s.Span.Item == span.Item && s.Span.Start < span.End { // else a macro's braces around the `let` of its argument
			span.Start = max(span.Start, s.Span.Start)
		}
		t.remainders[s] = t.enter(ScopeRemainder, span)
		t.cx.vars = t.cx.parent
		t.stmt(s)
		if k.Else != nil {
			inside := t.cx
			t.cx = outside
			t.block(k.Else, true)
			t.cx = inside
		}
	}
	if b.Tail != 0 {
		// reference, destructors.scope.temporary.edition2024: the tail ends its temporaries
		modern := t.at2024(b.Span)
		t.tail = !modern
		t.expr(b.Tail, modern)
	}
	t.cx = saved
}

func (t *scopeTree) stmt(s *hir.Stmt) {
	switch k := s.Kind.(type) {
	case hir.StmtExpr:
		parent := t.cx.parent
		t.stmts[s] = t.node(s.Span, true)
		t.expr(k.Expr, false)
		t.cx.parent = parent
	case hir.StmtLet:
		parent := t.cx.parent
		if k.Super {
			// The statement ends nothing: its scope has nothing in it.
			t.stmts[s] = t.enter(ScopeNode, s.Span)
			t.cx.parent = parent
			t.local(k)
			return
		}
		t.stmts[s] = t.node(s.Span, true)
		t.local(k)
		t.cx.parent = parent
	}
}

// local resolves a let: its initialiser's extended temporaries, then the pattern.
func (t *scopeTree) local(k hir.StmtLet) {
	saved := t.cx.vars
	extend := true
	if k.Super {
		if s, ok := t.superLets[k.Pat]; ok {
			t.cx.vars = s
		} else {
			extend = false
			if t.cx.vars != 0 {
				t.cx.vars, _ = t.temporary(t.cx.vars)
			}
		}
	}
	if k.Init != 0 {
		if extend {
			t.extendBorrows(k.Init, t.cx.vars)
			if t.extendsByPattern(k.Pat) {
				t.extendPlace(k.Init, t.cx.vars)
			}
		}
		t.expr(k.Init, false)
	}
	if k.Super {
		t.eachBinding(k.Pat, func(l hir.LocalID) { t.superVars[l] = true })
	}
	t.pat(k.Pat)
	if k.Super {
		t.cx.vars = saved
	}
}

// logical says whether an expression is `&&` or `||`.
func (t *scopeTree) logical(e hir.ExprID) bool {
	k, ok := t.hir.Exprs[e].Kind.(hir.ExprBinary)
	return ok && (k.Op == "&&" || k.Op == "||")
}

func (t *scopeTree) isLet(e hir.ExprID) bool {
	_, ok := t.hir.Exprs[e].Kind.(hir.ExprLet)
	return ok
}

// cond resolves the condition of an `if` or a guard: its temporaries end with it.
func (t *scopeTree) cond(e hir.ExprID) { t.expr(e, !t.isLet(e) && !t.logical(e)) }

func (t *scopeTree) expr(e hir.ExprID, terminating bool) {
	if _, again := t.nodes[e]; e <= 0 || int(e) >= len(t.hir.Exprs) || again {
		return
	}
	saved := t.cx
	x := &t.hir.Exprs[e]
	t.nodes[e] = t.node(x.Span, terminating)
	if t.tail {
		t.tails[t.nodes[e]], t.tail = true, false
	}
	switch k := x.Kind.(type) {
	case hir.ExprBinary:
		if !t.logical(e) {
			t.expr(k.L, false)
			t.expr(k.R, false)
			break
		}
		t.expr(k.L, !t.isLet(k.L) && !t.logical(k.L))
		t.expr(k.R, !t.isLet(k.R))
	case hir.ExprAssignOp:
		t.expr(k.R, false)
		t.expr(k.L, false)
	case hir.ExprIf:
		t.ifExpr(e, k, x.Span)
	case hir.ExprLoop:
		t.block(k.Body, true)
	case hir.ExprDropTemps:
		t.expr(k.Expr, true)
	case hir.ExprMatch:
		t.expr(k.Scrutinee, false)
		for i := range k.Arms {
			t.arm(armKey{e, i}, &k.Arms[i])
		}
	case hir.ExprLet:
		t.expr(k.Init, false)
		t.pat(k.Pat)
	case hir.ExprBlock:
		t.block(k.Block, false)
	case hir.ExprAsm:
		eachChild(x.Kind, func(c hir.ExprID) { t.expr(c, false) })
		k.Labels(func(b *hir.Block) { t.block(b, false) })
	default:
		eachChild(x.Kind, func(c hir.ExprID) { t.expr(c, false) })
	}
	t.cx = saved
}

func (t *scopeTree) ifExpr(e hir.ExprID, k hir.ExprIf, span source.Span) {
	outside := t.cx
	kind := ScopeIfThen
	if t.at2024(span) {
		kind = ScopeIfThenRescope
	}
	t.ifs[e] = t.enter(kind, t.hir.Exprs[k.Then].Span)
	t.cx.vars = t.cx.parent
	t.cond(k.Cond)
	t.expr(k.Then, true)
	t.cx = outside
	if k.Else != 0 {
		t.expr(k.Else, true)
	}
}

func (t *scopeTree) arm(key armKey, a *hir.Arm) {
	saved := t.cx
	t.arms[key] = t.node(a.Span, true)
	t.cx.vars = t.cx.parent
	t.pat(a.Pat)
	if a.Guard != 0 {
		t.guards[key] = t.enter(ScopeMatchGuard, a.Span)
		t.cx.vars = t.cx.parent
		t.cond(a.Guard)
	}
	t.expr(a.Body, false)
	t.cx = saved
}

// pat records where a pattern's bindings end.
func (t *scopeTree) pat(p hir.PatID) {
	t.eachBinding(p, func(l hir.LocalID) {
		t.declared[l] = true
		t.vars[l] = t.cx.vars
	})
}

// eachChild calls f for the parts of an expression that need no care of their own, in order. Closures
// and constants are other bodies.
func eachChild(k hir.ExprKind, f func(hir.ExprID)) {
	all := func(es []hir.ExprID) {
		for _, e := range es {
			f(e)
		}
	}
	switch k := k.(type) {
	case hir.ExprArray:
		all(k.Elems)
	case hir.ExprTuple:
		all(k.Elems)
	case hir.ExprRepeat:
		f(k.Elem)
	case hir.ExprCall:
		f(k.Callee)
		all(k.Args)
	case hir.ExprMethodCall:
		f(k.Recv)
		all(k.Args)
	case hir.ExprUnary:
		f(k.Expr)
	case hir.ExprAddrOf:
		f(k.Expr)
	case hir.ExprCast:
		f(k.Expr)
	case hir.ExprAssign:
		f(k.R)
		f(k.L)
	case hir.ExprField:
		f(k.Expr)
	case hir.ExprIndex:
		f(k.Expr)
		f(k.Index)
	case hir.ExprBreak:
		f(k.Value)
	case hir.ExprReturn:
		f(k.Value)
	case hir.ExprStruct:
		for _, x := range k.Fields {
			f(x.Expr)
		}
		f(k.Base)
	case hir.ExprYield:
		f(k.Value)
	case hir.ExprBuiltin:
		all(k.Args)
	case hir.ExprAsm:
		k.Exprs(f)
	}
}

func (t *scopeTree) eachBinding(p hir.PatID, f func(hir.LocalID)) {
	eachPat(t.hir, p, func(p *hir.Pat) {
		if k, ok := p.Kind.(hir.PatBinding); ok {
			f(k.Local)
		}
	})
}

// eachPat calls f for a pattern and those in it.
func eachPat(body *hir.Body, p hir.PatID, f func(*hir.Pat)) {
	if p <= 0 || int(p) >= len(body.Pats) {
		return
	}
	pat := &body.Pats[p]
	f(pat)
	all := func(ps []hir.PatID) {
		for _, s := range ps {
			eachPat(body, s, f)
		}
	}
	switch k := pat.Kind.(type) {
	case hir.PatBinding:
		eachPat(body, k.Sub, f)
	case hir.PatStruct:
		for _, x := range k.Fields {
			eachPat(body, x.Pat, f)
		}
	case hir.PatTupleStruct:
		all(k.Elems)
	case hir.PatTuple:
		all(k.Elems)
	case hir.PatRef:
		eachPat(body, k.Pat, f)
	case hir.PatSlice:
		all(k.Before)
		eachPat(body, k.Mid, f)
		all(k.After)
	case hir.PatOr:
		all(k.Pats)
	}
}

// ---------- lifetime extension ----------

// extendsByPattern: a pattern with `ref` extends what it is matched with
// (reference, destructors.scope.lifetime-extension.patterns).
func (t *scopeTree) extendsByPattern(p hir.PatID) bool {
	any := func(ps []hir.PatID) bool {
		for _, s := range ps {
			if t.extendsByPattern(s) {
				return true
			}
		}
		return false
	}
	if p <= 0 {
		return false
	}
	switch k := t.hir.Pats[p].Kind.(type) {
	case hir.PatBinding:
		return k.Ref != hir.NoRef
	case hir.PatStruct:
		for _, f := range k.Fields {
			if t.extendsByPattern(f.Pat) {
				return true
			}
		}
	case hir.PatSlice:
		return any(k.Before) || t.extendsByPattern(k.Mid) || any(k.After)
	case hir.PatOr:
		return any(k.Pats)
	case hir.PatTupleStruct:
		return any(k.Elems)
	case hir.PatTuple:
		return any(k.Elems)
	}
	return false
}

// extendBorrows extends the operands of borrows in an extending expression
// (reference, destructors.scope.lifetime-extension.exprs).
func (t *scopeTree) extendBorrows(e hir.ExprID, to ScopeID) {
	if e <= 0 {
		return
	}
	switch k := t.hir.Exprs[e].Kind.(type) {
	case hir.ExprAddrOf:
		t.extendBorrows(k.Expr, to)
		t.extendPlace(k.Expr, to)
	case hir.ExprStruct:
		for _, f := range k.Fields {
			t.extendBorrows(f.Expr, to)
		}
	case hir.ExprArray:
		for _, x := range k.Elems {
			t.extendBorrows(x, to)
		}
	case hir.ExprTuple:
		for _, x := range k.Elems {
			t.extendBorrows(x, to)
		}
	case hir.ExprCast:
		t.extendBorrows(k.Expr, to)
	case hir.ExprBlock:
		t.extendBorrows(k.Block.Tail, to)
		for i := range k.Block.Stmts {
			if l, ok := k.Block.Stmts[i].Kind.(hir.StmtLet); ok && l.Super {
				t.superLets[l.Pat] = to
			}
		}
	case hir.ExprIf:
		t.extendBorrows(k.Then, to)
		t.extendBorrows(k.Else, to)
	case hir.ExprMatch:
		for i := range k.Arms {
			t.extendBorrows(k.Arms[i].Body, to)
		}
	case hir.ExprCall:
		if c, ok := t.hir.Exprs[k.Callee].Kind.(hir.ExprPath); ok && c.Path.Qself == nil && c.Path.Unresolved == 0 &&
			(c.Path.Res.Kind == hir.ResSelfCtor || c.Path.Res.DefKind == hir.KindCtor) {
			for _, a := range k.Args {
				t.extendBorrows(a, to)
			}
		}
	}
}

// extendPlace extends a place expression's temporary with those that it stands on.
func (t *scopeTree) extendPlace(e hir.ExprID, to ScopeID) {
	for e > 0 {
		t.extended[e] = to
		switch k := t.hir.Exprs[e].Kind.(type) {
		case hir.ExprAddrOf:
			e = k.Expr
		case hir.ExprUnary:
			if k.Op != '*' {
				return
			}
			e = k.Expr
		case hir.ExprField:
			e = k.Expr
		case hir.ExprIndex:
			e = k.Expr
		default:
			return
		}
	}
}
