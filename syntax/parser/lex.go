package parser

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file is the lexer: it knows strings, raw strings, nested comments, char
// literals against lifetimes, and numbers. The splitter and Tokenize stand on it.

// maxNesting is the deepest nesting of delimiters that is parsed.
const maxNesting = 256

type lexKind uint8

const (
	lexEOF lexKind = iota
	lexIdent
	lexLifetime
	lexLiteral
	lexPunct // one character, delimiters too
	lexDoc
)

type lexeme struct {
	kind       lexKind
	start, end int
	bad        bool // not terminated, or no token of Rust
}

func isIdent(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || r > 0x7f && unicode.IsMark(r)
}

// asciiIdent are the characters below 0x80 for which isIdent holds.
var asciiIdent = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = isIdent(rune(c))
	}
	return t
}()

func identEnd(s string, i int) int {
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			if !asciiIdent[c] {
				break
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !isIdent(r) {
			break
		}
		i += n
	}
	return i
}

// blockEnd is the end of the nested block comment at i.
func blockEnd(s string, i int) (int, bool) {
	depth := 0
	for i < len(s) {
		switch {
		case strings.HasPrefix(s[i:], "/*"):
			depth++
			i += 2
		case strings.HasPrefix(s[i:], "*/"):
			depth--
			i += 2
			if depth == 0 {
				return i, true
			}
		default:
			i++
		}
	}
	return len(s), false
}

// next is the lexeme at or after i.
func next(s string, i int) lexeme {
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf && c != '/' {
			if c == ' ' || c >= '\t' && c <= '\r' {
				i++
				continue
			}
			return token(s, i, rune(c), 1)
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsSpace(r) || r == 0xfeff || r == 0x200e || r == 0x200f:
			i += n
		case strings.HasPrefix(s[i:], "//"):
			end := len(s)
			if k := strings.IndexByte(s[i:], '\n'); k >= 0 {
				end = i + k
			}
			c := s[i:end]
			if strings.HasPrefix(c, "//!") || strings.HasPrefix(c, "///") && !strings.HasPrefix(c, "////") {
				return lexeme{lexDoc, i, end, bareCR(strings.TrimSuffix(c, "\r"))}
			}
			i = end
		case strings.HasPrefix(s[i:], "/*"):
			end, ok := blockEnd(s, i)
			if c := s[i:end]; !ok || len(c) > 4 && (c[2] == '!' || c[2] == '*' && c[3] != '*') {
				return lexeme{lexDoc, i, end, !ok || bareCR(c)}
			}
			i = end
		default:
			return token(s, i, r, n)
		}
	}
	return lexeme{lexEOF, len(s), len(s), false}
}

// bareCR reports a carriage return without a line feed.
func bareCR(s string) bool {
	for i := strings.IndexByte(s, '\r'); i >= 0; {
		if i+1 == len(s) || s[i+1] != '\n' {
			return true
		}
		k := strings.IndexByte(s[i+1:], '\r')
		if k < 0 {
			break
		}
		i += 1 + k
	}
	return false
}

// punctuation are the characters that tokens other than words and literals are made of.
const punctuation = "!#$%&()*+,-./:;<=>?@[]^{|}~"

// token is the lexeme that begins at i with the character r of n bytes.
func token(s string, i int, r rune, n int) lexeme {
	x := rawToken(s, i, r, n)
	switch {
	case x.kind == lexPunct:
		x.bad = n > 1 || strings.IndexByte(punctuation, s[i]) < 0
	case x.kind == lexLiteral && !x.bad:
		x.bad = !wellFormed(s[x.start:x.end])
	case x.kind == lexIdent && n < x.end-x.start && s[i] == 'r':
		switch s[x.start:x.end] {
		case "r#self", "r#Self", "r#super", "r#crate", "r#_":
			x.bad = true
		}
	}
	return x
}

// rawToken is token before it is looked at more closely.
func rawToken(s string, i int, r rune, n int) lexeme {
	switch {
	case r == '"':
		return quoted(s, i, i, '"')
	case r == '\'':
		return quote(s, i)
	case r >= '0' && r <= '9':
		return number(s, i)
	case r < utf8.RuneSelf && !asciiIdent[r], r >= utf8.RuneSelf && !isIdent(r):
		return lexeme{lexPunct, i, i + n, false}
	}
	end := identEnd(s, i+n)
	if end-i > 2 { // no prefix of a literal
		return lexeme{lexIdent, i, end, false}
	}
	word, rest := s[i:end], s[end:]
	switch word {
	case "b", "c":
		if strings.HasPrefix(rest, "\"") {
			return quoted(s, i, end, '"')
		}
		if word == "b" && strings.HasPrefix(rest, "'") {
			return quoted(s, i, end, '\'')
		}
	case "r", "br", "cr":
		if l, ok := rawString(s, i, end); ok {
			return l
		}
		if word == "r" && len(rest) > 1 && rest[0] == '#' {
			if e := identEnd(s, end+1); e > end+1 {
				return lexeme{lexIdent, i, e, false}
			}
		}
	}
	return lexeme{lexIdent, i, end, false}
}

// quoted is the literal from start whose opening quote stands at open.
func quoted(s string, start, open int, q byte) lexeme {
	for i := open + 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case q:
			return lexeme{lexLiteral, start, identEnd(s, i+1), false}
		}
	}
	return lexeme{lexLiteral, start, len(s), true}
}

