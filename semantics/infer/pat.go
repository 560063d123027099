package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: patterns with default binding modes (rustc's pat.rs; reference,
// patterns.ident.binding). A pattern that is no reference pattern, met with a
// reference, looks through it, and bindings below become references.

// patTop says where a pattern stands.
type patTop struct {
	// irrefutable: of a plain `let`, where `[a, b]` may fix an array's length.
	irrefutable bool
	// noDefaultModes: of a destructuring assignment.
	noDefaultModes bool
}

// patMode is the default binding mode at a place in a pattern.
type patMode struct {
	top   patTop
	bind  hir.BindRef // default mode: NoRef is move
	depth int
}

// pat checks a pattern against the type of what it matches.
func (f *fcx) pat(id hir.PatID, expected types.Type) { f.patTop(id, expected, patTop{}) }

func (f *fcx) patTop(id hir.PatID, expected types.Type, top patTop) {
	f.patIn(id, expected, patMode{top: top})
}

// patRef is what the path of a pattern names, resolved before the pattern looks through references.
type patRef struct {
	ok     bool
	value  value      // PatPath, PatTupleStruct
	strukt *structRef // PatStruct
	lit    types.Type // PatLit
}

func (f *fcx) patIn(id hir.PatID, expected types.Type, m patMode) types.Type {
	if id <= 0 || int(id) >= len(f.body.Pats) {
		return f.in.Error()
	}
	m.depth++
	if m.depth > maxNesting/4 {
		return f.unknown(f.body.Pats[id].Span, "nested too deep")
	}
	r := f.resolvePat(id)
	if !m.top.noDefaultModes && f.peels(id, &r) {
		expected = f.tryResolve(expected)
		for n := 0; n < 128; n++ {
			ref, ok := expected.(*types.Ref)
			if !ok {
				break
			}
			f.res.PatDerefs[id] = append(f.res.PatDerefs[id], ref)
			m.bind = underRef(m.bind, ref.Mut)
			expected = f.tryResolve(ref.Elem)
		}
	}
	t := f.patKind(id, &r, expected, m)
	f.res.PatTypes[id] = t
	return t
}

// underRef is the default mode inside a reference: once shared, it stays shared.
func underRef(b hir.BindRef, mut bool) hir.BindRef {
	if b == hir.RefShared || !mut {
		return hir.RefShared
	}
	return hir.RefMut
}

// resolvePat resolves the path of a pattern.
func (f *fcx) resolvePat(id hir.PatID) patRef {
	span := f.body.Pats[id].Span
	a := Annotation{Pat: id}
	switch k := f.body.Pats[id].Kind.(type) {
	case hir.PatPath:
		v, ok := f.value(k.Path, span, a, f.patScope(id))
		return patRef{ok: ok, value: v}
	case hir.PatTupleStruct:
		v, ok := f.value(k.Path, span, a, f.patScope(id))
		return patRef{ok: ok, value: v}
	case hir.PatStruct:
		s := f.structPath(k.Path, span, a)
		return patRef{ok: s != nil, strukt: s}
	case hir.PatLit:
		return patRef{ok: true, lit: f.expr(k.Expr, nothing)}
	}
	return patRef{ok: true}
}

// patScope is a module whose traits are in scope at a pattern: the owner's.
func (f *fcx) patScope(id hir.PatID) types.DefID {
	if len(f.body.Scopes) > 1 {
		return f.body.Scopes[f.body.Value]
	}
	return types.DefID{}
}

// peels reports whether a pattern looks through references (rustc's calc_adjust_mode):
// constants do not, for they may be references themselves.
func (f *fcx) peels(id hir.PatID, r *patRef) bool {
	switch f.body.Pats[id].Kind.(type) {
	case hir.PatTuple, hir.PatRange, hir.PatSlice, hir.PatStruct, hir.PatTupleStruct:
		return true
	case hir.PatPath:
		return !r.ok || r.value.res.DefKind != hir.KindConst && r.value.res.DefKind != hir.KindAssocConst
	case hir.PatLit:
		_, isRef := f.shallow(r.lit).(*types.Ref)
		return !isRef
	}
	return false
}

func (f *fcx) patKind(id hir.PatID, r *patRef, expected types.Type, m patMode) types.Type {
	p := &f.body.Pats[id]
	switch k := p.Kind.(type) {
	case hir.PatWild:
		return expected
	case hir.PatErr:
		f.fail(p.Span, "error in a pattern")
		return expected
	case hir.PatUnknown:
		f.unknown(p.Span, k.Reason)
		return expected
	case hir.PatBinding:
		return f.patBinding(id, k, expected, m)
	case hir.PatPath:
		return f.patPath(id, r, expected)
	case hir.PatTupleStruct:
		return f.patTupleStruct(id, k, r, expected, m)
	case hir.PatStruct:
		return f.patStruct(id, k, r, expected, m)
	case hir.PatTuple:
		return f.patTuple(p.Span, k, expected, m)
	case hir.PatRef:
		return f.patRef(p.Span, k, expected, m)
	case hir.PatLit:
		return f.patLit(p.Span, k, r.lit, expected)
	case hir.PatRange:
		return f.patRange(p.Span, k, expected)
	case hir.PatSlice:
		return f.patSlice(p.Span, k, expected, m)
	case hir.PatOr:
		for _, alt := range k.Pats {
			f.patIn(alt, expected, m)
		}
		return expected
	}
	return f.unknown(p.Span, "pattern")
}

// ---------- bindings ----------

// patBinding: `x` takes the default mode; `mut x`, `ref x` reset it to what they say, which edition
// 2024 does not allow below a reference (reference, patterns.ident.binding).
func (f *fcx) patBinding(id hir.PatID, k hir.PatBinding, expected types.Type, m patMode) types.Type {
	mode := m.bind
	switch {
	case k.Ref != hir.NoRef:
		mode = k.Ref
	case k.Mut:
		mode = hir.NoRef
	}
	if m.bind != hir.NoRef && (k.Ref != hir.NoRef || k.Mut) {
		f.implicitBorrow(f.body.Pats[id].Span)
	}
	f.res.BindModes[id] = mode
	t := expected
	if mode != hir.NoRef {
		t = f.in.Ref(f.region(), expected, mode == hir.RefMut)
	}
	local := f.localType(k.Local)
	f.demandEq(f.body.Pats[id].Span, t, local)
	if k.Sub != 0 {
		f.patIn(k.Sub, expected, m)
	}
	return local
}

// implicitBorrow: edition 2024 has no explicit modifiers and reference patterns where the default mode is not move.
func (f *fcx) implicitBorrow(span source.Span) {
	if f.body.Edition >= source.Edition2024 {
		f.fail(span, "not allowed when implicitly borrowing")
	}
}

// explicitRef is the strongest `ref` written in a pattern.
func (f *fcx) explicitRef(id hir.PatID) hir.BindRef {
	best := hir.NoRef
	f.walkPat(id, func(p *hir.Pat) {
		if b, ok := p.Kind.(hir.PatBinding); ok {
			best = max(best, b.Ref)
		}
	})
	return best
}

// walkPat calls visit for a pattern and all in it.
func (f *fcx) walkPat(id hir.PatID, visit func(*hir.Pat)) {
	if id <= 0 || int(id) >= len(f.body.Pats) {
		return
	}
	p := &f.body.Pats[id]
	visit(p)
	all := func(ids []hir.PatID) {
		for _, i := range ids {
			f.walkPat(i, visit)
		}
	}
	switch k := p.Kind.(type) {
	case hir.PatBinding:
		f.walkPat(k.Sub, visit)
	case hir.PatStruct:
		for i := range k.Fields {
			f.walkPat(k.Fields[i].Pat, visit)
		}
	case hir.PatTupleStruct:
		all(k.Elems)
	case hir.PatTuple:
		all(k.Elems)
	case hir.PatRef:
		f.walkPat(k.Pat, visit)
	case hir.PatSlice:
		all(k.Before)
		f.walkPat(k.Mid, visit)
		all(k.After)
	case hir.PatOr:
		all(k.Pats)
	}
}

// ---------- references, tuples, slices ----------

// patRef is `&p`: it takes a reference off; below a reference that was looked through the
// mode becomes move again (edition 2021), or it is an error (2024).
func (f *fcx) patRef(span source.Span, k hir.PatRef, expected types.Type, m patMode) types.Type {
	expected = f.tryResolve(expected)
	if m.bind != hir.NoRef {
		m.bind = hir.NoRef
		f.implicitBorrow(span)
	}
	if r, ok := expected.(*types.Ref); ok && r.Mut == k.Mut {
		if _, isDyn := f.shallow(r.Elem).(*types.Dyn); isDyn {
			if _, isBinding := f.body.Pats[k.Pat].Kind.(hir.PatBinding); isBinding {
				f.fail(span, "cannot take a trait object out of its reference")
			}
		}
		f.patIn(k.Pat, r.Elem, m)
		return expected
	}
	inner := f.newVar()
	t := f.in.Ref(f.region(), inner, k.Mut)
	f.demandEq(span, expected, t)
	f.patIn(k.Pat, inner, m)
	return t
}

// adjusted is the index among n elements of the i'th of len(elems) patterns with `..` at dot.
func adjusted(i, count, n, dot int) int {
	if dot >= 0 && i >= dot {
		return i + n - count
	}
	return i
}

func (f *fcx) patTuple(span source.Span, k hir.PatTuple, expected types.Type, m patMode) types.Type {
	n := len(k.Elems)
	if k.DotDot >= 0 {
		if t, ok := f.resolve(expected, span).(*types.Tuple); ok {
			n = max(n, t.Elems.Len())
		}
	}
	elems := make([]types.Type, n)
	for i := range elems {
		elems[i] = f.newVar()
	}
	t := f.in.Tuple(elems...)
	f.demandEq(span, expected, t)
	for i, e := range k.Elems {
		f.patIn(e, elems[adjusted(i, len(k.Elems), n, k.DotDot)], m)
	}
	return t
}

func (f *fcx) patSlice(span source.Span, k hir.PatSlice, expected types.Type, m patMode) types.Type {
	expected = f.tryResolve(expected)
	fixed := uint64(len(k.Before) + len(k.After))
	if m.top.irrefutable && isVar(expected) && !k.HasMid {
		f.demandEq(span, expected, f.in.Array(f.newVar(), types.ConstUsize(fixed)))
	}
	expected = f.resolve(expected, span)
	var elem, mid types.Type
	switch t := expected.(type) {
	case *types.Array:
		elem, mid = t.Elem, f.restOfArray(span, t, k.HasMid, fixed)
		expected = f.t.Resolve(expected)
	case *types.Slice:
		elem, mid = t.Elem, t
	default:
		elem, mid = f.in.Error(), f.in.Error()
		if silent(expected) {
			elem, mid = expected, expected
		} else {
			f.fail(span, "expected an array or slice, found "+f.show(expected))
		}
	}
	for _, p := range k.Before {
		f.patIn(p, elem, m)
	}
	if k.Mid != 0 {
		f.patIn(k.Mid, mid, m)
	}
	for _, p := range k.After {
		f.patIn(p, elem, m)
	}
	return expected
}

// restOfArray is the type of what `..` leaves over of an array; it checks the length.
func (f *fcx) restOfArray(span source.Span, t *types.Array, hasMid bool, fixed uint64) types.Type {
	n := f.evalConst(f.t.ResolveConst(t.Len))
	switch n.Kind {
	case types.ConstValue:
		if n.Hi != 0 || n.Lo < fixed || n.Lo > fixed && !hasMid {
			f.fail(span, "the array has another length")
			return f.in.Error()
		}
		return f.in.Array(t.Elem, types.ConstUsize(n.Lo-fixed))
	case types.ConstUnknown, types.ConstError:
		return f.in.Array(t.Elem, n)
	}
	if !hasMid {
		f.demandEq(span, f.in.Array(t.Elem, types.ConstUsize(fixed)), t)
		return t
	}
	if n.Kind == types.ConstUneval {
		return f.unknown(span, "length of an array")
	}
	return f.fail(span, "an array without a fixed length")
}

// ---------- structs, tuple structs, paths ----------

func (f *fcx) patPath(id hir.PatID, r *patRef, expected types.Type) types.Type {
	if !r.ok {
		return f.in.Unknown()
	}
	v := &r.value
	span := f.body.Pats[id].Span
	switch {
	case v.res.DefKind == hir.KindCtor && v.ty != types.Type(v.adt):
		return f.fail(span, "the constructor takes fields")
	case v.res.DefKind == hir.KindFn || v.res.DefKind == hir.KindAssocFn || v.res.DefKind == hir.KindStatic:
		return f.fail(span, "not a constant")
	}
	f.res.PatPaths[id] = v.res
	f.demandEq(span, expected, v.ty)
	return v.ty
}

func (f *fcx) patTupleStruct(id hir.PatID, k hir.PatTupleStruct, r *patRef, expected types.Type, m patMode) types.Type {
	span := f.body.Pats[id].Span
	if !r.ok || r.value.adt == nil || r.value.ty == types.Type(r.value.adt) {
		t := f.in.Unknown()
		if r.ok {
			t = f.fail(span, "not a tuple struct or variant")
		}
		for _, p := range k.Elems {
			f.patIn(p, t, m)
		}
		return t
	}
	v := &r.value
	f.res.PatPaths[id] = v.res
	f.demandEq(span, expected, v.adt)
	fields := v.def.Variants[v.res.Variant].Fields
	if len(k.Elems) > len(fields) || len(k.Elems) < len(fields) && k.DotDot < 0 {
		f.fail(span, "wrong number of fields")
		for _, p := range k.Elems {
			f.patIn(p, f.in.Error(), m)
		}
		return v.adt
	}
	index := make([]int, len(k.Elems))
	for i, p := range k.Elems {
		index[i] = adjusted(i, len(k.Elems), len(fields), k.DotDot)
		f.patIn(p, f.fieldType(&fields[index[i]], v.adt.Args), m)
	}
	f.res.PatFields[id] = index
	return v.adt
}

func (f *fcx) patStruct(id hir.PatID, k hir.PatStruct, r *patRef, expected types.Type, m patMode) types.Type {
	span := f.body.Pats[id].Span
	s := r.strukt
	if s == nil {
		for i := range k.Fields {
			f.patIn(k.Fields[i].Pat, f.in.Unknown(), m)
		}
		return f.in.Unknown()
	}
	f.res.PatPaths[id] = s.res
	f.demandEq(span, expected, s.adt)
	fields := s.fields()
	index := make([]int, len(k.Fields))
	seen := map[int]bool{}
	for i := range k.Fields {
		p := &k.Fields[i]
		n := s.fieldIndex(p.Name)
		index[i] = n
		if n < 0 || seen[n] || !f.visible(s.adt.Def, &fields[n]) && s.def.Kind != hir.KindEnum {
			f.fail(p.Span, "no field "+p.Name)
			f.patIn(p.Pat, f.in.Error(), m)
			continue
		}
		seen[n] = true
		f.patIn(p.Pat, f.fieldType(&fields[n], s.adt.Args), m)
	}
	f.res.PatFields[id] = index
	switch {
	case s.def.Kind == hir.KindUnion:
		if len(k.Fields) != 1 || k.Rest {
			f.fail(span, "a union pattern has one field")
		}
	case len(seen) < len(fields) && !k.Rest:
		f.fail(span, "fields are missing in the pattern")
	}
	return s.adt
}

// ---------- literals and ranges ----------

// patLit: a byte string matches slices as well as arrays.
func (f *fcx) patLit(span source.Span, k hir.PatLit, lit, expected types.Type) types.Type {
	t := lit
	if l, ok := f.body.Exprs[k.Expr].Kind.(hir.ExprLit); ok && l.Lit.Kind == ast.LitByteStr {
		if r, ok := f.resolve(expected, span).(*types.Ref); ok {
			if _, isSlice := f.tryResolve(r.Elem).(*types.Slice); isSlice {
				t = f.in.Ref(types.Static, f.in.Slice(f.in.Prim(hir.PrimU8)), false)
			}
		}
	}
	f.demandEq(span, expected, t)
	return t
}

func (f *fcx) patRange(span source.Span, k hir.PatRange, expected types.Type) types.Type {
	for _, e := range []hir.ExprID{k.Lo, k.Hi} {
		if e == 0 {
			continue
		}
		t := f.tryResolve(f.expr(e, nothing))
		if !isVar(t) && !silent(t) && !rangeable(t) {
			return f.fail(span, "only char and numbers have ranges")
		}
		f.demandEq(f.exprSpan(e), expected, t)
	}
	t := f.resolve(expected, span)
	if !silent(t) && !rangeable(t) {
		return f.fail(span, "only char and numbers have ranges")
	}
	return t
}

func rangeable(t types.Type) bool {
	switch t := t.(type) {
	case *types.Prim:
		return isInt(t.Prim) || isFloat(t.Prim) || t.Prim == hir.PrimChar
	case *types.Infer:
		return t.Kind != types.InferTy
	}
	return false
}
