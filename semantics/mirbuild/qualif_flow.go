package mirbuild

import (
	"slices"

	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: which locals may hold a value with a qualif, at each point of a body: a
// forward problem over values, not types (rustc's check_consts::resolver). In
//
//	let mut x = None; c = x; x = Some(Cell::new(0)); StorageDead(x)
//
// c has no interior mutability, though x has in the end.

// qualifFlow: bit l: local l may hold a value with the qualif; bit n+l of n locals: something
// that refers to it may change it, so that moving it away does not clear it.
type qualifFlow struct {
	*qualifs
	of qualif
}

// NeedsDropFlow says of each point which locals (bits of the state) may hold a value with a destructor.
func NeedsDropFlow(q types.Queries, body *mir.Body) mir.Analysis {
	c := newQualifs(q, body)
	return &qualifFlow{&c, needsDrop}
}

func (a *qualifFlow) Bits() int      { return 2 * len(a.body.Locals) }
func (a *qualifFlow) Backward() bool { return false }

func (a *qualifFlow) Boundary(s mir.BitSet) {
	for l := 1; l <= a.body.ArgCount; l++ {
		if a.inType(a.of, a.body.Locals[l].Type) {
			s.Insert(l)
		}
	}
}

func (a *qualifFlow) typeOf(p mir.Place) types.Type { return mir.PlaceType(a.body, a.info, p) }

func (a *qualifFlow) Statement(s mir.BitSet, _ mir.Location, st *mir.Statement) {
	switch k := st.Kind.(type) {
	case mir.Assign:
		t := a.typeOf(k.Place)
		value := a.inType(a.of, t) && a.inRvalue(a.of, func(l mir.LocalID) bool { return s.Has(int(l)) }, k.Rvalue, t)
		for _, o := range mir.RvalueOperands(k.Rvalue) {
			a.moved(s, o)
		}
		a.assign(s, k.Place, value)
		a.borrow(s, k.Rvalue)
	case mir.StorageDead:
		s.Remove(int(k.Local))
		s.Remove(len(a.body.Locals) + int(k.Local))
	}
}

// borrow: behind a mutable reference, a raw pointer, or a shared reference to what has interior
// mutability any value of the type may come to stand.
func (a *qualifFlow) borrow(s mir.BitSet, r mir.Rvalue) {
	var p mir.Place
	switch r := r.(type) {
	case mir.Ref:
		p = r.Place
		shared := r.Kind == mir.Shared || r.Kind == mir.FakeShallow || r.Kind == mir.FakeDeep
		if shared && !a.inType(hasMutInterior, a.typeOf(p)) {
			return
		}
	case mir.RawPtr:
		p = r.Place
	default:
		return
	}
	if !indirect(p) && a.inType(a.of, a.typeOf(p)) {
		s.Insert(int(p.Local))
		s.Insert(len(a.body.Locals) + int(p.Local))
	}
}

func indirect(p mir.Place) bool {
	return slices.ContainsFunc(p.Proj, func(e mir.Proj) bool { return e.Kind == mir.Deref })
}

func (a *qualifFlow) assign(s mir.BitSet, p mir.Place, value bool) {
	switch {
	case indirect(p):
	case value:
		s.Insert(int(p.Local))
	case len(p.Proj) == 0:
		s.Remove(int(p.Local))
	}
}

func (a *qualifFlow) moved(s mir.BitSet, o mir.Operand) {
	if o.Kind == mir.Move && len(o.Place.Proj) == 0 && !s.Has(len(a.body.Locals)+int(o.Place.Local)) {
		s.Remove(int(o.Place.Local))
	}
}

func (a *qualifFlow) Terminator(s mir.BitSet, _ mir.Location, t *mir.Terminator) {
	if k, ok := t.Kind.(mir.Call); ok {
		for _, o := range k.Args {
			a.moved(s, o)
		}
	}
}

func (a *qualifFlow) Edge(s mir.BitSet, _ mir.BlockID, t *mir.Terminator, e mir.Edge) bool {
	if k, ok := t.Kind.(mir.Call); ok && e.Kind == mir.EdgeReturn {
		a.assign(s, k.Dest, a.inType(a.of, a.typeOf(k.Dest)))
	}
	return true
}

// QualifsOf are the qualifs of the value that a constant's body returns.
func QualifsOf(q types.Queries, body *mir.Body) ConstQualifs {
	c := newQualifs(q, body)
	return ConstQualifs{NeedsDrop: c.ofResult(needsDrop), HasMutInterior: c.ofResult(hasMutInterior)}
}

// ofResult is a qualif of the returned value; of one that never returns, its type's.
func (c *qualifs) ofResult(q qualif) bool {
	for i := range c.body.Blocks {
		blk := &c.body.Blocks[i]
		if _, ok := blk.Term.Kind.(mir.Return); ok {
			results := mir.Solve(c.body, &qualifFlow{c, q})
			if !results.Reached[i] {
				break
			}
			return results.Cursor().SeekBefore(mir.Location{Block: mir.BlockID(i), Stmt: len(blk.Stmts)}).Has(int(mir.ReturnPlace))
		}
	}
	return c.inType(q, c.body.Locals[mir.ReturnPlace].Type)
}
