package mirbuild

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

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
		c.Annotation = b.annotate(k.Annotation, x.Span, x.Type)
	case thir.NamedConst:
		c.Def, c.Args = k.Def, k.Args
		c.Annotation = b.annotate(k.Annotation, x.Span, x.Type)
	case thir.ConstBlock:
		c.Def, c.Args = k.Def, k.Args
	case thir.ConstParam:
		c.Text = k.Const.Name
		if k.Const.Kind == types.ConstValue {
			c.Scalar, c.Lo, c.Hi = true, k.Const.Lo, k.Const.Hi
		}
	case thir.StaticRef:
		c.Static = k.Def
	default:
		panic("mirbuild: " + kindName(x.Kind) + " is no constant")
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
	case ast.LitBool:
		c.Scalar = true
		if lit.Text == "true" || lit.Value == "true" || lit.Lo == 1 {
			c.Lo = 1
		}
		return c
	case ast.LitChar:
		r, _ := utf8.DecodeRuneInString(lit.Value)
		c.Scalar, c.Lo = true, uint64(r)
		return c
	}
	if p, ok := t.(*types.Prim); ok && p.IsFloat() {
		c.Scalar, c.Lo = true, floatBits(p.Prim, lit, neg)
		if p.Prim == hir.PrimF16 || p.Prim == hir.PrimF128 {
			c.Scalar, c.Text = false, lit.Text
		}
		return c
	}
	c.Scalar, c.Lo, c.Hi = true, lit.Lo, lit.Hi
	if lit.Kind == ast.LitByte && lit.Lo == 0 && len(lit.Value) > 0 {
		r, n := utf8.DecodeRuneInString(lit.Value)
		if n == len(lit.Value) && r != utf8.RuneError {
			c.Lo = uint64(r)
		} else {
			c.Lo = uint64(lit.Value[0])
		}
	}
	if neg {
		c.Lo, c.Hi = -c.Lo, ^c.Hi
		if c.Lo == 0 {
			c.Hi++
		}
	}
	bits, _, _ := integer(t)
	c.Lo, c.Hi = truncate(c.Lo, c.Hi, bits)
	return c
}

func floatBits(p hir.Prim, lit hir.Lit, neg bool) uint64 {
	text := lit.Value
	if text == "" {
		text = lit.Text
	}
	text = strings.TrimSuffix(strings.ReplaceAll(text, "_", ""), p.String())
	text = strings.TrimSuffix(text, ".")
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		v = float64(lit.Lo)
	}
	if neg {
		v = -v
	}
	if p == hir.PrimF32 {
		v32, err := strconv.ParseFloat(text, 32)
		if err != nil {
			v32 = v
		} else if neg {
			v32 = -v32
		}
		return uint64(math.Float32bits(float32(v32)))
	}
	return math.Float64bits(v)
}
