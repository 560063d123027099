package parser

import (
	"strings"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file and its neighbours exact_*.go: the exact parser. It reads text by
// Rust's grammar as rustc_parse does, by recursive descent over the lexer's
// tokens, and gives up at the first error. A text that it takes is free of
// errors and its tree is final; any other text goes through tree-sitter, whose
// strength is to make something of broken code. So both tell what they know best:
// tree-sitter's grammar lacks much of stable Rust (`..=x`, `use<'a>`, `dyn 'a + T`,
// const parameters' defaults …) and reads some of it as something else.
//
// Keywords that are names in some edition or place (`async`, `dyn`, `try`, `union`,
// `auto`, `default`, `raw`, `safe`, `gen`, `macro_rules`) are told by what follows.

// maxDepth bounds the recursion, which chains of prefix operators can drive deeper than delimiters do.
const maxDepth = 1000

type exact struct {
	src      string
	toks     []lexeme // ends in one of kind lexEOF
	i        int      // the token at hand
	depth    int
	noStruct bool // `S { … }` is no expression here: conditions, scrutinees
}

// giveUp is thrown at an error.
type giveUp struct{ at lexeme }

func newExact(src string) (*exact, bool) {
	p := &exact{src: src, toks: make([]lexeme, 0, len(src)/4+1)}
	depth := 0
	for i := 0; ; {
		x := next(src, i)
		if x.bad {
			return p, false
		}
		if x.kind == lexPunct {
			switch src[x.start] {
			case '(', '[', '{':
				if depth++; depth > maxNesting {
					return p, false
				}
			case ')', ']', '}':
				depth--
			}
		}
		p.toks = append(p.toks, x)
		if x.kind == lexEOF {
			return p, true
		}
		i = x.end
	}
}

// exactly runs f over the whole text; false, with the place of the error, where it is not what f reads.
func exactly(src string, f func(*exact)) (ok bool, at lexeme) {
	p, ok := newExact(src)
	if !ok {
		return false, lexeme{}
	}
	defer func() {
		if r := recover(); r != nil {
			g, mine := r.(giveUp)
			if !mine {
				panic(r)
			}
			ok, at = false, g.at
		}
	}()
	f(p)
	if p.tok().kind != lexEOF {
		p.fail()
	}
	return true, lexeme{}
}

func (p *exact) fail() { panic(giveUp{p.tok()}) }

// deeper bounds the recursion; the result ends the level.
func (p *exact) deeper() func() {
	if p.depth++; p.depth > maxDepth {
		p.fail()
	}
	return func() { p.depth-- }
}

func (p *exact) tok() lexeme { return p.toks[p.i] }

func (p *exact) peek(n int) lexeme { return p.toks[min(p.i+n, len(p.toks)-1)] }

// word is the text of the n-th token from here if it is an identifier or keyword without r#, else "".
func (p *exact) word(n int) string {
	if x := p.peek(n); x.kind == lexIdent {
		return p.src[x.start:x.end]
	}
	return ""
}

// sign is the n-th token from here if it is punctuation, else 0.
func (p *exact) sign(n int) byte {
	if x := p.peek(n); x.kind == lexPunct {
		return p.src[x.start]
	}
	return 0
}

// puncts reports whether the tokens from the n-th on are the characters of s, touching.
func (p *exact) puncts(n int, s string) bool {
	for k := 0; k < len(s); k++ {
		if p.sign(n+k) != s[k] || k > 0 && p.peek(n+k).start != p.peek(n+k-1).end {
			return false
		}
	}
	return true
}

func (p *exact) is(s string) bool { return p.puncts(0, s) }

func (p *exact) eat(s string) bool {
	if p.is(s) {
		p.i += len(s)
		return true
	}
	return false
}

func (p *exact) expect(s string) {
	if !p.eat(s) {
		p.fail()
	}
}

func (p *exact) eatWord(s string) bool {
	if p.word(0) == s {
		p.i++
		return true
	}
	return false
}

func (p *exact) expectWord(s string) {
	if !p.eatWord(s) {
		p.fail()
	}
}

// start is where the token at hand begins.
func (p *exact) start() int { return p.tok().start }

// end is where the token before the one at hand ends.
func (p *exact) end() int {
	if p.i == 0 {
		return 0
	}
	return p.toks[p.i-1].end
}

// from is the range from start to the end of what was read.
func (p *exact) from(start int) ast.At { return at(start, max(start, p.end())) }

var keywords = words("as break const continue crate else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while _ abstract become box do final macro override priv typeof unsized virtual yield")

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// name reports whether the n-th token from here is an identifier that is no keyword in any edition.
func (p *exact) name(n int) bool {
	x := p.peek(n)
	return x.kind == lexIdent && !keywords[p.src[x.start:x.end]]
}

func (p *exact) ident() ast.Ident {
	if !p.name(0) {
		p.fail()
	}
	return p.anyIdent()
}

// anyIdent reads an identifier or keyword.
func (p *exact) anyIdent() ast.Ident {
	x := p.tok()
	if x.kind != lexIdent {
		p.fail()
	}
	p.i++
	t := p.src[x.start:x.end]
	s := strings.TrimPrefix(t, "r#")
	return ast.Ident{At: at(x.start, x.end), Text: s, Raw: s != t}
}

func (p *exact) lifetime() *ast.Lifetime {
	x := p.tok()
	if x.kind != lexLifetime {
		p.fail()
	}
	p.i++
	return &ast.Lifetime{At: at(x.start, x.end), Text: strings.Replace(p.src[x.start:x.end], "'r#", "'", 1)}
}

func (p *exact) optLifetime() *ast.Lifetime {
	if p.tok().kind == lexLifetime {
		return p.lifetime()
	}
	return nil
}

// ---------- token trees ----------

// tree reads one token or group.
func (p *exact) tree() ast.TokenTree {
	x := p.tok()
	s := p.src[x.start:x.end]
	t := ast.TokenTree{At: at(x.start, x.end), Kind: tokKinds[x.kind], Text: s}
	switch {
	case x.kind == lexEOF:
		p.fail()
	case x.kind == lexPunct && strings.Contains(")]}", s):
		p.fail()
	case x.kind == lexPunct && strings.Contains("([{", s):
		p.i++
		t.Kind, t.Text, t.Delim, t.Open = ast.TokDelim, "", s[0], t.Range
		c := closer(s[0])
		for p.sign(0) != c {
			t.Sub = append(t.Sub, p.tree())
		}
		x = p.tok()
		t.Close = source.Range{Start: int32(x.start), End: int32(x.end)}
		t.End = int32(x.end)
	case x.kind == lexPunct:
		n := p.peek(1)
		t.Joint = n.kind == lexPunct && n.start == x.end && !strings.Contains("()[]{}", p.src[n.start:n.end])
	case x.kind == lexIdent && strings.HasPrefix(s, "r#"):
		t.Raw, t.Text = true, s[2:]
	}
	p.i++
	return t
}

// group reads a delimited group.
func (p *exact) group() ast.TokenTree {
	switch p.sign(0) {
	case '(', '[', '{':
		return p.tree()
	}
	p.fail()
	return ast.TokenTree{}
}

// macroAt says that a `!` and a group stand at the n-th token from here.
func (p *exact) macroAt(n int) bool {
	if p.sign(n) != '!' {
		return false
	}
	c := p.sign(n + 1)
	return c == '(' || c == '[' || c == '{'
}

// macro reads `!(…)` behind a path.
func (p *exact) macro(path *ast.Path) *ast.MacroCall {
	p.expect("!")
	m := &ast.MacroCall{Path: path, Args: p.group()}
	m.At = p.from(int(path.Start))
	return m
}

// ---------- attributes ----------

// attrs reads outer attributes and doc comments.
func (p *exact) attrs() []*ast.Attr { return p.attributes(false) }

func (p *exact) innerAttrs() []*ast.Attr { return p.attributes(true) }

func (p *exact) attributes(inner bool) []*ast.Attr {
	var out []*ast.Attr
	for {
		x := p.tok()
		switch {
		case x.kind == lexDoc && (p.src[x.start+2] == '!') == inner:
			out = append(out, &ast.Attr{At: at(x.start, x.end), Inner: inner, Doc: true})
			p.i++
		case inner && p.sign(0) == '#' && p.sign(1) == '!' && p.sign(2) == '[':
			p.i += 2
			out = append(out, p.attr(x.start, true))
		case !inner && p.sign(0) == '#' && p.sign(1) == '[':
			p.i++
			out = append(out, p.attr(x.start, false))
		default:
			return out
		}
	}
}

// attr reads `[path …]`.
func (p *exact) attr(start int, inner bool) *ast.Attr {
	a := &ast.Attr{Inner: inner}
	p.expect("[")
	closing := func() {}
	if p.word(0) == "unsafe" && p.sign(1) == '(' {
		p.i += 2
		a.Unsafe = true
		closing = func() { p.expect(")") }
	}
	a.Path = p.modPath()
	switch p.sign(0) {
	case '(', '[', '{':
		a.Args = []ast.TokenTree{p.tree()}
	case '=':
		from := p.i
		p.i++
		p.within(p.expr)
		to := p.i
		for p.i = from; p.i < to; {
			a.Args = append(a.Args, p.tree())
		}
	}
	closing()
	p.expect("]")
	a.At = p.from(start)
	return a
}

// modPath reads a path without arguments: of attributes, visibilities and uses.
func (p *exact) modPath() *ast.Path {
	start := p.start()
	out := &ast.Path{Global: p.eat("::")}
	for {
		out.Segments = append(out.Segments, ast.PathSegment{Name: p.pathName()})
		if !p.is("::") || p.peek(2).kind != lexIdent {
			break
		}
		p.i += 2
	}
	out.At = p.from(start)
	return out
}

// pathName reads a segment's name: an identifier, self, Self, super or crate.
func (p *exact) pathName() ast.Ident {
	switch p.word(0) {
	case "self", "Self", "super", "crate":
		return p.anyIdent()
	case "unsafe", "const", "extern", "type", "static": // as attributes are named
		if p.i > 0 && p.src[p.toks[p.i-1].start] == '[' {
			return p.anyIdent()
		}
	}
	return p.ident()
}

func (p *exact) isPathName(n int) bool {
	switch p.word(n) {
	case "self", "Self", "super", "crate":
		return true
	}
	return p.name(n)
}
