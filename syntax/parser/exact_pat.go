package parser

import "drop-lsp/syntax/ast"

// This file: the exact parser's patterns.

// pat reads a pattern with alternatives.
func (p *exact) pat() ast.Pat {
	start := p.start()
	lead := p.sign(0) == '|' && !p.is("||")
	if lead {
		p.i++
	}
	first := p.onePat()
	if p.sign(0) != '|' || p.is("||") || p.is("|=") {
		return first
	}
	or := &ast.OrPat{Pats: []ast.Pat{first}}
	for p.sign(0) == '|' && !p.is("||") && !p.is("|=") {
		p.i++
		or.Pats = append(or.Pats, p.onePat())
	}
	or.At = p.from(start)
	return or
}

// onePat reads a pattern without alternatives.
func (p *exact) onePat() ast.Pat {
	defer p.deeper()()
	start := p.start()
	switch p.sign(0) {
	case '!':
		p.i++
		return &ast.UnstablePat{At: p.from(start), Name: "never pattern"}
	case '&':
		p.i++
		if p.word(0) == "pin" && (p.word(1) == "mut" || p.word(1) == "const") {
			p.i += 2
			sub := p.onePat()
			return &ast.UnstablePat{At: p.from(start), Name: "&pin pattern", Pats: []ast.Pat{sub}}
		}
		r := &ast.RefPat{}
		if p.sign(0) == '&' && p.start() == p.end() {
			r.Pat = p.onePat()
		} else {
			r.Mut = p.word(0) == "mut" && !(p.name(1) && p.sign(2) == '@')
			if r.Mut {
				p.i++
			}
			r.Pat = p.onePat()
		}
		r.At = p.from(start)
		return r
	case '(':
		p.i++
		elems, comma := p.pats(')')
		if len(elems) == 1 && !comma {
			if _, rest := elems[0].(*ast.RestPat); !rest {
				return &ast.ParenPat{At: p.from(start), Pat: elems[0]}
			}
		}
		return &ast.TuplePat{At: p.from(start), Elems: elems}
	case '[':
		p.i++
		elems, _ := p.pats(']')
		return &ast.SlicePat{At: p.from(start), Elems: elems}
	case '.':
		switch {
		case p.is("..."):
			p.fail() // only between two bounds
		case p.eat("..="):
			hi := p.patBound()
			return &ast.RangePat{At: p.from(start), Hi: hi, Inclusive: true}
		case p.eat(".."):
			if p.patBoundAhead() {
				hi := p.patBound()
				return &ast.RangePat{At: p.from(start), Hi: hi}
			}
			return &ast.RestPat{At: p.from(start)}
		}
	}
	switch w := p.word(0); w {
	case "_":
		p.i++
		return &ast.WildPat{At: p.from(start)}
	case "ref":
		p.i++
		if p.word(0) == "pin" && (p.word(1) == "mut" || p.word(1) == "const") && p.name(2) {
			p.i += 2
			return p.unstableBinding(&ast.IdentPat{Ref: true}, start)
		}
		id := &ast.IdentPat{Ref: true, Mut: p.eatWord("mut")}
		return p.binding(id, start)
	case "mut":
		p.i++
		if p.eatWord("ref") {
			return p.unstableBinding(&ast.IdentPat{Ref: true, Mut: p.eatWord("mut")}, start)
		}
		return p.binding(&ast.IdentPat{Mut: true}, start)
	case "box":
		p.i++
		sub := p.onePat()
		return &ast.UnstablePat{At: p.from(start), Name: "box pattern", Pats: []ast.Pat{sub}}
	}
	if p.name(0) && p.bindingAhead() {
		return p.binding(&ast.IdentPat{}, start)
	}
	if p.word(0) == "self" && !p.puncts(1, "::") {
		id := &ast.IdentPat{Name: p.anyIdent()}
		id.At = p.from(start)
		return id
	}
	if p.literalAhead() {
		return p.rangeFrom(start, p.patBound())
	}
	path := p.path(exprPath)
	switch {
	case p.macroAt(0) && path.Qself == nil:
		m := p.macro(path)
		return &ast.MacroPat{At: m.At, Mac: m}
	case p.sign(0) == '(':
		p.i++
		elems, _ := p.pats(')')
		return &ast.TupleStructPat{At: p.from(start), Path: path, Elems: elems}
	case p.sign(0) == '{':
		return p.structPat(path, start)
	case p.is(".."):
		return p.rangeFrom(start, &ast.PathExpr{At: path.At, Path: path})
	}
	return &ast.PathPat{At: path.At, Path: path}
}

