package parser

import (
	"strings"

	"drop-lsp/syntax/ast"
)

// This file lowers names, paths, generics, bounds and types.

func (l *lowerer) ident(n *node) ast.Ident {
	t := l.text(n)
	s := strings.TrimPrefix(t, "r#")
	return ast.Ident{At: l.at(n), Text: s, Raw: s != t}
}

func (l *lowerer) lifetime(n *node) *ast.Lifetime {
	if n == nil {
		return nil
	}
	return &ast.Lifetime{At: l.at(n), Text: strings.Join(strings.Fields(l.text(n)), "")}
}

// path lowers every form that names something; anything else is an error.
func (l *lowerer) path(n *node) *ast.Path {
	p := &ast.Path{At: l.at(n)}
	l.extendPath(p, n)
	return p
}

func (l *lowerer) extendPath(p *ast.Path, n *node) {
	switch n.kind {
	case "identifier", "type_identifier", "field_identifier", "primitive_type", "self", "super", "crate", "metavariable", "shorthand_field_identifier":
		p.Segments = append(p.Segments, ast.PathSegment{Name: l.ident(n)})
	case "scoped_identifier", "scoped_type_identifier":
		if q := n.get("path"); q != nil {
			l.extendPath(p, q)
		} else {
			p.Global = true
		}
		if name := n.get("name"); name != nil {
			l.extendPath(p, name)
		}
	case "generic_type", "generic_type_with_turbofish", "generic_function":
		head := n.get("type")
		if head == nil {
			head = n.get("function")
		}
		if head == nil {
			l.fail(n, "expected a path")
			return
		}
		l.extendPath(p, head)
		if a := n.get("type_arguments"); a != nil && len(p.Segments) > 0 {
			p.Segments[len(p.Segments)-1].Args = l.genericArgs(a)
		}
	case "bracketed_type":
		l.qself(p, n)
	case "function_type":
		l.fnPath(p, n)
	default:
		l.fail(n, "expected a path")
	}
}

// qself lowers `<T>` and `<T as Trait>` at a path's beginning.
func (l *lowerer) qself(p *ast.Path, n *node) {
	k := n.namedKids()
	if len(k) != 1 {
		l.fail(n, "expected a type")
		p.Qself = &ast.ErrorType{At: l.at(n)}
		return
	}
	if k[0].kind != "qualified_type" {
		p.Qself = l.typ(k[0])
		return
	}
	p.Qself = l.typOf(k[0], "type")
	if a := k[0].get("alias"); a != nil {
		l.extendPath(p, a)
		p.QselfLen = len(p.Segments)
	}
}

// fnPath lowers `Fn(A) -> B`.
func (l *lowerer) fnPath(p *ast.Path, n *node) {
	t, ps := n.get("trait"), n.get("parameters")
	if t == nil || ps == nil {
		l.fail(n, "expected a trait")
		return
	}
	l.extendPath(p, t)
	if len(p.Segments) == 0 {
		return
	}
	a := &ast.GenericArgs{At: l.at(ps), Paren: true}
	for _, k := range ps.kids {
		switch {
		case k.named:
			a.Inputs = append(a.Inputs, l.typ(k))
		case k.kind == "_":
			a.Inputs = append(a.Inputs, &ast.InferType{At: l.at(k)})
		}
	}
	if r := n.get("return_type"); r != nil {
		a.Output = l.typ(r)
	}
	p.Segments[len(p.Segments)-1].Args = a
}

func (l *lowerer) genericArgs(n *node) *ast.GenericArgs {
	a := &ast.GenericArgs{At: l.at(n)}
	kids := n.namedKids()
	for i, k := range kids {
		switch k.kind {
		case "trait_bounds":
		case "lifetime":
			a.Args = append(a.Args, ast.GenericArg{Lifetime: l.lifetime(k)})
		case "type_binding":
			x := ast.AssocArg{At: l.at(k), Type: l.typOf(k, "type")}
			if name := k.get("name"); name != nil {
				x.Name = l.ident(name)
			}
			if g := k.get("type_arguments"); g != nil {
				x.Args = l.genericArgs(g)
			}
			a.Assoc = append(a.Assoc, x)
		case "block":
			a.Args = append(a.Args, ast.GenericArg{Const: l.expr(k)})
		default:
			if strings.HasSuffix(k.kind, "_literal") {
				a.Args = append(a.Args, ast.GenericArg{Const: l.expr(k)})
				continue
			}
			if i+1 < len(kids) && kids[i+1].kind == "trait_bounds" {
				a.Assoc = append(a.Assoc, l.assocBound(k, kids[i+1]))
				continue
			}
			a.Args = append(a.Args, ast.GenericArg{Type: l.typ(k)})
		}
	}
	return a
}

