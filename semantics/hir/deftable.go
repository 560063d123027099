package hir

import (
	"iter"
	"slices"
)

// This file: what is kept of each definition of one crate. A snapshot differs from the one before in
// few definitions, so a copy shares all but the parts that are set anew.

// DefTable holds a value for definitions of one crate; nil is none. The zero table is empty; it is not
// copied, but cloned, and a table that was cloned is not set any more.
type DefTable[T any] struct {
	crate CrateID
	parts []*tablePart[T]
	own   []bool // the parts that no other table has
	n     int
}

const tablePartLen = 64

type tablePart[T any] [tablePartLen]*T

// At is the value for a definition; nil: there is none.
func (t *DefTable[T]) At(id DefID) *T {
	if id.Crate != t.crate || int(id.Index/tablePartLen) >= len(t.parts) {
		return nil
	}
	if part := t.parts[id.Index/tablePartLen]; part != nil {
		return part[id.Index%tablePartLen]
	}
	return nil
}

// Set keeps a value, which is not nil, for a definition. All definitions are of the same crate.
func (t *DefTable[T]) Set(id DefID, v *T) {
	if t.n == 0 {
		t.crate = id.Crate
	}
	at := int(id.Index / tablePartLen)
	if more := at + 1 - len(t.parts); more > 0 {
		t.parts = append(t.parts, make([]*tablePart[T], more)...)
		t.own = append(t.own, make([]bool, more)...)
	}
	part := t.parts[at]
	if !t.own[at] {
		next := &tablePart[T]{}
		if part != nil {
			*next = *part
		}
		t.parts[at], t.own[at], part = next, true, next
	}
	if part[id.Index%tablePartLen] == nil {
		t.n++
	}
	part[id.Index%tablePartLen] = v
}

// Len is the number of definitions that have a value.
func (t *DefTable[T]) Len() int { return t.n }

// Clone is a table with the same values.
func (t *DefTable[T]) Clone() *DefTable[T] {
	return &DefTable[T]{crate: t.crate, parts: slices.Clone(t.parts), own: make([]bool, len(t.own)), n: t.n}
}

// All are the definitions and their values, by index.
func (t *DefTable[T]) All() iter.Seq2[DefID, *T] {
	return func(yield func(DefID, *T) bool) {
		for i, part := range t.parts {
			if part == nil {
				continue
			}
			for k, v := range part {
				if v != nil && !yield(DefID{Crate: t.crate, Index: uint32(i*tablePartLen + k)}, v) {
					return
				}
			}
		}
	}
}
