package mirbuild

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
)

// This file: expressions evaluated for their effect: assignments, and what leaves
// a scope (`break`, `continue`, `return`).

// stmt evaluates e and throws its value away. scope is that of the statement, where
// temporaries end; 0 for assignments and jumps inside expressions.
func (b *builder) stmt(bb mir.BlockID, e thir.ExprID, scope thir.ScopeID) mir.BlockID {
	x := b.thir.Exprs[e]
	switch k := x.Kind.(type) {
	case thir.ScopeExpr:
		return b.inExprScope(k, x.Span, mir.ExitStatement, func() mir.BlockID { return b.stmt(bb, k.Value, scope) })
	case thir.Assign:
		b.pushFrame(frame{kind: frameSub})
		defer b.popFrame()
		l := b.thir.Exprs[k.L]
		value, bb := b.asRvalue(bb, b.localScope(), k.R)
		place, bb := b.asPlace(bb, k.L)
		if b.needsDrop(l.Type) {
			return b.emitDropAndReplace(bb, l.Span, k.OpSpan, place, value)
		}
		b.assign(bb, x.Span, place, value)
		return bb
	case thir.AssignOp:
		return b.assignOp(bb, k, &x)
	case thir.Continue:
		kind := mir.ExitContinue
		b.breakTo(bb, k.Label, true, kind, x.Span)
		return b.newBlock()
	case thir.Break:
		return b.breakExpr(bb, k.Label, k.Value, mir.ExitBreak, &x)
	case thir.Return:
		kind := mir.ExitReturn
		if b.inQuestion > 0 {
			kind = mir.ExitQuestion
		}
		if len(b.scopes.breakables) == 0 {
			panic("mirbuild: return outside a function")
		}
		return b.breakExpr(bb, b.scopes.breakables[0].region, k.Value, kind, &x)
	}
	if scope == 0 {
		panic("mirbuild: " + kindName(x.Kind) + " is no statement")
	}
	return b.exprStmt(bb, e, scope)
}

// exprStmt evaluates an expression into a temporary of its statement. A block's tail in
// it is shown as the place of the temporary.
func (b *builder) exprStmt(bb mir.BlockID, e thir.ExprID, scope thir.ScopeID) mir.BlockID {
	tail := thir.ExprID(0)
	if k, ok := b.thir.Exprs[e].Kind.(thir.BlockExpr); ok {
		tail = b.innerTail(b.thir.Blocks[k.Block].Tail)
	}
	if tail != 0 {
		b.pushFrame(frame{kind: frameTail, ignored: true, span: b.thir.Exprs[tail].Span})
	}
	t, bb := b.asTemp(bb, lifetime{scope: scope}, e, false)
	if tail != 0 {
		b.body.Locals[t].Span = b.thir.Exprs[tail].Span
		b.popFrame()
	}
	return bb
}

// innerTail is the innermost tail expression of nested blocks.
func (b *builder) innerTail(e thir.ExprID) thir.ExprID {
	for e != 0 {
		switch k := b.thir.Exprs[e].Kind.(type) {
		case thir.BlockExpr:
			t := b.thir.Blocks[k.Block].Tail
			if t == 0 {
				return e
			}
			e = t
		case thir.ScopeExpr:
			e = k.Value
		default:
			return e
		}
	}
	return 0
}

// assignOp is `l op= r` of built-in types: the right side first (reference, expr.compound-assign.primitive-order).
func (b *builder) assignOp(bb mir.BlockID, k thir.AssignOp, x *thir.Expr) mir.BlockID {
	b.pushFrame(frame{kind: frameSub})
	defer b.popFrame()
	op := k.Op
	if n := len(op); n > 1 && op[n-1] == '=' && op != "==" && op != "<=" && op != ">=" && op != "!=" {
		op = op[:n-1]
	}
	r, bb := b.asOperand(bb, b.localScope(), k.R, true)
	place, bb := b.asPlace(bb, k.L)
	value, bb := b.binary(bb, op, x.Span, b.thir.Exprs[k.L].Type, copyOf(place), r)
	b.assign(bb, x.Span, place, value)
	return bb
}

// breakExpr writes the value to where the target wants it and leaves.
func (b *builder) breakExpr(bb mir.BlockID, target thir.ScopeID, value thir.ExprID, kind mir.ExitKind, x *thir.Expr) mir.BlockID {
	dest := b.breakable(target).dest
	if value != 0 {
		b.pushFrame(frame{kind: frameSub})
		bb = b.into(dest, bb, value)
		b.popFrame()
	} else {
		b.assignUnit(bb, x.Span, dest)
	}
	b.breakTo(bb, target, false, kind, x.Span)
	return b.newBlock()
}
