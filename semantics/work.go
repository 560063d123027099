package semantics

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"drop-lsp/semantics/types"
)

// This file: work on bodies, one after the other on each core. Work of a superseded
// snapshot ends between two bodies.

// stage is a part of the work on a body; no two workers, of whatever request, do the same at a time:
// the later one finds its answers.
type stage uint8

const (
	preparing stage = iota // up to the MIR that borrowck reads, on which the others rest
	checking
	dropping
	stages = iota
)

// bodyByBody does something with each body, those of a file first, on a worker per core: the stage that
// answers q.
func (p *Program) bodyByBody(ctx context.Context, owners []types.DefID, first string, s stage, q query, do func(types.DefID)) {
	owners = p.unanswered(owners, q)
	if first != "" && len(p.order) > 1 {
		var front, rest []types.DefID
		for _, o := range owners {
			if p.defSpan(o).File == first {
				front = append(front, o)
			} else {
				rest = append(rest, o)
			}
		}
		owners = append(front, rest...)
	}
	var next atomic.Int64
	work := func() {
		for ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= len(owners) {
				return
			}
			p.alone(owners[i], preparing, func(owner types.DefID) { p.prepared(owner) })
			if ctx.Err() == nil {
				p.alone(owners[i], s, do)
			}
		}
	}
	n := min(runtime.GOMAXPROCS(0), len(owners)) - 1
	together(n, work)
}

// together runs work here and on n workers beside. What panics in one of them panics here, when all
// are done.
func together(n int, work func()) {
	var first atomic.Pointer[workerPanic]
	kept := func() {
		if crash {
			work()
			return
		}
		defer func() {
			if r := recover(); r != nil {
				first.CompareAndSwap(nil, &workerPanic{r, debug.Stack()})
			}
		}()
		work()
	}
	var wg sync.WaitGroup
	for range n {
		wg.Go(kept)
	}
	kept()
	wg.Wait()
	if p := first.Load(); p != nil {
		panic(p)
	}
}

// workerPanic is what a worker panicked with, and where.
type workerPanic struct {
	value any
	stack []byte
}

func (p *workerPanic) Error() string { return fmt.Sprint(p.value) }

// Stack is the worker's.
func (p *workerPanic) Stack() []byte { return p.stack }

// unanswered are the bodies of which a question is not answered yet.
func (p *Program) unanswered(owners []types.DefID, q query) []types.DefID {
	var out []types.DefID
	for _, o := range owners {
		a := p.memory.bodies.At(o)
		if a == nil {
			out = append(out, o)
		} else if _, ok := a.load(key{q: q, def: o}); !ok {
			out = append(out, o)
		}
	}
	return out
}

// toInfer are the bodies of which nothing is known that their types would be needed for.
func (p *Program) toInfer(owners []types.DefID) []types.DefID {
	return p.unanswered(p.unanswered(owners, qCheck), qInfer)
}

// Apart are the bodies about which another snapshot does not have the same answers.
func (p *Program) Apart(o *Program) []types.DefID {
	var out []types.DefID
	for _, owner := range p.Bodies() {
		if a := p.memory.bodies.At(owner); a == nil || a != o.memory.bodies.At(owner) {
			out = append(out, owner)
		}
	}
	return out
}

// alone does a stage of the work on a body while nobody else does.
func (p *Program) alone(owner types.DefID, s stage, do func(types.DefID)) {
	if a := p.memory.bodies.At(owner); a != nil {
		a.work[s].Lock()
		defer a.work[s].Unlock()
	}
	do(owner)
}

// bodiesIn are the bodies whose item overlaps a span; all, if it names no file.
func (p *Program) bodiesIn(s FileSpan) []types.DefID {
	if s.File == "" {
		return p.Bodies()
	}
	var out []types.DefID
	for _, o := range p.Bodies() {
		if at := p.defSpan(o); at.File == s.File && at.Start <= s.End && s.Start <= at.End {
			out = append(out, o)
		}
	}
	return out
}
