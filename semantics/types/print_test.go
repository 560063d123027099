package types

import (
	"testing"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
)

// named is Queries that knows names, generics and traits.
type named struct {
	Queries
	in       *Interner
	paths    map[DefID]string
	generics map[DefID]*Generics
	traits   map[DefID]*TraitDef
}

func (q named) Interner() *Interner        { return q.in }
func (q named) DefPath(d DefID) string     { return q.paths[d] }
func (q named) Generics(d DefID) *Generics { return q.generics[d] }
func (q named) Trait(d DefID) *TraitDef    { return q.traits[d] }
func (q named) RegionName(r Region, _ DefID) string {
	if r.Kind == ReEarlyParam {
		return "'p"
	}
	return ""
}

func TestPrintsAsRustcDoes(t *testing.T) {
	in := NewInterner()
	id := func(i uint32) DefID { return DefID{Crate: hir.StdCrate, Index: i} }
	vec, global, show, fn, iter, item := id(1), id(2), id(3), id(4), id(5), id(6)
	g := &Generics{Def: iter, Params: []GenericParam{{Kind: ast.ParamType, Name: "Self"}}}
	q := named{in: in,
		paths: map[DefID]string{vec: "alloc::vec::Vec", global: "alloc::Global", show: "core::fmt::Display",
			fn: "core::ops::Fn", iter: "core::iter::Iterator", item: "core::iter::Iterator::Item"},
		generics: map[DefID]*Generics{
			vec: {Def: vec, Params: []GenericParam{{Kind: ast.ParamType, Name: "T"},
				{Kind: ast.ParamType, Name: "A", Default: in.Adt(global, nil)}}},
			iter: g, item: {Def: item, Parent: g},
		},
		traits: map[DefID]*TraitDef{fn: {Lang: "fn"}},
	}
	i32, early := in.Prim(hir.PrimI32), Region{Kind: ReEarlyParam}
	bound := in.Ref(Region{Kind: ReBound}, i32, false)
	cases := []struct {
		want string
		t    Type
	}{
		{"Vec<i32>", in.Adt(vec, in.TypeArgs(i32, in.Adt(global, nil)))},
		{"Vec<i32, i32>", in.Adt(vec, in.TypeArgs(i32, i32))},
		{"Vec", in.Adt(vec, in.Args(Erased))},
		{"Vec<'_>", in.Adt(vec, in.Args(Region{Kind: ReVar}))},
		{"&'p mut [i32]", in.Ref(early, in.Slice(i32), true)},
		{"&i32", in.Ref(Erased, i32, false)},
		{"*const (dyn Display + 'p)", in.RawPtr(in.Dyn(show, nil, nil, early), false)},
		{"dyn Display", in.Dyn(show, nil, nil, Static)},
		{"(i32,)", in.Tuple(i32)},
		{"()", in.Unit()},
		{"[i32; 3]", in.Array(i32, ConstUsize(3))},
		{"for<'a> fn(&'a i32) -> &'a i32", in.FnPtr(FnSig{Inputs: []Type{bound}, Output: bound, Bound: 1})},
		{"dyn for<'a> Fn(&'a i32) -> i32", in.Dyn(fn, in.TypeArgs(in.Tuple(bound)),
			&DynBounds{Bound: 1, Assoc: []AssocBinding{{Item: item, Type: i32}}}, Static)},
		{"<T as Iterator>::Item", in.Alias(Projection, item, in.TypeArgs(in.Param(0, "T")))},
	}
	for _, c := range cases {
		if got := Print(q, c.t); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
