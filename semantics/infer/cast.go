package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: `e as T`. Casts are checked at the end, after fallback: first as a
// coercion, then as one of the casts between scalars and pointers (rustc's cast.rs;
// reference, expr.as).

// deferredCast is a cast to be checked.
type deferredCast struct {
	f        *fcx // of the body it is in
	cast, id hir.ExprID
	from, to types.Type
	span     source.Span // of the written type
}

func (f *fcx) cast(id hir.ExprID, k hir.ExprCast) types.Type {
	to := f.annotatedTy(k.Ty, Annotation{Expr: id})
	to = f.t.Resolve(to)
	from := f.expr(k.Expr, expectation{expectCastable, to})
	if silent(f.shallow(from)) || silent(f.shallow(to)) {
		return to
	}
	f.deferred = append(f.deferred, deferredCast{f, id, k.Expr, from, to, k.Ty.Span})
	return to
}

// checkCasts checks all casts met so far.
func (f *fcx) checkCasts() {
	casts := f.deferred
	f.deferred = nil
	for _, c := range casts {
		c.f.checkCast(c)
	}
}

func (f *fcx) checkCast(c deferredCast) {
	from, to := f.resolve(c.from, f.exprSpan(c.id)), f.resolve(c.to, c.span)
	if silent(from) || silent(to) {
		return
	}
	o := coerceOptions{noNever: !f.readsValue(c.id)}
	adj, m := f.coerceSteps(from, to, f.exprSpan(c.id), o)
	if m == nil {
		f.adjust(c.id, adj)
		_, fromPtr := from.(*types.RawPtr)
		_, toPtr := to.(*types.RawPtr)
		if !fromPtr || !toPtr {
			f.res.Casts[c.cast] = true
		}
		return
	}
	if why := f.scalarCast(c, from, to); why != "" {
		if murky(f.t.Resolve(from)) || murky(f.t.Resolve(to)) {
			return
		}
		f.fail(f.exprSpan(c.cast), "cannot cast "+f.show(from)+" as "+f.show(to)+": "+why)
	}
}

// castKind is what a type is to casts (rustc's CastTy).
type castKind uint8

const (
	castNone castKind = iota
	castInt
	castU8
	castBool
	castChar
	castEnum
	castFloat
	castFnPtr
	castPtr
)

func (f *fcx) castKind(t types.Type) castKind {
	switch t := t.(type) {
	case *types.Prim:
		switch {
		case t.Prim == hir.PrimU8:
			return castU8
		case isInt(t.Prim):
			return castInt
		case isFloat(t.Prim):
			return castFloat
		case t.Prim == hir.PrimBool:
			return castBool
		case t.Prim == hir.PrimChar:
			return castChar
		}
	case *types.Infer:
		switch t.Kind {
		case types.InferInt:
			return castInt
		case types.InferFloat:
			return castFloat
		}
	case *types.Adt:
		if f.isFieldless(t) {
			return castEnum
		}
	case *types.FnPtr:
		return castFnPtr
	case *types.RawPtr:
		return castPtr
	}
	return castNone
}

// isFieldless: an enum whose variants carry nothing can be cast to an integer (reference, items.enum.casting).
func (f *fcx) isFieldless(t *types.Adt) bool {
	def := f.q.Adt(t.Def)
	if def == nil || def.Kind != hir.KindEnum || len(def.Variants) == 0 {
		return false
	}
	unit := true
	for i := range def.Variants {
		v := &def.Variants[i]
		if len(v.Fields) > 0 {
			return false
		}
		unit = unit && v.Shape == ast.ShapeUnit
	}
	return true
}

