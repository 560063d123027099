package macro

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: from text to token trees, and the gluing of one-character
// punctuation into Rust's tokens (`=>` is one tt). Inside this package a
// TokPunct's Text is such a whole token.

// maxNesting bounds the depth of delimiters.
const maxNesting = 512

// Tokenize cuts text into token trees with one-character punctuation.
// It is total: an error says what is unbalanced; the trees are still usable.
func Tokenize(text string) ([]ast.TokenTree, error) {
	l := lexer{src: text}
	out := l.trees(0, 0)
	return out, l.err
}

type lexer struct {
	src string
	pos int
	err error
}

func (l *lexer) fail(msg string) {
	if l.err == nil {
		l.err = fmt.Errorf("%s at byte %d", msg, l.pos)
	}
}

func (l *lexer) rng(start int) ast.At {
	return ast.At{Range: source.Range{Start: int32(start), End: int32(l.pos)}}
}

var closers = map[byte]byte{'(': ')', '[': ']', '{': '}'}

// trees reads up to the closing delimiter close (0: the end of the text), which it leaves.
func (l *lexer) trees(closing byte, depth int) []ast.TokenTree {
	var out []ast.TokenTree
	for {
		l.space()
		if l.pos >= len(l.src) {
			return out
		}
		c := l.src[l.pos]
		switch c {
		case ')', ']', '}':
			if c == closing || depth > 0 {
				return out
			}
			l.fail("unmatched closing delimiter")
			l.pos++
		case '(', '[', '{':
			if depth >= maxNesting {
				l.fail("too deeply nested")
				l.pos = len(l.src)
				return out
			}
			out = append(out, l.group(c, depth))
		default:
			out = append(out, l.token())
		}
	}
}

func (l *lexer) group(open byte, depth int) ast.TokenTree {
	start := l.pos
	l.pos++
	t := ast.TokenTree{Kind: ast.TokDelim, Delim: open, Open: l.rng(start).Range}
	t.Sub = l.trees(closers[open], depth+1)
	end := l.pos
	if l.pos < len(l.src) && l.src[l.pos] == closers[open] {
		l.pos++
	} else {
		l.fail("unclosed delimiter")
	}
	t.Close = l.rng(end).Range
	t.At = l.rng(start)
	return t
}

// space skips white space and comments that are not doc comments.
func (l *lexer) space() {
	for l.pos < len(l.src) {
		rest := l.src[l.pos:]
		r, n := utf8.DecodeRuneInString(rest)
		switch {
		case unicode.IsSpace(r) || r == '\u200e' || r == '\u200f':
			l.pos += n
		case strings.HasPrefix(rest, "//") && !isDocLine(rest):
			if i := strings.IndexByte(rest, '\n'); i >= 0 {
				l.pos += i
			} else {
				l.pos = len(l.src)
			}
		case strings.HasPrefix(rest, "/*") && !isDocBlock(rest):
			l.blockComment()
		default:
			return
		}
	}
}

func isDocLine(s string) bool {
	return strings.HasPrefix(s, "//!") || strings.HasPrefix(s, "///") && !strings.HasPrefix(s, "////")
}

func isDocBlock(s string) bool {
	return strings.HasPrefix(s, "/*!") ||
		strings.HasPrefix(s, "/**") && !strings.HasPrefix(s, "/***") && !strings.HasPrefix(s, "/**/")
}

func (l *lexer) blockComment() {
	depth := 0
	for l.pos < len(l.src) {
		switch rest := l.src[l.pos:]; {
		case strings.HasPrefix(rest, "/*"):
			depth++
			l.pos += 2
		case strings.HasPrefix(rest, "*/"):
			depth--
			l.pos += 2
			if depth == 0 {
				return
			}
		default:
			l.pos++
		}
	}
	l.fail("unterminated block comment")
}

func isIdentStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }
func isIdentPart(r rune) bool {
	return isIdentStart(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func (l *lexer) word() {
	for l.pos < len(l.src) {
		r, n := utf8.DecodeRuneInString(l.src[l.pos:])
		if !isIdentPart(r) {
			return
		}
		l.pos += n
	}
}

func (l *lexer) token() ast.TokenTree {
	start := l.pos
	rest := l.src[start:]
	r, n := utf8.DecodeRuneInString(rest)
	t := ast.TokenTree{Kind: ast.TokLiteral}
	switch {
	case isDocLine(rest) || isDocBlock(rest):
		t.Kind = ast.TokDoc
		if rest[1] == '*' {
			l.blockComment()
		} else if i := strings.IndexByte(rest, '\n'); i >= 0 {
			l.pos += i
		} else {
			l.pos = len(l.src)
		}
	case l.prefixedLiteral():
	case strings.HasPrefix(rest, "r#") && len(rest) > 2 && isIdentStart(rune(rest[2])):
		l.pos += 2
		l.word()
		t.Kind, t.Raw = ast.TokIdent, true
		t.At, t.Text = l.rng(start), l.src[start+2:l.pos]
		return t
	case isIdentStart(r):
		l.word()
		t.Kind = ast.TokIdent
	case r >= '0' && r <= '9':
		l.number()
	case r == '"':
		l.quoted('"')
	case r == '\'':
		t.Kind = l.quote()
	default:
		l.pos += n
		t.Kind = ast.TokPunct
		if l.pos < len(l.src) {
			t.Joint = strings.IndexByte("!#$%&*+,-./:;<=>?@^|~", l.src[l.pos]) >= 0
			if rest := l.src[l.pos:]; strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "/*") {
				t.Joint = false
			}
		}
	}
	t.At, t.Text = l.rng(start), l.src[start:l.pos]
	return t
}

// prefixedLiteral reads b"", c"", r"", br#""#, b” and their like.
func (l *lexer) prefixedLiteral() bool {
	rest := l.src[l.pos:]
	for _, p := range []string{"br", "cr", "r"} {
		if !strings.HasPrefix(rest, p) {
			continue
		}
		hashes := 0
		for len(p)+hashes < len(rest) && rest[len(p)+hashes] == '#' {
			hashes++
		}
		at := len(p) + hashes
		if at >= len(rest) || rest[at] != '"' {
			continue
		}
		end := strings.Index(rest[at+1:], `"`+strings.Repeat("#", hashes))
		if end < 0 {
			l.fail("unterminated raw string")
			l.pos = len(l.src)
			return true
		}
		l.pos += at + 1 + end + 1 + hashes
		l.word()
		return true
	}
	if strings.HasPrefix(rest, `b"`) || strings.HasPrefix(rest, `c"`) {
		l.pos++
		l.quoted('"')
		return true
	}
	if strings.HasPrefix(rest, "b'") {
		l.pos++
		l.quoted('\'')
		return true
	}
	return false
}

func (l *lexer) quoted(q byte) {
	for l.pos++; l.pos < len(l.src); l.pos++ {
		switch l.src[l.pos] {
		case '\\':
			l.pos++
		case q:
			l.pos++
			l.word()
			return
		}
	}
	l.pos = len(l.src)
	l.fail("unterminated literal")
}

// quote reads a lifetime or a character.
func (l *lexer) quote() ast.TokenKind {
	rest := l.src[l.pos+1:]
	r, n := utf8.DecodeRuneInString(rest)
	if isIdentPart(r) && !strings.HasPrefix(rest[n:], "'") {
		l.pos++
		l.word()
		return ast.TokLifetime
	}
	if r == '\'' || r == '\n' || n == 0 {
		l.pos++
		l.fail("stray quote")
		return ast.TokPunct
	}
	l.quoted('\'')
	return ast.TokLiteral
}

func (l *lexer) number() {
	l.word()
	rest := l.src[l.pos:]
	if len(rest) > 0 && rest[0] == '.' {
		r, _ := utf8.DecodeRuneInString(rest[1:])
		if len(rest) == 1 || r != '.' && !isIdentStart(r) {
			l.pos++
			l.word()
		}
	}
	text := l.src[:l.pos]
	if last := text[len(text)-1]; last == 'e' || last == 'E' {
		if l.pos+1 < len(l.src) && (l.src[l.pos] == '+' || l.src[l.pos] == '-') && l.src[l.pos+1] >= '0' && l.src[l.pos+1] <= '9' {
			l.pos++
			l.word()
		}
	}
}

var glued = func() map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Fields("<<= >>= ... ..= :: -> => == != <= >= && || += -= *= /= %= ^= &= |= << >> .. <-") {
		m[s] = true
	}
	return m
}()

// glue joins punctuation to tokens, turns doc comments into attributes, and
// fills spans and marks from the site. depth bounds the recursion.
func glue(in []ast.TokenTree, site Site) []ast.TokenTree {
	out := make([]ast.TokenTree, 0, len(in))
	for i := 0; i < len(in); i++ {
		t := in[i]
		switch t.Kind {
		case ast.TokDoc:
			out = append(out, docAttr(locate(t, site))...)
			continue
		case ast.TokDelim:
			t.Sub = glue(t.Sub, site)
		case ast.TokPunct:
			for n := 3; n > 1 && len(t.Text) == 1; n-- {
				if s := run(in[i:], n); glued[s] {
					last := in[i+n-1]
					t.Text, t.End, t.Joint = s, last.End, last.Joint
					i += n - 1
				}
			}
		}
		out = append(out, locate(t, site))
	}
	return out
}

// run is the text of the first n puncts if they touch.
func run(in []ast.TokenTree, n int) string {
	if len(in) < n {
		return ""
	}
	var b strings.Builder
	for i, t := range in[:n] {
		if t.Kind != ast.TokPunct || len(t.Text) != 1 || i < n-1 && !t.Joint {
			return ""
		}
		b.WriteString(t.Text)
	}
	return b.String()
}

func locate(t ast.TokenTree, site Site) ast.TokenTree {
	if site == nil || t.Kind == ast.TokDelim && t.Delim == 0 {
		return t
	}
	t.Span, t.Mark = site.SpanAt(t.Range), site.MarkAt(t.Start)
	if e, ok := site.(*Expansion); ok && t.Kind == ast.TokIdent && t.Text == "crate" {
		if _, dollar := e.CrateAt(t.Start); dollar {
			t.Text = "$crate"
		}
	}
	return t
}

func docAttr(t ast.TokenTree) []ast.TokenTree {
	text, inner := t.Text, false
	if len(text) >= 3 {
		inner = text[2] == '!'
		text = text[3:]
	}
	if strings.HasPrefix(t.Text, "/*") {
		text = strings.TrimSuffix(text, "*/")
	}
	with := func(k ast.TokenKind, s string) ast.TokenTree {
		c := t
		c.Kind, c.Text = k, s
		return c
	}
	g := with(ast.TokDelim, "")
	g.Delim = '['
	g.Sub = []ast.TokenTree{with(ast.TokIdent, "doc"), with(ast.TokPunct, "="), with(ast.TokLiteral, quoteRust(text))}
	out := []ast.TokenTree{with(ast.TokPunct, "#")}
	if inner {
		out = append(out, with(ast.TokPunct, "!"))
	}
	return append(out, g)
}

// quoteRust writes s as a Rust string literal.
func quoteRust(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case 0:
			b.WriteString(`\0`)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
