package thir

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: patterns, with the references that default binding modes see through
// made explicit, and constants by their values.

func (b *builder) pushPat(t types.Type, span source.Span, k PatKind) PatID {
	b.body.Pats = append(b.body.Pats, Pat{Type: t, Span: span, Kind: k})
	return PatID(len(b.body.Pats) - 1)
}

// annotated is the pattern of a let, under the type that the user wrote.
func (b *builder) annotated(p hir.PatID) PatID {
	out := b.pat(p)
	if n := b.patTypes[p]; n != 0 {
		x := b.body.Pats[out]
		return b.pushPat(x.Type, b.res.Annotations[n-1].Span, PatAscribe{Annotation: n, Variance: types.Covariant, Sub: out})
	}
	return out
}

func (b *builder) pats(ps []hir.PatID) []PatID {
	out := make([]PatID, len(ps))
	for i, p := range ps {
		out[i] = b.pat(p)
	}
	return out
}

func (b *builder) pat(p hir.PatID) PatID {
	if p <= 0 || int(p) >= len(b.hir.Pats) {
		b.unknown(b.hir.Span, "a pattern is missing")
		return b.pushPat(b.in.Unknown(), b.hir.Span, PatUnknown{Reason: "missing"})
	}
	out := b.bare(p)
	derefs := b.res.PatDerefs[p]
	for i := len(derefs) - 1; i >= 0; i-- {
		out = b.pushPat(derefs[i], b.body.Pats[out].Span, PatDeref{Sub: out})
	}
	return out
}

// bare is a pattern without the references around it.
func (b *builder) bare(p hir.PatID) PatID {
	h := &b.hir.Pats[p]
	t := b.patType(p)
	switch k := h.Kind.(type) {
	case hir.PatWild:
		return b.pushPat(t, h.Span, PatWild{})
	case hir.PatBinding:
		return b.binding(p, h, k)
	case hir.PatStruct:
		var fields []FieldPat
		index := b.res.PatFields[p]
		for i := range k.Fields {
			if i < len(index) && index[i] >= 0 {
				fields = append(fields, FieldPat{Index: index[i], Pat: b.pat(k.Fields[i].Pat)})
			}
		}
		return b.variantOrLeaf(p, fields)
	case hir.PatTupleStruct:
		var fields []FieldPat
		index := b.res.PatFields[p]
		for i, e := range k.Elems {
			if i < len(index) {
				fields = append(fields, FieldPat{Index: index[i], Pat: b.pat(e)})
			}
		}
		return b.variantOrLeaf(p, fields)
	case hir.PatPath:
		return b.pathPat(p)
	case hir.PatTuple:
		n := len(k.Elems)
		if tup, ok := t.(*types.Tuple); ok {
			n = tup.Elems.Len()
		}
		var fields []FieldPat
		for i, e := range k.Elems {
			at := i
			if k.DotDot >= 0 && i >= k.DotDot {
				at = i + n - len(k.Elems)
			}
			fields = append(fields, FieldPat{Index: at, Pat: b.pat(e)})
		}
		return b.pushPat(t, h.Span, PatLeaf{Fields: fields})
	case hir.PatRef:
		sub := b.pat(k.Pat)
		return b.pushPat(t, h.Span, PatDeref{Sub: sub})
	case hir.PatLit:
		return b.litPat(k.Expr, t, h.Span)
	case hir.PatRange:
		return b.rangePat(k, t, h.Span)
	case hir.PatSlice:
		return b.slicePat(k, t, h.Span)
	case hir.PatOr:
		return b.pushPat(t, h.Span, PatOr{Pats: b.pats(k.Pats)})
	case hir.PatUnknown:
		b.unknown(h.Span, k.Reason)
		return b.pushPat(t, h.Span, PatUnknown(k))
	}
	b.body.Tainted = true
	return b.pushPat(t, h.Span, PatUnknown{Reason: "error"})
}

