package traits_test

import (
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: what selection costs: these questions are asked at every keystroke.

const benchText = `
use std::collections::HashMap;
type Map1 = HashMap<String, Vec<Option<Box<str>>>>;
type Chain = std::iter::Map<std::iter::Filter<std::iter::Enumerate<std::vec::IntoIter<String>>, fn(&(usize, String)) -> bool>, fn((usize, String)) -> u8>;
type Item = <std::iter::Peekable<std::iter::Chain<Chain, std::vec::IntoIter<u8>>> as IntoIterator>::Item;
type Str = String;
`

func benchTypes(b *testing.B) (*semantics.Program, map[string]types.Type) {
	p := semantics.LoadText("bench.rs", benchText, semantics.Options{})
	out := map[string]types.Type{}
	for id, d := range p.Crate.Defs.All() {
		if d.Kind == hir.KindTypeAlias {
			out[d.Name] = types.EraseRegions(p.Interner(), p.TypeOf(id))
		}
	}
	return p, out
}

// A new body's environment asks the same closed goals again.
func BenchmarkEvaluateClosed(b *testing.B) {
	p, ts := benchTypes(b)
	clone, send := p.Lang("clone"), p.Lang("sync")
	for b.Loop() {
		env := traits.NewEnv(p, nil)
		if env.Implements(ts["Map1"], clone) != traits.Yes || env.Implements(ts["Map1"], send) != traits.Yes {
			b.Fatal("HashMap of clones is Clone and Sync")
		}
	}
}

func BenchmarkNormalizeClosed(b *testing.B) {
	p, ts := benchTypes(b)
	for b.Loop() {
		if traits.NewEnv(p, nil).Normalize(ts["Item"], false) != p.Interner().Prim(hir.PrimU8) {
			b.Fatal("the chain's item is u8")
		}
	}
}

// An operator on an integer variable: many impls fit.
func BenchmarkAmbiguous(b *testing.B) {
	p, _ := benchTypes(b)
	env := traits.NewEnv(p, nil)
	c := &traits.Ctx{Q: p, Env: env, Table: types.NewTable(p.Interner().NewArena())}
	add := p.Lang("add")
	for b.Loop() {
		tr := types.TraitRef{Trait: add, Args: c.Table.In.Args(c.Table.NewVar(types.InferInt), c.Table.NewVar(types.InferTy))}
		if out, _ := c.Select(tr); out != traits.Ambiguous {
			b.Fatal(out)
		}
	}
}

// What a for loop over an iterator asks, with variables.
func BenchmarkFulfil(b *testing.B) {
	p, ts := benchTypes(b)
	env := traits.NewEnv(p, nil)
	into := p.Trait(findTrait(p, "IntoIterator"))
	for b.Loop() {
		c := &traits.Ctx{Q: p, Env: env, Table: types.NewTable(p.Interner().NewArena())}
		f := traits.NewFulfill(c)
		self, item := c.Table.NewVar(types.InferTy), c.Table.NewVar(types.InferTy)
		args := c.Table.In.Args(self)
		alias := c.Table.In.Alias(types.Projection, into.Items[0].Def, args).(*types.Alias)
		f.Register(types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: into.Def, Args: args}}, 0)
		f.Register(types.Predicate{Kind: types.PredProjection, Alias: alias, Ty: item}, 0)
		f.Select()
		c.Table.Eq(self, ts["Chain"])
		f.Select()
		if c.Table.Resolve(item) != p.Interner().Prim(hir.PrimU8) {
			b.Fatal("item is not u8")
		}
	}
}

func findTrait(p *semantics.Program, name string) types.DefID {
	for _, e := range []string{"2021"} {
		_ = e
	}
	q := semantics.LoadText("x.rs", "fn f<T: "+name+">() {}", semantics.Options{})
	for _, x := range q.Predicates(q.Bodies()[0]) {
		if q.DefPath(x.Trait.Trait) == name {
			return x.Trait.Trait
		}
	}
	return types.DefID{}
}
