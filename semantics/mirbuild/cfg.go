// Package mirbuild turns thir into MIR: scopes and the drop tree, pattern
// matching, unwind edges, CFG simplification, promotion of constants. It imports
// syntax/*, and semantics/hir to semantics/mir.
//
// What is here: the graph under construction (cfg.go), the drop tree
// (droptree.go), scopes and their exits (scope.go, exit.go, unwind.go). What is
// missing: the lowering of expressions and patterns on top of them, and promotion.
package mirbuild

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the control-flow graph while it is built. Blocks are appended and
// ended exactly once; a method that adds code takes the block to add it to and
// returns the block in which control goes on ("block in, block out").

// builder builds one body.
type builder struct {
	body *mir.Body
	// needsDrop says whether dropping a value of the type can run code; unknown types count as needing it.
	needsDrop func(types.Type) bool
	scopes    scopes
}

func newBuilder(body *mir.Body, needsDrop func(types.Type) bool) *builder {
	b := &builder{body: body, needsDrop: needsDrop}
	b.scopes.unwind = newDropTree()
	return b
}

func (b *builder) newBlock() mir.BlockID {
	b.body.Blocks = append(b.body.Blocks, mir.Block{})
	return mir.BlockID(len(b.body.Blocks) - 1)
}

func (b *builder) newCleanupBlock() mir.BlockID {
	bb := b.newBlock()
	b.body.Blocks[bb].Cleanup = true
	return bb
}

func (b *builder) push(bb mir.BlockID, span source.Span, s mir.StmtKind) {
	blk := &b.body.Blocks[bb]
	blk.Stmts = append(blk.Stmts, mir.Statement{Span: span, Kind: s})
}

// end gives bb its terminator. A block that had one keeps the first: that would be a bug of ours.
func (b *builder) end(bb mir.BlockID, span source.Span, t mir.TermKind) {
	blk := &b.body.Blocks[bb]
	if blk.Term.Kind != nil {
		panic("mirbuild: block is ended twice")
	}
	blk.Term = mir.Terminator{Span: span, Kind: t}
}

func (b *builder) emitGoto(from mir.BlockID, span source.Span, to mir.BlockID) {
	b.end(from, span, mir.Goto{Target: to})
}

// here is the point at the end of what bb holds so far.
func (b *builder) here(bb mir.BlockID) mir.Location {
	return mir.Location{Block: bb, Stmt: len(b.body.Blocks[bb].Stmts)}
}

// newLocal declares a local and returns its id.
func (b *builder) newLocal(l mir.Local) mir.LocalID {
	b.body.Locals = append(b.body.Locals, l)
	return mir.LocalID(len(b.body.Locals) - 1)
}

// setUnwind makes block from unwind to block to.
func (b *builder) setUnwind(from, to mir.BlockID) {
	term := &b.body.Blocks[from].Term
	u := mir.Unwind{Kind: mir.UnwindTo, Block: to}
	switch k := term.Kind.(type) {
	case mir.Drop:
		k.Unwind = u
		term.Kind = k
	case mir.Call:
		k.Unwind = u
		term.Kind = k
	case mir.Assert:
		k.Unwind = u
		term.Kind = k
	case mir.FalseUnwind:
		k.Unwind = u
		term.Kind = k
	default:
		panic("mirbuild: terminator cannot unwind")
	}
}
