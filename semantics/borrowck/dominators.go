package borrowck

import (
	"slices"

	"drop-lsp/semantics/mir"
)

// This file: which blocks every way to a block leads through, and rustc's orders of blocks: of
// two errors about one cause the one met first is reported.

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

// dominators is the tree of immediate dominators.
type dominators struct {
	idom []mir.BlockID // by block; the start's is itself; NoBlock: unreachable
}

// spanning numbers the blocks that can be reached in the order of a depth-first walk.
type spanning struct {
	blocks []mir.BlockID // by number
	number []int         // by block; -1: unreachable
	parent []int         // by number, in the walk's tree
}

func walkSpanning(body *mir.Body) *spanning {
	t := &spanning{number: make([]int, len(body.Blocks))}
	for i := range t.number {
		t.number[i] = -1
	}
	type edge struct {
		from int
		to   mir.BlockID
	}
	for stack := []edge{{0, 0}}; len(stack) > 0; {
		e := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if t.number[e.to] >= 0 {
			continue
		}
		n := len(t.blocks)
		t.number[e.to] = n
		t.blocks, t.parent = append(t.blocks, e.to), append(t.parent, e.from)
		for _, s := range body.Successors(e.to) {
			stack = append(stack, edge{n, s})
		}
	}
	return t
}

// solveDominators finds the semidominators, then of each block the nearest ancestor in the tree
// made so far that is not below its semidominator (Georgiadis: the SEMI-NCA algorithm). Its time
// does not grow with the square of the length of a chain, as that of a long match's unwind edges.
func solveDominators(body *mir.Body, preds [][]mir.BlockID) *dominators {
	t := walkSpanning(body)
	n := len(t.blocks)
	semi, best, up := make([]int, n), make([]int, n), slices.Clone(t.parent)
	for i := range n {
		semi[i], best[i] = i, i
	}
	linked := n // numbers from here on stand in the forest
	var path []int
	// least is the number with the least semidominator on the way up from v, whose ways are cut short.
	least := func(v int) int {
		if v < linked {
			return v
		}
		path = path[:0]
		for ; up[v] >= linked; v = up[v] {
			path = append(path, v)
		}
		for i := len(path) - 1; i >= 0; i-- {
			w := path[i]
			if a := best[up[w]]; semi[a] < semi[best[w]] {
				best[w] = a
			}
			up[w] = up[v]
			v = w
		}
		return best[v]
	}
	for w := n - 1; w > 0; w-- {
		for _, p := range preds[t.blocks[w]] {
			if v := t.number[p]; v >= 0 {
				semi[w] = min(semi[w], semi[least(v)])
			}
		}
		linked = w
	}
	d := &dominators{idom: make([]mir.BlockID, len(body.Blocks))}
	for i := range d.idom {
		d.idom[i] = mir.NoBlock
	}
	idom := t.parent
	d.idom[t.blocks[0]] = t.blocks[0]
	for w := 1; w < n; w++ {
		for idom[w] > semi[w] {
			idom[w] = idom[idom[w]]
		}
		d.idom[t.blocks[w]] = t.blocks[idom[w]]
	}
	return d
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
