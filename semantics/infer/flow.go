package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: blocks, statements and control flow, with what diverges: after an
// expression of type `!` the rest of a block cannot be reached, and a block that
// ends so has any type (rustc's Diverges, check_expr_block, _match.rs).

// breakable is a loop or labelled block that `break` can leave.
type breakable struct {
	coerce   *coerceMany // nil: `break` takes no value (while, for)
	mayBreak bool
}

// ---------- blocks ----------

// block checks a block expression; id is the target of its label's breaks.
func (f *fcx) block(id hir.ExprID, b *hir.Block, expect expectation) types.Type {
	if b == nil {
		return f.in.Error()
	}
	before := f.diverges
	c := &breakable{coerce: f.newCoerceMany(expect.orVar(f))}
	saved, had := f.breaks[id]
	f.breaks[id] = c
	f.blockBody(b, c.coerce, expect)
	delete(f.breaks, id)
	if had {
		f.breaks[id] = saved
	}
	if c.mayBreak {
		f.diverges = before
	}
	return c.coerce.result(f)
}

// plainBlock checks a block that no break names (of a loop, of `else`).
func (f *fcx) plainBlock(b *hir.Block, expect expectation) types.Type {
	c := f.newCoerceMany(expect.orVar(f))
	f.blockBody(b, c, expect)
	return c.result(f)
}

func (f *fcx) blockBody(b *hir.Block, c *coerceMany, expect expectation) {
	for i := range b.Stmts {
		f.stmt(&b.Stmts[i])
	}
	switch {
	case b.Tail != 0:
		t := f.expr(b.Tail, expect)
		c.add(f, b.Tail, t, f.exprSpan(b.Tail))
	case !f.diverges:
		c.addUnit(f, b.Span)
	}
}

// unitBlock checks the body of a loop.
func (f *fcx) unitBlock(b *hir.Block) {
	t := f.plainBlock(b, hasType(f.in.Unit()))
	if !f.isNever(t) {
		f.demandEq(b.Span, f.in.Unit(), t)
	}
}

func (f *fcx) stmt(s *hir.Stmt) {
	before := f.diverges
	f.diverges = false
	switch k := s.Kind.(type) {
	case hir.StmtLet:
		f.letStmt(&k)
	case hir.StmtExpr:
		if k.Semi {
			f.expr(k.Expr, nothing)
		} else {
			f.exprHasType(k.Expr, f.in.Unit())
		}
	}
	f.diverges = f.diverges || before
}

// ---------- let ----------

func (f *fcx) letStmt(k *hir.StmtLet) {
	t := f.declType(k.Pat, k.Ty)
	if k.Init != 0 {
		f.initializer(k.Pat, k.Init, t)
	}
	top := patTop{irrefutable: k.Else == nil, noDefaultModes: k.AssignDesugar}
	f.patTop(k.Pat, t, top)
	if k.Else != nil {
		before := f.diverges
		e := f.plainBlock(k.Else, nothing)
		f.demandEq(k.Else.Span, f.in.Never(), e)
		f.diverges = before
	}
}

// declType is the type that a `let` declares: as written, or a variable.
func (f *fcx) declType(pat hir.PatID, ty *hir.Ty) types.Type {
	if ty == nil {
		return f.newVar()
	}
	return f.annotatedTy(ty, Annotation{Pat: pat})
}

// initializer checks the initialiser of a `let` or `if let`. With `ref` bindings in the
// pattern the value is not coerced: they would refer to a temporary (rustc's check_decl_initializer).
func (f *fcx) initializer(pat hir.PatID, init hir.ExprID, t types.Type) {
	ref := f.explicitRef(pat)
	if ref == hir.NoRef {
		f.exprCoerced(init, t)
		return
	}
	it := f.expr(init, nothing)
	if ref == hir.RefMut {
		f.placeMut(init)
	}
	f.demandEq(f.exprSpan(init), t, it)
}

