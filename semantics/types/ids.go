package types

import (
	"cmp"
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
)

// This file: small helpers of the interner on lists of ids and on parameters.

// compareIDs orders definitions by crate, then index.
func compareIDs(a, b DefID) int {
	return cmp.Or(cmp.Compare(a.Crate, b.Crate), cmp.Compare(a.Index, b.Index))
}

// sortedIDs is a sorted copy without repetitions.
func sortedIDs(ids []DefID) []DefID {
	out := slices.Clone(ids)
	slices.SortFunc(out, compareIDs)
	return slices.Compact(out)
}

// identity appends the parameters of g's parents, then g's own, whose first has index base.
func (in *Interner) identity(g *Generics, base int, out []Arg) []Arg {
	if g == nil {
		return out
	}
	if g.Parent != nil {
		out = in.identity(g.Parent, g.Parent.Parent.Count(), out)
	}
	for i, p := range g.Params {
		out = append(out, in.ParamArg(p, uint32(base+i)))
	}
	return out
}

// ParamArg is a parameter, seen from inside its definition, as an argument.
func (in *Interner) ParamArg(p GenericParam, index uint32) Arg {
	switch p.Kind {
	case ast.ParamLifetime:
		return Region{Kind: ReEarlyParam, Index: index}
	case ast.ParamConst:
		return Const{Kind: ConstParam, Index: index, Name: p.Name}
	default:
		return in.Param(index, p.Name)
	}
}

// Param is the parameter of an index, among the parents' too; nil if there is none.
func (g *Generics) Param(index uint32) *GenericParam {
	for ; g != nil; g = g.Parent {
		base := uint32(g.Parent.Count())
		if index >= base && index-base < uint32(len(g.Params)) {
			return &g.Params[index-base]
		}
	}
	return nil
}

// IsInteger says whether the type is an integer type.
func (t *Prim) IsInteger() bool { return isInt(t.Prim) }

// IsFloat says whether the type is a floating-point type.
func (t *Prim) IsFloat() bool { return isFloat(t.Prim) }

// Unsigned is the unsigned integer type of the width of a signed one; others are themselves.
func (t *Prim) Unsigned() hir.Prim {
	if t.Prim >= hir.PrimI8 && t.Prim <= hir.PrimIsize {
		return t.Prim - hir.PrimI8 + hir.PrimU8
	}
	return t.Prim
}

// Bits is the width of an integer type, bool or char; 0 for others.
func (t *Prim) Bits() int {
	switch t.Prim {
	case hir.PrimBool, hir.PrimI8, hir.PrimU8:
		return 8
	case hir.PrimI16, hir.PrimU16:
		return 16
	case hir.PrimChar, hir.PrimI32, hir.PrimU32:
		return 32
	case hir.PrimI64, hir.PrimU64, hir.PrimIsize, hir.PrimUsize:
		return 64
	case hir.PrimI128, hir.PrimU128:
		return 128
	}
	return 0
}
