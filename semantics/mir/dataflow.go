package mir

import "math/bits"

// This file: the dataflow framework. An Analysis says what statements,
// terminators and edges do to a dense bit set; Solve joins (by union) until
// nothing changes; a Cursor answers at any Location by running a block again from
// its entry. Forward example: for `_1 = D; if c { drop(_1) }` maybe-init holds
// {_1} at the entry of both branches and, joined, after them.

// BitSet is a dense set of small integers.
type BitSet []uint64

// NewBitSet has room for n members.
func NewBitSet(n int) BitSet { return make(BitSet, (n+63)/64) }

// Has says whether i is a member.
func (s BitSet) Has(i int) bool { return s[i>>6]&(1<<(i&63)) != 0 }

// Insert adds i.
func (s BitSet) Insert(i int) { s[i>>6] |= 1 << (i & 63) }

// Remove takes i out.
func (s BitSet) Remove(i int) { s[i>>6] &^= 1 << (i & 63) }

// Clear empties the set.
func (s BitSet) Clear() { clear(s) }

// Copy makes s equal to t.
func (s BitSet) Copy(t BitSet) { copy(s, t) }

// Union adds t's members and says whether s grew.
func (s BitSet) Union(t BitSet) bool {
	grew := false
	for i, w := range t {
		if w&^s[i] != 0 {
			s[i] |= w
			grew = true
		}
	}
	return grew
}

// Count is the number of members.
func (s BitSet) Count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// Each calls f with every member, ascending.
func (s BitSet) Each(f func(int)) {
	for i, w := range s {
		for w != 0 {
			f(i<<6 + bits.TrailingZeros64(w))
			w &= w - 1
		}
	}
}

// Analysis is one dataflow problem over sets joined by union.
type Analysis interface {
	// Bits is the size of the domain.
	Bits() int
	Backward() bool
	// Boundary fills the state on entry (forward), or where control leaves the body (backward).
	Boundary(BitSet)
	Statement(BitSet, Location, *Statement)
	Terminator(BitSet, Location, *Terminator)
	// Edge is the effect of one way out of block; false: the edge is never taken.
	Edge(state BitSet, block BlockID, term *Terminator, e Edge) bool
}

// Results are the fixpoint: the state at each block's entry (forward) or exit (backward).
type Results struct {
	Body     *Body
	Analysis Analysis
	States   []BitSet
	Reached  []bool // forward: whether any edge that is taken leads to the block
}

// Solve runs the analysis to its fixpoint.
func Solve(body *Body, a Analysis) *Results {
	n := len(body.Blocks)
	r := &Results{Body: body, Analysis: a, States: make([]BitSet, n), Reached: make([]bool, n)}
	words := (a.Bits() + 63) / 64
	all := make(BitSet, n*words)
	for i := range r.States {
		r.States[i] = all[i*words : (i+1)*words : (i+1)*words]
	}
	if a.Backward() {
		r.solveBackward()
	} else {
		r.solveForward()
	}
	return r
}

// everywhere is an analysis that has no state for "not reached": the blocks to which only
// edges lead that it does not take still have their effects, from an empty state on. So it
// is in rustc for MaybeUninitializedPlaces; MaybeInitializedPlaces is a MaybeReachable.
type everywhere interface{ Everywhere() bool }

func (r *Results) solveForward() {
	order := r.Body.ReversePostorder()
	if len(order) == 0 {
		return
	}
	state, edge := NewBitSet(r.Analysis.Bits()), NewBitSet(r.Analysis.Bits())
	var edges []Edge
	dirty := make([]bool, len(r.States))
	if a, ok := r.Analysis.(everywhere); ok && a.Everywhere() {
		for _, b := range order {
			dirty[b] = true
		}
	}
	dirty[0], r.Reached[0] = true, true
	r.Analysis.Boundary(r.States[0])
	for again := true; again; {
		again = false
		for _, b := range order {
			if !dirty[b] {
				continue
			}
			dirty[b] = false
			state.Copy(r.States[b])
			blk := &r.Body.Blocks[b]
			for i := range blk.Stmts {
				r.Analysis.Statement(state, Location{b, i}, &blk.Stmts[i])
			}
			before := state
			r.Analysis.Terminator(state, Location{b, len(blk.Stmts)}, &blk.Term)
			edges = AppendEdges(edges[:0], blk.Term.Kind)
			for _, e := range edges {
				edge.Copy(before)
				if !r.Analysis.Edge(edge, b, &blk.Term, e) {
					continue
				}
				reached := r.Reached[b] && !r.Reached[e.To]
				if r.States[e.To].Union(edge) || reached {
					r.Reached[e.To] = r.Reached[e.To] || reached
					dirty[e.To], again = true, true
				}
			}
		}
	}
}

