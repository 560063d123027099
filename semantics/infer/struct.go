package infer

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: struct expressions, and the paths of struct expressions and patterns:
// to a struct, union or variant, through aliases, Self and type-relative segments
// (rustc's check_struct_path, check_expr_struct_fields).

// structRef is the type and variant that a struct path names.
type structRef struct {
	adt     *types.Adt
	def     *types.AdtDef
	variant int
	res     Resolved
}

func (s *structRef) fields() []types.Field { return s.def.Variants[s.variant].Fields }

// fieldIndex is the index of a field by name; -1: there is none.
func (s *structRef) fieldIndex(name string) int {
	return slices.IndexFunc(s.fields(), func(fd types.Field) bool { return fd.Name == name })
}

// structPath resolves a struct path; nil: an error or unknown, already recorded.
func (f *fcx) structPath(p *hir.Path, span source.Span, a Annotation) *structRef {
	if p == nil {
		f.fail(span, "no path")
		return nil
	}
	raw, variant, ok := f.structType(p, span)
	if !ok {
		return nil
	}
	t := f.resolve(f.normalize(f.ownVars().Fold(raw), cause{span: span, what: "struct path"}), span)
	adt, isAdt := t.(*types.Adt)
	if !isAdt {
		if !silent(t) {
			f.fail(span, "not a struct: "+f.show(t))
		}
		return nil
	}
	def := f.q.Adt(adt.Def)
	if def == nil {
		f.unknown(span, "fields are not known")
		return nil
	}
	s := &structRef{adt: adt, def: def}
	switch {
	case variant.name != "":
		s.variant = slices.IndexFunc(def.Variants, func(v types.Variant) bool { return v.Name == variant.name })
		if s.variant < 0 || def.Kind != hir.KindEnum {
			f.fail(span, "no such variant: "+variant.name)
			return nil
		}
	case !variant.def.IsZero():
		s.variant = slices.IndexFunc(def.Variants, func(v types.Variant) bool { return v.Def == variant.def })
		if s.variant < 0 {
			f.unknown(span, "variant is not known")
			return nil
		}
	case def.Kind == hir.KindEnum || len(def.Variants) == 0:
		f.fail(span, "an enum is no struct")
		return nil
	}
	s.res = Resolved{Kind: hir.ResDef, DefKind: def.Kind, Def: def.Variants[s.variant].Def, Args: adt.Args, Variant: s.variant}
	if rawAdt, ok := raw.(*types.Adt); ok {
		a.Span, a.Def, a.Args = span, adt.Def, rawAdt.Args
		s.res.Annotation = f.annotate(a)
	}
	f.predicates(adt.Def, adt.Args, cause{span: span, what: "struct"})
	return s
}

// variantName says which variant a path ends in: by definition or by name; none of both for structs.
type variantName struct {
	def  types.DefID
	name string
}

// structType is the type of a struct path with regions as written.
func (f *fcx) structType(p *hir.Path, span source.Span) (types.Type, variantName, bool) {
	switch {
	case p.Res.Kind == hir.ResUnknown:
		f.unknown(span, "path that cannot be known")
		return nil, variantName{}, false
	case p.Res.Kind == hir.ResErr && p.Qself == nil:
		f.fail(span, "path does not resolve")
		return nil, variantName{}, false
	case p.Unresolved > 0:
		return f.relativeStructType(p, span)
	case p.Res.Kind == hir.ResDef && p.Res.DefKind == hir.KindVariant:
		return f.variantType(p, f.q.Parent(p.Res.Def)), variantName{def: p.Res.Def}, true
	case p.Res.Kind == hir.ResDef && p.Res.DefKind == hir.KindCtor:
		owner := f.q.Parent(p.Res.Def)
		if f.q.DefKind(owner) == hir.KindVariant {
			return f.variantType(p, f.q.Parent(owner)), variantName{def: owner}, true
		}
		return f.variantType(p, owner), variantName{}, true
	}
	return f.lowerRaw(&hir.Ty{Span: span, Kind: hir.TyPath{Path: p}}), variantName{}, true
}

// relativeStructType is `Type::Variant`, or an associated type `Type::Name`.
func (f *fcx) relativeStructType(p *hir.Path, span source.Span) (types.Type, variantName, bool) {
	name := p.Segments[len(p.Segments)-1].Name
	self := f.lowerRaw(f.pathPrefix(p))
	if adt, ok := f.tryResolve(f.normalize(f.ownVars().Fold(self), cause{span: span})).(*types.Adt); ok {
		if def := f.q.Adt(adt.Def); def != nil && def.Kind == hir.KindEnum {
			if slices.ContainsFunc(def.Variants, func(v types.Variant) bool { return v.Name == name }) {
				return self, variantName{name: name}, true
			}
		}
	}
	return f.lowerRaw(&hir.Ty{Span: span, Kind: hir.TyPath{Path: p}}), variantName{}, true
}

