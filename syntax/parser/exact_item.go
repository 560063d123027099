package parser

import (
	"strconv"

	"drop-lsp/syntax/ast"
)

// This file: the exact parser's blocks, statements and items.

// block reads `{ … }`.
func (p *exact) block() *ast.Block {
	defer p.deeper()()
	old := p.noStruct
	p.noStruct = false
	start := p.start()
	p.expect("{")
	b := p.stmts()
	p.expect("}")
	p.noStruct = old
	b.At = p.from(start)
	return b
}

// stmts reads statements up to a closing brace or the text's end.
func (p *exact) stmts() *ast.Block {
	b := &ast.Block{Attrs: p.innerAttrs()}
	for p.sign(0) != '}' && p.tok().kind != lexEOF {
		p.stmt(b)
	}
	return b
}

func (p *exact) stmt(b *ast.Block) {
	start := p.start()
	add := func(s ast.Stmt) { b.Stmts = append(b.Stmts, s) }
	if p.eat(";") {
		add(&ast.EmptyStmt{At: p.from(start)})
		return
	}
	attrs := p.attrs()
	if p.sign(0) == '}' || p.tok().kind == lexEOF {
		if len(attrs) > 0 {
			p.fail() // it belongs to nothing
		}
		return
	}
	switch {
	case p.word(0) == "let":
		add(p.let(attrs, start, false))
		return
	case p.word(0) == "super" && p.word(1) == "let":
		p.i++
		add(p.let(attrs, start, true))
		return
	case p.itemAhead():
		it := p.item(attrs, start, freeItem)
		add(&ast.ItemStmt{At: it.At, Item: it})
		return
	}
	from := p.start()
	e, whole := p.statementExpr()
	m, isMacro := e.(*ast.MacroExpr)
	last := p.sign(0) == '}' || p.tok().kind == lexEOF
	switch {
	case p.sign(0) == ';':
		p.i++
		if isMacro {
			add(&ast.MacroStmt{At: p.from(start), Attrs: attrs, Mac: m.Mac, Semi: true})
		} else {
			add(&ast.ExprStmt{At: p.from(start), Attrs: attrs, Expr: e, Semi: true})
		}
	case last:
		b.Tail = e
		if len(attrs) > 0 {
			b.Tail = &ast.AttrExpr{At: at(int(attrs[0].Start), int(e.Rng().End)), Attrs: attrs, Expr: e}
		}
	case isMacro && m.Mac.Args.Delim == '{' && int(m.Start) == from:
		add(&ast.MacroStmt{At: p.from(start), Attrs: attrs, Mac: m.Mac})
	case whole:
		add(&ast.ExprStmt{At: p.from(start), Attrs: attrs, Expr: e})
	default:
		p.fail()
	}
}

func (p *exact) let(attrs []*ast.Attr, start int, super bool) ast.Stmt {
	p.expectWord("let")
	s := &ast.LetStmt{Attrs: attrs, Super: super, Pat: p.onePat()} // alternatives stand in parentheses
	if p.eat(":") {
		s.Type = p.typ(true)
	}
	if p.sign(0) == '=' {
		p.i++
		s.Init = p.expr()
		if p.eatWord("else") {
			s.Else = p.block()
		}
	}
	p.expect(";")
	s.At = p.from(start)
	return s
}

// statementExpr reads an expression where a statement or a match arm's body stands: one that
// ends in a block ends there. whole: it is such a one, and needs no semicolon or comma.
func (p *exact) statementExpr() (e ast.Expr, whole bool) {
	start := p.start()
	if p.sign(0) == '#' {
		attrs := p.attrs()
		if len(attrs) == 0 { // a `#` alone
			p.fail()
		}
		e, whole = p.statementExpr()
		return &ast.AttrExpr{At: p.from(start), Attrs: attrs, Expr: e}, whole
	}
	if !p.blockLikeAhead() {
		e = p.expr()
		return e, false
	}
	e = p.primary()
	if !blockLike(e) {
		if m, ok := e.(*ast.MacroExpr); ok && m.Mac.Args.Delim == '{' && p.sign(0) != '.' && p.sign(0) != '?' {
			return e, true
		}
		return p.rest(p.postfix(e, start), start, levelAssign), false
	}
	if p.sign(0) == '.' && !p.is("..") || p.sign(0) == '?' {
		return p.rest(p.postfix(e, start), start, levelAssign), false
	}
	return e, true
}