// bindingAhead: a name alone, or with `@`.
func (p *exact) bindingAhead() bool {
	switch c := p.sign(1); c {
	case '(', '{':
		return false
	case '!':
		return !p.macroAt(1)
	case '<':
		return false
	case ':':
		return !p.puncts(1, "::")
	case '.':
		return !p.puncts(1, "..")
	}
	return true
}

func (p *exact) binding(id *ast.IdentPat, start int) ast.Pat {
	if p.word(0) == "self" {
		id.Name = p.anyIdent()
	} else {
		id.Name = p.ident()
	}
	if p.eat("@") {
		id.Sub = p.onePat()
	}
	id.At = p.from(start)
	return id
}

// unstableBinding reads the rest of `mut ref x` and `ref pin mut x`.
func (p *exact) unstableBinding(id *ast.IdentPat, start int) ast.Pat {
	sub := p.binding(id, start)
	return &ast.UnstablePat{At: p.from(start), Name: "binding of an unstable mode", Pats: []ast.Pat{sub}}
}

// guarded reads `p if e`, which may stand in delimiters.
func (p *exact) guarded() ast.Pat {
	start := p.start()
	q := p.pat()
	if !p.eatWord("if") {
		return q
	}
	g := p.within(p.expr)
	return &ast.UnstablePat{At: p.from(start), Name: "guard pattern", Pats: []ast.Pat{q}, Guard: g}
}

func (p *exact) pats(closing byte) (out []ast.Pat, comma bool) {
	for p.sign(0) != closing {
		p.attrs()
		out = append(out, p.guarded())
		if comma = p.eat(","); !comma {
			break
		}
	}
	p.expect(string(closing))
	return out, comma
}

func (p *exact) literalAhead() bool {
	w := p.word(0)
	return p.tok().kind == lexLiteral || p.sign(0) == '-' || w == "true" || w == "false"
}

func (p *exact) patBoundAhead() bool {
	return p.literalAhead() || p.isPathName(0) || p.is("::") || p.sign(0) == '<'
}

// patBound reads what may bound a range: a literal or a path.
func (p *exact) patBound() ast.Expr {
	start := p.start()
	switch {
	case p.eat("-"):
		e := p.literal()
		return &ast.UnaryExpr{At: p.from(start), Op: '-', Expr: e}
	case p.literalAhead():
		return p.literal()
	}
	path := p.path(exprPath)
	return &ast.PathExpr{At: path.At, Path: path}
}

// rangeFrom reads what may follow lo: a range, or nothing.
func (p *exact) rangeFrom(start int, lo ast.Expr) ast.Pat {
	if !p.is("..") {
		return &ast.LitPat{At: p.from(start), Expr: lo}
	}
	r := &ast.RangePat{Lo: lo, Inclusive: p.eat("..=") || p.eat("...")}
	if !r.Inclusive {
		p.expect("..")
	}
	if r.Inclusive || p.patBoundAhead() {
		r.Hi = p.patBound()
	}
	r.At = p.from(start)
	return r
}

func (p *exact) structPat(path *ast.Path, start int) ast.Pat {
	s := &ast.StructPat{Path: path}
	p.expect("{")
	for p.sign(0) != '}' {
		attrs := p.attrs()
		if p.eat("..") {
			s.Rest = true
			break
		}
		f := p.fieldPat()
		f.Attrs = attrs
		s.Fields = append(s.Fields, f)
		if !p.eat(",") {
			break
		}
	}
	p.expect("}")
	s.At = p.from(start)
	return s
}

func (p *exact) fieldPat() ast.FieldPat {
	start := p.start()
	f := ast.FieldPat{}
	if x := p.tok(); x.kind == lexLiteral && p.sign(1) == ':' {
		p.i++
		f.Name = ast.Ident{At: at(x.start, x.end), Text: p.src[x.start:x.end]}
	} else if p.name(0) && p.sign(1) == ':' && !p.puncts(1, "::") {
		f.Name = p.ident()
	} else {
		if p.eatWord("box") {
			id := &ast.IdentPat{Ref: p.eatWord("ref"), Mut: p.eatWord("mut"), Name: p.ident()}
			id.At = p.from(start)
			f.At, f.Name, f.Shorthand = id.At, id.Name, true
			f.Pat = &ast.UnstablePat{At: id.At, Name: "box pattern", Pats: []ast.Pat{id}}
			return f
		}
		id := &ast.IdentPat{Ref: p.eatWord("ref"), Mut: p.eatWord("mut"), Name: p.ident()}
		id.At = p.from(start)
		f.At, f.Name, f.Pat, f.Shorthand = id.At, id.Name, id, true
		return f
	}
	p.expect(":")
	f.Pat = p.guarded()
	f.At = p.from(start)
	return f
}
