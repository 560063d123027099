// Package diag holds diagnostics as values: level, code, message, labelled
// spans, notes and suggestions, in the shape of rustc's own. It imports
// syntax/source only.
package diag

import "drop-lsp/syntax/source"

// Level is a diagnostic's severity, named as rustc names it.
type Level string

// The levels.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Note    Level = "note"
	Help    Level = "help"
)

// Code is an error code (`E0597`), a lint of ours (`drop-lsp::name`), or empty.
type Code string

// Label is a span with a text; Primary is underlined with ^, others with -.
type Label struct {
	Span    source.Span
	Primary bool
	Text    string
}

// Applicability says how safe a suggestion is, as rustc has it.
type Applicability string

// The applicabilities.
const (
	MachineApplicable Applicability = "MachineApplicable"
	MaybeIncorrect    Applicability = "MaybeIncorrect"
	HasPlaceholders   Applicability = "HasPlaceholders"
	Unspecified       Applicability = "Unspecified"
)

// Edit replaces a span's text.
type Edit struct {
	Span source.Span
	Text string
}

// Suggestion is a help with edits.
type Suggestion struct {
	Msg           string
	Edits         []Edit
	Applicability Applicability
}

// Sub is a note or help below a diagnostic; without labels it has no place.
type Sub struct {
	Level  Level
	Msg    string
	Labels []Label
	Ours   bool // not in rustc's answer: our own explanation
}

// Diagnostic is one finding. At least one of Labels is primary.
type Diagnostic struct {
	Level       Level
	Code        Code
	Msg         string
	Labels      []Label
	Subs        []Sub
	Suggestions []Suggestion
}

// Primary is the first primary span, or NoSpan.
func (d *Diagnostic) Primary() source.Span {
	for _, l := range d.Labels {
		if l.Primary {
			return l.Span
		}
	}
	return source.NoSpan
}
