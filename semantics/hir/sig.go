package hir

import (
	"strconv"
	"strings"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: signatures: generics, bounds and types with their names resolved.

// low is the context in which types and bodies of one definition are lowered.
type low struct {
	site
	c       *Crate
	d       *Def
	expn    source.ExpnID // the desugaring at hand; 0: spans are as the site has them
	gens    []*Generics   // innermost first: own, then the impl's or trait's
	binders [][]GenericParam
	self    Res             // ResSelfTy, or ResErr outside impls, traits and types
	params  bool            // lowering parameters of a fn: impl Trait is a synthetic parameter
	output  bool            // lowering a return type: impl Trait is opaque
	qself   bool            // lowering the type in `<T as Trait>`: impl Trait is an error
	twice   map[string]bool // names of more than one generic parameter
	closed  bool            // lowering the type of a const parameter: it depends on no parameter
	opaques int
	b       *bodyLow  // set inside bodies
	in      *innerDef // the inner definition at hand, or a root that stands for d
	frag    int       // the expansion at hand, in preorder
}

func (l *low) span(n ast.Node) source.Span { return l.rng(n.Rng()) }

func (l *low) rng(r source.Range) source.Span {
	s := l.site.rng(r)
	if l.expn != 0 {
		s.Expn = l.expn
	}
	return s
}

func (l *low) bad(unknown bool) {
	if l.b != nil {
		if !unknown {
			l.b.body.Tainted = true
		}
	} else if !unknown {
		l.d.Bad = true
	}
}

// fatal notes an error after which rustc checks no body.
func (l *low) fatal(sp source.Span, reason string) {
	if l.b != nil {
		l.b.body.Fatal = append(l.b.body.Fatal, Unknown{sp, reason})
	} else {
		l.d.Fatal = append(l.d.Fatal, Unknown{sp, reason})
	}
}

// traitPath resolves the path of a bound or of an impl's trait. rustc's lowering of types ends
// where it names no trait (E0404, E0405, E0433).
func (l *low) traitPath(p *ast.Path) *Path {
	out := l.path(p, NSType, false)
	switch r := out.Res; {
	case r.Kind == ResUnknown || out.Unresolved > 0 && r.Kind != ResErr:
	case r.Kind == ResErr && out.Qself == nil, r.Kind == ResPrim, r.Kind == ResTyParam,
		r.Kind == ResDef && r.DefKind != KindTrait && r.DefKind != KindTraitAlias:
		l.fatal(out.Span, "no trait of that name")
	}
	return out
}

func (c *Crate) newLow(d *Def) *low {
	n := c.nodes.At(d.ID)
	if n == nil {
		return nil
	}
	l := &low{c: c, d: d, site: n.site, in: &innerDef{}}
	if l.xs != nil {
		l.xs = l.xs.clone()
	}
	if d.Generics != nil {
		l.gens = append(l.gens, d.Generics)
	}
	switch p := c.Defs.At(d.Parent); {
	case d.Kind == KindImpl || d.Kind == KindTrait || d.Kind == KindStruct || d.Kind == KindEnum || d.Kind == KindUnion:
		l.self = Res{Kind: ResSelfTy, DefKind: d.Kind, Def: d.ID}
	case p != nil && (p.Kind == KindImpl || p.Kind == KindTrait):
		l.self = Res{Kind: ResSelfTy, DefKind: p.Kind, Def: p.ID}
		if p.Generics == nil {
			c.lowerSignature(p)
		}
		l.gens = append(l.gens, p.Generics)
	}
	return l
}

// lowerSignature fills a definition's details from its syntax.
func (c *Crate) lowerSignature(d *Def) {
	if d.Generics != nil || d.Kind == KindCtor || d.Kind == KindVariant {
		return
	}
	l := c.newLow(d)
	if l == nil {
		return
	}
	n := c.nodes.At(d.ID)
	defer func() {
		c.sigInner[d.ID] = c.number(d.ID, l.in, innerCounts{})
		if l.xs != nil {
			d.Expansions = l.xs.table
		}
	}()
	switch k := n.item.Kind.(type) {
	case *ast.FnItem:
		l.generics(&k.Sig.Generics)
		l.fn(k)
	case *ast.StructItem:
		l.generics(&k.Generics)
		if n.derive != "" {
			l.derived(n)
			return
		}
		d.Adt = l.adt(KindStruct)
		v := VariantDecl{Def: d.ID, Name: d.Name, Span: d.Span, Shape: k.Shape, Fields: l.fields(k.Fields), Ctor: c.ctorOf(d.ID)}
		d.Adt.Variants = []VariantDecl{v}
	case *ast.UnionItem:
		l.generics(&k.Generics)
		if n.derive != "" {
			l.derived(n)
			return
		}
		d.Adt = l.adt(KindUnion)
		d.Adt.Variants = []VariantDecl{{Def: d.ID, Name: d.Name, Span: d.Span, Shape: ast.ShapeNamed, Fields: l.fields(k.Fields)}}
	case *ast.EnumItem:
		l.generics(&k.Generics)
		if n.derive != "" {
			l.derived(n)
			return
		}
		d.Adt = l.adt(KindEnum)
		l.variants()
	case *ast.TraitItem:
		l.generics(&k.Generics)
		d.Trait = &TraitDecl{Unsafe: k.Unsafe, Auto: k.Auto, Bounds: l.bounds(k.Bounds), Items: c.itemIDs(d.ID)}
	case *ast.ImplItem:
		l.generics(&k.Generics)
		d.Impl = &ImplDecl{Unsafe: k.Unsafe, Negative: k.Negative, SelfTy: l.ty(k.Self), Items: c.itemIDs(d.ID)}
		if k.Trait != nil {
			d.Impl.Trait = l.traitPath(k.Trait)
		}
	case *ast.TypeItem:
		l.generics(&k.Generics)
		d.Alias = &AliasDecl{Bounds: l.bounds(k.Bounds)}
		if k.Type != nil {
			d.Alias.Ty = l.ty(k.Type)
		}
	case *ast.ConstItem:
		l.generics(&k.Generics)
		d.Const = &ConstDecl{Ty: l.ty(k.Type), HasBody: k.Expr != nil}
	case *ast.StaticItem:
		l.generics(&ast.Generics{})
		d.Const = &ConstDecl{Ty: l.ty(k.Type), Mut: k.Mut, HasBody: k.Expr != nil}
	case *ast.MacroRulesItem:
		d.Macro = &MacroDecl{Item: k, Rules: c.rules[d.ID]}
		for _, a := range d.Attrs {
			d.Macro.Export = d.Macro.Export || attrName(a) == "macro_export"
		}
	}
}

func (c *Crate) ctorOf(id DefID) DefID {
	for _, ch := range c.childrenOf(id) {
		if ch.Kind == KindCtor {
			return ch.ID
		}
	}
	return DefID{}
}

func (c *Crate) itemIDs(id DefID) []DefID {
	var out []DefID
	for _, ch := range c.childrenOf(id) {
		switch ch.Kind {
		case KindAssocFn, KindAssocConst, KindAssocTy:
			out = append(out, ch.ID)
		}
	}
	return out
}

// generics enters all parameters first, since bounds may name later ones.
func (l *low) generics(g *ast.Generics) {
	out := &Generics{Owner: l.d.ID}
	if len(l.gens) > 0 {
		out.Parent = l.gens[0].Owner
	}
	l.d.Generics = out
	l.gens = append([]*Generics{out}, l.gens...)
	var src []*ast.GenericParam
	for pass := range 2 { // lifetimes stand first
		for i := range g.Params {
			p := &g.Params[i]
			if (p.Kind == ast.ParamLifetime) != (pass == 0) {
				continue
			}
			attrs, on := l.c.cfgAttrs(p.Attrs)
			if !on {
				continue
			}
			np := GenericParam{Kind: p.Kind, Name: p.Name.Text, Span: l.span(p.Name)}
			for _, a := range attrs {
				np.MayDangle = np.MayDangle || attrName(a) == "may_dangle"
			}
			l.again(out.Params, np)
			src = append(src, p)
			out.Params = append(out.Params, np)
		}
	}
	for i, p := range src {
		bounds := l.bounds(p.Bounds)
		np := &out.Params[i]
		np.Bounds = bounds
		if p.Type != nil {
			l.closed = !l.c.Features["generic_const_parameter_types"]
			np.ConstTy = l.ty(p.Type)
			l.closed = false
		}
		if p.Default != nil {
			np.Default = l.ty(p.Default)
		}
		if p.DefExpr != nil {
			np.DefConst = l.anonConst(p.DefExpr)
		}
	}
	for i := range g.Where {
		w := &g.Where[i]
		pred := WherePred{Span: l.span(w)}
		pop := l.bind(w.For)
		pred.For = l.binderParams(w.For)
		if w.Lifetime != nil {
			lt := l.lifetime(w.Lifetime)
			pred.Lifetime = &lt
		} else if w.Type != nil {
			pred.Ty = l.ty(w.Type)
		}
		pred.Bounds = l.bounds(w.Bounds)
		pop()
		out.Where = append(out.Where, pred)
	}
}

// again notes a parameter whose name another one has: by mistake (E0403), or since a macro 2.0
// gave one of them, whose names are hygienic. Which is meant by the name is not known.
func (l *low) again(before []GenericParam, p GenericParam) {
	for _, q := range before {
		if q.Name == p.Name && !q.Synthetic && !p.Synthetic {
			if l.twice == nil {
				l.twice = map[string]bool{}
			}
			l.twice[p.Name] = true
		}
	}
}

// bind opens a `for<…>` binder; the result closes it.
func (l *low) bind(ps []ast.GenericParam) func() {
	if len(ps) == 0 {
		return func() {}
	}
	l.binders = append(l.binders, l.binderParams(ps))
	return func() { l.binders = l.binders[:len(l.binders)-1] }
}

func (l *low) binderParams(ps []ast.GenericParam) []GenericParam {
	var out []GenericParam
	for i := range ps {
		out = append(out, GenericParam{Kind: ps[i].Kind, Name: ps[i].Name.Text, Span: l.span(ps[i])})
	}
	return out
}

func (l *low) bounds(bs []ast.Bound) []Bound {
	var out []Bound
	for i := range bs {
		b := &bs[i]
		n := Bound{Span: l.span(b), Maybe: b.Maybe, IsUse: b.IsUse}
		switch {
		case b.IsUse:
			l.capturing(&n, b)
		case b.Lifetime != nil:
			lt := l.lifetime(b.Lifetime)
			n.Lifetime = &lt
		case b.Trait != nil:
			n.For = l.binderParams(b.For)
			pop := l.bind(b.For)
			n.Trait = l.traitPath(b.Trait)
			pop()
		}
		out = append(out, n)
	}
	return out
}

func (l *low) capturing(n *Bound, b *ast.Bound) {
	for _, id := range b.Use {
		if strings.HasPrefix(id.Text, "'") {
			n.UseLts = append(n.UseLts, l.lifetime(&ast.Lifetime{At: id.At, Text: id.Text}))
		} else if r, ok := l.typeParam(id.Text, NSType); ok {
			n.Use = append(n.Use, r)
		}
	}
}

func (l *low) lifetime(lt *ast.Lifetime) Lifetime {
	if lt == nil {
		return Lifetime{Kind: LtElided}
	}
	out := Lifetime{Span: l.span(lt), Name: lt.Text}
	switch lt.Text {
	case "'_":
		return out
	case "'static":
		out.Kind = LtStatic
		return out
	}
	for i := len(l.binders) - 1; i >= 0; i-- {
		for j, p := range l.binders[i] {
			if p.Name == lt.Text {
				out.Kind, out.Depth, out.Index = LtBound, uint32(len(l.binders)-1-i), uint32(j)
				return out
			}
		}
	}
	for _, g := range l.gens {
		for i, p := range g.Params {
			if p.Kind == ast.ParamLifetime && p.Name == lt.Text && !l.closed && !l.twice[p.Name] {
				out.Kind, out.Owner, out.Index = LtParam, g.Owner, uint32(i)
				return out
			}
		}
	}
	out.Kind = LtError
	l.bad(false)
	return out
}

func (l *low) typeParam(name string, ns Namespace) (Res, bool) {
	for _, g := range l.gens {
		for i, p := range g.Params {
			if p.Name != name || p.Synthetic {
				continue
			}
			if l.twice[name] {
				return Res{Kind: ResUnknown}, true
			}
			if p.Kind == ast.ParamType && ns == NSType {
				return Res{Kind: ResTyParam, DefKind: KindTyParam, Def: g.Owner, Index: uint32(i)}, true
			}
			if p.Kind == ast.ParamConst && ns == NSValue {
				return Res{Kind: ResConstParam, DefKind: KindConstParam, Def: g.Owner, Index: uint32(i)}, true
			}
		}
	}
	return Res{}, false
}

// path resolves a path in the namespace.
func (l *low) path(p *ast.Path, ns Namespace, infer bool) *Path {
	out := &Path{Span: l.span(p)}
	var names []string
	for i, s := range p.Segments {
		names = append(names, l.c.pathName(&l.site, s.Name, i))
		seg := Segment{Name: s.Name.Text, Span: l.span(s.Name), Infer: infer && s.Args.OnlyLifetimes()}
		if s.Args != nil {
			seg.Args = l.args(s.Args)
		}
		out.Segments = append(out.Segments, seg)
	}
	n := len(names)
	switch {
	case p.Qself != nil:
		saved := l.qself
		l.qself = true
		out.Qself = l.ty(p.Qself)
		l.qself = saved
		out.Unresolved = n
		if q := p.QselfLen; q > 0 && q < n {
			var rest int
			if out.Res, rest = l.c.resolveNames(l.scope, names[:q], p.Global, NSType, nil); out.Res.Kind == ResDef && rest == 0 {
				itemNS := NSType
				if q == n-1 {
					itemNS = ns
				}
				if r, ok := l.c.child(out.Res, names[q], itemNS, DefID{}); ok && r.Kind == ResDef {
					out.Res, out.Unresolved = r, n-q-1
					return out
				}
			}
			if out.Res.Kind != ResUnknown {
				out.Res = Res{}
				l.bad(false)
			}
		}
		return out
	case n == 0:
		l.bad(false)
		return out
	case n == 1 && names[0] == "self" && ns == NSValue: // no `self` is in scope
		l.bad(false)
		return out
	case names[0] == "Self" && !p.Global:
		out.Res, out.Unresolved = l.self, n-1
		if n == 1 && ns == NSValue && l.self.DefKind == KindImpl {
			out.Res.Kind = ResSelfCtor
		}
	default:
		if r, ok := l.typeParam(names[0], nsAt(names, 0, ns)); ok && !p.Global && l.closed {
			out.Res = Res{} // E0770
		} else if ok && !p.Global {
			out.Res, out.Unresolved = r, n-1
		} else {
			out.Res, out.Unresolved = l.c.resolveNames(l.scope, names, p.Global, ns, nil)
		}
		// `use std::u8;` hides the type only where the module is meant.
		if prim := PrimByName(names[0]); prim != PrimNone && !p.Global && (n > 1 || ns == NSType) &&
			(out.Res.Kind == ResErr || out.Res.Kind == ResDef && out.Res.DefKind == KindMod) {
			out.Res, out.Unresolved = Res{Kind: ResPrim, Prim: prim}, n-1
		}
	}
	if out.Res.Kind == ResErr {
		l.bad(false)
	}
	return out
}

func (l *low) args(a *ast.GenericArgs) *GenericArgs {
	out := &GenericArgs{Span: l.span(a), Paren: a.Paren}
	if a.Paren {
		tup := TyTuple{}
		for _, t := range a.Inputs {
			tup.Elems = append(tup.Elems, l.ty(t))
		}
		out.Args = []GenericArg{{Ty: &Ty{Span: out.Span, Kind: tup}}}
		ret := &Ty{Span: out.Span.ShrinkToEnd(), Kind: TyTuple{}}
		if a.Output != nil {
			ret = l.ty(a.Output)
		}
		out.Assoc = []AssocConstraint{{Name: "Output", Span: ret.Span, Ty: ret}}
		return out
	}
	for _, g := range a.Args {
		switch {
		case g.Lifetime != nil:
			out.Lifetimes = append(out.Lifetimes, l.lifetime(g.Lifetime))
		case g.Type != nil:
			out.Args = append(out.Args, l.genericArg(g.Type))
		case g.Const != nil:
			out.Args = append(out.Args, GenericArg{Const: l.anonConst(g.Const)})
		}
	}
	for i := range a.Assoc {
		s := &a.Assoc[i]
		n := AssocConstraint{Name: s.Name.Text, Span: l.span(s), Bounds: l.bounds(s.Bounds)}
		if s.Args != nil {
			n.Args = l.args(s.Args)
		}
		if s.Type != nil {
			n.Ty = l.ty(s.Type)
		}
		if s.Const != nil {
			n.Const = l.anonConst(s.Const)
		}
		out.Assoc = append(out.Assoc, n)
	}
	return out
}

// genericArg is a type, or a const where the path names no type but a value.
func (l *low) genericArg(t ast.Type) GenericArg {
	if pt, ok := t.(*ast.PathType); ok && pt.Path.Qself == nil && len(pt.Path.Segments) == 1 {
		name := pt.Path.Segments[0].Name.Text
		_, isTy := l.typeParam(name, NSType)
		if r, ok := l.typeParam(name, NSValue); ok && !isTy {
			p := &Path{Span: l.span(t), Res: r, Segments: []Segment{{Name: name, Span: l.span(t)}}}
			return GenericArg{Const: &AnonConst{Span: p.Span, Path: p}}
		}
		if !isTy && name != "Self" && l.c.lexical(l.scope, name, NSType).Kind == ResErr && l.c.lexical(l.scope, name, NSValue).Kind != ResErr {
			return GenericArg{Const: l.anonConst(&ast.PathExpr{At: ast.At{Range: t.Rng()}, Path: pt.Path})}
		}
	}
	return GenericArg{Ty: l.ty(t)}
}

// anonConst is an expression in a type.
func (l *low) anonConst(e ast.Expr) *AnonConst {
	out := &AnonConst{Span: l.span(e)}
	out.Body = l.constBody(KindAnonConst, e, 0, func(id DefID) { out.Def = id })
	v := out.Body.Exprs[out.Body.Value].Kind
	if bl, ok := v.(ExprBlock); ok && bl.Label == nil && len(bl.Block.Stmts) == 0 && bl.Block.Tail != 0 && !bl.Block.Unsafe {
		v = out.Body.Exprs[bl.Block.Tail].Kind
	}
	switch k := v.(type) {
	case ExprLit:
		out.Int = &k.Lit
	case ExprPath:
		out.Path = k.Path
	}
	return out
}

// constBody lowers an expression that is a body of its own; set takes its id, at the end of the
// body around it. at is the expression of an inline const.
func (l *low) constBody(kind DefKind, e ast.Expr, at ExprID, set func(DefID)) *Body {
	n := &innerDef{kind: kind, span: l.span(e), head: l.span(e), expr: at}
	if l.b != nil {
		n.owner = l.b.body
	}
	defer l.inner(n)()
	in := *l
	in.binders = nil
	n.body = in.body(DefID{}, kind, nil, nil, e)
	if n.owner != nil && kind == KindInlineConst { // typed with the body around it
		n.owner.Tainted = n.owner.Tainted || n.body.Tainted
		n.owner.Unknown = append(n.owner.Unknown, n.body.Unknown...)
	}
	for _, u := range n.body.Fatal {
		l.fatal(u.Span, u.Reason)
	}
	n.set = func(id DefID) {
		n.body.Owner = id
		set(id)
	}
	return n.body
}

func (l *low) ty(t ast.Type) *Ty {
	if t == nil {
		return &Ty{Kind: TyErr{}}
	}
	return &Ty{Span: l.span(t), Kind: l.tyKind(t)}
}

func (l *low) tyKind(t ast.Type) TyKind {
	switch t := t.(type) {
	case *ast.PathType:
		if n := len(t.Path.Segments); n > 0 && t.Path.Segments[n-1].Args != nil && t.Path.Segments[n-1].Args.ReturnType {
			return TyUnknown{Reason: "return type notation"}
		}
		p := l.path(t.Path, NSType, false)
		if p.Res.Kind == ResErr && p.Qself == nil {
			return TyErr{}
		}
		if p.Res.Kind == ResUnknown {
			return TyUnknown{Reason: "name that cannot be known"}
		}
		if p.Res.Kind == ResDef && p.Res.DefKind == KindTrait && p.Unresolved == 0 && p.Qself == nil {
			if l.needsDyn(t) {
				return TyErr{}
			}
			return TyDyn{Bounds: []Bound{{Span: p.Span, Trait: p}}}
		}
		return TyPath{p}
	case *ast.RefType:
		return TyRef{l.lifetime(t.Lifetime), t.Mut, l.ty(t.Elem)}
	case *ast.PtrType:
		return TyPtr{t.Mut, l.ty(t.Elem)}
	case *ast.SliceType:
		return TySlice{l.ty(t.Elem)}
	case *ast.ArrayType:
		if _, ok := t.Len.(*ast.UnderscoreExpr); ok {
			return TyArray{Elem: l.ty(t.Elem)}
		}
		return TyArray{l.ty(t.Elem), l.anonConst(t.Len)}
	case *ast.TupleType:
		k := TyTuple{}
		for _, e := range t.Elems {
			k.Elems = append(k.Elems, l.ty(e))
		}
		return k
	case *ast.NeverType:
		return TyNever{}
	case *ast.InferType:
		return TyInfer{}
	case *ast.ParenType:
		return l.tyKind(t.Elem)
	case *ast.FnPtrType:
		return l.fnPtr(t)
	case *ast.DynType:
		if t.Bare && l.needsDyn(t) {
			return TyErr{}
		}
		return l.dyn(t)
	case *ast.ImplType:
		return l.implTrait(t)
	case *ast.MacroType:
		return l.macroType(t)
	case *ast.UnstableType:
		return TyUnknown{Reason: t.Name}
	}
	l.bad(false)
	return TyErr{}
}

// needsDyn: a trait object without `dyn` is an error from edition 2021 on (E0782), in code of that edition.
func (l *low) needsDyn(t ast.Type) bool {
	edition := l.d.Edition
	if s := l.span(t); l.xs != nil && s.Expn != 0 && int(s.Expn) < len(l.xs.table) && l.xs.table[s.Expn].Edition != 0 {
		edition = l.xs.table[s.Expn].Edition
	}
	if edition < source.Edition2021 {
		return false
	}
	l.bad(false)
	return true
}

func (l *low) fnPtr(t *ast.FnPtrType) TyKind {
	k := TyFnPtr{For: l.binderParams(t.For), Unsafe: t.Unsafe, ABI: t.ABI, Variadic: t.Variadic}
	if t.Extern && k.ABI == "" {
		k.ABI = "C"
	}
	// A fn pointer binds its lifetimes, the elided ones as well: it is a binder even without `for`.
	l.binders = append(l.binders, k.For)
	for _, p := range t.Params {
		k.Params = append(k.Params, l.ty(p))
	}
	if t.Output != nil {
		k.Output = l.ty(t.Output)
	}
	l.binders = l.binders[:len(l.binders)-1]
	return k
}

func (l *low) dyn(t *ast.DynType) TyKind {
	k := TyDyn{}
	for _, b := range l.bounds(t.Bounds) {
		if b.Lifetime != nil {
			k.Lifetime = *b.Lifetime
		} else {
			k.Bounds = append(k.Bounds, b)
		}
	}
	return k
}

func (l *low) implTrait(t *ast.ImplType) TyKind {
	switch {
	case l.qself: // E0562
		l.bad(false)
		return TyErr{}
	case l.params:
		g := l.d.Generics
		i := len(g.Params)
		name := "impl#" + strconv.Itoa(i)
		g.Params = append(g.Params, GenericParam{Kind: ast.ParamType, Name: name, Span: l.span(t), Synthetic: true})
		bs := l.bounds(t.Bounds)
		g.Params[i].Bounds, g.Params[i].Name = bs, "impl "+BoundsString(bs)
		return TyImpl{Bounds: bs, Param: &Res{Kind: ResTyParam, DefKind: KindTyParam, Def: g.Owner, Index: uint32(i)}}
	case l.output:
		d := l.opaque(l.span(t))
		d.Opaque.Bounds = l.bounds(t.Bounds)
		return TyImpl{Bounds: d.Opaque.Bounds, Opaque: d.ID}
	}
	return TyUnknown{Reason: "impl Trait in this position"}
}
