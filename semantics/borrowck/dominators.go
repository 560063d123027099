package borrowck

import "drop-lsp/semantics/mir"

// This file: which blocks every way to a block leads through (Cooper, Harvey, Kennedy: "A
// Simple, Fast Dominance Algorithm").

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
