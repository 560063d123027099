package consteval

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: sizes and alignments, in bytes, of the types whose layout the Reference
// guarantees (type-layout), for a 64-bit target, as the facts about the library are of one.
// Structs, enums and tuples have no guaranteed layout: theirs is not known here.

const pointerSize = 8

func (f *frame) layout(t types.Type) (size, align uint64, ok bool) {
	switch t := f.env.Normalize(t, true).(type) {
	case *types.Prim:
		n := primSize(t.Prim)
		return n, n, n > 0
	case *types.Tuple:
		return 0, 1, t.Elems.Len() == 0
	case *types.Array:
		n := t.Len
		if size, align, ok = f.layout(t.Elem); n.Kind != types.ConstValue || n.Hi != 0 || !ok || size != 0 && n.Lo > 1<<40/size {
			return 0, 0, false
		}
		return n.Lo * size, align, true
	case *types.Ref:
		return f.pointer(t.Elem)
	case *types.RawPtr:
		return f.pointer(t.Elem)
	case *types.FnPtr:
		return pointerSize, pointerSize, true
	case *types.Adt:
		// Box<T> of the global allocator (type-layout.pointer, std::boxed).
		if def := f.w.Adt(t.Def); def != nil && def.Lang == "owned_box" && t.Args.Len() > 0 {
			return f.pointer(t.Args.Type(0))
		}
	}
	return 0, 0, false
}

func primSize(p hir.Prim) uint64 {
	switch p {
	case hir.PrimF16:
		return 2
	case hir.PrimF32:
		return 4
	case hir.PrimF64:
		return 8
	case hir.PrimI128, hir.PrimU128, hir.PrimF128:
		return 16
	}
	bits, _ := mir.IntBits(p)
	return uint64(bits / 8)
}

// pointer is the layout of a pointer: one word to what is Sized, two to slices, str and trait objects.
func (f *frame) pointer(to types.Type) (size, align uint64, ok bool) {
	switch to := to.(type) {
	case *types.Slice, *types.Dyn:
		return 2 * pointerSize, pointerSize, true
	case *types.Prim:
		if to.Prim == hir.PrimStr {
			return 2 * pointerSize, pointerSize, true
		}
	}
	return pointerSize, pointerSize, f.env.IsSized(to) == traits.Yes
}
