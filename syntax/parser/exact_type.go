package parser

import (
	"drop-lsp/syntax/ast"
)

// This file: the exact parser's paths, generic arguments, types and bounds.

// pathStyle says how generic arguments are written.
type pathStyle uint8

const (
	exprPath pathStyle = iota // behind `::`
	typePath                  // directly
)

// path reads a path, `<T as A>::B` included.
func (p *exact) path(style pathStyle) *ast.Path {
	defer p.deeper()()
	out := &ast.Path{}
	start := p.start()
	if p.eat("<") {
		out.Qself = p.typ(true)
		if p.eatWord("as") {
			p.segments(out, typePath)
			out.QselfLen = len(out.Segments)
		}
		p.expect(">")
		p.expect("::")
	} else {
		out.Global = p.eat("::")
	}
	p.segments(out, style)
	out.At = p.from(start)
	return out
}

func (p *exact) segments(out *ast.Path, style pathStyle) {
	if out.QselfLen == 0 && out.Qself != nil && len(out.Segments) == 0 && p.is("::") {
		out.Global = p.eat("::") // <T as ::a::B>
	}
	for {
		s := ast.PathSegment{Name: p.pathName()}
		switch {
		case p.is("::") && p.sign(2) == '<':
			p.i += 2
			s.Args = p.angle()
		case style == typePath && p.is("::") && p.sign(2) == '(':
			p.i += 2
			s.Args = p.paren()
		case style == typePath && p.sign(0) == '<' && !p.is("<=") && !p.is("<<="):
			s.Args = p.angle()
		case style == typePath && p.sign(0) == '(':
			s.Args = p.paren()
		}
		out.Segments = append(out.Segments, s)
		if !p.is("::") || !p.isPathName(2) {
			return
		}
		p.i += 2
	}
}

// paren reads `(A, B) -> C` behind Fn.
func (p *exact) paren() *ast.GenericArgs {
	start := p.start()
	a := &ast.GenericArgs{Paren: true}
	p.expect("(")
	if p.is("..") && p.sign(2) == ')' { // return type notation
		p.i += 3
		a.ReturnType, a.At = true, p.from(start)
		return a
	}
	for p.sign(0) != ')' {
		a.Inputs = append(a.Inputs, p.typ(true))
		if !p.eat(",") {
			break
		}
	}
	p.expect(")")
	if p.eat("->") {
		a.Output = p.typ(false)
	}
	a.At = p.from(start)
	return a
}

// angle reads `<…>`.
func (p *exact) angle() *ast.GenericArgs {
	defer p.deeper()()
	start := p.start()
	a := &ast.GenericArgs{}
	p.expect("<")
	for p.sign(0) != '>' {
		p.genericArg(a)
		if !p.eat(",") {
			break
		}
	}
	p.expect(">")
	a.At = p.from(start)
	return a
}

func (p *exact) genericArg(a *ast.GenericArgs) {
	start := p.start()
	if p.tok().kind == lexLifetime && p.sign(1) != '+' {
		a.Args = append(a.Args, ast.GenericArg{Lifetime: p.lifetime()})
		return
	}
	if p.constArgAhead() {
		a.Args = append(a.Args, ast.GenericArg{Const: p.constArg()})
		return
	}
	t := p.typ(true)
	pt, ok := t.(*ast.PathType)
	if ok && len(pt.Path.Segments) == 1 && !pt.Path.Global && pt.Path.Qself == nil && (p.sign(0) == '=' || p.sign(0) == ':') {
		x := ast.AssocArg{Name: pt.Path.Segments[0].Name, Args: pt.Path.Segments[0].Args}
		switch {
		case p.eat(":"):
			x.Bounds = p.bounds()
		case p.eat("=") && p.constArgAhead():
			x.Const = p.constArg()
		default:
			x.Type = p.typ(true)
		}
		x.At = p.from(start)
		if x.Args != nil && x.Args.ReturnType {
			return // `method(..): Bounds` says nothing that is read here
		}
		a.Assoc = append(a.Assoc, x)
		return
	}
	a.Args = append(a.Args, ast.GenericArg{Type: t})
}

func (p *exact) constArgAhead() bool {
	w := p.word(0)
	return p.tok().kind == lexLiteral || p.sign(0) == '{' || p.sign(0) == '-' || w == "true" || w == "false"
}

