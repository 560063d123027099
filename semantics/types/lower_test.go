package types

import (
	"testing"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
)

// one is Queries about a single generic struct `Box<T>`-like definition, or with `T: 'a` bounds.
type one struct {
	Queries
	in    *Interner
	preds []Predicate
	g     *Generics
}

func (q one) DefKind(DefID) hir.DefKind         { return hir.KindStruct }
func (q one) Generics(DefID) *Generics          { return q.g }
func (q one) Predicates(DefID) []Predicate      { return q.preds }
func (q one) Trait(d DefID) *TraitDef           { return &TraitDef{Def: d} }
func (q one) SuperPredicates(DefID) []Predicate { return nil }

func hirTy(k hir.TyKind) *hir.Ty { return &hir.Ty{Kind: k} }

func prim(p hir.Prim) *hir.Ty {
	return hirTy(hir.TyPath{Path: &hir.Path{Res: hir.Res{Kind: hir.ResPrim, Prim: p}, Segments: make([]hir.Segment, 1)}})
}

func adt(def DefID, args ...*hir.Ty) *hir.Ty {
	g := &hir.GenericArgs{}
	for _, a := range args {
		g.Args = append(g.Args, hir.GenericArg{Ty: a})
	}
	return hirTy(hir.TyPath{Path: &hir.Path{Res: hir.Res{Kind: hir.ResDef, Def: def}, Segments: []hir.Segment{{Args: g}}}})
}

func TestFnPointerElision(t *testing.T) {
	in := NewInterner()
	l := &Lowerer{Q: one{}, In: in}
	ref := hirTy(hir.TyRef{Elem: prim(hir.PrimU8)})
	got := l.Type(hirTy(hir.TyFnPtr{Params: []*hir.Ty{ref}, Output: ref}))
	r := in.Ref(Region{Kind: ReBound}, in.Prim(hir.PrimU8), false)
	if got != in.FnPtr(FnSig{Inputs: []Type{r}, Output: r, Bound: 1}) {
		t.Error("fn(&u8) -> &u8 must bind one region for both")
	}
	two := l.Type(hirTy(hir.TyFnPtr{Params: []*hir.Ty{ref, ref}, Output: ref}))
	if two.Flags()&HasError == 0 {
		t.Error("fn(&u8, &u8) -> &u8 is E0106")
	}
	static := hirTy(hir.TyRef{Lifetime: hir.Lifetime{Kind: hir.LtStatic}, Elem: prim(hir.PrimU8)})
	got = l.Type(hirTy(hir.TyFnPtr{Params: []*hir.Ty{static}, Output: ref}))
	if got.(*FnPtr).Sig.Output != in.Ref(Static, in.Prim(hir.PrimU8), false) {
		t.Error("fn(&'static u8) -> &u8 returns &'static u8")
	}
}

func TestObjectLifetimeDefault(t *testing.T) {
	in := NewInterner()
	box, tr := DefID{Crate: 16, Index: 1}, DefID{Crate: 16, Index: 2}
	g := &Generics{Def: box, Params: []GenericParam{{Kind: ast.ParamLifetime, Name: "'a"}, {Kind: ast.ParamType, Name: "T"}}}
	q := one{in: in, g: g}
	elided := Region{Kind: ReVar, Index: 9}
	l := &Lowerer{Q: q, In: in, Elided: func(hir.Lifetime) Region { return elided }}
	object := hirTy(hir.TyDyn{Bounds: []hir.Bound{{Trait: &hir.Path{Res: hir.Res{Kind: hir.ResDef, Def: tr}}}}})
	region := func(ty Type) Region { return ty.(*Adt).Args.Type(1).(*Dyn).Region }
	if got := region(l.Type(adt(box, object))); got != Static {
		t.Errorf("S<'a, dyn Tr>: got %v, want 'static", got)
	}
	q.preds = []Predicate{{Kind: PredTypeOutlives, Ty: in.Param(1, "T"), R1: Region{Kind: ReEarlyParam}}}
	l.Q = q
	if got := region(l.Type(adt(box, object))); got != elided {
		t.Errorf("S<'a, dyn Tr> with T: 'a: got %v, want 'a", got)
	}
	ref := l.Type(hirTy(hir.TyRef{Lifetime: hir.Lifetime{Kind: hir.LtElided}, Elem: object})).(*Ref)
	if ref.Elem.(*Dyn).Region != ref.Region {
		t.Error("&'r dyn Tr is &'r (dyn Tr + 'r)")
	}
}

func TestErrorsAndUnknownsFlow(t *testing.T) {
	in := NewInterner()
	l := &Lowerer{Q: one{}, In: in}
	if l.Type(hirTy(hir.TySlice{Elem: hirTy(hir.TyErr{})})).Flags()&HasError == 0 {
		t.Error("an error inside is an error")
	}
	if l.Type(hirTy(hir.TySlice{Elem: hirTy(hir.TyUnknown{})})).Flags()&HasUnknown == 0 {
		t.Error("an unknown inside is unknown")
	}
}
