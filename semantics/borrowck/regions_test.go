package borrowck

import (
	"math/rand"
	"slices"
	"testing"

	"drop-lsp/semantics/mir"
)

func out(sup, sub RegionID, c Category) Outlives {
	return Outlives{Sup: sup, Sub: sub, Reason: Reason{Category: c}}
}

func at(points [][]int) func(RegionID) mir.BitSet {
	return func(r RegionID) mir.BitSet {
		s := mir.NewBitSet(4096)
		if int(r) < len(points) {
			for _, p := range points[r] {
				s.Insert(p)
			}
		}
		return s
	}
}

func TestARegionHoldsThePointsOfWhatItOutlives(t *testing.T) {
	g := newRegionGraph(1, 1)
	a, b, c := g.fresh(), g.fresh(), g.fresh()
	g.add(out(b, a, CatAssignment))
	g.add(out(c, b, CatAssignment))
	v := g.infer(10, at([][]int{nil, {3}, {0, 5}}))
	for r, want := range map[RegionID][]int{a: {3}, b: {0, 3, 5}, c: {0, 3, 5}} {
		for p := range 10 {
			if v.contains(r, p) != slices.Contains(want, p) {
				t.Errorf("'%d contains %d: %v", r, p, v.contains(r, p))
			}
		}
	}
	if !v.contains(0, 9) || !v.outlivesEnd(0, 0) || v.outlivesEnd(c, 0) {
		t.Error("'static must hold every point and its own end, and nobody else its end")
	}
}

func TestACycleOfConstraintsIsOneRegion(t *testing.T) {
	g := newRegionGraph(1, 1)
	a, b := g.fresh(), g.fresh()
	g.add(out(a, b, CatBoring))
	g.add(out(b, a, CatBoring))
	v := g.infer(4, at([][]int{nil, {1}, {2}}))
	for _, r := range []RegionID{a, b} {
		if !v.contains(r, 1) || !v.contains(r, 2) || v.contains(r, 3) {
			t.Errorf("'%d has the wrong points", r)
		}
	}
}

// fn f<'a, 'b>(x: &'a u8) -> &'b u8 { let y = x; y }: 'a must outlive 'b, which is not stated.
func TestUnstatedRelationOfUniversalRegionsIsAnErrorWithItsPath(t *testing.T) {
	g := newRegionGraph(3, 3)
	const a, b = RegionID(1), RegionID(2)
	y := g.fresh()
	g.add(out(a, y, CatAssignment))
	g.add(out(y, b, CatReturn))
	v := g.infer(5, nil)
	if !v.outlivesEnd(a, b) || v.outlivesEnd(b, a) {
		t.Fatal("'a must hold the end of 'b, and not the other way round")
	}
	p, to, ok := g.path(a, func(r RegionID) bool { return r == b })
	if !ok || to != b || len(p) != 2 || p[0].Category != CatAssignment || p[1].Category != CatReturn {
		t.Errorf("path: %+v", p)
	}
}

// for<'x> fn(&'x u8) given where fn(&'1 u8) is wanted the other way round: '1 cannot name 'x, so it has to be 'static.
func TestAPlaceholderThatARegionCannotNameMakesItStatic(t *testing.T) {
	g := newRegionGraph(1, 1)
	low, high := g.fresh(), g.fresh()
	p := g.fresh()
	g.placeholders = []RegionID{p}
	g.universeOf = func(r RegionID) uint32 { return map[RegionID]uint32{p: 1, high: 1}[r] }
	g.add(out(low, p, CatBoring))
	g.add(out(high, p, CatBoring))
	v := g.infer(3, nil)
	if !v.outlivesEnd(low, 0) || v.outlivesEnd(high, 0) {
		t.Error("only the region of the outer universe must outlive 'static")
	}
}

// The least solution on random graphs equals the naive fixpoint.
func TestInferenceEqualsTheNaiveFixpoint(t *testing.T) {
	for seed := range int64(200) {
		rng := rand.New(rand.NewSource(seed))
		universal, regions, points := 1+rng.Intn(4), 5+rng.Intn(20), 1+rng.Intn(70)
		g := newRegionGraph(universal, universal)
		for g.regions < regions {
			g.fresh()
		}
		for range rng.Intn(40) {
			g.add(out(RegionID(rng.Intn(regions)), RegionID(rng.Intn(regions)), CatBoring))
		}
		live := make([][]int, regions)
		want := make([]map[int]bool, regions)
		for r := range regions {
			want[r] = map[int]bool{}
			if rng.Intn(2) == 0 {
				live[r] = []int{rng.Intn(points)}
				want[r][live[r][0]] = true
			}
			if r < universal {
				want[r][points+r] = true
				for p := range points {
					want[r][p] = true
				}
			}
		}
		for changed := true; changed; {
			changed = false
			for _, c := range g.constraints {
				for p := range want[c.Sub] {
					if !want[c.Sup][p] {
						want[c.Sup][p], changed = true, true
					}
				}
			}
		}
		v := g.infer(points, at(live))
		for r := range regions {
			for p := range points {
				if v.contains(RegionID(r), p) != want[r][p] {
					t.Fatalf("seed %d: '%d at %d", seed, r, p)
				}
			}
			for u := range universal {
				if v.outlivesEnd(RegionID(r), RegionID(u)) != want[r][points+u] {
					t.Fatalf("seed %d: '%d and the end of '%d", seed, r, u)
				}
			}
		}
	}
}

func BenchmarkInfer(b *testing.B) {
	g := newRegionGraph(4, 4)
	rng := rand.New(rand.NewSource(1))
	for g.regions < 2000 {
		g.fresh()
	}
	for range 4000 {
		g.add(out(RegionID(rng.Intn(2000)), RegionID(rng.Intn(2000)), CatBoring))
	}
	live := make([][]int, 2000)
	for r := range live {
		live[r] = []int{rng.Intn(3000)}
	}
	for range b.N {
		g.infer(3000, at(live))
	}
}
