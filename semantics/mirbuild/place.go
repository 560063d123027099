package mirbuild

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: places. While a place is being built its base may be a captured
// variable; once enough projections are known it is found among the captures: in a
// closure that captures `p.a` by reference, `p.a.b` is `(*((*_1).0)).b`.

// placeBuilder is a place under construction.
type placeBuilder struct {
	local mir.LocalID
	upvar hir.LocalID // the captured variable, while it is not resolved; 0: local is meant
	proj  []mir.Proj
}

// project is the place with one more projection; p itself stays as it is.
func (p placeBuilder) project(e mir.Proj) placeBuilder {
	p.proj = append(append(make([]mir.Proj, 0, len(p.proj)+1), p.proj...), e)
	return p
}

func (p placeBuilder) deref() placeBuilder { return p.project(mir.Proj{Kind: mir.Deref}) }

// place is the finished place. One that is not captured is a bug: its value is needed; but in a body
// that is in error captures are not all known.
func (b *builder) place(p placeBuilder) mir.Place {
	pl, ok := b.tryPlace(p)
	if !ok {
		if !b.unsound() {
			panic("mirbuild: a used place is not captured")
		}
		pl.Local = b.varLocal(p.upvar, false)
	}
	return pl
}

// unsound: the body is in error or not known whole; then patterns that are not understood declare
// nothing.
func (b *builder) unsound() bool { return len(b.body.Unknown) > 0 || b.body.Tainted }

// tryPlace is the finished place; ok is false if it is not captured (a pattern like `_` only looks at it).
func (b *builder) tryPlace(p placeBuilder) (mir.Place, bool) {
	p, ok := b.resolveUpvar(p)
	return mir.Place{Local: p.local, Proj: p.proj}, ok
}

// resolveUpvar finds the capture that holds a place.
func (b *builder) resolveUpvar(p placeBuilder) (placeBuilder, bool) {
	if p.upvar == 0 {
		return p, true
	}
	for i := range b.upvars {
		u := &b.upvars[i]
		if u.capture.Local != p.upvar {
			continue
		}
		if rest, ok := stripCapture(p.proj, u.capture.Proj); ok {
			return placeBuilder{local: u.place.Local, proj: append(append([]mir.Proj(nil), u.place.Proj...), rest...)}, true
		}
	}
	return p, false
}

// stripCapture takes a capture's projections off the front of a place's.
func stripCapture(proj []mir.Proj, captured []infer.CaptureProj) (rest []mir.Proj, ok bool) {
	for _, c := range captured {
		for len(proj) > 0 && proj[0].Kind == mir.OpaqueCast {
			proj = proj[1:]
		}
		if len(proj) == 0 {
			return nil, false
		}
		if c.Deref {
			if proj[0].Kind != mir.Deref {
				return nil, false
			}
			proj = proj[1:]
			continue
		}
		variant := 0
		if proj[0].Kind == mir.Downcast {
			variant = proj[0].Field
			proj = proj[1:]
		}
		if len(proj) == 0 || proj[0].Kind != mir.Field || proj[0].Field != c.Field || variant != c.Variant {
			return nil, false
		}
		proj = proj[1:]
	}
	return proj, true
}

// asPlace evaluates e to a place; a value becomes a temporary.
func (b *builder) asPlace(bb mir.BlockID, e thir.ExprID) (mir.Place, mir.BlockID) {
	p, bb := b.placeOf(bb, e, true, nil)
	return b.place(p), bb
}

// placeOf evaluates e to a place under construction. mut says whether a temporary
// made for it is mutable. borrows, if not nil, collects the fake borrows of an index
// expression around this place.
func (b *builder) placeOf(bb mir.BlockID, e thir.ExprID, mut bool, borrows *[]mir.LocalID) (placeBuilder, mir.BlockID) {
	x := b.thir.Exprs[e]
	switch k := x.Kind.(type) {
	case thir.ScopeExpr:
		var p placeBuilder
		bb = b.inExprScope(k, x.Span, mir.ExitScope, func() mir.BlockID {
			var end mir.BlockID
			p, end = b.placeOf(bb, k.Value, mut, borrows)
			return end
		})
		return p, bb
	case thir.Field:
		p, bb := b.placeOf(bb, k.L, mut, borrows)
		if b.info.Shape(b.thir.Exprs[k.L].Type).Kind == mir.ShapeEnum {
			p = p.project(mir.Proj{Kind: mir.Downcast, Field: k.Variant})
		}
		return p.project(mir.Proj{Kind: mir.Field, Field: k.Index, Type: x.Type}), bb
	case thir.Deref:
		p, bb := b.placeOf(bb, k.Arg, mut, borrows)
		return p.deref(), bb
	case thir.Index:
		return b.index(bb, k, mut, borrows, x.Span)
	case thir.UpvarRef:
		return placeBuilder{upvar: k.Local}, bb
	case thir.VarRef:
		if b.boundInGuard(k.Local) {
			return placeBuilder{local: b.varLocal(k.Local, true)}.deref(), bb
		}
		return placeBuilder{local: b.varLocal(k.Local, false)}, bb
	case thir.PlaceTypeAscription:
		p, bb := b.placeOf(bb, k.Source, mut, borrows)
		b.ascribe(bb, x.Span, b.place(p), k.Annotation, types.Invariant, x.Type)
		return p, bb
	case thir.ValueTypeAscription:
		t, bb := b.asTemp(bb, b.tempLifetime(k.Source), k.Source, mut)
		b.ascribe(bb, x.Span, local(t), k.Annotation, types.Invariant, x.Type)
		return placeBuilder{local: t}, bb
	}
	t, bb := b.asTemp(bb, b.tempLifetime(e), e, mut)
	return placeBuilder{local: t}, bb
}

