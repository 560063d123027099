package mirbuild

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/syntax/source"
)

// This file: conditions: of `if`, `while`, guards and `&&`. A condition goes on in
// the result if it holds, and leaves to the innermost inIfThen if not; `let` parts
// bind their variables on the way.

// condArgs say how a condition is lowered. The zero value: bindings are not declared here.
type condArgs struct {
	temps   thir.ScopeID // where the temporary of the condition's value ends; 0: the innermost scope
	span    source.Span  // of what the condition decides
	declare bool         // declare the variables of `let`
	vars    thir.ScopeID // where they end
}

func (b *builder) condition(bb mir.BlockID, e thir.ExprID, a condArgs) mir.BlockID {
	x := b.thir.Exprs[e]
	switch k := x.Kind.(type) {
	case thir.Logical:
		if k.Op == "&&" {
			return b.condition(b.condition(bb, k.L, a), k.R, a)
		}
		inner := a
		inner.declare = false
		yes, no := b.inIfThen(b.scopes.topmost(), func() mir.BlockID { return b.condition(bb, k.L, inner) })
		right := b.condition(no, k.R, inner)
		join := b.newBlock()
		b.emitGoto(yes, a.span, join)
		b.emitGoto(right, a.span, join)
		return join
	case thir.Unary:
		if k.Op == '!' {
			inner := a
			inner.declare = false
			yes, no := b.inIfThen(b.scopes.topmost(), func() mir.BlockID { return b.condition(bb, k.Arg, inner) })
			b.breakForElse(yes, a.span)
			return no
		}
	case thir.ScopeExpr:
		return b.inExprScope(k, x.Span, mir.ExitCondition, func() mir.BlockID { return b.condition(bb, k.Value, a) })
	case thir.Use:
		return b.condition(bb, k.Source, a)
	case thir.Let:
		return b.letCondition(bb, k.Expr, k.Pat, a)
	}
	return b.boolCondition(bb, e, &x, a)
}

func (b *builder) boolCondition(bb mir.BlockID, e thir.ExprID, x *thir.Expr, a condArgs) mir.BlockID {
	life := lifetime{scope: a.temps}
	if life.scope == 0 {
		life = b.localScope()
	}
	t, bb := b.asTemp(bb, life, e, true)
	yes, no := b.newBlock(), b.newBlock()
	b.emitIf(bb, x.Span, moveOf(local(t)), yes, no)
	b.breakForElse(no, x.Span)
	return yes
}

// letCondition is `let pat = e` in a condition.
func (b *builder) letCondition(bb mir.BlockID, e thir.ExprID, pat thir.PatID, a condArgs) mir.BlockID {
	span := b.thir.Exprs[e].Span
	patSpan := b.bare(pat).Span
	p, bb := b.scrutinee(bb, e)
	tree := b.matchTree(bb, span, p, patSpan, []armPat{{pat, false}}, true)
	b.breakForElse(tree.otherwise, span)
	if a.declare {
		b.declareBindings(pat, declaring{scope: a.vars, match: b.matched(p, span)})
	}
	return b.bindPattern(patSpan, tree.branches[0], nil, span, nil, 0, 0)
}
