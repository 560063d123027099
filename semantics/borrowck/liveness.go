package borrowck

import "drop-lsp/semantics/mir"

// This file: where locals are live. A local is use-live where its value may be
// read later, drop-live where it may only be dropped later. All regions of a
// use-live local's type are live; of a drop-live one only those that the drop
// check names (RFC 2094, "Liveness"; RFC 1327), and only while it may be initialised:
//
//	let r = S(&x);  ─ drop-live ─  drop(r)      S's own Drop decides whether &x is live
//	let r = S(&x);  ─ use-live ─  f(&r)
//
// Both are one backward problem: bit l is use-live, bit n+l drop-live.

type liveness struct {
	locals int
}

func (l liveness) Bits() int         { return 2 * l.locals }
func (liveness) Backward() bool      { return true }
func (liveness) Boundary(mir.BitSet) {}

func (l liveness) Statement(s mir.BitSet, _ mir.Location, st *mir.Statement) {
	l.effect(s, func(f func(mir.LocalID, useKind)) { visitStatement(st.Kind, f) })
}

func (l liveness) Terminator(s mir.BitSet, _ mir.Location, t *mir.Terminator) {
	l.effect(s, func(f func(mir.LocalID, useKind)) { visitTerminator(t.Kind, f) })
}

func (liveness) Edge(mir.BitSet, mir.BlockID, *mir.Terminator, mir.Edge) bool { return true }

// effect goes back over one statement: what it defines is not live before it, what it uses is.
func (l liveness) effect(s mir.BitSet, visit func(func(mir.LocalID, useKind))) {
	visit(func(v mir.LocalID, k useKind) {
		if k == useDef {
			s.Remove(int(v))
			s.Remove(l.locals + int(v))
		}
	})
	visit(func(v mir.LocalID, k useKind) {
		switch k {
		case useUse:
			s.Insert(int(v))
		case useDropped:
			s.Insert(l.locals + int(v))
		}
	})
}

// liveLocals answers where locals are live.
type liveLocals struct {
	locals int
	cursor *mir.Cursor
}

func solveLiveness(body *mir.Body) *liveLocals {
	a := liveness{len(body.Locals)}
	return &liveLocals{a.locals, mir.Solve(body, a).Cursor()}
}

// before reports of a local just before loc: whether it may be read, and whether it may
// be dropped, later. Whether it may be initialised there is for the caller to ask.
func (l *liveLocals) before(loc mir.Location, v mir.LocalID) (use, drop bool) {
	s := l.cursor.SeekBefore(loc)
	return s.Has(int(v)), s.Has(l.locals + int(v))
}
