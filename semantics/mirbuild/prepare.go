package mirbuild

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: what runs between building and borrowck, in rustc's order.

// Prepare simplifies the body and promotes constants, in place: the borrow checker
// reads the result. Dead blocks are gone, so code after `return` is not checked.
func Prepare(q types.Queries, body *mir.Body) {
	if len(body.Blocks) == 0 || body.Phase >= mir.PhasePromoted {
		return
	}
	mir.SimplifyCFG(body)
	body.Phase = mir.PhaseSimplified
	promote(q, body)
	mir.SimplifyCFG(body)
	body.Phase = mir.PhasePromoted
}
