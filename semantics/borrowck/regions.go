package borrowck

import (
	"slices"

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

// The categories.
const (
	CatInternal Category = iota
	CatBoringNoLocation
	CatBoring
	CatOpaque
	CatPredicate
	CatAssignment
	CatCopyBound
	CatSizedBound
	CatUsage
	CatCast
	CatCallArgument
	CatAnnotation // an ascription, a declaration's type
	CatGenericArg // a turbofish
	CatClosureUpvar
	CatYield
	CatReturn
	CatUseAsConst
	CatUseAsStatic
	CatUnnameable // 'r: 'static, because 'r would have to hold a placeholder that it cannot name
)

// Reason is a category with what it is about.
type Reason struct {
	Category Category
	// Callee is the function that a CatCallArgument is about, regions erased.
	Callee types.Type
	// Upvar is the field of a CatClosureUpvar; of a CatReturn: the captured variable + 1.
	Upvar int
	// UnsizeTo is the target of an unsizing CatCast, Implicit: not written as a cast.
	UnsizeTo types.Type
	Implicit bool
	// Placeholder, of a CatUnnameable: what to explain instead is the way to this region.
	Placeholder RegionID
	// Where is the definition that states a CatPredicate, as its Pred-th; zero: it is implied.
	Where types.DefID
	Pred  int
}

// Outlives is the constraint `Sup: Sub`, with the reason for it.
type Outlives struct {
	Sup, Sub RegionID
	Reason
	Span source.Span
	// Location is the point where it arises; AllPoints: it holds everywhere (a where clause, a signature).
	Location  mir.Location
	AllPoints bool
	// Via is the invariant position that asked for it; no type: none.
	Via types.Invariance
	// FromClosure: a closure's body left it to this one.
	FromClosure bool
}

// regionGraph is the set of constraints of one body.
type regionGraph struct {
	universal   int // the regions below this id are universal
	regions     int
	constraints []Outlives
	out         [][]int // by Sup: indices into constraints
	// placeholders stand for any region of a binder that was opened; universeOf says which
	// placeholders a region can name.
	placeholders []RegionID
	universeOf   func(RegionID) uint32
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
	sets   []mir.BitSet // by component: points, then the ends of universal regions, then placeholders
	reps   []RegionID   // by component; nil: not asked yet
}

// infer solves the constraints. live holds, by region, the points at which it is live
// (nil: nowhere); a universal region holds every point and its own end, a placeholder itself.
func (g *regionGraph) infer(points int, live func(RegionID) mir.BitSet) *regionValues {
	g.limitPlaceholders()
	of, n := g.components()
	v := &regionValues{graph: g, points: points, scc: of, sets: make([]mir.BitSet, n)}
	for i := range v.sets {
		v.sets[i] = mir.NewBitSet(points + g.universal + len(g.placeholders))
	}
	for r := range g.regions {
		set := v.sets[of[r]]
		if r < g.universal {
			for p := range points {
				set.Insert(p)
			}
			set.Insert(points + r)
		}
		if live != nil {
			live(RegionID(r)).Each(set.Insert)
		}
	}
	for i, r := range g.placeholders {
		v.sets[of[r]].Insert(points + g.universal + i)
	}
	for c, ms := range g.members(of, n) {
		for _, r := range ms {
			for _, e := range g.out[r] {
				if sub := of[g.constraints[e].Sub]; int(sub) != c {
					v.sets[c].Union(v.sets[sub])
				}
			}
		}
	}
	return v
}

func (g *regionGraph) members(of []int32, n int) [][]RegionID {
	members := make([][]RegionID, n)
	for r := range g.regions {
		members[of[r]] = append(members[of[r]], RegionID(r))
	}
	return members
}

// limitPlaceholders makes every component of regions that would have to hold a placeholder of
// a universe that it cannot name outlive 'static: only that is certain to outlive the placeholder.
func (g *regionGraph) limitPlaceholders() {
	if len(g.placeholders) == 0 {
		return
	}
	of, n := g.components()
	reached := make([]universes, n)
	for i := range reached {
		reached[i].named = ^uint32(0)
	}
	for r := range RegionID(g.regions) {
		reached[of[r]].name(g.universe(r), r)
	}
	for _, r := range g.placeholders {
		reached[of[r]].hold(g.universe(r), r)
	}
	static := of[0]
	for c, ms := range g.members(of, n) {
		u := &reached[c]
		for _, r := range ms {
			for _, e := range g.out[r] {
				sub := &reached[of[g.constraints[e].Sub]]
				u.name(sub.named, sub.namer)
				u.hold(sub.held, sub.holder)
			}
		}
		if int32(c) == static || u.held <= u.named {
			continue
		}
		why := Reason{Category: CatUnnameable, Placeholder: u.holder}
		if ms[0] == u.holder {
			why.Placeholder = u.namer
		}
		g.add(Outlives{Sup: ms[0], Sub: 0, Reason: why, AllPoints: true})
	}
}

// universes is what a component of regions reaches: the least universe of its regions, beyond
// which it can name nothing, and the greatest of a placeholder (0: none), each with its region.
type universes struct {
	named, held   uint32
	namer, holder RegionID
}

func (u *universes) name(n uint32, r RegionID) {
	if n < u.named || n == u.named && r < u.namer {
		u.named, u.namer = n, r
	}
}

func (u *universes) hold(n uint32, r RegionID) {
	if n > u.held || n > 0 && n == u.held && r > u.holder {
		u.held, u.holder = n, r
	}
}

func (g *regionGraph) universe(r RegionID) uint32 {
	if g.universeOf == nil {
		return 0
	}
	return g.universeOf(r)
}

// contains reports whether a region holds a point.
func (v *regionValues) contains(r RegionID, point int) bool { return v.sets[v.scc[r]].Has(point) }

// outlivesEnd reports whether a region holds the end of a universal region.
func (v *regionValues) outlivesEnd(r, universal RegionID) bool {
	return v.sets[v.scc[r]].Has(v.points + int(universal))
}

// ends calls f with every universal region whose end a region holds, ascending.
func (v *regionValues) ends(r RegionID, f func(RegionID)) {
	set := v.sets[v.scc[r]]
	for u := range v.graph.universal {
		if set.Has(v.points + u) {
			f(RegionID(u))
		}
	}
}

// placeholderIn is the first placeholder that a region holds, other than not.
func (v *regionValues) placeholderIn(r, not RegionID) (RegionID, bool) {
	set := v.sets[v.scc[r]]
	for i, p := range v.graph.placeholders {
		if p != not && set.Has(v.points+v.graph.universal+i) {
			return p, true
		}
	}
	return 0, false
}

// representative is the least member of a region's component, a universal one if there is one.
func (v *regionValues) representative(r RegionID) RegionID {
	if v.reps == nil {
		v.reps = make([]RegionID, len(v.sets))
		for i := range v.reps {
			v.reps[i] = -1
		}
		for m := range RegionID(v.graph.regions) {
			if c := v.scc[m]; v.reps[c] < 0 {
				v.reps[c] = m
			}
		}
	}
	return v.reps[v.scc[r]]
}

// path is the shortest chain of constraints from a region to one that target accepts,
// the earlier constraint first where two are equally short. 'static outlives every region.
// Constraints from opaque types are used only if there is no other way. named leaves out what
// was added for placeholders that cannot be named.
func (g *regionGraph) path(from RegionID, target func(RegionID) bool) ([]Outlives, RegionID, bool) {
	return g.shortest(from, target, false)
}

func (g *regionGraph) shortest(from RegionID, target func(RegionID) bool, named bool) ([]Outlives, RegionID, bool) {
	for _, opaque := range []bool{false, true} {
		if p, r, ok := g.pathVia(from, target, opaque, named); ok {
			return p, r, true
		}
	}
	return nil, 0, false
}

func (g *regionGraph) pathVia(from RegionID, target func(RegionID) bool, opaque, named bool) ([]Outlives, RegionID, bool) {
	const unseen, start, static = -1, -2, -3
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
			at := r
			for via[at] != start {
				c := Outlives{Sup: 0, Sub: at, AllPoints: true}
				if via[at] != static {
					c = g.constraints[via[at]]
				}
				path = append(path, c)
				at = c.Sup
			}
			slices.Reverse(path)
			return path, r, true
		}
		if r == 0 {
			for to := range RegionID(g.regions) {
				if via[to] == unseen {
					via[to] = static
					queue = append(queue, to)
				}
			}
			continue
		}
		for _, e := range g.out[r] {
			c := &g.constraints[e]
			if via[c.Sub] != unseen || c.Category == CatOpaque && !opaque || named && c.Category == CatUnnameable {
				continue
			}
			via[c.Sub] = e
			queue = append(queue, c.Sub)
		}
	}
	return nil, 0, false
}
