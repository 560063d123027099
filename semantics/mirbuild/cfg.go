// Package mirbuild turns thir into MIR: scopes and the drop tree, pattern
// matching, unwind edges, CFG simplification, promotion of constants. It imports
// syntax/*, and semantics/hir to semantics/mir.
//
// What is here: the graph under construction (cfg.go), the drop tree
// (droptree.go), scopes and their exits (scope.go, exit.go, unwind.go), the
// lowering of expressions (into.go, operand.go, rvalue.go, place.go, stmt.go,
// block.go, constant.go) and of patterns (match*.go, cond.go), and the passes
// before borrowck (prepare.go, promote.go). coroutine.go has what coroutines add.
// What is missing: inline assembly, dereferencing patterns, unsized arguments by
// value, coverage.
package mirbuild

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
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

	// What the lowering of thir reads.
	q     types.Queries
	in    *types.Interner
	thir  *thir.Body
	info  *mir.TypeInfo
	extra thir.ScopeID // scopes that thir does not number, made here: counts down

	// The variables of the body.
	vars      map[hir.LocalID]varLocals
	varScopes map[hir.LocalID]thir.ScopeID
	upvars    []upvar
	unitTemp  mir.LocalID // 0: none yet

	// Where the lowering is.
	frames     []frame
	guards     [][]hir.LocalID // the bindings of the guards that control is in, innermost last
	inQuestion int             // depth of matches that `?` made
	// Inside a guard that is built for several alternatives, temporaries of its scope are made once.
	fixedScope thir.ScopeID
	fixedTemps map[thir.ExprID]mir.LocalID
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
	case mir.InlineAsm:
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

// ---------- what the lowering emits ----------

func (b *builder) assign(bb mir.BlockID, span source.Span, place mir.Place, r mir.Rvalue) {
	b.push(bb, span, mir.Assign{Place: place, Rvalue: r})
}

func (b *builder) assignUnit(bb mir.BlockID, span source.Span, place mir.Place) {
	b.assign(bb, span, place, mir.Use{X: b.unitConst(span)})
}

func (b *builder) unitConst(span source.Span) mir.Operand {
	return constant(&mir.Const{Type: b.in.Unit(), Span: span})
}

func constant(c *mir.Const) mir.Operand { return mir.Operand{Kind: mir.Constant, Const: c} }

func copyOf(p mir.Place) mir.Operand { return mir.Operand{Kind: mir.Copy, Place: p} }

func moveOf(p mir.Place) mir.Operand { return mir.Operand{Kind: mir.Move, Place: p} }

// asCopy reads the same place or constant without moving it.
func asCopy(o mir.Operand) mir.Operand {
	if o.Kind == mir.Move {
		o.Kind = mir.Copy
	}
	return o
}

func local(l mir.LocalID) mir.Place { return mir.Place{Local: l} }

// temp declares a temporary that is not scheduled anywhere.
func (b *builder) temp(t types.Type, span source.Span) mir.Place {
	return local(b.newLocal(mir.Local{Type: t, Span: span, Mut: true}))
}

// emitIf ends bb in a switch on a boolean.
func (b *builder) emitIf(bb mir.BlockID, span source.Span, cond mir.Operand, yes, no mir.BlockID) {
	b.end(bb, span, mir.SwitchInt{On: cond, Type: b.in.Bool(), Values: []mir.SwitchValue{{}}, Targets: []mir.BlockID{no, yes}})
}

// emitAssert goes on in the result if cond is as expected, and panics else.
func (b *builder) emitAssert(bb mir.BlockID, span source.Span, cond mir.Operand, expected bool, msg string, args ...mir.Operand) mir.BlockID {
	ok := b.newBlock()
	b.end(bb, span, mir.Assert{Cond: cond, Expected: expected, Msg: msg, Args: args, Target: ok, Unwind: mir.Unwind{Kind: mir.UnwindContinue}})
	b.divergeFrom(bb)
	return ok
}

// use copies or moves out of a place, as its type has it.
func (b *builder) use(p mir.Place) mir.Operand {
	t := mir.PlaceType(b.body, b.info, p)
	if t == nil {
		return copyOf(p)
	}
	yes, sure := b.info.IsCopy(t)
	if !sure {
		b.unsure(b.body.Locals[p.Local].Span, "whether the type is Copy is not known")
	}
	if yes {
		return copyOf(p)
	}
	return moveOf(p)
}

// unsure makes the body partial.
func (b *builder) unsure(span source.Span, reason string) {
	for _, u := range b.body.Unknown {
		if u.Span == span && u.Reason == reason {
			return
		}
	}
	b.body.Unknown = append(b.body.Unknown, hir.Unknown{Span: span, Reason: reason})
}
