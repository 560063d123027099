package types

import (
	"math/bits"
	"sync/atomic"
)

// This file: where interned values of one form are found, by a hash that each part keeps of itself,
// so that hashing a whole looks at its parts only. Finding takes no lock: a set only grows, and what
// is in it is there whole. Adding is the interner's, under its lock.

// hash is the beginning of a form's hash: no two forms begin alike.
type hash uint32

const (
	formUnknown hash = iota + 1
	formError
	formNever
	formPrim
	formAdt
	formRef
	formRawPtr
	formSlice
	formArray
	formTuple
	formFnDef
	formFnPtr
	formClosure
	formCoroutine
	formDyn
	formAlias
	formParam
	formBound
	formInfer
	formForeign
	formList
	formSig
	formBounds
)

// with mixes a number in.
func (h hash) with(n uint32) hash {
	return (hash(bits.RotateLeft32(uint32(h), 5)) ^ hash(n)) * 0x9E3779B1
}

func (h hash) wide(n uint64) hash { return h.with(uint32(n)).with(uint32(n >> 32)) }

func (h hash) def(d DefID) hash { return h.with(uint32(d.Crate)).with(d.Index) }

func (h hash) flag(b bool) hash {
	if b {
		return h.with(1)
	}
	return h.with(0)
}

func (h hash) text(s string) hash {
	for i := range len(s) {
		h = h.with(uint32(s[i]))
	}
	return h
}

// formSet is the set of the values of one form.
type formSet[T any] struct {
	slots atomic.Pointer[slots[T]]
	n     int
}

// slots is an open table; its length is a power of two, at most half of it taken.
type slots[T any] struct {
	at     []atomic.Pointer[T]
	hashes []hash // for growing
	shift  uint8  // how far right a hash goes to be an index
}

const firstSlots = 16

func newSlots[T any](n int) *slots[T] {
	return &slots[T]{at: make([]atomic.Pointer[T], n), hashes: make([]hash, n), shift: uint8(32 - bits.Len32(uint32(n-1)))}
}

func (s *slots[T]) first(h hash) int { return int(uint32(h*0x85EBCA6B) >> s.shift) }

// find is the value for which same holds, among those of a hash and some others; nil if there is none.
func (s *formSet[T]) find(h hash, same func(*T) bool) *T {
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
func findEqual[T comparable](s *formSet[T], h hash, key *T) *T {
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

// add puts a value in that is not there. The interner is locked.
func (s *formSet[T]) add(h hash, v *T) {
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

func (s *slots[T]) put(h hash, v *T) {
	i := s.first(h)
	for s.at[i].Load() != nil {
		i = (i + 1) & (len(s.at) - 1)
	}
	s.hashes[i] = h
	s.at[i].Store(v)
}
