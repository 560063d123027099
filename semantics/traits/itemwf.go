package traits

import "drop-lsp/semantics/types"

// This file: what the well-formedness of an item asks of its regions. Its obligations are
// solved with regions kept apart, and the `T: 'r` that remain are decided by what the item
// may assume (rustc's wfcheck and its lexical region resolution).

// Unmet is a parameter or alias that need not outlive a region as an obligation asks.
type Unmet struct {
	Cause   int
	Generic types.Type
	Region  types.Region
}

// ItemRegions are the outlives obligations of an item that do not hold, given its where clauses
// (env) and what its types imply. ok is false if an obligation fails otherwise, or is not known.
func ItemRegions(env *Env, implied []types.Predicate, obligations []Obligation) (unmet []Unmet, ok bool) {
	table := types.NewTable(env.Q.Interner().NewArena())
	table.TrackRegions = true
	table.Variances = env.Q.Variances
	c := &Ctx{Q: env.Q, Env: env, Table: table}
	f := NewFulfill(c)
	for _, o := range obligations {
		p, nested := c.NormalizePredicate(o.Pred)
		f.Register(p, o.Cause)
		for _, n := range nested {
			f.Register(n, -1) // asked by itself, where the projection stands
		}
	}
	f.Select()
	if f.Unsure || f.overflown || len(f.Failed) > 0 || len(f.Pending()) > 0 {
		return nil, false
	}
	known := c.outlivesParts(append(implied[:len(implied):len(implied)], env.Preds...))
	d := regionDecider{known: known}
	out := &OutlivesEnv{Ctx: c, Known: known}
	equal := c.equalRegions(0)
	for _, o := range table.Outlives {
		f.Outlives = append(f.Outlives, Obligation{Pred: types.Predicate{Kind: types.PredRegionOutlives, R1: o.Longer, R2: o.Shorter}})
	}
	for _, o := range f.Outlives {
		if o.Pred.Bound > 0 {
			continue
		}
		p := equal.FoldPredicate(c.resolvePredicate(o.Pred))
		if p.Kind == types.PredRegionOutlives {
			if d.apart(p.R1, p.R2) {
				return nil, true // rustc says only that (E0478, E0491)
			}
			continue
		}
		t, nested := c.Normalize(p.Ty)
		if len(nested) > 0 || p.R1.Kind == types.ReVar {
			continue
		}
		regions, tests, sure := out.TypeOutlives(t, p.R1)
		for _, r := range regions {
			if d.apart(r.Longer, r.Shorter) {
				return nil, true
			}
		}
		if !sure || o.Cause < 0 {
			continue
		}
		for _, x := range tests {
			if d.free(x.Region) && !d.holds(&x.Verify, x.Generic, x.Region) {
				unmet = append(unmet, Unmet{o.Cause, x.Generic, x.Region})
			}
		}
	}
	return unmet, true
}

// outlivesParts adds what known `Vec<T>: 'a` say of their parts.
func (c *Ctx) outlivesParts(known []types.Predicate) []types.Predicate {
	for _, p := range known {
		if p.Kind != types.PredTypeOutlives || p.Bound > 0 {
			continue
		}
		for _, x := range c.Components(p.Ty) {
			switch x.Kind {
			case ComponentRegion:
				known = append(known, types.Predicate{Kind: types.PredRegionOutlives, R1: x.Region, R2: p.R1})
			case ComponentParam, ComponentAlias:
				known = append(known, typeOutlives(x.Type, p.R1))
			}
		}
	}
	return known
}

// regionDecider decides between the free regions of an item.
type regionDecider struct{ known []types.Predicate }

func (d *regionDecider) free(r types.Region) bool {
	return r.Kind == types.ReStatic || r.Kind == types.ReEarlyParam || r.Kind == types.ReLateParam
}

// apart: two free regions of which the first need not outlive the second.
func (d *regionDecider) apart(longer, shorter types.Region) bool {
	return d.free(longer) && d.free(shorter) && !d.outlives(longer, shorter)
}

// holds: what cannot be told holds.
func (d *regionDecider) holds(v *Verify, generic types.Type, r types.Region) bool {
	switch v.Kind {
	case VerifyOutlivedBy:
		return d.outlives(v.Region, r)
	case VerifyIfEq:
		return v.Pred.Bound > 0 || v.Pred.Ty != generic || d.outlives(v.Pred.R1, r)
	case VerifyAny:
		for i := range v.Sub {
			if d.holds(&v.Sub[i], generic, r) {
				return true
			}
		}
		return false
	case VerifyAll:
		for i := range v.Sub {
			if !d.holds(&v.Sub[i], generic, r) {
				return false
			}
		}
		return true
	}
	return false
}

// outlives says whether one region outlives another by what is known.
func (d *regionDecider) outlives(longer, shorter types.Region) bool {
	if !d.free(longer) || longer.Kind == types.ReStatic {
		return true
	}
	seen := map[types.Region]bool{longer: true}
	queue := []types.Region{longer}
	for len(queue) > 0 {
		r := queue[0]
		queue = queue[1:]
		if r == shorter || r.Kind == types.ReStatic {
			return true
		}
		for _, p := range d.known {
			if p.Kind == types.PredRegionOutlives && p.R1 == r && !seen[p.R2] {
				seen[p.R2] = true
				queue = append(queue, p.R2)
			}
		}
	}
	return false
}
