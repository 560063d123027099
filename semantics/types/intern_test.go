package types

import (
	"sync"
	"testing"

	"drop-lsp/semantics/hir"
)

var vecDef = DefID{Crate: hir.StdCrate, Index: 7}

func TestEqualTypesAreTheSamePointer(t *testing.T) {
	in := NewInterner()
	i32 := in.Prim(hir.PrimI32)
	make := func() Type {
		return in.Tuple(in.Ref(Static, in.Adt(vecDef, in.TypeArgs(i32)), false), in.Array(i32, ConstUsize(3)))
	}
	if make() != make() {
		t.Error("two equal tuples differ")
	}
	if in.FnPtr(FnSig{Inputs: []Type{i32}, Output: i32}) != in.FnPtr(FnSig{Inputs: []Type{i32}, Output: i32}) {
		t.Error("two equal fn pointers differ")
	}
	if in.FnPtr(FnSig{Inputs: []Type{i32}}) == in.FnPtr(FnSig{Output: i32}) {
		t.Error("fn(i32) is not fn() -> i32")
	}
	var wg sync.WaitGroup
	got := [8]Type{}
	for i := range got {
		wg.Go(func() { got[i] = make() })
	}
	wg.Wait()
	for _, g := range got {
		if g != got[0] {
			t.Error("goroutines made different pointers")
		}
	}
}

func TestArenaKeepsOnlyOpenTypes(t *testing.T) {
	in := NewInterner()
	arena := in.NewArena()
	closed := arena.Tuple(in.Bool(), in.Str())
	if closed != in.Tuple(in.Bool(), in.Str()) {
		t.Error("a closed type made in an arena is the shared one")
	}
	before := in.Size()
	v := arena.Infer(InferTy, 0)
	arena.Tuple(in.Bool(), v, arena.Ref(Region{Kind: ReVar}, in.Bool(), false))
	if in.Size() > before+1 { // the list (bool), closed
		t.Error("an open type entered the shared interner")
	}
}

func TestBoundRegionsEscapeOnlyTheirBinder(t *testing.T) {
	in := NewInterner()
	inner := in.Ref(Region{Kind: ReBound}, in.Bool(), false)
	outer := in.Ref(Region{Kind: ReBound, Depth: 1}, in.Bool(), false)
	if in.FnPtr(FnSig{Inputs: []Type{inner}, Bound: 1}).Flags()&HasBound != 0 {
		t.Error("for<'a> fn(&'a bool) has an escaping region")
	}
	if in.FnPtr(FnSig{Inputs: []Type{outer}, Bound: 1}).Flags()&HasBound == 0 {
		t.Error("the outer binder's region does not escape")
	}
}

func TestSubstShiftsUnderBinders(t *testing.T) {
	in := NewInterner()
	p := in.Param(0, "T")
	arg := in.Ref(Region{Kind: ReBound}, in.Bool(), false)
	got := Subst(in, in.FnPtr(FnSig{Inputs: []Type{p}}), in.TypeArgs(arg))
	want := in.FnPtr(FnSig{Inputs: []Type{in.Ref(Region{Kind: ReBound, Depth: 1}, in.Bool(), false)}})
	if got != want {
		t.Error("substitution under a binder must shift")
	}
	if Subst(in, p, nil) != in.Unknown() {
		t.Error("a missing argument is Unknown")
	}
}

func TestOpenSigAndErase(t *testing.T) {
	in := NewInterner()
	sig := in.FnSig(FnSig{Inputs: []Type{in.Ref(Region{Kind: ReBound}, in.Bool(), false)}, Bound: 1})
	open := OpenSig(in, sig, func(uint32) Region { return Static })
	if open.Inputs[0] != in.Ref(Static, in.Bool(), false) || open.Bound != 0 {
		t.Error("the bound region was not replaced")
	}
	if EraseRegions(in, open.Inputs[0]) != in.Ref(Erased, in.Bool(), false) {
		t.Error("'static was not erased")
	}
	if ptr := in.FnPtr(*sig); EraseRegions(in, ptr) != ptr {
		t.Error("erasure leaves bound regions")
	}
}
