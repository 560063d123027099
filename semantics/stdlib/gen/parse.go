package main

import (
	"fmt"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/syntax/ast"
)

// This file reads types, bounds and generics in Rust syntax, with canonical paths,
// into terms. A fault in the input panics: the generator then names the item.

type token struct {
	text string
	kind byte // i ident, l lifetime, n number, s string or char, { braces with their content, p punctuation, 0 end
	pos  int
}

func identByte(b byte) bool {
	return b == '_' || b == '$' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}

func lex(s string) []token {
	var out []token
	for i := 0; i < len(s); {
		b, j, kind := s[i], i+1, byte('p')
		switch {
		case b == ' ' || b == '\n' || b == '\t':
			i++
			continue
		case b == '?' && i > 1 && s[i-1] == ':': // crate::?Name#12, local to a body
			for j < len(s) && (identByte(s[j]) || s[j] == '#') {
				j++
			}
			kind = 'i'
		case strings.HasPrefix(s[i:], "r#"):
			for j++; j < len(s) && identByte(s[j]); j++ {
			}
			kind = 'i'
		case b >= '0' && b <= '9':
			for j < len(s) && identByte(s[j]) {
				j++
			}
			kind = 'n'
		case identByte(b):
			for j < len(s) && identByte(s[j]) {
				j++
			}
			kind = 'i'
		case b == '\'':
			for j < len(s) && identByte(s[j]) {
				j++
			}
			kind = 'l'
			if j < len(s) && s[j] == '\'' {
				j, kind = j+1, 's'
			}
		case b == '"':
			for s[j] != '"' {
				j++
			}
			j, kind = j+1, 's'
		case b == '{':
			for depth := 1; depth > 0; j++ {
				switch s[j] {
				case '{':
					depth++
				case '}':
					depth--
				}
			}
			kind = '{'
		case strings.HasPrefix(s[i:], "..."):
			j = i + 3
		case strings.HasPrefix(s[i:], "::"), strings.HasPrefix(s[i:], "->"):
			j = i + 2
		}
		out = append(out, token{s[i:j], kind, i})
		i = j
	}
	return append(out, token{pos: len(s)})
}

// scope is the names that stand for parameters where a term is read.
type scope struct {
	outer, own []string
	bound      [][]string // for<…>, innermost last
	resolve    func(path string) (hir.DefID, bool)
	name       func(hir.DefID) string // resolve's inverse
}

type parser struct {
	scope
	src  string
	toks []token
}

func newParser(src string, sc scope) *parser { return &parser{scope: sc, src: src, toks: lex(src)} }

func (p *parser) peek() token { return p.toks[0] }
func (p *parser) is(s string) bool {
	return p.toks[0].text == s
}
func (p *parser) at(n int) string {
	if n < len(p.toks) {
		return p.toks[n].text
	}
	return ""
}
func (p *parser) next() token {
	t := p.toks[0]
	if t.kind != 0 {
		p.toks = p.toks[1:]
	}
	return t
}
func (p *parser) eat(s string) bool {
	if p.is(s) {
		p.next()
		return true
	}
	return false
}
func (p *parser) want(s string) {
	if !p.eat(s) {
		p.fail("want " + s)
	}
}
func (p *parser) fail(why string) {
	panic(fmt.Sprintf("%s at %q in %q", why, p.src[p.peek().pos:], p.src))
}
func (p *parser) end() {
	if p.peek().kind != 0 {
		p.fail("want the end")
	}
}

// sep reads one after the other, separated by commas, up to closing.
func (p *parser) sep(closing string, one func()) {
	for !p.eat(closing) {
		one()
		if !p.eat(",") {
			p.want(closing)
			return
		}
	}
}

func index(names []string, name string) (uint32, bool) {
	for i, n := range names {
		if n == name {
			return uint32(i), true
		}
	}
	return 0, false
}

func (p *parser) param(name string) (stdlib.Param, bool) {
	if i, ok := index(p.own, name); ok {
		return stdlib.Param{Index: i}, true
	}
	i, ok := index(p.outer, name)
	return stdlib.Param{Outer: true, Index: i}, ok
}

