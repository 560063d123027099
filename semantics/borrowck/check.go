package borrowck

import (
	"reflect"
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: the entry.

// Input is one body to check, prepared by mirbuild, with the results of its closures.
type Input struct {
	Q        types.Queries
	Body     *mir.Body
	Closures map[types.DefID]*Result
	// Crate is the local crate: where lifetimes, parameters and impls are declared; nil: not shown.
	Crate *hir.Crate
	// Edition: some notes and rules depend on it (2015, 2018, 2021, 2024).
	Edition int
	// Snippet is the source text of a span; nil or false: suggestions that quote it are left out.
	Snippet func(source.Span) (string, bool)
	// ClosureName prints a closure's type (`{closure@FILE:LINE:COL: LINE:COL}`); nil: by its path.
	ClosureName func(types.DefID) string
}

// Result is what checking a body found.
type Result struct {
	// Diagnostics are sorted as rustc emits them. None for a tainted body.
	Diagnostics []diag.Diagnostic
	// Requires are the region constraints that a closure's body leaves to its parent.
	Requires []Requirement
	// UsedMutUpvars are captures through which a closure mutates.
	UsedMutUpvars []int
	// Upvars are the captures of a closure's body.
	Upvars []mir.Upvar
	// Hidden are the types of opaque types that this body defines, in its parameters' terms.
	Hidden map[types.DefID]types.Type
}

// Requirement is a constraint between external regions of a closure: Longer: Shorter.
// Regions count from 0: 'static, the parent's early ones, then those of the closure's captures and signature.
type Requirement struct {
	Type            types.Type // nil: a region
	Longer, Shorter int
	Category        Category
	Span            source.Span // what is to blame
}

// Check borrow-checks one body.
func Check(in Input) *Result {
	res := &Result{}
	if in.Body == nil || in.Body.Tainted || len(in.Body.Blocks) == 0 || len(in.Body.Locals) == 0 {
		return res
	}
	res.Upvars = in.Body.Upvars
	c := newChecker(in)
	errs, requires := c.checkRegions()
	res.Requires = requires
	c.reportRegionErrors(errs)
	if len(errs) == 0 {
		c.reportHidden(c.hiddenErrors)
	}
	c.walk()
	c.promotedMoves()
	c.reportMoveErrors()
	res.UsedMutUpvars = c.usedMutUpvars
	for def, h := range c.tc.hidden {
		if res.Hidden == nil {
			res.Hidden = map[types.DefID]types.Type{}
		}
		res.Hidden[def] = types.EraseRegions(in.Q.Interner(), h.hidden)
	}
	// What is not known of the body may be what makes it right.
	if len(in.Body.Unknown) == 0 && !c.tc.failed {
		res.Diagnostics = c.emit()
	}
	return res
}

func newChecker(in Input) *checker {
	tc := newTypeck(in)
	tc.run()
	c := &checker{in: in, q: in.Q, body: in.Body, tc: tc,
		accessReported: map[placeSpan]bool{}, reservationReported: map[string]bool{}, uninitReported: map[mir.LocalID]bool{},
		selfNoted: map[types.DefID]bool{}, movedErrors: map[string]*movedError{}, mutErrors: map[source.Span]*mutError{},
		sortSpans: map[*diag.Diagnostic]source.Span{}, regionNames: map[RegionID]*regionName{},
		activations: map[mir.Location][]LoanID{}}
	c.sh = mir.NewTypes(in.Q, traits.NewEnv(in.Q, in.Q.Predicates(tc.root())))
	c.hir.body = in.Q.Body(tc.root())
	live := func(r RegionID) mir.BitSet { return tc.live[r] }
	c.hiddenErrors = tc.equateHidden()
	c.values = tc.graph.infer(tc.points.count, live)
	c.set = collectLoans(in.Body, c.sh, func(loc mir.Location, _ mir.Ref) RegionID { return tc.borrows[loc] })
	for i := range c.set.loans {
		if l := &c.set.loans[i]; l.Active {
			c.activations[l.Activated] = append(c.activations[l.Activated], LoanID(i))
		}
	}
	c.loans = solveLoans(in.Body, c.sh, c.set, c.values)
	c.moves = mir.GatherMoves(in.Body, c.sh, nil)
	c.init = mir.SolveInit(in.Body, c.moves, false)
	c.ever = mir.SolveEverInit(in.Body, c.moves).Cursor()
	c.preds = in.Body.Predecessors()
	c.dom = solveDominators(in.Body, c.preds)
	c.initsOf = make([][]int32, len(c.moves.Paths))
	for i, init := range c.moves.Inits {
		c.initsOf[init.Path] = append(c.initsOf[init.Path], int32(i))
	}
	c.namesOf = make([]string, len(in.Body.Locals))
	for _, v := range in.Body.VarInfo {
		if len(v.Place.Proj) == 0 && int(v.Place.Local) < len(c.namesOf) {
			c.namesOf[v.Place.Local] = v.Name
		}
	}
	return c
}

// promotedMoves reports what a promoted constant moves out of: of all that borrowck checks, the
// only thing that can be wrong in one.
func (c *checker) promotedMoves() {
	for _, p := range c.body.Promoted {
		if !movesOut(p) {
			continue
		}
		in := c.in
		in.Body = p
		sub := newChecker(in)
		sub.walk()
		sub.buffer = nil
		sub.reportMoveErrors()
		for _, d := range sub.buffer {
			c.buffer = append(c.buffer, d)
			c.sortSpans[d] = sub.sortSpans[d]
		}
	}
}

// movesOut: something is moved out of a part of a place.
func movesOut(body *mir.Body) bool {
	out := func(o mir.Operand) bool { return o.Kind == mir.Move && len(o.Place.Proj) > 0 }
	for i := range body.Blocks {
		for _, st := range body.Blocks[i].Stmts {
			a, ok := st.Kind.(mir.Assign)
			if !ok {
				continue
			}
			found := false
			switch r := a.Rvalue.(type) {
			case mir.Use:
				found = out(r.X)
			case mir.Repeat:
				found = out(r.X)
			case mir.Aggregate:
				found = slices.ContainsFunc(r.Fields, out)
			}
			if found {
				return true
			}
		}
	}
	return false
}

// emit puts the diagnostics in rustc's order: by their primary span.
func (c *checker) emit() []diag.Diagnostic {
	for _, k := range c.sortedMoves() {
		c.report(c.movedErrors[k].m)
	}
	for _, s := range c.mutOrder {
		e := c.mutErrors[s]
		if e.count > 10 {
			e.m.note("...and %d other attempted mutable borrows", e.count-10)
		}
		c.report(e.m)
	}
	sortBySpan(c.buffer, func(d *diag.Diagnostic) source.Span { return c.sortSpans[d] })
	var out []diag.Diagnostic
	for _, d := range c.buffer {
		// As rustc's DiagCtxt: what was said in the same words of the same places is not said
		// again (a checked operation and its assertion read one place, say).
		same := func(e diag.Diagnostic) bool { return reflect.DeepEqual(e, *d) }
		if !slices.ContainsFunc(out, same) {
			out = append(out, *d)
		}
	}
	return out
}

// sortedMoves are the keys of the errors about moves, in the order of the moves.
func (c *checker) sortedMoves() []string {
	keys := slices.Clone(c.movedOrder)
	slices.Sort(keys)
	return keys
}
