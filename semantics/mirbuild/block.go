package mirbuild

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: blocks. Each `let` opens a scope for the rest of the block, so that
// variables are dropped in the reverse of their declaration (reference,
// destructors.scope.bindings.let); temporaries of its initialiser end with the
// statement, unless they are extended (thir has decided that).
//
//	{ scope of the block { remainder of `let a` { remainder of `let b` { tail } } } }

// block evaluates a block into dest.
func (b *builder) block(dest mir.Place, bb mir.BlockID, id thir.BlockID) mir.BlockID {
	blk := &b.thir.Blocks[id]
	return b.inScope(blk.Scope, b.scopeSpan(blk.Scope, blk.Span), mir.ExitScope, func() mir.BlockID {
		if !blk.Targeted {
			return b.blockStmts(dest, bb, blk)
		}
		return b.inBreakable(mir.NoBlock, dest, blk.Span, func() mir.BlockID { return b.blockStmts(dest, bb, blk) })
	})
}

func (b *builder) blockStmts(dest mir.Place, bb mir.BlockID, blk *thir.Block) mir.BlockID {
	lets := 0
	last := blk.Scope
	for i := range blk.Stmts {
		s := &blk.Stmts[i]
		if s.Pat == 0 {
			b.pushFrame(frame{kind: frameStmt, ignored: true})
			bb = b.inScope(s.Scope, b.stmtSpan(s), mir.ExitStatement, func() mir.BlockID { return b.stmt(bb, s.Expr, s.Scope) })
			b.popFrame()
			continue
		}
		_, wild := b.bare(s.Pat).Kind.(thir.PatWild)
		b.pushFrame(frame{kind: frameStmt, ignored: wild})
		bb = b.let(dest, bb, s, blk.Span, last)
		b.popFrame()
		lets++
		last = s.Remainder
	}
	bb = b.blockTail(dest, bb, blk)
	for range lets {
		bb = b.popScope(bb)
	}
	return bb
}

func (b *builder) stmtSpan(s *thir.Stmt) source.Span { return b.scopeSpan(s.Scope, s.Span) }

// blockTail evaluates the tail, or the unit value of a block without one.
func (b *builder) blockTail(dest mir.Place, bb mir.BlockID, blk *thir.Block) mir.BlockID {
	t := mir.PlaceType(b.body, b.info, dest)
	unit := t == b.in.Unit()
	if blk.Tail == 0 {
		if alias, ok := t.(*types.Alias); unit || ok && alias.Kind == types.Opaque {
			b.assignUnit(bb, blk.Span, dest)
		}
		return bb
	}
	ignored := unit || b.ignoresResult()
	b.pushFrame(frame{kind: frameTail, ignored: ignored, span: b.thir.Exprs[blk.Tail].Span})
	bb = b.into(dest, bb, blk.Tail)
	b.popFrame()
	return bb
}

// let enters the scope of the rest of the block and binds the pattern. last is the scope
// around it, which the `else` of a `let else` leaves to.
func (b *builder) let(dest mir.Place, bb mir.BlockID, s *thir.Stmt, blockSpan source.Span, last thir.ScopeID) mir.BlockID {
	if s.Else != 0 {
		return b.letElse(dest, bb, s, blockSpan, last)
	}
	b.pushScope(s.Remainder, b.remainderSpan(s, blockSpan), mir.ExitScope)
	if s.Expr != 0 {
		return b.inScope(s.Scope, b.stmtSpan(s), mir.ExitStatement, func() mir.BlockID {
			b.declareBindings(s.Pat, declaring{scope: s.Remainder, match: &mir.Matched{Span: b.thir.Exprs[s.Expr].Span}})
			return b.exprIntoPattern(bb, s.Pat, s.Expr)
		})
	}
	b.pushScope(s.Scope, b.stmtSpan(s), "")
	b.declareBindings(s.Pat, declaring{scope: s.Remainder})
	bb = b.popScope(bb)
	b.eachBinding(s.Pat, func(k thir.PatBinding, span source.Span) {
		b.storageLive(bb, k.Local, span, false, true)
		b.scheduleVar(k.Local)
	})
	return bb
}

func (b *builder) remainderSpan(s *thir.Stmt, blockSpan source.Span) source.Span {
	return b.scopeSpan(s.Remainder, s.Span.ShrinkToEnd().To(blockSpan.ShrinkToEnd()))
}

// letElse: the `else` block stands outside the scope of the bindings and of the
// initialiser's temporaries, and never ends.
func (b *builder) letElse(dest mir.Place, bb mir.BlockID, s *thir.Stmt, blockSpan source.Span, last thir.ScopeID) mir.BlockID {
	elseSpan := b.thir.Blocks[s.Else].Span
	never := b.temp(b.in.Never(), elseSpan)
	entry := b.newBlock()
	b.end(b.block(never, entry, s.Else), elseSpan, mir.Unreachable{})

	b.pushScope(s.Remainder, b.remainderSpan(s, blockSpan), mir.ExitScope)
	var failed mir.BlockID
	bb = b.inScope(s.Scope, b.stmtSpan(s), mir.ExitStatement, func() mir.BlockID {
		b.declareBindings(s.Pat, declaring{scope: s.Remainder, match: &mir.Matched{Place: dest, Known: true, Span: b.thir.Exprs[s.Expr].Span}})
		var ok mir.BlockID
		ok, failed = b.inIfThen(last, func() mir.BlockID {
			return b.letCondition(bb, s.Expr, s.Pat, condArgs{})
		})
		return ok
	})
	b.emitGoto(failed, blockSpan, entry)
	return bb
}