func (p *parser) lifetime() stdlib.Lifetime {
	l := stdlib.Lifetime{Name: p.next().text}
	if l.Name == "'static" {
		l.Kind = hir.LtStatic
		return l
	}
	if l.Name == "'_" {
		return l
	}
	for d := len(p.bound) - 1; d >= 0; d-- {
		if _, ok := index(p.bound[d], l.Name); ok {
			l.Kind, l.Depth = hir.LtBound, uint32(len(p.bound)-1-d)
			return l
		}
	}
	var ok bool
	if l.Param, ok = p.param(l.Name); ok {
		l.Kind = hir.LtParam
		return l
	}
	p.fail("undeclared lifetime " + l.Name)
	return l
}

// binder reads `for<'a, …>`, if there; pop closes it.
func (p *parser) binder() (names []string, pop func()) {
	if !p.is("for") {
		return nil, func() {}
	}
	p.next()
	p.want("<")
	p.sep(">", func() { names = append(names, p.next().text) })
	p.bound = append(p.bound, names)
	return names, func() { p.bound = p.bound[:len(p.bound)-1] }
}

// ty reads a type. What it read must print as it was written.
func (p *parser) ty() stdlib.Term {
	start := p.peek().pos
	t := p.anyTy()
	p.sameAsWritten(start, stdlib.Print(&t, p.name))
	return t
}

func (p *parser) sameAsWritten(start int, got string) {
	written := strings.TrimRight(p.src[start:p.peek().pos], " ")
	if got != written && "("+got+")" != written {
		p.fail("reads as " + got + ", not as written: " + written)
	}
}

func (p *parser) anyTy() stdlib.Term {
	t := p.bareTy()
	if p.eat("is") {
		start := p.peek().pos
		for p.peek().kind != 0 && !p.is(",") && !p.is(">") {
			p.next()
		}
		t = stdlib.Term{Kind: stdlib.TermPattern, Name: p.src[start:p.peek().pos], Args: []stdlib.Term{t}}
	}
	return t
}

func (p *parser) bareTy() stdlib.Term {
	tok := p.peek()
	switch tok.text {
	case "&":
		p.next()
		t := stdlib.Term{Kind: stdlib.TermRef}
		if p.peek().kind == 'l' {
			t.Lifetime = p.lifetime()
		}
		t.Mut = p.eat("mut")
		t.Args = []stdlib.Term{p.ty()}
		return t
	case "*":
		p.next()
		t := stdlib.Term{Kind: stdlib.TermPtr, Mut: p.next().text == "mut"}
		t.Args = []stdlib.Term{p.ty()}
		return t
	case "[":
		return p.bracketed()
	case "(":
		return p.parenthesised()
	case "!":
		p.next()
		return stdlib.Term{Kind: stdlib.TermNever}
	case "_":
		p.next()
		return stdlib.Term{Kind: stdlib.TermInfer}
	case "dyn":
		p.next()
		return stdlib.Term{Kind: stdlib.TermDyn, Bounds: p.bounds()}
	case "impl":
		p.next()
		return stdlib.Term{Kind: stdlib.TermImpl, Bounds: p.bounds()}
	case "for", "unsafe", "extern", "fn":
		return p.fnPtr()
	case "<":
		return p.projections(p.qualified())
	}
	if tok.kind != 'i' {
		p.fail("want a type")
	}
	return p.projections(p.path())
}

func (p *parser) bracketed() stdlib.Term {
	p.want("[")
	elem := p.ty()
	if p.eat("]") {
		return stdlib.Term{Kind: stdlib.TermSlice, Args: []stdlib.Term{elem}}
	}
	p.want(";")
	n := p.constant("]")
	p.want("]")
	return stdlib.Term{Kind: stdlib.TermArray, Args: []stdlib.Term{elem, n}}
}

// constant reads an expression up to closing: a parameter, or the text.
func (p *parser) constant(closing string) stdlib.Term {
	start := p.peek()
	if pr, ok := p.param(start.text); ok && p.at(1) == closing {
		p.next()
		return stdlib.Term{Kind: stdlib.TermParam, Param: pr, Name: start.text}
	}
	for depth := 0; depth > 0 || !p.is(closing); {
		switch p.next().text {
		case "":
			p.fail("want " + closing)
		case "[", "(":
			depth++
		case "]", ")":
			depth--
		}
	}
	return stdlib.Term{Kind: stdlib.TermConst, Name: p.src[start.pos:p.peek().pos]}
}

func (p *parser) parenthesised() stdlib.Term {
	p.want("(")
	t := stdlib.Term{Kind: stdlib.TermTuple}
	for !p.eat(")") {
		t.Args = append(t.Args, p.ty())
		if p.eat(")") {
			if len(t.Args) == 1 {
				return t.Args[0] // (T) is T
			}
			return t
		}
		p.want(",")
	}
	return t
}

