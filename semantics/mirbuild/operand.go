package mirbuild

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
)

// This file: operands and temporaries. A value that is used once is moved from a
// temporary whose storage ends with the innermost scope; a value that a place
// expression needs (the operand of `&`, a method's receiver) lives in a temporary
// that ends with the expression's temporary scope (reference, destructors.scope.temporary).

// asOperand evaluates e to an operand. A constant stays one, unless its type needs
// drop and maybeTemp is set: then it must be dropped if what follows panics.
func (b *builder) asOperand(bb mir.BlockID, life lifetime, e thir.ExprID, maybeTemp bool) (mir.Operand, mir.BlockID) {
	x := b.thir.Exprs[e]
	if k, ok := x.Kind.(thir.ScopeExpr); ok {
		var op mir.Operand
		bb = b.inExprScope(k, x.Span, mir.ExitScope, func() mir.BlockID {
			var end mir.BlockID
			op, end = b.asOperand(bb, life, k.Value, maybeTemp)
			return end
		})
		return op, bb
	}
	if categoryOf(x.Kind) == catConstant && (!maybeTemp || !b.needsDrop(x.Type)) {
		return constant(b.asConstant(&x)), bb
	}
	t, bb := b.asTemp(bb, life, e, true)
	return moveOf(local(t)), bb
}

// asTemp evaluates e into a new temporary that is dropped at the end of its lifetime.
func (b *builder) asTemp(bb mir.BlockID, life lifetime, e thir.ExprID, mut bool) (mir.LocalID, mir.BlockID) {
	x := b.thir.Exprs[e]
	if k, ok := x.Kind.(thir.ScopeExpr); ok {
		var t mir.LocalID
		bb = b.inExprScope(k, x.Span, mir.ExitScope, func() mir.BlockID {
			var end mir.BlockID
			t, end = b.asTemp(bb, life, k.Value, mut)
			return end
		})
		return t, bb
	}
	t := b.tempLocal(e, &x, life, mut)
	if !b.staysUnused(&x) {
		b.push(bb, x.Span, mir.StorageLive{Local: t})
		if life.scope != 0 {
			b.scheduleDrop(life.scope, t, dropStorage)
		}
	}
	bb = b.into(local(t), bb, e)
	if life.scope != 0 {
		b.scheduleDrop(life.scope, t, dropValue)
	}
	if life.lint != 0 {
		b.scheduleDrop(life.lint, t, dropLint)
	}
	return t, bb
}

// tempLocal declares the temporary of an expression. A guard that is built once
// for each alternative of its pattern uses the same temporaries each time.
func (b *builder) tempLocal(e thir.ExprID, x *thir.Expr, life lifetime, mut bool) mir.LocalID {
	fixed := b.fixedScope != 0 && b.fixedScope == life.scope
	if fixed {
		if t, ok := b.fixedTemps[e]; ok {
			return t
		}
	}
	l := mir.Local{Type: x.Type, Span: x.Span, Mut: mut}
	switch k := x.Kind.(type) {
	case thir.StaticRef:
		l.Static = k.Def
	case thir.ThreadLocalRef:
		l.Static, l.ThreadLocal = k.Def, true
	case thir.NamedConst:
		l.ConstRef = k.Def
	case thir.ConstParam:
		l.ConstRef = k.Const.Def
	default:
		if f, ok := b.inBlockTail(); ok {
			l.BlockTail, l.TailIgnored, l.TailSpan = true, f.ignored, f.span
		}
	}
	t := b.newLocal(l)
	if fixed {
		b.fixedTemps[e] = t
	}
	return t
}

// staysUnused says that an expression of type `!` never writes its temporary.
func (b *builder) staysUnused(x *thir.Expr) bool {
	switch k := x.Kind.(type) {
	case thir.Break, thir.Continue, thir.Return:
		return true
	case thir.BlockExpr:
		blk := &b.thir.Blocks[k.Block]
		return blk.Tail == 0 && !blk.Targeted && x.Type == b.in.Never()
	}
	return false
}
