package mir

import "slices"

// This file: the graph of blocks: edges, predecessors, orders, and the passes
// that only reshape it. SimplifyCFG follows goto chains, merges a block into its
// only predecessor and removes what cannot be reached.

// EdgeKind is the kind of a control-flow edge.
type EdgeKind uint8

// The kinds of edges.
const (
	EdgeNormal EdgeKind = iota
	EdgeReturn          // a call's return: its destination is initialised on it
	EdgeUnwind
	EdgeSwitch    // Index counts the targets; the last is otherwise
	EdgeImaginary // only borrowck follows it
)

// Edge is one way out of a block.
type Edge struct {
	To    BlockID
	Kind  EdgeKind
	Index int
}

// target is a pointer to a block id in a terminator.
type target struct {
	at    *BlockID
	kind  EdgeKind
	index int
}

// targets visits the block ids of a terminator in place; set stores the terminator back.
func targets(k TermKind, visit func(target)) TermKind {
	unwind := func(u *Unwind) {
		if u.Kind == UnwindTo {
			visit(target{&u.Block, EdgeUnwind, 0})
		}
	}
	switch k := k.(type) {
	case Goto:
		visit(target{&k.Target, EdgeNormal, 0})
		return k
	case SwitchInt:
		k.Targets = slices.Clone(k.Targets)
		for i := range k.Targets {
			visit(target{&k.Targets[i], EdgeSwitch, i})
		}
		return k
	case Drop:
		visit(target{&k.Target, EdgeNormal, 0})
		unwind(&k.Unwind)
		return k
	case Call:
		if k.Target != NoBlock {
			visit(target{&k.Target, EdgeReturn, 0})
		}
		unwind(&k.Unwind)
		return k
	case Assert:
		visit(target{&k.Target, EdgeNormal, 0})
		unwind(&k.Unwind)
		return k
	case FalseEdge:
		visit(target{&k.Real, EdgeNormal, 0})
		visit(target{&k.Imaginary, EdgeImaginary, 0})
		return k
	case FalseUnwind:
		visit(target{&k.Real, EdgeNormal, 0})
		unwind(&k.Unwind)
		return k
	case Yield:
		visit(target{&k.Resume, EdgeReturn, 0})
		if k.Drop != NoBlock {
			visit(target{&k.Drop, EdgeNormal, 1})
		}
		return k
	case InlineAsm:
		k.Targets = slices.Clone(k.Targets)
		for i := range k.Targets {
			visit(target{&k.Targets[i], EdgeReturn, i})
		}
		unwind(&k.Unwind)
		return k
	case Escape:
		k.Targets = slices.Clone(k.Targets)
		for i := range k.Targets {
			visit(target{&k.Targets[i], EdgeNormal, i})
		}
		return k
	case Resume, Terminate, Return, Unreachable, CoroutineDrop:
		return k
	case nil:
		return nil
	}
	panic("mir: unknown terminator")
}

// Edges lists the ways out of a terminator, in the order of its fields.
func Edges(k TermKind) []Edge { return AppendEdges(nil, k) }

// AppendEdges is Edges behind a list: the order is that of targets, and nothing is copied.
func AppendEdges(out []Edge, k TermKind) []Edge {
	unwind := func(u Unwind) {
		if u.Kind == UnwindTo {
			out = append(out, Edge{u.Block, EdgeUnwind, 0})
		}
	}
	switch k := k.(type) {
	case Goto:
		out = append(out, Edge{k.Target, EdgeNormal, 0})
	case SwitchInt:
		for i, t := range k.Targets {
			out = append(out, Edge{t, EdgeSwitch, i})
		}
	case Drop:
		out = append(out, Edge{k.Target, EdgeNormal, 0})
		unwind(k.Unwind)
	case Call:
		if k.Target != NoBlock {
			out = append(out, Edge{k.Target, EdgeReturn, 0})
		}
		unwind(k.Unwind)
	case Assert:
		out = append(out, Edge{k.Target, EdgeNormal, 0})
		unwind(k.Unwind)
	case FalseEdge:
		out = append(out, Edge{k.Real, EdgeNormal, 0}, Edge{k.Imaginary, EdgeImaginary, 0})
	case FalseUnwind:
		out = append(out, Edge{k.Real, EdgeNormal, 0})
		unwind(k.Unwind)
	case Yield:
		out = append(out, Edge{k.Resume, EdgeReturn, 0})
		if k.Drop != NoBlock {
			out = append(out, Edge{k.Drop, EdgeNormal, 1})
		}
	case InlineAsm:
		for i, t := range k.Targets {
			out = append(out, Edge{t, EdgeReturn, i})
		}
		unwind(k.Unwind)
	case Escape:
		for i, t := range k.Targets {
			out = append(out, Edge{t, EdgeNormal, i})
		}
	case Resume, Terminate, Return, Unreachable, CoroutineDrop, nil:
	default:
		panic("mir: unknown terminator")
	}
	return out
}