// pathPrefix is a path without its last segment, as a type.
func (f *fcx) pathPrefix(p *hir.Path) *hir.Ty {
	if p.Qself != nil && p.Unresolved >= len(p.Segments) && len(p.Segments) == 1 {
		return p.Qself
	}
	q := *p
	q.Segments = p.Segments[:len(p.Segments)-1]
	q.Unresolved = p.Unresolved - 1
	if n := len(q.Segments); n > 0 {
		q.Span = p.Span
		if last := q.Segments[n-1].Span; last.Item == p.Span.Item {
			q.Span.End = last.End
		}
	}
	return &hir.Ty{Span: q.Span, Kind: hir.TyPath{Path: &q}}
}

// variantType is the ADT of a path to a variant or constructor; its arguments may stand on the
// variant's segment or on the enum's.
func (f *fcx) variantType(p *hir.Path, adt types.DefID) types.Type {
	return f.in.Adt(adt, f.lowerArgs(adt, nil, f.adtSegment(p, adt)))
}

// adtSegment is the segment of a path to a variant or constructor on which the ADT's arguments stand.
func (f *fcx) adtSegment(p *hir.Path, adt types.DefID) *hir.Segment {
	n := len(p.Segments) - p.Unresolved
	if n <= 0 {
		return nil
	}
	last := &p.Segments[n-1]
	if f.q.DefKind(adt) == hir.KindEnum && n > 1 && last.Args == nil && p.Segments[n-2].Args != nil {
		return &p.Segments[n-2]
	}
	return last
}

// ---------- struct expressions ----------

func (f *fcx) structExpr(id hir.ExprID, k hir.ExprStruct, expect expectation) types.Type {
	span := f.exprSpan(id)
	s := f.structPath(k.Path, span, Annotation{Expr: id})
	if s == nil {
		for i := range k.Fields {
			f.expr(k.Fields[i].Expr, nothing)
		}
		if k.Base != 0 {
			f.expr(k.Base, nothing)
		}
		return f.in.Unknown()
	}
	f.res.Paths[id] = s.res
	if want := expect.only(f); want != nil {
		f.hintStruct(want, s.adt)
	}
	f.structFields(id, k, s)
	f.requireSized(s.adt, f.at(id, "struct"))
	return s.adt
}

// hintStruct takes over what an expected type says about the arguments, without its regions and coercions.
func (f *fcx) hintStruct(want types.Type, adt types.Type) {
	hint, ok := f.fudge(func() ([]types.Type, bool) {
		if f.sub(adt, want) != nil {
			return nil, false
		}
		return []types.Type{f.t.Resolve(adt)}, true
	})
	if ok {
		f.t.Eq(hint[0], adt)
	}
}

func (f *fcx) structFields(id hir.ExprID, k hir.ExprStruct, s *structRef) {
	fields := s.fields()
	seen := make([]bool, len(fields))
	index := make([]int, len(k.Fields))
	bad := false
	for i := range k.Fields {
		init := &k.Fields[i]
		n := s.fieldIndex(init.Name)
		index[i] = n
		if n < 0 || seen[n] || !f.visible(s.adt.Def, &fields[n]) {
			bad = true
			f.expr(init.Expr, nothing)
			f.fail(init.Span, "no field "+init.Name)
			continue
		}
		seen[n] = true
		f.exprCoerced(init.Expr, f.fieldType(&fields[n], s.adt.Args))
	}
	f.res.Fields[id] = index
	if s.def.Kind == hir.KindUnion {
		if len(k.Fields) != 1 {
			f.fail(f.exprSpan(id), "a union expression has one field")
		}
		return
	}
	switch {
	case k.Base != 0:
		f.exprHasType(k.Base, s.adt)
		if s.def.Kind != hir.KindStruct {
			f.fail(f.exprSpan(k.Base), "a base needs a struct")
		}
	case bad:
	case k.Rest:
		f.unknown(f.exprSpan(id), "default field values")
	case slices.Contains(seen, false):
		f.fail(f.exprSpan(id), "missing fields")
	}
}

// ---------- fudging ----------

// fudge runs fn for what it finds out and undoes it; variables made meanwhile that are in its
// answer are replaced by fresh ones (rustc's fudge_inference_if_ok).
func (f *fcx) fudge(fn func() ([]types.Type, bool)) ([]types.Type, bool) {
	vars, consts := f.t.Vars(), f.t.Consts()
	s := f.t.Snapshot()
	out, ok := fn()
	f.t.Rollback(s)
	if !ok {
		return nil, false
	}
	fresh := map[types.Arg]types.Arg{}
	fold := &types.Folder{In: f.in, Need: types.HasInfer,
		Type: func(t types.Type, _ uint32) types.Type {
			v, ok := t.(*types.Infer)
			if !ok {
				return nil
			}
			if v.ID < vars {
				return v
			}
			if fresh[v] == nil {
				fresh[v] = f.t.NewVar(v.Kind)
			}
			return fresh[v].(types.Type)
		},
		Const: func(c types.Const, _ uint32) types.Const {
			if c.Kind != types.ConstInfer || c.Index < consts {
				return c
			}
			key := types.Arg(c)
			if fresh[key] == nil {
				fresh[key] = f.t.NewConst()
			}
			return fresh[key].(types.Const)
		}}
	for i, t := range out {
		out[i] = fold.Fold(t)
	}
	return out, true
}