func (p *parser) fnPtr() stdlib.Term {
	t := stdlib.Term{Kind: stdlib.TermFnPtr}
	names, pop := p.binder()
	defer pop()
	t.For = names
	t.Unsafe = p.eat("unsafe")
	if p.eat("extern") {
		t.ABI = abi(p)
	}
	p.want("fn")
	p.want("(")
	p.sep(")", func() {
		if p.eat("...") {
			t.Variadic = true
			return
		}
		t.Args = append(t.Args, p.ty())
	})
	t.Args = append(t.Args, p.output())
	return t
}

func abi(p *parser) string {
	if p.peek().kind == 's' {
		return strings.Trim(p.next().text, `"`)
	}
	return "C"
}

func (p *parser) output() stdlib.Term {
	if p.eat("->") {
		return p.ty()
	}
	return stdlib.Term{Kind: stdlib.TermTuple}
}

// qualified reads `<T as Trait>::Name<…>`.
func (p *parser) qualified() stdlib.Term {
	p.want("<")
	self := p.ty()
	t := stdlib.Term{Kind: stdlib.TermProjection, Args: []stdlib.Term{self}}
	if p.eat("as") {
		tr := p.path()
		t.Trait = &tr
	}
	p.want(">")
	p.want("::")
	p.projectionName(&t)
	return t
}

func (p *parser) projectionName(t *stdlib.Term) {
	t.Name = p.next().text
	if p.is("<") {
		args, _ := p.args()
		t.Args = append(t.Args, args...)
	}
}

// projections reads what follows a type: `T::Item`.
func (p *parser) projections(t stdlib.Term) stdlib.Term {
	for p.eat("::") {
		t = stdlib.Term{Kind: stdlib.TermProjection, Args: []stdlib.Term{t}}
		p.projectionName(&t)
	}
	return t
}

// path reads a canonical path, a parameter, Self or a primitive type.
func (p *parser) path() stdlib.Term {
	name := p.next().text
	if pr, ok := p.param(name); ok {
		return stdlib.Term{Kind: stdlib.TermParam, Param: pr, Name: name}
	}
	if name == "Self" {
		return stdlib.Term{Kind: stdlib.TermSelf}
	}
	if prim := hir.PrimByName(name); prim != hir.PrimNone && !p.is("::") {
		return stdlib.Term{Kind: stdlib.TermPrim, Prim: prim}
	}
	t := stdlib.Term{Kind: stdlib.TermPath, Name: name}
	for p.is("::") {
		if _, ok := p.resolve(t.Name); ok && !p.longer(t.Name) {
			break // what follows is an associated item
		}
		p.next()
		t.Name += "::" + p.next().text
	}
	if def, ok := p.resolve(t.Name); ok {
		t.Def, t.Name = def, ""
	}
	switch {
	case p.is("<"):
		t.Args, t.Assoc = p.args()
	case p.is("("):
		p.next()
		in := stdlib.Term{Kind: stdlib.TermTuple}
		p.sep(")", func() { in.Args = append(in.Args, p.ty()) })
		t.Args = []stdlib.Term{in}
		t.Assoc = []stdlib.Assoc{{Name: "Output", Ty: p.output()}}
	}
	return t
}

// longer reports whether the path goes on from prefix to something that has an entry.
func (p *parser) longer(prefix string) bool {
	for i := 0; p.at(i) == "::"; i += 2 {
		prefix += "::" + p.at(i+1)
		if _, ok := p.resolve(prefix); ok || strings.Contains(prefix, "?") {
			return true
		}
	}
	return false
}

func (p *parser) args() (args []stdlib.Term, assoc []stdlib.Assoc) {
	p.want("<")
	p.sep(">", func() {
		if a, ok := p.assoc(); ok {
			assoc = append(assoc, a)
			return
		}
		args = append(args, p.arg())
	})
	return args, assoc
}

// assoc reads `Name = T`, `Name<…> = T` or `Name: Bounds`, if that is what comes.
func (p *parser) assoc() (stdlib.Assoc, bool) {
	a := stdlib.Assoc{Name: p.peek().text}
	if p.peek().kind != 'i' {
		return a, false
	}
	saved := p.toks
	p.next()
	if p.is("<") && !strings.Contains(a.Name, "::") {
		if _, known := p.resolve(a.Name); known {
			p.toks = saved
			return a, false
		}
		a.Args, _ = p.args()
	}
	switch {
	case p.eat("="):
		a.Ty = p.arg()
	case p.eat(":"):
		a.Bounds = p.bounds()
	default:
		p.toks = saved
		return a, false
	}
	return a, true
}

