package semantics

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"drop-lsp/semantics/types"
)

// This file: work on bodies, one after the other on each core. Work of a superseded
// snapshot ends between two bodies.

// bodyByBody does something with each body, those of a file first, on a worker per core. No
// two workers, of whatever request, do the same body at a time: the later one finds its answers.
func (p *Program) bodyByBody(ctx context.Context, owners []types.DefID, first string, do func(types.DefID)) {
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
			p.alone(owners[i], do)
		}
	}
	n := min(runtime.GOMAXPROCS(0), len(owners)) - 1
	var wg sync.WaitGroup
	for range n {
		wg.Go(work)
	}
	work()
	wg.Wait()
}

// alone does something with a body while nobody else does.
func (p *Program) alone(owner types.DefID, do func(types.DefID)) {
	if a := p.memory.bodies[owner]; a != nil {
		a.work.Lock()
		defer a.work.Unlock()
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
