package semantics

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
)

// This file: Program, one immutable snapshot of a crate with the standard library
// behind it. It implements types.Queries and runs the stations, memoised.

// Program answers about one crate. It is safe for concurrent use.
type Program struct {
	types.Queries
	Crate *hir.Crate
}

// LoadText lowers one text as a crate root; its `mod name;` have no files. Name is the
// file's name in spans.
func LoadText(name, text string, opts Options) *Program { return &Program{} }

// Infer is the inferred types of the body of a definition, nil if it has none.
func (p *Program) Infer(def types.DefID) *infer.Result { return nil }

// Thir is the thir of a body and its closures.
func (p *Program) Thir(def types.DefID) []*thir.Body { return nil }

// Built is the MIR of a body and its closures as built.
func (p *Program) Built(def types.DefID) []*mir.Body { return nil }

// Prepared is the MIR that borrowck reads.
func (p *Program) Prepared(def types.DefID) []*mir.Body { return nil }

// Elaborated is the MIR after drop elaboration.
func (p *Program) Elaborated(def types.DefID) []*mir.Body { return nil }
