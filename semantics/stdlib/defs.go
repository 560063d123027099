package stdlib

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: the facts as hir.Defs, so that one lowering of declarations serves
// local definitions and these. Made when first asked for, kept, shared: read only.

// defs are the definitions made so far.
type defs struct {
	made []atomic.Pointer[madeDefs] // by index

	mu      sync.Mutex
	opaques []*hir.Def // their ids stand behind those of the facts
	opaque  map[opaqueKey]hir.DefID
}

// madeDefs are the definitions of consecutive indexes.
type madeDefs [64]atomic.Pointer[hir.Def]

// slot is where the definition of an index is kept.
func (d *defs) slot(index uint32) *atomic.Pointer[hir.Def] {
	p := &d.made[index/uint32(len(madeDefs{}))]
	if p.Load() == nil {
		p.CompareAndSwap(nil, new(madeDefs))
	}
	return &p.Load()[index%uint32(len(madeDefs{}))]
}

type opaqueKey struct {
	fn hir.DefID
	n  int
}

// Def is a definition; nil: there is none.
func (f *Facts) Def(id hir.DefID) *hir.Def {
	if id.Index >= f.limit {
		return f.opaqueDef(id)
	}
	if id.Crate != hir.StdCrate {
		return nil
	}
	made := f.defs.slot(id.Index)
	if d := made.Load(); d != nil {
		return d
	}
	kind := f.Kind(id)
	if kind == hir.KindNone {
		return nil
	}
	c := &converter{f: f, owner: id}
	d := c.def(id, kind)
	if d == nil {
		return nil
	}
	made.CompareAndSwap(nil, d)
	return made.Load()
}

// opaqueDef is an `impl Trait` in a return type, by the id that its fn's Def gave it.
func (f *Facts) opaqueDef(id hir.DefID) *hir.Def {
	f.defs.mu.Lock()
	defer f.defs.mu.Unlock()
	if i := int(id.Index) - int(f.limit); id.Crate == hir.StdCrate && i >= 0 && i < len(f.defs.opaques) {
		return f.defs.opaques[i]
	}
	return nil
}

// converter makes the Def of one item.
type converter struct {
	f      *Facts
	owner  hir.DefID
	outer  hir.DefID // impl or trait around it
	self   hir.Res
	d      *hir.Def
	params bool // in a fn's inputs
	output bool
	n      int // opaque types so far
	// binders are the `for<…>`s around, innermost last, as hir counts them: a fn pointer is one
	// even without `for`, others only with.
	binders [][]string
}

// under runs f inside a binder.
func (c *converter) under(names []string, always bool, f func()) {
	if len(names) > 0 || always {
		c.binders = append(c.binders, names)
		defer func() { c.binders = c.binders[:len(c.binders)-1] }()
	}
	f()
}

func public(vis string) hir.Vis { return hir.Vis{Public: vis == "pub"} }

func (c *converter) def(id hir.DefID, kind hir.DefKind) *hir.Def {
	f := c.f
	d := &hir.Def{ID: id, Kind: kind, Name: f.Name(id), Parent: f.Parent(id), Vis: hir.Vis{Public: true}, Edition: source.Edition2024}
	c.d = d
	switch kind {
	case hir.KindVariant, hir.KindCtor:
		return d
	case hir.KindMod, hir.KindMacro:
		return d
	}
	it := f.itemAround(id)
	if it == nil {
		return nil
	}
	if it.ID != id { // a member of an impl or trait
		c.outer = it.ID
		c.self = hir.Res{Kind: hir.ResSelfTy, DefKind: it.Kind, Def: it.ID}
		it = f.member(id)
		if it == nil {
			return nil
		}
	} else {
		c.self = hir.Res{Kind: hir.ResSelfTy, DefKind: kind, Def: id}
	}
	d.Vis = public(it.Vis)
	if !c.outer.IsZero() && f.Kind(c.outer) == hir.KindTrait {
		d.Vis.Public = true
	}
	d.Generics = c.generics(&it.Generics)
	switch kind {
	case hir.KindStruct, hir.KindEnum, hir.KindUnion:
		d.Adt = c.adt(it)
	case hir.KindTrait, hir.KindTraitAlias:
		d.Trait = &hir.TraitDecl{Unsafe: it.Unsafe, Auto: it.Auto, Bounds: c.bounds(it.Bounds), Items: memberIDs(it)}
	case hir.KindImpl:
		d.Impl = &hir.ImplDecl{Unsafe: it.Unsafe, Negative: it.Negative, SelfTy: c.ty(&it.Ty), Items: memberIDs(it)}
		if it.Trait.Kind != TermNone {
			d.Impl.Trait = c.path(&it.Trait)
		}
	case hir.KindFn, hir.KindAssocFn:
		if it.Fn != nil {
			c.fn(it.Fn)
		}
	case hir.KindTypeAlias, hir.KindAssocTy:
		d.Alias = &hir.AliasDecl{Bounds: c.bounds(it.Bounds)}
		if it.Ty.Kind != TermNone {
			d.Alias.Ty = c.ty(&it.Ty)
		}
	case hir.KindConst, hir.KindAssocConst, hir.KindStatic:
		d.Const = &hir.ConstDecl{Ty: c.ty(&it.Ty), HasBody: it.Value != ""}
	}
	return d
}

