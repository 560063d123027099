package semantics

import (
	"sync"

	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/types"
)

// This file: answers about closed types: does `Vec<Shape>` implement `Clone`, what is
// `<Iter<'_, Shape> as Iterator>::Item`? They rest on declarations alone, whatever body asks,
// so they outlive the body's edits:
//
//	fn f(v: Vec<Shape>) { v.clone() }     a key in f: the answer stays
//	struct Shape(Box<Part>)               a key here: it goes
//
// Each keeps what it rests on by itself: who gets it rests on that, and on no other's.

// closedKey is such a question.
type closedKey struct {
	kind types.ClosedKind
	def  types.DefID
	args types.Args
}

// closedAnswer is its answer.
type closedAnswer struct {
	v any
	uses
}

// closedAnswers are shared by the snapshots for which all of them hold.
type closedAnswers struct {
	mu sync.RWMutex
	m  map[closedKey]*closedAnswer
}

func (t *closedAnswers) load(k closedKey) *closedAnswer {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.m[k]
}

func (t *closedAnswers) store(k closedKey, a *closedAnswer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.m == nil {
		t.m = map[closedKey]*closedAnswer{}
	}
	t.m[k] = a
}

// without are the answers that rest on nothing of what changed.
func (t *closedAnswers) without(changed map[dep]bool) *closedAnswers {
	if len(changed) == 0 {
		return t
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	out := &closedAnswers{m: make(map[closedKey]*closedAnswer, len(t.m))}
	for k, a := range t.m {
		if !a.meets(changed) {
			out.m[k] = a
		}
	}
	return out
}

// Closed implements types.Queries.
func (f *frame) Closed(kind types.ClosedKind, def types.DefID, args types.Args, answer func(types.Queries) any) any {
	k := closedKey{kind, def, args}
	if a := f.memory.closed.load(k); a != nil {
		f.uses.add(&a.uses)
		return a.v
	}
	if answer == nil || f.depth >= maxDepth {
		return nil
	}
	in := &frame{store: f.store, outer: f, key: key{q: qClosed, def: def, args: args, head: stdlib.Head(kind)}, depth: f.depth + 1, uses: &uses{}}
	for p := f; p != nil; p = p.outer {
		if p.key == in.key {
			return nil
		}
	}
	a := &closedAnswer{v: answer(in), uses: *in.uses}
	f.uses.add(&a.uses)
	if in.provisional || a.v == nil {
		return a.v
	}
	f.line.mu.RLock()
	defer f.line.mu.RUnlock()
	if f.line.newest == f.epoch {
		f.memory.closed.store(k, a)
	}
	return a.v
}
