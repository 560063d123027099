package parser

import (
	"strconv"
	"strings"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file lowers items.

// items lowers a list of declarations with the attributes before each.
func (l *lowerer) items(kids []*node) []*ast.Item {
	var out []*ast.Item
	var attrs []*ast.Attr
	start := 0
	for _, k := range kids {
		if !k.named {
			continue
		}
		if attrs == nil {
			start = k.start
		}
		switch {
		case k.kind == "attribute_item":
			attrs = append(attrs, l.attr(k))
			continue
		case k.kind == "inner_attribute_item" || k.kind == "empty_statement" || k.kind == "shebang":
			continue
		}
		m := k
		if k.kind == "expression_statement" && len(k.namedKids()) == 1 {
			m = k.namedKids()[0]
		}
		it := l.item(m)
		it.At, it.Attrs = l.span(start, k.end), append(attrs, it.Attrs...)
		attrs = nil
		out = append(out, it)
	}
	return out
}

func (l *lowerer) vis(n *node) ast.Vis {
	v := n.find("visibility_modifier")
	if v == nil {
		return ast.Vis{}
	}
	out := ast.Vis{At: l.at(v), Kind: ast.VisPub}
	for _, k := range v.namedKids() {
		out.Kind, out.Path = ast.VisIn, l.path(k)
	}
	if p := out.Path; p != nil && len(p.Segments) == 1 && p.Segments[0].Name.Text == "crate" {
		out.Kind, out.Path = ast.VisCrate, nil
	}
	return out
}

// item lowers one declaration; attributes are the caller's, but for inner ones.
func (l *lowerer) item(n *node) *ast.Item {
	before := len(l.errs)
	it := &ast.Item{At: l.at(n), Vis: l.vis(n)}
	if name := n.get("name"); name != nil {
		it.Name = l.ident(name)
	}
	it.Head = l.head(n)
	it.Kind = l.itemKind(n, it)
	it.Bad = l.badOutside(n)
	for _, e := range l.errs[before:] {
		f, ok := it.Kind.(*ast.FnItem)
		it.Bad = it.Bad || !ok || f.Body == nil || e.Start < f.Body.Start || e.End > f.Body.End
	}
	return it
}

// badOutside looks for the tree's errors outside a function's body.
func (l *lowerer) badOutside(n *node) bool {
	if n.kind == "ERROR" {
		return true
	}
	for _, k := range n.kids {
		if k.missing || k.field != "body" && hasError(k) || k.kind == "ERROR" {
			return true
		}
	}
	return false
}

// head is the item without visibility, where clause and body.
func (l *lowerer) head(n *node) source.Range {
	start, end := n.start, n.end
	for _, k := range n.kids {
		if k.kind == "visibility_modifier" {
			start = k.end + len(l.src[k.end:]) - len(strings.TrimLeft(l.src[k.end:], " \t\r\n"))
		}
		if k.field == "body" || k.kind == "where_clause" || k.kind == ";" || k.kind == "=" {
			end = len(strings.TrimRight(l.src[:k.start], " \t\r\n"))
			break
		}
	}
	return l.span(start, max(start, end)).Range
}

func (l *lowerer) typeIf(n *node) ast.Type {
	if t := n.get("type"); t != nil {
		return l.typ(t)
	}
	return nil
}

func (l *lowerer) exprIf(n *node, field string) ast.Expr {
	if t := n.get(field); t != nil {
		return l.expr(t)
	}
	return nil
}

func (l *lowerer) itemKind(n *node, it *ast.Item) ast.ItemKind {
	body := n.get("body")
	nested := func() []*ast.Item {
		if body == nil {
			return nil
		}
		it.Attrs = append(it.Attrs, l.innerAttrs(body)...)
		return l.items(body.kids)
	}
	switch n.kind {
	case "function_item", "function_signature_item":
		f := &ast.FnItem{Sig: l.sig(n)}
		if body != nil {
			f.Body = l.block(body)
		}
		return f
	case "struct_item":
		shape, fields := l.fields(body)
		return &ast.StructItem{Generics: l.generics(n), Shape: shape, Fields: fields}
	case "union_item":
		_, fields := l.fields(body)
		return &ast.UnionItem{Generics: l.generics(n), Fields: fields}
	case "enum_item":
		return &ast.EnumItem{Generics: l.generics(n), Variants: l.variants(body)}
	case "trait_item":
		return &ast.TraitItem{Unsafe: n.has("unsafe"), Generics: l.generics(n), Bounds: l.bounds(n.get("bounds")), Items: nested()}
	case "impl_item":
		k := &ast.ImplItem{Unsafe: n.has("unsafe"), Negative: n.has("!"), Generics: l.generics(n), Self: l.typOf(n, "type"), Items: nested()}
		if t := n.get("trait"); t != nil {
			k.Trait = l.path(t)
		}
		return k
	case "type_item", "associated_type":
		return &ast.TypeItem{Generics: l.generics(n), Bounds: l.bounds(n.get("bounds")), Type: l.typeIf(n)}
	case "const_item":
		return &ast.ConstItem{Type: l.typeIf(n), Expr: l.exprIf(n, "value")}
	case "static_item":
		return &ast.StaticItem{Mut: n.has("mutable_specifier"), Safe: l.safe[n.start], Type: l.typeIf(n), Expr: l.exprIf(n, "value")}
	case "mod_item":
		return &ast.ModItem{Inline: body != nil, Items: nested()}
	case "foreign_mod_item":
		f := &ast.ForeignItem{Items: nested()}
		if m := n.find("extern_modifier"); m != nil {
			_, f.ABI = l.abi(m)
			f.Unsafe = l.unsafe_[m.start]
		}
		return f
	case "use_declaration":
		if a := n.get("argument"); a != nil {
			return &ast.UseItem{Tree: l.useTree(a)}
		}
	case "extern_crate_declaration":
		x := &ast.ExternCrateItem{}
		if a := n.get("alias"); a != nil {
			id := l.ident(a)
			x.Alias = &id
		}
		return x
	case "macro_definition":
		if name := n.get("name"); name != nil {
			if ts := l.tokens(name.end, n.end); len(ts) > 0 && ts[0].Kind == ast.TokDelim {
				return &ast.MacroRulesItem{Body: ts[0]}
			}
		}
	case "macro_invocation":
		return &ast.MacroItem{Mac: l.macro(n)}
	}
	l.fail(n, "expected an item")
	return &ast.ErrorItem{}
}

func (l *lowerer) sig(n *node) ast.FnSig {
	s := ast.FnSig{Generics: l.generics(n)}
	if m := n.find("function_modifiers"); m != nil {
		s.Const, s.Async, s.Unsafe = m.has("const"), m.has("async"), m.has("unsafe")
		s.Extern, s.ABI = l.abi(m.find("extern_modifier"))
	}
	if f := n.find("fn"); f != nil {
		s.Safe = l.safe[f.start]
	}
	if r := n.get("return_type"); r != nil {
		s.Output = l.typ(r)
	}
	if ps := n.get("parameters"); ps != nil {
		l.fnParams(&s, ps)
	}
	return s
}

func (l *lowerer) fnParams(s *ast.FnSig, ps *node) {
	var attrs []*ast.Attr
	for _, k := range ps.kids {
		switch {
		case k.kind == "attribute_item":
			attrs = append(attrs, l.attr(k))
			continue
		case k.kind == "self_parameter":
			s.Self = &ast.SelfParam{At: l.at(k), Ref: k.has("&"), Lifetime: l.lifetime(k.find("lifetime")), Mut: k.has("mutable_specifier")}
		case k.kind == "variadic_parameter":
			s.Variadic = true
		case k.kind == "parameter":
			if p := k.get("pattern"); p != nil && p.kind == "self" {
				s.Self = &ast.SelfParam{At: l.at(k), Mut: k.has("mutable_specifier"), Type: l.typOf(k, "type")}
				break
			}
			s.Params = append(s.Params, ast.Param{At: l.at(k), Attrs: attrs, Pat: l.letPat(k), Type: l.typOf(k, "type")})
		case k.named: // edition 2015: a type without a name
			s.Params = append(s.Params, ast.Param{At: l.at(k), Attrs: attrs, Pat: &ast.WildPat{At: l.at(k)}, Type: l.typ(k)})
		}
		attrs = nil
	}
}

func (l *lowerer) fields(n *node) (ast.VariantShape, []ast.Field) {
	if n == nil {
		return ast.ShapeUnit, nil
	}
	var out []ast.Field
	var f ast.Field
	shape := ast.ShapeNamed
	if n.kind == "ordered_field_declaration_list" {
		shape = ast.ShapeTuple
	}
	for _, k := range n.namedKids() {
		switch {
		case k.kind == "attribute_item":
			f.Attrs = append(f.Attrs, l.attr(k))
			continue
		case k.kind == "visibility_modifier":
			f.Vis = l.vis(n2(k))
			continue
		case k.kind == "field_declaration":
			f.At, f.Vis, f.Type = l.at(k), l.vis(k), l.typOf(k, "type")
			if name := k.get("name"); name != nil {
				f.Name = l.ident(name)
			}
		case shape == ast.ShapeTuple:
			f.At, f.Type = l.at(k), l.typ(k)
			f.Name = ast.Ident{At: f.At, Text: strconv.Itoa(len(out))}
		default:
			continue
		}
		out, f = append(out, f), ast.Field{}
	}
	return shape, out
}

// n2 wraps a visibility so that vis finds it.
func n2(k *node) *node { return &node{kids: []*node{k}} }

func (l *lowerer) variants(n *node) []ast.Variant {
	var out []ast.Variant
	var attrs []*ast.Attr
	if n == nil {
		return nil
	}
	for _, k := range n.namedKids() {
		switch k.kind {
		case "attribute_item":
			attrs = append(attrs, l.attr(k))
		case "enum_variant":
			v := ast.Variant{At: l.at(k), Attrs: attrs, Disc: l.exprIf(k, "value")}
			v.Shape, v.Fields = l.fields(k.get("body"))
			if name := k.get("name"); name != nil {
				v.Name = l.ident(name)
			}
			out, attrs = append(out, v), nil
		}
	}
	return out
}

func (l *lowerer) useTree(n *node) ast.UseTree {
	t := ast.UseTree{At: l.at(n), Path: &ast.Path{At: l.at(n)}}
	group := func(g *node) {
		t.IsGroup = true
		for _, k := range g.namedKids() {
			t.Group = append(t.Group, l.useTree(k))
		}
	}
	switch n.kind {
	case "use_list":
		group(n)
	case "scoped_use_list":
		if p := n.get("path"); p != nil {
			t.Path = l.path(p)
		} else {
			t.Path.Global = true
		}
		if g := n.get("list"); g != nil {
			group(g)
		}
	case "use_as_clause":
		if p, a := n.get("path"), n.get("alias"); p != nil && a != nil {
			id := l.ident(a)
			t.Path, t.Alias = l.path(p), &id
		}
	case "use_wildcard":
		t.Glob = true
		if k := n.namedKids(); len(k) > 0 {
			t.Path = l.path(k[0])
		} else {
			t.Path.Global = n.has("::")
		}
	default:
		t.Path = l.path(n)
	}
	return t
}