func (l *lowerer) assocBound(k, bounds *node) ast.AssocArg {
	x := ast.AssocArg{At: l.span(k.start, bounds.end), Bounds: l.bounds(bounds)}
	if p := l.path(k); len(p.Segments) > 0 {
		x.Name, x.Args = p.Segments[0].Name, p.Segments[0].Args
	}
	return x
}

func (l *lowerer) bounds(n *node) []ast.Bound {
	var out []ast.Bound
	if n != nil {
		for _, k := range n.namedKids() {
			out = append(out, l.bound(k)...)
		}
	}
	return out
}

func (l *lowerer) bound(n *node) []ast.Bound {
	switch n.kind {
	case "lifetime":
		return []ast.Bound{{At: l.at(n), Lifetime: l.lifetime(n)}}
	case "bounded_type":
		return l.bounds(n)
	case "higher_ranked_trait_bound":
		t := n.get("type")
		if t == nil {
			break
		}
		b := l.bound(t)
		if len(b) > 0 && n.get("type_parameters") != nil {
			b[0].For = l.params(n.get("type_parameters"))
		}
		return b
	case "removed_trait_bound":
		if k := n.namedKids(); len(k) == 1 {
			b := l.bound(k[0])
			if len(b) > 0 {
				b[0].Maybe = true
			}
			return b
		}
	case "function_type":
		b := ast.Bound{At: l.at(n), Trait: l.path(n)}
		b.For = l.forLifetimes(n)
		return []ast.Bound{b}
	case "tuple_type":
		if k := n.namedKids(); len(k) == 1 && !n.has(",") {
			return l.bound(k[0])
		}
	default:
		return []ast.Bound{{At: l.at(n), Trait: l.path(n)}}
	}
	l.fail(n, "expected a bound")
	return nil
}

func (l *lowerer) forLifetimes(n *node) []ast.GenericParam {
	var out []ast.GenericParam
	if f := n.find("for_lifetimes"); f != nil {
		for _, k := range f.namedKids() {
			out = append(out, ast.GenericParam{At: l.at(k), Kind: ast.ParamLifetime, Name: l.ident(k)})
		}
	}
	return out
}

func (l *lowerer) generics(n *node) ast.Generics {
	var g ast.Generics
	if t := n.get("type_parameters"); t != nil {
		g.At, g.Params = l.at(t), l.params(t)
	}
	for _, w := range n.kids {
		if w.kind != "where_clause" {
			continue
		}
		for _, k := range w.namedKids() {
			if left := k.get("left"); left != nil {
				g.Where = append(g.Where, l.predicate(k, left))
			}
		}
	}
	return g
}

func (l *lowerer) predicate(n, left *node) ast.WherePred {
	w := ast.WherePred{At: l.at(n), Bounds: l.bounds(n.get("bounds"))}
	switch left.kind {
	case "lifetime":
		w.Lifetime = l.lifetime(left)
	case "higher_ranked_trait_bound":
		if p := left.get("type_parameters"); p != nil {
			w.For = l.params(p)
		}
		w.Type = l.typOf(left, "type")
	default:
		w.Type = l.typ(left)
	}
	return w
}

func (l *lowerer) params(n *node) []ast.GenericParam {
	var out []ast.GenericParam
	var attrs []*ast.Attr
	for _, k := range n.namedKids() {
		if k.kind == "attribute_item" {
			attrs = append(attrs, l.attr(k))
			continue
		}
		p := l.param(k)
		p.Attrs, attrs = attrs, nil
		out = append(out, p)
	}
	return out
}

func (l *lowerer) param(k *node) ast.GenericParam {
	p := ast.GenericParam{At: l.at(k), Kind: ast.ParamType}
	name := k
	switch k.kind {
	case "const_parameter":
		p.Kind, p.Type, name = ast.ParamConst, l.typOf(k, "type"), k.get("name")
		if v := k.get("value"); v != nil {
			p.DefExpr = l.expr(v)
		}
	case "constrained_type_parameter":
		p.Bounds, name = l.bounds(k.get("bounds")), k.get("left")
	case "optional_type_parameter":
		name = k.get("name")
		if name != nil && name.kind == "constrained_type_parameter" {
			p.Bounds, name = l.bounds(name.get("bounds")), name.get("left")
		}
		p.Default = l.typOf(k, "default_type")
	}
	if name == nil {
		l.fail(k, "expected a parameter")
		return p
	}
	if name.kind == "lifetime" {
		p.Kind = ast.ParamLifetime
	}
	p.Name = l.ident(name)
	return p
}