// retarget leads the edges of a terminator elsewhere; one of which none moves is itself.
func retarget(k TermKind, to func(BlockID) BlockID) (out TermKind, moved bool) {
	var room [4]Edge
	for _, e := range AppendEdges(room[:0], k) {
		moved = moved || to(e.To) != e.To
	}
	if !moved {
		return k, false
	}
	return targets(k, func(t target) { *t.at = to(*t.at) }), true
}

// Successors are the blocks to which b can go.
func (body *Body) Successors(b BlockID) []BlockID { return body.appendSuccessors(nil, b) }

func (body *Body) appendSuccessors(out []BlockID, b BlockID) []BlockID {
	var room [4]Edge
	edges := AppendEdges(room[:0], body.Blocks[b].Term.Kind)
	if len(edges) > 0 {
		out = slices.Grow(out, len(edges))
	}
	for _, e := range edges {
		out = append(out, e.To)
	}
	return out
}

// Predecessors lists, for every block, the blocks that go to it; one entry an edge.
func (body *Body) Predecessors() [][]BlockID {
	n := len(body.Blocks)
	var edges []Edge
	first := make([]int, n+1) // of a block's in all
	for b := range body.Blocks {
		edges = AppendEdges(edges[:0], body.Blocks[b].Term.Kind)
		for _, e := range edges {
			first[e.To+1]++
		}
	}
	for b := range n {
		first[b+1] += first[b]
	}
	all := make([]BlockID, first[n])
	preds := make([][]BlockID, n)
	for b := range preds {
		preds[b] = all[first[b]:first[b]:first[b+1]]
	}
	for b := range body.Blocks {
		edges = AppendEdges(edges[:0], body.Blocks[b].Term.Kind)
		for _, e := range edges {
			preds[e.To] = append(preds[e.To], BlockID(b))
		}
	}
	return preds
}

// ReversePostorder lists the reachable blocks so that, loops aside, each comes after its predecessors.
func (body *Body) ReversePostorder() []BlockID {
	type frame struct {
		b        BlockID
		next, to int // of succs
	}
	if len(body.Blocks) == 0 {
		return nil
	}
	seen := make([]bool, len(body.Blocks))
	succs := make([]BlockID, 0, 2*len(body.Blocks))
	var stack []frame
	push := func(b BlockID) {
		seen[b] = true
		from := len(succs)
		succs = body.appendSuccessors(succs, b)
		stack = append(stack, frame{b, from, len(succs)})
	}
	push(0)
	post := make([]BlockID, 0, len(body.Blocks))
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next == top.to {
			post = append(post, top.b)
			stack = stack[:len(stack)-1]
			continue
		}
		s := succs[top.next]
		top.next++
		if !seen[s] {
			push(s)
		}
	}
	slices.Reverse(post)
	return post
}

// Clone copies the body so far as passes change it: locals, blocks and statement lists.
func (body *Body) Clone() *Body {
	c := *body
	c.Locals = slices.Clone(body.Locals)
	c.Blocks = slices.Clone(body.Blocks)
	for i := range c.Blocks {
		c.Blocks[i].Stmts = slices.Clone(c.Blocks[i].Stmts)
	}
	c.Exits = slices.Clone(body.Exits)
	return &c
}

