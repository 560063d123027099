package mirbuild

import (
	"slices"
	"strconv"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: patterns as candidates. A candidate is an arm (or an alternative of an
// or-pattern) with the tests that are left to make; binding patterns and what always
// matches are taken out of the tests at once.
//
//	Some(x @ 1..=5) of place p   tests: p is Some, with the sub-test (p as Some).0 in 1..=5
//	                             bindings: x = (p as Some).0

// caseKind is what a test looks for.
type caseKind uint8

const (
	caseVariant caseKind = iota
	caseConst            // a scalar
	caseStr              // a string, compared by ==
	caseRange
	caseSlice // a slice of a length, or of at least it
	caseNever
	caseOr
)

// testCase is what a place must be for a pattern to match.
type testCase struct {
	kind    caseKind
	adt     types.DefID // caseVariant
	variant int
	value   types.Const // caseConst
	ty      types.Type  // of value and range
	str     string      // caseStr
	rng     *thir.PatRange
	length  uint64
	atLeast bool
	pats    []flatPat // caseOr
}

// matchPair is one test and those that follow if it succeeds.
type matchPair struct {
	place mir.Place
	known bool // place is captured; else the test cannot be made (patterns that only look)
	test  testCase
	subs  []matchPair
	span  source.Span
}

// binding is a variable with the place that it binds. or: it stands for those of an or-pattern.
type binding struct {
	or     bool
	span   source.Span
	source mir.Place
	local  hir.LocalID
	mode   hir.BindRef
}

type ascription struct {
	place      mir.Place
	annotation int
	variance   types.Variance
	ty         types.Type
	span       source.Span
}

// patExtra is what a pattern does besides testing.
type patExtra struct {
	span        source.Span
	bindings    []binding
	ascriptions []ascription
	never       bool
}

func (p *patExtra) empty() bool { return len(p.bindings) == 0 && len(p.ascriptions) == 0 }

// flatPat is a pattern taken apart.
type flatPat struct {
	pairs []matchPair
	extra patExtra
}

// candidate is a row of the match.
type candidate struct {
	pairs   []matchPair
	subs    []*candidate // of an or-pattern, once expanded
	guarded bool
	extra   patExtra
	orSpan  source.Span // of the or-pattern that subs are made from
	matched mir.BlockID // where bindings are made; NoBlock: not yet
	failed  mir.BlockID // where the guard fails to
	falseIn mir.BlockID // where the match of this candidate starts: earlier arms lead here by a false edge
}

func (b *builder) newCandidate(p placeBuilder, pat thir.PatID, guarded bool) *candidate {
	return candidateOf(b.flatten(p, pat), guarded)
}

func candidateOf(f flatPat, guarded bool) *candidate {
	c := &candidate{pairs: f.pairs, extra: f.extra, guarded: guarded, matched: mir.NoBlock, failed: mir.NoBlock, falseIn: mir.NoBlock}
	c.sort()
	return c
}

// sort puts or-patterns last: tests that are shared are made first.
func (c *candidate) sort() {
	slices.SortStableFunc(c.pairs, func(x, y matchPair) int {
		xo, yo := x.test.kind == caseOr, y.test.kind == caseOr
		switch {
		case xo == yo:
			return 0
		case xo:
			return 1
		}
		return -1
	})
}

func (c *candidate) startsWithOr() bool { return len(c.pairs) > 0 && c.pairs[0].test.kind == caseOr }

// leaves calls f for each leaf, first to last.
func (c *candidate) leaves(f func(*candidate)) {
	if len(c.subs) == 0 {
		f(c)
		return
	}
	for _, s := range c.subs {
		s.leaves(f)
	}
}

// leavesBack calls f for each leaf, last to first.
func (c *candidate) leavesBack(f func(*candidate)) {
	if len(c.subs) == 0 {
		f(c)
		return
	}
	for i := len(c.subs) - 1; i >= 0; i-- {
		c.subs[i].leavesBack(f)
	}
}

// ---------- from patterns ----------

// bare is a pattern without the user annotations around it.
func (b *builder) bare(id thir.PatID) *thir.Pat {
	for {
		p := &b.thir.Pats[id]
		k, ok := p.Kind.(thir.PatAscribe)
		if !ok {
			return p
		}
		id = k.Sub
	}
}

func (b *builder) flatten(p placeBuilder, pat thir.PatID) flatPat {
	bare := b.bare(pat)
	_, never := bare.Kind.(thir.PatNever)
	f := flatPat{extra: patExtra{span: bare.Span, never: never}}
	b.addPattern(p, pat, &f.pairs, &f.extra)
	return f
}

// addPattern adds the tests, bindings and ascriptions of a pattern for a place.
func (b *builder) addPattern(p placeBuilder, id thir.PatID, pairs *[]matchPair, extra *patExtra) {
	if r, ok := b.resolveUpvar(p); ok {
		p = r
	}
	pat := b.thir.Pats[id]
	if b.castsOpaque(p, pat.Type) {
		p = p.project(mir.Proj{Kind: mir.OpaqueCast, Type: pat.Type})
	}
	place, known := b.tryPlace(p)
	for k, ok := pat.Kind.(thir.PatAscribe); ok; k, ok = pat.Kind.(thir.PatAscribe) {
		if known {
			extra.ascriptions = append(extra.ascriptions, ascription{place, k.Annotation, k.Variance, pat.Type, pat.Span})
		}
		pat = b.thir.Pats[k.Sub]
	}
	pair := matchPair{place: place, known: known, span: pat.Span}
	if b.addKind(p, &pat, &pair, extra) {
		if !pair.known && b.unsound() {
			pair.place.Local, pair.known = b.varLocal(p.upvar, false), true
		}
		*pairs = append(*pairs, pair)
		return
	}
	*pairs = append(*pairs, pair.subs...)
}

// castsOpaque says whether a place of opaque type is looked at as its hidden type.
func (b *builder) castsOpaque(p placeBuilder, t types.Type) bool {
	if p.upvar != 0 || t == nil {
		return false
	}
	have := mir.PlaceType(b.body, b.info, mir.Place{Local: p.local, Proj: p.proj})
	return have != nil && have != t && have.Flags()&types.HasOpaque != 0
}

// addKind fills the pair of a pattern; it reports whether the pattern itself needs a test.
func (b *builder) addKind(p placeBuilder, pat *thir.Pat, pair *matchPair, extra *patExtra) bool {
	switch k := pat.Kind.(type) {
	case thir.PatWild, thir.PatMissing, thir.PatUnknown:
		return false
	case thir.PatNever:
		pair.test = testCase{kind: caseNever}
		return true
	case thir.PatOr:
		pair.test = testCase{kind: caseOr}
		for _, sub := range k.Pats {
			pair.test.pats = append(pair.test.pats, b.flatten(p, sub))
		}
		if len(pair.test.pats) > 0 && len(pair.test.pats[0].extra.bindings) > 0 {
			extra.bindings = append(extra.bindings, binding{or: true})
		}
		return true
	case thir.PatRange:
		r := normalRange(k, pat.Type)
		pair.test = testCase{kind: caseRange, rng: &r, ty: pat.Type}
		return !fullRange(&r, pat.Type)
	case thir.PatConst:
		v := k.Value
		v.Lo, v.Hi = scalarBits(v, pat.Type)
		pair.test = testCase{kind: caseConst, value: v, ty: pat.Type}
		return true
	case thir.PatStr:
		pair.test = testCase{kind: caseStr, str: strconv.Quote(k.Value), ty: pat.Type}
		return true
	case thir.PatBinding:
		if k.Sub != 0 {
			b.addPattern(p, k.Sub, &pair.subs, extra)
		}
		if pair.known {
			extra.bindings = append(extra.bindings, binding{span: pat.Span, source: pair.place, local: k.Local, mode: k.Mode})
		}
		return false
	case thir.PatSlice:
		return b.addSlice(p, pat, k, pair, extra)
	case thir.PatVariant:
		b.addFields(p.project(mir.Proj{Kind: mir.Downcast, Field: k.Variant}), k.Fields, pair, extra)
		pair.test = testCase{kind: caseVariant, adt: k.Adt, variant: k.Variant}
		def := b.q.Adt(k.Adt)
		return def == nil || len(def.Variants) > 1 || def.NonExhaustive
	case thir.PatLeaf:
		b.addFields(p, k.Fields, pair, extra)
		return false
	case thir.PatDeref:
		b.addPattern(p.deref(), k.Sub, &pair.subs, extra)
		return false
	}
	panic("mirbuild: unknown pattern")
}

func (b *builder) addFields(p placeBuilder, fields []thir.FieldPat, pair *matchPair, extra *patExtra) {
	for _, f := range fields {
		t := b.thir.Pats[f.Pat].Type
		b.addPattern(p.project(mir.Proj{Kind: mir.Field, Field: f.Index, Type: t}), f.Pat, &pair.subs, extra)
	}
}

// addSlice: elements are counted from the front, and from the end behind a `..` in a slice.
func (b *builder) addSlice(p placeBuilder, pat *thir.Pat, k thir.PatSlice, pair *matchPair, extra *patExtra) bool {
	pre, suf := uint64(len(k.Prefix)), uint64(len(k.Suffix))
	s := b.info.Shape(pat.Type)
	isArray := k.Array || s.Kind == mir.ShapeArray
	minLen := pre + suf
	if isArray {
		if !s.LenKnown {
			b.unsure(pat.Span, "the length of an array is not known")
			return false
		}
		minLen = max(s.Len, minLen)
	}
	for i, sub := range k.Prefix {
		b.addPattern(p.project(mir.Proj{Kind: mir.ConstIndex, From: uint64(i), To: minLen}), sub, &pair.subs, extra)
	}
	if k.Slice != 0 {
		e := mir.Proj{Kind: mir.Subslice, From: pre, To: suf, FromEnd: !isArray}
		if isArray {
			e.To = minLen - suf
			if bound, ok := b.thir.Pats[k.Slice].Kind.(thir.PatBinding); ok && bound.Mode == hir.NoRef && e.To > e.From+mir.MaxElements {
				b.unsure(pat.Span, "so many elements are moved")
			}
		}
		b.addPattern(p.project(e), k.Slice, &pair.subs, extra)
	}
	for i := len(k.Suffix) - 1; i >= 0; i-- {
		end := uint64(len(k.Suffix) - i)
		e := mir.Proj{Kind: mir.ConstIndex, From: end, To: minLen, FromEnd: !isArray}
		if isArray {
			e.From = minLen - end
		}
		b.addPattern(p.project(e), k.Suffix[i], &pair.subs, extra)
	}
	if isArray || pre+suf == 0 && k.Slice != 0 {
		return false
	}
	pair.test = testCase{kind: caseSlice, length: pre + suf, atLeast: k.Slice != 0}
	return true
}
