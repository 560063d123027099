package mirbuild

import (
	"slices"

	"drop-lsp/semantics/mir"
	"drop-lsp/syntax/source"
)

// This file: the drop tree. All exits that leave through the same drops share
// their tails: a node is one drop and knows the drop that runs after it, so a
// path from a node to the root is one chain. An exit enters at a node.
//
//	{ let a = D; let b = D; if c { return } … }
//
// has the nodes 1: drop(a) → root and 2: drop(b) → 1. The `return` enters at 2;
// one before `b` is declared would enter at 1; both share drop(a)'s block.
//
// Building walks the nodes from the last to the first: a node's successor has the
// smaller index, so every block's target exists when it is linked. Storage
// statements end no block, so a node that only one other leads to shares its
// block with it.

// dropIdx is a node of a dropTree; rootDrop is the end of every chain.
type dropIdx int32

const rootDrop dropIdx = 0

// dropKind is what a node does.
type dropKind uint8

const (
	dropValue   dropKind = iota // runs the drop glue
	dropStorage                 // ends the storage
	dropLint                    // marks where edition 2024 would drop
)

// dropData is one scheduled drop.
type dropData struct {
	span  source.Span // of the scope's end, or the place that ends it
	local mir.LocalID
	kind  dropKind
}

type dropNode struct {
	dropData
	next dropIdx
}

type dropKey struct {
	next  dropIdx
	local mir.LocalID
	kind  dropKind
}

// dropEntry is one exit: block from leaves, because of what stands at span, through the chain at to.
type dropEntry struct {
	to   dropIdx
	from mir.BlockID
	span source.Span
}

// dropTree collects the exits of one target.
type dropTree struct {
	nodes    []dropNode // nodes[0] is the root
	existing map[dropKey]dropIdx
	entries  []dropEntry
}

func newDropTree() *dropTree {
	return &dropTree{nodes: []dropNode{{}}, existing: map[dropKey]dropIdx{}}
}

// add returns the node that does d and goes on with next, new only if there was none.
func (t *dropTree) add(d dropData, next dropIdx) dropIdx {
	key := dropKey{next, d.local, d.kind}
	if i, ok := t.existing[key]; ok {
		return i
	}
	t.nodes = append(t.nodes, dropNode{d, next})
	i := dropIdx(len(t.nodes) - 1)
	t.existing[key] = i
	return i
}

// enter records an exit.
func (t *dropTree) enter(from mir.BlockID, span source.Span, to dropIdx) {
	t.entries = append(t.entries, dropEntry{to, from, span})
}

// hasValue reports whether a node runs drop glue.
func (t *dropTree) hasValue() bool {
	return slices.ContainsFunc(t.nodes[1:], func(n dropNode) bool { return n.kind == dropValue })
}

// treeLinker makes the blocks of a tree and connects its entries.
type treeLinker struct {
	makeBlock func() mir.BlockID
	link      func(e dropEntry, to mir.BlockID)
}

// blockNeed says how a node gets its block.
type blockNeed struct {
	own    bool
	shares dropIdx // with the node that leads to it; 0: nobody does
}

// build gives the nodes that are reached their blocks and returns them by node, NoBlock
// where there is none. root, if not NoBlock, is the block behind all chains.
func (t *dropTree) build(b *builder, root mir.BlockID, l treeLinker) []mir.BlockID {
	blocks := make([]mir.BlockID, len(t.nodes))
	for i := range blocks {
		blocks[i] = mir.NoBlock
	}
	blocks[rootDrop] = root
	t.assignBlocks(blocks, l)
	t.linkBlocks(b, blocks)
	return blocks
}

func (t *dropTree) assignBlocks(blocks []mir.BlockID, l treeLinker) {
	needs := make([]blockNeed, len(t.nodes))
	if blocks[rootDrop] != mir.NoBlock {
		needs[rootDrop].own = true
	}
	entries := slices.Clone(t.entries)
	slices.SortStableFunc(entries, func(a, c dropEntry) int { return int(a.to - c.to) })
	for i := dropIdx(len(t.nodes) - 1); i >= 0; i-- {
		for len(entries) > 0 && entries[len(entries)-1].to == i {
			if blocks[i] == mir.NoBlock {
				blocks[i] = l.makeBlock()
			}
			needs[i].own = true
			l.link(entries[len(entries)-1], blocks[i])
			entries = entries[:len(entries)-1]
		}
		switch n := needs[i]; {
		case n.own:
			if blocks[i] == mir.NoBlock {
				blocks[i] = l.makeBlock()
			}
		case n.shares != 0:
			blocks[i] = blocks[n.shares]
		default:
			continue
		}
		if i == rootDrop {
			continue
		}
		next := &needs[t.nodes[i].next]
		switch {
		case t.nodes[i].kind == dropValue || next.shares != 0:
			next.own = true
		case !next.own:
			next.shares = i
		}
	}
}

func (t *dropTree) linkBlocks(b *builder, blocks []mir.BlockID) {
	for i := dropIdx(len(t.nodes) - 1); i > rootDrop; i-- {
		bb, n := blocks[i], t.nodes[i]
		if bb == mir.NoBlock {
			continue
		}
		target := blocks[n.next]
		switch n.kind {
		case dropValue:
			b.end(bb, n.span, mir.Drop{Place: mir.Place{Local: n.local}, Target: target,
				Unwind: mir.Unwind{Kind: mir.UnwindTerminate}})
			continue
		case dropStorage:
			b.push(bb, n.span, mir.StorageDead{Local: n.local})
		case dropLint:
			b.push(bb, n.span, mir.BackwardIncompatibleDrop{Place: mir.Place{Local: n.local}})
		}
		if bb != target {
			b.emitGoto(bb, n.span, target)
		}
	}
}