// constArg reads a literal or a block.
func (p *exact) constArg() ast.Expr {
	start := p.start()
	if p.sign(0) == '{' {
		b := p.block()
		return &ast.BlockExpr{At: b.At, Block: b}
	}
	if p.eat("-") {
		e := p.literal()
		return &ast.UnaryExpr{At: p.from(start), Op: '-', Expr: e}
	}
	return p.literal()
}

// typ reads a type; plus says that `A + B` may follow.
func (p *exact) typ(plus bool) ast.Type {
	defer p.deeper()()
	start := p.start()
	switch p.sign(0) {
	case '(':
		return p.parenType(plus)
	case '!':
		p.i++
		return &ast.NeverType{At: p.from(start)}
	case '*':
		p.i++
		t := &ast.PtrType{Mut: p.eatWord("mut")}
		if !t.Mut {
			p.expectWord("const")
		}
		t.Elem = p.typ(false)
		t.At = p.from(start)
		return t
	case '[':
		p.i++
		elem := p.typ(true)
		if p.eat(";") {
			n := p.within(func() ast.Expr { return p.expr() })
			p.expect("]")
			return &ast.ArrayType{At: p.from(start), Elem: elem, Len: n}
		}
		p.expect("]")
		return &ast.SliceType{At: p.from(start), Elem: elem}
	case '&':
		p.i++
		t := &ast.RefType{}
		if p.sign(0) == '&' && p.start() == p.end() {
			t.Elem = p.typ(false)
		} else {
			t.Lifetime = p.optLifetime()
			if p.word(0) == "pin" && (p.word(1) == "mut" || p.word(1) == "const") {
				p.i += 2
				elem := p.typ(false)
				return &ast.UnstableType{At: p.from(start), Name: "&pin", Elem: elem}
			}
			t.Mut = p.eatWord("mut")
			t.Elem = p.typ(false)
		}
		t.At = p.from(start)
		return t
	}
	if p.tok().kind == lexLifetime { // 'a + Trait
		if !plus || p.sign(1) != '+' {
			p.fail()
		}
		return p.bare(start, nil, true)
	}
	switch w := p.word(0); w {
	case "_":
		p.i++
		return &ast.InferType{At: p.from(start)}
	case "unsafe":
		if p.sign(1) == '<' {
			p.i++
			p.genericParams()
			elem := p.typ(true)
			return &ast.UnstableType{At: p.from(start), Name: "unsafe binder", Elem: elem}
		}
		return p.fnPtr(start, nil)
	case "fn", "extern":
		return p.fnPtr(start, nil)
	case "for":
		binder := p.binder()
		if w := p.word(0); w == "fn" || w == "unsafe" || w == "extern" {
			return p.fnPtr(start, binder)
		}
		b := p.bound()
		b.For = append(binder, b.For...)
		return p.bare(start, &b, plus)
	case "impl":
		p.i++
		bs := p.boundsIf(plus)
		return &ast.ImplType{At: p.from(start), Bounds: bs}
	case "dyn":
		if p.dynAhead() {
			p.i++
			bs := p.boundsIf(plus)
			return &ast.DynType{At: p.from(start), Bounds: bs}
		}
	}
	if c := p.sign(0); c == '?' || c == '~' || p.word(0) == "const" {
		return p.bare(start, nil, plus)
	}
	path := p.path(typePath)
	if p.macroAt(0) {
		m := p.macro(path)
		return &ast.MacroType{At: m.At, Mac: m}
	}
	if plus && p.sign(0) == '+' && path.Qself == nil {
		return p.bare(start, &ast.Bound{At: path.At, Trait: path}, true)
	}
	return &ast.PathType{At: path.At, Path: path}
}

// dynAhead tells the keyword `dyn` from a type of that name.
func (p *exact) dynAhead() bool {
	if x := p.peek(1); x.kind == lexLifetime || x.kind == lexIdent && (p.isPathName(1) || p.word(1) == "for" || p.word(1) == "use" || p.word(1) == "const") {
		return p.word(1) != "as"
	}
	switch p.sign(1) {
	case '(', '?', '~', '[':
		return true
	case '<':
		return false
	}
	return p.puncts(1, "::") && p.peek(1).start > p.tok().end
}

