package mirbuild

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/syntax/source"
)

// This file: the decision tree of a match. The first candidate's first test is made;
// the candidates are sorted into the test's outcomes, and those that it tells nothing
// about come after. False edges then lead from each arm to the next, so that borrowck
// does not rely on the order of the tests.
//
//	match o { Some(1) => a, None => b, _ => c }
//	start: discriminant(o): Some -> test 1: yes -> a, no -> rest
//	                        None -> b        other -> rest
//	rest: c

// subBranch is one way to match an arm: what to bind, where, and where a guard fails to.
type subBranch struct {
	span        source.Span
	matched     mir.BlockID
	failed      mir.BlockID
	bindings    []binding
	ascriptions []ascription
	never       bool
}

// fakeBorrow keeps a place that was tested from being changed by a guard.
type fakeBorrow struct {
	place mir.Place
	temp  mir.LocalID
	kind  mir.BorrowKind
}

// matchTree is a finished decision tree, an entry of branches for each pattern.
type matchTree struct {
	branches  [][]subBranch
	otherwise mir.BlockID
	fakes     []fakeBorrow
}

// arm is a pattern of a match and whether it has a guard.
type armPat struct {
	pat     thir.PatID
	guarded bool
}

// match is a match expression.
func (b *builder) match(dest mir.Place, bb mir.BlockID, k thir.Match, span source.Span) mir.BlockID {
	scrutSpan := b.thir.Exprs[k.Scrutinee].Span
	scrut, bb := b.scrutinee(bb, k.Scrutinee)
	arms := make([]armPat, len(k.Arms))
	for i, a := range k.Arms {
		arms[i] = armPat{b.thir.Arms[a].Pat, b.thir.Arms[a].Guard != 0}
	}
	tree := b.matchTree(bb, scrutSpan, scrut, span.ShrinkToStart().To(scrutSpan), arms, false)
	if k.Source == hir.MatchQuestion {
		b.inQuestion++
		defer func() { b.inQuestion-- }()
	} else if saved := b.inQuestion; saved > 0 {
		b.inQuestion = 0
		defer func() { b.inQuestion = saved }()
	}
	exit := mir.ExitArm
	if k.Source == hir.MatchForLoop {
		exit = mir.ExitScope // the braces of the loop's body
	}
	return b.arms(dest, k.Arms, tree, scrut, scrutSpan, span, exit)
}

// scrutinee evaluates what is matched to a place.
func (b *builder) scrutinee(bb mir.BlockID, e thir.ExprID) (placeBuilder, mir.BlockID) {
	p, bb := b.placeOf(bb, e, true, nil)
	if place, ok := b.tryPlace(p); ok {
		b.push(bb, b.thir.Exprs[e].Span, mir.PlaceMention{Place: place})
	}
	return p, bb
}

func (b *builder) arms(dest mir.Place, arms []thir.ArmID, tree *matchTree, scrut placeBuilder, scrutSpan, span source.Span, exit mir.ExitKind) mir.BlockID {
	ends := make([]mir.BlockID, len(arms))
	for i, id := range arms {
		ends[i] = b.arm(dest, &b.thir.Arms[id], tree, i, scrut, scrutSpan, span, exit)
	}
	join := b.newBlock()
	for _, bb := range ends {
		at := span.LastByte()
		if n := len(b.body.Blocks[bb].Stmts); n > 0 {
			at = b.body.Blocks[bb].Stmts[n-1].Span
		}
		b.emitGoto(bb, at, join)
	}
	return join
}

func (b *builder) arm(dest mir.Place, a *thir.Arm, tree *matchTree, i int, scrut placeBuilder, scrutSpan, span source.Span, exit mir.ExitKind) mir.BlockID {
	outer := b.scopes.topmost()
	guard := thir.ScopeID(0)
	if a.Guard != 0 {
		if guard = a.GuardScope; guard == 0 {
			b.extra--
			guard = b.extra
		}
	}
	inside := func() mir.BlockID {
		saved := b.fixedScope
		b.fixedScope = guard
		b.declareBindings(a.Pat, declaring{guarded: a.Guard != 0, scope: a.Scope, match: b.matched(scrut, scrutSpan)})
		if a.Guard != 0 {
			b.declareGuardBindings(a.Guard, guard)
		}
		bb := b.bindPattern(span, tree.branches[i], tree.fakes, scrutSpan, a, outer, guard)
		b.fixedScope = saved
		return b.into(dest, bb, a.Body)
	}
	return b.inScope(a.Scope, b.scopeSpan(a.Scope, a.Span), exit, func() mir.BlockID {
		if guard == 0 {
			return inside()
		}
		return b.inScope(guard, b.scopeSpan(guard, a.Span), exit, inside)
	})
}

