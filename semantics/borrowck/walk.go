package borrowck

import (
	"fmt"
	"strings"

	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: the walk over all statements with the loans in scope (RFC 2094, "Borrow
// checker phase 2: reporting errors"). Each statement is a list of accesses to places:
// `x = f(&mut y)` writes x and borrows y mutably. An access is checked three times: may
// the place be written at all (permissions.go), does it conflict with a loan, is what it
// needs initialised (inits.go). What is found is put into words by the explain files.

// checker is the check of one body.
type checker struct {
	in   Input
	q    types.Queries
	body *mir.Body
	tc   *typeck
	sh   *mir.TypeInfo

	values *regionValues
	set    *loanSet
	loans  *loansInScope
	moves  *mir.MoveData
	init   *mir.Initialisedness
	ever   *mir.Cursor
	dom    *dominators
	preds  [][]mir.BlockID
	// activations are the reserved loans that a location activates.
	activations map[mir.Location][]LoanID
	initsOf     [][]int32 // by move path: indices into moves.Inits
	namesOf     []string  // by local; "": none
	hir         hirBody

	// What has been reported: one error a place, as rustc has it.
	accessReported      map[placeSpan]bool
	reservationReported map[string]bool
	uninitReported      map[mir.LocalID]bool
	selfNoted           map[types.DefID]bool
	moveErrors          []*moveError
	movedErrors         map[string]*movedError
	movedOrder          []string
	mutErrors           map[source.Span]*mutError
	mutOrder            []source.Span
	buffer              []*diag.Diagnostic
	sortSpans           map[*diag.Diagnostic]source.Span
	usedMutUpvars       []int
	trace               *Trace // nil: nobody wants to know

	hiddenErrors []hiddenError
	regionNames  map[RegionID]*regionName
	localRegions [][]RegionID // by local: the regions in its type
	nextName     int

	// state at the location that is being visited
	at      mir.Location
	everSet mir.BitSet
}

type placeSpan struct {
	place string
	span  source.Span
}

// placeKey is a comparable value for a place as it occurs at a location. rustc renumbers
// the lifetimes of every field's type at each occurrence, so two occurrences of a place
// are the same place to it only where no field on the way has a lifetime in its type.
func placeKey(p mir.Place, at mir.Location) string {
	var w strings.Builder
	fmt.Fprintf(&w, "%d", p.Local)
	renumbered := false
	for _, e := range p.Proj {
		fmt.Fprintf(&w, "/%d.%d.%d.%d.%d.%t", e.Kind, e.Field, e.Local, e.From, e.To, e.FromEnd)
		renumbered = renumbered || e.Kind == mir.Field && e.Type != nil && e.Type.Flags()&(types.HasFreeRegion|types.HasErased) != 0
	}
	if renumbered {
		fmt.Fprintf(&w, "@%d.%d", at.Block, at.Stmt)
	}
	return w.String()
}

// accessKind is what an access does to its place.
type accessKind uint8

const (
	readCopy accessKind = iota
	readBorrow
	writeMutate
	writeMove
	writeStorageDead // storage ends, or a drop
	writeReplace     // the drop of an assignment
	writeBorrow      // a mutable borrow
	reserve          // of a two-phase borrow
	activate
)

// access is one access.
type access struct {
	kind   accessKind
	depth  depth
	borrow mir.BorrowKind // of borrows
	loan   LoanID         // activate: its own loan
}

func (a access) isRead() bool { return a.kind == readCopy || a.kind == readBorrow }

// localMutation says whether writing an immutable local is allowed.
type localMutation uint8

const (
	mutationNo localMutation = iota
	mutationYes
	mutationExceptUpvars
)

// walk visits all reachable statements.
func (c *checker) walk() {
	for _, b := range reversePostorder(c.body) {
		blk := &c.body.Blocks[b]
		for s := range blk.Stmts {
			c.seek(mir.Location{Block: b, Stmt: s})
			c.statement(&blk.Stmts[s])
		}
		c.seek(mir.Location{Block: b, Stmt: len(blk.Stmts)})
		c.terminator(&blk.Term)
	}
}

func (c *checker) seek(loc mir.Location) {
	c.at = loc
	c.init.SeekBefore(loc)
	c.everSet = c.ever.SeekBefore(loc)
}

func (c *checker) statement(s *mir.Statement) {
	c.checkActivations(s.Span)
	switch k := s.Kind.(type) {
	case mir.Assign:
		c.consumeRvalue(k.Rvalue, s.Span)
		c.mutate(k.Place, s.Span, shallow)
	case mir.FakeRead:
		c.checkMovedOrSub(actionUse, k.Place, s.Span)
	case mir.StorageDead:
		c.access(mir.Place{Local: k.Local}, s.Span, access{kind: writeStorageDead, depth: shallow}, mutationYes)
	}
}

func (c *checker) terminator(t *mir.Terminator) {
	c.checkActivations(t.Span)
	switch k := t.Kind.(type) {
	case mir.SwitchInt:
		c.consume(k.On, t.Span)
	case mir.Drop:
		kind := writeStorageDead
		if k.Replace {
			kind = writeReplace
		}
		c.access(k.Place, t.Span, access{kind: kind, depth: dropDepth}, mutationYes)
	case mir.Call:
		c.consume(k.Func, t.Span)
		for i, a := range k.Args {
			span := t.Span
			if i < len(k.ArgSpans) && k.ArgSpans[i].Valid() {
				span = k.ArgSpans[i]
			}
			c.consume(a, span)
		}
		c.mutate(k.Dest, t.Span, deep)
	case mir.Assert:
		c.consume(k.Cond, t.Span)
		for _, a := range k.Args {
			c.consume(a, t.Span)
		}
	case mir.InlineAsm:
		c.asm(&k, t.Span)
	case mir.Yield:
		c.consume(k.Value, t.Span)
		c.mutate(k.Arg, t.Span, deep)
		c.atYield(t.Span)
	case mir.Resume, mir.Return, mir.CoroutineDrop:
		c.atExit(t.Span)
	}
}

// atExit: all locals end with the function, whether or not a StorageDead says so.
func (c *checker) atExit(span source.Span) {
	if !c.localsEnd() {
		return
	}
	c.loans.before(c.at, func(id LoanID) {
		l := &c.set.loans[id]
		root := mir.Place{Local: l.Borrowed.Local}
		d := shallow
		if c.body.Locals[root.Local].ThreadLocal {
			root = root.Project(mir.Proj{Kind: mir.Deref})
			d = deep
		}
		if conflicts(c.body, c.sh, l.Borrowed, l.Kind, root, d, indicesOverlap) {
			c.noteConflict(l, l.Borrowed, endPoint(span), writeStorageDead)
			c.reportNotLongEnough(l, l.Borrowed, endPoint(span), 0, false)
		}
	})
}

// localsEnd: functions and closures invalidate their locals at the end; constants do not.
func (c *checker) localsEnd() bool {
	return c.tc.returnReason().Category == CatReturn
}

// endPoint is the last character of a span.
func endPoint(s source.Span) source.Span {
	if s.End > s.Start {
		s.Start = s.End - 1
	}
	return s
}

func (c *checker) checkActivations(span source.Span) {
	for _, id := range c.activations[c.at] {
		l := &c.set.loans[id]
		c.access(l.Borrowed, span, access{kind: activate, depth: deep, borrow: l.Kind, loan: id}, mutationNo)
	}
}

func (c *checker) mutate(p mir.Place, span source.Span, d depth) {
	c.checkAssigned(p, span)
	c.access(p, span, access{kind: writeMutate, depth: d}, mutationNo)
}

func (c *checker) consume(o mir.Operand, span source.Span) {
	switch o.Kind {
	case mir.Copy:
		c.access(o.Place, span, access{kind: readCopy, depth: deep}, mutationNo)
		c.checkMovedOrSub(actionUse, o.Place, span)
	case mir.Move:
		c.checkMovable(o.Place)
		c.access(o.Place, span, access{kind: writeMove, depth: deep}, mutationYes)
		c.checkMovedOrSub(actionUse, o.Place, span)
	}
}

func (c *checker) consumeRvalue(r mir.Rvalue, span source.Span) {
	switch r := r.(type) {
	case mir.Ref:
		a := access{kind: writeBorrow, depth: deep, borrow: r.Kind}
		action := actionBorrow
		switch r.Kind {
		case mir.FakeShallow:
			a.kind, a.depth, action = readBorrow, shallow, actionMatch
		case mir.Shared, mir.FakeDeep:
			a.kind = readBorrow
		case mir.TwoPhase:
			a.kind = reserve
		}
		c.access(r.Place, span, a, mutationNo)
		c.checkMovedOrSub(action, r.Place, span)
	case mir.RawPtr:
		a := access{kind: readBorrow, depth: deep, borrow: mir.Shared}
		switch {
		case r.Fake:
			a = access{kind: readCopy, depth: shallowLength}
		case r.Mut:
			a = access{kind: writeBorrow, depth: deep, borrow: mir.Mut}
		}
		c.access(r.Place, span, a, mutationNo)
		c.checkMovedOrSub(actionBorrow, r.Place, span)
	case mir.Discriminant:
		c.readShallow(r.Place, span, shallow)
	case mir.Len:
		c.readShallow(r.Place, span, shallowLength)
	case mir.CopyForDeref:
		c.consume(mir.Operand{Kind: mir.Copy, Place: r.Place}, span)
	default:
		if agg, ok := r.(mir.Aggregate); ok {
			c.propagateUsedMut(agg)
		}
		for _, o := range mir.RvalueOperands(r) {
			c.consume(o, span)
		}
	}
}

func (c *checker) readShallow(p mir.Place, span source.Span, d depth) {
	c.access(p, span, access{kind: readCopy, depth: d}, mutationNo)
	c.checkMovedOrSub(actionUse, p, span)
}

// access checks one access against permissions and loans.
func (c *checker) access(p mir.Place, span source.Span, a access, allowed localMutation) {
	occurs := c.at
	if a.kind == activate { // the place of the reservation
		occurs = c.set.loans[a.loan].Issued
		if len(c.reservationReported) > 0 && c.reservationReported[placeKey(p, occurs)] {
			return
		}
	}
	if len(c.accessReported) > 0 && c.accessReported[placeSpan{placeKey(p, occurs), span}] {
		if a.kind == writeMutate {
			if root, err := c.isMutable(p, allowed); err == nil {
				c.addUsedMut(root)
			}
		}
		return
	}
	bad := c.checkPermission(p, span, a, allowed)
	if c.checkConflict(p, span, a) || bad {
		c.accessReported[placeSpan{placeKey(p, occurs), span}] = true
	}
}

// checkConflict checks an access against the loans in scope; the first conflict is reported.
func (c *checker) checkConflict(p mir.Place, span source.Span, a access) bool {
	if c.loans == nil {
		return false
	}
	candidates := c.set.byLocal[p.Local]
	if len(candidates) == 0 {
		return false
	}
	live := map[LoanID]bool{}
	c.loans.before(c.at, func(id LoanID) { live[id] = true })
	for _, id := range candidates {
		if !live[id] {
			continue
		}
		l := &c.set.loans[id]
		if !conflicts(c.body, c.sh, l.Borrowed, l.Kind, p, a.depth, indicesOverlap) {
			continue
		}
		if c.compatible(a, id, l) {
			continue
		}
		if a.kind == reserve {
			c.reservationReported[placeKey(p, c.at)] = true
		}
		c.reportConflict(p, span, a, l)
		return true
	}
	return false
}

// compatible: the access and the loan may be there at the same time.
func (c *checker) compatible(a access, id LoanID, l *Loan) bool {
	sharedLoan := l.Kind == mir.Shared || isFake(l.Kind)
	switch {
	case a.kind == activate && a.loan == id:
		return true
	case a.isRead() && sharedLoan:
		return true
	case a.kind == readBorrow && a.borrow == mir.FakeShallow:
		return true
	case a.kind == reserve && sharedLoan:
		return true
	case a.kind == writeMove && l.Kind == mir.FakeShallow:
		return true // the check of initialisedness sees it
	case a.isRead():
		return !c.isActive(l)
	}
	return false
}

func isFake(k mir.BorrowKind) bool { return k == mir.FakeShallow || k == mir.FakeDeep }

func isMutBorrow(k mir.BorrowKind) bool {
	return k == mir.Mut || k == mir.TwoPhase || k == mir.ClosureUnique
}

// isActive: a two-phase loan is active but between its reservation and its activation.
func (c *checker) isActive(l *Loan) bool {
	switch {
	case !l.TwoPhase:
		return true
	case !l.Active:
		return false
	case c.dom.dominates(l.Activated, c.at):
		return true
	}
	return !c.dom.dominates(mir.Location{Block: l.Issued.Block, Stmt: l.Issued.Stmt + 1}, c.at)
}

func (c *checker) reportConflict(p mir.Place, span source.Span, a access, l *Loan) {
	c.noteConflict(l, p, span, a.kind)
	switch a.kind {
	case readCopy:
		c.reportUseWhileBorrowed(p, l)
	case readBorrow, writeBorrow, reserve, activate:
		c.reportConflictingBorrow(p, span, a.borrow, l)
	case writeStorageDead:
		c.reportNotLongEnough(l, p, span, writeStorageDead, true)
	case writeMutate, writeReplace:
		c.reportAssignToBorrowed(p, span, l)
	case writeMove:
		c.reportMoveWhileBorrowed(p, span, l)
	}
}

// asm reads its inputs and writes its outputs, one operand after the other.
func (c *checker) asm(k *mir.InlineAsm, span source.Span) {
	for i := range k.Operands {
		o := &k.Operands[i]
		if o.Reads() {
			c.consume(o.Value, span)
		}
		if o.HasPlace {
			c.mutate(o.Place, span, shallow)
		}
	}
}