// bare is a trait object without dyn, whose first bound may have been read.
func (p *exact) bare(start int, first *ast.Bound, plus bool) ast.Type {
	t := &ast.DynType{Bare: true}
	if first != nil {
		t.Bounds = []ast.Bound{*first}
		if plus && p.eat("+") {
			t.Bounds = append(t.Bounds, p.bounds()...)
		}
	} else {
		t.Bounds = p.boundsIf(plus)
	}
	t.At = p.from(start)
	return t
}

func (p *exact) boundsIf(plus bool) []ast.Bound {
	if plus {
		return p.bounds()
	}
	b := p.bound()
	if p.sign(0) == '+' && !p.is("+=") {
		p.fail() // reference, type.dyn: `&(dyn A + B)` wants its parentheses
	}
	return []ast.Bound{b}
}

func (p *exact) parenType(plus bool) ast.Type {
	start := p.start()
	p.expect("(")
	var elems []ast.Type
	comma := false
	for p.sign(0) != ')' {
		elems = append(elems, p.typ(true))
		if comma = p.eat(","); !comma {
			break
		}
	}
	p.expect(")")
	if len(elems) == 1 && !comma {
		if plus && p.sign(0) == '+' {
			if pt, ok := elems[0].(*ast.PathType); ok {
				return p.bare(start, &ast.Bound{At: p.from(start), Trait: pt.Path}, true)
			}
			if d, ok := elems[0].(*ast.DynType); ok && d.Bare && len(d.Bounds) == 1 {
				return p.bare(start, &d.Bounds[0], true)
			}
		}
		return &ast.ParenType{At: p.from(start), Elem: elems[0]}
	}
	return &ast.TupleType{At: p.from(start), Elems: elems}
}

func (p *exact) fnPtr(start int, binder []ast.GenericParam) ast.Type {
	t := &ast.FnPtrType{For: binder, Unsafe: p.eatWord("unsafe")}
	t.Extern, t.ABI = p.abi()
	p.expectWord("fn")
	p.expect("(")
	for first := true; p.sign(0) != ')'; first = false {
		p.attrs()
		if first && p.selfAhead() { // an error later
			q := p.selfParam()
			t.Params, t.Names = append(t.Params, &ast.ErrorType{At: q.At}), append(t.Names, ast.Ident{})
			if !p.eat(",") {
				break
			}
			continue
		}
		if p.word(0) != "" && p.sign(1) == ':' && p.puncts(2, "...") {
			p.i += 2
		}
		if p.eat("...") {
			t.Variadic = true
		} else {
			name := ast.Ident{}
			if p.peek(0).kind == lexIdent && p.sign(1) == ':' && !p.puncts(1, "::") {
				name = p.anyIdent()
				p.i++
			}
			t.Params, t.Names = append(t.Params, p.typ(true)), append(t.Names, name)
		}
		if !p.eat(",") {
			break
		}
	}
	p.expect(")")
	if p.eat("->") {
		t.Output = p.typ(false)
	}
	t.At = p.from(start)
	return t
}

// abi reads `extern "C"`.
func (p *exact) abi() (bool, string) {
	if !p.eatWord("extern") {
		return false, ""
	}
	if x := p.tok(); x.kind == lexLiteral {
		if c := p.src[x.end-1]; c != '"' && c != '#' {
			p.fail()
		}
		p.i++
		return true, between(p.src[x.start:x.end], '"')
	}
	return true, "C"
}

// binder reads `for<'a>`.
func (p *exact) binder() []ast.GenericParam {
	if p.word(0) != "for" {
		return nil
	}
	p.i++
	return p.genericParams()
}

// bounds reads bounds joined by `+`; there may be none.
func (p *exact) bounds() []ast.Bound {
	var out []ast.Bound
	for p.boundAhead() {
		out = append(out, p.bound())
		if !p.eat("+") {
			break
		}
	}
	return out
}

func (p *exact) boundAhead() bool {
	if p.tok().kind == lexLifetime || p.isPathName(0) || p.is("::") {
		return true
	}
	switch p.word(0) {
	case "for", "use", "const":
		return true
	}
	switch p.sign(0) {
	case '(', '?', '~', '!', '<', '[':
		return true
	}
	return false
}

