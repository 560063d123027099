package semantics

import (
	"slices"
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

// closedAnswers are shared by the snapshots for which all of them hold. Those for which most of them
// hold share most of the parts: who adds to a part that it shares copies it before.
type closedAnswers struct {
	mu    sync.RWMutex
	parts [closedParts][]closedEntry
	own   [closedParts]bool
}

type closedEntry struct {
	closedKey
	*closedAnswer
}

const closedParts = 512

func (k closedKey) part() int {
	return int(types.Hash(k.kind).Def(k.def).With(uint32(k.args.Hash())) >> 8 % closedParts)
}

func (t *closedAnswers) load(k closedKey) *closedAnswer {
	t.mu.RLock()
	defer t.mu.RUnlock()
	part := t.parts[k.part()]
	for i := range part {
		if e := &part[i]; e.closedKey == k {
			return e.closedAnswer
		}
	}
	return nil
}

func (t *closedAnswers) store(k closedKey, a *closedAnswer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := k.part()
	if !t.own[i] {
		t.parts[i], t.own[i] = slices.Clone(t.parts[i]), true
	}
	for at := range t.parts[i] {
		if t.parts[i][at].closedKey == k {
			t.parts[i][at].closedAnswer = a
			return
		}
	}
	t.parts[i] = append(t.parts[i], closedEntry{k, a})
}

// without are the answers that rest on nothing of what changed.
func (t *closedAnswers) without(changed map[dep]bool, deps *depTable) *closedAnswers {
	if len(changed) == 0 {
		return t
	}
	set := deps.set(changed)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.own = [closedParts]bool{}
	out := &closedAnswers{parts: t.parts}
	goes := func(e closedEntry) bool { return e.meets(set) }
	for i, part := range t.parts {
		if slices.ContainsFunc(part, goes) {
			out.parts[i], out.own[i] = slices.DeleteFunc(slices.Clone(part), goes), true
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
	a.rest()
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
