package borrowck

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: the universal regions of a body: those that its caller chooses, and how
// they are known to relate. They are numbered first:
//
//	'static, the early-bound ones, [a closure's: those of its signature, its captures,
//	the late-bound ones of the functions around it,] the late-bound ones, the body's end
//
// In a closure the ones in brackets and before are external: what the closure asks of
// them is left to the body around it.

// universals are the universal regions of one body.
type universals struct {
	count    int // ids below it
	external int // ids below it are a closure's external ones (1 in other bodies)
	fnBody   RegionID
	env      RegionID // of a closure's environment reference; -1: none

	ids   map[types.Region]RegionID // early- and late-bound parameters, 'static
	names []types.Region            // by id: what it is to the user; zero: nameless
	// sigRegions and upvarRegions are the external regions of a closure's signature and
	// captures in the order in which they are met.
	inputs []types.Type // of the MIR's arguments, in region variables
	output types.Type
	// resume and yield are a coroutine's; nil in other bodies.
	resume, yield types.Type
	// self is a closure's own type.
	self types.Type
	// bound are the late-bound regions of the signature, by index.
	bound []RegionID

	outlives [][]bool // reflexive and transitive
}

func (u *universals) isLocal(r RegionID) bool { return int(r) >= u.external }

// fresh numbers one more universal region.
func (u *universals) fresh(name types.Region) RegionID {
	id := RegionID(u.count)
	u.count++
	u.names = append(u.names, name)
	if name != (types.Region{}) {
		if _, ok := u.ids[name]; !ok {
			u.ids[name] = id
		}
	}
	return id
}

func reVar(r RegionID) types.Region { return types.Region{Kind: types.ReVar, Index: uint32(r)} }

// newUniversals numbers the universal regions of a body.
func newUniversals(q types.Queries, in *types.Interner, body *mir.Body) *universals {
	u := &universals{ids: map[types.Region]RegionID{}, env: -1}
	u.fresh(types.Static)
	owner := body.Owner
	closure := q.Closure(owner)
	if q.DefKind(owner) != hir.KindClosure && q.DefKind(owner) != hir.KindCoroutine {
		closure = nil
	}
	root := owner
	if closure != nil {
		root = closure.Parent
	}
	generics := q.Generics(root)
	args := in.IdentityArgs(generics)
	for _, a := range args.Slice() {
		if r, ok := a.(types.Region); ok {
			u.fresh(r)
		}
	}
	u.external = u.count
	switch {
	case closure != nil:
		u.closure(q, in, closure, root, args)
	case isFn(q.DefKind(owner)):
		u.external = 1
		sig := q.FnSig(owner)
		if sig == nil {
			break
		}
		u.lateBound(owner, sig.Bound)
		open := types.OpenSig(in, sig, func(i uint32) types.Region { return u.boundVar(i) })
		for _, t := range open.Inputs {
			u.inputs = append(u.inputs, u.toVars(in, t))
		}
		u.output = u.toVars(in, open.Output)
	default:
		u.external = 1
		if t := q.TypeOf(owner); t != nil {
			u.output = u.toVars(in, t)
		}
	}
	u.fnBody = u.fresh(types.Region{})
	u.relateAll()
	return u
}

func isFn(k hir.DefKind) bool { return k == hir.KindFn || k == hir.KindAssocFn || k == hir.KindCtor }

func (u *universals) lateBound(def types.DefID, n int) {
	for i := range n {
		u.bound = append(u.bound, u.fresh(types.Region{Kind: types.ReLateParam, Def: def, Index: uint32(i)}))
	}
}

func (u *universals) boundVar(i uint32) types.Region {
	if int(i) < len(u.bound) {
		return reVar(u.bound[i])
	}
	return types.Static
}

// closure numbers the external regions of a closure and its own bound ones.
func (u *universals) closure(q types.Queries, in *types.Interner, c *types.ClosureInfo, root types.DefID, args types.Args) {
	if c.Coroutine != nil {
		u.coroutine(q, in, c.Coroutine, root, args)
		return
	}
	sig := c.Sig
	if sig != nil {
		sig = u.externalSig(in, sig)
	}
	captured := make([]types.Arg, len(c.Upvars))
	for i, t := range c.Upvars {
		captured[i] = u.externalize(in, t)
	}
	u.parentLateBound(q, root)
	u.external = u.count
	if sig == nil {
		return
	}
	u.lateBound(c.Def, sig.Bound)
	u.self = in.Closure(c.Def, u.argsToVars(in, args), in.Args(captured...))
	switch c.Kind {
	case types.KindFn, types.KindFnMut:
		if c.Async {
			u.env = u.bound[sig.Bound-1]
		} else {
			u.env = u.fresh(types.Region{})
		}
		u.inputs = append(u.inputs, in.Ref(reVar(u.env), u.self, c.Kind == types.KindFnMut))
	default:
		u.inputs = append(u.inputs, u.self)
	}
	open := types.OpenSig(in, sig, u.boundVar)
	u.inputs = append(u.inputs, open.Inputs...)
	u.output = open.Output
}

// parentLateBound numbers the late-bound regions of the function around a closure.
func (u *universals) parentLateBound(q types.Queries, root types.DefID) {
	if !isFn(q.DefKind(root)) {
		return
	}
	if s := q.FnSig(root); s != nil {
		for i := range s.Bound {
			u.fresh(types.Region{Kind: types.ReLateParam, Def: root, Index: uint32(i)})
		}
	}
}

