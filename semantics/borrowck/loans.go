package borrowck

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the loans of a body, one per borrow that can conflict with anything,
// and where each is in scope (RFC 2094, "Borrow checker phase 1"). A loan begins
// behind its borrow and goes on while its region holds the points on the way; it
// ends early where the path to what it borrowed is overwritten:
//
//	let mut p = &mut list;
//	loop { let n = &mut (*p).next; p = n }   // `p = …` ends the loan of (*p).next
//
// A two-phase borrow is reserved at first and acts as shared until the temporary
// that holds it is used.

// LoanID indexes the loans of a body.
type LoanID int32

// Loan is one borrow.
type Loan struct {
	Region   RegionID
	Kind     mir.BorrowKind
	Borrowed mir.Place
	Assigned mir.Place // where the reference is put
	Issued   mir.Location
	Span     source.Span
	// TwoPhase: mutable only from Activated on; not Active: never used, so reserved for good.
	TwoPhase  bool
	Active    bool
	Activated mir.Location
}

// loanSet are the loans of a body.
type loanSet struct {
	loans   []Loan
	byIssue map[mir.Location]LoanID
	byLocal map[mir.LocalID][]LoanID // by the local of Borrowed
}

// collectLoans finds the loans. Borrows behind a shared reference or a raw pointer
// cannot conflict with anything that the body may do, and are left out. region gives the
// region of a borrow.
func collectLoans(body *mir.Body, sh mir.Shapes, region func(mir.Location, mir.Ref) RegionID) *loanSet {
	set := &loanSet{byIssue: map[mir.Location]LoanID{}, byLocal: map[mir.LocalID][]LoanID{}}
	pending := map[mir.LocalID]LoanID{} // temporaries that hold a reserved loan
	for _, b := range preorder(body) {
		blk := &body.Blocks[b]
		for i := range blk.Stmts {
			loc := mir.Location{Block: b, Stmt: i}
			set.activate(pending, loc, func(f func(mir.LocalID, useKind)) { visitStatement(blk.Stmts[i].Kind, f) })
			a, ok := blk.Stmts[i].Kind.(mir.Assign)
			if !ok {
				continue
			}
			r, ok := a.Rvalue.(mir.Ref)
			if !ok || cannotConflict(body, sh, r.Place) {
				continue
			}
			id := LoanID(len(set.loans))
			set.loans = append(set.loans, Loan{Region: region(loc, r), Kind: r.Kind,
				Borrowed: r.Place, Assigned: a.Place, Issued: loc, Span: blk.Stmts[i].Span,
				TwoPhase: r.Kind == mir.TwoPhase && len(a.Place.Proj) == 0})
			set.byIssue[loc] = id
			set.byLocal[r.Place.Local] = append(set.byLocal[r.Place.Local], id)
			if set.loans[id].TwoPhase {
				pending[a.Place.Local] = id
			}
		}
		loc := mir.Location{Block: b, Stmt: len(blk.Stmts)}
		set.activate(pending, loc, func(f func(mir.LocalID, useKind)) { visitTerminator(blk.Term.Kind, f) })
	}
	return set
}

// activate marks the reserved loans whose temporary is used at loc.
func (set *loanSet) activate(pending map[mir.LocalID]LoanID, loc mir.Location, visit func(func(mir.LocalID, useKind))) {
	if len(pending) == 0 {
		return
	}
	visit(func(v mir.LocalID, k useKind) {
		id, ok := pending[v]
		if !ok || k == useDef {
			return
		}
		delete(pending, v)
		set.loans[id].Active, set.loans[id].Activated = true, loc
	})
}

func cannotConflict(body *mir.Body, sh mir.Shapes, p mir.Place) bool {
	t := body.Locals[p.Local].Type
	for i, e := range p.Proj {
		if e.Kind == mir.Deref {
			switch r := t.(type) {
			case *types.RawPtr:
				return true
			case *types.Ref:
				// A thread-local static ends with its thread: borrows of it are tracked.
				if tls := i == 0 && body.Locals[p.Local].ThreadLocal; !r.Mut && !tls {
					return true
				}
			}
		}
		if t = mir.ProjectedType(sh, t, e); t == nil {
			return false
		}
	}
	return false
}

// points numbers the locations of a body.
type points struct {
	first []int // by block
	count int
}

func numberPoints(body *mir.Body) points {
	p := points{first: make([]int, len(body.Blocks))}
	for i := range body.Blocks {
		p.first[i] = p.count
		p.count += len(body.Blocks[i].Stmts) + 1
	}
	return p
}

func (p points) at(loc mir.Location) int { return p.first[loc.Block] + loc.Stmt }

// inScope is the problem "which loans are in scope".
type inScope struct {
	body   *mir.Body
	shapes mir.Shapes
	set    *loanSet
	points points
	values *regionValues
}

func (a *inScope) Bits() int         { return len(a.set.loans) }
func (*inScope) Backward() bool      { return false }
func (*inScope) Boundary(mir.BitSet) {}

func (a *inScope) Statement(s mir.BitSet, loc mir.Location, st *mir.Statement) {
	a.expire(s, loc)
	switch k := st.Kind.(type) {
	case mir.Assign:
		if id, ok := a.set.byIssue[loc]; ok {
			s.Insert(int(id))
		}
		a.overwrite(s, k.Place)
	case mir.StorageDead:
		a.overwrite(s, mir.Place{Local: k.Local})
	}
}

func (a *inScope) Terminator(s mir.BitSet, loc mir.Location, _ *mir.Terminator) { a.expire(s, loc) }

func (*inScope) Edge(mir.BitSet, mir.BlockID, *mir.Terminator, mir.Edge) bool { return true }

// expire ends the loans whose region does not hold the point.
func (a *inScope) expire(s mir.BitSet, loc mir.Location) {
	p := a.points.at(loc)
	s.Each(func(i int) {
		if !a.values.contains(a.set.loans[i].Region, p) {
			s.Remove(i)
		}
	})
}

// overwrite ends the loans of what a written place led to. With a whole local all
// loans of it end (not those of a static, of which it held the address); with a part, those
// that certainly go through it.
func (a *inScope) overwrite(s mir.BitSet, p mir.Place) {
	if len(p.Proj) == 0 && !a.body.Locals[p.Local].Static.IsZero() {
		return
	}
	for _, id := range a.set.byLocal[p.Local] {
		l := a.set.loans[id]
		if len(p.Proj) == 0 || conflicts(a.body, a.shapes, l.Borrowed, l.Kind, p, deep, indicesDiffer) {
			s.Remove(int(id))
		}
	}
}

// loansInScope answers which loans are in scope.
type loansInScope struct {
	problem *inScope
	cursor  *mir.Cursor
	state   mir.BitSet
}

func solveLoans(body *mir.Body, sh mir.Shapes, set *loanSet, values *regionValues) *loansInScope {
	p := &inScope{body, sh, set, numberPoints(body), values}
	return &loansInScope{p, mir.Solve(body, p).Cursor(), mir.NewBitSet(len(set.loans))}
}

// before calls f with each loan that is in scope when loc is reached, in the order of their ids.
func (l *loansInScope) before(loc mir.Location, f func(LoanID)) {
	l.state.Copy(l.cursor.SeekBefore(loc))
	l.problem.expire(l.state, loc)
	l.state.Each(func(i int) { f(LoanID(i)) })
}
