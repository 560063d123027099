package borrowck

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: the entry.

// Input is one body to check, prepared by mirbuild, with the results of its closures.
type Input struct {
	Q        types.Queries
	Body     *mir.Body
	Closures map[types.DefID]*Result
	// Edition: some notes and rules depend on it (2015, 2018, 2021, 2024).
	Edition int
	// Snippet is the source text of a span; nil or false: suggestions that quote it are left out.
	Snippet func(source.Span) (string, bool)
}

// Result is what checking a body found.
type Result struct {
	// Diagnostics are sorted as rustc emits them. None for a tainted body.
	Diagnostics []diag.Diagnostic
	// Requires are the region constraints that a closure's body leaves to its parent.
	Requires []Requirement
	// UsedMutUpvars are captures through which a closure mutates.
	UsedMutUpvars []int
	// Upvars are the captures of a closure's body.
	Upvars []mir.Upvar
	// Hidden are the types of opaque types that this body defines, in its parameters' terms.
	Hidden map[types.DefID]types.Type
}

// Requirement is a constraint between external regions of a closure: Longer: Shorter.
// Regions count from 0: 'static, the parent's early ones, then those of the closure's captures and signature.
type Requirement struct {
	Type            types.Type // nil: a region
	Longer, Shorter int
	Category        Category
	Span            source.Span // what is to blame
}

// Check borrow-checks one body.
func Check(in Input) *Result { return &Result{} }
