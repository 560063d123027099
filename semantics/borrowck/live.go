package borrowck

import (
	"slices"

	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: which regions are live where. A region is live at the points where a local
// whose type holds it is use-live; where the local is only drop-live, if the drop check
// says that the drop needs it (traits.Drops); and where a statement mentions it itself.

// liveness adds the points of the locals' regions.
func (c *typeck) liveness() {
	free, returned := c.outliveFree(), c.returnedClosures()
	n := len(c.body.Locals)
	l := &localLiveness{c: c, relevant: mir.NewBitSet(2 * n), locals: make([]localRegions, n)}
	any := false
	for i, t := range c.localTypes {
		if t == nil || t.Flags()&(types.HasRegionVar|types.HasFreeRegion) == 0 && len(c.sigs) == 0 || c.boring(t, free, returned) {
			continue
		}
		any = true
		l.relevant.Insert(i)
		l.relevant.Insert(n + i)
	}
	if !any {
		return
	}
	a := liveness{n}
	results := mir.Solve(c.body, a)
	state := mir.NewBitSet(2 * n)
	for b := range c.body.Blocks {
		blk := &c.body.Blocks[b]
		state.Copy(results.States[b])
		at := mir.Location{Block: mir.BlockID(b), Stmt: len(blk.Stmts)}
		a.Terminator(state, at, &blk.Term)
		l.record(state, at)
		for at.Stmt--; at.Stmt >= 0; at.Stmt-- {
			a.Statement(state, at, &blk.Stmts[at.Stmt])
			l.record(state, at)
		}
	}
	// Backwards through the events: forwards through each block, as the cursor likes it.
	for i := len(l.dropped) - 1; i >= 0; i-- {
		l.drop(l.dropped[i].local, l.dropped[i].at)
	}
}

type dropLive struct {
	local int
	at    mir.Location
}

// localRegions are the regions that a local makes live.
type localRegions struct {
	used, dropped       []RegionID
	usedKnown, dropSeen bool
}

type localLiveness struct {
	c        *typeck
	relevant mir.BitSet
	locals   []localRegions
	dropped  []dropLive // where locals are drop-live only
	moves    *mir.MoveData
	init     *mir.Initialisedness
}

// record makes the regions of the live locals live at a point.
func (l *localLiveness) record(state mir.BitSet, loc mir.Location) {
	n := len(l.locals)
	state.Each(func(i int) {
		if !l.relevant.Has(i) {
			return
		}
		if i < n {
			l.use(i, loc)
		} else if i -= n; !state.Has(i) {
			l.dropped = append(l.dropped, dropLive{i, loc})
		}
	})
}

func (l *localLiveness) use(i int, loc mir.Location) {
	r := &l.locals[i]
	if !r.usedKnown {
		r.usedKnown = true
		r.used = l.c.regionsIn(nil, l.c.localTypes[i])
	}
	for _, id := range r.used {
		l.c.liveRegion(id, loc)
	}
}

func (l *localLiveness) drop(i int, loc mir.Location) {
	if l.init == nil {
		l.moves = mir.GatherMoves(l.c.body, l.c.info, nil)
		l.init = mir.SolveInit(l.c.body, l.moves, false)
	}
	if !maybeInit(l.init, l.moves, loc, mir.LocalID(i)) {
		return
	}
	r := &l.locals[i]
	if !r.dropSeen {
		r.dropSeen = true
		for _, a := range l.c.dropRegions(l.c.localTypes[i], loc) {
			r.dropped = l.c.regionsIn(r.dropped, a)
		}
	}
	for _, id := range r.dropped {
		l.c.liveRegion(id, loc)
	}
}

// regionsIn appends the variables of the regions that are live where an argument is: the free
// ones. Those of a closure's signature belong to its type. An alias is live where a region is
// that it is declared to outlive, if that is one alone; else where those are that it captures
// (rustc's FreeRegionsVisitor).
func (c *typeck) regionsIn(out []RegionID, a types.Arg) []RegionID {
	types.Walk(a, func(a types.Arg, depth uint32) bool {
		switch a := a.(type) {
		case types.Region:
			if id, ok := c.vid(a); ok && (a.Kind != types.ReBound || a.Depth >= depth) {
				out = append(out, id)
			}
		case *types.Closure:
			if sig := c.closureSig(a); sig != nil {
				out = c.regionsIn(out, sig)
			}
		case *types.Alias:
			if a.Flags()&types.HasBound == 0 {
				out = c.regionsOfAlias(out, a)
				return false
			}
		}
		return true
	})
	return out
}

// closureSig is the signature of a closure that this body makes, as a type; nil: of any other.
func (c *typeck) closureSig(t *types.Closure) types.Type {
	if info := c.sigs[t.Def]; info != nil && info.Sig != nil {
		return c.in.FnPtr(*info.Sig)
	}
	return nil
}

func (c *typeck) regionsOfAlias(out []RegionID, a *types.Alias) []RegionID {
	declared := c.outlivedBy(a)
	if slices.ContainsFunc(declared, func(r types.Region) bool { return r.Kind == types.ReStatic }) {
		return out
	}
	if len(declared) > 0 && !slices.ContainsFunc(declared, func(r types.Region) bool { return r != declared[0] }) {
		return c.regionsIn(out, declared[0])
	}
	for _, x := range c.captureArgs(a) {
		out = c.regionsIn(out, x)
	}
	return out
}

// outlivedBy are the regions that an alias outlives by its definition's bounds and by where clauses
// that are about that very type, whatever lifetimes they bind.
func (c *typeck) outlivedBy(a *types.Alias) []types.Region {
	var out []types.Region
	ask := func(b paramBound) {
		if r, ok := b.about(c.in, a, equalRegions); ok {
			out = append(out, r)
		}
	}
	for _, p := range c.itemOutlives(a.Def) {
		p = types.SubstPredicate(c.in, p, a.Args)
		ask(paramBound{ty: p.Ty, region: p.R1, bound: p.Bound})
	}
	for _, b := range c.bounds {
		if o, ok := b.ty.(*types.Alias); ok && b.stated && o.Def == a.Def {
			ask(b)
		}
	}
	return out
}

// maybeInit: a part of the local may be initialised before loc.
func maybeInit(init *mir.Initialisedness, moves *mir.MoveData, loc mir.Location, l mir.LocalID) bool {
	p, exact := moves.Lookup(mir.Place{Local: l})
	if !exact {
		return true
	}
	init.SeekBefore(loc)
	found := false
	moves.EachChild(p, func(m mir.MovePathID) {
		if !found {
			found, _ = init.At(m)
		}
	})
	return found
}

// dropRegions are the arguments that must be live while a value of a type may be dropped.
func (c *typeck) dropRegions(t types.Type, loc mir.Location) []types.Arg {
	at := c.at(loc)
	c.drops.Normalize = func(t types.Type) types.Type { return c.normalize(t, at) }
	var out []types.Arg
	for _, q := range c.drops.Check(t).Live {
		out = append(out, q.Arg)
	}
	return out
}

// outliveFree marks the regions that are known to outlive a universal one: they hold every
// point anyway.
func (c *typeck) outliveFree() []bool {
	n := int(c.table.Regions())
	in := make([][]RegionID, n) // by Sub
	for _, o := range c.pending {
		in[o.Sub] = append(in[o.Sub], o.Sup)
	}
	seen := make([]bool, n)
	var stack []RegionID
	for r := range RegionID(c.uni.count) {
		seen[r] = true
		stack = append(stack, r)
	}
	for len(stack) > 0 {
		r := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, s := range in[r] {
			if !seen[s] {
				seen[s] = true
				stack = append(stack, s)
			}
		}
	}
	return seen
}

// returnedClosures are those in the result's type: the regions of their signatures are the caller's.
func (c *typeck) returnedClosures() map[types.DefID]bool {
	out := map[types.DefID]bool{}
	if len(c.sigs) == 0 || c.uni.output == nil {
		return out
	}
	types.Walk(c.uni.output, func(a types.Arg, _ uint32) bool {
		if k, ok := a.(*types.Closure); ok {
			out[k.Def] = true
		}
		return true
	})
	return out
}

// boring: all regions of the type outlive a universal one.
func (c *typeck) boring(t types.Type, free []bool, returned map[types.DefID]bool) bool {
	all := true
	visit := func(r types.Region) {
		if id, ok := c.vid(r); ok && !(int(id) < len(free) && free[id]) {
			all = false
		}
	}
	types.FreeRegions(t, visit)
	if len(c.sigs) > 0 && all {
		types.Walk(t, func(a types.Arg, _ uint32) bool {
			if k, ok := a.(*types.Closure); ok && !returned[k.Def] {
				if sig := c.closureSig(k); sig != nil {
					types.FreeRegions(sig, visit)
				}
			}
			return true
		})
	}
	return all
}
