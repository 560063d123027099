package borrowck

import (
	"fmt"
	"testing"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

var u8 = types.Type(&types.Prim{Prim: hir.PrimU8})

func local(l mir.LocalID, p ...mir.Proj) mir.Place { return mir.Place{Local: l, Proj: p} }

func copyOf(l mir.LocalID) mir.Operand { return mir.Operand{Kind: mir.Copy, Place: local(l)} }

func regionIndex(_ mir.Location, r mir.Ref) RegionID { return RegionID(r.Region.Index) }

func borrow(to mir.LocalID, region uint32, kind mir.BorrowKind, of mir.Place) mir.StmtKind {
	return mir.Assign{Place: local(to), Rvalue: mir.Ref{
		Region: types.Region{Kind: types.ReVar, Index: region}, Kind: kind, Place: of}}
}

func assign(to mir.Place, from mir.LocalID) mir.StmtKind {
	return mir.Assign{Place: to, Rvalue: mir.Use{X: copyOf(from)}}
}

func block(term mir.TermKind, stmts ...mir.StmtKind) mir.Block {
	b := mir.Block{Term: mir.Terminator{Kind: term}}
	for _, s := range stmts {
		b.Stmts = append(b.Stmts, mir.Statement{Kind: s})
	}
	return b
}

// scopes solves a body whose region i is live at live[i], and prints the loans before each statement of a block.
func inScopeOf(body *mir.Body, regions int, live [][]int, b mir.BlockID) string {
	g := newRegionGraph(1, regions)
	g.out = make([][]int, regions)
	set := collectLoans(body, fakeShapes{}, regionIndex)
	l := solveLoans(body, fakeShapes{}, set, g.infer(numberPoints(body).count, at(live)))
	out := ""
	for i := range len(body.Blocks[b].Stmts) + 1 {
		var ids []LoanID
		l.before(mir.Location{Block: b, Stmt: i}, func(id LoanID) { ids = append(ids, id) })
		out += fmt.Sprint(ids)
	}
	return out
}

// _2 = &'1 _1; _3 = copy _2; (last use) _1 = _4;
func TestALoanIsInScopeWhileItsRegionHoldsThePoints(t *testing.T) {
	body := &mir.Body{Locals: []mir.Local{{Type: u8}, {Type: u8}, {Type: u8}, {Type: u8}, {Type: u8}},
		Blocks: []mir.Block{block(mir.Return{},
			borrow(2, 1, mir.Shared, local(1)), assign(local(3), 2), assign(local(1), 4))}}
	check(t, inScopeOf(body, 2, [][]int{nil, {1}}, 0), "[][0][][]")
	check(t, inScopeOf(body, 2, [][]int{nil, {1, 2, 3}}, 0), "[][0][0][]") // overwriting _1 ends it
}

// _2 = &'1 mut (*_1).0; _1 = _3: the loan of what lay behind the old _1 ends.
func TestOverwritingAReferenceEndsTheLoansBehindIt(t *testing.T) {
	list := adt(1)
	ref := types.Type(&types.Ref{Elem: list, Mut: true})
	deref := mir.Proj{Kind: mir.Deref}
	body := &mir.Body{Locals: []mir.Local{{Type: u8}, {Type: ref}, {Type: ref}, {Type: ref}},
		Blocks: []mir.Block{block(mir.Return{},
			borrow(2, 1, mir.Mut, local(1, deref, field(0, u8))), assign(local(1), 3))}}
	check(t, inScopeOf(body, 2, [][]int{nil, {1, 2}}, 0), "[][0][]")
}

func TestBorrowsBehindSharedReferencesAreNoLoans(t *testing.T) {
	ref := types.Type(&types.Ref{Elem: u8})
	body := &mir.Body{Locals: []mir.Local{{Type: u8}, {Type: ref}, {Type: ref}},
		Blocks: []mir.Block{block(mir.Return{}, borrow(2, 1, mir.Shared, local(1, mir.Proj{Kind: mir.Deref})))}}
	if n := len(collectLoans(body, fakeShapes{}, regionIndex).loans); n != 0 {
		t.Errorf("%d loans", n)
	}
}

// _2 = &two_phase _1; _3 = copy _1; f(_2, _3): activated at the call.
func TestATwoPhaseBorrowIsActivatedByTheUseOfItsTemporary(t *testing.T) {
	body := &mir.Body{Locals: []mir.Local{{Type: u8}, {Type: u8}, {Type: u8}, {Type: u8}},
		Blocks: []mir.Block{
			block(mir.Call{Func: mir.Operand{Kind: mir.Constant}, Args: []mir.Operand{copyOf(2), copyOf(3)},
				Dest: local(0), Target: 1}, borrow(2, 1, mir.TwoPhase, local(1)), assign(local(3), 1)),
			block(mir.Return{})}}
	l := collectLoans(body, fakeShapes{}, regionIndex).loans[0]
	if want := (mir.Location{Block: 0, Stmt: 2}); !l.TwoPhase || !l.Active || l.Activated != want {
		t.Errorf("%+v", l)
	}
}

// _1 = …; f(_1); drop(_1); return: use-live up to the call, drop-live up to the drop.
func TestALocalThatIsOnlyDroppedLaterIsDropLive(t *testing.T) {
	body := &mir.Body{Locals: []mir.Local{{Type: u8}, {Type: u8}, {Type: u8}},
		Blocks: []mir.Block{
			block(mir.Drop{Place: local(1), Target: 1}, assign(local(1), 2), assign(local(2), 1), mir.Nop{}),
			block(mir.Return{}, mir.StorageDead{Local: 1})}}
	live := solveLiveness(body)
	for _, tt := range []struct {
		loc       mir.Location
		use, drop bool
	}{
		{mir.Location{Block: 0, Stmt: 0}, false, false},
		{mir.Location{Block: 0, Stmt: 1}, true, true},
		{mir.Location{Block: 0, Stmt: 2}, false, true},
		{mir.Location{Block: 0, Stmt: 3}, false, true},
		{mir.Location{Block: 1, Stmt: 0}, false, false},
	} {
		if use, drop := live.before(tt.loc, 1); use != tt.use || drop != tt.drop {
			t.Errorf("%v: use %v, drop %v", tt.loc, use, drop)
		}
	}
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