func (f *fcx) letExpr(id hir.ExprID, k hir.ExprLet) types.Type {
	t := f.declType(k.Pat, k.Ty)
	f.initializer(k.Pat, k.Init, t)
	f.patTop(k.Pat, t, patTop{})
	return f.in.Bool()
}

// ---------- if, match ----------

func (f *fcx) ifExpr(id hir.ExprID, k hir.ExprIf, expect expectation) types.Type {
	f.exprHasType(k.Cond, f.in.Bool())
	condDiverges := f.diverges
	f.diverges = false
	expect = expect.forBranches(f)
	then := f.expr(k.Then, expect)
	thenDiverges := f.diverges
	f.diverges = false
	c := f.newCoerceMany(expect.orVar(f))
	c.add(f, k.Then, then, f.exprSpan(k.Then))
	if k.Else != 0 {
		t := f.expr(k.Else, expect)
		elseDiverges := f.diverges
		c.add(f, k.Else, t, f.exprSpan(k.Else))
		f.diverges = condDiverges || thenDiverges && elseDiverges
	} else {
		c.addUnit(f, f.exprSpan(id))
		f.diverges = condDiverges
	}
	return c.result(f)
}

func (f *fcx) match(id hir.ExprID, k hir.ExprMatch, expect expectation) types.Type {
	scrut := f.scrutinee(k)
	if len(k.Arms) == 0 {
		f.diverges = true
		return f.in.Never()
	}
	scrutDiverges := f.diverges
	f.diverges = false
	for i := range k.Arms {
		f.patTop(k.Arms[i].Pat, scrut, patTop{})
	}
	expect = expect.forBranches(f)
	var first types.Type
	if expect.kind == expectHasType && expect.ty != f.in.Unit() {
		first = expect.ty
	} else {
		first = f.newVar()
	}
	c := f.newCoerceMany(first)
	all := true
	for i := range k.Arms {
		arm := &k.Arms[i]
		f.diverges = false
		if arm.Guard != 0 {
			f.exprHasType(arm.Guard, f.in.Bool())
		}
		t := f.expr(arm.Body, expect)
		all = all && f.diverges
		c.add(f, arm.Body, t, f.exprSpan(arm.Body))
	}
	f.diverges = scrutDiverges || all
	return c.result(f)
}

// scrutinee checks what is matched. With a `ref` binding in an arm, or no arms, its type is taken as it
// is; else it is coerced to a variable, so that a `!` becomes any type (rustc's demand_scrutinee_type).
func (f *fcx) scrutinee(k hir.ExprMatch) types.Type {
	ref := hir.NoRef
	for i := range k.Arms {
		ref = max(ref, f.explicitRef(k.Arms[i].Pat))
	}
	switch {
	case ref != hir.NoRef:
		t := f.expr(k.Scrutinee, nothing)
		if ref == hir.RefMut {
			f.placeMut(k.Scrutinee)
		}
		return t
	case len(k.Arms) == 0:
		return f.expr(k.Scrutinee, nothing)
	}
	v := f.newVar()
	f.exprHasType(k.Scrutinee, v)
	return v
}

// ---------- loops, break, return ----------

func (f *fcx) loop(id hir.ExprID, k hir.ExprLoop, expect expectation) types.Type {
	c := &breakable{}
	if k.Source == hir.LoopLoop {
		c.coerce = f.newCoerceMany(expect.orVar(f))
	}
	f.breaks[id] = c
	f.unitBlock(k.Body)
	delete(f.breaks, id)
	f.diverges = !c.mayBreak
	if c.coerce == nil {
		return f.in.Unit()
	}
	return c.coerce.result(f)
}

