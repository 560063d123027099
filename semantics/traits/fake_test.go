package traits

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
)

// This file: a table of ADTs as Queries, for tests.

type fake struct {
	types.Queries
	in       *types.Interner
	names    map[string]types.DefID
	adts     map[types.DefID]*types.AdtDef
	generics map[types.DefID]*types.Generics
	drops    map[types.DefID]*types.Impl
	unseen   bool // impls may exist that were not seen
}

func newFake() *fake {
	return &fake{in: types.NewInterner(), names: map[string]types.DefID{}, adts: map[types.DefID]*types.AdtDef{},
		generics: map[types.DefID]*types.Generics{}, drops: map[types.DefID]*types.Impl{}}
}

func (f *fake) Closed(_ types.ClosedKind, _ types.DefID, _ types.Args, answer func(types.Queries) any) any {
	if answer == nil {
		return nil
	}
	return answer(f)
}
func (f *fake) Interner() *types.Interner                         { return f.in }
func (f *fake) Adt(d types.DefID) *types.AdtDef                   { return f.adts[d] }
func (f *fake) Generics(d types.DefID) *types.Generics            { return f.generics[d] }
func (f *fake) Lang(name string) types.DefID                      { return f.id("lang " + name) }
func (f *fake) SuperPredicates(types.DefID) []types.Predicate     { return nil }
func (f *fake) EvalConst(_ types.DefID, _ types.Args) types.Const { return types.Const{} }
func (f *fake) ImplsOf(_ types.DefID, t types.Type) ([]*types.Impl, bool) {
	if i := f.drops[t.(*types.Adt).Def]; i != nil {
		return []*types.Impl{i}, true
	}
	return nil, !f.unseen
}

func (f *fake) id(name string) types.DefID {
	d, ok := f.names[name]
	if !ok {
		d = types.DefID{Crate: hir.FirstLocal, Index: uint32(len(f.names) + 1)}
		f.names[name] = d
	}
	return d
}

// drop says whether an ADT implements Drop, and whether its parameters may dangle.
type drop uint8

const (
	noDrop drop = iota
	hasDrop
	mayDangle
)

// adt declares an ADT; params are "'a" or "T"; each variant is a list of fields.
func (f *fake) adt(name, lang string, dr drop, params []string, variants ...[]types.Type) types.DefID {
	def := f.id(name)
	g := &types.Generics{Def: def}
	for _, p := range params {
		kind := ast.ParamType
		if p[0] == '\'' {
			kind = ast.ParamLifetime
		}
		g.Params = append(g.Params, types.GenericParam{Kind: kind, Name: p, MayDangle: dr == mayDangle})
	}
	a := &types.AdtDef{Def: def, Kind: hir.KindStruct, Lang: lang}
	if len(variants) > 1 {
		a.Kind = hir.KindEnum
	}
	for _, fields := range variants {
		var v types.Variant
		for _, t := range fields {
			v.Fields = append(v.Fields, types.Field{Type: t})
		}
		a.Variants = append(a.Variants, v)
	}
	f.adts[def], f.generics[def] = a, g
	if dr != noDrop {
		self := f.in.Adt(def, f.in.IdentityArgs(g))
		f.drops[def] = &types.Impl{Def: f.id("impl " + name), Generics: g, Self: self}
	}
	return def
}

// std declares the few ADTs of std that the tests use, with their real shape.
func (f *fake) std() {
	in := f.in
	t := in.Param(0, "T")
	none := []types.Type{}
	phantom := f.adt("PhantomData", "phantom_data", noDrop, []string{"T"}, none)
	f.adt("ManuallyDrop", "manually_drop", noDrop, []string{"T"}, []types.Type{t})
	f.adt("Unique", "", noDrop, []string{"T"}, []types.Type{in.RawPtr(t, false), in.Adt(phantom, in.TypeArgs(t))})
	f.adt("Box", "owned_box", mayDangle, []string{"T"}, []types.Type{f.of("Unique", t)})
	f.adt("RawVecInner", "", noDrop, nil, []types.Type{in.Usize()})
	f.adt("RawVec", "", mayDangle, []string{"T"}, []types.Type{f.of("RawVecInner"), f.of("PhantomData", t)})
	f.adt("Vec", "", mayDangle, []string{"T"}, []types.Type{f.of("RawVec", t), in.Usize()})
	f.adt("Option", "Option", noDrop, []string{"T"}, none, []types.Type{t})
}

// of is a declared ADT with arguments.
func (f *fake) of(name string, args ...types.Arg) types.Type {
	return f.in.Adt(f.id(name), f.in.Args(args...))
}
