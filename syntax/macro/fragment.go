package macro

import (
	"strings"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: where a fragment ends. A recogniser of Rust's expressions, types,
// patterns, statements and items over glued tokens that builds no tree: binary
// operators are read as a flat chain, for precedence does not change the length.
// Each function takes a place and returns the place behind what it read; ok is
// false where the grammar does not fit. A place may lie inside a glued token:
// in `Foo<$t:ty>` against `Foo<Vec<u8>>` the type ends within `>>`.

type place struct{ i, off int }

type reader struct {
	ts    []ast.TokenTree
	depth int
	steps *int
}

// enter bounds recursion and work.
func (r *reader) enter() bool {
	r.depth++
	*r.steps--
	return r.depth < 400 && *r.steps > 0
}
func (r *reader) leave() { r.depth-- }

func (r *reader) at(p place) *ast.TokenTree {
	if p.i < len(r.ts) {
		return &r.ts[p.i]
	}
	return nil
}

// punct is the punctuation left at p, "" if it is none.
func (r *reader) punct(p place) string {
	if t := r.at(p); t != nil && t.Kind == ast.TokPunct && p.off < len(t.Text) {
		return t.Text[p.off:]
	}
	return ""
}

func (r *reader) next(p place) place { return place{p.i + 1, 0} }

// eat takes exactly the token s.
func (r *reader) eat(p place, s string) (place, bool) {
	if r.punct(p) == s {
		return r.next(p), true
	}
	return p, false
}

// split takes s even if it is the beginning of a longer token.
func (r *reader) split(p place, s string) (place, bool) {
	have := r.punct(p)
	if have == s {
		return r.next(p), true
	}
	if strings.HasPrefix(have, s) {
		return place{p.i, p.off + len(s)}, true
	}
	return p, false
}

// kw is the plain identifier or keyword at p.
func (r *reader) kw(p place) string {
	if t := r.at(p); t != nil && t.Kind == ast.TokIdent && !t.Raw {
		return t.Text
	}
	return ""
}

func (r *reader) eatKw(p place, s string) (place, bool) {
	if r.kw(p) == s {
		return r.next(p), true
	}
	return p, false
}

func (r *reader) group(p place, delim byte) bool {
	t := r.at(p)
	return t != nil && t.Kind == ast.TokDelim && t.Delim == delim && (delim != 0 || t.Frag != "")
}

// frag is the kind of the invisible group at p.
func (r *reader) frag(p place) string {
	if r.group(p, 0) {
		return r.at(p).Frag
	}
	return ""
}

func (r *reader) kind(p place, k ast.TokenKind) bool {
	t := r.at(p)
	return t != nil && t.Kind == k
}

var reserved = words("as break const continue crate else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while async await dyn _ $crate")

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// ident reports whether a name that is no keyword stands at p.
func (r *reader) ident(p place) bool {
	t := r.at(p)
	return t != nil && (t.Kind == ast.TokIdent && (t.Raw || !reserved[t.Text]) || r.frag(p) == "ident")
}

func (r *reader) segment(p place) bool {
	switch r.kw(p) {
	case "self", "Self", "super", "crate", "$crate":
		return true
	}
	return r.ident(p)
}

// ---------- paths and types ----------

// path reads a path; types says that generic arguments need no `::`.
func (r *reader) path(p place, types bool) (place, bool) {
	if !r.enter() {
		return p, false
	}
	defer r.leave()
	ok := false
	if f := r.frag(p); f == "path" || f == "ty" {
		p = r.next(p)
		if r.punct(p) != "::" {
			return p, true
		}
		p = r.next(p)
	} else if q, is := r.split(p, "<"); is { // qualified
		if q, ok = r.ty(q, true); !ok {
			return p, false
		}
		if q2, as := r.eatKw(q, "as"); as {
			if q, ok = r.path(q2, true); !ok {
				return p, false
			}
		}
		if q, ok = r.split(q, ">"); !ok {
			return p, false
		}
		if q, ok = r.eat(q, "::"); !ok {
			return p, false
		}
		p = q
	} else if q, is := r.eat(p, "::"); is {
		p = q
	}
	for {
		if !r.segment(p) {
			return p, false
		}
		p = r.next(p)
		p = r.segmentArgs(p, types)
		q, more := r.eat(p, "::")
		if !more || !r.segment(q) {
			return p, true
		}
		p = q
	}
}

func (r *reader) segmentArgs(p place, types bool) place {
	q := p
	if c, ok := r.eat(p, "::"); ok {
		q = c
	} else if !types {
		return p
	}
	if strings.HasPrefix(r.punct(q), "<") && r.punct(q) != "<=" && r.punct(q) != "<<=" && r.punct(q) != "<-" {
		if e, ok := r.genericArgs(q); ok {
			return e
		}
	}
	if types && r.group(q, '(') {
		q = r.next(q)
		if a, ok := r.eat(q, "->"); ok {
			if e, ok := r.ty(a, false); ok {
				return e
			}
		}
		return q
	}
	return p
}

// genericArgs reads `<…>`.
func (r *reader) genericArgs(p place) (place, bool) {
	p, _ = r.split(p, "<")
	for {
		if q, ok := r.split(p, ">"); ok {
			return q, true
		}
		q, ok := r.genericArg(p)
		if !ok {
			return p, false
		}
		p = q
		if q, ok := r.eat(p, ","); ok {
			p = q
		} else if !strings.HasPrefix(r.punct(p), ">") {
			return p, false
		}
	}
}

func (r *reader) genericArg(p place) (place, bool) {
	switch {
	case r.kind(p, ast.TokLifetime):
		return r.next(p), true
	case r.kind(p, ast.TokLiteral), r.group(p, '{'), r.kw(p) == "true", r.kw(p) == "false":
		return r.next(p), true
	case r.punct(p) == "-" && r.kind(r.next(p), ast.TokLiteral):
		return r.next(r.next(p)), true
	}
	switch r.frag(p) {
	case "expr", "literal", "block", "lifetime", "expr_2021":
		return r.next(p), true
	}
	q, ok := r.ty(p, true)
	if !ok {
		return p, false
	}
	if e, is := r.split(q, "="); is {
		return r.genericArg(e)
	}
	if c, is := r.eat(q, ":"); is {
		return r.bounds(c)
	}
	return q, true
}

func (r *reader) bounds(p place) (place, bool) {
	for {
		q, ok := r.bound(p)
		if !ok {
			return p, true
		}
		plus, ok := r.split(q, "+")
		if !ok || r.punct(q) == "+=" {
			return q, true
		}
		p = plus
	}
}

func (r *reader) bound(p place) (place, bool) {
	if r.kind(p, ast.TokLifetime) || r.group(p, '(') || r.frag(p) == "lifetime" {
		return r.next(p), true
	}
	if r.kw(p) == "use" {
		if strings.HasPrefix(r.punct(r.next(p)), "<") {
			return r.genericArgs(r.next(p))
		}
		return p, false
	}
	for {
		if q := r.punct(p); q == "?" || q == "~" || q == "!" {
			p = r.next(p)
		} else if k := r.kw(p); k == "const" || k == "async" {
			p = r.next(p)
		} else if r.group(p, '[') && len(r.at(p).Sub) == 1 {
			p = r.next(p)
		} else {
			break
		}
	}
	p, ok := r.forBinder(p)
	if !ok {
		return p, false
	}
	return r.path(p, true)
}

func (r *reader) forBinder(p place) (place, bool) {
	if r.kw(p) == "for" && strings.HasPrefix(r.punct(r.next(p)), "<") {
		return r.genericArgs(r.next(p))
	}
	return p, true
}

// ty reads a type; plus says that `A + B` may follow.
func (r *reader) ty(p place, plus bool) (place, bool) {
	if !r.enter() {
		return p, false
	}
	defer r.leave()
	if f := r.frag(p); f == "ty" && r.punct(r.next(p)) != "::" {
		return r.plusBounds(r.next(p), plus)
	}
	if r.group(p, '(') {
		return r.plusBounds(r.next(p), plus)
	}
	if r.group(p, '[') || r.punct(p) == "!" || r.kw(p) == "_" {
		return r.next(p), true
	}
	if q, ok := r.split(p, "&"); ok && r.punct(p) != "&=" {
		if r.punct(p) == "&&" {
			q = r.next(p)
		}
		if r.kind(q, ast.TokLifetime) || r.frag(q) == "lifetime" {
			q = r.next(q)
		}
		q, _ = r.eatKw(q, "mut")
		return r.ty(q, false)
	}
	if q, ok := r.eat(p, "*"); ok {
		if k := r.kw(q); k != "const" && k != "mut" {
			return p, false
		}
		return r.ty(r.next(q), false)
	}
	q, ok := r.forBinder(p)
	if !ok {
		return p, false
	}
	if e, is := r.fnPointer(q); is {
		return e, true
	}
	switch k := r.kw(q); {
	case k == "impl" || k == "dyn" && !strings.HasPrefix(r.punct(r.next(q)), "::"):
		if _, one := r.bound(r.next(q)); one {
			if plus {
				return r.bounds(r.next(q))
			}
			return r.bound(r.next(q))
		}
	}
	if r.kind(q, ast.TokLifetime) {
		return r.bounds(q)
	}
	if q, ok = r.path(q, true); !ok {
		return p, false
	}
	if r.punct(q) == "!" && r.anyGroup(r.next(q)) {
		return r.next(r.next(q)), true
	}
	return r.plusBounds(q, plus)
}

func (r *reader) plusBounds(p place, plus bool) (place, bool) {
	if plus && r.punct(p) == "+" {
		return r.bounds(r.next(p))
	}
	return p, true
}

func (r *reader) anyGroup(p place) bool {
	return r.group(p, '(') || r.group(p, '[') || r.group(p, '{')
}

func (r *reader) fnPointer(p place) (place, bool) {
	q, _ := r.eatKw(p, "unsafe")
	if e, ok := r.eatKw(q, "extern"); ok {
		q = e
		if r.kind(q, ast.TokLiteral) {
			q = r.next(q)
		}
	}
	q, ok := r.eatKw(q, "fn")
	if !ok || !r.group(q, '(') {
		return p, false
	}
	return r.output(r.next(q))
}

func (r *reader) output(p place) (place, bool) {
	if a, ok := r.eat(p, "->"); ok {
		return r.ty(a, false)
	}
	return p, true
}

// ---------- patterns ----------

// pat reads a pattern; alts says that `A | B` is one.
func (r *reader) pat(p place, alts bool) (place, bool) {
	if !r.enter() {
		return p, false
	}
	defer r.leave()
	if alts {
		p, _ = r.eat(p, "|")
	}
	for {
		q, ok := r.patOne(p)
		if !ok {
			return p, false
		}
		bar, more := r.eat(q, "|")
		if !alts || !more {
			return q, true
		}
		p = bar
	}
}

func (r *reader) patOne(p place) (place, bool) {
	switch r.frag(p) {
	case "pat", "pat_param":
		return r.next(p), true
	}
	if q, ok := r.split(p, "&"); ok {
		if r.punct(p) == "&&" {
			q = r.next(p)
		}
		q, _ = r.eatKw(q, "mut")
		return r.pat(q, false)
	}
	if r.group(p, '(') || r.group(p, '[') || r.kw(p) == "_" || r.punct(p) == "!" {
		return r.next(p), true
	}
	if q := r.punct(p); q == ".." || q == "..=" || q == "..." {
		if e, ok := r.patBound(r.next(p)); ok {
			return e, true
		}
		return r.next(p), q == ".."
	}
	switch r.kw(p) {
	case "ref", "mut":
		q := p
		for r.kw(q) == "ref" || r.kw(q) == "mut" {
			q = r.next(q)
		}
		return r.patBinding(q)
	case "box":
		if q, ok := r.pat(r.next(p), false); ok {
			return q, true
		}
	}
	if r.ident(p) && r.punct(r.next(p)) == "@" {
		return r.patBinding(p)
	}
	q, ok := r.patBound(p)
	if !ok {
		return p, false
	}
	switch {
	case r.punct(q) == "!" && r.anyGroup(r.next(q)):
		return r.next(r.next(q)), true
	case (r.group(q, '(') || r.group(q, '{')) && !r.kind(p, ast.TokLiteral) && r.kw(p) != "const":
		return r.next(q), true
	}
	if d := r.punct(q); d == "..=" || d == "..." || d == ".." {
		if e, ok := r.patBound(r.next(q)); ok {
			return e, true
		}
		return r.next(q), d == ".."
	}
	return q, true
}

func (r *reader) patBinding(p place) (place, bool) {
	if !r.ident(p) && r.kw(p) != "self" {
		return p, false
	}
	p = r.next(p)
	if q, ok := r.eat(p, "@"); ok {
		return r.pat(q, false)
	}
	return p, true
}

// patBound is what may bound a range: a literal, a path, a const block.
func (r *reader) patBound(p place) (place, bool) {
	if q, ok := r.eat(p, "-"); ok {
		return r.next(q), r.kind(q, ast.TokLiteral) || r.frag(q) == "literal"
	}
	switch r.frag(p) {
	case "expr", "literal", "expr_2021", "block":
		return r.next(p), true
	}
	switch k := r.kw(p); {
	case r.kind(p, ast.TokLiteral), k == "true", k == "false":
		return r.next(p), true
	case k == "const" && r.group(r.next(p), '{'):
		return r.next(r.next(p)), true
	}
	return r.path(p, false)
}

// ---------- helpers on slices ----------

// between is the tokens from a to b; glued tokens at the ends may be cut.
func between(ts []ast.TokenTree, a, b place) []ast.TokenTree {
	if a.off == 0 && b.off == 0 {
		return ts[a.i:b.i:b.i]
	}
	var out []ast.TokenTree
	for i := a.i; i < len(ts) && (i < b.i || i == b.i && b.off > 0); i++ {
		t := ts[i]
		from, to := 0, len(t.Text)
		if i == a.i {
			from = a.off
		}
		if i == b.i {
			to = b.off
		}
		if t.Kind == ast.TokPunct && (from > 0 || to < len(t.Text)) {
			t = cut(t, from, to)
		}
		out = append(out, t)
	}
	return out
}

func cut(t ast.TokenTree, from, to int) ast.TokenTree {
	n := len(t.Text)
	t.Text = t.Text[from:to]
	t.Range = source.Range{Start: t.Start + int32(from), End: t.End - int32(n-to)}
	if t.Span.Valid() && int(t.Span.End-t.Span.Start) == n {
		t.Span.Start, t.Span.End = t.Span.Start+int32(from), t.Span.End-int32(n-to)
	}
	return t
}
