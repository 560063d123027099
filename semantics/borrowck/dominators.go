package borrowck

import (
	"slices"

	"drop-lsp/semantics/mir"
)

// This file: which blocks every way to a block leads through (Cooper, Harvey, Kennedy: "A
// Simple, Fast Dominance Algorithm"), and rustc's orders of blocks: of two errors about one
// cause the one met first is reported.

// reversePostorder visits the successors of a block from the last to the first, so that
// the blocks come out in the order of the text.
func reversePostorder(body *mir.Body) []mir.BlockID {
	type frame struct {
		b     mir.BlockID
		succs []mir.BlockID
	}
	seen := make([]bool, len(body.Blocks))
	seen[0] = true
	stack := []frame{{0, body.Successors(0)}}
	var order []mir.BlockID
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		n := len(top.succs)
		if n == 0 {
			order = append(order, top.b)
			stack = stack[:len(stack)-1]
			continue
		}
		s := top.succs[n-1]
		top.succs = top.succs[:n-1]
		if !seen[s] {
			seen[s] = true
			stack = append(stack, frame{s, body.Successors(s)})
		}
	}
	slices.Reverse(order)
	return order
}

// preorder visits a block before its successors, the last of them first.
func preorder(body *mir.Body) []mir.BlockID {
	seen := make([]bool, len(body.Blocks))
	stack := []mir.BlockID{0}
	var order []mir.BlockID
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		order = append(order, b)
		stack = append(stack, body.Successors(b)...)
	}
	return order
}

type dominators struct {
	idom  []mir.BlockID // by block; the start's is itself; NoBlock: unreachable
	order []int         // position in reverse postorder
}

func solveDominators(body *mir.Body, preds [][]mir.BlockID) *dominators {
	n := len(body.Blocks)
	d := &dominators{idom: make([]mir.BlockID, n), order: make([]int, n)}
	for i := range d.idom {
		d.idom[i] = mir.NoBlock
	}
	rpo := body.ReversePostorder()
	for i, b := range rpo {
		d.order[b] = i
	}
	d.idom[0] = 0
	for changed := true; changed; {
		changed = false
		for _, b := range rpo[1:] {
			next := mir.NoBlock
			for _, p := range preds[b] {
				switch {
				case d.idom[p] == mir.NoBlock:
				case next == mir.NoBlock:
					next = p
				default:
					next = d.meet(p, next)
				}
			}
			if next != d.idom[b] {
				d.idom[b], changed = next, true
			}
		}
	}
	return d
}

func (d *dominators) meet(a, b mir.BlockID) mir.BlockID {
	for a != b {
		for d.order[a] > d.order[b] {
			a = d.idom[a]
		}
		for d.order[b] > d.order[a] {
			b = d.idom[b]
		}
	}
	return a
}

// dominates: every way to b leads through a.
func (d *dominators) dominates(a, b mir.Location) bool {
	if a.Block == b.Block {
		return a.Stmt <= b.Stmt
	}
	at := b.Block
	for at != 0 && d.idom[at] != mir.NoBlock {
		if at = d.idom[at]; at == a.Block {
			return true
		}
	}
	return false
}