func (l *lowerer) typOf(n *node, field string) ast.Type {
	if t := n.get(field); t != nil {
		return l.typ(t)
	}
	l.fail(n, "expected a type")
	return &ast.ErrorType{At: l.at(n)}
}

func (l *lowerer) typ(n *node) ast.Type {
	a := l.at(n)
	if n.missing {
		return &ast.ErrorType{At: a} // collect has said so
	}
	switch n.kind {
	case "type_identifier", "identifier":
		if l.text(n) == "_" {
			return &ast.InferType{At: a}
		}
		return &ast.PathType{At: a, Path: l.path(n)}
	case "primitive_type", "scoped_type_identifier", "scoped_identifier", "generic_type", "metavariable", "self":
		return &ast.PathType{At: a, Path: l.path(n)}
	case "reference_type":
		return &ast.RefType{At: a, Lifetime: l.lifetime(n.find("lifetime")), Mut: n.has("mutable_specifier"), Elem: l.typOf(n, "type")}
	case "pointer_type":
		return &ast.PtrType{At: a, Mut: n.has("mutable_specifier"), Elem: l.typOf(n, "type")}
	case "array_type":
		if len := n.get("length"); len != nil {
			return &ast.ArrayType{At: a, Elem: l.typOf(n, "element"), Len: l.expr(len)}
		}
		return &ast.SliceType{At: a, Elem: l.typOf(n, "element")}
	case "unit_type":
		return &ast.TupleType{At: a}
	case "tuple_type":
		return l.tupleType(n)
	case "never_type":
		return &ast.NeverType{At: a}
	case "abstract_type":
		return l.implType(n, nil)
	case "dynamic_type":
		if t := n.get("trait"); t != nil {
			return &ast.DynType{At: a, Bounds: l.bound(t)}
		}
	case "bounded_type":
		return l.boundedType(n)
	case "higher_ranked_trait_bound":
		return &ast.DynType{At: a, Bare: true, Bounds: l.bound(n)}
	case "function_type":
		return l.fnType(n)
	case "macro_invocation":
		return &ast.MacroType{At: a, Mac: l.macro(n)}
	}
	l.fail(n, "expected a type")
	return &ast.ErrorType{At: a}
}

func (l *lowerer) tupleType(n *node) ast.Type {
	k := n.namedKids()
	if len(k) == 1 && !n.has(",") {
		return &ast.ParenType{At: l.at(n), Elem: l.typ(k[0])}
	}
	t := &ast.TupleType{At: l.at(n)}
	for _, x := range k {
		t.Elems = append(t.Elems, l.typ(x))
	}
	return t
}

// implType lowers `impl A`; more are bounds that the grammar puts outside.
func (l *lowerer) implType(n *node, more []ast.Bound) ast.Type {
	t := &ast.ImplType{At: l.at(n)}
	if k := n.get("trait"); k != nil {
		t.Bounds = l.bound(k)
	}
	if p := n.find("type_parameters"); p != nil && len(t.Bounds) > 0 {
		t.Bounds[0].For = l.params(p)
	}
	t.Bounds = append(t.Bounds, more...)
	return t
}

// boundedType puts `(dyn A) + B`, as the grammar has it, right: `dyn (A + B)`.
func (l *lowerer) boundedType(n *node) ast.Type {
	var parts []*node
	var flat func(*node)
	flat = func(n *node) {
		for _, k := range n.namedKids() {
			if k.kind == "bounded_type" {
				flat(k)
			} else {
				parts = append(parts, k)
			}
		}
	}
	flat(n)
	if len(parts) == 0 {
		l.fail(n, "expected bounds")
		return &ast.ErrorType{At: l.at(n)}
	}
	var rest []ast.Bound
	for _, k := range parts[1:] {
		rest = append(rest, l.bound(k)...)
	}
	switch parts[0].kind {
	case "abstract_type":
		t := l.implType(parts[0], rest).(*ast.ImplType)
		t.At = l.at(n)
		return t
	case "dynamic_type":
		t := &ast.DynType{At: l.at(n)}
		if k := parts[0].get("trait"); k != nil {
			t.Bounds = l.bound(k)
		}
		t.Bounds = append(t.Bounds, rest...)
		return t
	}
	return &ast.DynType{At: l.at(n), Bare: true, Bounds: append(l.bound(parts[0]), rest...)}
}

