package mirbuild

import (
	"strconv"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: expressions that are constants: literals, paths to constants, functions
// and statics.

func (b *builder) asConstant(x *thir.Expr) *mir.Const {
	c := &mir.Const{Type: x.Type, Span: x.Span}
	switch k := x.Kind.(type) {
	case thir.ScopeExpr:
		return b.asConstant(&b.thir.Exprs[k.Value])
	case thir.Literal:
		return literal(x.Type, k.Lit, k.Neg != k.Lit.Neg, x.Span)
	case thir.ZstLiteral:
		c.Annotation = b.annotateAt(k.Annotation, x.Span, x.Type)
	case thir.NamedConst:
		c.Def, c.Args = k.Def, k.Args
		c.Annotation = b.annotateAt(k.Annotation, x.Span, x.Type)
	case thir.ConstBlock:
		c.Def, c.Args = k.Def, k.Args
	case thir.ConstParam:
		c.Text = k.Const.Name
		if k.Const.Kind == types.ConstValue {
			c.Scalar, c.Lo, c.Hi = true, k.Const.Lo, k.Const.Hi
		}
	case thir.StaticRef:
		c.Static = k.Def
	default: // an operand of asm! in error
		b.unsure(x.Span, kindName(x.Kind)+" where only a constant may be")
	}
	return c
}

// literal is a literal of a type: a scalar's bits, or the text of a string.
func literal(t types.Type, lit hir.Lit, neg bool, span source.Span) *mir.Const {
	c := &mir.Const{Type: t, Span: span}
	switch lit.Kind {
	case ast.LitStr:
		c.Text = strconv.Quote(lit.Value)
		return c
	case ast.LitByteStr:
		c.Text = "b" + strconv.Quote(lit.Value)
		return c
	case ast.LitCStr:
		c.Text = "c" + strconv.Quote(lit.Value)
		return c
	}
	if p, ok := t.(*types.Prim); ok && (p.Prim == hir.PrimF16 || p.Prim == hir.PrimF128) {
		c.Text = lit.Text
		return c
	}
	c.Scalar = true
	c.Lo, c.Hi = thir.LiteralBits(t, lit, neg)
	return c
}
