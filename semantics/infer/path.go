package infer

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: paths as values: locals, functions, constants, statics, constructors and
// associated items, also type-relative ones (rustc's instantiate_value_path).

// value is what a value path names, with its type.
type value struct {
	res Resolved
	ty  types.Type
	// ctor: a constructor. adt is set then.
	adt *types.Adt
	def *types.AdtDef
}

func (f *fcx) pathExpr(id hir.ExprID, p *hir.Path) types.Type {
	if p == nil {
		return f.fail(f.exprSpan(id), "no path")
	}
	if p.Res.Kind == hir.ResLocal && p.Unresolved == 0 {
		f.res.Paths[id] = Resolved{Kind: hir.ResLocal, Local: p.Res.Local}
		return f.localType(p.Res.Local)
	}
	v, ok := f.value(p, f.exprSpan(id), Annotation{Expr: id}, f.scope(id))
	if !ok {
		return f.in.Unknown()
	}
	f.res.Paths[id] = v.res
	return v.ty
}

// scope is the module or block whose traits are in scope at an expression.
func (f *fcx) scope(id hir.ExprID) types.DefID {
	if int(id) < len(f.body.Scopes) {
		return f.body.Scopes[id]
	}
	return types.DefID{}
}

// localType is the type of a binding, a fresh variable at first.
func (f *fcx) localType(id hir.LocalID) types.Type {
	if id <= 0 || int(id) >= len(f.res.LocalTypes) {
		return f.in.Error()
	}
	if f.res.LocalTypes[id] == nil {
		v := f.newVar()
		f.res.LocalTypes[id] = v
		f.requireSized(v, cause{span: f.body.Locals[id].Span, what: "binding"})
	}
	return f.res.LocalTypes[id]
}

// value resolves a value path; ok is false if it is in error or unknown, which has been recorded.
func (f *fcx) value(p *hir.Path, span source.Span, a Annotation, scope types.DefID) (value, bool) {
	f.regions = 0
	a.Span = span
	switch {
	case p.Unresolved > 0:
		return f.relativeValue(p, span, a, scope)
	case p.Qself != nil && p.Res.Kind == hir.ResDef:
		self := f.lowerRaw(p.Qself)
		return f.item(p, p.Res.Def, self, span, a)
	}
	switch p.Res.Kind {
	case hir.ResDef:
		return f.item(p, p.Res.Def, nil, span, a)
	case hir.ResSelfCtor:
		return f.selfCtor(p, span, a)
	case hir.ResConstParam:
		return f.constParam(p, span)
	case hir.ResUnknown:
		f.unknown(span, "path that cannot be known")
	default:
		f.fail(span, "path does not resolve to a value")
	}
	return value{}, false
}

// item is a path to a definition; self is the type before `as Trait`, nil if there is none.
func (f *fcx) item(p *hir.Path, def types.DefID, self types.Type, span source.Span, a Annotation) (value, bool) {
	c := cause{span: span, expr: a.Expr, what: "path"}
	last, trait := lastSegments(p)
	switch kind := f.q.DefKind(def); kind {
	case hir.KindFn, hir.KindConst, hir.KindStatic:
		return f.define(def, kind, f.lowerArgs(def, nil, last), nil, c, a)
	case hir.KindAssocFn, hir.KindAssocConst:
		parent := f.q.Parent(def)
		var prefix types.Args
		if f.q.DefKind(parent) == hir.KindTrait {
			if self == nil {
				self = f.newVar()
			}
			prefix = f.lowerArgs(parent, f.in.Args(self), trait)
		}
		return f.define(def, kind, f.lowerArgs(def, prefix, last), nil, c, a)
	case hir.KindCtor:
		owner := f.q.Parent(def)
		if f.q.DefKind(owner) == hir.KindVariant {
			owner = f.q.Parent(owner)
		}
		raw := f.lowerArgs(owner, nil, f.adtSegment(p, owner))
		return f.constructor(def, owner, raw, nil, c, a)
	case hir.KindNone:
		f.unknown(span, "definition is not known")
	default:
		f.fail(span, "not a value")
	}
	return value{}, false
}

