package parser

import (
	"strings"

	"drop-lsp/syntax/ast"
)

// This file lowers blocks, statements and expressions.

var itemKinds = map[string]bool{"const_item": true, "macro_definition": true, "mod_item": true, "foreign_mod_item": true,
	"struct_item": true, "union_item": true, "enum_item": true, "type_item": true, "function_item": true,
	"function_signature_item": true, "impl_item": true, "trait_item": true, "associated_type": true,
	"use_declaration": true, "extern_crate_declaration": true, "static_item": true}

// block lowers `{ … }`; within the wrapping its range is cut to the text.
func (l *lowerer) block(n *node) *ast.Block {
	b := &ast.Block{At: l.at(n)}
	before := len(l.errs)
	var attrs []*ast.Attr
	kids := n.namedKids()
	first := n.start
	for i, k := range kids {
		last := i == len(kids)-1
		if len(attrs) == 0 {
			first = k.start
		}
		switch {
		case k.kind == "label":
			continue
		case k.kind == "inner_attribute_item":
			b.Attrs = append(b.Attrs, l.attr(k))
			continue
		case k.kind == "attribute_item":
			attrs = append(attrs, l.attr(k))
			continue
		case last && k.kind == "expression_statement" && !k.has(";") && len(k.kids) == 1:
			// The grammar makes a statement of what ends in a block; as the last it is the tail.
			b.Tail = l.attributed(attrs, first, k.kids[0])
		case last && !itemKinds[k.kind] && k.kind != "expression_statement" && k.kind != "let_declaration" && k.kind != "empty_statement" && k.kind != "ERROR":
			b.Tail = l.attributed(attrs, first, k)
		case k.kind == "empty_statement" && len(attrs) == 0 && l.takesSemi(b.Stmts, k):
			// `match x {};`: the semicolon belongs to the statement before it.
		default:
			b.Stmts = append(b.Stmts, l.stmt(k, attrs, first))
		}
		attrs = nil
	}
	b.Bad = len(l.errs) > before || hasError(n)
	return b
}

// takesSemi gives the last statement, an expression that ends in a block, the semicolon after it.
func (l *lowerer) takesSemi(stmts []ast.Stmt, semi *node) bool {
	if len(stmts) == 0 {
		return false
	}
	s, ok := stmts[len(stmts)-1].(*ast.ExprStmt)
	if !ok || s.Semi {
		return false
	}
	s.Semi = true
	s.End = l.span(semi.start, semi.end).End
	return true
}

func hasError(n *node) bool {
	if n.kind == "ERROR" || n.missing {
		return true
	}
	for _, k := range n.kids {
		if hasError(k) {
			return true
		}
	}
	return false
}

func (l *lowerer) attributed(attrs []*ast.Attr, start int, n *node) ast.Expr {
	e := l.expr(n)
	if len(attrs) == 0 {
		return e
	}
	return &ast.AttrExpr{At: l.span(start, n.end), Attrs: attrs, Expr: e}
}

func (l *lowerer) stmt(n *node, attrs []*ast.Attr, start int) ast.Stmt {
	a := l.span(start, n.end)
	switch {
	case itemKinds[n.kind]:
		it := l.item(n)
		it.At, it.Attrs = a, attrs
		return &ast.ItemStmt{At: a, Item: it}
	case n.kind == "empty_statement":
		return &ast.EmptyStmt{At: a}
	case n.kind == "let_declaration":
		s := &ast.LetStmt{At: a, Attrs: attrs, Pat: l.letPat(n)}
		if t := n.get("type"); t != nil {
			s.Type = l.typ(t)
		}
		if v := n.get("value"); v != nil {
			s.Init = l.expr(v)
		}
		if e := n.get("alternative"); e != nil {
			s.Else = l.block(e)
		}
		return s
	case n.kind == "macro_invocation":
		return &ast.MacroStmt{At: a, Attrs: attrs, Mac: l.macro(n)}
	case n.kind == "expression_statement" && len(n.namedKids()) == 1:
		k, semi := n.namedKids()[0], n.has(";")
		if k.kind == "macro_invocation" {
			return &ast.MacroStmt{At: a, Attrs: attrs, Mac: l.macro(k), Semi: semi}
		}
		return &ast.ExprStmt{At: a, Attrs: attrs, Expr: l.expr(k), Semi: semi}
	}
	l.fail(n, "expected a statement")
	return &ast.ErrorStmt{At: a}
}

