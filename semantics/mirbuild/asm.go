package mirbuild

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/syntax/ast"
)

// This file: inline assembly. Inputs are operands, outputs places, evaluated in the order in
// which they are written; each label is a block behind the terminator that joins its way out.

func (b *builder) asm(dest mir.Place, bb mir.BlockID, k thir.InlineAsm, x *thir.Expr) mir.BlockID {
	next := b.newBlock()
	t := mir.InlineAsm{Template: k.Asm.Template, Options: k.Asm.Options, Unwind: mir.Unwind{Kind: mir.UnwindUnreachable}}
	if t.Options&hir.AsmNoreturn == 0 {
		t.Targets = append(t.Targets, next)
	}
	for i := range k.Operands {
		var o mir.AsmOperand
		if h := &k.Asm.Operands[i]; h.Kind == ast.AsmLabel {
			o = mir.AsmOperand{Form: mir.AsmLabel, Target: len(t.Targets)}
			t.Targets = append(t.Targets, b.asmLabel(k.Operands[i].Block, next, x))
		} else {
			o, bb = b.asmOperand(bb, h, k.Operands[i])
		}
		t.Operands = append(t.Operands, o)
	}
	if x.Type != b.in.Never() {
		b.assignUnit(bb, x.Span, dest)
	}
	if t.Options&hir.AsmMayUnwind != 0 {
		t.Unwind.Kind = mir.UnwindContinue
	}
	b.end(bb, x.Span, t)
	if t.Options&hir.AsmMayUnwind != 0 {
		b.divergeFrom(bb)
	}
	return next
}

func (b *builder) asmLabel(block thir.BlockID, next mir.BlockID, x *thir.Expr) mir.BlockID {
	start := b.newBlock()
	end := b.block(b.unitPlace(), start, block)
	b.emitGoto(end, x.Span, next)
	return start
}

func (b *builder) asmOperand(bb mir.BlockID, h *hir.AsmOperand, k thir.AsmOperand) (mir.AsmOperand, mir.BlockID) {
	o := mir.AsmOperand{Late: h.Late, Reg: h.Reg}
	place := func(e thir.ExprID) {
		if o.HasPlace = e != 0; o.HasPlace {
			o.Place, bb = b.asPlace(bb, e)
		}
	}
	value := func(e thir.ExprID) {
		o.HasValue = true
		o.Value, bb = b.asOperand(bb, b.localScope(), e, false)
	}
	switch h.Kind {
	case ast.AsmIn:
		o.Form = mir.AsmIn
		value(k.Expr)
	case ast.AsmOut:
		o.Form = mir.AsmOut
		place(k.Expr)
	case ast.AsmInOut:
		o.Form = mir.AsmInOut
		place(k.Expr)
		o.HasValue, o.Value = true, copyOf(o.Place)
	case ast.AsmSplit:
		o.Form = mir.AsmInOut
		value(k.Expr)
		place(k.Out)
	case ast.AsmConst, ast.AsmSym:
		if o.Form = mir.AsmConst; h.Kind == ast.AsmSym {
			o.Form = mir.AsmSymFn
		}
		if k.Expr == 0 {
			o.Form, o.Static = mir.AsmSymStatic, h.Static
			break
		}
		o.HasValue, o.Value = true, constant(b.asConstant(&b.thir.Exprs[k.Expr]))
	}
	return o, bb
}