// lastSegments are the last segment of a path and the one before it (the trait's, of a path to a trait's item).
func lastSegments(p *hir.Path) (last, before *hir.Segment) {
	if n := len(p.Segments); n > 0 {
		last = &p.Segments[n-1]
		if n > 1 {
			before = &p.Segments[n-2]
		}
	}
	return last, before
}

// define is a function, constant or static with its arguments as written (raw).
// selfTy is the type before `::` of a path to an item of an inherent impl.
func (f *fcx) define(def types.DefID, kind hir.DefKind, raw types.Args, selfTy types.Type, c cause, a Annotation) (value, bool) {
	a.Def, a.Args, a.SelfTy = def, raw, selfTy
	v := value{res: Resolved{Kind: hir.ResDef, DefKind: kind, Def: def}}
	v.res.Annotation = f.annotate(a)
	v.res.Args = f.eraseArgs(raw, c)
	if selfTy != nil {
		if impl := f.q.Impl(f.q.Parent(def)); impl != nil {
			f.demandEq(c.span, f.normalize(types.Subst(f.in, impl.Self, v.res.Args), c), f.normalize(f.ownVars().Fold(selfTy), c))
		}
	}
	f.predicates(def, v.res.Args, c)
	switch kind {
	case hir.KindFn, hir.KindAssocFn:
		v.ty = f.in.FnDef(def, v.res.Args)
		f.sizedSignature(def, v.res.Args, c)
		f.badSignature(f.q.FnSig(def), c)
	default:
		t := f.q.TypeOf(def)
		if t == nil {
			return v, f.gap(c.span, "type of a constant")
		}
		if t.Flags()&types.HasError != 0 {
			f.fail(c.span, "error in the type of a constant")
		}
		v.ty = f.normalize(types.Subst(f.in, t, v.res.Args), c)
	}
	return v, true
}

// badSignature: who calls a function whose signature is in error is in error too.
func (f *fcx) badSignature(sig *types.FnSig, c cause) {
	if sig == nil {
		return
	}
	for _, t := range append(slices.Clone(sig.Inputs), sig.Output) {
		if t.Flags()&types.HasError != 0 {
			f.fail(c.span, "error in a signature")
			return
		}
	}
}

func (f *fcx) gap(span source.Span, why string) bool {
	f.unknown(span, why+" is not known")
	return false
}

// sizedSignature asks that what a function takes and gives is Sized, where that is not plain.
func (f *fcx) sizedSignature(def types.DefID, args types.Args, c cause) {
	sig := f.q.FnSig(def)
	if sig == nil {
		return
	}
	for _, t := range append(slices.Clone(sig.Inputs), sig.Output) {
		switch t := t.(type) {
		case *types.Param, *types.Slice, *types.Dyn:
			f.requireSized(types.Subst(f.in, t, args), c)
		}
	}
}

// constructor is a tuple struct's or variant's function, or a unit one's value; raw are its ADT's arguments.
func (f *fcx) constructor(def, owner types.DefID, raw types.Args, selfTy types.Type, c cause, a Annotation) (value, bool) {
	adt := f.q.Adt(owner)
	if adt == nil {
		return value{}, f.gap(c.span, "constructor")
	}
	i := slices.IndexFunc(adt.Variants, func(v types.Variant) bool { return v.Ctor == def })
	if i < 0 {
		return value{}, f.gap(c.span, "constructor")
	}
	a.Def, a.Args, a.SelfTy = def, raw, selfTy
	v := value{def: adt, res: Resolved{Kind: hir.ResDef, DefKind: hir.KindCtor, Def: def, Variant: i}}
	v.res.Annotation = f.annotate(a)
	v.res.Args = f.eraseArgs(raw, c)
	v.adt, _ = f.in.Adt(owner, v.res.Args).(*types.Adt)
	f.predicates(owner, v.res.Args, c)
	v.ty = v.adt
	if adt.Variants[i].Shape == ast.ShapeTuple {
		v.ty = f.in.FnDef(def, v.res.Args)
	}
	return v, true
}