// letPat is the pattern of a `let` or parameter, whose `mut` stands outside of it.
func (l *lowerer) letPat(n *node) ast.Pat {
	p := n.get("pattern")
	if p == nil {
		l.fail(n, "expected a pattern")
		return &ast.ErrorPat{At: l.at(n)}
	}
	out := l.pat(p)
	if m := n.find("mutable_specifier"); m != nil {
		return l.mutable(m, out)
	}
	return out
}

// sub lowers the i-th named child, labels and `mut` not counted.
func (l *lowerer) sub(n *node, i int) ast.Expr {
	for _, k := range n.kids {
		if !k.named || k.kind == "label" || k.kind == "mutable_specifier" || k.kind == "attribute_item" {
			continue
		}
		if i == 0 {
			return l.expr(k)
		}
		i--
	}
	l.fail(n, "expected an expression")
	return &ast.ErrorExpr{At: l.at(n)}
}

// optional is like sub; nil where there is none.
func (l *lowerer) optional(n *node) ast.Expr {
	for _, k := range n.kids {
		if k.named && k.kind != "label" {
			return l.expr(k)
		}
	}
	return nil
}

func (l *lowerer) exprOf(n *node, field string) ast.Expr {
	if k := n.get(field); k != nil {
		return l.expr(k)
	}
	l.fail(n, "expected an expression")
	return &ast.ErrorExpr{At: l.at(n)}
}

func (l *lowerer) blockOf(n *node, field string) *ast.Block {
	k := n.get(field)
	if k == nil {
		k = n.find("block")
	}
	if k != nil && k.kind == "block" {
		return l.block(k)
	}
	l.fail(n, "expected a block")
	return &ast.Block{At: l.at(n), Bad: true}
}

func (l *lowerer) label(n *node) *ast.Lifetime { return l.lifetime(n.find("label")) }

func (l *lowerer) exprs(n *node) []ast.Expr {
	var out []ast.Expr
	var attrs []*ast.Attr
	start := 0
	for _, k := range n.namedKids() {
		if k.kind == "attribute_item" {
			if attrs == nil {
				start = k.start
			}
			attrs = append(attrs, l.attr(k))
			continue
		}
		out = append(out, l.attributed(attrs, start, k))
		attrs = nil
	}
	return out
}

func (l *lowerer) expr(n *node) ast.Expr {
	a := l.at(n)
	if n.missing {
		return &ast.ErrorExpr{At: a} // collect has said so
	}
	switch n.kind {
	case "identifier", "self", "super", "crate", "scoped_identifier", "generic_function", "metavariable", "primitive_type", "type_identifier":
		if l.text(n) == "_" {
			return &ast.UnderscoreExpr{At: a}
		}
		if f := n.get("function"); f != nil && f.kind == "field_expression" {
			break // `a.b::<T>` without a call
		}
		return &ast.PathExpr{At: a, Path: l.path(n)}
	case "string_literal", "raw_string_literal", "char_literal", "boolean_literal", "integer_literal", "float_literal":
		return &ast.LitExpr{At: a, Lit: l.literal(n)}
	case "negative_literal":
		return &ast.UnaryExpr{At: a, Op: '-', Expr: l.sub(n, 0)}
	case "_":
		return &ast.UnderscoreExpr{At: a}
	case "unary_expression":
		return &ast.UnaryExpr{At: a, Op: l.src[n.start], Expr: l.sub(n, 0)}
	case "try_expression":
		return &ast.TryExpr{At: a, Expr: l.sub(n, 0)}
	case "await_expression":
		return &ast.AwaitExpr{At: a, Expr: l.sub(n, 0)}
	case "reference_expression":
		return &ast.RefExpr{At: a, Raw: l.rawRef[n.start] || n.has("raw"), Mut: n.has("mutable_specifier"), Expr: l.exprOf(n, "value")}
	case "binary_expression", "let_chain":
		return l.binary(n)
	case "assignment_expression", "compound_assignment_expr":
		return l.assign(n)
	case "type_cast_expression":
		return &ast.CastExpr{At: a, Expr: l.exprOf(n, "value"), Type: l.typOf(n, "type")}
	case "return_expression":
		return &ast.ReturnExpr{At: a, Expr: l.optional(n)}
	case "yield_expression":
		return &ast.YieldExpr{At: a, Expr: l.optional(n)}
	case "break_expression":
		return &ast.BreakExpr{At: a, Label: l.label(n), Expr: l.optional(n)}
	case "continue_expression":
		return &ast.ContinueExpr{At: a, Label: l.label(n)}
	case "call_expression":
		return l.call(n)
	case "field_expression":
		return l.field(n)
	case "index_expression":
		return &ast.IndexExpr{At: a, Expr: l.sub(n, 0), Index: l.sub(n, 1)}
	case "array_expression":
		if k := n.get("length"); k != nil {
			return &ast.RepeatExpr{At: a, Elem: l.sub(n, 0), Len: l.expr(k)}
		}
		return &ast.ArrayExpr{At: a, Elems: l.exprs(n)}
	case "tuple_expression":
		return &ast.TupleExpr{At: a, Elems: l.exprs(n)}
	case "unit_expression":
		return &ast.TupleExpr{At: a}
	case "parenthesized_expression":
		return &ast.ParenExpr{At: a, Expr: l.sub(n, 0)}
	case "macro_invocation":
		return &ast.MacroExpr{At: a, Mac: l.macro(n)}
	case "struct_expression":
		return l.structExpr(n)
	case "range_expression":
		return l.rangeExpr(n)
	case "closure_expression":
		return l.closure(n)
	case "block":
		return &ast.BlockExpr{At: a, Label: l.label(n), Block: l.block(n)}
	case "unsafe_block", "async_block", "gen_block", "try_block", "const_block":
		b := &ast.BlockExpr{At: a, Unsafe: n.kind == "unsafe_block", Async: n.kind == "async_block", Gen: n.kind == "gen_block",
			Try: n.kind == "try_block", Const: n.kind == "const_block", Move: n.has("move"), Block: l.blockOf(n, "body")}
		for _, word := range []string{"async", "gen", "move"} {
			if k := n.find(word); k != nil {
				b.HeadEnd = max(b.HeadEnd, l.at(k).End)
			}
		}
		return b
	case "if_expression":
		return l.ifExpr(n)
	case "let_condition":
		return &ast.LetExpr{At: a, Pat: l.letPat(n), Expr: l.exprOf(n, "value")}
	case "match_expression":
		return l.match(n)
	case "while_expression":
		return &ast.WhileExpr{At: a, Label: l.label(n), Cond: l.exprOf(n, "condition"), Body: l.blockOf(n, "body")}
	case "loop_expression":
		return &ast.LoopExpr{At: a, Label: l.label(n), Body: l.blockOf(n, "body")}
	case "for_expression":
		return &ast.ForExpr{At: a, Label: l.label(n), Pat: l.letPat(n), Expr: l.exprOf(n, "value"), Body: l.blockOf(n, "body")}
	}
	l.fail(n, "expected an expression")
	return &ast.ErrorExpr{At: a}
}

