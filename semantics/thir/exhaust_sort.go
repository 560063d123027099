package thir

import (
	"math/big"
	"slices"
	"sort"

	"drop-lsp/semantics/types"
)

// This file: which rows can match which constructors, found for each row at once: a match
// of a thousand literals has a thousand constructors, and each row matches one of them.

// sortRows gives each constructor the rows that may match it, in their order.
func (x *exhaust) sortRows(ctors []ctor, rows []row) [][]row {
	out := make([][]row, len(ctors))
	equal := map[any]int{}
	variants := map[int]int{}
	for i, c := range ctors {
		switch c.kind {
		case ctorEqual:
			equal[c.equal] = i
		case ctorVariant:
			variants[c.variant] = i
		}
	}
	for _, r := range rows {
		if x.steps--; x.steps < 0 {
			panic(giveUp{})
		}
		from, to := 0, len(ctors)
		if r[0] != 0 && len(ctors) > 1 {
			from, to = x.matched(ctors, equal, variants, r[0])
		}
		for i := from; i < to; i++ {
			out[i] = append(out[i], r)
		}
	}
	return out
}

// matched is the range of constructors that a pattern may match.
func (x *exhaust) matched(ctors []ctor, equal map[any]int, variants map[int]int, p PatID) (from, to int) {
	switch ctors[0].kind {
	case ctorRange:
		if t, ok := x.b.body.Pats[p].Type.(*types.Prim); ok {
			if lo, hi, ok := x.bounds(t.Prim, p); ok {
				return sort.Search(len(ctors), func(i int) bool { return ctors[i].lo.Cmp(lo) >= 0 }),
					sort.Search(len(ctors), func(i int) bool { return ctors[i].hi.Cmp(hi) > 0 })
			}
		}
	case ctorVariant:
		if k, ok := x.b.body.Pats[p].Kind.(PatVariant); ok {
			if i, ok := variants[k.Variant]; ok {
				return i, i + 1
			}
			return 0, 0
		}
	case ctorOther: // of literals
		if k, ok := x.literal(p); ok && len(equal) == len(ctors)-1 {
			if i, ok := equal[k]; ok {
				return i, i + 1
			}
		}
	}
	return 0, len(ctors)
}

// interval is what a literal or range matches.
type interval struct {
	lo, hi *big.Int
	ok     bool
}

// compactSorted sorts numbers and leaves each once.
func compactSorted(ns []*big.Int) []*big.Int {
	slices.SortFunc(ns, (*big.Int).Cmp)
	return slices.CompactFunc(ns, func(a, b *big.Int) bool { return a.Cmp(b) == 0 })
}
