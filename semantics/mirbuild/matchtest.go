package mirbuild

import (
	"slices"

	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: tests: which one settles a pattern, what it says about the others, and
// its code.

type testKind uint8

const (
	testSwitch    testKind = iota // on the variant
	testSwitchInt                 // on an integer or char
	testIf                        // on a bool
	testStr                       // a call of eq
	testEq                        // ==, for floats
	testRange
	testLen
	testNever
)

type matchTest struct {
	kind testKind
	span source.Span
	testCase
}

// outcome is a result of a test.
type outcome struct {
	kind    outcomeKind
	lo, hi  uint64 // isValue
	variant int    // isVariant
}

type outcomeKind uint8

const (
	isSuccess outcomeKind = iota
	isFailure
	isValue
	isVariant
)

// constKind tells the tests of constants apart.
func constKind(t types.Type) testKind {
	p, ok := t.(*types.Prim)
	switch {
	case !ok || p.IsFloat():
		return testEq
	case p.Prim.String() == "bool":
		return testIf
	}
	return testSwitchInt
}

func testOf(p *matchPair) matchTest {
	t := matchTest{span: p.span, testCase: p.test}
	switch p.test.kind {
	case caseVariant:
		t.kind = testSwitch
	case caseConst:
		t.kind = constKind(p.test.ty)
	case caseStr:
		t.kind = testStr
	case caseRange:
		t.kind = testRange
	case caseSlice:
		t.kind = testLen
	case caseNever:
		t.kind = testNever
	default:
		panic("mirbuild: an or-pattern is tested")
	}
	return t
}

// bucket holds the candidates that may match after an outcome.
type bucket struct {
	outcome outcome
	cs      []*candidate
}

// sortInto sorts candidates into the outcomes of a test, up to the first that fits none.
func (m *matcher) sortInto(place mir.Place, t *matchTest, cs []*candidate) (buckets []bucket, rest []*candidate) {
	at := 0 // mostly the same as before: a long match on strings is sorted once for each of them
	for i, c := range cs {
		o, ok := m.bucketFor(place, t, c, buckets)
		if !ok {
			return buckets, cs[i:]
		}
		if at >= len(buckets) || buckets[at].outcome != o {
			at = slices.IndexFunc(buckets, func(b bucket) bool { return b.outcome == o })
		}
		if at < 0 {
			buckets = append(buckets, bucket{outcome: o})
			at = len(buckets) - 1
		}
		in := buckets[at].cs
		if n := len(in); n == 0 || n <= i && &in[0] == &cs[i-n] { // they stand side by side: no copy
			buckets[at].cs = cs[i-n : i+1 : i+1]
		} else {
			buckets[at].cs = append(in, c)
		}
	}
	return buckets, nil
}

// bucketFor is the outcome after which c may still match; a pair that the test settles is
// taken out of c.
func (m *matcher) bucketFor(place mir.Place, t *matchTest, c *candidate, before []bucket) (outcome, bool) {
	at := -1
	for i := range c.pairs { // not by value: a pair is large, and this is asked for every arm and test
		if p := &c.pairs[i]; p.known && p.place.Equal(place) {
			at = i
			break
		}
	}
	if at < 0 {
		return outcome{}, false
	}
	o, ok, settled := m.sortPair(place, t, &c.pairs[at], before)
	if settled {
		p := c.pairs[at]
		c.pairs = append(slices.Delete(slices.Clone(c.pairs), at, at+1), p.subs...)
		c.sort()
	}
	return o, ok
}

func (m *matcher) sortPair(place mir.Place, t *matchTest, p *matchPair, before []bucket) (o outcome, ok, settled bool) {
	pc := &p.test
	switch {
	case t.kind == testSwitch && pc.kind == caseVariant:
		return outcome{kind: isVariant, variant: pc.variant}, true, true
	case t.kind == testSwitchInt && pc.kind == caseConst:
		if m.rangeBefore(place, pc, before) {
			return outcome{}, false, false
		}
		return outcome{kind: isValue, lo: pc.value.Lo, hi: pc.value.Hi}, true, true
	case t.kind == testSwitchInt && pc.kind == caseRange:
		for _, b := range before {
			if b.outcome.kind != isValue {
				continue
			}
			v := types.Const{Kind: types.ConstValue, Lo: b.outcome.lo, Hi: b.outcome.hi}
			if in, known := inRange(pc.rng, v, pc.ty); in || !known {
				return outcome{}, false, false
			}
		}
		return outcome{kind: isFailure}, true, false
	case t.kind == testIf && pc.kind == caseConst:
		if pc.value.Lo != 0 {
			return outcome{kind: isSuccess}, true, true
		}
		return outcome{kind: isFailure}, true, true
	case t.kind == testLen && pc.kind == caseSlice:
		return sortLength(&t.testCase, pc)
	case t.kind == testRange && pc.kind == caseRange:
		if sameRange(t.rng, pc.rng) {
			return outcome{kind: isSuccess}, true, true
		}
		yes, known := overlap(t.rng, pc.rng, pc.ty)
		return outcome{kind: isFailure}, known && !yes, false
	case t.kind == testRange && pc.kind == caseConst:
		in, known := inRange(t.rng, pc.value, pc.ty)
		return outcome{kind: isFailure}, known && !in, false
	case t.kind == testStr && pc.kind == caseStr:
		return equalOrNot(t.str == pc.str)
	case t.kind == testEq && pc.kind == caseConst:
		return equalOrNot(t.value == pc.value)
	case t.kind == testNever:
		return outcome{kind: isSuccess}, true, true
	}
	return outcome{}, false, false
}

func equalOrNot(equal bool) (o outcome, ok, settled bool) {
	if equal {
		return outcome{kind: isSuccess}, true, true
	}
	return outcome{kind: isFailure}, true, false
}

// rangeBefore says that an earlier candidate's range may have the value: it must be tested first.
func (m *matcher) rangeBefore(place mir.Place, pc *testCase, before []bucket) bool {
	for _, b := range before {
		if b.outcome.kind != isFailure {
			continue
		}
		for _, c := range b.cs {
			for i := range c.pairs {
				p := &c.pairs[i]
				if p.known && p.place.Equal(place) && p.test.kind == caseRange {
					if in, known := inRange(p.test.rng, pc.value, pc.ty); in || !known {
						return true
					}
				}
			}
		}
	}
	return false
}

// sortLength sorts a slice pattern by a test of the length.
func sortLength(t, p *testCase) (o outcome, ok, settled bool) {
	success, failure := outcome{kind: isSuccess}, outcome{kind: isFailure}
	if !t.atLeast {
		switch {
		case t.length == p.length && !p.atLeast:
			return success, true, true
		case t.length < p.length:
			return failure, true, false
		case p.atLeast:
			return outcome{}, false, false
		}
		return failure, true, false
	}
	switch {
	case t.length == p.length && p.atLeast:
		return success, true, true
	case t.length <= p.length:
		return success, true, false
	case !p.atLeast:
		return failure, true, false
	}
	return outcome{}, false, false
}

// ---------- the code of a test ----------

// perform writes a test at the end of bb. Outcomes without a target go to otherwise.
func (m *matcher) perform(bb, otherwise mir.BlockID, place mir.Place, t *matchTest, targets map[outcome]mir.BlockID, order []outcome) {
	target := func(k outcomeKind) mir.BlockID {
		if to, ok := targets[outcome{kind: k}]; ok {
			return to
		}
		return otherwise
	}
	yes, no := target(isSuccess), target(isFailure)
	switch t.kind {
	case testSwitch:
		m.switchVariant(bb, place, t, targets, no)
	case testSwitchInt:
		s := mir.SwitchInt{On: copyOf(place), Type: t.ty}
		for _, o := range order {
			if o.kind == isValue {
				s.Values = append(s.Values, mir.SwitchValue{Lo: o.lo, Hi: o.hi})
				s.Targets = append(s.Targets, targets[o])
			}
		}
		s.Targets = append(s.Targets, no)
		m.end(bb, m.span, s)
	case testIf:
		m.emitIf(bb, m.span, copyOf(place), yes, no)
	case testStr:
		m.compareStr(bb, place, t, yes, no)
	case testEq:
		m.compare(bb, t.span, "Eq", m.patConst(t.value, t.ty, t.span), copyOf(place), yes, no)
	case testRange:
		m.compareRange(bb, place, t, yes, no)
	case testLen:
		m.compareLen(bb, place, t, yes, no)
	case testNever:
		m.push(bb, t.span, mir.FakeRead{Cause: mir.ForMatchedPlace, Place: place})
		m.end(bb, t.span, mir.Unreachable{})
	}
}

func (m *matcher) switchVariant(bb mir.BlockID, place mir.Place, t *matchTest, targets map[outcome]mir.BlockID, otherwise mir.BlockID) {
	pt := mir.PlaceType(m.body, m.info, place)
	s := mir.SwitchInt{Type: m.info.Discr(pt)}
	for i, v := range m.info.Shape(pt).Variants {
		if to, ok := targets[outcome{kind: isVariant, variant: i}]; ok {
			s.Values = append(s.Values, v.Discr)
			s.Targets = append(s.Targets, to)
		}
	}
	s.Targets = append(s.Targets, otherwise)
	d := m.temp(s.Type, t.span)
	m.assign(bb, m.scrutSpan, d, mir.Discriminant{Place: place})
	s.On = moveOf(d)
	m.end(bb, m.span, s)
}

func (m *matcher) patConst(v types.Const, t types.Type, span source.Span) mir.Operand {
	c := &mir.Const{Type: t, Span: span}
	if v.Kind == types.ConstValue {
		c.Scalar, c.Lo, c.Hi = true, v.Lo, v.Hi
	} else {
		c.Def, c.Args, c.Text = v.Def, v.Args, v.Name
	}
	return constant(c)
}

func (m *matcher) compare(bb mir.BlockID, span source.Span, op string, l, r mir.Operand, yes, no mir.BlockID) {
	result := m.temp(m.in.Bool(), span)
	m.assign(bb, span, result, mir.Binary{Op: op, L: l, R: r})
	m.emitIf(bb, span, moveOf(result), yes, no)
}

func (m *matcher) compareRange(bb mir.BlockID, place mir.Place, t *matchTest, yes, no mir.BlockID) {
	r := t.rng
	between := bb
	if r.HasLo {
		between = yes
		if r.HasHi {
			between = m.newBlock()
		}
		m.compare(bb, t.span, "Le", m.patConst(r.Lo, t.ty, t.span), copyOf(place), between, no)
	}
	if r.HasHi {
		op := "Lt"
		if r.Inclusive {
			op = "Le"
		}
		m.compare(between, t.span, op, copyOf(place), m.patConst(r.Hi, t.ty, t.span), yes, no)
	}
}

func (m *matcher) compareLen(bb mir.BlockID, place mir.Place, t *matchTest, yes, no mir.BlockID) {
	usize := m.in.Usize()
	actual := m.temp(usize, t.span)
	n := m.length(bb, place, t.span)
	m.assign(bb, t.span, actual, mir.Use{X: n})
	expected := m.temp(usize, t.span)
	m.assign(bb, t.span, expected, mir.Use{X: m.scalar(usize, t.length, 0, t.span)})
	op := "Eq"
	if t.atLeast {
		op = "Ge"
	}
	m.compare(bb, t.span, op, moveOf(actual), moveOf(expected), yes, no)
}

// compareStr calls `<str as PartialEq>::eq`. The pattern stands behind a dereference
// (place is a str), or for the reference itself.
func (m *matcher) compareStr(bb mir.BlockID, place mir.Place, t *matchTest, yes, no mir.BlockID) {
	str := m.in.Str()
	elem := str
	from := place
	if r, ok := t.ty.(*types.Ref); ok {
		elem = r.Elem
		from = place.Project(mir.Proj{Kind: mir.Deref})
	} else if t.ty != nil {
		elem = t.ty
	}
	refTy := m.in.Ref(types.Erased, elem, false)
	actual := m.temp(refTy, t.span)
	m.assign(bb, t.span, actual, mir.Ref{Region: types.Erased, Kind: mir.Shared, Place: from})
	text := t.str
	if elem != str {
		text = "b" + text
	}
	eq := constant(&mir.Const{Type: m.traitMethod("eq", "eq", elem, elem), Span: t.span})
	result := m.temp(m.in.Bool(), t.span)
	next := m.newBlock()
	m.end(bb, t.span, mir.Call{
		Func: eq, Args: []mir.Operand{copyOf(actual), constant(&mir.Const{Type: refTy, Text: text, Span: t.span})},
		ArgSpans: []source.Span{source.NoSpan, source.NoSpan}, Dest: result, Target: next, FnSpan: t.span,
		Unwind: mir.Unwind{Kind: mir.UnwindContinue}, Overloaded: true,
	})
	m.divergeFrom(bb)
	m.emitIf(next, t.span, moveOf(result), yes, no)
}

// traitMethod is the type of a method of a lang item's trait for some arguments.
func (b *builder) traitMethod(lang, method string, args ...types.Type) types.Type {
	list := make([]types.Arg, len(args))
	for i, a := range args {
		list[i] = a
	}
	for _, item := range b.q.AssocItems(b.q.Lang(lang)) {
		if item.Name == method {
			return b.in.FnDef(item.Def, b.in.Args(list...))
		}
	}
	return b.in.Unknown()
}

// ---------- fake borrows ----------

// fakeBorrows are the places that a match with guards looks at: a guard must not change them.
func (b *builder) fakeBorrows(cs []*candidate, span source.Span, p placeBuilder) []fakeBorrow {
	if !slices.ContainsFunc(cs, func(c *candidate) bool { return c.guarded }) {
		return nil
	}
	f := &fakeCollector{scrut: p}
	for _, c := range cs {
		f.visit(c.pairs, &c.extra)
	}
	for i := range f.found {
		t := mir.PlaceType(b.body, b.info, f.found[i].place)
		if t == nil {
			t = b.in.Unknown()
		}
		f.found[i].temp = b.newLocal(mir.Local{Type: b.in.Ref(types.Erased, t, false), Span: span, Mut: true, Origin: mir.OriginFakeBorrow})
	}
	return f.found
}

type fakeCollector struct {
	scrut placeBuilder
	found []fakeBorrow
}

func (f *fakeCollector) visit(pairs []matchPair, extra *patExtra) {
	for i := range extra.bindings {
		bd := &extra.bindings[i]
		if bd.or || f.scrut.upvar == 0 && f.scrut.local != bd.source.Local {
			continue
		}
		f.prefixes(bd.source)
	}
	for i := range pairs {
		f.pair(&pairs[i])
	}
}

func (f *fakeCollector) pair(p *matchPair) {
	if p.test.kind == caseOr {
		for i := range p.test.pats {
			f.visit(p.test.pats[i].pairs, &p.test.pats[i].extra)
		}
		return
	}
	if p.known && !f.has(p.place) {
		f.found = append(f.found, fakeBorrow{place: p.place, kind: mir.FakeShallow})
		f.prefixes(p.place)
	}
	for i := range p.subs {
		f.pair(&p.subs[i])
	}
}

func (f *fakeCollector) has(p mir.Place) bool {
	return slices.ContainsFunc(f.found, func(x fakeBorrow) bool { return x.place.Equal(p) })
}

// prefixes borrows the pointers that lead to a place.
func (f *fakeCollector) prefixes(p mir.Place) {
	for i := len(p.Proj) - 1; i >= 0; i-- {
		if p.Proj[i].Kind != mir.Deref {
			continue
		}
		inner := mir.Place{Local: p.Local, Proj: p.Proj[:i:i]}
		if f.has(inner) {
			return
		}
		f.found = append(f.found, fakeBorrow{place: inner, kind: mir.FakeShallow})
	}
}