func (l *lowerer) fnType(n *node) ast.Type {
	if n.get("trait") != nil {
		t := &ast.PathType{At: l.at(n), Path: l.path(n)}
		if n.has("for_lifetimes") {
			return &ast.DynType{At: l.at(n), Bare: true, Bounds: l.bound(n)}
		}
		return t
	}
	t := &ast.FnPtrType{At: l.at(n), For: l.forLifetimes(n)}
	if m := n.find("function_modifiers"); m != nil {
		t.Unsafe = m.has("unsafe")
		t.Extern, t.ABI = l.abi(m.find("extern_modifier"))
	}
	ps := n.get("parameters")
	if ps == nil {
		l.fail(n, "expected parameters")
		return t
	}
	for _, k := range ps.kids {
		switch {
		case k.kind == "variadic_parameter":
			t.Variadic = true
		case k.kind == "parameter":
			name := ast.Ident{}
			if p := k.get("pattern"); p != nil && p.kind == "identifier" {
				name = l.ident(p)
			}
			t.Params, t.Names = append(t.Params, l.typOf(k, "type")), append(t.Names, name)
		case k.named && k.kind != "attribute_item":
			t.Params, t.Names = append(t.Params, l.typ(k)), append(t.Names, ast.Ident{})
		}
	}
	if r := n.get("return_type"); r != nil {
		t.Output = l.typ(r)
	}
	return t
}

// abi is the ABI of `extern "C"`; "C" if none is written.
func (l *lowerer) abi(n *node) (bool, string) {
	if n == nil {
		return false, ""
	}
	if s := n.find("string_literal"); s != nil {
		return true, strings.Trim(l.text(s), `"`)
	}
	return true, "C"
}

func (l *lowerer) macro(n *node) *ast.MacroCall {
	m := &ast.MacroCall{At: l.at(n)}
	if p := n.get("macro"); p != nil {
		m.Path = l.path(p)
	} else {
		l.fail(n, "expected a macro")
		m.Path = &ast.Path{At: l.at(n)}
	}
	m.Args = l.tree(n, n.find("token_tree"))
	return m
}

// tree is the token tree of a delimited node, by our own lexer.
func (l *lowerer) tree(owner, n *node) ast.TokenTree {
	if n != nil {
		if ts := l.tokens(n.start, n.end); len(ts) == 1 && ts[0].Kind == ast.TokDelim {
			return ts[0]
		}
	}
	l.fail(owner, "expected a delimited group")
	return ast.TokenTree{At: l.at(owner), Kind: ast.TokDelim, Delim: '('}
}

func (l *lowerer) tokens(start, end int) []ast.TokenTree {
	ts, errs := Tokenize(l.orig[start:end])
	shiftTokens(ts, int32(start-l.base))
	for _, e := range errs {
		e.Start, e.End = e.Start+int32(start-l.base), e.End+int32(start-l.base)
		l.errs = append(l.errs, e)
	}
	return ts
}

func shiftTokens(ts []ast.TokenTree, by int32) {
	for i := range ts {
		t := &ts[i]
		t.Start, t.End = t.Start+by, t.End+by
		if t.Kind == ast.TokDelim {
			t.Open.Start, t.Open.End = t.Open.Start+by, t.Open.End+by
			t.Close.Start, t.Close.End = t.Close.Start+by, t.Close.End+by
			shiftTokens(t.Sub, by)
		}
	}
}

// attr lowers `#[path …]` and `#![path …]`.
func (l *lowerer) attr(n *node) *ast.Attr {
	a := &ast.Attr{At: l.at(n), Inner: n.kind == "inner_attribute_item", Path: &ast.Path{At: l.at(n)}}
	k := n.find("attribute")
	if k == nil || len(k.kids) == 0 {
		l.fail(n, "expected an attribute")
		return a
	}
	p := k.kids[0]
	a.Path = l.path(p)
	a.Args = l.tokens(p.end, k.end)
	return a
}

func (l *lowerer) innerAttrs(n *node) []*ast.Attr {
	var out []*ast.Attr
	for _, k := range n.kids {
		if k.kind == "inner_attribute_item" {
			out = append(out, l.attr(k))
		}
	}
	return out
}
