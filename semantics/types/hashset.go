package types

import (
	"math/bits"
	"sync/atomic"
)

// This file: sets in which values are found by a hash that is worked out by hand: a type keeps its own,
// so that hashing a whole looks at its parts only. Finding takes no lock: a set only grows, and what
// is in it is there whole.

// Hash is the hash of a value, or of its first parts.
type Hash uint32

// With mixes a number in.
func (h Hash) With(n uint32) Hash {
	return (Hash(bits.RotateLeft32(uint32(h), 5)) ^ Hash(n)) * 0x9E3779B1
}

func (h Hash) wide(n uint64) Hash { return h.With(uint32(n)).With(uint32(n >> 32)) }

// Def mixes an id in.
func (h Hash) Def(d DefID) Hash { return h.With(uint32(d.Crate)).With(d.Index) }

func (h Hash) flag(b bool) Hash {
	if b {
		return h.With(1)
	}
	return h.With(0)
}

func (h Hash) text(s string) Hash {
	for i := range len(s) {
		h = h.With(uint32(s[i]))
	}
	return h
}

// HashSet is a set of values that is looked through without a lock while one at a time adds to it. The
// zero set is empty.
type HashSet[T any] struct {
	slots atomic.Pointer[slots[T]]
	n     int
}

// slots is an open table; its length is a power of two, at most half of it taken.
type slots[T any] struct {
	at     []atomic.Pointer[T]
	hashes []Hash // for growing
	shift  uint8  // how far right a hash goes to be an index
}

const firstSlots = 8

func newSlots[T any](n int) *slots[T] {
	return &slots[T]{at: make([]atomic.Pointer[T], n), hashes: make([]Hash, n), shift: uint8(32 - bits.Len32(uint32(n-1)))}
}

func (s *slots[T]) first(h Hash) int { return int(uint32(h*0x85EBCA6B) >> s.shift) }

// Find is the value for which same holds, among those of a hash and some others; nil if there is none.
func (s *HashSet[T]) Find(h Hash, same func(*T) bool) *T {
	slots := s.slots.Load()
	if slots == nil {
		return nil
	}
	for i := slots.first(h); ; i = (i + 1) & (len(slots.at) - 1) {
		v := slots.at[i].Load()
		if v == nil || same(v) {
			return v
		}
	}
}

// findEqual is the value that equals another.
func findEqual[T comparable](s *HashSet[T], h Hash, key *T) *T {
	slots := s.slots.Load()
	if slots == nil {
		return nil
	}
	for i := slots.first(h); ; i = (i + 1) & (len(slots.at) - 1) {
		v := slots.at[i].Load()
		if v == nil || *v == *key {
			return v
		}
	}
}

// Add puts a value in that is not there; the caller sees to it that no other adds meanwhile.
func (s *HashSet[T]) Add(h Hash, v *T) {
	old := s.slots.Load()
	if old == nil {
		old = newSlots[T](firstSlots)
		s.slots.Store(old)
	}
	if 2*(s.n+1) > len(old.at) {
		grown := newSlots[T](4 * len(old.at))
		for i := range old.at {
			if v := old.at[i].Load(); v != nil {
				grown.put(old.hashes[i], v)
			}
		}
		s.slots.Store(grown)
		old = grown
	}
	old.put(h, v)
	s.n++
}

func (s *slots[T]) put(h Hash, v *T) {
	i := s.first(h)
	for s.at[i].Load() != nil {
		i = (i + 1) & (len(s.at) - 1)
	}
	s.hashes[i] = h
	s.at[i].Store(v)
}

// All calls do for each value, in no order.
func (s *HashSet[T]) All(do func(*T)) {
	slots := s.slots.Load()
	if slots == nil {
		return
	}
	for i := range slots.at {
		if v := slots.at[i].Load(); v != nil {
			do(v)
		}
	}
}