// ascribe relates a place's type to a user annotation.
func (b *builder) ascribe(bb mir.BlockID, span source.Span, p mir.Place, annotation int, v types.Variance, t types.Type) {
	if n := b.annotate(annotation, span, t); n > 0 {
		b.push(bb, b.body.Annotations[n-1].Span, mir.Ascribe{Place: p, Annotation: n - 1, Variance: v})
	}
}

// ---------- indexing ----------

// index is `l[i]` of an array or slice, checked against its length.
func (b *builder) index(bb mir.BlockID, k thir.Index, mut bool, outer *[]mir.LocalID, span source.Span) (placeBuilder, mir.BlockID) {
	borrows := outer
	if borrows == nil {
		borrows = new([]mir.LocalID)
	}
	base, bb := b.placeOf(bb, k.L, mut, borrows)
	i, bb := b.asTemp(bb, b.tempLifetime(k.Index), k.Index, false)
	bb = b.boundsCheck(bb, b.place(base), i, span)
	if outer == nil {
		for _, t := range *borrows {
			b.push(bb, span, mir.FakeRead{Cause: mir.ForIndex, Place: local(t)})
		}
	} else {
		b.fakeBorrowBase(bb, b.place(base), borrows, span)
	}
	return base.project(mir.Proj{Kind: mir.Index, Local: i}), bb
}

// length is the length of a slice or array.
func (b *builder) length(bb mir.BlockID, p mir.Place, span source.Span) mir.Operand {
	usize := b.in.Usize()
	t := mir.PlaceType(b.body, b.info, p)
	if arr, ok := b.info.Normalize(t).(*types.Array); ok {
		b.push(bb, span, mir.FakeRead{Cause: mir.ForIndex, Place: p})
		c := &mir.Const{Type: usize, Span: span}
		switch n := b.constValue(arr.Len); n.Kind {
		case types.ConstValue:
			c.Scalar, c.Lo, c.Hi = true, n.Lo, n.Hi
		default:
			c.Text, c.Def, c.Args = n.Name, n.Def, n.Args
		}
		return constant(c)
	}
	var ptr mir.Operand
	if len(p.Proj) == 1 && p.Proj[0].Kind == mir.Deref && sharedPointer(b.body.Locals[p.Local].Type) {
		ptr = copyOf(local(p.Local))
	} else {
		raw := b.temp(b.in.RawPtr(t, false), span)
		b.assign(bb, span, raw, mir.RawPtr{Place: p, Fake: true})
		ptr = moveOf(raw)
	}
	n := b.temp(usize, span)
	b.assign(bb, span, n, mir.Unary{Op: "PtrMetadata", X: ptr})
	return moveOf(n)
}

func sharedPointer(t types.Type) bool {
	switch t := t.(type) {
	case *types.Ref:
		return !t.Mut
	case *types.RawPtr:
		return true
	}
	return false
}

func (b *builder) boundsCheck(bb mir.BlockID, base mir.Place, i mir.LocalID, span source.Span) mir.BlockID {
	n := b.length(bb, base, span)
	less := b.temp(b.in.Bool(), span)
	b.assign(bb, span, less, mir.Binary{Op: "Lt", L: copyOf(local(i)), R: asCopy(n)})
	return b.emitAssert(bb, span, moveOf(less), true, "index out of bounds: the length is {} but the index is {}", n, copyOf(local(i)))
}

// fakeBorrowBase keeps the base of an inner index expression from being changed while
// the outer index is evaluated: the pointers that lead to it are borrowed for show.
func (b *builder) fakeBorrowBase(bb mir.BlockID, base mir.Place, borrows *[]mir.LocalID, span source.Span) {
	t := mir.PlaceType(b.body, b.info, base)
	if b.info.Shape(t).Kind != mir.ShapeSlice {
		return
	}
	for i := len(base.Proj) - 1; i >= 0; i-- {
		inner := mir.Place{Local: base.Local, Proj: base.Proj[:i:i]}
		switch base.Proj[i].Kind {
		case mir.Deref:
			t := b.newLocal(mir.Local{Type: b.in.Ref(types.Erased, mir.PlaceType(b.body, b.info, inner), false), Span: span, Mut: true})
			b.assign(bb, span, local(t), mir.Ref{Region: types.Erased, Kind: mir.FakeShallow, Place: inner})
			*borrows = append(*borrows, t)
		case mir.Index:
			if b.info.Shape(mir.PlaceType(b.body, b.info, inner)).Kind == mir.ShapeSlice {
				return
			}
		}
	}
}
