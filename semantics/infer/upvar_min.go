package infer

import (
	"cmp"
	"slices"

	"drop-lsp/semantics/hir"
)

// This file: from all uses of upvars to the least set of captured places. Of two
// places of which one contains the other only the outer one stays, with the
// stronger of both modes: uses `&mut p.x`, `move p` give `move p`. The places of one
// variable are sorted by field, which is their drop order; variables stand in the
// order of their first use.

// minCaptures is the list of captured places, in the order of the closure's fields.
// Earlier ones are those of a first pass (the precise one), which stay first.
func minCaptures(earlier []use, uses []use) []use {
	var order []hir.LocalID
	lists := map[hir.LocalID][]use{}
	for _, u := range append(slices.Clone(earlier), uses...) {
		l := u.place.local
		if _, ok := lists[l]; !ok {
			order = append(order, l)
		}
		lists[l] = addUse(lists[l], u)
	}
	var out []use
	for _, l := range order {
		list := lists[l]
		slices.SortStableFunc(list, compareFields)
		out = append(out, list...)
	}
	return out
}

// addUse brings one use into the places of a variable, none of which contains another.
func addUse(list []use, u use) []use {
	contained := false
	n := len(u.place.projs)
	list = slices.DeleteFunc(list, func(d use) bool {
		if len(d.place.projs) <= n || !startsWith(d.place, u.place) {
			return false
		}
		contained = true
		path := u.path
		d.place, d.kind = truncate(d.place, d.kind, n)
		u = stronger(u, d)
		u.path = path
		return true
	})
	if !contained {
		for i, a := range list {
			if !startsWith(u.place, a.place) {
				continue
			}
			n := len(a.place.projs)
			same := n == len(u.place.projs)
			u.place, u.kind = truncate(u.place, u.kind, n)
			list[i] = stronger(a, u)
			if !same {
				list[i].path = a.path
			}
			list[i].place = a.place
			return list
		}
	}
	return append(list, u)
}

// startsWith says whether a's steps begin with b's.
func startsWith(a, b place) bool {
	if len(a.projs) < len(b.projs) {
		return false
	}
	for i, s := range b.projs {
		if !s.same(a.projs[i]) {
			return false
		}
	}
	return true
}

// stronger is the use with the higher mode; of equal ones the first that an expression makes.
func stronger(a, b use) use {
	switch {
	case a.kind == b.kind && (a.by != 0 || b.by == 0):
		return a
	case a.kind == b.kind:
		a.by, a.path = b.by, b.path
		return a
	case a.kind > b.kind:
		return a
	}
	b.place = a.place
	return b
}

// compareFields orders places by the fields on their way.
func compareFields(a, b use) int {
	fa, fb := fieldSteps(a.place), fieldSteps(b.place)
	for i := range min(len(fa), len(fb)) {
		if c := cmp.Compare(fa[i], fb[i]); c != 0 {
			return c
		}
	}
	return 0
}

func fieldSteps(p place) []int {
	var out []int
	for _, s := range p.projs {
		if s.kind == projField {
			out = append(out, s.field)
		}
	}
	return out
}