func memberIDs(it *Item) []hir.DefID {
	out := make([]hir.DefID, len(it.Members))
	for i, m := range it.Members {
		out[i] = m.ID
	}
	return out
}

// member is the item of a member.
func (f *Facts) member(id hir.DefID) *Item {
	it := f.itemAround(id)
	if it == nil {
		return nil
	}
	for _, m := range it.Members {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// itemAround is the item that a definition is or stands in.
func (f *Facts) itemAround(id hir.DefID) *Item {
	row := f.row(id)
	if row < 0 {
		return nil
	}
	return f.decode(row)
}

func (c *converter) generics(g *Generics) *hir.Generics {
	out := &hir.Generics{Owner: c.owner, Parent: c.outer}
	for i := range g.Params {
		p := &g.Params[i]
		n := hir.GenericParam{Kind: p.Kind, Name: p.Name, MayDangle: p.MayDangle, Bounds: c.bounds(p.Bounds)}
		if p.Ty.Kind != TermNone {
			n.ConstTy = c.ty(&p.Ty)
		}
		switch {
		case p.Default.Kind == TermNone:
		case p.Kind == ast.ParamConst:
			n.DefConst = c.constant(&p.Default)
		default:
			n.Default = c.ty(&p.Default)
		}
		out.Params = append(out.Params, n)
	}
	for i := range g.Where {
		w := &g.Where[i]
		n := hir.WherePred{For: binder(w.For)}
		c.under(w.For, false, func() {
			n.Bounds = c.bounds(w.Bounds)
			if w.Ty.Kind == TermLifetime {
				lt := c.lifetime(w.Ty.Lifetime)
				n.Lifetime = &lt
			} else {
				n.Ty = c.ty(&w.Ty)
			}
		})
		out.Where = append(out.Where, n)
	}
	return out
}

func binder(names []string) []hir.GenericParam {
	var out []hir.GenericParam
	for _, n := range names {
		out = append(out, hir.GenericParam{Kind: ast.ParamLifetime, Name: n})
	}
	return out
}

func (c *converter) adt(it *Item) *hir.AdtDecl {
	out := &hir.AdtDecl{Kind: it.Kind}
	repr, _ := it.Attr("repr")
	for _, r := range strings.Split(repr, ",") {
		if r != "" {
			out.Repr = append(out.Repr, r)
			out.Packed = out.Packed || strings.HasPrefix(r, "packed")
		}
	}
	for i := range it.Variants {
		v := &it.Variants[i]
		n := hir.VariantDecl{Def: v.Def, Ctor: v.Ctor, Name: v.Name, Shape: v.Shape}
		for j := range v.Fields {
			fd := &v.Fields[j]
			vis := public(fd.Vis)
			if it.Kind == hir.KindEnum {
				vis.Public = true
			}
			n.Fields = append(n.Fields, hir.FieldDecl{Name: fd.Name, Vis: vis, Ty: c.ty(&fd.Ty)})
		}
		if v.Disc != "" {
			n.Disc = literal(v.Disc)
		}
		out.Variants = append(out.Variants, n)
	}
	return out
}

func (c *converter) fn(s *Sig) {
	fn := &hir.FnDecl{Const: s.Const, Async: s.Async, Unsafe: s.Unsafe, ABI: s.ABI, Variadic: s.Variadic,
		HasSelf: s.Self != hir.SelfNone, SelfKind: s.Self, HasBody: s.HasBody}
	c.d.Fn = fn
	c.params = true
	for i := range s.Params {
		fn.Params = append(fn.Params, c.ty(&s.Params[i]))
	}
	c.params, c.output = false, true
	if s.Output.Kind != TermNone {
		fn.Output = c.ty(&s.Output)
	}
	c.output = false
}

// ---------- types ----------

func (c *converter) ty(t *Term) *hir.Ty { return &hir.Ty{Kind: c.kind(t)} }

func (c *converter) kind(t *Term) hir.TyKind {
	switch t.Kind {
	case TermPath:
		if t.Def.IsZero() {
			return foreign(t.Name)
		}
		return hir.TyPath{Path: c.path(t)}
	case TermPrim:
		return hir.TyPath{Path: &hir.Path{Res: hir.Res{Kind: hir.ResPrim, Prim: t.Prim}, Segments: []hir.Segment{{Name: t.Prim.String()}}}}
	case TermParam:
		return hir.TyPath{Path: &hir.Path{Res: c.param(t.Param, hir.ResTyParam), Segments: []hir.Segment{{Name: t.Name}}}}
	case TermSelf:
		return hir.TyPath{Path: &hir.Path{Res: c.self, Segments: []hir.Segment{{Name: "Self"}}}}
	case TermRef:
		return hir.TyRef{Lifetime: c.lifetime(t.Lifetime), Mut: t.Mut, Elem: c.ty(&t.Args[0])}
	case TermPtr:
		return hir.TyPtr{Mut: t.Mut, Elem: c.ty(&t.Args[0])}
	case TermSlice:
		return hir.TySlice{Elem: c.ty(&t.Args[0])}
	case TermArray:
		return hir.TyArray{Elem: c.ty(&t.Args[0]), Len: c.constant(&t.Args[1])}
	case TermTuple:
		return hir.TyTuple{Elems: c.types(t.Args)}
	case TermNever:
		return hir.TyNever{}
	case TermInfer:
		return hir.TyInfer{}
	case TermFnPtr:
		n := len(t.Args) - 1
		k := hir.TyFnPtr{For: binder(t.For), Unsafe: t.Unsafe, ABI: t.ABI, Variadic: t.Variadic}
		c.under(t.For, true, func() { k.Params, k.Output = c.types(t.Args[:n]), c.ty(&t.Args[n]) })
		return k
	case TermDyn:
		return c.dyn(t)
	case TermImpl:
		return c.impl(t)
	case TermProjection:
		return hir.TyPath{Path: c.projection(t)}
	case TermPattern:
		return c.kind(&t.Args[0])
	}
	return hir.TyUnknown{Reason: "type of the standard library that the facts do not have"}
}

func (c *converter) types(ts []Term) []*hir.Ty {
	var out []*hir.Ty
	for i := range ts {
		out = append(out, c.ty(&ts[i]))
	}
	return out
}

// cTypes are the C types of x86_64 Linux that std's private fields and signatures name.
var cTypes = map[string]hir.Prim{"c_int": hir.PrimI32, "c_char": hir.PrimI8, "pid_t": hir.PrimI32, "uid_t": hir.PrimU32, "gid_t": hir.PrimU32,
	"mode_t": hir.PrimU32, "socklen_t": hir.PrimU32, "size_t": hir.PrimUsize, "uintptr_t": hir.PrimUsize, "clockid_t": hir.PrimI32,
	"pthread_key_t": hir.PrimU32, "pthread_t": hir.PrimU64}

// foreign is a type outside the facts. Those of C are plain data: only that matters of
// the structs among them, so they are `()`.
func foreign(path string) hir.TyKind {
	if !strings.HasPrefix(path, "libc::") {
		return hir.TyUnknown{Reason: "the facts do not have " + path}
	}
	if p, ok := cTypes[lastSegment(path)]; ok {
		return hir.TyPath{Path: &hir.Path{Res: hir.Res{Kind: hir.ResPrim, Prim: p}, Segments: []hir.Segment{{Name: p.String()}}}}
	}
	return hir.TyTuple{}
}

func (c *converter) param(p Param, kind hir.ResKind) hir.Res {
	def := c.owner
	if p.Outer {
		def = c.outer
	}
	return hir.Res{Kind: kind, Def: def, Index: p.Index}
}

func (c *converter) lifetime(l Lifetime) hir.Lifetime {
	out := hir.Lifetime{Kind: l.Kind, Name: l.Name, Depth: l.Depth}
	switch l.Kind {
	case hir.LtParam:
		out.Owner, out.Index = c.param(l.Param, 0).Def, l.Param.Index
	case hir.LtBound:
		for d := range c.binders {
			if i := slices.Index(c.binders[len(c.binders)-1-d], l.Name); i >= 0 {
				out.Depth, out.Index = uint32(d), uint32(i)
				break
			}
		}
	}
	return out
}

// path is a type's or trait's path with its arguments.
func (c *converter) path(t *Term) *hir.Path {
	p := &hir.Path{Res: hir.Res{Kind: hir.ResDef, DefKind: c.f.Kind(t.Def), Def: t.Def}}
	if t.Def.IsZero() {
		p.Res = hir.Res{Kind: hir.ResUnknown}
	}
	p.Segments = []hir.Segment{{Name: lastSegment(t.Name), Args: c.args(t.Args, t.Assoc)}}
	if p.Segments[0].Name == "" {
		p.Segments[0].Name = c.f.Name(t.Def)
	}
	if a := p.Segments[0].Args; a != nil && isFnTrait(p.Segments[0].Name) && len(a.Args) == 1 && len(a.Assoc) == 1 {
		a.Paren = true
	}
	return p
}

func (c *converter) args(ts []Term, assoc []Assoc) *hir.GenericArgs {
	if len(ts)+len(assoc) == 0 {
		return nil
	}
	out := &hir.GenericArgs{}
	for i := range ts {
		switch t := &ts[i]; {
		case t.Kind == TermLifetime:
			out.Lifetimes = append(out.Lifetimes, c.lifetime(t.Lifetime))
		case t.Kind == TermConst || t.Kind == TermParam && c.isConst(t.Param):
			out.Args = append(out.Args, hir.GenericArg{Const: c.constant(t)})
		default:
			out.Args = append(out.Args, hir.GenericArg{Ty: c.ty(t)})
		}
	}
	for i := range assoc {
		a := &assoc[i]
		n := hir.AssocConstraint{Name: a.Name, Args: c.args(a.Args, nil), Bounds: c.bounds(a.Bounds)}
		switch a.Ty.Kind {
		case TermNone:
		case TermConst:
			n.Const = c.constant(&a.Ty)
		default:
			n.Ty = c.ty(&a.Ty)
		}
		out.Assoc = append(out.Assoc, n)
	}
	return out
}

// isConst reports whether a parameter is a const's.
func (c *converter) isConst(p Param) bool {
	g := c.paramsOf(p.Outer)
	return int(p.Index) < len(g) && g[p.Index].Kind == ast.ParamConst
}

func (c *converter) paramsOf(outer bool) []GenericParam {
	var it *Item
	switch {
	case outer:
		it = c.f.Item(c.outer)
	case c.outer.IsZero():
		it = c.f.Item(c.owner)
	default:
		it = c.f.member(c.owner)
	}
	if it == nil {
		return nil
	}
	return it.Generics.Params
}

// projection is `T::Name` or `<T as Trait>::Name`.
func (c *converter) projection(t *Term) *hir.Path {
	last := hir.Segment{Name: t.Name, Args: c.args(t.Args[1:], nil)}
	p := &hir.Path{Qself: c.ty(&t.Args[0])}
	if t.Trait == nil {
		// Looked up in the bounds, as if the self type were a path's first segment.
		if k, ok := p.Qself.Kind.(hir.TyPath); ok {
			q := *k.Path
			q.Segments = append(append([]hir.Segment{}, q.Segments...), last)
			q.Unresolved++
			return &q
		}
		p.Segments, p.Unresolved = []hir.Segment{last}, 1
		return p
	}
	tr := c.path(t.Trait)
	p.Segments = append(tr.Segments, last)
	if it := c.f.Item(t.Trait.Def); it != nil && !t.Trait.Def.IsZero() {
		if m := it.Member(t.Name, hir.NSType); m != nil {
			p.Res = hir.Res{Kind: hir.ResDef, DefKind: hir.KindAssocTy, Def: m.ID}
			return p
		}
	}
	p.Res, p.Unresolved = hir.Res{Kind: hir.ResUnknown}, 1
	return p
}

func (c *converter) dyn(t *Term) hir.TyKind {
	k := hir.TyDyn{}
	for _, b := range c.bounds(t.Bounds) {
		if b.Lifetime != nil {
			k.Lifetime = *b.Lifetime
		} else {
			k.Bounds = append(k.Bounds, b)
		}
	}
	return k
}

// impl is a synthetic parameter in a fn's inputs, an opaque type in its output.
func (c *converter) impl(t *Term) hir.TyKind {
	g := c.d.Generics
	switch {
	case c.params:
		i := len(g.Params)
		g.Params = append(g.Params, hir.GenericParam{Kind: ast.ParamType, Name: "impl#" + strconv.Itoa(i), Synthetic: true})
		bs := c.bounds(t.Bounds)
		g.Params[i].Bounds, g.Params[i].Name = bs, "impl "+hir.BoundsString(bs)
		return hir.TyImpl{Bounds: bs, Param: &hir.Res{Kind: hir.ResTyParam, DefKind: hir.KindTyParam, Def: c.owner, Index: uint32(i)}}
	case c.output:
		id := c.opaque()
		return hir.TyImpl{Bounds: c.f.fillOpaque(id, c.owner, c.bounds(t.Bounds)), Opaque: id}
	}
	return hir.TyUnknown{Reason: "impl Trait in this position"}
}

// opaque is the id of the next opaque type of the fn.
func (c *converter) opaque() hir.DefID {
	c.n++
	t := &c.f.defs
	t.mu.Lock()
	defer t.mu.Unlock()
	k := opaqueKey{c.owner, c.n}
	if id, ok := t.opaque[k]; ok {
		return id
	}
	if t.opaque == nil {
		t.opaque = map[opaqueKey]hir.DefID{}
	}
	id := hir.DefID{Crate: hir.StdCrate, Index: c.f.limit + uint32(len(t.opaques))}
	t.opaque[k] = id
	t.opaques = append(t.opaques, &hir.Def{ID: id, Kind: hir.KindOpaqueTy, Parent: c.owner, Edition: source.Edition2024,
		Generics: &hir.Generics{Owner: id, Parent: c.owner}})
	return id
}

// fillOpaque sets an opaque type's bounds, unless another goroutine was faster.
func (f *Facts) fillOpaque(id, fn hir.DefID, bs []hir.Bound) []hir.Bound {
	f.defs.mu.Lock()
	defer f.defs.mu.Unlock()
	d := f.defs.opaques[id.Index-f.limit]
	if d.Opaque == nil {
		d.Opaque = &hir.OpaqueDecl{Fn: fn, Bounds: bs}
	}
	return d.Opaque.Bounds
}

func (c *converter) bounds(bs []Bound) []hir.Bound {
	var out []hir.Bound
	for i := range bs {
		b := &bs[i]
		n := hir.Bound{Maybe: b.Maybe, IsUse: b.Use, For: binder(b.For)}
		switch {
		case b.Use:
			c.captures(&n, b)
		case b.Trait.Kind == TermNone:
			lt := c.lifetime(b.Lifetime)
			n.Lifetime = &lt
		default:
			c.under(b.For, false, func() { n.Trait = c.path(&b.Trait) })
		}
		out = append(out, n)
	}
	return out
}

func (c *converter) captures(n *hir.Bound, b *Bound) {
	for i := range b.Captures {
		switch t := &b.Captures[i]; t.Kind {
		case TermLifetime:
			n.UseLts = append(n.UseLts, c.lifetime(t.Lifetime))
		case TermParam:
			n.Use = append(n.Use, c.param(t.Param, hir.ResTyParam))
		}
	}
}

// ---------- constants ----------

// constant is a constant in a type: a parameter, a literal, or unknown.
func (c *converter) constant(t *Term) *hir.AnonConst {
	switch t.Kind {
	case TermParam:
		return &hir.AnonConst{Path: &hir.Path{Res: c.param(t.Param, hir.ResConstParam), Segments: []hir.Segment{{Name: t.Name}}}}
	case TermConst:
		if n := literal(t.Name); n != nil {
			return n
		}
		for _, outer := range []bool{false, true} {
			for i, p := range c.paramsOf(outer) {
				if p.Kind == ast.ParamConst && p.Name == t.Name {
					return c.constant(&Term{Kind: TermParam, Name: t.Name, Param: Param{Outer: outer, Index: uint32(i)}})
				}
			}
			if c.outer.IsZero() {
				break
			}
		}
	case TermPath:
		if !t.Def.IsZero() {
			return &hir.AnonConst{Path: c.path(t)}
		}
	}
	return &hir.AnonConst{Path: &hir.Path{Res: hir.Res{Kind: hir.ResUnknown}}}
}

// literal is a decimal literal, nil if the text is none.
func literal(text string) *hir.AnonConst {
	switch text {
	case "true", "false":
		l := &hir.Lit{Kind: ast.LitBool, Text: text}
		if text == "true" {
			l.Lo = 1
		}
		return &hir.AnonConst{Int: l}
	}
	neg := strings.HasPrefix(text, "-")
	n, err := strconv.ParseUint(strings.TrimPrefix(text, "-"), 10, 64)
	if err != nil {
		return nil
	}
	return &hir.AnonConst{Int: &hir.Lit{Kind: ast.LitInt, Text: text, Lo: n, Neg: neg}}
}
