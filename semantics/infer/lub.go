package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: one type for several expressions (rustc's CoerceMany and
// try_find_coercion_lub; reference, coerce.least-upper-bound).

// coerceMany finds one type for several expressions: the arms of a match, the
// breaks of a loop, the returns of a function.
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
	t = f.shallow(t)
	if merged := f.shallow(c.mergedType()); silent(t) || silent(merged) {
		c.merged = t
		if silent(merged) {
			c.merged = merged
		}
		return
	}
	if len(c.exprs) == 0 {
		c.merged = f.coerce(id, t, c.mergedType())
	} else if f.tookExpected(id) && f.tryResolve(t) == f.tryResolve(c.merged) && f.tryResolve(t) == f.tryResolve(c.expected) {
		// All were coerced to the very type that is expected, its lifetimes with it: nothing is left to do.
	} else if merged, m := f.lub(c.exprs, c.mergedType(), id, t, span); m == nil {
		c.merged = merged
	} else {
		f.mismatch(span, c.mergedType(), t, m)
		c.merged = f.in.Error()
		if !f.res.Tainted {
			c.merged = f.in.Unknown()
		}
	}
	c.exprs = append(c.exprs, id)
}

// addUnit brings in `()` without an expression (`return;`, `break;`, a missing else).
func (c *coerceMany) addUnit(f *fcx, span source.Span) {
	if silent(f.shallow(c.mergedType())) {
		c.merged = c.mergedType()
		return
	}
	f.demandEq(span, c.mergedType(), f.in.Unit())
	c.merged = f.in.Unit()
}

// lub is the type of the expressions before (prev) and a new one.
func (f *fcx) lub(exprs []hir.ExprID, prev types.Type, id hir.ExprID, t types.Type, span source.Span) (types.Type, *types.Mismatch) {
	prev, t = f.tryResolve(prev), f.tryResolve(t)
	if prev == t && prev.Flags()&types.HasErased == 0 {
		return prev, nil
	}
	if isFnItem(prev) && isFnItem(t) {
		if sameForm(prev, t) && f.t.Eq(prev, t) == nil {
			return prev, nil
		}
		return f.lubFns(exprs, prev, id, t)
	}
	var first *types.Mismatch
	if len(f.res.Adjustments[id]) == 0 {
		adj, target, m := f.tryCoerce(t, prev, span, coerceOptions{lub: true})
		if m == nil {
			f.adjust(id, adj)
			return target, nil
		}
		first = m
	}
	adj, target, m := f.tryCoerce(prev, t, span, coerceOptions{lub: true})
	if m != nil {
		if first != nil {
			m = first
		}
		return nil, m
	}
	for _, e := range exprs {
		f.adjust(e, append([]Adjustment(nil), adj...))
	}
	return target, nil
}

// isFnItem reports whether a type is a function item or a closure.
func isFnItem(t types.Type) bool {
	switch t.(type) {
	case *types.FnDef, *types.Closure:
		return true
	}
	return false
}

func sameForm(a, b types.Type) bool {
	_, x := a.(*types.FnDef)
	_, y := b.(*types.FnDef)
	return x == y
}

// lubFns makes function pointers of two different items or closures.
func (f *fcx) lubFns(exprs []hir.ExprID, prev types.Type, id hir.ExprID, t types.Type) (types.Type, *types.Mismatch) {
	a, b := f.itemSig(prev), f.itemSig(t)
	if a == nil || b == nil {
		return nil, differ(prev, t)
	}
	x, y := *a, *b
	x.Unsafe = x.Unsafe || y.Unsafe
	y.Unsafe = x.Unsafe
	ptr := f.in.FnPtr(x)
	if m := f.t.Eq(ptr, f.in.FnPtr(y)); m != nil {
		return nil, m
	}
	for _, e := range exprs {
		f.adjust(e, []Adjustment{{Kind: fnAdjust(prev), Target: ptr}})
	}
	f.adjust(id, []Adjustment{{Kind: fnAdjust(t), Target: ptr}})
	return ptr, nil
}

func fnAdjust(t types.Type) AdjustKind {
	if _, ok := t.(*types.Closure); ok {
		return ClosureFnPointer
	}
	return ReifyFnPointer
}

func (f *fcx) itemSig(t types.Type) *types.FnSig {
	switch t := t.(type) {
	case *types.FnDef:
		return f.fnPtrSig(t)
	case *types.Closure:
		return f.closureFnSig(t)
	}
	return nil
}
