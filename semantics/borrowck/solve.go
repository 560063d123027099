package borrowck

import (
	"drop-lsp/semantics/types"
)

// This file: what the solved regions must not do. A universal region must not have to
// outlive another without a relation that is stated or implied; a type test must hold. In
// a closure what cannot be shown is left to the body around it, in terms of the regions
// that both know.

// regionError is one thing that does not hold.
type regionError struct {
	test            *typeTest
	longer, shorter RegionID
}

// checkRegions finds the errors of the regions; a closure's requirements go into requires.
func (c *checker) checkRegions() (errs []regionError, requires []Requirement) {
	closure := c.isClosureBody()
	seen := map[string]bool{}
	for i := range c.tc.tests {
		t := &c.tc.tests[i]
		if c.holds(t.bound, t.lower) || c.tc.murky {
			continue
		}
		if closure {
			if r, ok := c.promoteTest(t); ok {
				requires = append(requires, r...)
				continue
			}
		}
		key := c.typeName(t.generic) + "/" + string(rune(t.lower)) + placeSpanKey(t)
		if !seen[key] {
			seen[key] = true
			errs = append(errs, regionError{test: t})
		}
	}
	for r := RegionID(0); int(r) < c.tc.uni.count; r++ {
		rep := c.values.representative(r)
		if rep != r {
			if req, bad := c.checkRelation(r, rep, closure); bad {
				errs = append(errs, regionError{longer: r, shorter: rep})
			} else {
				requires = append(requires, req...)
			}
			continue
		}
		reported := false
		c.values.ends(r, func(shorter RegionID) {
			req, bad := c.checkRelation(r, shorter, closure)
			if bad && !reported {
				reported = true
				errs = append(errs, regionError{longer: r, shorter: shorter})
			}
			requires = append(requires, req...)
		})
	}
	return errs, requires
}

func placeSpanKey(t *typeTest) string {
	return string(rune(t.span.Start)) + "," + string(rune(t.span.End))
}

// checkRelation: longer: shorter is known, or left to the parent, or an error.
func (c *checker) checkRelation(longer, shorter RegionID, closure bool) (requires []Requirement, bad bool) {
	u := c.tc.uni
	if u.known(longer, shorter) {
		return nil, false
	}
	if !closure {
		return nil, true
	}
	below := u.externalBounds(longer, u.below)
	if len(below) == 0 {
		return nil, true
	}
	above := u.externalBounds(shorter, u.above)
	blame, _, _ := c.bestBlame(longer, shorter, true)
	var all, outlived []Requirement
	for _, l := range below {
		for _, s := range above {
			q := Requirement{Longer: int(l), Shorter: int(s), Category: blame.Category, Span: blame.Span}
			all = append(all, q)
			if c.outlives(l, s) {
				outlived = append(outlived, q)
			}
		}
	}
	if len(outlived) > 0 {
		return outlived, false
	}
	return all, false
}

// outlives: sup holds all that sub holds, by the known relations.
func (c *checker) outlives(sup, sub RegionID) bool {
	if c.values.scc[sup] == c.values.scc[sub] {
		return true
	}
	if p, ok := c.values.placeholderIn(sub, -1); ok && sub != 0 {
		if c.tc.graph.universe(sup) < c.tc.graph.universe(p) {
			return c.outlives(sup, 0)
		}
	}
	ok := true
	c.values.ends(sub, func(r1 RegionID) {
		found := false
		c.values.ends(sup, func(r2 RegionID) { found = found || c.tc.uni.known(r2, r1) })
		ok = ok && found
	})
	if !ok {
		return false
	}
	if c.isUniversal(sup) {
		return true
	}
	a, b := c.values.sets[c.values.scc[sup]], c.values.sets[c.values.scc[sub]]
	for p := range c.values.points {
		if b.Has(p) && !a.Has(p) {
			return false
		}
	}
	return true
}

// holds evaluates what a type test may be shown by.
func (c *checker) holds(v *verify, lower RegionID) bool {
	switch {
	case v.isAll:
		for _, x := range v.all {
			if !c.holds(x, lower) {
				return false
			}
		}
		return true
	case v.any != nil:
		for _, x := range v.any {
			if c.holds(x, lower) {
				return true
			}
		}
		return false
	}
	if v.about != nil {
		r, ok := v.about.about(c.tc.in, v.tested, c.sameRegion)
		if !ok {
			return false
		}
		id, ok := c.tc.vid(r)
		return ok && c.outlives(id, lower)
	}
	return c.outlives(v.outlivedBy, lower)
}

// sameRegion: two regions are equal in the solution.
func (c *checker) sameRegion(a, b types.Region) bool {
	x, ok1 := c.tc.vid(a)
	y, ok2 := c.tc.vid(b)
	if !ok1 || !ok2 {
		return a == b
	}
	return c.values.scc[x] == c.values.scc[y] || c.values.outlivesEnd(x, 0) && c.values.outlivesEnd(y, 0)
}

// promoteTest phrases a type test in the regions that the parent knows; false: it cannot be.
func (c *checker) promoteTest(t *typeTest) ([]Requirement, bool) {
	failed := false
	ty := types.MapRegions(c.tc.in, t.generic, func(r types.Region) types.Region {
		id, ok := c.tc.vid(r)
		if !ok {
			failed = true
			return r
		}
		out := r
		found := false
		c.values.ends(id, func(u RegionID) {
			if !found && !c.tc.uni.isLocal(u) && c.outlives(u, id) && c.outlives(id, u) {
				out, found = reVar(u), true
			}
		})
		failed = failed || !found
		return out
	})
	if failed {
		return nil, false
	}
	if _, ok := c.values.placeholderIn(t.lower, -1); ok {
		return []Requirement{{Type: ty, Shorter: 0, Category: CatBoring, Span: t.span}}, true
	}
	var out []Requirement
	c.values.ends(t.lower, func(u RegionID) {
		for _, up := range c.tc.uni.externalBounds(u, c.tc.uni.above) {
			out = append(out, Requirement{Type: ty, Shorter: int(up), Category: CatBoring, Span: t.span})
		}
	})
	return out, true
}
