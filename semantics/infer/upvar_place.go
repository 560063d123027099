package infer

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: places as the analysis of uses sees them: a base and a list of
// projections, rustc's hir::place::Place. `(*p.x).1` is the local p with the steps
// field x, deref, field 1. What a call or an operator returns is an rvalue: nothing
// below it is anybody's capture. Overloaded derefs and indexing are rvalues too,
// for they are calls.

// placeBase is where a place starts.
type placeBase uint8

const (
	baseRvalue placeBase = iota
	baseStatic
	baseLocal // a local of the closure at hand, or of a body that is no closure
	baseUpvar // a local of an enclosing body
)

// projKind is the kind of one step of a place.
type projKind uint8

const (
	projDeref projKind = iota
	projField
	projIndex
	projSubslice
)

// proj is one step; Type is the type after it.
type proj struct {
	kind           projKind
	variant, field int
	typ            types.Type
}

// same says whether two steps are the same, whatever their types.
func (p proj) same(o proj) bool {
	return p.kind == o.kind && p.variant == o.variant && p.field == o.field
}

// place is a place with the expression that names it (0: none).
type place struct {
	base   placeBase
	local  hir.LocalID
	baseTy types.Type
	projs  []proj
	expr   hir.ExprID
}

// typ is the type of the whole place.
func (p place) typ() types.Type { return p.before(len(p.projs)) }

// before is the type that the i-th step is applied to.
func (p place) before(i int) types.Type {
	if i == 0 {
		return p.baseTy
	}
	return p.projs[i-1].typ
}

// with is the place with one more step.
func (p place) with(s proj) place {
	p.projs = append(slices.Clip(p.projs), s)
	return p
}

// derefsOf says whether a step of the place dereferences a type for which f holds.
func (p place) derefsOf(f func(types.Type) bool) bool {
	for i, s := range p.projs {
		if s.kind == projDeref && f(p.before(i)) {
			return true
		}
	}
	return false
}

func isMutRef(t types.Type) bool    { r, ok := t.(*types.Ref); return ok && r.Mut }
func isSharedRef(t types.Type) bool { r, ok := t.(*types.Ref); return ok && !r.Mut }
func isRawPtr(t types.Type) bool    { _, ok := t.(*types.RawPtr); return ok }

// pointee is what a builtin dereference of a type yields: of references, boxes and
// raw pointers; nil: there is none.
func pointee(q types.Queries, t types.Type) types.Type {
	switch t := t.(type) {
	case *types.Ref:
		return t.Elem
	case *types.RawPtr:
		return t.Elem
	}
	return boxed(q, t)
}

// boxed is the content of a box; nil: t is none.
func boxed(q types.Queries, t types.Type) types.Type {
	if a, ok := t.(*types.Adt); ok && a.Args.Len() > 0 && a.Def == q.Lang("owned_box") {
		return a.Args.Type(0)
	}
	return nil
}

// ---------- categorising expressions ----------

// expr is the place that an expression names after its adjustments (rustc's cat_expr).
func (v *useVisitor) cat(e hir.ExprID) place { return v.catAdjusted(e, v.res.Adjustments[e]) }

// catAdjusted is the place after the given adjustments only.
func (v *useVisitor) catAdjusted(e hir.ExprID, adj []Adjustment) place {
	if len(adj) == 0 {
		return v.catUnadjusted(e)
	}
	last := adj[len(adj)-1]
	if last.Kind != DerefBuiltin {
		return v.catStep(e, place{}, last)
	}
	return v.catStep(e, v.catAdjusted(e, adj[:len(adj)-1]), last)
}

// catStep applies one adjustment to a place.
func (v *useVisitor) catStep(e hir.ExprID, p place, a Adjustment) place {
	target := v.resolve(a.Target)
	switch a.Kind {
	case DerefBuiltin:
		p.expr = e
		return p.with(proj{kind: projDeref, typ: target})
	case DerefOverloaded:
		return v.behindRef(e, target)
	default:
		return v.rvalue(e, target)
	}
}

// behindRef is the place behind a reference that a call returned.
func (v *useVisitor) behindRef(e hir.ExprID, target types.Type) place {
	return v.rvalue(e, v.in.Ref(types.Erased, target, false)).with(proj{kind: projDeref, typ: target})
}

func (v *useVisitor) rvalue(e hir.ExprID, t types.Type) place {
	return place{base: baseRvalue, baseTy: t, expr: e}
}

// catUnadjusted is the place that an expression names before its adjustments.
func (v *useVisitor) catUnadjusted(e hir.ExprID) place {
	t := v.exprType(e)
	switch k := v.body.Exprs[e].Kind.(type) {
	case hir.ExprUnary:
		if k.Op != '*' {
			break
		}
		if v.overloaded(e) {
			return v.behindRef(e, t)
		}
		p := v.cat(k.Expr)
		p.expr = e
		return p.with(proj{kind: projDeref, typ: t})
	case hir.ExprField:
		p := v.cat(k.Expr)
		p.expr = e
		field := 0
		if f := v.res.Fields[e]; len(f) > 0 {
			field = f[0]
		}
		return p.with(proj{kind: projField, field: field, typ: t})
	case hir.ExprIndex:
		if v.overloaded(e) {
			return v.behindRef(e, t)
		}
		p := v.cat(k.Expr)
		p.expr = e
		return p.with(proj{kind: projIndex, typ: t})
	case hir.ExprPath:
		switch res := k.Path.Res; {
		case res.Kind == hir.ResLocal:
			return v.catLocal(e, res.Local)
		case res.Kind == hir.ResDef && res.DefKind == hir.KindStatic:
			return place{base: baseStatic, baseTy: t, expr: e}
		}
	}
	return v.rvalue(e, t)
}

// catLocal is the place of a local: an upvar if the closure at hand does not declare it.
func (v *useVisitor) catLocal(e hir.ExprID, l hir.LocalID) place {
	p := place{base: baseLocal, local: l, baseTy: v.localType(l), expr: e}
	if v.upvars[l] {
		p.base = baseUpvar
	}
	return p
}

// overloaded says whether an operator, dereference or index calls a method.
func (v *useVisitor) overloaded(e hir.ExprID) bool {
	_, ok := v.res.Callees[e]
	return ok
}

func (v *useVisitor) exprType(e hir.ExprID) types.Type {
	if int(e) < len(v.res.ExprTypes) && v.res.ExprTypes[e] != nil {
		return v.resolve(v.res.ExprTypes[e])
	}
	return v.in.Unknown()
}

func (v *useVisitor) localType(l hir.LocalID) types.Type {
	if int(l) < len(v.res.LocalTypes) && v.res.LocalTypes[l] != nil {
		return v.resolve(v.res.LocalTypes[l])
	}
	return v.in.Unknown()
}
