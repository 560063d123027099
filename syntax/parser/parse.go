// Package parser turns text into items and these into the ast, total on any
// input: there is always a tree, and every error is recorded. It is the only
// package with cgo. It imports syntax/ast and syntax/source.
//
// The parse is a pure function of the text. ParseFile cuts the text into items
// (split.go). Each item's text goes through the exact parser (exact*.go), which
// reads Rust by rustc's own grammar and stops at the first error. What it cannot
// read goes through tree-sitter (tree.go), which makes something of broken code, and
// that tree is lowered (lower*.go): so the half-typed function has a tree as well, with its
// errors marked. The Parse…Text functions do the same with fragments; for
// tree-sitter they wrap them into the smallest item that makes them parse, and
// shift the ranges back.
//
// Unstable syntax that a nightly compiler takes parses as well; what nothing reads further of it
// has a node that says so (ast.UnstableExpr and its like). Of rustc 1.96's sources all 2805
// files of the library and all 2093 of the compiler are read without an error
// (RUST_SOURCES=… go test -run LibrarySources). Recovery knows less of Rust than the exact
// parser (tree-sitter's grammar is of 2024 and lacks `use<…>`, `..=x` and more); what it
// cannot place stays marked as in error.
//
// What is missing: editions. What is a keyword in some (`async`, `dyn`, `try`, `gen`) is told by what
// follows it, and a trait's nameless parameters (of 2015) parse in all.
package parser

import (
	"bytes"
	"slices"
	"strings"

	"drop-lsp/syntax/ast"
)

const (
	exprHead = "fn f(){(" // an expression in parentheses is not cut at a block's end
	stmtHead = "fn f(){"
	patHead  = "fn f(){let "
	typeHead = "type T="
)

// lowerer lowers the tree of one text. Offsets into src are shifted by base.
type lowerer struct {
	src     string // after rewriting: as long as the text
	orig    string // as written, for what is kept as tokens
	base    int    // length of the wrapping before the text
	size    int    // of the text
	rawRef  map[int]bool
	async   map[int]bool // offsets of `|` or `move` of async closures
	unsafe_ map[int]bool // offsets of `extern` in `unsafe extern`
	safe    map[int]bool // offsets of `fn` or `static` behind `safe`
	errs    []ast.SyntaxError
}

// parse runs the grammar on the wrapped text.
func parse(head, text, tail string) (*lowerer, *node) {
	l := &lowerer{base: len(head), size: len(text)}
	orig, deep := text, false
	text, deep = l.rewrite(text)
	l.src, l.orig = head+text+tail, head+orig+tail
	if deep {
		l.errs = append(l.errs, ast.SyntaxError{At: at(0, l.size), Msg: "nested too deeply"})
		return l, nil
	}
	root := parseTree(l.src)
	if root == nil {
		l.errs = append(l.errs, ast.SyntaxError{At: at(0, l.size), Msg: "the parser gave up"})
		return l, nil
	}
	l.collect(root)
	return l, root
}

// collect records the tree's own errors.
func (l *lowerer) collect(n *node) {
	if n.kind == "ERROR" || n.missing {
		l.fail(n, "syntax error")
		return
	}
	for _, k := range n.kids {
		l.collect(k)
	}
}

func (l *lowerer) fail(n *node, msg string) {
	l.errs = append(l.errs, ast.SyntaxError{At: l.at(n), Msg: msg})
}

// at is n's range in the text, cut to it.
func (l *lowerer) at(n *node) ast.At { return l.span(n.start, n.end) }

func (l *lowerer) span(start, end int) ast.At {
	cut := func(i int) int { return min(max(i-l.base, 0), l.size) }
	return at(cut(start), cut(end))
}

func (l *lowerer) text(n *node) string { return l.src[n.start:n.end] }

