package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: the uses that matching a pattern makes of the place it is matched
// against. A binding moves, copies or borrows its part; a literal, a range, a
// variant of an enum that has others and a slice's length read theirs; `_` and
// irrefutable structure touch nothing.

// pattern walks a pattern matched against a place; guard says that the arm has one.
func (v *useVisitor) pattern(p place, pat hir.PatID, guard bool) {
	v.patternAt(p, p.expr, pat, guard)
}

// patternAt is pattern for a part of the scrutinee that by names.
func (v *useVisitor) patternAt(p place, by hir.ExprID, pat hir.PatID, guard bool) {
	if pat == 0 {
		return
	}
	for range v.res.PatDerefs[pat] {
		p = v.deref(p)
	}
	read := func() { v.borrow(p, by, CaptureRef) }
	sub := func(s proj, q hir.PatID) { v.patternAt(p.with(s), by, q, guard) }
	switch k := v.body.Pats[pat].Kind.(type) {
	case hir.PatBinding:
		if guard {
			read()
		}
		switch v.bindMode(pat, k) {
		case hir.RefShared:
			read()
		case hir.RefMut:
			v.borrow(p, by, CaptureMut)
		default:
			v.consumeOrCopy(p, by)
		}
		v.patternAt(p, by, k.Sub, guard)
	case hir.PatPath:
		if r, ok := v.res.PatPaths[pat]; ok && isConstKind(r.DefKind) || v.manyVariants(p.typ()) {
			read()
		}
	case hir.PatLit, hir.PatRange:
		read()
	case hir.PatStruct:
		if v.manyVariants(p.typ()) {
			read()
		}
		variant := v.res.PatPaths[pat].Variant
		for i, f := range k.Fields {
			switch idx := v.res.PatFields[pat]; {
			case i >= len(idx):
			case idx[i] < 0: // no such field (E0026): any part
				v.patternAt(p, by, f.Pat, guard)
			default:
				sub(v.field(p.typ(), variant, idx[i]), f.Pat)
			}
		}
	case hir.PatTupleStruct:
		if v.manyVariants(p.typ()) {
			read()
		}
		variant := v.res.PatPaths[pat].Variant
		n := 0
		if adt, ok := p.typ().(*types.Adt); ok {
			n = v.fieldCount(adt, variant)
		}
		eachElem(k.Elems, k.DotDot, n, func(i int, q hir.PatID) { sub(v.field(p.typ(), variant, i), q) })
	case hir.PatTuple:
		n := len(k.Elems)
		if t, ok := p.typ().(*types.Tuple); ok {
			n = t.Elems.Len()
		}
		eachElem(k.Elems, k.DotDot, n, func(i int, q hir.PatID) { sub(v.field(p.typ(), 0, i), q) })
	case hir.PatRef:
		v.patternAt(v.deref(p), by, k.Pat, guard)
	case hir.PatOr:
		for _, q := range k.Pats {
			v.patternAt(p, by, q, guard)
		}
	case hir.PatSlice:
		v.slicePattern(p, by, k, guard)
	case hir.PatUnknown:
		v.unknown = true
	}
}

func (v *useVisitor) slicePattern(p place, by hir.ExprID, k hir.PatSlice, guard bool) {
	_, isArray := peelRefs(p.typ()).(*types.Array)
	if all := len(k.Before)+len(k.After) == 0 && k.HasMid; !all && !isArray {
		v.borrow(p, by, CaptureRef)
	}
	elem := proj{kind: projIndex, typ: v.in.Unknown()}
	switch t := p.typ().(type) {
	case *types.Array:
		elem.typ = t.Elem
	case *types.Slice:
		elem.typ = t.Elem
	}
	for _, q := range k.Before {
		v.patternAt(p.with(elem), by, q, guard)
	}
	if k.Mid != 0 {
		v.patternAt(p.with(proj{kind: projSubslice, typ: v.patType(k.Mid)}), by, k.Mid, guard)
	}
	for _, q := range k.After {
		v.patternAt(p.with(elem), by, q, guard)
	}
}

// eachElem visits the elements of a tuple pattern with the positions they match, `..` at dotdot (-1: none).
func eachElem(elems []hir.PatID, dotdot, total int, visit func(int, hir.PatID)) {
	for i, q := range elems {
		at := i
		if dotdot >= 0 && i >= dotdot {
			at = total - len(elems) + i
		}
		visit(max(at, 0), q)
	}
}

func (v *useVisitor) deref(p place) place {
	t := pointee(v.q, p.typ())
	if t == nil {
		t = v.in.Unknown()
	}
	return p.with(proj{kind: projDeref, typ: v.resolve(t)})
}

// field is the step to a field of a type, of a variant if it is an enum.
func (v *useVisitor) field(of types.Type, variant, field int) proj {
	s := proj{kind: projField, variant: variant, field: field, typ: v.in.Unknown()}
	switch t := of.(type) {
	case *types.Adt:
		s.typ = v.fieldType(t, variant, field)
	case *types.Tuple:
		if field < t.Elems.Len() {
			s.typ = v.resolve(t.Elems.Type(field))
		}
	}
	return s
}

// manyVariants says whether matching on a variant of a type reads a discriminant.
func (v *useVisitor) manyVariants(t types.Type) bool {
	if a, ok := t.(*types.Adt); ok {
		def := v.q.Adt(a.Def)
		return def != nil && len(def.Variants) > 1
	}
	return false
}

func (v *useVisitor) bindMode(pat hir.PatID, k hir.PatBinding) hir.BindRef {
	if m, ok := v.res.BindModes[pat]; ok {
		return m
	}
	return k.Ref
}

func (v *useVisitor) patType(p hir.PatID) types.Type {
	if d := v.res.PatDerefs[p]; len(d) > 0 {
		return v.resolve(d[0])
	}
	if int(p) < len(v.res.PatTypes) && v.res.PatTypes[p] != nil {
		return v.resolve(v.res.PatTypes[p])
	}
	return v.in.Unknown()
}

func isConstKind(k hir.DefKind) bool { return k == hir.KindConst || k == hir.KindAssocConst }

func peelRefs(t types.Type) types.Type {
	for {
		r, ok := t.(*types.Ref)
		if !ok {
			return t
		}
		t = r.Elem
	}
}
