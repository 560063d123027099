package hir

import (
	"slices"
	"strconv"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: the details of fns, structs, enums and derived impls.

func (l *low) fn(k *ast.FnItem) {
	sig := &k.Sig
	f := &FnDecl{Const: sig.Const, Async: sig.Async, Gen: sig.Gen, Unsafe: sig.Unsafe, Variadic: sig.Variadic, ABI: sig.ABI, HasBody: k.Body != nil}
	if sig.Extern && f.ABI == "" {
		f.ABI = "C"
	}
	l.d.Fn = f
	l.params = true
	if s := sig.Self; s != nil {
		f.HasSelf = true
		f.Params = append(f.Params, l.selfTy(s, f))
		f.ParamSpans = append(f.ParamSpans, l.span(s))
	}
	for i := range sig.Params {
		if _, ok := l.c.cfgAttrs(sig.Params[i].Attrs); !ok {
			continue
		}
		f.Params = append(f.Params, l.ty(sig.Params[i].Type))
		f.ParamSpans = append(f.ParamSpans, l.span(sig.Params[i]))
	}
	l.params, l.output = false, true
	f.OutputSpan = l.d.HeadSpan.ShrinkToEnd()
	if sig.Output != nil {
		f.Output = l.ty(sig.Output)
		f.OutputSpan = f.Output.Span
	}
	l.output = false
	if f.Async || f.Gen {
		l.coroutineOutput(f)
	}
}

// coroutineOutput makes an async fn's output `impl Future<Output = T>` of the T as written, a gen fn's
// `impl Iterator<Item = T>`.
func (l *low) coroutineOutput(f *FnDecl) {
	out := f.Output
	if out == nil {
		out = &Ty{Span: f.OutputSpan, Kind: TyTuple{}}
	}
	d := l.opaque(f.OutputSpan)
	d.Opaque.Async, d.Opaque.Gen = out, f.Gen
	f.Output = &Ty{Span: f.OutputSpan, Kind: TyImpl{Opaque: d.ID}}
}

// opaque makes the definition of an opaque type in the output of the fn at hand.
func (l *low) opaque(sp source.Span) *Def {
	l.opaques++
	id := l.c.in.Interner.Def(l.c.ID, strconv.Itoa(int(l.d.ID.Index))+"{opaque#"+strconv.Itoa(l.opaques)+"}")
	d := &Def{ID: id, Kind: KindOpaqueTy, Parent: l.d.ID, Span: sp, HeadSpan: sp, Edition: l.c.Edition,
		Generics: &Generics{Owner: id, Parent: l.d.ID}, Opaque: &OpaqueDecl{Fn: l.d.ID}}
	l.c.Defs.Set(id, d)
	l.c.Order = append(l.c.Order, id)
	return d
}

// selfTy is the type of a self parameter. reference, items.associated.fn.method.self-ty
func (l *low) selfTy(s *ast.SelfParam, f *FnDecl) *Ty {
	if s.Type != nil {
		f.SelfKind = SelfTyped
		return l.ty(s.Type)
	}
	sp := l.span(s)
	self := &Ty{Span: sp, Kind: TyPath{&Path{Span: sp, Res: l.self, Segments: []Segment{{Name: "Self", Span: sp}}}}}
	if !s.Ref {
		f.SelfKind = SelfValue
		return self
	}
	f.SelfKind = SelfRef
	if s.Mut {
		f.SelfKind = SelfRefMut
	}
	return &Ty{Span: sp, Kind: TyRef{l.lifetime(s.Lifetime), s.Mut, self}}
}

func (l *low) adt(kind DefKind) *AdtDecl {
	out := &AdtDecl{Kind: kind}
	for _, a := range l.d.Attrs {
		switch attrName(a) {
		case "repr":
			for _, p := range splitComma(args(a)) {
				out.Repr = append(out.Repr, p[0].Text)
			}
		case "derive", "core::prelude::v1::derive", "std::prelude::v1::derive":
			for _, n := range argNames(a) {
				if derivable[n] == "" {
					out.UnknownDerive = true
				} else {
					out.Derives = append(out.Derives, n)
				}
			}
		default:
			if isBuiltin(attrName(a)) {
				continue
			}
			at, unknown := l.scope, l.c.scopes[l.scope].unknown
			l.c.trace.note(asked{at: at, kind: askedUnknown}, func(n *Crate) bool { return n.scopes[at].unknown == unknown })
			out.UnknownDerive = out.UnknownDerive || unknown
		}
	}
	out.Packed = slices.Contains(out.Repr, "packed")
	return out
}

func (l *low) fields(fs []ast.Field) []FieldDecl {
	var out []FieldDecl
	k := &collector{c: l.c}
	for i := range fs {
		f := &fs[i]
		if _, ok := l.c.cfgAttrs(f.Attrs); !ok {
			continue
		}
		out = append(out, FieldDecl{Name: f.Name.Text, Span: l.span(f), NameSpan: l.span(f.Name), Ty: l.ty(f.Type),
			Vis: k.vis(f.Vis, at{site: l.site})})
	}
	return out
}

func (l *low) variants() {
	for _, vd := range l.c.childrenOf(l.d.ID) {
		n := l.c.nodes.At(vd.ID)
		if vd.Kind != KindVariant || n == nil || n.variant == nil {
			continue
		}
		v := VariantDecl{Def: vd.ID, Ctor: l.c.ctorOf(vd.ID), Name: vd.Name, Span: vd.Span, Shape: n.variant.Shape, Fields: l.fields(n.variant.Fields)}
		for i := range v.Fields {
			v.Fields[i].Vis = Vis{Public: true}
		}
		if n.variant.Disc != nil {
			v.Disc = l.anonConst(n.variant.Disc)
		}
		l.d.Adt.Variants = append(l.d.Adt.Variants, v)
		vd.Variant = &v
	}
}

// derived makes the impl of a built-in derive: the type's own parameters, each type parameter
// bounded by the trait, and so each field's type that is a projection from one.
func (l *low) derived(n *node) {
	d := l.d
	sp := d.Span
	tr := l.c.deriveTrait(n.derive, sp)
	self := &Path{Span: sp, Segments: []Segment{{Name: n.item.Name.Text, Span: sp, Args: &GenericArgs{Span: sp}}}}
	self.Res = Res{Kind: ResDef, DefKind: l.c.Defs.At(n.derived).Kind, Def: n.derived}
	args := self.Segments[0].Args
	for i := range d.Generics.Params {
		p := &d.Generics.Params[i]
		p.Default, p.DefConst = nil, nil
		r := Res{Kind: ResTyParam, DefKind: KindTyParam, Def: d.ID, Index: uint32(i)}
		pp := &Path{Span: sp, Res: r, Segments: []Segment{{Name: p.Name, Span: sp}}}
		switch p.Kind {
		case ast.ParamLifetime:
			args.Lifetimes = append(args.Lifetimes, Lifetime{Kind: LtParam, Span: sp, Name: p.Name, Owner: d.ID, Index: uint32(i)})
		case ast.ParamType:
			if tr != nil {
				p.Bounds = append(p.Bounds, Bound{Span: p.Span, Trait: tr})
			}
			args.Args = append(args.Args, GenericArg{Ty: &Ty{Span: sp, Kind: TyPath{pp}}})
		case ast.ParamConst:
			pp.Res.Kind, pp.Res.DefKind = ResConstParam, KindConstParam
			args.Args = append(args.Args, GenericArg{Const: &AnonConst{Span: sp, Path: pp}})
		}
	}
	l.projections(n.item, tr)
	d.Impl = &ImplDecl{Derived: n.derive, Trait: tr, SelfTy: &Ty{Span: sp, Kind: TyPath{self}}}
}

func (l *low) projections(it *ast.Item, tr *Path) {
	var fields []ast.Field
	switch k := it.Kind.(type) {
	case *ast.StructItem:
		fields = k.Fields
	case *ast.EnumItem:
		for _, v := range k.Variants {
			fields = append(fields, v.Fields...)
		}
	}
	if tr == nil {
		return
	}
	for i := range fields {
		if _, ok := l.c.cfgAttrs(fields[i].Attrs); !ok {
			continue
		}
		ast.Walk(fields[i].Type, func(n ast.Node) bool {
			pt, ok := n.(*ast.PathType)
			if !ok || pt.Path.Qself != nil || len(pt.Path.Segments) < 2 {
				return true
			}
			t := l.ty(pt)
			if tp, ok := t.Kind.(TyPath); ok && tp.Path.Res.Kind == ResTyParam && tp.Path.Unresolved > 0 {
				l.d.Generics.Where = append(l.d.Generics.Where, WherePred{Span: t.Span, Ty: t, Bounds: []Bound{{Span: t.Span, Trait: tr}}})
			}
			return true
		})
	}
}

// deriveTrait is the path of a derived trait; nil if core is not known.
func (c *Crate) deriveTrait(name string, sp source.Span) *Path {
	r := c.stdRes(NSType, "core", derivable[name], name)
	if r.Kind != ResDef {
		return nil
	}
	return &Path{Span: sp, Res: r, Segments: []Segment{{Name: name, Span: sp}}}
}

// stdRes finds an item of the standard library by path; ResUnknown without it.
func (c *Crate) stdRes(ns Namespace, names ...string) Res {
	if c.in.External == nil {
		return Res{Kind: ResUnknown}
	}
	id, ok := c.in.External.CrateRoot(names[0])
	if !ok {
		return Res{Kind: ResUnknown}
	}
	r := Res{Kind: ResDef, DefKind: KindMod, Def: id}
	for i, n := range names[1:] {
		in := r.Def
		if r, ok = c.in.External.Child(in, n, nsAt(names[1:], i, ns)); !ok {
			if r, ok = c.private(in, n, nsAt(names[1:], i, ns)); !ok {
				return Res{Kind: ResUnknown}
			}
		}
	}
	return r
}
