package traits_test

import (
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: the standard library as its own oracle. rustc has checked it, so in the
// environment of an impl its header holds, and its associated types meet their bounds.

func TestImplsOfStdHold(t *testing.T) {
	p := semantics.LoadText("std.rs", "", semantics.Options{})
	in := p.Interner()
	impls, bounds, unsure := 0, 0, 0
	stdlib.Load().Items(func(it *stdlib.Item) bool {
		if it.Kind != hir.KindImpl || it.Trait.Kind == stdlib.TermNone || it.Negative || it.Reservation || it.Crate == "proc_macro" {
			return true
		}
		impl := p.Impl(it.ID)
		if impl == nil || impl.Trait == nil || impl.Trait.Args.Flags()&types.HasUnknown != 0 {
			return true
		}
		env := traits.NewEnv(p, p.Predicates(it.ID))
		c := &traits.Ctx{Q: p, Env: env, Table: types.NewTable(in.NewArena())}
		name := p.DefPath(impl.Trait.Trait) + " for " + types.Print(p, impl.Self)
		impls++
		if out := c.Evaluate(types.Predicate{Kind: types.PredTrait, Trait: *impl.Trait}); out != traits.Holds {
			t.Errorf("impl %v %s: %d", it.ID, name, out)
			return true
		}
		for _, item := range p.AssocItems(it.ID) {
			if item.Kind != hir.KindAssocTy || p.Generics(item.Def).Count() != impl.Generics.Count() {
				continue
			}
			for _, b := range p.ItemBounds(item.TraitItem) {
				bounds++
				q := types.SubstPredicate(in, b, impl.Trait.Args)
				switch out := c.Evaluate(q); out {
				case traits.Holds:
				case traits.Uncertain: // ToBytes for Simd: a const argument that is not evaluated
					unsure++
				default:
					t.Errorf("impl %v %s: %s: bound %d %s: %d", it.ID, name, item.Name, b.Kind, p.DefPath(b.Trait.Trait), out)
				}
			}
		}
		return true
	})
	if impls < 10000 || unsure > bounds/10 {
		t.Errorf("%d impls, %d bounds, of which %d could not be decided", impls, bounds, unsure)
	}
}
