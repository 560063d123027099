package thir

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
)

// This file: the bits of scalar literals.

// LiteralBits are the 128 bits of a literal that is no string, of a type; negated if neg.
func LiteralBits(t types.Type, lit hir.Lit, neg bool) (lo, hi uint64) {
	switch lit.Kind {
	case ast.LitBool:
		if lit.Text == "true" || lit.Value == "true" || lit.Lo == 1 {
			return 1, 0
		}
		return 0, 0
	case ast.LitChar:
		r, _ := utf8.DecodeRuneInString(lit.Value)
		return uint64(r), 0
	}
	p, _ := t.(*types.Prim)
	if p != nil && p.IsFloat() {
		return floatBits(p.Prim, lit, neg), 0
	}
	lo, hi = lit.Lo, lit.Hi
	if lit.Kind == ast.LitByte && lo == 0 && len(lit.Value) > 0 {
		r, n := utf8.DecodeRuneInString(lit.Value)
		lo = uint64(r)
		if n != len(lit.Value) || r == utf8.RuneError {
			lo = uint64(lit.Value[0])
		}
	}
	if neg {
		lo, hi = -lo, ^hi
		if lo == 0 {
			hi++
		}
	}
	if p == nil {
		return lo, hi
	}
	switch bits := p.Bits(); {
	case bits == 0 || bits >= 128:
		return lo, hi
	default:
		return lo & (^uint64(0) >> (64 - bits)), 0
	}
}

func floatBits(p hir.Prim, lit hir.Lit, neg bool) uint64 {
	text := lit.Value
	if text == "" {
		text = lit.Text
	}
	text = strings.TrimSuffix(strings.ReplaceAll(text, "_", ""), p.String())
	text = strings.TrimSuffix(text, ".")
	size := 64
	if p == hir.PrimF32 {
		size = 32
	}
	v, err := strconv.ParseFloat(text, size)
	if err != nil {
		v = float64(lit.Lo)
	}
	if neg {
		v = -v
	}
	if p == hir.PrimF32 {
		return uint64(math.Float32bits(float32(v)))
	}
	return math.Float64bits(v)
}