// binding: the pattern has the type of what is bound, the variable that of the reference to it if bound so.
func (b *builder) binding(p hir.PatID, h *hir.Pat, k hir.PatBinding) PatID {
	vt := b.localType(k.Local)
	mode := b.res.BindModes[p]
	t := vt
	if r, ok := vt.(*types.Ref); ok && mode != hir.NoRef {
		t = r.Elem
	}
	out := PatBinding{Local: k.Local, Mode: mode, Mut: k.Mut, Type: vt, Primary: true}
	span := h.Span
	if int(k.Local) < len(b.hir.Locals) {
		l := &b.hir.Locals[k.Local]
		out.Primary = l.Pat == 0 || &b.hir.Pats[l.Pat] == h
		if !out.Primary {
			// Where its own name ends is not kept: at the latest where the subpattern begins.
			if k.Sub > 0 {
				span.End = max(span.Start, min(span.End, b.hir.Pats[k.Sub].Span.Start))
			}
		} else if l.Span.Item == span.Item && l.Span.Expn == span.Expn && l.Span.Valid() {
			span.End = max(span.Start, min(span.End, l.Span.End))
		}
	}
	if k.Sub != 0 {
		out.Sub = b.pat(k.Sub)
	}
	return b.pushPat(t, span, out)
}

// variantOrLeaf is a pattern of an ADT.
func (b *builder) variantOrLeaf(p hir.PatID, fields []FieldPat) PatID {
	span := b.hir.Pats[p].Span
	t := b.patType(p)
	r, known := b.res.PatPaths[p]
	adt, ok := t.(*types.Adt)
	if !ok || !known {
		b.unknown(span, "the path of a pattern is not known")
		return b.pushPat(t, span, PatUnknown{Reason: "the path of a pattern is not known"})
	}
	var k PatKind = PatLeaf{Fields: fields}
	if def := b.q.Adt(adt.Def); def != nil && def.Kind == hir.KindEnum {
		k = PatVariant{Adt: adt.Def, Args: adt.Args, Variant: r.Variant, Fields: fields}
	}
	out := b.pushPat(t, span, k)
	if r.Annotation != 0 {
		return b.pushPat(t, span, PatAscribe{Annotation: r.Annotation, Variance: types.Covariant, Sub: out})
	}
	return out
}

// pathPat is a unit struct or variant, or a constant by its value.
func (b *builder) pathPat(p hir.PatID) PatID {
	r, ok := b.res.PatPaths[p]
	if !ok || r.DefKind != hir.KindConst && r.DefKind != hir.KindAssocConst {
		return b.variantOrLeaf(p, nil)
	}
	span := b.hir.Pats[p].Span
	t := b.patType(p)
	out := b.constPat(r.Def, r.Args, t, span)
	if r.Annotation != 0 {
		return b.pushPat(t, span, PatAscribe{Annotation: r.Annotation, Variance: types.Contravariant, Sub: out})
	}
	return out
}

// constPat is a constant as a pattern: a scalar by its value, a string by its literal.
func (b *builder) constPat(def types.DefID, args types.Args, t types.Type, span source.Span) PatID {
	if _, ok := t.(*types.Prim); ok {
		if v := b.q.EvalConst(def, args); v.Kind == types.ConstValue {
			return b.pushPat(t, span, PatConst{Value: v})
		}
	}
	if q, ok := b.q.(ConstQueries); ok {
		if tree := q.ConstTree(def, args); tree != nil {
			if out := b.treePat(tree, t, span, 0); out != 0 {
				return out
			}
		}
	}
	if body := b.q.Body(def); body != nil && body.Value != 0 {
		if k, ok := body.Exprs[body.Value].Kind.(hir.ExprLit); ok && (k.Lit.Kind == ast.LitStr || k.Lit.Kind == ast.LitByteStr) {
			return b.literalPat(k.Lit, t, span)
		}
	}
	b.unknown(span, "the value of a constant in a pattern is not known")
	return b.pushPat(t, span, PatUnknown{Reason: "constant"})
}

// patLiteral finds the literal of a pattern's expression, with its sign.
func (b *builder) patLiteral(e hir.ExprID) (hir.Lit, bool) {
	if e <= 0 || int(e) >= len(b.hir.Exprs) {
		return hir.Lit{}, false
	}
	switch k := b.hir.Exprs[e].Kind.(type) {
	case hir.ExprLit:
		return k.Lit, true
	case hir.ExprUnary:
		if lit, ok := b.patLiteral(k.Expr); ok && k.Op == '-' {
			lit.Neg = !lit.Neg
			return lit, true
		}
	}
	return hir.Lit{}, false
}

func (b *builder) litPat(e hir.ExprID, t types.Type, span source.Span) PatID {
	if lit, ok := b.patLiteral(e); ok {
		return b.literalPat(lit, t, span)
	}
	if c, ok := b.pathConst(e); ok {
		return b.constPat(c.Def, c.Args, t, span)
	}
	b.unknown(span, "a constant in a pattern is not known")
	return b.pushPat(t, span, PatUnknown{Reason: "constant"})
}