func (r *Results) solveBackward() {
	order := r.Body.ReversePostorder()
	preds := r.Body.Predecessors()
	entry := make([]BitSet, len(r.States))
	for i := range entry {
		entry[i] = NewBitSet(r.Analysis.Bits())
	}
	tmp := NewBitSet(r.Analysis.Bits())
	var edges []Edge
	dirty := make([]bool, len(r.States))
	for _, b := range order {
		dirty[b], r.Reached[b] = true, true
	}
	for again := true; again; {
		again = false
		for i := len(order) - 1; i >= 0; i-- {
			b := order[i]
			if !dirty[b] {
				continue
			}
			dirty[b] = false
			blk := &r.Body.Blocks[b]
			out := r.States[b]
			edges = AppendEdges(edges[:0], blk.Term.Kind)
			if len(edges) == 0 {
				r.Analysis.Boundary(out)
			}
			for _, e := range edges {
				tmp.Copy(entry[e.To])
				if r.Analysis.Edge(tmp, b, &blk.Term, e) {
					out.Union(tmp)
				}
			}
			tmp.Copy(out)
			r.Analysis.Terminator(tmp, Location{b, len(blk.Stmts)}, &blk.Term)
			for s := len(blk.Stmts) - 1; s >= 0; s-- {
				r.Analysis.Statement(tmp, Location{b, s}, &blk.Stmts[s])
			}
			if entry[b].Union(tmp) {
				for _, p := range preds[b] {
					dirty[p], again = true, true
				}
			}
		}
	}
}

// Cursor walks results to a Location. Seeking forward in one block is cheap.
type Cursor struct {
	r     *Results
	state BitSet
	at    Location // forward: state is before at; backward: state is before at in program order
	valid bool
}

// Cursor makes a cursor over the results.
func (r *Results) Cursor() *Cursor {
	return &Cursor{r: r, state: NewBitSet(r.Analysis.Bits())}
}

// SeekBefore moves to just before the statement or terminator at loc. The set belongs to the cursor.
func (c *Cursor) SeekBefore(loc Location) BitSet {
	blk := &c.r.Body.Blocks[loc.Block]
	if c.r.Analysis.Backward() {
		c.state.Copy(c.r.States[loc.Block])
		c.r.Analysis.Terminator(c.state, Location{loc.Block, len(blk.Stmts)}, &blk.Term)
		for s := len(blk.Stmts) - 1; s >= loc.Stmt; s-- {
			c.r.Analysis.Statement(c.state, Location{loc.Block, s}, &blk.Stmts[s])
		}
		return c.state
	}
	if !c.valid || c.at.Block != loc.Block || c.at.Stmt > loc.Stmt {
		c.state.Copy(c.r.States[loc.Block])
		c.at, c.valid = Location{loc.Block, 0}, true
	}
	for ; c.at.Stmt < loc.Stmt && c.at.Stmt < len(blk.Stmts); c.at.Stmt++ {
		c.r.Analysis.Statement(c.state, c.at, &blk.Stmts[c.at.Stmt])
	}
	return c.state
}

// SeekEdge is the state on one way out of a block; false when it is never taken (forward only).
func (c *Cursor) SeekEdge(b BlockID, e Edge) (BitSet, bool) {
	blk := &c.r.Body.Blocks[b]
	loc := Location{b, len(blk.Stmts)}
	c.SeekBefore(loc)
	c.valid = false
	c.r.Analysis.Terminator(c.state, loc, &blk.Term)
	return c.state, c.r.Reached[b] && c.r.Analysis.Edge(c.state, b, &blk.Term, e)
}