// selfCtor is `Self` or `Self(…)` in an impl.
func (f *fcx) selfCtor(p *hir.Path, span source.Span, a Annotation) (value, bool) {
	c := cause{span: span, expr: a.Expr, what: "Self"}
	raw := f.q.TypeOf(p.Res.Def)
	if raw == nil {
		return value{}, f.gap(span, "Self")
	}
	adt, ok := f.shallow(f.normalize(raw, c)).(*types.Adt)
	if !ok {
		f.fail(span, "Self is no struct")
		return value{}, false
	}
	def := f.q.Adt(adt.Def)
	if def == nil {
		return value{}, f.gap(span, "Self")
	}
	if def.Kind != hir.KindStruct || len(def.Variants) != 1 || def.Variants[0].Ctor.IsZero() {
		f.fail(span, "Self has no constructor")
		return value{}, false
	}
	return f.constructor(def.Variants[0].Ctor, adt.Def, adt.Args, nil, c, a)
}

func (f *fcx) constParam(p *hir.Path, span source.Span) (value, bool) {
	name := p.Segments[len(p.Segments)-1].Name
	for g := f.q.Generics(p.Res.Def); g != nil; g = g.Parent {
		for i, q := range g.Params {
			if q.Kind != ast.ParamConst || q.Name != name {
				continue
			}
			if q.ConstTy == nil {
				return value{}, f.gap(span, "type of a const parameter")
			}
			c := types.Const{Kind: types.ConstParam, Index: uint32(g.Parent.Count() + i), Name: name}
			return value{res: Resolved{Kind: hir.ResConstParam, Def: p.Res.Def, Args: f.in.Args(c)}, ty: q.ConstTy}, true
		}
	}
	return value{}, f.gap(span, "const parameter")
}

// relativeValue is `Type::name`: an enum's variant, else an associated item.
func (f *fcx) relativeValue(p *hir.Path, span source.Span, a Annotation, scope types.DefID) (value, bool) {
	c := cause{span: span, expr: a.Expr, what: "path"}
	prefix := f.pathPrefix(p)
	raw := f.lowerRaw(prefix)
	f.noteMurky(raw, c)
	self := f.normalize(f.ownVars().Fold(raw), c)
	f.selectObligations()
	self = f.shallow(self)
	if silent(self) {
		return value{}, false
	}
	seg := &p.Segments[len(p.Segments)-1]
	if adt, ok := self.(*types.Adt); ok {
		if def := f.q.Adt(adt.Def); def != nil && def.Kind == hir.KindEnum {
			if i := slices.IndexFunc(def.Variants, func(v types.Variant) bool { return v.Name == seg.Name }); i >= 0 {
				return f.relativeVariant(adt, raw, def, i, c, a)
			}
		}
	}
	item, found, known := f.assocLookup(self, seg.Name, f.q.TraitsInScope(f.body.Owner, scope, seg.Name), seg.Span)
	if !found {
		if !known {
			return value{}, f.gap(span, "associated item "+seg.Name)
		}
		f.fail(span, "no associated item "+seg.Name+" on "+f.show(self))
		return value{}, false
	}
	kind := f.q.DefKind(item.Def)
	if kind != hir.KindAssocFn && kind != hir.KindAssocConst {
		f.fail(span, "not a value: "+seg.Name)
		return value{}, false
	}
	parent := f.q.Parent(item.Def)
	var args types.Args
	var selfTy types.Type
	if f.q.DefKind(parent) == hir.KindTrait {
		args = f.lowerArgs(parent, f.in.Args(raw), nil)
	} else {
		selfTy = raw
	}
	return f.define(item.Def, kind, f.lowerArgs(item.Def, args, seg), selfTy, c, a)
}

// relativeVariant is an enum's variant through a type: an alias, Self.
func (f *fcx) relativeVariant(adt *types.Adt, raw types.Type, def *types.AdtDef, i int, c cause, a Annotation) (value, bool) {
	ctor := def.Variants[i].Ctor
	if ctor.IsZero() {
		f.fail(c.span, "a variant with named fields is no value")
		return value{}, false
	}
	args := adt.Args
	if r, ok := raw.(*types.Adt); ok && r.Def == adt.Def {
		args = r.Args
	}
	return f.constructor(ctor, adt.Def, args, raw, c, a)
}
