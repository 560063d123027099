package thir

import "drop-lsp/semantics/hir"

// This file: the operands of inline assembly.

// AsmOperand holds what an operand of hir's has for parts; 0: none.
type AsmOperand struct {
	Expr, Out ExprID
	Block     BlockID
}

func (m *maker) asm(k hir.ExprAsm) ExprKind {
	out := InlineAsm{Asm: k}
	for i := range k.Operands {
		o := &k.Operands[i]
		x := AsmOperand{Expr: m.optional(o.Expr), Out: m.optional(o.Out)}
		if o.Block != nil {
			x.Block = m.block(o.Block)
		}
		out.Operands = append(out.Operands, x)
	}
	return out
}
