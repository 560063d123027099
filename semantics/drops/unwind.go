package drops

import "drop-lsp/semantics/mir"

// This file: what is dropped if a call unwinds, or a coroutine that waits is dropped: the chain of
// drops behind that edge, each with its fate on it. What was moved into the call is the callee's.

// Unwinding lists the drops of a call that unwinds, in the order in which they run. body is past
// CleanupPostBorrowck and not elaborated.
func Unwinding(body *mir.Body, ty mir.Shapes, at mir.BlockID) []Dropped {
	call, ok := body.Blocks[at].Term.Kind.(mir.Call)
	if !ok || call.Unwind.Kind != mir.UnwindTo {
		return nil
	}
	given := map[mir.LocalID]bool{}
	for _, a := range call.Args {
		if a.Kind == mir.Move && len(a.Place.Proj) == 0 {
			given[a.Place.Local] = true
		}
	}
	return chain(body, ty, at, call.Unwind.Block, func(p mir.Place) bool { return !given[p.Local] })
}

// Cancelled lists the drops of a coroutine that is dropped while it waits at a yield.
func Cancelled(body *mir.Body, ty mir.Shapes, at mir.BlockID) []Dropped {
	yield, ok := body.Blocks[at].Term.Kind.(mir.Yield)
	if !ok {
		return nil
	}
	return chain(body, ty, at, yield.Drop, func(mir.Place) bool { return true })
}

// chain reads the drops behind an edge from the end of a block, in the order in which they run.
func chain(body *mir.Body, ty mir.Shapes, from, to mir.BlockID, owned func(mir.Place) bool) []Dropped {
	d := mir.GatherMoves(body, ty, ty.NeedsDrop)
	r := &reader{body: body, ty: ty, data: d, state: mir.SolveInit(body, d, true)}
	r.state.SeekBefore(mir.Location{Block: from, Stmt: len(body.Blocks[from].Stmts)})
	if !r.state.Reached() {
		return nil
	}
	var out []Dropped
	seen := map[mir.BlockID]bool{}
	for b := to; b != mir.NoBlock && !seen[b]; {
		seen[b] = true
		switch k := body.Blocks[b].Term.Kind.(type) {
		case mir.Goto:
			b = k.Target
		case mir.Drop:
			if owned(k.Place) {
				out = r.add(out, k.Place)
			}
			b = k.Target
		default:
			return out
		}
	}
	return out
}