func (f *fcx) breakExpr(id hir.ExprID, k hir.ExprBreak) types.Type {
	c := f.breaks[k.Target]
	if c == nil {
		if k.Value != 0 {
			f.expr(k.Value, nothing)
		}
		return f.fail(f.exprSpan(id), "break outside of a loop")
	}
	switch {
	case k.Value != 0 && c.coerce == nil:
		f.expr(k.Value, nothing)
		f.fail(f.exprSpan(id), "break with a value from a loop without one")
	case k.Value != 0:
		t := f.expr(k.Value, hasType(c.coerce.expected))
		c.coerce.add(f, k.Value, t, f.exprSpan(k.Value))
	case c.coerce != nil:
		c.coerce.addUnit(f, f.exprSpan(id))
	}
	c.mayBreak = c.mayBreak || !f.diverges
	return f.in.Never()
}

func (f *fcx) returnExpr(id hir.ExprID, k hir.ExprReturn) types.Type {
	switch {
	case f.ret == nil:
		if k.Value != 0 {
			f.expr(k.Value, nothing)
		}
		f.fail(f.exprSpan(id), "return outside of a function")
	case k.Value != 0:
		f.returned(k.Value)
	default:
		f.ret.addUnit(f, f.exprSpan(id))
	}
	return f.in.Never()
}

// returned checks a returned value, or the tail of a function's body.
func (f *fcx) returned(id hir.ExprID) {
	t := f.expr(id, hasType(f.ret.expected))
	f.ret.add(f, id, t, f.exprSpan(id))
}

// ---------- what reads a place ----------

// readsValue reports whether an expression is certain to be read as a value, so that
// one of type `!` diverges: all but places that are borrowed, projected, assigned or
// matched by patterns that look at nothing (rustc's expr_guaranteed_to_constitute_read_for_never).
func (f *fcx) readsValue(id hir.ExprID) bool {
	return !f.isPlaceSyntax(id) || !f.unread[id]
}

// isPlaceSyntax reports whether an expression has the form of a place.
func (f *fcx) isPlaceSyntax(id hir.ExprID) bool {
	switch k := f.body.Exprs[id].Kind.(type) {
	case hir.ExprPath:
		return k.Path != nil && k.Path.Unresolved == 0 && (k.Path.Res.Kind == hir.ResLocal ||
			k.Path.Res.Kind == hir.ResDef && k.Path.Res.DefKind == hir.KindStatic || k.Path.Res.Kind == hir.ResErr)
	case hir.ExprUnary:
		return k.Op == '*'
	case hir.ExprField, hir.ExprIndex, hir.ExprErr, hir.ExprUnknown:
		return true
	}
	return false
}

// markUnread notes the places which their context does not read.
func (f *fcx) markUnread() {
	f.unread = map[hir.ExprID]bool{}
	for i := range f.body.Exprs {
		switch k := f.body.Exprs[i].Kind.(type) {
		case hir.ExprAddrOf:
			f.unread[k.Expr] = true
		case hir.ExprField:
			f.unread[k.Expr] = true
		case hir.ExprAssign:
			f.unread[k.L] = true
		case hir.ExprMatch:
			for j := range k.Arms {
				if !f.patReads(k.Arms[j].Pat) {
					f.unread[k.Scrutinee] = true
				}
			}
		case hir.ExprLet:
			if !f.patReads(k.Pat) {
				f.unread[k.Init] = true
			}
		case hir.ExprBlock:
			f.markUnreadLets(k.Block)
		case hir.ExprLoop:
			f.markUnreadLets(k.Body)
		}
	}
}

func (f *fcx) markUnreadLets(b *hir.Block) {
	if b == nil {
		return
	}
	for i := range b.Stmts {
		if k, ok := b.Stmts[i].Kind.(hir.StmtLet); ok {
			if k.Init != 0 && !f.patReads(k.Pat) {
				f.unread[k.Init] = true
			}
			f.markUnreadLets(k.Else)
		}
	}
}

// patReads reports whether a pattern certainly reads what it matches.
func (f *fcx) patReads(id hir.PatID) bool {
	switch k := f.body.Pats[id].Kind.(type) {
	case hir.PatWild:
		return false
	case hir.PatOr:
		for _, p := range k.Pats {
			if !f.patReads(p) {
				return false
			}
		}
		return true
	}
	return true
}