func (p *exact) blockLikeAhead() bool {
	if p.sign(0) == '{' || p.tok().kind == lexLifetime {
		return true
	}
	switch p.word(0) {
	case "if", "match", "loop", "while", "for", "unsafe", "const", "try":
		return true
	}
	// a macro call in braces
	return p.isPathName(0) || p.is("::")
}

// blockLike are the expressions that need no semicolon as statements.
func blockLike(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.IfExpr, *ast.MatchExpr, *ast.LoopExpr, *ast.WhileExpr, *ast.ForExpr:
		return true
	case *ast.BlockExpr:
		return !e.Async && !e.Gen
	}
	return false
}

// itemAhead reports whether an item begins here, in a block.
func (p *exact) itemAhead() bool {
	w1 := p.word(1)
	switch p.word(0) {
	case "fn", "struct", "enum", "trait", "impl", "mod", "use", "type", "extern", "pub":
		return true
	case "static":
		return p.sign(1) != '|' && w1 != "move" && w1 != "async"
	case "const":
		return p.sign(1) != '{' && p.sign(1) != '|' && w1 != "move" && w1 != "static" && !(w1 == "async" && p.word(2) != "fn" && p.word(2) != "unsafe" && p.word(2) != "extern")
	case "unsafe":
		return p.sign(1) != '{'
	case "async":
		return w1 == "fn" || w1 == "unsafe" || w1 == "extern"
	case "gen":
		return w1 == "fn"
	case "union", "macro":
		return p.name(1)
	case "auto":
		return w1 == "trait"
	case "safe":
		return w1 == "fn" || w1 == "static" || w1 == "extern"
	case "default":
		return w1 == "fn" || w1 == "impl" || w1 == "unsafe" || w1 == "const" || w1 == "type" || w1 == "async" || w1 == "extern"
	case "macro_rules":
		return p.sign(1) == '!' && p.peek(2).kind == lexIdent
	}
	return false
}

// itemPlace is where an item stands; not every kind may stand everywhere.
type itemPlace uint8

const (
	freeItem itemPlace = iota
	traitItem
	implItem
	foreignItem
	assocItem // in a trait, impl or extern block, of which is not known
)

// allows reports whether an item of a kind may stand in a place.
func (in itemPlace) allows(k ast.ItemKind) bool {
	switch k.(type) {
	case *ast.FnItem, *ast.TypeItem, *ast.MacroItem, *ast.ErrorItem:
		return true
	case *ast.ConstItem:
		return in != foreignItem
	case *ast.StaticItem:
		return in == freeItem || in == foreignItem || in == assocItem
	}
	return in == freeItem
}

// items reads items up to a closing brace or the text's end.
func (p *exact) items(in itemPlace) []*ast.Item {
	var out []*ast.Item
	for p.sign(0) != '}' && p.tok().kind != lexEOF {
		start := p.start()
		attrs := p.attrs()
		if p.sign(0) == '}' || p.tok().kind == lexEOF {
			if len(attrs) > 0 {
				p.fail() // it belongs to nothing
			}
			break
		}
		out = append(out, p.item(attrs, start, in))
	}
	return out
}

func (p *exact) vis() ast.Vis {
	start := p.start()
	if !p.eatWord("pub") {
		return ast.Vis{}
	}
	v := ast.Vis{Kind: ast.VisPub}
	if p.sign(0) == '(' {
		switch w := p.word(1); {
		case w == "in":
			p.i += 2
			v.Kind, v.Path = ast.VisIn, p.modPath()
			p.expect(")")
		case (w == "crate" || w == "self" || w == "super") && p.sign(2) == ')':
			p.i++
			v.Kind, v.Path = ast.VisIn, p.modPath()
			p.expect(")")
		}
		if q := v.Path; q != nil && len(q.Segments) == 1 && q.Segments[0].Name.Text == "crate" {
			v.Kind, v.Path = ast.VisCrate, nil
		}
	}
	v.At = p.from(start)
	return v
}

// item reads one item behind its attributes.
func (p *exact) item(attrs []*ast.Attr, start int, in itemPlace) *ast.Item {
	defer p.deeper()()
	it := &ast.Item{Attrs: attrs}
	head := p.start()
	it.Vis = p.vis()
	it.Kind = p.itemKind(it, head, in)
	if !in.allows(it.Kind) {
		p.fail()
	}
	if it.Head.End == 0 {
		it.Head = p.from(head).Range
	}
	it.At = p.from(start)
	return it
}

