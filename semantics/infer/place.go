package infer

import (
	"strconv"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: places: borrows, dereferences, fields, assignments.

// addrOf is `&e`, `&mut e`, `&raw const e`. A place's expected type is the pointee;
// for a value an unsized pointee is only a hint (rustc's check_expr_addr_of).
func (f *fcx) addrOf(id hir.ExprID, k hir.ExprAddrOf, expect expectation) types.Type {
	hint := nothing
	var pointee types.Type
	switch t := f.onlyResolved(expect).(type) {
	case *types.Ref:
		pointee = t.Elem
	case *types.RawPtr:
		pointee = t.Elem
	}
	switch {
	case pointee == nil:
	case f.isPlaceSyntax(k.Expr):
		hint = hasType(pointee)
	default:
		hint = f.rvalueHint(pointee)
	}
	t := f.expr(k.Expr, hint)
	if k.Mut {
		f.placeMut(k.Expr)
	}
	if k.Raw {
		return f.in.RawPtr(t, k.Mut)
	}
	return f.in.Ref(f.region(), t, k.Mut)
}

// deref is `*e`: of a reference or raw pointer, of a Box (built in too), or through Deref.
func (f *fcx) deref(id hir.ExprID, k hir.ExprUnary) types.Type {
	t := f.resolve(f.expr(k.Expr, nothing), f.exprSpan(id))
	if silent(t) {
		return t
	}
	if inner := f.builtinDeref(t); inner != nil {
		return inner
	}
	if inner, ok := f.overloadedDeref(id, k.Expr, t); ok {
		return inner
	}
	if murky(f.t.Resolve(t)) {
		return f.unknown(f.exprSpan(id), "dereference of an unknown type")
	}
	return f.fail(f.exprSpan(id), "cannot be dereferenced: "+f.show(t))
}

// builtinDeref is what the built-in `*` of an explicit dereference gives; nil: it is not built in.
func (f *fcx) builtinDeref(t types.Type) types.Type {
	switch t := t.(type) {
	case *types.Ref:
		return t.Elem
	case *types.RawPtr:
		return t.Elem
	case *types.Adt:
		if f.isBox(t) {
			return t.Args.Type(0)
		}
	}
	return nil
}

func (f *fcx) isBox(t *types.Adt) bool { return t.Def == f.q.Lang("owned_box") }

// ---------- fields ----------

// field is `e.name`, found by autoderef; a tuple's are its numbers (rustc's check_expr_field).
func (f *fcx) field(id hir.ExprID, k hir.ExprField) types.Type {
	base := f.expr(k.Expr, nothing)
	base = f.resolve(base, f.exprSpan(k.Expr))
	if silent(base) {
		return base
	}
	private := false
	for _, step := range f.autoderefSteps(base, f.exprSpan(id)) {
		t, index, vis := f.fieldOf(step.Type, k.Name)
		if t == nil {
			private = private || index >= 0
			continue
		}
		_ = vis
		f.adjust(k.Expr, step.Adjs)
		f.useSteps(step, f.at(id, "autoderef"))
		f.res.Fields[id] = []int{index}
		return t
	}
	if murky(f.t.Resolve(base)) {
		return f.unknown(f.exprSpan(id), "field of an unknown type")
	}
	if f.openEnded(base) {
		return f.unknown(f.exprSpan(id), "the type is not known here")
	}
	why := "no field "
	if private {
		why = "private field "
	}
	return f.fail(k.NameSpan, why+k.Name+" on "+f.show(base))
}

// openEnded reports whether autoderef of a type ends at something unknown.
func (f *fcx) openEnded(t types.Type) bool {
	steps := f.autoderefSteps(t, f.body.Span)
	if len(steps) == 0 {
		return false
	}
	last := steps[len(steps)-1]
	return last.Final || silent(last.Type)
}

// fieldOf is the type and index of a field of exactly this type; nil if it has none, with
// index >= 0 if it has one that cannot be seen from here.
func (f *fcx) fieldOf(t types.Type, name string) (types.Type, int, bool) {
	switch t := f.tryResolve(t).(type) {
	case *types.Adt:
		def := f.q.Adt(t.Def)
		if def == nil || def.Kind == hir.KindEnum || len(def.Variants) != 1 {
			return nil, -1, false
		}
		for i := range def.Variants[0].Fields {
			fd := &def.Variants[0].Fields[i]
			if fd.Name != name {
				continue
			}
			if !f.visible(t.Def, fd) {
				return nil, i, false
			}
			return f.fieldType(fd, t.Args), i, true
		}
	case *types.Tuple:
		i, err := strconv.Atoi(name)
		if err == nil && i >= 0 && i < t.Elems.Len() && strconv.Itoa(i) == name {
			return t.Elems.Type(i), i, true
		}
	}
	return nil, -1, false
}

// fieldType is a field's type with its ADT's arguments put in, normalised.
func (f *fcx) fieldType(fd *types.Field, args types.Args) types.Type {
	t := types.Subst(f.in, fd.Type, args)
	return f.normalize(t, cause{span: f.body.Span, what: "field type"})
}

// visible reports whether a field can be named in this body.
func (f *fcx) visible(adt types.DefID, fd *types.Field) bool {
	if fd.Vis.Public {
		return true
	}
	if adt.Crate != f.body.Owner.Crate {
		return false
	}
	for m, n := f.body.Owner, 0; !m.IsZero() && n < 100; m, n = f.q.Parent(m), n+1 {
		if m == fd.Vis.Module {
			return true
		}
	}
	return fd.Vis.Module.IsZero()
}

// ---------- assignment ----------

func (f *fcx) assign(id hir.ExprID, k hir.ExprAssign, expect expectation) types.Type {
	l := f.expr(k.L, nothing)
	f.placeMut(k.L)
	f.exprCoerced(k.R, l)
	if !f.isPlaceSyntax(k.L) && !murky(f.t.Resolve(l)) {
		f.fail(f.exprSpan(k.L), "cannot be assigned to")
	}
	f.requireSized(l, f.at(k.L, "assigned place"))
	return f.in.Unit()
}
