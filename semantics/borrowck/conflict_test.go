package borrowck

import (
	"testing"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// fakeShapes: definition 1 is a struct, 2 a struct with a destructor, 3 a union.
type fakeShapes struct{}

func (fakeShapes) Shape(t types.Type) mir.Shape {
	switch t := t.(type) {
	case *types.Adt:
		kind := mir.ShapeStruct
		if t.Def.Index == 3 {
			kind = mir.ShapeUnion
		}
		return mir.Shape{Kind: kind, HasDrop: t.Def.Index == 2}
	case *types.Ref:
		return mir.Shape{Kind: mir.ShapePointer, Elem: t.Elem}
	case *types.RawPtr:
		return mir.Shape{Kind: mir.ShapePointer, Elem: t.Elem}
	case *types.Slice:
		return mir.Shape{Kind: mir.ShapeSlice, Elem: t.Elem}
	case *types.Array:
		return mir.Shape{Kind: mir.ShapeArray, Elem: t.Elem, Len: 4, LenKnown: true}
	}
	return mir.Shape{}
}

func (fakeShapes) NeedsDrop(types.Type) bool { return true }

func (fakeShapes) ArrayOf(elem types.Type, n uint64) types.Type {
	return &types.Array{Elem: elem, Len: types.Const{Kind: types.ConstValue, Lo: n}}
}

func adt(index uint32) types.Type {
	return &types.Adt{Def: hir.DefID{Crate: hir.FirstLocal, Index: index}}
}

func field(i int, t types.Type) mir.Proj { return mir.Proj{Kind: mir.Field, Field: i, Type: t} }
func place(p ...mir.Proj) mir.Place      { return mir.Place{Local: 1, Proj: p} }
func elem(off, least uint64) mir.Proj    { return mir.Proj{Kind: mir.ConstIndex, From: off, To: least} }
func elemFromEnd(off, least uint64) mir.Proj {
	return mir.Proj{Kind: mir.ConstIndex, From: off, To: least, FromEnd: true}
}

func TestConflicts(t *testing.T) {
	u8 := types.Type(&types.Prim{Prim: hir.PrimU8})
	var (
		plain    = adt(1)
		dtor     = adt(2)
		union    = adt(3)
		shared   = &types.Ref{Elem: plain}
		unique   = &types.Ref{Elem: plain, Mut: true}
		raw      = &types.RawPtr{Elem: plain, Mut: true}
		slice    = &types.Slice{Elem: u8}
		array    = &types.Array{Elem: u8}
		deref    = mir.Proj{Kind: mir.Deref}
		someIdx  = mir.Proj{Kind: mir.Index, Local: 7}
		a, b     = field(0, u8), field(1, u8)
		variant0 = mir.Proj{Kind: mir.Downcast, Field: 0}
		variant1 = mir.Proj{Kind: mir.Downcast, Field: 1}
	)
	sub := func(from, to uint64, fromEnd bool) mir.Proj {
		return mir.Proj{Kind: mir.Subslice, From: from, To: to, FromEnd: fromEnd}
	}
	tests := []struct {
		name           string
		local          types.Type
		borrow, access mir.Place
		depth          depth
		kind           mir.BorrowKind
		want           bool
	}{
		{"the same local", plain, place(), place(), shallow, mir.Shared, true},
		{"two fields", plain, place(a), place(b), deep, mir.Shared, false},
		{"a field and the whole", plain, place(a), place(), shallow, mir.Shared, true},
		{"the whole and a field", plain, place(), place(a), deep, mir.Shared, true},
		{"a fake shallow borrow of the whole and a field", plain, place(), place(a), deep, mir.FakeShallow, false},
		{"two fields of a union", union, place(a), place(b), deep, mir.Shared, true},
		{"behind a reference, shallow write", shared, place(deref), place(), shallow, mir.Shared, false},
		{"behind a reference, deep write", shared, place(deref), place(), deep, mir.Shared, true},
		{"behind &mut, drop", unique, place(deref), place(), dropDepth, mir.Mut, false},
		{"behind a raw pointer, drop", raw, place(deref), place(), dropDepth, mir.Mut, true},
		{"a field, drop of a type with a destructor", dtor, place(field(0, unique), deref), place(), dropDepth, mir.Mut, true},
		{"behind &mut in a field, drop of a type without", plain, place(field(0, unique), deref), place(), dropDepth, mir.Mut, false},
		{"two variants", plain, place(variant0, a), place(variant1, a), deep, mir.Shared, false},
		{"an index and an index", slice, place(someIdx), place(someIdx), deep, mir.Shared, true},
		{"the length", slice, place(someIdx), place(), shallowLength, mir.Shared, false},
		{"[0] and [1]", slice, place(elem(0, 2)), place(elem(1, 2)), deep, mir.Shared, false},
		{"[0] of two and [-1] of two", slice, place(elem(0, 2)), place(elemFromEnd(1, 2)), deep, mir.Shared, false},
		{"[0] of one and [-1] of one", slice, place(elem(0, 1)), place(elemFromEnd(1, 1)), deep, mir.Shared, true},
		{"[0] and [1..]", slice, place(elem(0, 1)), place(sub(1, 0, true)), deep, mir.Shared, false},
		{"[1] and [1..]", slice, place(elem(1, 2)), place(sub(1, 0, true)), deep, mir.Shared, true},
		{"[-1] and [..-1]", slice, place(elemFromEnd(1, 1)), place(sub(0, 1, true)), deep, mir.Shared, false},
		{"[2] and [0..2] of an array", array, place(elem(2, 4)), place(sub(0, 2, false)), deep, mir.Shared, false},
		{"[0..2] and [1..3] of an array", array, place(sub(0, 2, false)), place(sub(1, 3, false)), deep, mir.Shared, true},
		{"[0..2] and [2..3] of an array", array, place(sub(0, 2, false)), place(sub(2, 3, false)), deep, mir.Shared, false},
	}
	for _, tt := range tests {
		body := &mir.Body{Locals: []mir.Local{{}, {Type: tt.local}}}
		if got := conflicts(body, fakeShapes{}, tt.borrow, tt.kind, tt.access, tt.depth, indicesOverlap); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	body := &mir.Body{Locals: []mir.Local{{}, {Type: slice}}}
	if conflicts(body, fakeShapes{}, place(someIdx), mir.Shared, place(someIdx), deep, indicesDiffer) {
		t.Error("two indices that are taken to differ conflict")
	}
}
