package mirbuild

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/syntax/source"
)

// This file: the variables of a body and the place of the lowering in the program:
// which local a variable is (two in an arm with a guard: the guard sees it through
// a reference), in which scope it ends, and whether what is lowered is a tail
// expression or a statement (for what is said about temporaries).

// varLocals are the locals of a variable.
type varLocals struct {
	body  mir.LocalID
	guard mir.LocalID // the reference through which the guard sees it; 0: no guard
}

// boundInGuard says whether a variable is seen through the reference of a guard that control is in.
func (b *builder) boundInGuard(v hir.LocalID) bool {
	return slices.ContainsFunc(b.guards, func(g []hir.LocalID) bool { return slices.Contains(g, v) })
}

func (b *builder) varLocal(v hir.LocalID, inGuard bool) mir.LocalID {
	ls, ok := b.vars[v]
	if !ok {
		if !b.unsound() {
			panic("mirbuild: variable is not declared")
		}
		// A pattern that is not understood declares nothing: what it would bind is always there.
		l := b.newLocal(mir.Local{Type: b.in.Unknown(), Origin: mir.OriginBinding, Source: v})
		ls = varLocals{body: l, guard: l}
		b.vars[v] = ls
	}
	if inGuard {
		return ls.guard
	}
	return ls.body
}

// varScope is the scope at whose end a variable is dropped; ok is false if it never is.
func (b *builder) varScope(v hir.LocalID) (scope thir.ScopeID, ok bool) {
	if s, set := b.thir.VarScopes[v]; set {
		return s, s != 0
	}
	s, ok := b.varScopes[v]
	return s, ok
}

// storageLive starts the storage of a variable, and schedules its end.
func (b *builder) storageLive(bb mir.BlockID, v hir.LocalID, span source.Span, inGuard, schedule bool) mir.Place {
	l := b.varLocal(v, inGuard)
	b.push(bb, span, mir.StorageLive{Local: l})
	if scope, ok := b.varScope(v); ok && schedule {
		b.scheduleDrop(scope, l, dropStorage)
	}
	return local(l)
}

// scheduleVar schedules the drop of a variable's value.
func (b *builder) scheduleVar(v hir.LocalID) {
	if scope, ok := b.varScope(v); ok {
		b.scheduleDrop(scope, b.varLocal(v, false), dropValue)
	}
}

// frameKind is what is being lowered.
type frameKind uint8

const (
	frameSub  frameKind = iota // a part of an expression
	frameStmt                  // a statement
	frameTail                  // the tail expression of a block
)

type frame struct {
	kind frameKind
	// ignored: the result is thrown away.
	ignored bool
	span    source.Span // frameTail: of the expression
}

func (b *builder) pushFrame(f frame) { b.frames = append(b.frames, f) }

func (b *builder) popFrame() { b.frames = b.frames[:len(b.frames)-1] }

// inBlockTail is the tail expression that is being lowered, if that is so.
func (b *builder) inBlockTail() (frame, bool) {
	for i := len(b.frames) - 1; i >= 0; i-- {
		switch f := b.frames[i]; f.kind {
		case frameStmt:
			return frame{}, false
		case frameTail:
			return f, true
		}
	}
	return frame{}, false
}

// ignoresResult says whether the innermost frame throws its result away.
func (b *builder) ignoresResult() bool {
	return len(b.frames) > 0 && b.frames[len(b.frames)-1].kind != frameSub && b.frames[len(b.frames)-1].ignored
}

// localScope is the innermost scope.
func (b *builder) localScope() lifetime { return lifetime{scope: b.scopes.topmost()} }

// lifetime is where a temporary is dropped; scope 0: never.
type lifetime struct {
	scope thir.ScopeID
	// lint is where edition 2024 would drop it; 0: there too.
	lint thir.ScopeID
}

// tempLifetime is the temporary scope of an expression.
func (b *builder) tempLifetime(e thir.ExprID) lifetime {
	x := &b.thir.Exprs[e]
	return lifetime{x.TempScope, x.BackwardsIncompat}
}

// inExprScope runs f inside the scope of a ScopeExpr.
func (b *builder) inExprScope(k thir.ScopeExpr, span source.Span, exit mir.ExitKind, f func() mir.BlockID) mir.BlockID {
	return b.inScope(k.Scope, b.scopeSpan(k.Scope, span), exit, f)
}

// scopeSpan is where a scope's drops stand.
func (b *builder) scopeSpan(s thir.ScopeID, other source.Span) source.Span {
	if s > 0 && int(s) < len(b.thir.Scopes) && b.thir.Scopes[s].Span.Valid() {
		return b.thir.Scopes[s].Span
	}
	return other
}
