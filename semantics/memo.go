package semantics

import (
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

// answers are the kept answers.
type answers struct{ m sync.Map }

// ask answers a question, from memory if it was answered before.
func ask[T any](f *frame, k key, compute func(*frame) T) T {
	if v, ok := f.answers.m.Load(k); ok {
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
	kept, _ := f.answers.m.LoadOrStore(k, box[T]{v})
	return kept.(box[T]).v
}

// box holds an answer that may be nil.
type box[T any] struct{ v T }
