package borrowck

import (
	"slices"

	"drop-lsp/semantics/mir"
	"drop-lsp/syntax/source"
)

// This file: what the borrow checker knows of a body's loans, for who wants to draw it: where
// each loan is in scope, which variables keep it, and where an access meets it while something
// later still needs it.
//
//	let r = &x;    the loan of x; held by r
//	drop(x);       a conflict: x is moved, and
//	use_it(r);     this use still needs the loan

// Trace is the loans of a body and the conflicts with them.
type Trace struct {
	Loans     []TracedLoan
	Conflicts []Conflict
}

// TracedLoan is a loan with the locations at which it is in scope, in the order of the body,
// and the named locals into whose types its region flows.
type TracedLoan struct {
	Loan
	At      []mir.Location
	Holders []mir.LocalID
}

// AccessWord is what an access does to what is borrowed.
type AccessWord string

// The accesses that conflict with loans.
const (
	AccessUse    AccessWord = "use"
	AccessBorrow AccessWord = "borrow"
	AccessEnd    AccessWord = "drop" // it is dropped, or its storage ends
	AccessAssign AccessWord = "assign"
	AccessMove   AccessWord = "move"
)

// NeedWord is why a loan is needed where an access conflicts with it.
type NeedWord string

// The needs.
const (
	NeedUnknown NeedWord = ""
	NeedUse     NeedWord = "use"
	NeedDrop    NeedWord = "drop"
	NeedCaller  NeedWord = "caller" // the region is the caller's to choose
)

// Conflict is an access to what is borrowed, and what still needs the loan.
type Conflict struct {
	Loan   LoanID
	Place  mir.Place // what is accessed
	Access AccessWord
	Span   source.Span
	Need   NeedWord
	// Dropped is the local whose drop needs the loan (NeedDrop).
	Dropped mir.LocalID
	NeedAt  source.Span
}

// TraceLoans checks a body once more and keeps what Check throws away. A body with unknown
// parts has loans, and no conflicts.
func TraceLoans(in Input) Trace {
	if in.Body == nil || in.Body.Tainted || len(in.Body.Blocks) == 0 || len(in.Body.Locals) == 0 {
		return Trace{}
	}
	c := newChecker(in)
	t := &Trace{Loans: make([]TracedLoan, len(c.set.loans))}
	for i := range c.set.loans {
		t.Loans[i] = TracedLoan{Loan: c.set.loans[i], Holders: c.holders(c.set.loans[i].Region)}
	}
	for _, b := range reversePostorder(c.body) {
		for s := 0; s <= len(c.body.Blocks[b].Stmts); s++ {
			loc := mir.Location{Block: b, Stmt: s}
			c.loans.before(loc, func(id LoanID) { t.Loans[id].At = append(t.Loans[id].At, loc) })
		}
	}
	if len(in.Body.Unknown) == 0 {
		c.trace = t
		c.checkRegions()
		c.walk()
	}
	return *t
}

// holders are the named locals in whose types stands a region that r outlives: what r borrows
// may be reached through them.
func (c *checker) holders(r RegionID) []mir.LocalID {
	seen := map[RegionID]bool{r: true}
	queue := []RegionID{r}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if c.isUniversal(at) {
			continue // the caller's: whoever has it is not of this body
		}
		for _, e := range c.tc.graph.out[at] {
			if sub := c.tc.graph.constraints[e].Sub; !seen[sub] {
				seen[sub] = true
				queue = append(queue, sub)
			}
		}
	}
	var out []mir.LocalID
	for l := range c.tc.localTypes {
		id := mir.LocalID(l)
		if c.localName(id) == "" {
			continue
		}
		c.localHas(id, r) // fills the table
		if slices.ContainsFunc(c.localRegions[l], func(x RegionID) bool { return seen[x] && !c.isUniversal(x) }) {
			out = append(out, id)
		}
	}
	return out
}

// accessWords are the accesses by their kinds.
var accessWords = map[accessKind]AccessWord{readCopy: AccessUse, readBorrow: AccessBorrow, writeBorrow: AccessBorrow, reserve: AccessBorrow,
	activate: AccessBorrow, writeStorageDead: AccessEnd, writeMutate: AccessAssign, writeReplace: AccessAssign, writeMove: AccessMove}

// noteConflict records a conflict, where somebody wants to know: the first of a loan and an access.
func (c *checker) noteConflict(l *Loan, p mir.Place, span source.Span, kind accessKind) {
	if c.trace == nil {
		return
	}
	id := LoanID(slices.IndexFunc(c.set.loans, func(x Loan) bool { return x.Issued == l.Issued }))
	n := Conflict{Loan: id, Place: p, Access: accessWords[kind], Span: span}
	for _, old := range c.trace.Conflicts {
		if old.Loan == n.Loan && old.Access == n.Access && old.Place.Local == p.Local {
			return
		}
	}
	switch e := c.explain(l, nil); e.form {
	case usedLater, usedLaterInLoop:
		n.Need, n.NeedAt = NeedUse, e.span
	case usedWhenDropped:
		n.Need, n.Dropped, n.NeedAt = NeedDrop, e.dropped, spanAt(c.body, e.dropAt)
	case mustBeValid:
		n.Need, n.NeedAt = NeedCaller, e.span
	}
	c.trace.Conflicts = append(c.trace.Conflicts, n)
}
