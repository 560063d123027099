// Package semantics ties the stations together: workspace, crate graph, Cargo
// and toolchain loading (the only I/O of the analysis), immutable snapshots, memo
// tables, and the queries that server and cmd call. It implements types.Queries.
// It may import every package of syntax/* and semantics/*.
package semantics

import (
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: what goes out to server and cmd. Positions are absolute byte
// offsets (0-based, end exclusive) in a file's text; the renderers turn them into
// lines and columns with source.LineTable.

// FileSpan is a span made absolute.
type FileSpan struct {
	File       string // path as the user gave it, or absolute
	Start, End int
}

// Resolve makes spans absolute in one snapshot; ok is false for source.NoSpan.
type Resolve func(source.Span) (FileSpan, bool)

// Report is what one analysis of some files found.
type Report struct {
	Diagnostics []diag.Diagnostic // in rustc's order: by body, then by place
	Resolve     Resolve
	Text        func(file string) (string, bool)
}

// When says whether a drop runs.
type When string

// The answers.
const (
	Always When = "always"
	Maybe  When = "maybe"
)

// FunctionDrops are the drop points of one body, as `drops --format json` shows them.
type FunctionDrops struct {
	Name string
	Span FileSpan
	// Shown and Whole are name and place for people: of an async fn's body those of the function.
	Shown   string
	Whole   FileSpan
	Partial bool
	Unknown []UnknownPart
	Points  []DropPoint
}

// UnknownPart is a place that could not be analysed.
type UnknownPart struct {
	Span   FileSpan
	Reason string
}

// DropPoint is one place where control leaves something that owns values.
type DropPoint struct {
	Span   FileSpan
	Call   FileSpan // of the macro whose definition has the text at Span; zero: none
	Kind   string   // interface.md: scope-end, statement-end, …
	Drops  []DropEntry
	Origin TextOrigin
	// Otherwise: of a condition, what is dropped only if it does not hold: if it does, that lives on.
	Otherwise bool
	// Implied: a `break` that nobody wrote, at the end of a `while`.
	Implied bool
}

// TextOrigin says who wrote the text at which something stands.
type TextOrigin uint8

// The origins of text.
const (
	Written         TextOrigin = iota // the user, outside of macros
	MacroArgument                     // the user, in the arguments of a macro call
	MacroDefinition                   // the definition of a macro
)

// Effect is the most that dropping a value does.
type Effect string

// The effects, from the least to the most.
const (
	FreesMemory    Effect = "memory"     // only the library's own destructors that free memory
	RunsDestructor Effect = "destructor" // one that somebody wrote
	ReleasesBorrow Effect = "guard"      // a destructor that may use what the value borrows
)

// DropEntry is one drop of a point, in the order in which they run.
type DropEntry struct {
	Place        string
	Span         FileSpan // where the dropped thing was introduced
	Type         string
	When         When
	Destructors  []string
	RequiresLive []Requirement
	DropImpl     FileSpan // the `impl Drop` of the type itself; zero: none of the user's
	Effect       Effect
	Impls        []FileSpan // the `impl Drop`s of the user's that may run, each once
	// Desugaring names the desugaring that made what is dropped: "for" its iterator, "await" its
	// future. Empty: none.
	Desugaring string
}

// Requirement is a lifetime or type parameter that must be live, and why.
type Requirement struct {
	Param   string
	Because []string
}

// TypeGlue is the drop glue of one type, as `glue --format json` shows it.
type TypeGlue struct {
	Name           string
	Span           FileSpan
	DropGlue       string // yes, no, depends, unknown
	ImplementsDrop bool
	Fields         []FieldGlue
	Owned          []string
	RequiresLive   []Requirement
}

// FieldGlue is a field of a TypeGlue.
type FieldGlue struct {
	Name     string
	Type     string
	DropGlue string
	Fields   []FieldGlue
}

// Options are the command line's or the client's.
type Options struct {
	Edition source.Edition // of each file, a crate root by itself; 0: the package's, else Otherwise
	// Otherwise is the edition of files that belong to no package; 0: 2021.
	Otherwise source.Edition
	Cfg       []string // NAME or NAME="VALUE"
	Test      bool
	Crate     string // the crate's name; "": by its root's file
	macros    bool   // a crate of procedural macros
	links     *links // its libraries; nil: none but the standard library
}
