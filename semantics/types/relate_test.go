package types

import (
	"slices"
	"testing"

	"drop-lsp/semantics/hir"
)

func TestUnifyBindsVariables(t *testing.T) {
	in := NewInterner().NewArena()
	tab := NewTable(in)
	v, n := tab.NewVar(InferTy), tab.NewVar(InferInt)
	u8 := in.Prim(hir.PrimU8)
	if m := tab.Eq(in.Tuple(v, n), in.Tuple(in.Slice(n), u8)); m != nil {
		t.Fatalf("mismatch %+v", m)
	}
	if tab.Resolve(v) != in.Slice(u8) {
		t.Error("v is not [u8]")
	}
	if tab.Eq(n, in.Bool()) == nil {
		t.Error("an integer is no bool")
	}
	if m := tab.Eq(tab.NewVar(InferTy), in.Unknown()); m != nil {
		t.Error("Unknown unifies with everything")
	}
	w := tab.NewVar(InferTy)
	if m := tab.Eq(w, in.Slice(w)); m == nil || !m.Cyclic {
		t.Error("the occurs check failed")
	}
	if tab.Close(tab.NewVar(InferInt)) != in.Prim(hir.PrimI32) {
		t.Error("a free integer is i32")
	}
}

func TestRollbackUndoesBindings(t *testing.T) {
	in := NewInterner().NewArena()
	tab := NewTable(in)
	v := tab.NewVar(InferTy)
	if tab.Eq(in.Tuple(v, in.Bool()), in.Tuple(in.Str(), in.Str())) == nil {
		t.Fatal("bool is no str")
	}
	if tab.Shallow(v) != v {
		t.Error("the failed relation left a binding")
	}
}

func TestSubtypingCollectsOutlives(t *testing.T) {
	in := NewInterner().NewArena()
	tab := NewTable(in)
	tab.TrackRegions = true
	a, b := Region{Kind: ReEarlyParam}, Region{Kind: ReEarlyParam, Index: 1}
	ref := func(r Region, mut bool, elem Type) Type { return in.Ref(r, elem, mut) }
	str := in.Str()
	cases := []struct {
		name string
		a, b Type
		want []Outlives
	}{
		{"shared", ref(a, false, str), ref(b, false, str), []Outlives{{a, b}}},
		{"fn", in.FnPtr(FnSig{Inputs: []Type{ref(a, false, str)}}), in.FnPtr(FnSig{Inputs: []Type{ref(b, false, str)}}),
			[]Outlives{{b, a}}},
		{"behind &mut", ref(Static, true, ref(a, false, str)), ref(Static, true, ref(b, false, str)),
			[]Outlives{{a, b}, {b, a}}},
	}
	for _, c := range cases {
		tab.Outlives = nil
		if m := tab.Sub(c.a, c.b); m != nil {
			t.Errorf("%s: %+v", c.name, m)
		}
		if !slices.Equal(tab.Outlives, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, tab.Outlives, c.want)
		}
	}
}