// rewrite blanks words that the grammar does not know where they stand, and
// notes where they were. It also says whether the text nests too deeply.
func (l *lowerer) rewrite(text string) (string, bool) {
	l.rawRef, l.async, l.unsafe_, l.safe = map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]bool{}
	var out []byte
	blank := func(x lexeme) {
		if out == nil {
			out = []byte(text)
		}
		for i := x.start; i < x.end; i++ {
			out[i] = ' '
		}
	}
	var prev lexeme
	depth, deep := 0, false
	for x := next(text, 0); x.kind != lexEOF; {
		y := next(text, x.end)
		if x.bad {
			l.errs = append(l.errs, ast.SyntaxError{At: at(x.start, x.end), Msg: "malformed token"})
		}
		a, b := text[x.start:x.end], text[y.start:y.end]
		switch {
		case a == "(" || a == "[" || a == "{":
			depth++
			deep = deep || depth > maxNesting
		case a == ")" || a == "]" || a == "}":
			depth--
		case a == "raw" && (b == "const" || b == "mut") && text[prev.start:prev.end] == "&":
			if z := next(text, y.end); z.kind == lexIdent || z.kind == lexPunct && strings.Contains("(*<:$", text[z.start:z.end]) {
				l.rawRef[prev.start+l.base] = true
				blank(x)
				if b == "const" {
					blank(y)
				}
			}
		case a == "async" && (b == "|" || b == "move" && strings.HasPrefix(strings.TrimSpace(text[y.end:]), "|")):
			l.async[y.start+l.base] = true
			blank(x)
		case a == "unsafe" && b == "extern":
			z := next(text, y.end)
			if z.kind == lexLiteral {
				z = next(text, z.end)
			}
			if z.kind == lexPunct && text[z.start] == '{' {
				l.unsafe_[y.start+l.base] = true
				blank(x)
			}
		case a == "safe" && (b == "fn" || b == "static"):
			l.safe[y.start+l.base] = true
			blank(x)
		}
		prev, x = x, y
	}
	if out == nil {
		return text, deep
	}
	return string(out), deep
}

// builtinCalls are the built-in forms whose operands are expressions (`name = e` included).
var builtinCalls = map[string]bool{"format_args": true, "format_args_nl": true}

// body is the block of the function that wraps a fragment; nil if broken.
func wrapped(root *node) *node {
	if root == nil {
		return nil
	}
	if f := root.find("function_item"); f != nil && len(root.kids) == 1 {
		return f.get("body")
	}
	return nil
}

func (l *lowerer) done() []ast.SyntaxError { return l.errs }

func (l *lowerer) broken() ast.At {
	if len(l.errs) == 0 {
		l.errs = append(l.errs, ast.SyntaxError{At: at(0, l.size), Msg: "syntax error"})
	}
	return at(0, l.size)
}

// unread are the errors of a text that the exact parser did not read: those that recovery met,
// else the place at which reading ended.
func unread(errs []ast.SyntaxError, x lexeme, size int) []ast.SyntaxError {
	if len(errs) > 0 {
		return errs
	}
	return []ast.SyntaxError{{At: at(min(x.start, size), min(x.end, size)), Msg: "syntax error"}}
}

// ParseExprText parses one expression.
func ParseExprText(text string) (ast.Expr, []ast.SyntaxError) {
	var out ast.Expr
	ok, x := exactly(text, func(p *exact) { out = p.expr() })
	if ok {
		return out, nil
	}
	out, errs := recoverExpr(text)
	return out, unread(errs, x, len(text))
}

func recoverExpr(text string) (ast.Expr, []ast.SyntaxError) {
	l, root := parse(exprHead, text, "\n)}")
	if b := wrapped(root); b != nil && len(l.errs) == 0 {
		if k := b.namedKids(); len(k) == 1 && k[0].kind == "parenthesized_expression" && k[0].end == len(l.src)-1 {
			e := l.expr(k[0].namedKids()[0])
			return e, l.done()
		}
	}
	return &ast.ErrorExpr{At: l.broken()}, l.done()
}

// ParseStmtsText parses statements with an optional tail.
func ParseStmtsText(text string) (*ast.Block, []ast.SyntaxError) {
	var out *ast.Block
	ok, x := exactly(text, func(p *exact) { out = p.stmts() })
	if ok {
		out.At = at(0, len(text))
		return out, nil
	}
	out, errs := recoverStmts(text)
	out.Bad = true
	return out, unread(errs, x, len(text))
}

func recoverStmts(text string) (*ast.Block, []ast.SyntaxError) {
	l, root := parse(stmtHead, text, "\n}")
	if b := wrapped(root); b != nil && b.end == len(l.src) {
		blk := l.block(b)
		blk.Bad = len(l.errs) > 0
		return blk, l.done()
	}
	return &ast.Block{At: l.broken(), Bad: true}, l.done()
}

