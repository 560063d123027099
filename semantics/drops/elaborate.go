// Package drops makes drops explicit: drop elaboration, after rustc's
// ElaborateDrops, and the drop points that hints and the drops command show.
//
// The Types of a body are mir.TypeInfo's, revealed. What is missing: dropping a slice or an array whose length is not known element by
// element (an open drop of one never arises from moves) stays one drop; async
// drop is not known; the flags of what an Opaque statement uses are left as they were, so
// a body with Unknown parts is elaborated to be shown, not to be believed.
package drops

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the pass. Before it, a `drop(_1)` means: drop what is initialised. It becomes
//
//	dead         goto                      nothing may be initialised
//	static       drop(_1)                  everything is
//	conditional  if flag { drop(_1) }      one path, depends on the way here
//	open         a ladder of field drops   parts were moved out (open.go)
//
// Example: `let p = P { a, b }; if c { drop(p.a) }` gives p.a a flag: true where p
// is assigned, false where p.a is moved; at the end `if flag { drop(p.a) }; drop(p.b)`.

// Types is what elaboration asks about types, and the types of the locals that it makes.
type Types interface {
	mir.Shapes
	Bool() types.Type
	Unit() types.Type
	MutRef(types.Type) types.Type
	// Discr is the type of an enum's discriminant.
	Discr(types.Type) types.Type
	// DropFn is `<T as Drop>::drop` as a constant.
	DropFn(types.Type) mir.Const
}

// Elaborate rewrites body in place. The body must be past CleanupPostBorrowck and AddCallGuards.
func Elaborate(body *mir.Body, ty Types) {
	d := mir.GatherMoves(body, ty, ty.NeedsDrop)
	e := &elaborator{
		body: body, ty: ty, data: d,
		state:   mir.SolveInit(body, d, true),
		flags:   make([]mir.LocalID, len(d.Paths)),
		patches: map[mir.Location][]mir.Statement{},
		terms:   map[mir.BlockID]mir.TermKind{},
		old:     len(body.Blocks),
		resume:  mir.NoBlock, terminate: mir.NoBlock, unreachable: mir.NoBlock,
	}
	e.findResume()
	e.collectFlags()
	e.elaborateDrops()
	e.setFlags()
	e.apply()
	body.Phase = mir.PhaseElaborated
}

type elaborator struct {
	body  *mir.Body
	ty    Types
	data  *mir.MoveData
	state *mir.Initialisedness
	flags []mir.LocalID // by move path; 0: no flag

	// The patch: applied at the end, so that locations stay those of the analyses.
	patches map[mir.Location][]mir.Statement
	terms   map[mir.BlockID]mir.TermKind
	blocks  []mir.Block // numbered from old
	old     int

	resume, terminate, unreachable mir.BlockID
}

func (e *elaborator) findResume() {
	for b := range e.body.Blocks {
		blk := &e.body.Blocks[b]
		if _, ok := blk.Term.Kind.(mir.Resume); ok && len(blk.Stmts) == 0 {
			e.resume = mir.BlockID(b)
		}
	}
}

// collectFlags makes a flag for every path below a dropped place that may and may not be initialised there.
func (e *elaborator) collectFlags() {
	for b := 0; b < e.old; b++ {
		term := &e.body.Blocks[b].Term
		k, ok := term.Kind.(mir.Drop)
		if !ok {
			continue
		}
		path, exact := e.data.Lookup(k.Place)
		if !exact {
			continue
		}
		e.seek(mir.BlockID(b))
		e.data.EachChild(path, func(p mir.MovePathID) {
			if init, uninit := e.state.At(p); init && uninit && e.flags[p] == 0 {
				e.flags[p] = e.newLocal(e.ty.Bool(), term.Span, mir.OriginDropFlag)
			}
		})
	}
}

func (e *elaborator) seek(b mir.BlockID) {
	e.state.SeekBefore(mir.Location{Block: b, Stmt: len(e.body.Blocks[b].Stmts)})
}

func (e *elaborator) elaborateDrops() {
	for b := 0; b < e.old; b++ {
		blk := &e.body.Blocks[b]
		k, ok := blk.Term.Kind.(mir.Drop)
		if !ok {
			continue
		}
		t := mir.PlaceType(e.body, e.ty, k.Place)
		if t != nil && !e.ty.NeedsDrop(t) {
			e.terms[mir.BlockID(b)] = mir.Goto{Target: k.Target}
			continue
		}
		// An inexact path is the place of an assignment through a reference or index: it is
		// initialised, and its drop is static.
		path, exact := e.data.Lookup(k.Place)
		if !exact {
			k.Replace = false
			e.terms[mir.BlockID(b)] = k
			continue
		}
		e.seek(mir.BlockID(b))
		c := &dropCtx{elaborator: e, span: blk.Term.Span, place: k.Place, path: path, succ: k.Target, unwind: e.unwindOf(blk, k.Unwind)}
		c.elaborate(mir.BlockID(b))
	}
}

// unwindOf is where a drop's panic goes: always a block, unless the drop is in clean-up.
func (e *elaborator) unwindOf(blk *mir.Block, u mir.Unwind) mir.BlockID {
	if blk.Cleanup {
		return inCleanup
	}
	switch u.Kind {
	case mir.UnwindTo:
		return u.Block
	case mir.UnwindTerminate:
		return e.cleanupBlock(&e.terminate, mir.Terminate{}, blk.Term.Span)
	case mir.UnwindUnreachable:
		return e.cleanupBlock(&e.unreachable, mir.Unreachable{}, blk.Term.Span)
	}
	return e.cleanupBlock(&e.resume, mir.Resume{}, blk.Term.Span)
}

