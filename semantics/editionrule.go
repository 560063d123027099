package semantics

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/thir"
	"drop-lsp/syntax/source"
)

// This file says where an edition decides when a temporary is dropped (reference,
// destructors.scope.temporary.edition2024): in the tail of a block that has variables, and in
// the scrutinee of an `if let` that has an `else`. It is read off the scopes of the THIR.

// EditionRule is an edition's say in the scope of a temporary.
type EditionRule uint8

// The rules.
const (
	NoEditionRule   EditionRule = iota // every edition drops it there
	TailBefore2024                     // in a tail: after the variables of the block
	TailSince2024                      // in a tail: before them
	IfLetBefore2024                    // in the scrutinee: after `else`
	IfLetSince2024                     // in the scrutinee: before `else`
)

// EditionRuleOf is the rule that decides where the temporary of the expression with that span is dropped.
func (p *Program) EditionRuleOf(temp FileSpan) EditionRule {
	for _, owner := range p.ownersAt(temp.File, temp.Start) {
		for _, b := range p.thir(owner) {
			for i := range b.Exprs {
				if x := &b.Exprs[i]; x.TempScope != 0 && x.Hir != 0 && p.span(x.Span) == temp {
					if r := editionRule(b, x); r != NoEditionRule {
						return r
					}
				}
			}
		}
	}
	return NoEditionRule
}

func editionRule(b *thir.Body, x *thir.Expr) EditionRule {
	scope := &b.Scopes[x.TempScope]
	switch {
	case scope.Kind == thir.ScopeIfThenRescope:
		if scrutinee(b, x.Span, false) {
			return IfLetSince2024
		}
	case x.BackwardsIncompat != 0:
		if tail(b, b.Scopes[x.BackwardsIncompat].Span) {
			return TailBefore2024
		}
	case within(x.Span, scope.Span) && tail(b, scope.Span) && b.Edition >= source.Edition2024:
		return TailSince2024
	}
	if b.Edition < source.Edition2024 && scrutinee(b, x.Span, true) {
		return IfLetBefore2024
	}
	return NoEditionRule
}

func within(in, out source.Span) bool {
	return in.Item == out.Item && out.Start <= in.Start && in.End <= out.End
}

// tail: the span is that of a block's tail, and something else ends with the block: a variable, or, but for a
// function's body, the block is a part of an expression that goes on.
func tail(b *thir.Body, at source.Span) bool {
	for i := range b.Hir.Exprs {
		if k, ok := b.Hir.Exprs[i].Kind.(hir.ExprLoop); ok && k.Source != hir.LoopLoop && k.Body.Tail != 0 && samePlace(b.Hir.Exprs[k.Body.Tail].Span, at) {
			return false // the test of a `while let`, as which nobody wrote it
		}
	}
	found := false
	eachBlock(b.Hir, func(blk *hir.Block) {
		if blk.Tail == 0 || !samePlace(b.Hir.Exprs[blk.Tail].Span, at) {
			return
		}
		found = found || !samePlace(blk.Span, b.Hir.Span)
		for i := range blk.Stmts {
			_, let := blk.Stmts[i].Kind.(hir.StmtLet)
			found = found || let
		}
	})
	return found
}

// scrutinee: the span stands in a scrutinee of an `if let` with an `else`; outlives: of one that the temporary's scope holds.
func scrutinee(b *thir.Body, at source.Span, outlives bool) bool {
	for i := range b.Hir.Exprs {
		k, ok := b.Hir.Exprs[i].Kind.(hir.ExprIf)
		if !ok || k.Else == 0 || b.Hir.Exprs[i].Span.Expn != 0 || b.Hir.Exprs[k.Else].Span.Expn != 0 {
			continue
		}
		if !within(at, b.Hir.Exprs[k.Cond].Span) || outlives && !scopeHolds(b, at, b.Hir.Exprs[i].Span) {
			continue
		}
		for j := range b.Hir.Exprs {
			if let, ok := b.Hir.Exprs[j].Kind.(hir.ExprLet); ok && within(b.Hir.Exprs[j].Span, b.Hir.Exprs[k.Cond].Span) && within(at, b.Hir.Exprs[let.Init].Span) {
				return true
			}
		}
	}
	return false
}

// scopeHolds: the scope of a temporary at a span holds all of another.
func scopeHolds(b *thir.Body, at, whole source.Span) bool {
	for i := range b.Exprs {
		if x := &b.Exprs[i]; x.Hir != 0 && x.TempScope != 0 && x.Span == at {
			return within(whole, b.Scopes[x.TempScope].Span)
		}
	}
	return false
}