// ParsePatText parses one pattern, top-level alternatives included.
func ParsePatText(text string) (ast.Pat, []ast.SyntaxError) {
	var out ast.Pat
	ok, x := exactly(text, func(p *exact) { out = p.pat() })
	if ok {
		return out, nil
	}
	out, errs := recoverPat(text)
	return out, unread(errs, x, len(text))
}

func recoverPat(text string) (ast.Pat, []ast.SyntaxError) {
	l, root := parse(patHead, text, "\n=0;}")
	if b := wrapped(root); b != nil && len(l.errs) == 0 {
		if k := b.namedKids(); len(k) == 1 && k[0].kind == "let_declaration" && k[0].get("type") == nil {
			p := l.letPat(k[0])
			return p, l.done()
		}
	}
	return &ast.ErrorPat{At: l.broken()}, l.done()
}

// ParseTypeText parses one type.
func ParseTypeText(text string) (ast.Type, []ast.SyntaxError) {
	var out ast.Type
	ok, x := exactly(text, func(p *exact) { out = p.typ(true) })
	if ok {
		return out, nil
	}
	out, errs := recoverType(text)
	return out, unread(errs, x, len(text))
}

func recoverType(text string) (ast.Type, []ast.SyntaxError) {
	l, root := parse(typeHead, text, "\n;")
	if root != nil && len(root.kids) == 1 && len(l.errs) == 0 {
		if t := root.kids[0].get("type"); t != nil && !root.kids[0].has("where_clause") {
			ty := l.typ(t)
			return ty, l.done()
		}
	}
	return &ast.ErrorType{At: l.broken()}, l.done()
}

// ParseItemsText parses items; those nested in impls, traits and modules stay inside.
func ParseItemsText(text string) ([]*ast.Item, []ast.SyntaxError) {
	out, errs, _ := parseItems(text, freeItem)
	return out, errs
}

// parseItems also says where the exact parser gave up.
func parseItems(text string, in itemPlace) ([]*ast.Item, []ast.SyntaxError, lexeme) {
	var out []*ast.Item
	ok, x := exactly(text, func(p *exact) { out = p.items(in) })
	if ok {
		return out, nil, x
	}
	out, errs := recoverItems(text)
	for _, it := range out {
		spoil(it, x)
	}
	return out, unread(errs, x, len(text)), x
}

// spoil marks what holds an error that recovery did not meet.
func spoil(it *ast.Item, x lexeme) {
	f, ok := it.Kind.(*ast.FnItem)
	if ok && f.Body != nil && f.Body.Bad && x == (lexeme{}) {
		return // a token that does not end, in the body that it left open
	}
	if ok && f.Body != nil && int(f.Body.Start) <= x.start && x.end <= int(f.Body.End) {
		f.Body.Bad = true
		return
	}
	it.Bad = true
}

func recoverItems(text string) ([]*ast.Item, []ast.SyntaxError) {
	cut, closers := unclosed(text)
	l, root := parse("", text[:cut], closers)
	l.size = len(text)
	if root == nil {
		return nil, l.done()
	}
	items := l.items(root.kids)
	if closers != "" && len(items) > 0 {
		if f, ok := items[len(items)-1].Kind.(*ast.FnItem); ok && f.Body != nil {
			f.Body.Bad, f.Body.End = true, int32(len(text))
		}
	}
	return items, l.done()
}

// unclosed says how to close what a text leaves open: it is cut before a literal or comment that
// does not end, and closing delimiters follow. So a fn whose end is not typed yet is a fn.
func unclosed(text string) (cut int, closers string) {
	var open []byte
	cut = len(text)
	for i := 0; ; {
		x := next(text, i)
		if x.kind == lexEOF {
			break
		}
		if x.bad && endless(text, x) && x.end == len(text) {
			cut = x.start
			break
		}
		i = x.end
		if x.kind != lexPunct {
			continue
		}
		switch c := text[x.start]; c {
		case '(', '[', '{':
			open = append(open, closer(c))
		case ')', ']', '}':
			if i := bytes.LastIndexByte(open, c); i >= 0 { // those inside are closed with it
				open = open[:i]
			}
		}
	}
	slices.Reverse(open)
	return cut, string(open)
}

// ParseAssocItemsText parses items as they stand in a trait, impl or extern block.
func ParseAssocItemsText(text string) ([]*ast.Item, []ast.SyntaxError) {
	var out []*ast.Item
	ok, x := exactly(text, func(p *exact) { out = p.items(assocItem) })
	if ok {
		return out, nil
	}
	return nil, unread(nil, x, len(text))
}
