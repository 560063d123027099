package mirbuild

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/syntax/source"
)

// This file: unwinding. One drop tree for the whole body holds the chains of
// drops that panics run; a terminator that may panic enters it at the drops that
// are scheduled where it stands. Only values are dropped on the way, storage is not
// ended, but in coroutines. At the end of the body the tree becomes
// the cleanup blocks, behind which stands `resume`.

// divergeCleanup is the node of the unwind tree that drops everything scheduled in region
// and outside it. Each scope caches its node until a drop is scheduled at or outside it.
func (b *builder) divergeCleanup(region thir.ScopeID) dropIdx {
	target := b.scopes.index(region)
	first, at := 0, rootDrop
	for i := target; i >= 0; i-- {
		if s := &b.scopes.stack[i]; s.hasCache {
			first, at = i+1, s.cachedUnwind
			break
		}
	}
	for i := first; i <= target; i++ {
		s := &b.scopes.stack[i]
		for _, d := range s.drops {
			if d.kind == dropValue || b.coroutine() {
				at = b.scopes.unwind.add(d, at)
			}
		}
		s.cachedUnwind, s.hasCache = at, true
	}
	return at
}

// divergeFrom lets the terminator of bb unwind through everything that is scheduled now.
func (b *builder) divergeFrom(bb mir.BlockID) {
	at := b.divergeCleanup(b.scopes.topmost())
	b.scopes.unwind.enter(bb, b.body.Blocks[bb].Term.Span, at)
}

// emitDropAndReplace is the assignment to a place that may hold a value: the old one is
// dropped, then the new one is written, also when the drop panics. The right side was
// evaluated before (reference, destructors.operation). op is where the `=` stands.
func (b *builder) emitDropAndReplace(bb mir.BlockID, span, op source.Span, place mir.Place, value mir.Rvalue) mir.BlockID {
	b.recordExit(mir.ExitAssign, op, bb, len(b.scopes.stack), place)
	assign := mir.Assign{Place: place, Rvalue: value}
	next := b.newBlock()
	b.push(next, span, assign)
	onUnwind := b.newCleanupBlock()
	b.push(onUnwind, span, assign)
	b.end(bb, span, mir.Drop{Place: place, Target: next, Replace: true,
		Unwind: mir.Unwind{Kind: mir.UnwindTo, Block: onUnwind}})
	b.divergeFrom(bb)
	return next
}

// finishUnwind makes the cleanup blocks of the body. It is called once, last.
func (b *builder) finishUnwind() {
	dropline := b.buildDropline()
	resume := b.buildUnwind(b.scopes.unwind, mir.NoBlock)
	if dropline != nil {
		b.buildUnwind(dropline, resume)
	}
}

// buildUnwind makes the cleanup blocks of a tree, behind which stands resume, made here if NoBlock.
func (b *builder) buildUnwind(tree *dropTree, resume mir.BlockID) mir.BlockID {
	blocks := tree.build(b, resume, treeLinker{
		makeBlock: b.newCleanupBlock,
		link:      func(e dropEntry, to mir.BlockID) { b.linkUnwind(e, to) },
	})
	if resume == mir.NoBlock && blocks[rootDrop] != mir.NoBlock {
		b.end(blocks[rootDrop], b.body.Span, mir.Resume{})
	}
	return blocks[rootDrop]
}

// linkUnwind lets an entry's terminator unwind to a cleanup block. A replacing drop
// already unwinds to the block that writes the new value: that one goes on there.
func (b *builder) linkUnwind(e dropEntry, to mir.BlockID) {
	if d, ok := b.body.Blocks[e.from].Term.Kind.(mir.Drop); ok && d.Unwind.Kind == mir.UnwindTo {
		b.emitGoto(d.Unwind.Block, e.span, to)
		return
	}
	b.setUnwind(e.from, to)
}
