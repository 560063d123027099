package semantics

import (
	"maps"
	"sync"

	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/types"
)

// This file: memoised queries. A query runs in a frame that knows which queries it
// is part of; one that asks for itself gets its zero answer (Unknown), and what was
// computed on the way from there is not kept, for it depends on where the cycle was
// entered. No lock is held while a query runs: two goroutines may compute the same
// answer, the first one's is kept.

// query names a kind of question.
type query uint8

const (
	qGenerics query = iota + 1
	qPredicates
	qSuperPredicates
	qItemBounds
	qTypeOf
	qFnSig
	qLateBound
	qAdt
	qTrait
	qImpl
	qAssocItems
	qVariances
	qHidden
	qConst
	qConstValue
	qClosure
	qBody
	qScope
	qInfer
	qThir
	qBuilt
	qPrepared
	qElaborated
	qBorrowck
	qStdImpls
	qDrops
	qWitness
	qStalled
	qMIR
)

// key is a question.
type key struct {
	q    query
	def  types.DefID
	args types.Args
	head stdlib.Head
}

// maxDepth bounds how deep queries may nest.
const maxDepth = 512

// frame is one running query: the Queries that its code sees. The root frame runs none.
type frame struct {
	*store
	outer *frame
	key   key
	depth int
	// provisional: the answer depends on a cycle that was entered further out.
	provisional bool
}

// answers are kept answers.
type answers struct{ m sync.Map }

// memory is what one snapshot keeps. An edit within bodies leaves all but those bodies'.
type memory struct {
	std    *answers                 // about the standard library: for good
	decls  *answers                 // about declarations
	bodies map[types.DefID]*answers // about bodies, by owner; not written after it is made
}

func newMemory(std *answers, owners []types.DefID) *memory {
	if std == nil {
		std = &answers{}
	}
	m := &memory{std: std, decls: &answers{}, bodies: make(map[types.DefID]*answers, len(owners))}
	for _, o := range owners {
		m.bodies[o] = &answers{}
	}
	return m
}

// without is the memory after the bodies of some owners changed.
func (m *memory) without(owners []types.DefID) *memory {
	n := &memory{std: m.std, decls: m.decls, bodies: maps.Clone(m.bodies)}
	for _, o := range owners {
		n.bodies[o] = &answers{}
	}
	return n
}

// of is where the answer to a question is kept.
func (s *store) of(k key) *answers {
	if k.def.IsStd() {
		return s.memory.std
	}
	owner := k.def
	switch k.q {
	case qHidden:
		if d := s.def(k.def); d != nil && d.Opaque != nil {
			owner = d.Opaque.Fn
		}
	case qConst, qConstValue, qClosure, qBody, qInfer, qThir, qBuilt, qPrepared, qElaborated, qBorrowck, qDrops, qWitness, qStalled, qMIR:
	default:
		return s.memory.decls
	}
	if s.crate != nil && s.memory.bodies[owner] == nil {
		owner = s.crate.BodyOwner(owner)
	}
	if a := s.memory.bodies[owner]; a != nil {
		return a
	}
	return s.memory.decls
}

// ask answers a question, from memory if it was answered before.
func ask[T any](f *frame, k key, compute func(*frame) T) T {
	kept := f.of(k)
	if v, ok := kept.m.Load(k); ok {
		return v.(box[T]).v
	}
	var zero T
	if f.depth >= maxDepth {
		for p := f; p != nil; p = p.outer {
			p.provisional = true
		}
		return zero
	}
	for p := f; p != nil; p = p.outer {
		if p.key == k {
			for c := f; c != p; c = c.outer {
				c.provisional = true
			}
			return zero
		}
	}
	in := &frame{store: f.store, outer: f, key: k, depth: f.depth + 1}
	v := compute(in)
	if in.provisional {
		return v
	}
	first, _ := kept.m.LoadOrStore(k, box[T]{v})
	return first.(box[T]).v
}

// box holds an answer that may be nil.
type box[T any] struct{ v T }
