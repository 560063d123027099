package mirbuild

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/syntax/source"
)

// This file: what the body of a coroutine has besides a closure's: `yield`, and where
// control goes when the coroutine is dropped while it is suspended there:
//
//	_5 = yield(move _6) -> [resume: bb7, drop: bb9];
//	bb9: { drop(x) … coroutine_drop; }
//
// The drops of all yields share one tree, as exits do. Panics in these drops have a tree of
// their own, so that no drop flag must live across a suspension.

// coroutine reports whether the body is a coroutine's.
func (b *builder) coroutine() bool { return b.body.Coroutine != nil }

// yield suspends the coroutine; dest is what it is resumed with.
func (b *builder) yield(dest mir.Place, bb mir.BlockID, k thir.Yield, span source.Span) mir.BlockID {
	value, bb := b.asOperand(bb, b.localScope(), k.Value, true)
	resume := b.newBlock()
	b.end(bb, span, mir.Yield{Value: value, Resume: resume, Arg: dest, Drop: mir.NoBlock})
	if b.scopes.dropline == nil {
		b.scopes.dropline = newDropTree()
	}
	b.scopes.dropline.enter(bb, span, b.divergeDropline(b.scopes.topmost()))
	return resume
}

// divergeDropline is the node that ends everything scheduled in region and outside it when the
// suspended coroutine is dropped.
func (b *builder) divergeDropline(region thir.ScopeID) dropIdx {
	target := b.scopes.index(region)
	first, at := 0, rootDrop
	for i := target; i >= 0; i-- {
		if s := &b.scopes.stack[i]; s.hasDropline {
			first, at = i+1, s.cachedDropline
			break
		}
	}
	for i := first; i <= target; i++ {
		s := &b.scopes.stack[i]
		for _, d := range s.drops {
			at = b.scopes.dropline.add(d, at)
		}
		s.cachedDropline, s.hasDropline = at, true
	}
	return at
}

// buildDropline makes the blocks of a dropped coroutine. Its result is the tree of what their
// panics do; nil: nothing is ever suspended.
func (b *builder) buildDropline() *dropTree {
	tree := b.scopes.dropline
	if tree == nil {
		return nil
	}
	blocks := tree.build(b, mir.NoBlock, treeLinker{
		makeBlock: b.newBlock,
		link: func(e dropEntry, to mir.BlockID) {
			y := b.body.Blocks[e.from].Term.Kind.(mir.Yield)
			y.Drop = to
			b.body.Blocks[e.from].Term.Kind = y
		},
	})
	if blocks[rootDrop] != mir.NoBlock {
		b.end(blocks[rootDrop], b.body.Span, mir.CoroutineDrop{})
	}
	panics := *tree
	panics.entries = nil
	for i := range tree.nodes {
		if n := &tree.nodes[i]; i > 0 && n.kind == dropValue && blocks[i] != mir.NoBlock {
			panics.enter(blocks[i], n.span, n.next)
		}
	}
	return &panics
}
