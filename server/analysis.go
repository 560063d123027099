// Package server is the language server: it keeps the editor's texts, asks the
// analysis, and shapes the answers as the protocol wants them. Types of the protocol
// stay at this edge.
package server

import (
	"context"
	"os"

	"drop-lsp/semantics"
)

// Request names what is to be analysed.
type Request struct {
	Files   []string // `.rs` files, or folders with a Cargo.toml
	Options semantics.Options
	Choice  semantics.Choice                 // of packages and features
	Text    func(file string) (string, bool) // the editor's text; nil or false: what the disk has
	// Within narrows Drops to the bodies that overlap it; the zero value: all.
	Within semantics.FileSpan
	// Typing: an error that ends rustc early does not silence the other bodies, which the next key may mend.
	Typing bool
	// Own narrows the answers to what stands in the files that were asked for, where they are modules.
	Own bool
	// Unreadable is told why a file's package cannot be read; the file is then a crate root by itself.
	// nil: that makes the run impossible.
	Unreadable func(error)
}

// first is the file whose bodies come first.
func (r Request) first() string {
	if len(r.Files) == 1 {
		return r.Files[0]
	}
	return ""
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
	// DropsApart are the drops of the bodies that are not the same for two requests, which differ in texts only.
	DropsApart(ctx context.Context, before, after Request) (was, is Drops, err error)
	// Ends: there is an error at which rustc ends before it checks any body.
	Ends(context.Context, Request) (bool, error)
	Glue(context.Context, Request) (Glue, error)
	MIR(context.Context, Request) (MIR, error)
	// TypeAt is the type at a byte offset of a file; nil: there is none that is known. named: only of what the
	// word there names.
	TypeAt(ctx context.Context, r Request, file string, offset int, named bool) (*TypeAt, error)
	// EditionRule is the rule that decides where a temporary is dropped, by the span of its expression.
	EditionRule(ctx context.Context, r Request, temp semantics.FileSpan) semantics.EditionRule

	// ValueAt is the variable whose name stands at a byte offset of a file; nil: there is none.
	ValueAt(ctx context.Context, r Request, file string, offset int) (*semantics.ValueEnds, error)
	// Implicit are the implicit calls of destructors in all programs of the request; a folder stands for its workspace.
	Implicit(ctx context.Context, r Request) (Implicit, error)
	// DropImpls are the user's impls of Drop.
	DropImpls(ctx context.Context, r Request) ([]semantics.DropImpl, error)
	// BlocksAround are the blocks that hold an offset, the innermost first; ImplAround is the impl that does.
	BlocksAround(ctx context.Context, r Request, file string, offset int) []semantics.BlockView
	// DeriveAt is where a trait's name stands in a derive of the type whose name stands at an offset.
	DeriveAt(ctx context.Context, r Request, file string, offset int, trait string) semantics.FileSpan
	ImplAround(ctx context.Context, r Request, file string, offset int) semantics.FileSpan
	// CallAt is the call whose name stands at a byte offset of a file; nil: there is none.
	CallAt(ctx context.Context, r Request, file string, offset int) (*semantics.CallAt, error)
	// Timeline is the drop timeline of the function at a place, or of that name; nil: there is none.
	Timeline(ctx context.Context, r Request, of Function) (*semantics.Timeline, error)
	// Forget lets go of what is kept of a file that was closed.
	Forget(file string)
	// Reread lets go of what was read of packages: their files changed.
	Reread()
	// MIRText is the elaborated MIR of the function at a place, with its name; "": there is none.
	MIRText(ctx context.Context, r Request, of Function) (name, text string, err error)
}

// TypeAt is a type with its drop glue, and the span of what has it.
type TypeAt struct {
	semantics.TypeGlue
	Hit semantics.FileSpan
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

// FunctionMIR, MIRLocal, MIRBlock and MIRTerminator are semantics'.
type (
	FunctionMIR   = semantics.FunctionMIR
	MIRLocal      = semantics.MIRLocal
	MIRBlock      = semantics.MIRBlock
	MIRTerminator = semantics.MIRTerminator
)

// PartialCode marks a diagnostic that says what could not be analysed, and why.
const PartialCode = semantics.PartialCode