func (e *elaborator) cleanupBlock(at *mir.BlockID, k mir.TermKind, span source.Span) mir.BlockID {
	if *at == mir.NoBlock {
		*at = e.newBlock(mir.Block{Term: mir.Terminator{Span: span, Kind: k}, Cleanup: true})
	}
	return *at
}

func (e *elaborator) newBlock(b mir.Block) mir.BlockID {
	e.blocks = append(e.blocks, b)
	return mir.BlockID(e.old + len(e.blocks) - 1)
}

func (e *elaborator) newLocal(t types.Type, span source.Span, o mir.Origin) mir.LocalID {
	e.body.Locals = append(e.body.Locals, mir.Local{Type: t, Span: span, Origin: o, Mut: true, Internal: true})
	return mir.LocalID(len(e.body.Locals) - 1)
}

// ---------- the flags ----------

// setFlags assigns the flags: false at the start, true for arguments and after
// initialisations, false where a path is moved.
func (e *elaborator) setFlags() {
	start := mir.Location{}
	for p := range e.flags {
		e.setFlag(start, mir.MovePathID(p), false)
	}
	e.data.EntryEffects(e.body, func(p mir.MovePathID) { e.setFlag(start, p, true) })
	for b := 0; b < e.old; b++ {
		id := mir.BlockID(b)
		blk := &e.body.Blocks[b]
		call, isCall := blk.Term.Kind.(mir.Call)
		_, isDrop := blk.Term.Kind.(mir.Drop)
		for i := 0; i <= len(blk.Stmts); i++ {
			if i == len(blk.Stmts) && isDrop {
				break // the drop resets its flags itself
			}
			loc := mir.Location{Block: id, Stmt: i}
			e.data.InitEffects(e.body, loc, func(p mir.MovePathID, present bool) { e.setFlag(loc, p, present) })
		}
		if isCall && call.Target != mir.NoBlock {
			e.flagReturn(id, call)
		}
	}
}

// flagReturn sets the flags of a call's destination: on the return edge if the unwind path reads them.
func (e *elaborator) flagReturn(b mir.BlockID, call mir.Call) {
	loc := mir.Location{Block: b, Stmt: len(e.body.Blocks[b].Stmts)}
	if call.Unwind.Kind == mir.UnwindTo {
		loc = mir.Location{Block: call.Target}
		var first []mir.Statement
		e.data.ReturnEffects(call.Dest, func(p mir.MovePathID) {
			if s, ok := e.flagStmt(loc, p, true); ok {
				first = append(first, s)
			}
		})
		e.patches[loc] = append(first, e.patches[loc]...) // before what the target's first statement changes
		return
	}
	e.data.ReturnEffects(call.Dest, func(p mir.MovePathID) { e.setFlag(loc, p, true) })
}

func (e *elaborator) flagStmt(loc mir.Location, p mir.MovePathID, val bool) (mir.Statement, bool) {
	flag := e.flags[p]
	if flag == 0 {
		return mir.Statement{}, false
	}
	c := &mir.Const{Type: e.ty.Bool(), Scalar: true}
	if val {
		c.Lo = 1
	}
	return mir.Statement{Span: e.spanAt(loc), Kind: mir.Assign{
		Place:  mir.Place{Local: flag},
		Rvalue: mir.Use{X: mir.Operand{Kind: mir.Constant, Const: c}},
	}}, true
}

func (e *elaborator) setFlag(loc mir.Location, p mir.MovePathID, val bool) {
	if s, ok := e.flagStmt(loc, p, val); ok {
		e.patches[loc] = append(e.patches[loc], s)
	}
}

func (e *elaborator) spanAt(loc mir.Location) source.Span {
	if int(loc.Block) >= e.old {
		return e.blocks[int(loc.Block)-e.old].Term.Span
	}
	blk := &e.body.Blocks[loc.Block]
	if loc.Stmt < len(blk.Stmts) {
		return blk.Stmts[loc.Stmt].Span
	}
	return blk.Term.Span
}

// apply puts the patch into the body. Exits keep pointing at the same statements.
func (e *elaborator) apply() {
	for i := range e.body.Exits {
		from := &e.body.Exits[i].From
		add := 0
		for s := 0; s <= from.Stmt && from.Block != mir.NoBlock; s++ {
			add += len(e.patches[mir.Location{Block: from.Block, Stmt: s}])
		}
		from.Stmt += add
	}
	for b := range e.body.Blocks {
		e.applyTo(mir.BlockID(b), &e.body.Blocks[b])
	}
	for i := range e.blocks {
		e.applyTo(mir.BlockID(e.old+i), &e.blocks[i])
	}
	e.body.Blocks = append(e.body.Blocks, e.blocks...)
}

func (e *elaborator) applyTo(b mir.BlockID, blk *mir.Block) {
	if k, ok := e.terms[b]; ok {
		blk.Term.Kind = k
	}
	var out []mir.Statement
	changed := false
	for i := 0; i <= len(blk.Stmts); i++ {
		add := e.patches[mir.Location{Block: b, Stmt: i}]
		changed = changed || len(add) > 0
		out = append(out, add...)
		if i < len(blk.Stmts) {
			out = append(out, blk.Stmts[i])
		}
	}
	if changed {
		blk.Stmts = out
	}
}
