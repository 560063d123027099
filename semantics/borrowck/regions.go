package borrowck

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the inference of regions. A region's value is the set of points of
// the body at which it must be valid, together with the universal regions whose
// end it must reach. `'a: 'b` says that 'a holds all that 'b holds. The least
// solution is found on the strongly connected components of the constraint graph,
// each after those that it outlives.
//
//	'1: {p3}   '2: '1   '3: '2   ⇒ all three hold p3
//
// A universal region that comes to hold the end of another, without a relation
// that the signature states, is an error; the shortest chain of constraints from
// one to the other is what the message is about.

// RegionID indexes the regions of a body. The universal ones come first, 'static is 0.
type RegionID int32

// Category says why an outlives constraint is there, in rustc's terms, for explanations.
type Category uint8

// The categories, the more interesting for a reader the further down.
const (
	CatInternal Category = iota
	CatBoring
	CatOpaque
	CatPredicate
	CatAssignment
	CatCopyBound
	CatSizedBound
	CatUsage
	CatCast
	CatCallArgument
	CatAnnotation
	CatClosureUpvar
	CatYield
	CatReturn
	CatUseAsConst
	CatUseAsStatic
)

// Outlives is the constraint `Sup: Sub`, with the reason for it.
type Outlives struct {
	Sup, Sub RegionID
	Category Category
	Span     source.Span
	// Location is the point where it arises; AllPoints: it holds everywhere (a where clause, a signature).
	Location  mir.Location
	AllPoints bool
	// Param is what a CatCallArgument or CatClosureUpvar is about.
	Param types.Type
}

// regionGraph is the set of constraints of one body.
type regionGraph struct {
	universal   int // the regions below this id are universal
	regions     int
	constraints []Outlives
	out         [][]int // by Sup: indices into constraints
}

func newRegionGraph(universal, regions int) *regionGraph {
	return &regionGraph{universal: universal, regions: regions, out: make([][]int, regions)}
}

// fresh adds an existential region.
func (g *regionGraph) fresh() RegionID {
	g.regions++
	g.out = append(g.out, nil)
	return RegionID(g.regions - 1)
}

// add adds a constraint; one that says `'a: 'a` is left out.
func (g *regionGraph) add(c Outlives) {
	if c.Sup == c.Sub {
		return
	}
	g.out[c.Sup] = append(g.out[c.Sup], len(g.constraints))
	g.constraints = append(g.constraints, c)
}

// components numbers the strongly connected components so that each outlives only
// components of smaller numbers (Tarjan's algorithm, with a stack of its own).
func (g *regionGraph) components() (of []int32, count int) {
	const unseen = -1
	of = make([]int32, g.regions)
	low := make([]int32, g.regions)
	index := make([]int32, g.regions)
	for i := range of {
		of[i], index[i] = unseen, unseen
	}
	type frame struct {
		region RegionID
		edge   int
	}
	var stack []RegionID
	next := int32(0)
	for root := range RegionID(g.regions) {
		if index[root] != unseen {
			continue
		}
		frames := []frame{{region: root}}
		for len(frames) > 0 {
			f := &frames[len(frames)-1]
			r := f.region
			if f.edge == 0 && index[r] == unseen {
				index[r], low[r] = next, next
				next++
				stack = append(stack, r)
			}
			if f.edge < len(g.out[r]) {
				to := g.constraints[g.out[r][f.edge]].Sub
				f.edge++
				switch {
				case index[to] == unseen:
					frames = append(frames, frame{region: to})
				case of[to] == unseen:
					low[r] = min(low[r], index[to])
				}
				continue
			}
			frames = frames[:len(frames)-1]
			if len(frames) > 0 {
				up := frames[len(frames)-1].region
				low[up] = min(low[up], low[r])
			}
			if low[r] != index[r] {
				continue
			}
			for {
				m := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				of[m] = int32(count)
				if m == r {
					break
				}
			}
			count++
		}
	}
	return of, count
}

// regionValues is the least solution.
type regionValues struct {
	graph  *regionGraph
	points int
	scc    []int32
	sets   []mir.BitSet // by component: points, then the ends of universal regions
}

// infer solves the constraints. live holds, by region, the points at which it is live
// (nil: nowhere); a universal region holds every point and its own end.
func (g *regionGraph) infer(points int, live [][]int) *regionValues {
	of, n := g.components()
	v := &regionValues{graph: g, points: points, scc: of, sets: make([]mir.BitSet, n)}
	for i := range v.sets {
		v.sets[i] = mir.NewBitSet(points + g.universal)
	}
	for r := range g.regions {
		set := v.sets[of[r]]
		if r < g.universal {
			for p := range points {
				set.Insert(p)
			}
			set.Insert(points + r)
		}
		if r < len(live) {
			for _, p := range live[r] {
				set.Insert(p)
			}
		}
	}
	members := make([][]RegionID, n)
	for r := range g.regions {
		members[of[r]] = append(members[of[r]], RegionID(r))
	}
	for c := range n {
		for _, r := range members[c] {
			for _, e := range g.out[r] {
				if sub := of[g.constraints[e].Sub]; int(sub) != c {
					v.sets[c].Union(v.sets[sub])
				}
			}
		}
	}
	return v
}

// contains reports whether a region holds a point.
func (v *regionValues) contains(r RegionID, point int) bool { return v.sets[v.scc[r]].Has(point) }

// outlivesEnd reports whether a region holds the end of a universal region.
func (v *regionValues) outlivesEnd(r, universal RegionID) bool {
	return v.sets[v.scc[r]].Has(v.points + int(universal))
}

// universalError is a universal region that must outlive another without a stated relation.
type universalError struct {
	Longer, Shorter RegionID
	Path            []Outlives // from Longer to Shorter
}

// universalErrors finds them. known says which relations the signature states or implies
// (longer, shorter); it is asked for its transitive closure. 'static outlives everything.
func (v *regionValues) universalErrors(known func(longer, shorter RegionID) bool) []universalError {
	var errs []universalError
	for longer := RegionID(1); int(longer) < v.graph.universal; longer++ {
		for shorter := range RegionID(v.graph.universal) {
			if longer != shorter && v.outlivesEnd(longer, shorter) && !known(longer, shorter) {
				path, _ := v.graph.path(longer, func(r RegionID) bool { return r == shorter })
				errs = append(errs, universalError{longer, shorter, path})
			}
		}
	}
	return errs
}

// path is the shortest chain of constraints from a region to one that target accepts,
// the earlier constraint first where two are equally short.
func (g *regionGraph) path(from RegionID, target func(RegionID) bool) ([]Outlives, bool) {
	const unseen, start = -1, -2
	via := make([]int, g.regions)
	for i := range via {
		via[i] = unseen
	}
	via[from] = start
	queue := []RegionID{from}
	for len(queue) > 0 {
		r := queue[0]
		queue = queue[1:]
		if target(r) {
			var path []Outlives
			for via[r] != start {
				c := g.constraints[via[r]]
				path = append(path, c)
				r = c.Sup
			}
			for i, j := 0, len(path)-1; i < j; i, j = i+1, j-1 {
				path[i], path[j] = path[j], path[i]
			}
			return path, true
		}
		for _, e := range g.out[r] {
			if to := g.constraints[e].Sub; via[to] == unseen {
				via[to] = e
				queue = append(queue, to)
			}
		}
	}
	return nil, false
}
