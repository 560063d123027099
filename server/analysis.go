// Package server is the language server: it keeps the editor's texts, asks the
// analysis, and shapes the answers as the protocol wants them. Types of the protocol
// stay at this edge.
//
// What is missing: the analysis itself. Nothing implements Analysis but Pending,
// which says of every file that it was not analysed, so the server shows no errors,
// no hints and no hovers yet. Quick fixes, code lenses and progress reports are not
// written either, and no file is watched on disk.
package server

import (
	"context"
	"os"

	"drop-lsp/semantics"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// Request names what is to be analysed.
type Request struct {
	Files   []string // `.rs` files, or folders with a Cargo.toml
	Options semantics.Options
	Text    func(file string) (string, bool) // the editor's text; nil or false: what the disk has
}

// ReadText is the text of a file, the editor's first.
func (r Request) ReadText(file string) (string, bool) {
	if r.Text != nil {
		if s, ok := r.Text(file); ok {
			return s, true
		}
	}
	b, err := os.ReadFile(file)
	return string(b), err == nil
}

// Analysis is what the front ends need of semantics. An error means that the run was
// impossible; what could not be analysed is part of the answers.
type Analysis interface {
	Check(context.Context, Request) (semantics.Report, error)
	Drops(context.Context, Request) (Drops, error)
	Glue(context.Context, Request) (Glue, error)
	MIR(context.Context, Request) (MIR, error)
}

// Drops are the drop points, function by function; Unknown is what lies outside of them.
type Drops struct {
	Functions []semantics.FunctionDrops
	Unknown   []semantics.UnknownPart
}

// Glue is the drop glue, type by type.
type Glue struct {
	Types   []semantics.TypeGlue
	Unknown []semantics.UnknownPart
}

// MIR is the elaborated MIR, body by body.
type MIR struct {
	Functions []FunctionMIR
	Unknown   []semantics.UnknownPart
}

// FunctionMIR is one body as `mir --format json` shows it.
type FunctionMIR struct {
	Name    string
	Span    semantics.FileSpan
	Partial bool
	Unknown []semantics.UnknownPart
	Locals  []MIRLocal
	Blocks  []MIRBlock
}

// MIRLocal is a local of a body; Name is empty for a temporary.
type MIRLocal struct {
	ID         int
	Type, Name string
}

// MIRBlock is a basic block.
type MIRBlock struct {
	ID         int
	Cleanup    bool
	Statements []string
	Terminator MIRTerminator
}

// MIRTerminator ends a block; Fields holds the rest of its kind's fields by their
// names in the interface (place, type, target, unwind, …).
type MIRTerminator struct {
	Kind   string
	Span   semantics.FileSpan
	Fields map[string]any
}

// PartialCode marks a diagnostic that says what could not be analysed, and why.
const PartialCode diag.Code = "drop-lsp::partial"

// pendingReason is what Pending says of every file.
const pendingReason = "this version of drop-lsp cannot analyse function bodies yet"

// Pending stands in for the analysis until it exists: it says of every file that it
// was not analysed, and claims nothing else.
type Pending struct{}

// Check gives one partial note a file.
func (Pending) Check(_ context.Context, r Request) (semantics.Report, error) {
	rep := semantics.Report{Text: r.ReadText, Resolve: func(s source.Span) (semantics.FileSpan, bool) {
		if !s.Valid() || int(s.Item) > len(r.Files) {
			return semantics.FileSpan{}, false
		}
		return semantics.FileSpan{File: r.Files[s.Item-1], Start: int(s.Start), End: int(s.End)}, true
	}}
	for i := range r.Files {
		rep.Diagnostics = append(rep.Diagnostics, diag.Diagnostic{
			Level: diag.Note, Code: PartialCode, Msg: "not analysed: " + pendingReason,
			Labels: []diag.Label{{Span: source.Span{Item: source.ItemID(i + 1)}, Primary: true}},
		})
	}
	return rep, nil
}

func (Pending) unknown(r Request) (out []semantics.UnknownPart) {
	for _, f := range r.Files {
		out = append(out, semantics.UnknownPart{Span: semantics.FileSpan{File: f}, Reason: pendingReason})
	}
	return out
}

// Drops says that nothing is known.
func (p Pending) Drops(_ context.Context, r Request) (Drops, error) {
	return Drops{Unknown: p.unknown(r)}, nil
}

// Glue says that nothing is known.
func (p Pending) Glue(_ context.Context, r Request) (Glue, error) {
	return Glue{Unknown: p.unknown(r)}, nil
}

// MIR says that nothing is known.
func (p Pending) MIR(_ context.Context, r Request) (MIR, error) {
	return MIR{Unknown: p.unknown(r)}, nil
}