// matchTree builds the tests of a list of patterns for one place. refutable: nothing may
// match (`if let`), and control then goes on in otherwise.
func (b *builder) matchTree(bb mir.BlockID, scrutSpan source.Span, p placeBuilder, start source.Span, pats []armPat, refutable bool) *matchTree {
	cs := make([]*candidate, len(pats))
	for i, a := range pats {
		cs[i] = b.newCandidate(p, a.pat, a.guarded)
	}
	tree := &matchTree{fakes: b.fakeBorrows(cs, scrutSpan, p)}
	m := &matcher{builder: b, span: start, scrutSpan: scrutSpan}
	tree.otherwise = m.candidates(bb, cs)
	b.addFalseEdges(cs, tree.otherwise, refutable)
	if !refutable {
		if place, ok := b.tryPlace(p); ok {
			b.push(tree.otherwise, scrutSpan, mir.FakeRead{Cause: mir.ForMatchedPlace, Place: place})
		}
		b.end(tree.otherwise, scrutSpan, mir.Unreachable{})
	}
	for _, c := range cs {
		var subs []subBranch
		c.collect(nil, &subs)
		tree.branches = append(tree.branches, subs)
	}
	return tree
}

// addFalseEdges leads from each candidate to the next, and from a failed guard.
func (b *builder) addFalseEdges(cs []*candidate, otherwise mir.BlockID, refutable bool) {
	next := mir.NoBlock
	if refutable {
		next = otherwise
	}
	for i := len(cs) - 1; i >= 0; i-- {
		guarded := cs[i].guarded
		cs[i].leavesBack(func(leaf *candidate) {
			if next != mir.NoBlock {
				old := leaf.matched
				leaf.matched = b.newBlock()
				b.falseEdge(old, leaf.matched, next, leaf.extra.span)
				if guarded {
					failed := b.newBlock()
					b.falseEdge(failed, leaf.failed, next, leaf.extra.span)
					leaf.failed = failed
				}
			}
			next = leaf.falseIn
		})
	}
}

func (b *builder) falseEdge(from, to, imaginary mir.BlockID, span source.Span) {
	if to == imaginary {
		b.emitGoto(from, span, to)
		return
	}
	b.end(from, span, mir.FalseEdge{Real: to, Imaginary: imaginary})
}

// collect makes the branches of a candidate's leaves.
func (c *candidate) collect(parents []*patExtra, out *[]subBranch) {
	if len(c.subs) > 0 {
		parents = append(parents[:len(parents):len(parents)], &c.extra)
		for _, s := range c.subs {
			s.collect(parents, out)
		}
		return
	}
	br := subBranch{span: c.extra.span, matched: c.matched, failed: c.failed, never: c.extra.never}
	var lists [][]binding
	for _, p := range parents {
		if len(p.bindings) > 0 {
			lists = append(lists, p.bindings)
		}
		br.ascriptions = append(br.ascriptions, p.ascriptions...)
	}
	if len(c.extra.bindings) > 0 {
		lists = append(lists, c.extra.bindings)
	}
	br.ascriptions = append(br.ascriptions, c.extra.ascriptions...)
	for len(lists) > 0 {
		br.bindings = flattenBindings(br.bindings, &lists)
	}
	*out = append(*out, br)
}

// flattenBindings puts the bindings of an or-pattern's alternative where the or-pattern stands.
func flattenBindings(out []binding, lists *[][]binding) []binding {
	first := (*lists)[0]
	*lists = (*lists)[1:]
	for _, bd := range first {
		switch {
		case !bd.or:
			out = append(out, bd)
		case len(*lists) > 0:
			out = flattenBindings(out, lists)
		}
	}
	return out
}

// ---------- the tree ----------

// matcher builds one decision tree.
type matcher struct {
	*builder
	span      source.Span // of the match up to its scrutinee
	scrutSpan source.Span
}

// candidates tests a list of candidates from bb on; the result is where none matches.
func (m *matcher) candidates(bb mir.BlockID, cs []*candidate) mir.BlockID {
	for len(cs) > 0 {
		first := cs[0]
		if first.falseIn == mir.NoBlock {
			first.falseIn = bb
		}
		switch {
		case len(first.pairs) == 0:
			bb = m.selected(first, bb)
			cs = cs[1:]
		case anyOr(cs):
			bb, cs = m.expandOr(bb, cs)
		default:
			bb, cs = m.test(bb, cs)
		}
	}
	return bb
}

