package mirbuild

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
)

// This file: the entry. Build's result is what rustc calls built MIR; Prepare's is
// what the borrow checker reads: simplified, constants promoted.

// Build lowers one body.
func Build(q types.Queries, body *thir.Body) *mir.Body {
	return &mir.Body{Owner: body.Owner, Unknown: body.Unknown, Tainted: body.Tainted}
}

// Prepare runs the passes between building and borrowck in place.
func Prepare(q types.Queries, body *mir.Body) {}