// binary lowers operators, and the flat chain of `let` conditions as `&&` to the left.
func (l *lowerer) binary(n *node) ast.Expr {
	if n.kind == "binary_expression" {
		op := n.get("operator")
		if op == nil {
			l.fail(n, "expected an operator")
			return &ast.ErrorExpr{At: l.at(n)}
		}
		return &ast.BinaryExpr{At: l.at(n), Op: op.kind, OpAt: l.at(op), L: l.exprOf(n, "left"), R: l.exprOf(n, "right")}
	}
	var out ast.Expr
	var op *node
	for _, k := range n.kids {
		switch {
		case k.kind == "&&":
			op = k
		case !k.named:
		case out == nil || op == nil:
			out = l.expr(k)
		default:
			out = &ast.BinaryExpr{At: l.span(n.start, k.end), Op: "&&", OpAt: l.at(op), L: out, R: l.expr(k)}
		}
	}
	return out
}

func (l *lowerer) assign(n *node) ast.Expr {
	op := n.get("operator")
	if op == nil {
		op = n.find("=")
	}
	if op == nil {
		l.fail(n, "expected an operator")
		return &ast.ErrorExpr{At: l.at(n)}
	}
	return &ast.AssignExpr{At: l.at(n), Op: op.kind, OpAt: l.at(op), L: l.exprOf(n, "left"), R: l.exprOf(n, "right")}
}

func (l *lowerer) call(n *node) ast.Expr {
	f, args := n.get("function"), n.get("arguments")
	if f == nil || args == nil {
		l.fail(n, "expected a call")
		return &ast.ErrorExpr{At: l.at(n)}
	}
	var generic *node
	m := f
	if f.kind == "generic_function" {
		generic, m = f.get("type_arguments"), f.get("function")
	}
	if m != nil && m.kind == "field_expression" {
		if name := m.get("field"); name != nil && name.kind == "field_identifier" {
			c := &ast.MethodCallExpr{At: l.at(n), Recv: l.exprOf(m, "value"), Seg: ast.PathSegment{Name: l.ident(name)}, Args: l.exprs(args)}
			if generic != nil {
				c.Seg.Args = l.genericArgs(generic)
			}
			return c
		}
	}
	return &ast.CallExpr{At: l.at(n), Fn: l.expr(f), Args: l.exprs(args)}
}

