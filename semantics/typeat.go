package semantics

import (
	"reflect"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: what type stands at an offset: of the innermost type as written, pattern
// or expression there, or of the definition whose name it is.

// TypeAt is the type at a byte offset of a file, with its drop glue and the span of what was
// hit. ok is false where nothing has a type, or none that is known.
func (p *Program) TypeAt(path string, offset int) (g TypeGlue, hit FileSpan, ok bool) {
	return p.typeAt(&typeFinder{Program: p, path: path, offset: offset})
}

// NamedTypeAt is TypeAt for the word at an offset alone: a type's name, a variable's, a field's, a
// constant's. What merely stands around it, a block or a call, is not meant.
func (p *Program) NamedTypeAt(path string, offset int) (g TypeGlue, hit FileSpan, ok bool) {
	return p.typeAt(&typeFinder{Program: p, path: path, offset: offset, named: true})
}

func (p *Program) typeAt(f *typeFinder) (g TypeGlue, hit FileSpan, ok bool) {
	path, offset := f.path, f.offset
	for _, id := range p.Crate.Order {
		d := p.Crate.Def(id)
		if whole := p.span(d.Span); whole.File != path || offset < whole.Start || offset > whole.End {
			continue
		}
		f.definition(d)
	}
	if f.typ == nil || f.typ.Flags()&(types.HasUnknown|types.HasError) != 0 {
		return g, hit, false
	}
	return p.glueOf(f.typ, f.body), f.hit, true
}

// typeFinder keeps the smallest thing that holds the offset.
type typeFinder struct {
	*Program
	path   string
	offset int
	named  bool // only what the word at the offset names

	typ  types.Type
	body types.DefID
	hit  FileSpan
}

// smaller reports whether a span holds the offset and is smaller than what was found; it
// resolves only text as written.
func (f *typeFinder) smaller(s source.Span) (FileSpan, bool) {
	if s.Expn != 0 {
		return FileSpan{}, false
	}
	at, ok := f.Resolve(s)
	if !ok || at.File != f.path || f.offset < at.Start || f.offset > at.End || at.Start == at.End {
		return at, false
	}
	return at, f.typ == nil || at.End-at.Start <= f.hit.End-f.hit.Start
}

func (f *typeFinder) take(at FileSpan, t types.Type, body types.DefID) {
	if t != nil {
		f.typ, f.body, f.hit = t, body, at
	}
}

func (f *typeFinder) definition(d *hir.Def) {
	if at, ok := f.smaller(d.NameSpan); ok {
		switch d.Kind {
		case hir.KindStruct, hir.KindEnum, hir.KindUnion, hir.KindTypeAlias, hir.KindConst, hir.KindStatic, hir.KindAssocConst:
			f.take(at, f.TypeOf(d.ID), d.ID)
		}
	}
	l := f.decls().Lowerer(d.ID)
	if l == nil {
		return
	}
	l.Elided = func(hir.Lifetime) types.Region { return types.Erased }
	if d.Kind == hir.KindImpl {
		l.Self = f.TypeOf(d.ID)
	}
	for _, part := range []any{d.Generics, d.Fn, d.Adt, d.Impl, d.Alias, d.Const} {
		f.written(reflect.ValueOf(part), l, d.ID, 0)
	}
	f.inBody(d.ID, l)
}

// inBody looks at a body's expressions and patterns, then at the types written in it.
func (f *typeFinder) inBody(id types.DefID, l *types.Lowerer) {
	body := f.Body(id)
	if body == nil {
		return
	}
	if at := f.span(body.Span); f.offset < at.Start || f.offset > at.End {
		// Parameters' patterns stand before the body.
		if whole := f.defSpan(id); f.offset < whole.Start || f.offset > whole.End {
			return
		}
	}
	res := f.infer(id)
	if res == nil {
		return
	}
	for i := 1; i < len(body.Exprs) && i < len(res.ExprTypes); i++ {
		span := body.Exprs[i].Span
		if f.named {
			span = nameOf(&body.Exprs[i])
		}
		if at, ok := f.smaller(span); ok && body.Exprs[i].Span.Expn == 0 {
			f.take(at, res.ExprTypes[i], id)
		}
	}
	for i := 1; i < len(body.Pats) && i < len(res.PatTypes); i++ {
		span, t := body.Pats[i].Span, res.PatTypes[i]
		b, binding := body.Pats[i].Kind.(hir.PatBinding)
		if binding && int(b.Local) < len(res.LocalTypes) {
			t = res.LocalTypes[b.Local]
		}
		if f.named {
			if !binding {
				continue
			}
			span = body.Locals[b.Local].Span
		}
		if at, ok := f.smaller(span); ok {
			f.take(at, t, id)
		}
	}
	f.written(reflect.ValueOf(body.Exprs), l, id, 0)
	f.written(reflect.ValueOf(body.Params), l, id, 0)
}

var hirTy = reflect.TypeFor[*hir.Ty]()

// written looks at the types as written inside a value.
func (f *typeFinder) written(v reflect.Value, l *types.Lowerer, id types.DefID, depth int) {
	if depth > 200 {
		return
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		if v.Type() == hirTy {
			f.ty(v.Interface().(*hir.Ty), l, id)
		}
		if _, ok := v.Interface().(*hir.Body); ok {
			return
		}
		f.written(v.Elem(), l, id, depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.written(v.Field(i), l, id, depth+1)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			f.written(v.Index(i), l, id, depth+1)
		}
	}
}

func (f *typeFinder) ty(t *hir.Ty, l *types.Lowerer, id types.DefID) {
	if _, infer := t.Kind.(hir.TyInfer); infer {
		return
	}
	// Of `&self` the reference and what it refers to have one span: the outer one counts.
	if at, ok := f.smaller(t.Span); ok && at != f.hit {
		f.take(at, l.Type(t), id)
	}
}

// nameOf is the word that names an expression; none of what is made of others.
func nameOf(x *hir.Expr) source.Span {
	switch k := x.Kind.(type) {
	case hir.ExprPath:
		return lastSegment(k.Path)
	case hir.ExprStruct:
		return lastSegment(k.Path)
	case hir.ExprField:
		return k.NameSpan
	}
	return source.NoSpan
}

func lastSegment(p *hir.Path) source.Span {
	if p == nil || len(p.Segments) == 0 {
		return source.NoSpan
	}
	return p.Segments[len(p.Segments)-1].Span
}
