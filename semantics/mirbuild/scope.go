package mirbuild

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/syntax/source"
)

// This file: the stack of scopes. Entering a thir scope pushes one; a value that
// must be dropped is scheduled in the scope that owns it; leaving the scope at its
// end runs its drops in reverse (reference, destructors.scope.order). Exits that
// leave several scopes at once are in exit.go, panics in unwind.go.

// scope is one scope that control is in.
type scope struct {
	region thir.ScopeID
	span   source.Span
	exit   mir.ExitKind // how its end is shown; "" : not a place of its own
	drops  []dropData   // in the order in which they were scheduled
	// moved are locals whose value went into a call's operands: no drop on the normal way out.
	moved map[mir.LocalID]bool
	// cachedUnwind is the node of the unwind tree behind all drops up to this scope; valid if hasCache.
	cachedUnwind dropIdx
	hasCache     bool
	// cachedDropline is the same in the tree of a dropped coroutine; valid if hasDropline.
	cachedDropline dropIdx
	hasDropline    bool
}

func (s *scope) needsCleanup() bool {
	for _, d := range s.drops {
		if d.kind != dropStorage {
			return true
		}
	}
	return false
}

// breakable is a scope that `break`, `continue` or `return` names.
type breakable struct {
	region    thir.ScopeID
	dest      mir.Place // of the value of `break`
	breaks    *dropTree
	continues *dropTree // nil: cannot be continued
}

// ifThen is the scope of a condition: a part of it that fails leaves to `else`.
type ifThen struct {
	region thir.ScopeID
	elses  *dropTree
}

// scopes is the state of the stack.
type scopes struct {
	stack      []scope
	breakables []breakable
	ifThen     *ifThen   // of the innermost condition; nil: none
	unwind     *dropTree // of the whole body
	dropline   *dropTree // of a coroutine that is dropped while it is suspended
}

// index is the position of a scope in the stack; a scope that is not entered is a bug of the caller.
func (s *scopes) index(region thir.ScopeID) int {
	for i := len(s.stack) - 1; i >= 0; i-- {
		if s.stack[i].region == region {
			return i
		}
	}
	panic("mirbuild: scope is not entered")
}

func (s *scopes) topmost() thir.ScopeID { return s.stack[len(s.stack)-1].region }

// inScope runs f inside a scope and leaves it at its end.
func (b *builder) inScope(region thir.ScopeID, span source.Span, exit mir.ExitKind, f func() mir.BlockID) mir.BlockID {
	b.pushScope(region, span, exit)
	return b.popScope(f())
}

func (b *builder) pushScope(region thir.ScopeID, span source.Span, exit mir.ExitKind) {
	b.scopes.stack = append(b.scopes.stack, scope{region: region, span: span, exit: exit})
}

// popScope ends the innermost scope in bb: its drops run, last scheduled first.
func (b *builder) popScope(bb mir.BlockID) mir.BlockID {
	top := &b.scopes.stack[len(b.scopes.stack)-1]
	b.recordExit(top.exit, top.span.LastByte(), bb, len(b.scopes.stack)-1, mir.Place{})
	unwindTo := rootDrop
	if top.needsCleanup() {
		unwindTo = b.divergeCleanup(top.region)
	}
	bb = b.emitScopeDrops(bb, top, unwindTo, b.coroutine() && top.needsCleanup())
	b.scopes.stack = b.scopes.stack[:len(b.scopes.stack)-1]
	return bb
}

// emitScopeDrops writes the drops of a scope that ends normally. Each drop that
// panics goes on in the unwind tree with the drops that would have come after it.
// storage: that tree ends storage as well.
func (b *builder) emitScopeDrops(bb mir.BlockID, s *scope, unwindTo dropIdx, storage bool) mir.BlockID {
	for i := len(s.drops) - 1; i >= 0; i-- {
		d := s.drops[i]
		if d.kind == dropValue || storage {
			unwindTo = b.scopes.unwind.nodes[unwindTo].next
		}
		switch d.kind {
		case dropValue:
			if s.moved[d.local] {
				continue
			}
			b.scopes.unwind.enter(bb, d.span, unwindTo)
			next := b.newBlock()
			b.end(bb, d.span, mir.Drop{Place: mir.Place{Local: d.local}, Target: next,
				Unwind: mir.Unwind{Kind: mir.UnwindContinue}})
			bb = next
		case dropLint:
			if !s.moved[d.local] {
				b.push(bb, d.span, mir.BackwardIncompatibleDrop{Place: mir.Place{Local: d.local}})
			}
		case dropStorage:
			b.push(bb, d.span, mir.StorageDead{Local: d.local})
		}
	}
	return bb
}

// scheduleDrop schedules the end of a local in a scope that is entered: of its
// storage, of its value if its type needs it, or the place where a later edition would end it
// (with every type, as in rustc). What later scopes had cached
// about unwinding no longer holds.
func (b *builder) scheduleDrop(region thir.ScopeID, local mir.LocalID, kind dropKind) {
	if kind == dropValue && !b.needsDrop(b.body.Locals[local].Type) {
		return
	}
	i := b.scopes.index(region)
	if kind != dropStorage || b.coroutine() {
		for j := i; j < len(b.scopes.stack); j++ {
			b.scopes.stack[j].hasCache, b.scopes.stack[j].hasDropline = false, false
		}
	}
	s := &b.scopes.stack[i]
	s.drops = append(s.drops, dropData{s.span.LastByte(), local, kind})
}

// scheduleDropAndStorage schedules both ends of a local.
func (b *builder) scheduleDropAndStorage(region thir.ScopeID, local mir.LocalID) {
	b.scheduleDrop(region, local, dropStorage)
	b.scheduleDrop(region, local, dropValue)
}

// recordMoved notes operands that a call has taken: their locals need no drop
// when the innermost scope ends normally. The call's own unwinding still drops
// what was not moved yet, which drop elaboration decides.
func (b *builder) recordMoved(ops []mir.Operand) {
	top := &b.scopes.stack[len(b.scopes.stack)-1]
	for _, op := range ops {
		if op.Kind != mir.Move || len(op.Place.Proj) != 0 {
			continue
		}
		if top.moved == nil {
			top.moved = map[mir.LocalID]bool{}
		}
		top.moved[op.Place.Local] = true
	}
}

// recordExit notes the values that an exit drops: those of the scopes from the
// innermost down to index down, last scheduled first.
func (b *builder) recordExit(kind mir.ExitKind, span source.Span, bb mir.BlockID, down int, place mir.Place) {
	if kind == "" {
		return
	}
	e := mir.Exit{Kind: kind, Span: span, From: b.here(bb), Place: place}
	for i := len(b.scopes.stack) - 1; i >= down; i-- {
		s := &b.scopes.stack[i]
		for j := len(s.drops) - 1; j >= 0; j-- {
			if d := s.drops[j]; d.kind == dropValue && !s.moved[d.local] {
				e.Drops = append(e.Drops, d.local)
			}
		}
	}
	if len(e.Drops) > 0 || kind == mir.ExitAssign {
		b.body.Exits = append(b.body.Exits, e)
	}
}
