package macro

import (
	"sort"
	"strings"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: an expansion as text with a map from its bytes back to where its
// tokens come from, and the way back: the tokens of a call found in that text
// regain their spans, marks and fragments.

// Site is a text in which macro calls stand.
type Site interface {
	// SpanAt is the place in the source of a range of the text.
	SpanAt(r source.Range) source.Span
	// MarkAt is the hygiene mark of the token at the offset.
	MarkAt(off int32) ast.Mark
}

// Written is the text of an item as written.
type Written struct{ Item source.ItemID }

// SpanAt is the range itself.
func (w Written) SpanAt(r source.Range) source.Span {
	return source.Span{Item: w.Item, Start: r.Start, End: r.End}
}

// MarkAt is 0: written tokens have no mark.
func (w Written) MarkAt(int32) ast.Mark { return 0 }

// Expansion is what a call expands to.
type Expansion struct {
	Text   string
	Tokens []ast.TokenTree // the same as trees, with glued punctuation
	segs   []segment
	groups []group
	x      *Expander
}

type segment struct {
	source.Range
	span   source.Span
	mark   ast.Mark
	dollar bool // `$crate`
}

// group is a fragment that was kept whole: a range, whose ends are parentheses if paren.
type group struct {
	source.Range
	frag  string
	paren bool
	span  source.Span
}

// print writes tokens as text.
func (x *Expander) print(ts []ast.TokenTree) (*Expansion, error) {
	p := &printer{e: &Expansion{Tokens: ts, x: x}}
	p.trees(ts)
	p.e.Text = p.b.String()
	if x.size += len(p.e.Text) / 16; x.size > maxTokens || len(p.e.Text) > maxTokens*16 {
		return nil, ErrTooBig
	}
	sort.SliceStable(p.e.groups, func(i, j int) bool { return p.e.groups[i].Start < p.e.groups[j].Start })
	return p.e, nil
}

type printer struct {
	b strings.Builder
	e *Expansion
}

func (p *printer) word(s string, t *ast.TokenTree, span source.Span) {
	if n := p.b.Len(); n > 0 {
		p.b.WriteByte(' ')
	}
	start := int32(p.b.Len())
	p.b.WriteString(s)
	p.e.segs = append(p.e.segs, segment{source.Range{Start: start, End: int32(p.b.Len())}, span, t.Mark,
		t.Kind == ast.TokIdent && t.Text == "$crate"})
}

func (p *printer) trees(ts []ast.TokenTree) {
	for i := range ts {
		t := &ts[i]
		switch {
		case t.Kind == ast.TokDelim && t.Delim == 0:
			next := ""
			if i+1 < len(ts) {
				next = ts[i+1].Text
			}
			p.fragment(t, next)
		case t.Kind == ast.TokDelim:
			p.word(string(t.Delim), t, edge(t.Span, true))
			p.trees(t.Sub)
			p.word(string(closers[t.Delim]), t, edge(t.Span, false))
		case t.Kind == ast.TokIdent && t.Text == "$crate":
			p.word("crate", t, t.Span)
		case t.Raw:
			p.word("r#"+t.Text, t, t.Span)
		case t.Kind == ast.TokLiteral && i > 0 && isPunct(ts[i-1], ".") && strings.Contains(t.Text, "."):
			for k, part := range strings.Split(t.Text, ".") { // x.0.1
				if k > 0 {
					p.word(".", t, t.Span)
				}
				if part != "" {
					p.word(part, t, t.Span)
				}
			}
		default:
			p.word(t.Text, t, t.Span)
		}
	}
}

// edge is a group's opening or closing delimiter.
func edge(s source.Span, open bool) source.Span {
	if !s.Valid() || s.End-s.Start < 2 {
		return s
	}
	if open {
		s.End = s.Start + 1
	} else {
		s.Start = s.End - 1
	}
	return s
}

// fragment prints an invisible group, in brackets where it could fall apart.
func (p *printer) fragment(t *ast.TokenTree, next string) {
	if len(t.Sub) == 0 {
		return
	}
	open, closing := brackets(t, next)
	start := p.b.Len()
	if start > 0 {
		start++ // the space
	}
	if open != "" {
		p.word(open, t, t.Span)
	}
	p.trees(t.Sub)
	if closing != "" {
		p.word(closing, t, t.Span)
	}
	p.e.groups = append(p.e.groups, group{source.Range{Start: int32(start), End: int32(p.b.Len())}, t.Frag, open != "", t.Span})
}

// brackets are what keeps a fragment whole before the token next: none for one
// that is a single operand.
func brackets(t *ast.TokenTree, next string) (string, string) {
	beforePath := next == "::"
	steps := 1000
	r := &reader{ts: t.Sub, steps: &steps}
	switch t.Frag {
	case "literal": // `-1` may stand in patterns, where it takes no parentheses
		if len(t.Sub) > 1 && (next == "." || next == "?") {
			return "(", ")"
		}
	case "expr", "expr_2021":
		if len(t.Sub) == 1 && (t.Sub[0].Kind != ast.TokDelim || t.Sub[0].Delim != '{') {
			return "", ""
		}
		if q, ok := r.path(place{}, false); ok && q.i == len(t.Sub) {
			return "", ""
		}
		return "(", ")"
	case "pat", "pat_param":
		for _, s := range t.Sub {
			if isPunct(s, "|") || isPunct(s, "..") || isPunct(s, "..=") {
				return "(", ")"
			}
		}
	case "ty":
		if q, ok := r.path(place{}, true); ok && q.i == len(t.Sub) && !beforePath {
			return "", ""
		}
		if beforePath {
			return "<", ">"
		}
		for i, s := range t.Sub {
			if isPunct(s, "+") || i == 0 && (s.Text == "dyn" || s.Text == "impl" || s.Text == "for") {
				return "(", ")"
			}
		}
	}
	return "", ""
}

// seg is the index of the first segment that ends behind off.
func (e *Expansion) seg(off int32) int {
	return sort.Search(len(e.segs), func(i int) bool { return e.segs[i].End > off })
}

// SpanAt is the place of a range of the text: from its first to its last token.
// If these come from different texts, a token of the call's arguments gives way
// to one of the macro's body.
func (e *Expansion) SpanAt(r source.Range) source.Span {
	i := e.seg(r.Start)
	j := sort.Search(len(e.segs), func(k int) bool { return e.segs[k].Start >= r.End }) - 1
	if i >= len(e.segs) {
		i = len(e.segs) - 1
	}
	if i < 0 {
		return source.NoSpan
	}
	a := e.segs[i]
	if j < i || a.End >= r.End && a.Start <= r.Start {
		if off := r.Start - a.Start; off >= 0 && r.End <= a.End && a.span.End-a.span.Start == a.End-a.Start {
			s := a.span
			s.Start, s.End = s.Start+off, s.Start+off+r.Len()
			return s
		}
		return a.span
	}
	b := e.segs[j]
	switch {
	case a.span.Item == b.span.Item && a.span.Expn == b.span.Expn:
		return a.span.To(b.span)
	case a.span.Expn == 0 && b.span.Valid():
		return b.span
	}
	return a.span
}

// MarkAt is the mark of the token at the offset.
func (e *Expansion) MarkAt(off int32) ast.Mark {
	if i := e.seg(off); i < len(e.segs) && e.segs[i].Start <= off {
		return e.segs[i].mark
	}
	return 0
}

// CrateAt reports whether the `crate` at the offset is a `$crate`, and of which crate.
func (e *Expansion) CrateAt(off int32) (string, bool) {
	i := e.seg(off)
	if i >= len(e.segs) || !e.segs[i].dollar || e.segs[i].Start > off {
		return "", false
	}
	if r := e.x.MarkInfo(e.segs[i].mark).Rules; r != nil {
		return r.Crate, true
	}
	return "", true
}

// IsGroup reports whether the range is exactly a fragment that was put in
// parentheses of ours, and the fragment's kind.
func (e *Expansion) IsGroup(r source.Range) (frag string, ok bool) {
	for i := e.group(r.Start); i < len(e.groups) && e.groups[i].Start == r.Start; i++ {
		if e.groups[i].Range == r && e.groups[i].paren {
			return e.groups[i].frag, true
		}
	}
	return "", false
}

func (e *Expansion) group(off int32) int {
	return sort.Search(len(e.groups), func(i int) bool { return e.groups[i].Start >= off })
}

// regroup makes invisible groups again of the tokens that came from fragments.
func regroup(ts []ast.TokenTree, site Site) []ast.TokenTree {
	e, ok := site.(*Expansion)
	if !ok || len(e.groups) == 0 {
		return ts
	}
	return e.regroup(ts, nil)
}

func (e *Expansion) regroup(ts []ast.TokenTree, in *group) []ast.TokenTree {
	var out []ast.TokenTree
	for i := 0; i < len(ts); {
		t := ts[i]
		if g, n := e.whole(ts[i:], in); g != nil {
			inner := ts[i : i+n]
			if g.paren && t.Kind == ast.TokDelim {
				inner = t.Sub
			} else if g.paren && n > 2 {
				inner = ts[i+1 : i+n-1] // < T >
			}
			out = append(out, ast.TokenTree{At: ast.At{Range: g.Range}, Kind: ast.TokDelim, Frag: g.frag,
				Sub: e.regroup(inner, g), Span: g.span, Mark: t.Mark})
			i += n
			continue
		}
		if t.Kind == ast.TokDelim {
			t.Sub = e.regroup(t.Sub, nil)
		}
		out = append(out, t)
		i++
	}
	return out
}

// whole finds the largest group, not in itself, whose tokens are a prefix of ts.
func (e *Expansion) whole(ts []ast.TokenTree, in *group) (*group, int) {
	var best *group
	count := 0
	for k := e.group(ts[0].Start); k < len(e.groups) && e.groups[k].Start == ts[0].Start; k++ {
		g := &e.groups[k]
		if in != nil && g.Len() >= in.Len() || best != nil && best.Len() >= g.Len() {
			continue
		}
		for n := 0; n < len(ts) && ts[n].End <= g.End; n++ {
			if ts[n].End == g.End {
				best, count = g, n+1
				break
			}
		}
	}
	return best, count
}

func lastSegment(path string) string {
	if i := strings.LastIndex(path, "::"); i >= 0 {
		return path[i+2:]
	}
	return path
}