// quote tells a char literal from a lifetime.
func quote(s string, i int) lexeme {
	r, n := utf8.DecodeRuneInString(s[i+1:])
	if r == '\\' {
		return quoted(s, i, i, '\'')
	}
	if n > 0 && r != '\'' && strings.HasPrefix(s[i+1+n:], "'") {
		return lexeme{lexLiteral, i, i + 2 + n, false}
	}
	end := identEnd(s, i+1)
	if s[i+1:end] == "r" && strings.HasPrefix(s[end:], "#") {
		end = identEnd(s, end+1)
	}
	if end == i+1 {
		return lexeme{lexPunct, i, end, true}
	}
	return lexeme{lexLifetime, i, end, r >= '0' && r <= '9'}
}

func rawString(s string, start, i int) (lexeme, bool) {
	hashes := 0
	for i+hashes < len(s) && s[i+hashes] == '#' {
		hashes++
	}
	if i+hashes >= len(s) || s[i+hashes] != '"' {
		return lexeme{}, false
	}
	body := i + hashes + 1
	closing := "\"" + strings.Repeat("#", hashes)
	if k := strings.Index(s[body:], closing); k >= 0 {
		return lexeme{lexLiteral, start, identEnd(s, body+k+len(closing)), false}, true
	}
	return lexeme{lexLiteral, start, len(s), true}, true
}

func number(s string, i int) lexeme {
	end := identEnd(s, i)
	hex := strings.HasPrefix(s[i:], "0x")
	exp := func() {
		if !hex && end < len(s) && (s[end-1] == 'e' || s[end-1] == 'E') && (s[end] == '+' || s[end] == '-') {
			end = identEnd(s, end+1)
		}
	}
	exp()
	if end < len(s) && s[end] == '.' {
		r, _ := utf8.DecodeRuneInString(s[end+1:])
		if r >= '0' && r <= '9' {
			end = identEnd(s, end+1)
			exp()
		} else if !hex && r != '.' && !isIdent(r) {
			end++
		}
	}
	return lexeme{lexLiteral, i, end, false}
}

func closer(open byte) byte {
	switch open {
	case '(':
		return ')'
	case '[':
		return ']'
	}
	return '}'
}

func at(start, end int) ast.At {
	return ast.At{Range: source.Range{Start: int32(start), End: int32(end)}}
}

// Tokenize cuts text into token trees with ranges relative to it.
func Tokenize(text string) ([]ast.TokenTree, []ast.SyntaxError) {
	t := tokenizer{text: text}
	out := t.trees(0, 0)
	return out, t.errs
}

type tokenizer struct {
	text string
	pos  int
	errs []ast.SyntaxError
}

func (t *tokenizer) fail(l lexeme, msg string) {
	t.errs = append(t.errs, ast.SyntaxError{At: at(l.start, l.end), Msg: msg})
}

var tokKinds = map[lexKind]ast.TokenKind{lexIdent: ast.TokIdent, lexLifetime: ast.TokLifetime,
	lexLiteral: ast.TokLiteral, lexPunct: ast.TokPunct, lexDoc: ast.TokDoc}

// trees reads up to the closing delimiter, which it leaves; 0 is the text's end.
func (t *tokenizer) trees(closing byte, depth int) []ast.TokenTree {
	var out []ast.TokenTree
	for {
		l := next(t.text, t.pos)
		s := t.text[l.start:l.end]
		if l.kind == lexEOF {
			return out
		}
		if l.bad {
			t.fail(l, "malformed token")
		}
		if l.kind == lexPunct && strings.Contains(")]}", s) {
			if closing != 0 {
				return out
			}
			t.fail(l, "unexpected closing delimiter")
			t.pos = l.end
			continue
		}
		t.pos = l.end
		tt := ast.TokenTree{At: at(l.start, l.end), Kind: tokKinds[l.kind], Text: s}
		switch {
		case l.kind == lexPunct && strings.Contains("([{", s):
			if depth >= maxNesting {
				t.fail(l, "nested too deeply")
				t.pos = len(t.text)
				return out
			}
			t.group(&tt, s[0], depth)
		case l.kind == lexPunct:
			n := next(t.text, l.end)
			tt.Joint = n.kind == lexPunct && n.start == l.end && !strings.Contains("()[]{}", t.text[n.start:n.end])
		case l.kind == lexIdent && strings.HasPrefix(s, "r#"):
			tt.Raw, tt.Text = true, s[2:]
		}
		out = append(out, tt)
	}
}

func (t *tokenizer) group(tt *ast.TokenTree, open byte, depth int) {
	tt.Kind, tt.Text, tt.Delim, tt.Open = ast.TokDelim, "", open, tt.Range
	tt.Sub = t.trees(closer(open), depth+1)
	l := next(t.text, t.pos)
	if l.kind == lexPunct && t.text[l.start] == closer(open) {
		tt.Close = source.Range{Start: int32(l.start), End: int32(l.end)}
		t.pos = l.end
	} else {
		t.fail(l, "this delimiter's group is not closed")
		tt.Close = source.Range{Start: int32(t.pos), End: int32(t.pos)}
		if l.kind != lexEOF && depth == 0 {
			t.pos = l.end
		}
	}
	tt.End = int32(t.pos)
}