// coroutine numbers the external regions of a coroutine: those of its signature, then of its captures.
func (u *universals) coroutine(q types.Queries, in *types.Interner, c *types.Coroutine, root types.DefID, args types.Args) {
	self := *c
	self.Args = u.argsToVars(in, args)
	self.Sig = types.MapRegionsArgs(in, c.Sig, u.externalRegion)
	self.Captured = types.MapRegionsArgs(in, c.Captured, u.externalRegion)
	u.parentLateBound(q, root)
	u.external = u.count
	u.self = in.Coroutine(self)
	u.resume, u.yield, u.output = self.Resume(), self.Yield(), self.Return()
	u.inputs = []types.Type{u.self, u.resume}
}

// externalize gives each region of a type in a closure's type a universal region of its own;
// named ones are what they are.
func (u *universals) externalize(in *types.Interner, t types.Type) types.Type {
	return types.MapRegions(in, t, u.externalRegion)
}

func (u *universals) externalRegion(r types.Region) types.Region {
	if id, ok := u.ids[r]; ok {
		return reVar(id)
	}
	return reVar(u.fresh(types.Region{}))
}

func (u *universals) externalSig(in *types.Interner, sig *types.FnSig) *types.FnSig {
	f := &types.Folder{In: in, Region: func(r types.Region, depth uint32) types.Region {
		if r.Kind == types.ReBound && r.Depth < depth {
			return r
		}
		return u.externalRegion(r)
	}}
	return f.FoldSig(sig)
}

// toVars replaces the parameters' regions by their variables.
func (u *universals) toVars(in *types.Interner, t types.Type) types.Type {
	return types.MapRegions(in, t, u.toVar)
}

func (u *universals) argsToVars(in *types.Interner, args types.Args) types.Args {
	return types.MapRegionsArgs(in, args, u.toVar)
}

func (u *universals) toVar(r types.Region) types.Region {
	if id, ok := u.ids[r]; ok {
		return reVar(id)
	}
	return r
}

// ---------- relations ----------

// relateAll makes the relation that always holds: each is itself, 'static outlives all, all
// outlive the body.
func (u *universals) relateAll() {
	u.outlives = make([][]bool, u.count)
	for i := range u.outlives {
		u.outlives[i] = make([]bool, u.count)
		u.outlives[i][i] = true
	}
	for i := range RegionID(u.count) {
		u.relate(0, i)
		u.relate(i, u.fnBody)
	}
}

// relate states that longer outlives shorter, with all that follows.
func (u *universals) relate(longer, shorter RegionID) {
	if u.outlives[longer][shorter] {
		return
	}
	for a := range u.outlives {
		if !u.outlives[a][longer] {
			continue
		}
		for b, reaches := range u.outlives[shorter] {
			if reaches {
				u.outlives[a][b] = true
			}
		}
	}
}

// known says whether longer: shorter is stated or implied.
func (u *universals) known(longer, shorter RegionID) bool { return u.outlives[longer][shorter] }

// above lists the regions that outlive r most closely; below those that r outlives.
func (u *universals) above(r RegionID) []RegionID {
	return u.parents(r, func(a, b RegionID) bool { return u.outlives[b][a] })
}

func (u *universals) below(r RegionID) []RegionID {
	return u.parents(r, func(a, b RegionID) bool { return u.outlives[a][b] })
}

// parents are the nearest regions in a direction, without those that equal r.
func (u *universals) parents(r RegionID, leads func(a, b RegionID) bool) []RegionID {
	var out []RegionID
	for b := range RegionID(u.count) {
		if b != r && leads(r, b) && !leads(b, r) {
			out = append(out, b)
		}
	}
	return nearest(out, leads)
}

// nearest leaves of a list those to which no other one leads first (rustc's pare_down).
func nearest(list []RegionID, leads func(a, b RegionID) bool) []RegionID {
	pare := func(list []RegionID) []RegionID {
		for i := 0; i < len(list); i++ {
			a := list[i]
			rest := slices.DeleteFunc(slices.Clone(list[i+1:]), func(b RegionID) bool { return leads(a, b) })
			list = append(list[:i+1:i+1], rest...)
		}
		return list
	}
	list = pare(list)
	slices.Reverse(list)
	list = pare(list)
	slices.Reverse(list)
	return list
}

// externalBounds walks from a region up or down to external ones.
func (u *universals) externalBounds(r RegionID, step func(RegionID) []RegionID) []RegionID {
	var out []RegionID
	queue := []RegionID{r}
	for len(queue) > 0 {
		at := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if !u.isLocal(at) {
			out = append(out, at)
			continue
		}
		queue = append(queue, step(at)...)
	}
	return out
}

// leastAbove is the least region that outlives both.
func (u *universals) leastAbove(a, b RegionID) RegionID {
	leads := func(a, b RegionID) bool { return u.outlives[b][a] }
	mubs := u.minimalUpper(a, b, leads)
	for len(mubs) > 1 {
		m, n := mubs[len(mubs)-1], mubs[len(mubs)-2]
		mubs = append(mubs[:len(mubs)-2], u.minimalUpper(n, m, leads)...)
	}
	if len(mubs) == 0 {
		return 0
	}
	return mubs[0]
}

func (u *universals) minimalUpper(a, b RegionID, leads func(a, b RegionID) bool) []RegionID {
	if leads(a, b) {
		return []RegionID{b}
	}
	if leads(b, a) {
		return []RegionID{a}
	}
	var out []RegionID
	for c := range RegionID(u.count) {
		if leads(a, c) && leads(b, c) {
			out = append(out, c)
		}
	}
	return nearest(out, leads)
}