// pathConst is the constant that a pattern's expression names.
func (b *builder) pathConst(e hir.ExprID) (types.Const, bool) {
	r, ok := b.res.Paths[e]
	if !ok || r.DefKind != hir.KindConst && r.DefKind != hir.KindAssocConst {
		return types.Const{}, false
	}
	return types.Const{Kind: types.ConstUneval, Def: r.Def, Args: r.Args}, true
}

// literalPat: strings stand behind a reference; byte strings are slices or arrays of their bytes.
func (b *builder) literalPat(lit hir.Lit, t types.Type, span source.Span) PatID {
	switch lit.Kind {
	case ast.LitStr:
		if r, ok := t.(*types.Ref); ok {
			return b.pushPat(t, span, PatDeref{Sub: b.pushPat(r.Elem, span, PatStr{Value: lit.Value})})
		}
		return b.pushPat(t, span, PatStr{Value: lit.Value})
	case ast.LitByteStr:
		return b.bytesPat(lit.Value, t, span)
	}
	lo, hi := LiteralBits(t, lit, lit.Neg)
	return b.pushPat(t, span, PatConst{Value: types.Const{Kind: types.ConstValue, Lo: lo, Hi: hi}})
}

func (b *builder) bytesPat(text string, t types.Type, span source.Span) PatID {
	elem := t
	r, isRef := t.(*types.Ref)
	if isRef {
		elem = r.Elem
	}
	u8 := b.in.Prim(hir.PrimU8)
	k := PatSlice{}
	_, k.Array = elem.(*types.Array)
	for i := range len(text) {
		k.Prefix = append(k.Prefix, b.pushPat(u8, span, PatConst{Value: types.Const{Kind: types.ConstValue, Lo: uint64(text[i])}}))
	}
	out := b.pushPat(elem, span, k)
	if isRef {
		return b.pushPat(t, span, PatDeref{Sub: out})
	}
	return out
}

func (b *builder) rangePat(k hir.PatRange, t types.Type, span source.Span) PatID {
	out := PatRange{HasLo: k.Lo != 0, HasHi: k.Hi != 0, Inclusive: k.Inclusive}
	var ok1, ok2 = true, true
	if k.Lo != 0 {
		out.Lo, ok1 = b.endpoint(k.Lo, t)
	}
	if k.Hi != 0 {
		out.Hi, ok2 = b.endpoint(k.Hi, t)
	}
	switch {
	case !ok1 || !ok2:
		b.unknown(span, "the end of a range pattern is not known")
		return b.pushPat(t, span, PatUnknown{Reason: "range"})
	case out.HasLo && out.HasHi && out.Inclusive && out.Lo == out.Hi:
		return b.pushPat(t, span, PatConst{Value: out.Lo})
	}
	return b.pushPat(t, span, out)
}

func (b *builder) endpoint(e hir.ExprID, t types.Type) (types.Const, bool) {
	if lit, ok := b.patLiteral(e); ok {
		lo, hi := LiteralBits(t, lit, lit.Neg)
		return types.Const{Kind: types.ConstValue, Lo: lo, Hi: hi}, true
	}
	if c, ok := b.pathConst(e); ok {
		v := b.q.EvalConst(c.Def, c.Args)
		return v, v.Kind == types.ConstValue
	}
	return types.Const{}, false
}

// restPat is `..` or `x @ ..` in a slice: both look at nothing.
func (b *builder) restPat(p hir.PatID) PatID {
	out := b.pat(p)
	x := &b.body.Pats[out]
	if k, ok := x.Kind.(PatBinding); ok && k.Sub == 0 {
		dots := b.hir.Pats[p].Span
		dots.Start = max(dots.Start, dots.End-int32(len("..")))
		t := x.Type
		k.Sub = b.pushPat(t, dots, PatWild{})
		b.body.Pats[out].Kind = k
	}
	return out
}

func (b *builder) slicePat(k hir.PatSlice, t types.Type, span source.Span) PatID {
	out := PatSlice{Prefix: b.pats(k.Before)}
	if k.HasMid {
		if k.Mid != 0 {
			out.Slice = b.restPat(k.Mid)
		}
	}
	out.Suffix = b.pats(k.After)
	_, out.Array = t.(*types.Array)
	return b.pushPat(t, span, out)
}
