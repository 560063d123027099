package semantics

import (
	"slices"
	"strings"

	"drop-lsp/semantics/borrowck"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: the arrows and thin bars of a timeline. A move is followed through the temporaries
// that are not shown: `let b = wrap(a)` moves a into a temporary and that into the call. Of the
// loans those are shown that last longer than a line, of what a value owns; and those that a
// rejected program breaks.

// ---------- moves ----------

// moveOut is one operand that moves.
type moveOut struct {
	place mir.Place
	to    mir.Place // where it goes to; ignored where into is said
	into  string
	loc   mir.Location
}

// findMoves lists the moves out of the values.
func (v *timelineView) findMoves() {
	outs := map[mir.LocalID][]moveOut{}
	var all []moveOut
	for b := range v.body.Blocks {
		if blk := &v.body.Blocks[b]; !blk.Cleanup {
			all = v.movesOf(all, mir.BlockID(b), blk)
		}
	}
	for _, m := range all {
		outs[m.place.Local] = append(outs[m.place.Local], m)
	}
	for _, m := range all {
		from, ok := v.valueOf(m.place)
		if !ok || !v.t.Values[from].DropGlue {
			continue
		}
		at, line, ok := v.place(v.spanAt(m.loc))
		if !ok {
			continue
		}
		move := TimelineMove{From: from, To: -1, Place: v.placeName(v.body, v.ty, m.place), At: at, Line: line, ToLine: line}
		v.follow(m, outs, &move, 0)
		if move.To != from {
			v.t.Moves = append(v.t.Moves, move)
		}
	}
	slices.SortStableFunc(v.t.Moves, func(a, b TimelineMove) int { return a.At.Start - b.At.Start })
}

// movesOf appends the moves of a block.
func (v *timelineView) movesOf(out []moveOut, b mir.BlockID, blk *mir.Block) []moveOut {
	add := func(o mir.Operand, stmt int, to mir.Place, into string) {
		if o.Kind == mir.Move {
			out = append(out, moveOut{o.Place, to, into, mir.Location{Block: b, Stmt: stmt}})
		}
	}
	for i := range blk.Stmts {
		if a, ok := blk.Stmts[i].Kind.(mir.Assign); ok {
			for _, o := range mir.RvalueOperands(a.Rvalue) {
				add(o, i, a.Place, "")
			}
		}
	}
	end := len(blk.Stmts)
	switch k := blk.Term.Kind.(type) {
	case mir.Call:
		for _, o := range k.Args {
			add(o, end, k.Dest, v.callName(&blk.Term, k.Func))
		}
	case mir.Yield:
		add(k.Value, end, mir.Place{}, "yield")
	}
	return out
}

// callName is what a call is called: `?`, `for`, or the last part of the function's path, `drop()`.
func (v *timelineView) callName(t *mir.Terminator, o mir.Operand) string {
	if e := t.Span.Expn; e != 0 && int(e) < len(v.expansions) {
		switch v.expansions[e].Kind {
		case hir.ExpnQuestion:
			return "?"
		case hir.ExpnForLoop:
			return "for"
		case hir.ExpnAwait:
			return "await"
		}
	}
	if o.Kind == mir.Constant && o.Const != nil {
		def := o.Const.Def
		if f, ok := o.Const.Type.(*types.FnDef); ok {
			def = f.Def
		}
		if !def.IsZero() {
			path := v.DefPath(def)
			return path[strings.LastIndex(path, ":")+1:] + "()"
		}
	}
	return "call"
}

// follow finds where a move ends: in a value that is shown, a call, the result.
func (v *timelineView) follow(m moveOut, outs map[mir.LocalID][]moveOut, move *TimelineMove, depth int) {
	if m.into != "" {
		move.Into = m.into
		return
	}
	if m.to.Local == mir.ReturnPlace {
		move.Into = "return"
		return
	}
	if to, ok := v.valueOf(m.to); ok {
		move.To = to
		if at, line, ok := v.place(v.spanAt(m.loc)); ok {
			move.ToLine = max(line, v.lastLine(at))
		}
		return
	}
	if next := outs[m.to.Local]; len(next) > 0 && depth < 20 {
		v.follow(next[0], outs, move, depth+1)
	}
}

// ---------- borrows ----------

// loanTrace is what the borrow checker knows, with the loans that are shown.
type loanTrace struct {
	borrowck.Trace
	shown []shownLoan
}

// shownLoan is a loan with its number and its lines.
type shownLoan struct {
	borrowck.TracedLoan
	id    borrowck.LoanID
	strip strip
}

// trace asks the borrow checker. Conflicts count only in a body whose errors are reported.
func (v *timelineView) trace() loanTrace {
	closures := map[types.DefID]*borrowck.Result{}
	bodies := v.Program.prepared(v.owner)
	for i, r := range v.borrowck(v.owner) {
		if r != nil && bodies[i].Owner != v.body.Owner {
			closures[bodies[i].Owner] = r
		}
	}
	out := loanTrace{Trace: borrowck.TraceLoans(borrowck.Input{Q: v.Program.frame, Body: v.prepared, Closures: closures, Crate: v.crate})}
	if len(v.t.Errors) == 0 {
		out.Conflicts = nil
	}
	broken := map[borrowck.LoanID]bool{}
	for _, c := range out.Conflicts {
		broken[c.Loan] = true
	}
	for i := range out.Loans {
		l := shownLoan{out.Loans[i], borrowck.LoanID(i), v.strip()}
		if l.Kind == mir.FakeShallow || l.Kind == mir.FakeDeep {
			continue
		}
		for _, loc := range append([]mir.Location{l.Issued}, l.At...) {
			if v.prepared.Blocks[loc.Block].Cleanup {
				continue
			}
			if line, ok := v.lineOf(&v.prepared.Blocks[loc.Block], loc.Stmt); ok {
				l.strip.mark(line, certain)
			}
		}
		if broken[l.id] || v.ownLoan(l.TracedLoan) && l.strip.long() {
			out.shown = append(out.shown, l)
		}
	}
	return out
}

// ownLoan: it is of a variable's own storage, not of what lies behind a reference.
func (v *timelineView) ownLoan(l borrowck.TracedLoan) bool {
	t := v.prepared.Locals[l.Borrowed.Local].Type
	for _, e := range l.Borrowed.Proj {
		if _, box := t.(*types.Adt); e.Kind == mir.Deref && !box {
			return false
		}
		if t = mir.ProjectedType(v.ty, t, e); t == nil {
			return false
		}
	}
	k := v.keyOf(l.Borrowed)
	return k.field >= 0 || v.named(k.local)
}

// long: on more than one line.
func (s strip) long() bool {
	n := 0
	for _, st := range s.states {
		if st&(certain|possible) != 0 {
			n++
		}
	}
	return n > 1
}

// borrows lists the loans that are shown, with what breaks them.
func (v *timelineView) borrows(trace loanTrace) {
	for _, l := range trace.shown {
		of, ok := v.valueOf(l.Borrowed)
		at, line, placed := v.place(l.Span)
		if !ok || !placed {
			continue
		}
		seenPoints(l.strip, v)
		b := TimelineBorrow{Of: of, Place: v.placeName(v.body, v.ty, l.Borrowed), Span: at, Line: line, Bars: l.strip.bars(),
			Mutable: l.Kind == mir.Mut || l.Kind == mir.TwoPhase || l.Kind == mir.ClosureUnique}
		for _, h := range l.Holders {
			if name := v.userName(h); name != "" && !slices.Contains(b.HeldBy, name) {
				b.HeldBy = append(b.HeldBy, name)
			}
		}
		for _, c := range trace.Conflicts {
			if c.Loan == l.id && b.Conflict == nil {
				b.Conflict = v.conflict(c)
			}
		}
		v.t.Borrows = append(v.t.Borrows, b)
	}
	slices.SortStableFunc(v.t.Borrows, func(a, b TimelineBorrow) int { return a.Span.Start - b.Span.Start })
}

// seenPoints marks the lines that have points, so that a loan is not drawn across those on which it is not.
func seenPoints(s strip, v *timelineView) {
	for b := range v.prepared.Blocks {
		blk := &v.prepared.Blocks[b]
		for i := 0; !blk.Cleanup && i <= len(blk.Stmts); i++ {
			if line, ok := v.lineOf(blk, i); ok {
				s.mark(line, seen)
			}
		}
	}
}

func (v *timelineView) conflict(c borrowck.Conflict) *TimelineConflict {
	at, _, ok := v.place(c.Span)
	if !ok {
		return nil
	}
	out := &TimelineConflict{Access: string(c.Access), At: at, Line: v.lastLine(at), Need: string(c.Need), By: -1}
	if needAt, _, ok := v.place(c.NeedAt); ok {
		out.NeedAt, out.NeedLine = needAt, v.lastLine(needAt)
	}
	if c.Need == borrowck.NeedDrop {
		out.ByName = v.placeName(v.body, v.ty, mir.Place{Local: c.Dropped})
		if by, ok := v.valueOf(mir.Place{Local: c.Dropped}); ok {
			out.By = by
			out.ByName = v.t.Values[by].Name
		}
	}
	return out
}