// headEnds notes that the part of the item which rustc underlines ends here.
func (p *exact) headEnds(it *ast.Item, head int) { it.Head = p.from(head).Range }

func (p *exact) itemKind(it *ast.Item, head int, in itemPlace) ast.ItemKind {
	w1 := p.word(1)
	def := false
	if w := p.word(0); (w == "default" || w == "final") && p.sign(1) != '!' && !p.puncts(1, "::") {
		p.i++
		def, it.Default = true, true
		w1 = p.word(1)
		if w := p.word(0); w != "impl" && w1 != "impl" && w != "const" && w != "type" && !p.fnAhead() {
			p.fail()
		}
	}
	switch w := p.word(0); {
	case w == "use":
		p.i++
		k := &ast.UseItem{Tree: p.useTree()}
		p.expect(";")
		return k
	case w == "mod" || w == "unsafe" && w1 == "mod":
		return p.mod(it, head)
	case w == "extern" && w1 == "crate":
		p.i += 2
		if p.word(0) == "self" {
			it.Name = p.anyIdent()
		} else {
			it.Name = p.ident()
		}
		k := &ast.ExternCrateItem{}
		if p.eatWord("as") {
			id := p.alias()
			k.Alias = &id
		}
		p.expect(";")
		return k
	case p.foreignAhead():
		f := &ast.ForeignItem{Unsafe: p.eatWord("unsafe")}
		_, f.ABI = p.abi()
		p.headEnds(it, head)
		p.expect("{")
		it.Attrs = append(it.Attrs, p.innerAttrs()...)
		f.Items = p.items(foreignItem)
		p.expect("}")
		return f
	case w == "struct":
		return p.structItem(it, head)
	case w == "enum":
		return p.enum(it, head)
	case w == "union" && p.name(1):
		p.i++
		it.Name = p.ident()
		k := &ast.UnionItem{Generics: p.generics()}
		p.headEnds(it, head)
		p.where(&k.Generics)
		k.Fields = p.fieldsNamed()
		return k
	case w == "type":
		return p.typeItem(it)
	case w == "impl" || w1 == "impl" && (w == "unsafe" || w == "const"):
		k := p.impl(it, head)
		if k.Default = def; def && k.Trait == nil {
			p.fail()
		}
		return k
	case w == "trait" || w1 == "trait" && (w == "unsafe" || w == "auto" || w == "const") || w == "unsafe" && (w1 == "auto" || w1 == "const") && p.word(2) == "trait" || w == "const" && w1 == "unsafe" && p.word(2) == "trait":
		return p.trait(it, head)
	case w == "static" || w1 == "static" && (w == "unsafe" || w == "safe"):
		k := &ast.StaticItem{Unsafe: p.eatWord("unsafe"), Safe: p.eatWord("safe")}
		p.expectWord("static")
		k.Mut = p.eatWord("mut")
		it.Name = p.ident()
		p.expect(":")
		k.Type = p.typ(true)
		p.headEnds(it, head)
		if p.eat("=") {
			k.Expr = p.expr()
		}
		p.expect(";")
		return k
	case w == "const" && (p.name(1) && (!(w1 == "async" || w1 == "gen" || w1 == "safe") || p.sign(2) == ':') || w1 == "_" || w1 == "mut"):
		p.i++
		it.Name = p.anyIdent()
		k := &ast.ConstItem{Generics: p.generics()}
		p.expect(":")
		k.Type = p.typ(true)
		p.headEnds(it, head)
		p.where(&k.Generics)
		if p.eat("=") {
			k.Expr = p.expr()
		}
		p.where(&k.Generics)
		p.expect(";")
		return k
	case w == "macro_rules" && p.sign(1) == '!' && p.peek(2).kind == lexIdent && it.Vis.Kind == ast.VisInherited:
		p.i += 2
		it.Name = p.ident()
		k := &ast.MacroRulesItem{Body: p.group()}
		if k.Body.Delim != '{' {
			p.expect(";")
		}
		return k
	case w == "macro" && p.name(1):
		return p.macro2(it)
	case p.fnAhead():
		return p.fn(it, head, in)
	case (p.isPathName(0) || p.is("::")) && it.Vis.Kind == ast.VisInherited:
		path := p.modPath()
		m := p.macro(path)
		if m.Args.Delim != '{' {
			p.expect(";")
		}
		return &ast.MacroItem{Mac: m}
	}
	p.fail()
	return nil
}