func (p *exact) bound() ast.Bound {
	defer p.deeper()()
	start := p.start()
	var b ast.Bound
	switch {
	case p.tok().kind == lexLifetime:
		b.Lifetime = p.lifetime()
	case p.word(0) == "use" && p.sign(1) == '<':
		p.i += 2
		b.IsUse = true
		for p.sign(0) != '>' {
			if lt := p.optLifetime(); lt != nil {
				b.Use = append(b.Use, ast.Ident{At: lt.At, Text: lt.Text})
			} else {
				b.Use = append(b.Use, p.pathName())
			}
			if !p.eat(",") {
				break
			}
		}
		p.expect(">")
	case p.sign(0) == '(':
		p.i++
		if p.tok().kind == lexLifetime {
			p.fail()
		}
		b = p.bound()
		p.expect(")")
	default:
		b.For = p.binder()
		p.modifiers(&b)
		b.For = append(b.For, p.binder()...)
		b.Trait = p.path(typePath)
		if b.Trait.Qself != nil {
			p.fail()
		}
	}
	b.At = p.from(start)
	return b
}

func (p *exact) modifiers(b *ast.Bound) {
	for {
		switch {
		case p.eat("?"), p.eat("!"): // `!Trait` (unstable) says no more
			b.Maybe = true
		case p.eat("~"):
			p.expectWord("const")
			b.Const = true
		case p.sign(0) == '[' && p.word(1) == "const" && p.sign(2) == ']':
			p.i += 3
			b.Const = true
		case p.eatWord("const"):
			b.Const = true
		case p.word(0) == "async" && !p.puncts(1, "::") && p.isPathName(1):
			p.i++
			b.Async = true
		default:
			return
		}
	}
}

// genericParams reads `<…>` with parameters.
func (p *exact) genericParams() []ast.GenericParam {
	var out []ast.GenericParam
	p.expect("<")
	for p.sign(0) != '>' {
		out = append(out, p.genericParam())
		if !p.eat(",") {
			break
		}
	}
	p.expect(">")
	return out
}

func (p *exact) genericParam() ast.GenericParam {
	g := ast.GenericParam{Attrs: p.attrs()}
	start := p.start()
	switch {
	case p.tok().kind == lexLifetime:
		lt := p.lifetime()
		g.Kind, g.Name = ast.ParamLifetime, ast.Ident{At: lt.At, Text: lt.Text}
		if p.eat(":") {
			g.Bounds = p.bounds()
		}
	case p.eatWord("const"):
		g.Kind, g.Name = ast.ParamConst, p.ident()
		p.expect(":")
		g.Type = p.typ(true)
		if p.eat("=") {
			if p.constArgAhead() {
				g.DefExpr = p.constArg()
			} else {
				path := p.path(exprPath)
				g.DefExpr = &ast.PathExpr{At: path.At, Path: path}
			}
		}
	default:
		g.Kind, g.Name = ast.ParamType, p.ident()
		if p.eat(":") {
			g.Bounds = p.bounds()
		}
		if p.eat("=") {
			g.Default = p.typ(true)
		}
	}
	g.At = p.from(start)
	return g
}

// where adds a where clause, if there is one.
func (p *exact) where(g *ast.Generics) {
	if !p.eatWord("where") {
		return
	}
	if p.sign(0) == '<' && p.implParams() {
		p.fail()
	}
	for p.sign(0) != '{' && p.sign(0) != ';' && p.sign(0) != '=' && p.tok().kind != lexEOF {
		p.attrs()
		start := p.start()
		var w ast.WherePred
		if p.tok().kind == lexLifetime && p.sign(1) != '+' {
			w.Lifetime = p.lifetime()
		} else {
			if p.word(0) == "for" && p.sign(1) == '<' {
				w.For = p.binder()
			}
			w.Type = p.typ(false)
		}
		p.expect(":")
		w.Bounds = p.bounds()
		w.At = p.from(start)
		g.Where = append(g.Where, w)
		if !p.eat(",") {
			break
		}
	}
}

// generics reads `<…>`, if it is there; the where clause comes later.
func (p *exact) generics() ast.Generics {
	g := ast.Generics{}
	if p.sign(0) == '<' {
		start := p.start()
		g.Params = p.genericParams()
		g.At = p.from(start)
	}
	return g
}
