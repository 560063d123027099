package thir

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: constants as patterns: the value is taken apart by its type, as if it had
// been written there (rustc's const_to_pat):
//
//	const A: Option<(u8, bool)> = Some((1, true));
//	match x { A => … }          // Some((1, true))

// ConstTree is the value of a constant: a scalar's bits, a string's text, or the parts
// of an aggregate; what a reference refers to is its one part.
type ConstTree struct {
	Lo, Hi  uint64
	Variant int
	Text    string
	Parts   []*ConstTree
}

// ConstQueries is what Queries may answer besides about constants.
type ConstQueries interface {
	// ConstTree is the value of a constant with its arguments; nil: not known.
	ConstTree(types.DefID, types.Args) *ConstTree
}

// treePat is a value of a type as a pattern; 0 where the type is none that patterns take apart.
func (b *builder) treePat(v *ConstTree, t types.Type, span source.Span, depth int) PatID {
	if depth > maxConstDepth {
		return 0
	}
	fields := func(ts []types.Type) ([]FieldPat, bool) {
		if len(ts) != len(v.Parts) {
			return nil, false
		}
		var out []FieldPat
		for i, p := range v.Parts {
			sub := b.treePat(p, ts[i], span, depth+1)
			if sub == 0 {
				return nil, false
			}
			out = append(out, FieldPat{Index: i, Pat: sub})
		}
		return out, true
	}
	switch t := t.(type) {
	case *types.Prim:
		if t.Prim == hir.PrimStr {
			return b.pushPat(t, span, PatStr{Value: v.Text})
		}
		return b.pushPat(t, span, PatConst{Value: types.Const{Kind: types.ConstValue, Lo: v.Lo, Hi: v.Hi}})
	case *types.Ref:
		if len(v.Parts) == 1 {
			if sub := b.treePat(v.Parts[0], t.Elem, span, depth+1); sub != 0 {
				return b.pushPat(t, span, PatDeref{Sub: sub})
			}
		}
	case *types.Tuple:
		if fs, ok := fields(t.Elems.Types()); ok {
			return b.pushPat(t, span, PatLeaf{Fields: fs})
		}
	case *types.Array:
		return b.elementsPat(v, t.Elem, t, true, span, depth)
	case *types.Slice:
		return b.elementsPat(v, t.Elem, t, false, span, depth)
	case *types.Adt:
		def := b.q.Adt(t.Def)
		if def == nil || def.Kind == hir.KindUnion || v.Variant >= len(def.Variants) {
			return 0
		}
		fs, ok := fields(b.variantTypes(t, def, v.Variant))
		switch {
		case !ok:
		case def.Kind == hir.KindEnum:
			return b.pushPat(t, span, PatVariant{Adt: t.Def, Args: t.Args, Variant: v.Variant, Fields: fs})
		default:
			return b.pushPat(t, span, PatLeaf{Fields: fs})
		}
	}
	return 0
}

const maxConstDepth = 64

func (b *builder) elementsPat(v *ConstTree, elem, t types.Type, array bool, span source.Span, depth int) PatID {
	out := PatSlice{Array: array}
	for _, p := range v.Parts {
		sub := b.treePat(p, elem, span, depth+1)
		if sub == 0 {
			return 0
		}
		out.Prefix = append(out.Prefix, sub)
	}
	return b.pushPat(t, span, out)
}