// foreignAhead: `extern "C" {`.
func (p *exact) foreignAhead() bool {
	n := 0
	if p.word(0) == "unsafe" {
		n = 1
	}
	if p.word(n) != "extern" {
		return false
	}
	n++
	if p.peek(n).kind == lexLiteral {
		n++
	}
	return p.sign(n) == '{'
}

var fnWords = words("const async unsafe safe extern gen")

// fnAhead: qualifiers and `fn`.
func (p *exact) fnAhead() bool {
	n := 0
	for fnWords[p.word(n)] {
		n++
		if p.peek(n).kind == lexLiteral && p.word(n-1) == "extern" {
			n++
		}
	}
	return p.word(n) == "fn"
}

func (p *exact) fn(it *ast.Item, head int, in itemPlace) ast.ItemKind {
	f := &ast.FnItem{}
	s := &f.Sig
	last := 0
	for p.word(0) != "fn" {
		if n := fnOrder[p.word(0)]; n < last || n == last && !(s.Async && p.word(0) == "gen" && !s.Gen) {
			p.fail()
		} else {
			last = n
		}
		switch p.word(0) {
		case "const":
			s.Const = true
		case "async":
			s.Async = true
		case "unsafe":
			s.Unsafe = true
		case "safe":
			s.Safe = true
		case "gen":
			s.Gen = true
		case "extern":
			s.Extern, s.ABI = p.abi()
			continue
		}
		p.i++
	}
	p.i++
	it.Name = p.ident()
	s.Generics = p.generics()
	p.fnParams(s, in)
	if p.eat("->") {
		s.Output = p.typ(true)
	}
	p.where(&s.Generics)
	p.headEnds(it, head)
	if !p.eat(";") {
		f.Body = p.block()
		it.Attrs = append(it.Attrs, f.Body.Attrs...)
	}
	return f
}

// fnOrder is the order of the qualifiers. reference, items.fn.qualifiers
var fnOrder = map[string]int{"const": 1, "async": 2, "gen": 2, "unsafe": 3, "safe": 3, "extern": 4}

func (p *exact) fnParams(s *ast.FnSig, in itemPlace) {
	p.expect("(")
	first := true
	for p.sign(0) != ')' {
		attrs := p.attrs()
		start := p.start()
		switch {
		case first && p.selfAhead():
			s.Self = p.selfParam()
		case p.eat("..."):
			s.Variadic = true
		default:
			q := p.param(attrs, start, in)
			if s.Variadic = q.Type == nil; !s.Variadic {
				s.Params = append(s.Params, q)
			}
		}
		first = false
		if !p.eat(",") {
			break
		}
	}
	p.expect(")")
}

// selfAhead: `self`, `mut self`, `&self`, `&'a mut self`.
func (p *exact) selfAhead() bool {
	n := 0
	if p.sign(0) == '&' {
		n = 1
		if p.peek(1).kind == lexLifetime {
			n = 2
		}
	}
	if p.word(n) == "mut" {
		n++
	}
	return p.word(n) == "self" && !p.puncts(n+1, "::")
}

func (p *exact) selfParam() *ast.SelfParam {
	start := p.start()
	s := &ast.SelfParam{Ref: p.eat("&")}
	if s.Ref {
		s.Lifetime = p.optLifetime()
	}
	s.Mut = p.eatWord("mut")
	p.expectWord("self")
	if p.eat(":") {
		s.Type = p.typ(true)
	}
	s.At = p.from(start)
	return s
}

// param reads `pat: type`; of edition 2015's traits a type alone.
func (p *exact) param(attrs []*ast.Attr, start int, in itemPlace) ast.Param {
	q := ast.Param{Attrs: attrs}
	i := p.i
	if in != traitItem && in != assocItem {
		p.namedParam(&q)
	} else if !p.tryPat(&q) {
		p.i = i
		q.Type = p.typ(true)
		q.Pat = &ast.WildPat{At: p.from(start)}
	}
	q.At = p.from(start)
	return q
}

func (p *exact) tryPat(q *ast.Param) (ok bool) {
	depth := p.depth
	defer func() {
		if r := recover(); r != nil {
			if _, mine := r.(giveUp); !mine {
				panic(r)
			}
			p.depth, ok = depth, false
		}
	}()
	p.namedParam(q)
	return true
}

