package thir

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: adjustments made explicit, and blocks with their statements.

// adjust wraps an expression in one step of its adjustment.
func (m *maker) adjust(x Expr, a *infer.Adjustment) Expr {
	span := x.Span
	// A coercion of a block applies to its tail; that is the place to name.
	toTail := func() {
		if k, ok := x.Kind.(BlockExpr); ok && m.body.Blocks[k.Block].Tail != 0 {
			span = m.body.Exprs[m.body.Blocks[k.Block].Tail].Span
			x.Span = span
		}
	}
	var k ExprKind
	switch a.Kind {
	case infer.NeverToAny:
		if a.Target == m.in.Never() {
			return x
		}
		k = NeverToAny{Source: m.push(x)}
	case infer.DerefBuiltin:
		toTail()
		k = Deref{Arg: m.push(x)}
	case infer.DerefOverloaded:
		c := a.Callee
		c.Args = m.in.Args(x.Type)
		ref := m.push(m.make(m.in.Ref(types.Erased, x.Type, a.Mut), span, Borrow{Mut: a.Mut, Arg: m.push(x)}))
		at, ok := m.derefSpans[m.id]
		if !ok {
			at = m.span
		}
		k = m.overloadedPlace(c, a.Target, at, ref)
	case infer.BorrowRef:
		k = Borrow{Mut: a.Mut, TwoPhase: a.Mut && a.TwoPhase, Arg: m.push(x)}
	case infer.BorrowRawPtr:
		k = RawBorrow{Mut: a.Mut, Arg: m.push(x)}
	default:
		if a.Kind == infer.Unsize {
			toTail()
		}
		cast, written := m.casts[m.id]
		if written {
			span = m.hir.Exprs[cast].Span
		}
		k = PointerCoercion{Kind: a.Kind, Source: m.push(x), Implicit: !written}
	}
	return m.make(a.Target, span, k)
}

// block builds a block.
func (b *builder) block(h *hir.Block) BlockID {
	blk := Block{Scope: b.scopes.blocks[h], Span: h.Span, Targeted: h.TargetedByBreak}
	for i := range h.Stmts {
		s := &h.Stmts[i]
		switch k := s.Kind.(type) {
		case hir.StmtExpr:
			blk.Stmts = append(blk.Stmts, Stmt{Scope: b.scopes.stmts[s], Expr: b.expr(k.Expr), Span: s.Span})
		case hir.StmtLet:
			blk.Stmts = append(blk.Stmts, b.let(s, k))
		}
	}
	blk.Tail = b.optional(h.Tail)
	b.body.Blocks = append(b.body.Blocks, blk)
	return BlockID(len(b.body.Blocks) - 1)
}

func (b *builder) let(s *hir.Stmt, k hir.StmtLet) Stmt {
	out := Stmt{Scope: b.scopes.stmts[s], Remainder: b.scopes.remainders[s], Span: b.letSpan(s, &k)}
	if k.Else != nil {
		out.Else = b.block(k.Else)
	}
	out.Pat = b.annotated(k.Pat)
	out.Expr = b.optional(k.Init)
	return out
}

// letSpan is a `let` up to its initialiser.
func (b *builder) letSpan(s *hir.Stmt, k *hir.StmtLet) source.Span {
	if k.Init <= 0 || int(k.Init) >= len(b.hir.Exprs) {
		return s.Span
	}
	end := b.hir.Exprs[k.Init].Span
	for range b.hir.Expansions {
		if end.Expn == s.Span.Expn || int(end.Expn) >= len(b.hir.Expansions) {
			break
		}
		end = b.hir.Expansions[end.Expn].CallSite
	}
	span := s.Span
	if end.Item == span.Item && end.Expn == span.Expn && span.Start <= end.End && end.End <= span.End {
		span.End = end.End
	}
	return span
}