func (l *lowerer) field(n *node) ast.Expr {
	name := n.get("field")
	if name == nil {
		l.fail(n, "expected a field")
		return &ast.ErrorExpr{At: l.at(n)}
	}
	return &ast.FieldExpr{At: l.at(n), Expr: l.exprOf(n, "value"), Name: l.ident(name)}
}

func (l *lowerer) structExpr(n *node) ast.Expr {
	name, body := n.get("name"), n.get("body")
	if name == nil || body == nil {
		l.fail(n, "expected a struct")
		return &ast.ErrorExpr{At: l.at(n)}
	}
	s := &ast.StructExpr{At: l.at(n), Path: l.path(name)}
	for _, k := range body.namedKids() {
		switch k.kind {
		case "base_field_initializer":
			s.Base = l.sub(k, 0)
		case "field_initializer", "shorthand_field_initializer":
			s.Fields = append(s.Fields, l.fieldInit(k))
		default:
			l.fail(k, "expected a field")
		}
	}
	return s
}

func (l *lowerer) fieldInit(n *node) ast.FieldInit {
	f := ast.FieldInit{At: l.at(n), Shorthand: n.kind == "shorthand_field_initializer"}
	for _, k := range n.namedKids() {
		switch {
		case k.kind == "attribute_item":
			f.Attrs = append(f.Attrs, l.attr(k))
		case k.field == "field" || f.Shorthand:
			f.Name = l.ident(k)
			if f.Shorthand {
				f.Expr = &ast.PathExpr{At: l.at(k), Path: l.path(k)}
			}
		case k.field == "value":
			f.Expr = l.expr(k)
		}
	}
	if f.Expr == nil {
		l.fail(n, "expected a value")
		f.Expr = &ast.ErrorExpr{At: f.At}
	}
	return f
}

func (l *lowerer) rangeExpr(n *node) ast.Expr {
	r := &ast.RangeExpr{At: l.at(n)}
	seen := false
	for _, k := range n.kids {
		switch {
		case k.kind == "..=" || k.kind == "...":
			seen, r.Inclusive = true, true
		case k.kind == "..":
			seen = true
		case !k.named:
		case seen:
			r.Hi = l.expr(k)
		default:
			r.Lo = l.expr(k)
		}
	}
	return r
}

func (l *lowerer) closure(n *node) ast.Expr {
	c := &ast.ClosureExpr{At: l.at(n), Static: n.has("static"), Move: n.has("move"), Async: l.async[n.start], Body: l.exprOf(n, "body")}
	if r := n.get("return_type"); r != nil {
		c.Output = l.typ(r)
	}
	if ps := n.get("parameters"); ps != nil {
		c.DeclEnd = l.at(ps).End
		for _, k := range ps.kids {
			switch {
			case k.kind == "parameter":
				c.Params = append(c.Params, ast.Param{At: l.at(k), Pat: l.letPat(k), Type: l.typOf(k, "type")})
			case k.named || k.kind == "_":
				c.Params = append(c.Params, ast.Param{At: l.at(k), Pat: l.pat(k)})
			}
		}
	}
	if c.Output != nil {
		c.DeclEnd = c.Output.Rng().End
	}
	return c
}

func (l *lowerer) ifExpr(n *node) ast.Expr {
	e := &ast.IfExpr{At: l.at(n), Cond: l.exprOf(n, "condition"), Then: l.blockOf(n, "consequence")}
	if k := n.get("alternative"); k != nil {
		e.Else = l.sub(k, 0)
	}
	return e
}

func (l *lowerer) match(n *node) ast.Expr {
	m := &ast.MatchExpr{At: l.at(n), Expr: l.exprOf(n, "value")}
	body := n.get("body")
	if body == nil {
		l.fail(n, "expected arms")
		return m
	}
	for _, k := range body.namedKids() {
		if k.kind != "match_arm" {
			continue
		}
		arm := &ast.Arm{At: l.at(k), Body: l.exprOf(k, "value"), Pat: &ast.ErrorPat{At: l.at(k)}}
		for _, x := range k.namedKids() {
			if strings.HasSuffix(x.kind, "attribute_item") {
				arm.Attrs = append(arm.Attrs, l.attr(x))
			}
		}
		if p := k.get("pattern"); p != nil && len(p.kids) > 0 {
			arm.Pat = l.pat(p.kids[0])
			if g := p.get("condition"); g != nil {
				arm.Guard = l.expr(g)
			}
		} else {
			l.fail(k, "expected a pattern")
		}
		m.Arms = append(m.Arms, arm)
	}
	return m
}
