package types

import (
	"slices"
	"testing"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
)

// adts is Queries that knows ADTs by number.
type adts struct {
	Queries
	defs     map[DefID]*AdtDef
	generics map[DefID]*Generics
}

func (q adts) Adt(d DefID) *AdtDef        { return q.defs[d] }
func (q adts) Generics(d DefID) *Generics { return q.generics[d] }

func (q adts) add(def DefID, lang string, params int, fields ...Type) {
	a := &AdtDef{Def: def, Kind: hir.KindStruct, Lang: lang, Variants: make([]Variant, 1)}
	for _, f := range fields {
		a.Variants[0].Fields = append(a.Variants[0].Fields, Field{Type: f})
	}
	q.defs[def] = a
	q.generics[def] = &Generics{Def: def, Params: make([]GenericParam, params)}
	for i := range params {
		q.generics[def].Params[i].Kind = ast.ParamType
	}
}

func TestVariances(t *testing.T) {
	in := NewInterner()
	q := adts{defs: map[DefID]*AdtDef{}, generics: map[DefID]*Generics{}}
	id := func(i uint32) DefID { return DefID{Crate: hir.FirstLocal, Index: i} }
	p := func(i uint32) Type { return in.Param(i, string(rune('T'+i))) }
	early := Region{Kind: ReEarlyParam}
	cell, phantom := id(1), id(2)
	q.add(cell, "unsafe_cell", 1, p(0))
	q.add(phantom, "phantom_data", 1)
	cases := []struct {
		name   string
		params int
		fields []Type
		want   []Variance
	}{
		{"&'a T", 2, []Type{in.Ref(early, p(1), false)}, []Variance{Covariant, Covariant}},
		{"&'a mut T", 2, []Type{in.Ref(early, p(1), true)}, []Variance{Covariant, Invariant}},
		{"fn(T)", 1, []Type{in.FnPtr(FnSig{Inputs: []Type{p(0)}})}, []Variance{Contravariant}},
		{"fn(T) -> T", 1, []Type{in.FnPtr(FnSig{Inputs: []Type{p(0)}, Output: p(0)})}, []Variance{Invariant}},
		{"UnsafeCell<T>", 1, []Type{in.Adt(cell, in.TypeArgs(p(0)))}, []Variance{Invariant}},
		{"PhantomData<fn(T)>", 1, []Type{in.Adt(phantom, in.TypeArgs(in.FnPtr(FnSig{Inputs: []Type{p(0)}})))},
			[]Variance{Contravariant}},
		{"unused", 1, nil, []Variance{Bivariant}},
		{"*mut T", 1, []Type{in.RawPtr(p(0), true)}, []Variance{Invariant}},
	}
	for i, c := range cases {
		def := id(uint32(10 + i))
		q.add(def, "", c.params, c.fields...)
		if got := VarianceOf(q, def); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// struct A<T>(Option<&B<T>>), struct B<T>(A<T>, &mut T): T is invariant in both.
func TestVariancesOfMutualDefinitions(t *testing.T) {
	in := NewInterner()
	q := adts{defs: map[DefID]*AdtDef{}, generics: map[DefID]*Generics{}}
	a, b := DefID{Crate: 16, Index: 1}, DefID{Crate: 16, Index: 2}
	p := in.TypeArgs(in.Param(0, "T"))
	q.add(a, "", 1, in.Ref(Static, in.Adt(b, p), false))
	q.add(b, "", 1, in.Adt(a, p), in.Ref(Static, in.Param(0, "T"), true))
	for _, d := range []DefID{a, b} {
		if got := VarianceOf(q, d); !slices.Equal(got, []Variance{Invariant}) {
			t.Errorf("got %v", got)
		}
	}
}
