package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: what is Sized, and the tail of a type that decides it.

// unsizedTail follows the last field of structs and tuples to what could be unsized
// (rustc's struct_tail).
func (f *fcx) unsizedTail(t types.Type) types.Type {
	for n := 0; n < 128; n++ {
		t = f.tryResolve(t)
		switch s := t.(type) {
		case *types.Adt:
			def := f.q.Adt(s.Def)
			if def == nil || def.Kind != hir.KindStruct || len(def.Variants) != 1 || len(def.Variants[0].Fields) == 0 {
				return t
			}
			fields := def.Variants[0].Fields
			t = f.fieldType(&fields[len(fields)-1], s.Args)
		case *types.Tuple:
			if s.Elems.Len() == 0 {
				return t
			}
			t = s.Elems.Type(s.Elems.Len() - 1)
		default:
			return t
		}
	}
	return t
}

// isSized reports whether a type is certainly Sized.
func (f *fcx) isSized(t types.Type) bool {
	if trivially, known := triviallySized(f.shallow(t)); known {
		return trivially
	}
	sized := f.q.Lang("sized")
	return f.tc.Evaluate(types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: sized, Args: f.in.Args(t)}}) == traits.Holds
}

// triviallySized tells by the form of a type whether it is Sized, where that is plain.
func triviallySized(t types.Type) (sized, known bool) {
	switch t := t.(type) {
	case *types.Prim:
		return t.Prim != hir.PrimStr, true
	case *types.Slice, *types.Dyn:
		return false, true
	case *types.Never, *types.Ref, *types.RawPtr, *types.Array, *types.FnDef, *types.FnPtr, *types.Closure, *types.Coroutine:
		return true, true
	case *types.Infer:
		return true, t.Kind != types.InferTy
	case *types.Tuple:
		if t.Elems.Len() == 0 {
			return true, true
		}
		return triviallySized(t.Elems.Type(t.Elems.Len() - 1))
	case *types.Unknown, *types.Error:
		return true, true
	}
	return false, false
}