func (p *exact) namedParam(q *ast.Param) {
	if p.selfAhead() {
		p.fail()
	}
	q.Pat = p.onePat() // alternatives stand in parentheses
	if p.puncts(0, "::") {
		p.fail()
	}
	p.expect(":")
	if !p.eat("...") { // else the variadic parameter: no type
		q.Type = p.typ(true)
	}
}

func (p *exact) mod(it *ast.Item, head int) ast.ItemKind {
	k := &ast.ModItem{Unsafe: p.eatWord("unsafe")}
	p.expectWord("mod")
	it.Name = p.ident()
	p.headEnds(it, head)
	if p.eat(";") {
		return k
	}
	k.Inline = true
	p.expect("{")
	it.Attrs = append(it.Attrs, p.innerAttrs()...)
	k.Items = p.items(freeItem)
	p.expect("}")
	return k
}

func (p *exact) structItem(it *ast.Item, head int) ast.ItemKind {
	p.expectWord("struct")
	it.Name = p.ident()
	k := &ast.StructItem{Generics: p.generics()}
	p.headEnds(it, head)
	p.where(&k.Generics)
	switch p.sign(0) {
	case '{':
		k.Shape, k.Fields = ast.ShapeNamed, p.fieldsNamed()
		return k
	case '(':
		k.Shape, k.Fields = ast.ShapeTuple, p.fieldsTuple()
		p.where(&k.Generics)
	}
	p.expect(";")
	return k
}

func (p *exact) fieldsNamed() []ast.Field {
	var out []ast.Field
	p.expect("{")
	for p.sign(0) != '}' {
		f := ast.Field{Attrs: p.attrs()}
		start := p.start()
		f.Vis = p.vis()
		if p.word(0) == "mut" && p.sign(1) == '(' { // restriction of mutation (unstable)
			p.i++
			p.group()
		}
		if p.word(0) == "unsafe" && p.name(1) {
			p.i++
		}
		f.Name = p.ident()
		p.expect(":")
		f.Type = p.typ(true)
		f.At = p.from(start)
		if p.eat("=") {
			f.Default = p.expr()
		}
		out = append(out, f)
		if !p.eat(",") {
			break
		}
	}
	p.expect("}")
	return out
}

func (p *exact) fieldsTuple() []ast.Field {
	var out []ast.Field
	p.expect("(")
	for p.sign(0) != ')' {
		f := ast.Field{Attrs: p.attrs()}
		start := p.start()
		f.Vis = p.vis()
		f.Type = p.typ(true)
		f.At = p.from(start)
		f.Name = ast.Ident{At: f.At, Text: strconv.Itoa(len(out))}
		out = append(out, f)
		if !p.eat(",") {
			break
		}
	}
	p.expect(")")
	return out
}

func (p *exact) enum(it *ast.Item, head int) ast.ItemKind {
	p.expectWord("enum")
	it.Name = p.ident()
	k := &ast.EnumItem{Generics: p.generics()}
	p.headEnds(it, head)
	p.where(&k.Generics)
	p.expect("{")
	for p.sign(0) != '}' {
		v := ast.Variant{Attrs: p.attrs()}
		start := p.start()
		p.vis()
		v.Name = p.ident()
		switch p.sign(0) {
		case '{':
			v.Shape, v.Fields = ast.ShapeNamed, p.fieldsNamed()
		case '(':
			v.Shape, v.Fields = ast.ShapeTuple, p.fieldsTuple()
		}
		if p.eat("=") {
			v.Disc = p.expr()
		}
		v.At = p.from(start)
		k.Variants = append(k.Variants, v)
		if !p.eat(",") {
			break
		}
	}
	p.expect("}")
	return k
}

func (p *exact) typeItem(it *ast.Item) ast.ItemKind {
	p.expectWord("type")
	it.Name = p.ident()
	k := &ast.TypeItem{Generics: p.generics()}
	if p.eat(":") {
		k.Bounds = p.bounds()
	}
	p.where(&k.Generics)
	if p.eat("=") {
		k.Type = p.typ(true)
	}
	p.where(&k.Generics)
	p.expect(";")
	return k
}

