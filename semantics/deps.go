package semantics

import (
	"slices"
	"sync"

	"drop-lsp/semantics/types"
)

// This file: what answers rest on, as numbers: a crate has thousands of groups of answers that rest
// on dozens of others each, and each edit asks all of them whether they rest on what changed.

// depNum stands for a dep; 0 for nothing.
type depNum = uint32

// depTable numbers what answers rest on; the snapshots of a program share it.
type depTable struct {
	mu  sync.RWMutex
	num map[dep]depNum
}

func (t *depTable) of(d dep) depNum {
	if d.kind == onNothing {
		return 0
	}
	t.mu.RLock()
	n := t.num[d]
	t.mu.RUnlock()
	if n != 0 {
		return n
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.num == nil {
		t.num = map[dep]depNum{}
	}
	if n = t.num[d]; n == 0 {
		n = depNum(len(t.num) + 1)
		t.num[d] = n
	}
	return n
}

// set is what of a list has a number: on anything else no answer rests.
func (t *depTable) set(changed map[dep]bool) depSet {
	t.mu.RLock()
	defer t.mu.RUnlock()
	out := make(depSet, len(t.num)/64+1)
	for d, is := range changed {
		if n := t.num[d]; is && n != 0 {
			out.add(n)
		}
	}
	return out
}

// newAnswers is an empty group.
func (t *depTable) newAnswers(id dep) *answers { return &answers{id: id, num: t.of(id)} }

// depSet is a set of numbers, a bit each. Numbers given out later are in none.
type depSet []uint64

func (s depSet) add(n depNum) { s[n/64] |= 1 << (n % 64) }

func (s depSet) has(n depNum) bool { return int(n/64) < len(s) && s[n/64]&(1<<(n%64)) != 0 }

// uses are what answers rest on.
type uses struct {
	deps   []depNum               // some of the first perhaps more than once
	seen   depSet                 // of a list that got long: what is in it
	places map[types.DefID]string // of closures, in their names
}

// fewUses is how long a list of uses is before it is kept who is in it.
const fewUses = 32

func (u *uses) note(n depNum) {
	switch {
	case u.seen != nil:
		if !u.seen.insert(n) {
			return
		}
	case len(u.deps) >= fewUses:
		u.seen = depSet{}
		for _, d := range u.deps {
			u.seen.insert(d)
		}
		if !u.seen.insert(n) {
			return
		}
	case len(u.deps) > 0 && u.deps[len(u.deps)-1] == n:
		return
	}
	u.deps = append(u.deps, n)
}

// insert adds a number to a set that grows; false: it was there.
func (s *depSet) insert(n depNum) bool {
	if s.has(n) {
		return false
	}
	if at := int(n / 64); at >= len(*s) {
		*s = append(*s, make(depSet, at+1-len(*s)+len(*s)/2)...)
	}
	s.add(n)
	return true
}

func (u *uses) add(o *uses) {
	if u == nil || o == nil {
		return
	}
	for _, n := range o.deps {
		u.note(n)
	}
	for id, name := range o.places {
		u.place(id, name)
	}
}

func (u *uses) place(id types.DefID, name string) {
	if u.places == nil {
		u.places = map[types.DefID]string{}
	}
	u.places[id] = name
}

// rest sorts what is used and lets go of what is there twice.
func (u *uses) rest() {
	slices.Sort(u.deps)
	u.deps, u.seen = slices.Clone(slices.Compact(u.deps)), nil
}

// meets reports whether something changed is among what is used.
func (u *uses) meets(changed depSet) bool {
	for _, n := range u.deps {
		if changed.has(n) {
			return true
		}
	}
	return false
}

// note writes down that the running query rests on something.
func (f *frame) note(d dep) { f.noteNum(f.line.deps.of(d)) }

func (f *frame) noteNum(n depNum) {
	if f.uses != nil && n != 0 {
		f.uses.note(n)
	}
}
