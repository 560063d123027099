package macro

import (
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: matching a call's tokens against one rule. The matcher walks its
// nodes with a continuation; a repetition first tries one iteration more. What
// is bound is kept in persistent lists, so that giving up a way costs nothing.

// value is what a variable is bound to: tokens, or one value for each iteration.
type value struct {
	tokens []ast.TokenTree
	seq    []*value
	isSeq  bool
}

// binds is a persistent list of bindings; an entry with rep holds the
// iterations of a repetition, which become sequences only once all has matched.
type binds struct {
	prev *binds
	name string
	val  *value
	rep  *node
	it   *iters
}

// iters is a persistent list of a repetition's iterations, last first.
type iters struct {
	prev *iters
	b    *binds
}

type matcher struct {
	edition source.Edition
	steps   int // what is left; below 0: the match is given up
	depth   int
}

type cont func(p place, b *binds) bool

// match matches all of ts and returns the bindings by name.
func (m *matcher) match(ns []node, ts []ast.TokenTree) (map[string]*value, bool) {
	var found *binds
	ok := m.seq(ns, ts, place{}, nil, func(p place, b *binds) bool {
		found = b
		return p.i == len(ts)
	})
	if !ok {
		return nil, false
	}
	return flatten(found), true
}

func (m *matcher) seq(ns []node, ts []ast.TokenTree, p place, b *binds, k cont) bool {
	if m.depth > maxTokens/2 {
		m.steps = 0
	}
	if m.steps--; m.steps < 0 {
		return false
	}
	m.depth++
	defer func() { m.depth-- }()
	for len(ns) > 0 {
		n := &ns[0]
		ns = ns[1:]
		switch n.kind {
		case nodeToken:
			q, ok := m.token(ts, p, n.tok)
			if !ok {
				return false
			}
			p = q
		case nodeVar:
			q, toks, ok := m.fragment(n.frag, ts, p)
			if !ok {
				return false
			}
			b, p = &binds{prev: b, name: n.name, val: &value{tokens: toks}}, q
		case nodeGroup:
			if p.off != 0 || p.i >= len(ts) || ts[p.i].Kind != ast.TokDelim || ts[p.i].Delim != n.tok.Delim {
				return false
			}
			sub, q := ts[p.i].Sub, place{p.i + 1, 0}
			return m.seq(n.sub, sub, place{}, b, func(in place, b *binds) bool {
				return in.i == len(sub) && m.seq(ns, ts, q, b, k)
			})
		case nodeRep:
			rest := ns
			return m.repeat(n, ts, p, nil, 0, func(p place, it *iters) bool {
				return m.seq(rest, ts, p, &binds{prev: b, rep: n, it: it}, k)
			})
		}
	}
	return k(p, b)
}

// repeat matches further iterations of n; count have been matched.
func (m *matcher) repeat(n *node, ts []ast.TokenTree, p place, it *iters, count int, done func(place, *iters) bool) bool {
	more := p
	ok := n.op != '?' || count == 0
	if count > 0 && len(n.sep) > 0 && ok {
		more, ok = m.token(ts, p, n.sep[0])
	}
	if ok {
		hit := m.seq(n.sub, ts, more, nil, func(q place, b *binds) bool {
			if q == more && (count > 0 || q == p) { // an empty iteration would go on for ever
				return false
			}
			return m.repeat(n, ts, q, &iters{it, b}, count+1, done)
		})
		if hit {
			return true
		}
	}
	if n.op == '+' && count == 0 || m.steps < 0 {
		return false
	}
	return done(p, it)
}

// flatten makes a map of a list of bindings.
func flatten(b *binds) map[string]*value {
	out := map[string]*value{}
	for ; b != nil; b = b.prev {
		if b.rep == nil {
			out[b.name] = b.val
			continue
		}
		for _, v := range b.rep.vars {
			out[v] = &value{isSeq: true}
		}
		var order []*binds
		for it := b.it; it != nil; it = it.prev {
			order = append(order, it.b)
		}
		for i := len(order) - 1; i >= 0; i-- {
			for name, val := range flatten(order[i]) {
				if v := out[name]; v != nil {
					v.seq = append(v.seq, val)
				}
			}
		}
	}
	return out
}

// token matches one literal token of the matcher.
func (m *matcher) token(ts []ast.TokenTree, p place, want ast.TokenTree) (place, bool) {
	if p.i >= len(ts) {
		return p, false
	}
	t := ts[p.i]
	if t.Kind == ast.TokPunct {
		ok := want.Kind == ast.TokPunct && t.Text[p.off:] == want.Text
		return place{p.i + 1, 0}, ok
	}
	if t.Kind == ast.TokDelim && t.Delim == 0 && len(t.Sub) == 1 && (t.Frag == "ident" || t.Frag == "lifetime") {
		t = t.Sub[0]
	}
	return place{p.i + 1, 0}, t.Kind == want.Kind && t.Kind != ast.TokDelim && t.Text == want.Text && t.Raw == want.Raw
}

// fragment reads a fragment and returns its tokens, as an invisible group where
// rustc keeps it whole.
func (m *matcher) fragment(kind string, ts []ast.TokenTree, p place) (place, []ast.TokenTree, bool) {
	r := &reader{ts: ts, steps: &m.steps}
	q, ok := m.fragmentEnd(r, kind, p)
	if !ok || q.i > len(ts) {
		return p, nil, false
	}
	toks := between(ts, p, q)
	switch {
	case kind == "ident", kind == "lifetime", kind == "tt":
		return q, toks, true
	case len(toks) == 1 && toks[0].Kind == ast.TokDelim && toks[0].Delim == 0:
		return q, toks, true // already whole
	}
	g := ast.TokenTree{Kind: ast.TokDelim, Frag: kind, Sub: toks}
	if len(toks) > 0 {
		first, last := toks[0], toks[len(toks)-1]
		g.Range, g.Span, g.Mark = first.Range.Cover(last.Range), first.Span.To(last.Span), first.Mark
	}
	return q, []ast.TokenTree{g}, true
}

func (m *matcher) fragmentEnd(r *reader, kind string, p place) (place, bool) {
	if kind == "vis" {
		return r.vis(p), true
	}
	if p.i >= len(r.ts) {
		return p, false
	}
	t := r.at(p)
	switch kind {
	case "tt":
		return r.next(p), true
	case "ident":
		return r.next(p), t.Kind == ast.TokIdent && (t.Raw || t.Text != "_") && t.Text != "$crate" || r.frag(p) == "ident"
	case "lifetime":
		return r.next(p), t.Kind == ast.TokLifetime || r.frag(p) == "lifetime"
	case "literal":
		return r.literal(p)
	case "expr", "expr_2021":
		if !r.canBeginExpr(p) || r.kw(p) == "let" || m.oldExpr(kind) && (r.kw(p) == "_" || r.kw(p) == "const" && r.group(r.next(p), '{')) {
			return p, false
		}
		return r.expr(p, false)
	case "pat":
		return r.pat(p, m.edition.AtLeast(source.Edition2021))
	case "pat_param":
		return r.pat(p, false)
	case "ty":
		return r.ty(p, true)
	case "path":
		return r.path(p, true)
	case "block":
		return r.block(p)
	case "stmt":
		return r.stmt(p)
	case "meta":
		return r.meta(p)
	case "item":
		if q, ok := r.item(p); ok {
			return q, true
		}
		return r.itemMacro(p)
	}
	return p, false
}

// oldExpr: before 2024, and for expr_2021, `_` and `const {}` are no expressions.
func (m *matcher) oldExpr(kind string) bool {
	return kind == "expr_2021" || !m.edition.AtLeast(source.Edition2024)
}

// literal reads a literal, perhaps negated; an expression that another macro matched may be
// one (rustc's MetaVarKind::Expr with can_begin_literal_maybe_minus).
func (r *reader) literal(p place) (place, bool) {
	switch r.frag(p) {
	case "literal":
		return r.next(p), true
	case "expr", "expr_2021":
		sub := &reader{ts: r.at(p).Sub, steps: r.steps}
		q, ok := sub.literal(place{})
		return r.next(p), ok && q.i == len(sub.ts)
	}
	if q, ok := r.eat(p, "-"); ok {
		return r.next(q), r.kind(q, ast.TokLiteral)
	}
	k := r.kw(p)
	return r.next(p), r.kind(p, ast.TokLiteral) || k == "true" || k == "false"
}