func (p *parser) arg() stdlib.Term {
	switch tok := p.peek(); {
	case tok.kind == 'l':
		return stdlib.Term{Kind: stdlib.TermLifetime, Lifetime: p.lifetime()}
	case tok.kind == 'n', tok.kind == 's', tok.kind == '{', tok.text == "true", tok.text == "false", strings.HasPrefix(tok.text, "$"):
		return stdlib.Term{Kind: stdlib.TermConst, Name: p.next().text}
	case tok.text == "-":
		p.next()
		return stdlib.Term{Kind: stdlib.TermConst, Name: "-" + p.next().text}
	}
	return p.ty()
}

// bounds reads bounds, perhaps none. What it read must print as it was written.
func (p *parser) bounds() []stdlib.Bound {
	start := p.peek().pos
	bs := p.anyBounds()
	p.sameAsWritten(start, stdlib.PrintBounds(bs, p.name))
	return bs
}

func (p *parser) anyBounds() (out []stdlib.Bound) {
	for {
		switch {
		case p.peek().kind == 0, p.is(","), p.is(">"), p.is("="), p.is(")"), p.is("where"), p.peek().kind == '{', p.is("]"), p.is(";"):
			return out
		case p.eat("+"):
		case p.is("("):
			p.next()
			out = append(out, p.bounds()...)
			p.want(")")
		default:
			out = append(out, p.aBound())
		}
	}
}

func (p *parser) aBound() stdlib.Bound {
	var b stdlib.Bound
	if p.peek().kind == 'l' {
		b.Lifetime = p.lifetime()
		return b
	}
	if p.eat("use") {
		b.Use = true
		b.Captures, _ = p.args()
		return b
	}
	b.Maybe = p.eat("?")
	var pop func()
	b.For, pop = p.binder()
	defer pop()
	b.Trait = p.path()
	return b
}

// generics reads `<…>` and `where …`; the parameters are then in scope as the item's own.
func (p *parser) generics() (g stdlib.Generics) {
	if p.is("<") {
		p.own = append(p.own, paramNames(p.toks)...)
		p.next()
		p.sep(">", func() { g.Params = append(g.Params, p.genericParam()) })
	}
	p.where(&g)
	return g
}

// paramNames looks ahead for the names, for bounds that name later parameters.
func paramNames(toks []token) (out []string) {
	depth, fresh := 0, false
	for i := 0; i < len(toks); i++ {
		switch t := toks[i].text; {
		case t == "<" || t == "(" || t == "[":
			depth++
			fresh = depth == 1 || fresh && t == "["
		case t == ">" || t == ")" || t == "]":
			depth--
			if depth == 0 {
				return out
			}
		case t == "," && depth == 1:
			fresh = true
		case fresh && depth == 1 && t != "#" && t != "const":
			out, fresh = append(out, t), false
		}
	}
	return out
}

func (p *parser) genericParam() (g stdlib.GenericParam) {
	if p.eat("#") {
		p.want("[")
		g.MayDangle = p.next().text == "may_dangle"
		p.want("]")
	}
	switch {
	case p.peek().kind == 'l':
		g.Kind, g.Name = ast.ParamLifetime, p.next().text
	case p.eat("const"):
		g.Kind, g.Name = ast.ParamConst, p.next().text
		p.want(":")
		g.Ty = p.ty()
	default:
		g.Kind, g.Name = ast.ParamType, p.next().text
	}
	if p.eat(":") {
		g.Bounds = p.bounds()
	}
	if p.eat("=") {
		g.Default = p.arg()
	}
	return g
}

func (p *parser) where(g *stdlib.Generics) {
	if !p.eat("where") {
		return
	}
	p.predicates(g)
}

func (p *parser) predicates(g *stdlib.Generics) {
	for p.peek().kind != 0 && p.peek().kind != '{' && !p.is("=") {
		g.Where = append(g.Where, p.predicate())
		if !p.eat(",") {
			return
		}
	}
}

func (p *parser) predicate() (w stdlib.Predicate) {
	var pop func()
	w.For, pop = p.binder()
	defer pop()
	w.Ty = p.arg()
	if p.eat("==") || p.eat("=") {
		p.fail("equality predicate")
	}
	p.want(":")
	w.Bounds = p.bounds()
	return w
}