// SimplifyCFG removes dead blocks and merges goto chains. Exits are moved along;
// those in removed blocks keep From.Block == NoBlock.
func SimplifyCFG(body *Body) {
	exits := body.ExitsByBlock()
	for body.collapseGotos(exits) || body.mergeBlocks(exits) {
	}
	body.stripNops()
	body.RemoveDeadBlocks()
}

// ExitsByBlock are the indices of the exits whose point lies in a block; a block without is not in it.
func (body *Body) ExitsByBlock() map[BlockID][]int {
	at := map[BlockID][]int{}
	for i := range body.Exits {
		b := body.Exits[i].From.Block
		at[b] = append(at[b], i)
	}
	return at
}

// stripNops takes out statements that do nothing. Exits keep their points.
func (body *Body) stripNops() {
	exits := body.ExitsByBlock()
	for b := range body.Blocks {
		blk := &body.Blocks[b]
		isNop := func(s Statement) bool { _, ok := s.Kind.(Nop); return ok }
		if !slices.ContainsFunc(blk.Stmts, isNop) {
			continue
		}
		at := make([]int, len(blk.Stmts)+1)
		var kept []Statement
		for i, s := range blk.Stmts {
			at[i] = len(kept)
			if !isNop(s) {
				kept = append(kept, s)
			}
		}
		at[len(blk.Stmts)] = len(kept)
		blk.Stmts = kept
		for _, i := range exits[BlockID(b)] {
			if f := &body.Exits[i].From; f.Stmt < len(at) {
				f.Stmt = at[f.Stmt]
			}
		}
	}
}

// collapseGotos leads every edge past empty blocks that only go on.
func (body *Body) collapseGotos(exits map[BlockID][]int) bool {
	changed := false
	endOfChain := func(b BlockID) BlockID { return body.endOfChain(b, exits) }
	for b := range body.Blocks {
		t := &body.Blocks[b].Term
		if kind, moved := retarget(t.Kind, endOfChain); moved {
			t.Kind, changed = kind, true
		}
		// A switch all of whose targets are one block is a goto.
		if s, ok := t.Kind.(SwitchInt); ok && s.On.Kind != Move && allSame(s.Targets) {
			t.Kind = Goto{s.Targets[0]}
			changed = true
		}
	}
	return changed
}

// endOfChain is the first block after b that does something; b itself in an empty loop.
func (body *Body) endOfChain(b BlockID, exits map[BlockID][]int) BlockID {
	at := b
	for range body.Blocks {
		blk := &body.Blocks[at]
		g, ok := blk.Term.Kind.(Goto)
		if !ok || len(blk.Stmts) > 0 || len(exits[at]) > 0 {
			return at
		}
		at = g.Target
		if at == b {
			return b
		}
	}
	return at
}

func allSame(bs []BlockID) bool {
	for _, b := range bs {
		if b != bs[0] {
			return false
		}
	}
	return len(bs) > 0
}

// mergeBlocks joins every goto with its target where no other edge leads there.
func (body *Body) mergeBlocks(exits map[BlockID][]int) bool {
	count := make([]int, len(body.Blocks))
	count[0] = 1 // the start is entered from outside
	order := body.ReversePostorder()
	for _, b := range order {
		for _, s := range body.Successors(b) {
			count[s]++
		}
	}
	changed := false
	gone := make([]bool, len(body.Blocks))
	for _, b := range order {
		if gone[b] {
			continue
		}
		for {
			blk := &body.Blocks[b]
			g, ok := blk.Term.Kind.(Goto)
			if !ok || count[g.Target] != 1 || g.Target == b || g.Target == 0 || body.Blocks[g.Target].Cleanup != blk.Cleanup {
				break
			}
			body.absorb(b, g.Target, exits)
			gone[g.Target] = true
			changed = true
		}
	}
	return changed
}