func (p *exact) trait(it *ast.Item, head int) ast.ItemKind {
	k := &ast.TraitItem{}
	for p.word(0) != "trait" {
		switch p.anyIdent().Text {
		case "unsafe":
			k.Unsafe = true
		case "auto":
			k.Auto = true
		case "const":
			k.Const = true
		}
	}
	p.i++
	it.Name = p.ident()
	k.Generics = p.generics()
	p.headEnds(it, head)
	if p.eat("=") {
		a := &ast.TraitAliasItem{Generics: k.Generics, Bounds: p.bounds()}
		p.where(&a.Generics)
		p.expect(";")
		return a
	}
	if p.eat(":") {
		k.Bounds = p.bounds()
	}
	p.where(&k.Generics)
	p.expect("{")
	it.Attrs = append(it.Attrs, p.innerAttrs()...)
	k.Items = p.items(traitItem)
	p.expect("}")
	return k
}

func (p *exact) impl(it *ast.Item, head int) *ast.ImplItem {
	k := &ast.ImplItem{Const: p.eatWord("const"), Unsafe: p.eatWord("unsafe")}
	p.expectWord("impl")
	if p.sign(0) == '<' && p.implParams() {
		k.Generics = p.generics()
	}
	k.Const = p.eatWord("const") || k.Const
	k.Negative = p.sign(0) == '!' && p.word(1) != "for" && p.sign(1) != '{'
	if k.Negative {
		p.i++
	}
	t := p.typ(true)
	if p.eatWord("for") {
		pt, ok := t.(*ast.PathType)
		if !ok {
			p.fail()
		}
		if from := p.start(); p.eat("..") { // obsolete; an error later
			k.Trait, t = pt.Path, &ast.ErrorType{At: p.from(from)}
		} else {
			k.Trait, t = pt.Path, p.typ(true)
		}
	}
	k.Self = t
	p.where(&k.Generics)
	p.headEnds(it, head)
	p.expect("{")
	it.Attrs = append(it.Attrs, p.innerAttrs()...)
	k.Items = p.items(implItem)
	p.expect("}")
	return k
}

// implParams tells an impl's parameters from a qualified path, `impl <T as A>::B {}`.
func (p *exact) implParams() bool {
	if p.sign(1) == '>' || p.sign(1) == '#' || p.word(1) == "const" {
		return true
	}
	c := p.sign(2)
	return (p.name(1) || p.peek(1).kind == lexLifetime) && (c == '>' || c == ',' || c == '=' || c == ':' && !p.puncts(2, "::"))
}

// macro2 reads `macro m { rules }` and `macro m(matcher) { body }`.
func (p *exact) macro2(it *ast.Item) ast.ItemKind {
	p.expectWord("macro")
	it.Name = p.ident()
	k := &ast.MacroRulesItem{Decl2: true, Body: p.group()}
	if k.Body.Delim == '(' {
		// One rule, written as macro_rules! has it.
		arrow := ast.TokenTree{At: k.Body.At, Kind: ast.TokPunct, Text: "=", Joint: true}
		arrow.Start = arrow.End
		head := arrow
		head.Text, head.Joint = ">", false
		body := p.group()
		k.Body = ast.TokenTree{At: p.from(int(k.Body.Start)), Kind: ast.TokDelim, Delim: '{', Sub: []ast.TokenTree{k.Body, arrow, head, body}}
	}
	return k
}

// alias reads the name behind `as`.
func (p *exact) alias() ast.Ident {
	if p.word(0) == "_" {
		return p.anyIdent()
	}
	return p.ident()
}

func (p *exact) useTree() ast.UseTree {
	start := p.start()
	t := ast.UseTree{Path: &ast.Path{}}
	t.Path.Global = p.eat("::")
	for {
		switch {
		case p.eat("*"):
			t.Glob = true
		case p.sign(0) == '{':
			p.i++
			t.IsGroup = true
			for p.sign(0) != '}' {
				t.Group = append(t.Group, p.useTree())
				if !p.eat(",") {
					break
				}
			}
			p.expect("}")
		default:
			t.Path.Segments = append(t.Path.Segments, ast.PathSegment{Name: p.pathName()})
			t.Path.At = p.from(start)
			if p.eat("::") {
				continue
			}
			if p.eatWord("as") {
				id := p.alias()
				t.Alias = &id
			}
		}
		break
	}
	if len(t.Path.Segments) == 0 {
		t.Path.At = at(start, start)
	}
	t.At = p.from(start)
	return t
}