// scalarCast checks a cast that is no coercion; "" if it is one that there is.
func (f *fcx) scalarCast(c deferredCast, from, to types.Type) string {
	kf, kt := f.castKind(from), f.castKind(to)
	if kf == castNone && kt != castNone {
		switch t := from.(type) {
		case *types.FnDef:
			sig := f.fnPtrSig(t)
			if sig == nil {
				f.unknown(f.exprSpan(c.cast), "signature")
				return ""
			}
			f.coerce(c.id, from, f.in.FnPtr(*sig))
			kf = castFnPtr
		case *types.Ref:
			return f.refCast(c, t, to)
		}
	}
	if kf == castNone || kt == castNone {
		return "not a cast between scalars"
	}
	switch {
	case kt == castEnum, kt == castFnPtr, kt == castBool:
		return "no such target"
	case kt == castChar:
		if kf == castU8 || f.isIntVar(from) && f.t.Eq(from, f.in.Prim(hir.PrimU8)) == nil {
			return ""
		}
		return "only u8 casts to char"
	case kt == castFloat:
		if kf == castInt || kf == castU8 || kf == castFloat {
			return ""
		}
		return "not a number"
	case kt == castPtr:
		return f.pointerCast(kf, from, to.(*types.RawPtr))
	case kf == castPtr:
		if f.pointerMeta(from.(*types.RawPtr).Elem) != metaThin {
			return "a wide pointer has no address"
		}
	}
	return ""
}

func (f *fcx) isIntVar(t types.Type) bool {
	v, ok := f.shallow(t).(*types.Infer)
	return ok && v.Kind == types.InferInt
}

// refCast is `&[T; N] as *const T`.
func (f *fcx) refCast(c deferredCast, from *types.Ref, to types.Type) string {
	ptr, ok := to.(*types.RawPtr)
	if !ok {
		return "a reference needs a pointer in between"
	}
	arr, ok := f.tryResolve(from.Elem).(*types.Array)
	if !ok || ptr.Mut && !from.Mut {
		return "not such a pointer"
	}
	if f.t.Eq(arr.Elem, ptr.Elem) != nil {
		return "not the array's element"
	}
	f.coerce(c.id, from, f.in.RawPtr(from.Elem, from.Mut))
	return ""
}

// pointerMeta is the metadata of a pointer to a type.
type pointerMeta struct {
	kind  byte // 't' thin, 'l' length, 'v' vtable, 'p' of a parameter or alias, '?' not known
	owner types.Type
}

var metaThin = pointerMeta{kind: 't'}

func (f *fcx) pointerMeta(t types.Type) pointerMeta {
	t = f.unsizedTail(t)
	switch t := t.(type) {
	case *types.Slice:
		return pointerMeta{kind: 'l'}
	case *types.Dyn:
		return pointerMeta{kind: 'v', owner: t}
	case *types.Prim:
		if t.Prim == hir.PrimStr {
			return pointerMeta{kind: 'l'}
		}
	case *types.Param, *types.Alias:
		if f.isSized(t) {
			return metaThin
		}
		return pointerMeta{kind: 'p', owner: t}
	case *types.Infer:
		if t.Kind == types.InferTy {
			return pointerMeta{kind: '?'}
		}
	case *types.Unknown, *types.Error:
		return pointerMeta{kind: '?'}
	}
	return metaThin
}

func (f *fcx) pointerCast(kf castKind, from types.Type, to *types.RawPtr) string {
	dst := f.pointerMeta(to.Elem)
	switch kf {
	case castInt, castU8, castFnPtr:
		if dst.kind == 't' || dst.kind == '?' {
			return ""
		}
		return "a wide pointer needs metadata"
	case castPtr:
		src := f.pointerMeta(from.(*types.RawPtr).Elem)
		switch {
		case dst.kind == 't', dst.kind == '?', src.kind == '?':
			return ""
		case src.kind != dst.kind:
			return "other metadata"
		case dst.kind == 'v':
			a, b := src.owner.(*types.Dyn), dst.owner.(*types.Dyn)
			if a.Principal != b.Principal {
				return "another trait's vtable"
			}
			return ""
		case dst.kind == 'p' && f.t.Eq(src.owner, dst.owner) != nil:
			return "other metadata"
		}
		return ""
	}
	return "not a pointer"
}