func anyOr(cs []*candidate) bool {
	for _, c := range cs {
		if c.startsWithOr() {
			return true
		}
	}
	return false
}

// selected: the candidate matches here; what comes after is reached if its guard fails.
func (m *matcher) selected(c *candidate, bb mir.BlockID) mir.BlockID {
	c.matched = bb
	c.failed = m.newBlock()
	return c.failed
}

// expandOr replaces or-patterns by their alternatives, up to and with the first candidate
// that has other tests after its or-pattern.
func (m *matcher) expandOr(bb mir.BlockID, cs []*candidate) (mir.BlockID, []*candidate) {
	until := len(cs)
	for i, c := range cs {
		if len(c.pairs) > 1 && c.startsWithOr() {
			until = i + 1
			break
		}
	}
	var expanded []*candidate
	for _, c := range cs[:until] {
		if !c.startsWithOr() {
			expanded = append(expanded, c)
			continue
		}
		or := c.pairs[0]
		c.pairs = append([]matchPair(nil), c.pairs[1:]...)
		c.orSpan = or.span
		for _, f := range or.test.pats {
			c.subs = append(c.subs, candidateOf(f.clone(), c.guarded))
		}
		if len(c.subs) > 0 {
			c.subs[0].falseIn = c.falseIn
		}
		expanded = append(expanded, c.subs...)
	}
	rest := m.candidates(bb, expanded)
	for _, c := range cs[:until] {
		if len(c.subs) > 0 {
			m.mergeTrivial(c)
			m.removeNever(c)
		}
	}
	m.testAfterOr(cs[until-1])
	return rest, cs[until:]
}

// clone copies the pairs, which a candidate changes.
func (f flatPat) clone() flatPat {
	f.pairs = append([]matchPair(nil), f.pairs...)
	return f
}

// mergeTrivial joins alternatives that bind nothing: one block for all.
func (m *matcher) mergeTrivial(c *candidate) {
	if c.guarded {
		return
	}
	for _, s := range c.subs {
		if len(s.subs) > 0 || !s.extra.empty() {
			return
		}
	}
	shared := m.newBlock()
	if c.falseIn == mir.NoBlock {
		c.falseIn = c.subs[0].falseIn
	}
	for _, s := range c.subs {
		m.emitGoto(s.matched, c.orSpan, shared)
		c.failed = s.failed
	}
	c.subs = nil
	c.matched = shared
}

// removeNever ends alternatives that are never patterns.
func (m *matcher) removeNever(c *candidate) {
	if len(c.subs) == 0 {
		return
	}
	falseIn := c.subs[0].falseIn
	var kept []*candidate
	for _, s := range c.subs {
		if !s.extra.never {
			kept = append(kept, s)
			continue
		}
		s.leaves(func(l *candidate) { m.end(l.matched, l.extra.span, mir.Unreachable{}) })
	}
	c.subs = kept
	if len(kept) == 0 {
		next := m.newBlock()
		c.matched, c.failed = next, next
		if c.falseIn == mir.NoBlock {
			c.falseIn = falseIn
		}
	}
}

// testAfterOr makes the tests that stand behind an or-pattern, once for each alternative.
func (m *matcher) testAfterOr(c *candidate) {
	if len(c.pairs) == 0 {
		return
	}
	span := c.orSpan
	var last mir.BlockID
	c.leaves(func(l *candidate) { last = l.failed })
	rest := c.pairs
	c.pairs = nil
	c.leaves(func(l *candidate) {
		l.pairs = append([]matchPair(nil), rest...)
		start, failed := l.matched, l.failed
		l.matched, l.failed = mir.NoBlock, mir.NoBlock
		otherwise := m.candidates(start, []*candidate{l})
		to := last
		if l.guarded {
			to = failed
		}
		m.emitGoto(otherwise, span, to)
	})
}

// test makes the first candidate's first test and goes on with those that it sorts.
func (m *matcher) test(bb mir.BlockID, cs []*candidate) (mir.BlockID, []*candidate) {
	pair := &cs[0].pairs[0]
	t := testOf(pair)
	place := pair.place
	if !pair.known {
		panic("mirbuild: a tested place is not captured")
	}
	buckets, rest := m.sortInto(place, &t, cs)
	remainder := m.newBlock()
	targets := map[outcome]mir.BlockID{}
	var order []outcome
	for _, bk := range buckets {
		start := m.newBlock()
		otherwise := m.candidates(start, bk.cs)
		m.emitGoto(otherwise, m.span, remainder)
		targets[bk.outcome] = start
		order = append(order, bk.outcome)
	}
	m.perform(bb, remainder, place, &t, targets, order)
	return remainder, rest
}