// absorb appends block s to block b; s becomes unreachable.
func (body *Body) absorb(b, s BlockID, exits map[BlockID][]int) {
	at := len(body.Blocks[b].Stmts)
	if moved := exits[s]; len(moved) > 0 {
		for _, i := range moved {
			f := &body.Exits[i].From
			f.Block, f.Stmt = b, f.Stmt+at
		}
		exits[b] = append(exits[b], moved...)
		delete(exits, s)
	}
	into, from := &body.Blocks[b], &body.Blocks[s]
	into.Stmts = append(into.Stmts, from.Stmts...)
	into.Term = from.Term
	*from = Block{Term: Terminator{Span: from.Term.Span, Kind: Unreachable{}}, Cleanup: from.Cleanup}
}

// RemoveDeadBlocks drops blocks that cannot be reached, all but one of those that are empty
// and unreachable by themselves, and renumbers the others in their order.
func (body *Body) RemoveDeadBlocks() {
	live := make([]bool, len(body.Blocks))
	for _, b := range body.ReversePostorder() {
		live[b] = true
	}
	to := make([]BlockID, len(body.Blocks))
	kept := body.Blocks[:0]
	unreachable, exits := NoBlock, body.ExitsByBlock()
	for b := range live {
		to[b] = NoBlock
		if live[b] && len(exits[BlockID(b)]) == 0 && body.emptyUnreachable(BlockID(b)) {
			if unreachable != NoBlock {
				to[b] = unreachable
				continue
			}
			unreachable = BlockID(len(kept))
		}
		if live[b] {
			to[b] = BlockID(len(kept))
			kept = append(kept, body.Blocks[b])
		}
	}
	body.Blocks = kept
	for b := range kept {
		t := &kept[b].Term
		t.Kind, _ = retarget(t.Kind, func(b BlockID) BlockID { return to[b] })
	}
	for i := range body.Exits {
		if f := &body.Exits[i].From; f.Block != NoBlock {
			f.Block = to[f.Block]
		}
	}
}

func (body *Body) emptyUnreachable(b BlockID) bool {
	blk := &body.Blocks[b]
	_, ok := blk.Term.Kind.(Unreachable)
	return ok && b != 0 && len(blk.Stmts) == 0 && !blk.Cleanup
}

// CleanupPostBorrowck takes out what only borrowck reads: false edges, fake reads, ascriptions;
// whether a cast of pointers was a coercion does not matter any more.
func CleanupPostBorrowck(body *Body) {
	for b := range body.Blocks {
		blk := &body.Blocks[b]
		for i := range blk.Stmts {
			switch k := blk.Stmts[i].Kind.(type) {
			case FakeRead, Ascribe, BackwardIncompatibleDrop:
				blk.Stmts[i].Kind = Nop{}
			case Assign:
				switch r := k.Rvalue.(type) {
				case Ref:
					if r.Kind == FakeShallow || r.Kind == FakeDeep {
						blk.Stmts[i].Kind = Nop{}
					}
				case Cast:
					if r.Kind == CastMutToConst || r.Kind == CastArrayToPointer {
						r.Kind = CastMisc
						k.Rvalue = r
						blk.Stmts[i].Kind = k
					}
				}
			}
		}
		switch k := blk.Term.Kind.(type) {
		case FalseEdge:
			blk.Term.Kind = Goto{k.Real}
		case FalseUnwind:
			blk.Term.Kind = Goto{k.Real}
		}
	}
}

// AddCallGuards puts a block on every return edge of a call that can unwind into
// clean-up and whose target has other predecessors: drop flags are set there.
func AddCallGuards(body *Body) {
	count := make([]int, len(body.Blocks))
	for b := range body.Blocks {
		for _, s := range body.Successors(BlockID(b)) {
			count[s]++
		}
	}
	for b := range count {
		c, ok := body.Blocks[b].Term.Kind.(Call)
		if !ok || c.Target == NoBlock || c.Unwind.Kind != UnwindTo && c.Unwind.Kind != UnwindTerminate || count[c.Target] < 2 {
			continue
		}
		span := body.Blocks[b].Term.Span
		body.Blocks = append(body.Blocks, Block{Term: Terminator{Span: span, Kind: Goto{c.Target}}, Cleanup: body.Blocks[b].Cleanup})
		c.Target = BlockID(len(body.Blocks) - 1)
		body.Blocks[b].Term.Kind = c
	}
}
