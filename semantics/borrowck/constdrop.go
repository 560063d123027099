package borrowck

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
)

// This file: E0493: in what is evaluated at compile time no destructor may run. Which
// locals may hold a value with a destructor is a forward problem over values, not types:
// `None` needs no drop though its type may, a value moved out needs none any more
// (rustc's qualif NeedsDrop).

// ConstDrops checks the body of a const, static or const fn, as prepared for borrowck.
func ConstDrops(in Input) []diag.Diagnostic {
	what := constContext(in)
	if what == "" || in.Body == nil || in.Body.Tainted || len(in.Body.Unknown) > 0 || len(in.Body.Blocks) == 0 {
		return nil
	}
	c := &checker{in: in, q: in.Q, body: in.Body, tc: newTypeck(in)}
	c.sh = mir.NewTypes(in.Q, traits.NewEnv(in.Q, in.Q.Predicates(c.tc.root())))
	c.hir.body = in.Q.Body(c.tc.root())
	a := &needsDropValues{c: c}
	cursor := mir.Solve(in.Body, a).Cursor()
	var out []diag.Diagnostic
	for b := range in.Body.Blocks {
		blk := &in.Body.Blocks[b]
		d, ok := blk.Term.Kind.(mir.Drop)
		if !ok || blk.Cleanup {
			continue
		}
		t := c.placeType(d.Place)
		state := cursor.SeekBefore(mir.Location{Block: mir.BlockID(b), Stmt: len(blk.Stmts)})
		span := blk.Term.Span
		if l, whole := asLocal(d.Place); whole {
			if !state.Has(int(l)) {
				continue
			}
			span = in.Body.Locals[l].Span
		} else if !a.typeNeeds(t) {
			continue
		}
		m := newError("E0493", span, "destructor of `%s` cannot be evaluated at compile-time", c.typeName(t))
		m.label(span, "the destructor for this type cannot be evaluated in %s", what)
		m.label(blk.Term.Span, "value is dropped here")
		out = append(out, *m.finish())
	}
	return out
}

// constContext names where the body is evaluated at compile time; "": at run time.
func constContext(in Input) string {
	if in.Body == nil {
		return ""
	}
	switch in.Q.DefKind(in.Body.Owner) {
	case hir.KindConst, hir.KindAssocConst, hir.KindAnonConst, hir.KindInlineConst:
		return "constants"
	case hir.KindStatic:
		return "statics"
	case hir.KindFn, hir.KindAssocFn:
		if in.Crate != nil {
			if d := in.Crate.Defs[in.Body.Owner]; d != nil && d.Fn != nil && d.Fn.Const {
				return "constant functions"
			}
		}
	}
	return ""
}

// needsDropValues: bit l: local l may hold a value with a destructor; bit n+l of n locals:
// a reference may change it, so that moving it away does not clear it.
type needsDropValues struct{ c *checker }

func (a *needsDropValues) Bits() int      { return 2 * len(a.c.body.Locals) }
func (a *needsDropValues) Backward() bool { return false }

func (a *needsDropValues) Boundary(s mir.BitSet) {
	for l := 1; l <= a.c.body.ArgCount; l++ {
		if a.typeNeeds(a.c.body.Locals[l].Type) {
			s.Insert(l)
		}
	}
}

// typeNeeds: some value of the type has a destructor; what is not known has none.
func (a *needsDropValues) typeNeeds(t types.Type) bool {
	if t == nil {
		return false
	}
	n := a.c.sh.Drops().Needs(t)
	return n == traits.Yes || n == traits.Depends
}

func (a *needsDropValues) Statement(s mir.BitSet, _ mir.Location, st *mir.Statement) {
	switch k := st.Kind.(type) {
	case mir.Assign:
		value := a.typeNeeds(a.c.placeType(k.Place)) && a.rvalue(s, k.Rvalue)
		for _, o := range mir.RvalueOperands(k.Rvalue) {
			a.moved(s, o)
		}
		a.assign(s, k.Place, value)
		a.borrow(s, k.Rvalue)
	case mir.StorageDead:
		s.Remove(int(k.Local))
		s.Remove(len(a.c.body.Locals) + int(k.Local))
	}
}

// borrow: behind a mutable reference, a raw pointer, or a shared reference to what has interior
// mutability any value of the type may come to stand.
func (a *needsDropValues) borrow(s mir.BitSet, r mir.Rvalue) {
	var p mir.Place
	switch r := r.(type) {
	case mir.Ref:
		p = r.Place
		shared := r.Kind == mir.Shared || r.Kind == mir.FakeShallow || r.Kind == mir.FakeDeep
		if shared && a.c.sh.Env.IsFreeze(types.EraseRegions(a.c.q.Interner(), a.c.placeType(p))) != traits.No {
			return
		}
	case mir.RawPtr:
		p = r.Place
	default:
		return
	}
	if !indirect(p) && a.typeNeeds(a.c.placeType(p)) {
		s.Insert(int(p.Local))
		s.Insert(len(a.c.body.Locals) + int(p.Local))
	}
}

func indirect(p mir.Place) bool {
	return slices.ContainsFunc(p.Proj, func(e mir.Proj) bool { return e.Kind == mir.Deref })
}

func (a *needsDropValues) assign(s mir.BitSet, p mir.Place, value bool) {
	switch {
	case indirect(p):
	case value:
		s.Insert(int(p.Local))
	case len(p.Proj) == 0:
		s.Remove(int(p.Local))
	}
}

func (a *needsDropValues) moved(s mir.BitSet, o mir.Operand) {
	if l, whole := asLocal(o.Place); o.Kind == mir.Move && whole && !s.Has(len(a.c.body.Locals)+int(l)) {
		s.Remove(int(l))
	}
}

func (a *needsDropValues) operand(s mir.BitSet, o mir.Operand) bool {
	if o.Kind == mir.Constant {
		// A named constant's value is not looked into.
		return o.Const.Def.IsZero() && a.typeNeeds(o.Const.Type)
	}
	return s.Has(int(o.Place.Local)) && a.typeNeeds(a.c.placeType(o.Place))
}

func (a *needsDropValues) rvalue(s mir.BitSet, r mir.Rvalue) bool {
	if agg, ok := r.(mir.Aggregate); ok && a.c.sh.Shape(agg.Type).HasDrop {
		return true
	}
	for _, o := range mir.RvalueOperands(r) {
		if a.operand(s, o) {
			return true
		}
	}
	return false
}

func (a *needsDropValues) Terminator(s mir.BitSet, _ mir.Location, t *mir.Terminator) {
	if k, ok := t.Kind.(mir.Call); ok {
		for _, o := range k.Args {
			a.moved(s, o)
		}
	}
}

func (a *needsDropValues) Edge(s mir.BitSet, _ mir.BlockID, t *mir.Terminator, e mir.Edge) bool {
	if k, ok := t.Kind.(mir.Call); ok && e.Kind == mir.EdgeReturn {
		a.assign(s, k.Dest, a.typeNeeds(a.c.placeType(k.Dest)))
	}
	return true
}
