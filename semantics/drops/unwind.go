package drops

import "drop-lsp/semantics/mir"

// This file: what is dropped if a call unwinds: the chain of drops behind its unwind edge,
// each with its fate on that edge. What was moved into the call is the callee's.

// Unwinding lists the drops of a call that unwinds, in the order in which they run. body is past
// CleanupPostBorrowck and not elaborated.
func Unwinding(body *mir.Body, ty mir.Shapes, at mir.BlockID) []Dropped {
	call, ok := body.Blocks[at].Term.Kind.(mir.Call)
	if !ok || call.Unwind.Kind != mir.UnwindTo {
		return nil
	}
	d := mir.GatherMoves(body, ty, ty.NeedsDrop)
	r := &reader{body: body, ty: ty, data: d, state: mir.SolveInit(body, d, true)}
	r.state.SeekBefore(mir.Location{Block: at, Stmt: len(body.Blocks[at].Stmts)})
	if !r.state.Reached() {
		return nil
	}
	given := map[mir.LocalID]bool{}
	for _, a := range call.Args {
		if a.Kind == mir.Move && len(a.Place.Proj) == 0 {
			given[a.Place.Local] = true
		}
	}
	var out []Dropped
	seen := map[mir.BlockID]bool{}
	for b := call.Unwind.Block; b != mir.NoBlock && !seen[b]; {
		seen[b] = true
		switch k := body.Blocks[b].Term.Kind.(type) {
		case mir.Goto:
			b = k.Target
		case mir.Drop:
			if !given[k.Place.Local] {
				out = r.add(out, k.Place)
			}
			b = k.Target
		default:
			return out
		}
	}
	return out
}
