package mirbuild

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/syntax/source"
)

// This file: exits that leave several scopes at once: `break`, `continue`,
// `return`, and a condition that fails. Each target has a drop tree; an exit adds
// the chain of drops of the scopes that it leaves and enters at its end. When the
// target's scope is finished the tree becomes blocks, and each of its drops is
// tied to the unwind tree.

// inBreakable runs f inside a scope that can be left early. loop, if not NoBlock, is
// where `continue` goes. f returns NoBlock if control does not reach its end. The
// result is the block in which all ways out meet.
func (b *builder) inBreakable(loop mir.BlockID, dest mir.Place, span source.Span, f func() mir.BlockID) mir.BlockID {
	region := b.scopes.topmost()
	br := breakable{region: region, dest: dest, breaks: newDropTree()}
	if loop != mir.NoBlock {
		br.continues = newDropTree()
	}
	b.scopes.breakables = append(b.scopes.breakables, br)
	normal := f()
	br = b.scopes.breakables[len(b.scopes.breakables)-1]
	b.scopes.breakables = b.scopes.breakables[:len(b.scopes.breakables)-1]

	broken := b.buildExits(br.breaks, region, mir.NoBlock)
	if br.continues != nil {
		b.buildExits(br.continues, region, loop)
	}
	switch {
	case normal == mir.NoBlock && broken == mir.NoBlock:
		return b.newBlock() // cannot be reached
	case normal == mir.NoBlock:
		return broken
	case broken == mir.NoBlock:
		return normal
	}
	join := b.newBlock()
	b.emitGoto(normal, span, join)
	b.emitGoto(broken, span, join)
	return join
}

// inIfThen runs f, the condition and the `then` part, with region as the scope that
// a failing condition leaves to. It returns the ends of both: then, and else's start.
func (b *builder) inIfThen(region thir.ScopeID, f func() mir.BlockID) (then, els mir.BlockID) {
	outer := b.scopes.ifThen
	inner := &ifThen{region: region, elses: newDropTree()}
	b.scopes.ifThen = inner
	then = f()
	b.scopes.ifThen = outer
	els = b.buildExits(inner.elses, region, mir.NoBlock)
	if els == mir.NoBlock {
		els = b.newBlock()
	}
	return then, els
}

// breakable is the innermost breakable scope of a region.
func (b *builder) breakable(region thir.ScopeID) *breakable {
	for i := len(b.scopes.breakables) - 1; i >= 0; i-- {
		if br := &b.scopes.breakables[i]; br.region == region {
			return br
		}
	}
	panic("mirbuild: break out of a scope that is not breakable")
}

// breakTo leaves bb for the target scope: its end, or its start for a `continue`. The value,
// if any, has been written to the target's place before. What follows is unreachable.
func (b *builder) breakTo(bb mir.BlockID, target thir.ScopeID, isContinue bool, kind mir.ExitKind, span source.Span) {
	br := b.breakable(target)
	tree := br.breaks
	if isContinue {
		tree = br.continues
	}
	if tree == nil {
		panic("mirbuild: continue of a block")
	}
	b.leave(bb, target, tree, kind, span)
}

// breakForElse leaves bb because a part of the innermost condition failed.
func (b *builder) breakForElse(bb mir.BlockID, span source.Span) {
	t := b.scopes.ifThen
	if t == nil {
		panic("mirbuild: a condition fails outside an if")
	}
	b.leave(bb, t.region, t.elses, mir.ExitCondition, span)
}

// leave enters tree with the drops of all scopes inside target.
func (b *builder) leave(bb mir.BlockID, target thir.ScopeID, tree *dropTree, kind mir.ExitKind, span source.Span) {
	down := b.scopes.index(target) + 1
	b.recordExit(kind, span, bb, down, mir.Place{})
	at := rootDrop
	for _, s := range b.scopes.stack[down:] {
		for _, d := range s.drops {
			at = tree.add(d, at)
		}
	}
	tree.enter(bb, span, at)
}

// buildExits makes the blocks of an exit tree whose chains end in the scope outer, and
// ties its drops to the unwind tree: a drop that panics goes on with the drops behind it
// there, then with those of outer. Returns the block behind all chains.
func (b *builder) buildExits(tree *dropTree, outer thir.ScopeID, root mir.BlockID) mir.BlockID {
	blocks := tree.build(b, root, treeLinker{
		makeBlock: b.newBlock,
		link:      func(e dropEntry, to mir.BlockID) { b.emitGoto(e.from, e.span, to) },
	})
	if !tree.hasValue() {
		return blocks[rootDrop]
	}
	unwind := make([]dropIdx, len(tree.nodes))
	unwind[rootDrop] = b.divergeCleanup(outer)
	for i := dropIdx(1); int(i) < len(tree.nodes); i++ {
		n := tree.nodes[i]
		unwind[i] = unwind[n.next]
		if n.kind == dropValue {
			b.scopes.unwind.enter(blocks[i], n.span, unwind[n.next])
		}
		if n.kind == dropValue || b.coroutine() {
			unwind[i] = b.scopes.unwind.add(n.dropData, unwind[n.next])
		}
	}
	return blocks[rootDrop]
}
