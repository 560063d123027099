package traits_test

import (
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: selection with a variable for every region. The library is the oracle
// again: what its impls ask of regions follows from their where clauses and from what
// their headers imply.

// regions solves outlives constraints over universal regions in the plainest way.
type regions struct {
	edges map[types.Region][]types.Region // longer: shorter
	known map[types.Outlives]bool
}

func newRegions(known []types.Predicate) *regions {
	r := &regions{map[types.Region][]types.Region{}, map[types.Outlives]bool{}}
	for _, p := range known {
		if p.Kind == types.PredRegionOutlives {
			r.known[types.Outlives{Longer: p.R1, Shorter: p.R2}] = true
		}
	}
	return r
}

func (r *regions) add(o types.Outlives) { r.edges[o.Longer] = append(r.edges[o.Longer], o.Shorter) }

// reach calls visit for every region that one is asked to outlive.
func (r *regions) reach(from types.Region, next func(types.Region) []types.Region, visit func(types.Region)) {
	seen := map[types.Region]bool{from: true}
	work := []types.Region{from}
	for len(work) > 0 {
		at := work[0]
		work = work[1:]
		for _, n := range next(at) {
			if !seen[n] {
				seen[n] = true
				visit(n)
				work = append(work, n)
			}
		}
	}
}

// outlives reports whether a known chain leads from one universal region to another.
func (r *regions) outlives(a, b types.Region) bool {
	if a == b || a == types.Static {
		return true
	}
	found := false
	r.reach(a, func(x types.Region) (out []types.Region) {
		for o := range r.known {
			if o.Longer == x {
				out = append(out, o.Shorter)
			}
		}
		return out
	}, func(x types.Region) { found = found || x == b })
	return found
}

// errors are the universal regions that are asked to outlive others and are not known to.
func (r *regions) errors() (out []types.Outlives) {
	for from := range r.edges {
		if from.Kind == types.ReVar {
			continue
		}
		r.reach(from, func(x types.Region) []types.Region { return r.edges[x] }, func(x types.Region) {
			if x.Kind != types.ReVar && !r.outlives(from, x) {
				out = append(out, types.Outlives{Longer: from, Shorter: x})
			}
		})
	}
	return out
}

// values are the universal regions that a region is asked to outlive.
func (r *regions) values(of types.Region) []types.Region {
	if of.Kind != types.ReVar {
		return []types.Region{of}
	}
	var out []types.Region
	r.reach(of, func(x types.Region) []types.Region { return r.edges[x] }, func(x types.Region) {
		if x.Kind != types.ReVar {
			out = append(out, x)
		}
	})
	return out
}

// verify evaluates a test for what its region must outlive.
func (r *regions) verify(v traits.Verify, t types.Type, shorter types.Region) bool {
	switch v.Kind {
	case traits.VerifyOutlivedBy:
		return r.outlives(v.Region, shorter)
	case traits.VerifyIfEq:
		return v.Pred.Ty == t && r.outlives(v.Pred.R1, shorter)
	case traits.VerifyAny:
		for _, s := range v.Sub {
			if r.verify(s, t, shorter) {
				return true
			}
		}
		return false
	case traits.VerifyAll:
		for _, s := range v.Sub {
			if !r.verify(s, t, shorter) {
				return false
			}
		}
		return true
	}
	return false
}

// proveRegions proves predicates with all regions tracked; the result says what is wrong.
func proveRegions(p *semantics.Program, env *traits.Env, implied []types.Predicate, ps []types.Predicate) (what []any) {
	c := &traits.Ctx{Q: p, Env: env, Table: types.NewTable(p.Interner().NewArena())}
	c.Table.TrackRegions = true
	c.Table.Variances = p.Variances
	f := traits.NewFulfill(c)
	for _, q := range ps {
		f.Register(q, 0)
	}
	f.Select()
	for _, o := range append(f.Failed, f.Pending()...) {
		what = append(what, o.Pred)
	}
	if f.Unsure {
		return []any{"unsure"}
	}
	known := append(append([]types.Predicate(nil), env.Preds...), implied...)
	r := newRegions(known)
	oe := &traits.OutlivesEnv{Ctx: c, Known: known}
	var tests []traits.TypeTest
	for _, o := range f.Outlives {
		if o.Pred.Kind == types.PredRegionOutlives {
			r.add(types.Outlives{Longer: o.Pred.R1, Shorter: o.Pred.R2})
			continue
		}
		t, nested := c.Normalize(c.Table.Resolve(o.Pred.Ty))
		_ = nested
		regions, ts, _ := oe.TypeOutlives(c.Table.Resolve(t), o.Pred.R1)
		for _, x := range regions {
			r.add(x)
		}
		tests = append(tests, ts...)
	}
	for _, o := range c.Table.Outlives {
		r.add(o)
	}
	for _, e := range r.errors() {
		what = append(what, e)
	}
	for _, t := range tests {
		for _, shorter := range r.values(t.Region) {
			if !r.verify(t.Verify, t.Generic, shorter) {
				what = append(what, t)
			}
		}
	}
	return what
}

func TestRegionsOfStd(t *testing.T) {
	p := semantics.LoadText("std.rs", "", semantics.Options{})
	in := p.Interner()
	count, unsure := 0, 0
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
		c.Table.TrackRegions = true
		implied := c.ImpliedBounds(impl.Trait.Args.Types())
		goals := []types.Predicate{{Kind: types.PredTrait, Trait: *impl.Trait}}
		for _, item := range p.AssocItems(it.ID) {
			if item.Kind != hir.KindAssocTy || p.Generics(item.Def).Count() != impl.Generics.Count() {
				continue
			}
			for _, b := range p.ItemBounds(item.TraitItem) {
				goals = append(goals, types.SubstPredicate(in, b, impl.Trait.Args))
			}
		}
		for _, s := range p.SuperPredicates(impl.Trait.Trait) {
			goals = append(goals, types.SubstPredicate(in, s, impl.Trait.Args))
		}
		count++
		what := proveRegions(p, env, implied, goals)
		switch {
		case len(what) == 1 && what[0] == "unsure":
			unsure++
		case len(what) > 0:
			t.Errorf("impl %v %s for %s: %+v", it.ID, p.DefPath(impl.Trait.Trait), types.Print(p, impl.Self), what)
		}
		return true
	})
	if count < 10000 || unsure > count/100 {
		t.Errorf("%d impls, of which %d could not be decided", count, unsure)
	}
}
