// Package borrowck is NLL on MIR (RFC 2094): region renumbering, the MIR type
// check, outlives constraints, liveness, loans in scope, conflicts; and the words
// for what it finds. It imports syntax/*, and semantics/hir to semantics/drops.
//
// What is here, in the order in which Check goes: universal regions (universal.go) and what
// the signature says of them (signature.go); the MIR type check that makes the outlives
// constraints (typeck.go, statements.go, rvalues.go, outlives.go, closures.go, opaque.go, live.go); the
// inference of regions (regions.go) and what must hold of the result (solve.go); loans
// (loans.go) and the walk over all accesses (walk.go, permissions.go, inits.go, conflict.go);
// the words (explain*.go, names.go, describe.go, spans.go, blame.go). items.go and
// constdrop.go hold the rules about Drop that are no matter of one body's borrows.
//
// What is missing: errors of higher-ranked subtyping ("implementation is not general enough",
// "mismatched types") are not reported; of suggestions the common ones are made; a body with
// unknown parts gets no diagnostics at all.
package borrowck

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: does an access to one place touch what a loan of another borrowed?
// Walk both paths side by side from the local. Equal steps lead on; steps to
// different fields part the places for good; where the paths cannot be compared
// (two unknown indices) they may be equal. If the loan's path ends first, it
// borrowed all that lies below. If the access ends first, its depth decides:
//
//	let r = &a.b;  a = …   a shallow write of a overlaps a.b: conflict
//	let r = &*p;   p = …   a shallow write of p leaves *p alone: none
//	let r = &mut *x.m;  StorageDead/drop(x)   values behind &mut are not touched: none

// depth is how far below its place an access reaches.
type depth uint8

const (
	shallow       depth = iota // the place itself, not what lies behind a dereference
	shallowLength              // an array's or slice's length only
	deep                       // everything reachable
	dropDepth                  // what dropping the place reaches
)

// bias decides what two indices that are not known are taken to be.
type bias uint8

const (
	indicesOverlap bias = iota
	indicesDiffer
)

type overlap uint8

const (
	disjoint        overlap = iota
	equalOrDisjoint         // compare further
	arbitrary               // overlap, whatever follows
)

// conflicts reports whether an access to place access, of the given depth, touches what a
// loan of the place borrow, of the given kind, borrowed.
func conflicts(body *mir.Body, sh mir.Shapes, borrow mir.Place, kind mir.BorrowKind, access mir.Place, d depth, bi bias) bool {
	if borrow.Local != access.Local {
		return false
	}
	base := body.Locals[borrow.Local].Type
	for i, b := range borrow.Proj {
		if i >= len(access.Proj) {
			return reaches(sh, base, borrow.Proj[i:], d)
		}
		switch compare(sh, base, b, access.Proj[i], bi) {
		case disjoint:
			return false
		case arbitrary:
			return true
		}
		base = mir.ProjectedType(sh, base, b)
	}
	// The loan covers all below its place; a shallow fake borrow covers the place alone.
	return kind != mir.FakeShallow || len(borrow.Proj) >= len(access.Proj)
}

// reaches reports whether an access of depth d to a place of type base gets as far as the
// end of rest, the part of the loan's path below it.
func reaches(sh mir.Shapes, base types.Type, rest []mir.Proj, d depth) bool {
	for _, p := range rest {
		switch {
		case d == shallowLength:
			return false // the length is no part of any element
		case p.Kind == mir.Deref && d == shallow:
			return false
		case p.Kind == mir.Deref && d == dropDepth && isMutRef(base):
			return false // dropping a reference does not touch its referent
		case p.Kind == mir.Field && d == dropDepth && sh.Shape(base).HasDrop:
			return true // a destructor may use every field
		}
		base = mir.ProjectedType(sh, base, p)
	}
	return true
}

// compare relates one step of two paths that were equal so far.
func compare(sh mir.Shapes, base types.Type, b, a mir.Proj, bi bias) overlap {
	switch {
	case b.Kind == mir.Deref && a.Kind == mir.Deref, b.Kind == mir.OpaqueCast && a.Kind == mir.OpaqueCast:
		return equalOrDisjoint
	case b.Kind == mir.Field && a.Kind == mir.Field:
		switch {
		case b.Field == a.Field:
			return equalOrDisjoint
		case sh.Shape(base).Kind == mir.ShapeUnion:
			return arbitrary // all fields of a union share their storage
		}
		return disjoint
	case b.Kind == mir.Downcast && a.Kind == mir.Downcast:
		return equalIf(b.Field == a.Field)
	case isIndexing(b.Kind) && isIndexing(a.Kind):
		return compareIndices(b, a, bi)
	}
	// Paths of one body's places differ in kind only through our own mistake: stay on the safe side.
	return equalOrDisjoint
}

func equalIf(eq bool) overlap {
	if eq {
		return equalOrDisjoint
	}
	return disjoint
}

func isIndexing(k mir.ProjKind) bool {
	return k == mir.Index || k == mir.ConstIndex || k == mir.Subslice
}

// compareIndices relates two steps into the same array or slice. In a ConstIndex, From is
// the offset and To the least length that the pattern asks for; from the end, offset 1 is
// the last element. A Subslice from the end runs to To elements before the end.
func compareIndices(b, a mir.Proj, bi bias) overlap {
	switch {
	case b.Kind == mir.Index || a.Kind == mir.Index:
		return equalIf(bi == indicesOverlap)
	case b.Kind == mir.ConstIndex && a.Kind == mir.ConstIndex:
		if b.FromEnd == a.FromEnd {
			return equalIf(b.From == a.From)
		}
		front, back := b, a
		if b.FromEnd {
			front, back = a, b
		}
		// Both patterns matched, so the length is at least the larger of their least lengths;
		// at that length the two meet if the front's offset gets as far as the back's.
		return equalIf(front.From >= max(front.To, back.To)-back.From)
	case b.Kind == mir.Subslice && a.Kind == mir.Subslice:
		if !b.FromEnd && !a.FromEnd {
			return equalIf(a.From < b.To && b.From < a.To)
		}
		return equalOrDisjoint
	}
	elem, slice := b, a
	if b.Kind == mir.Subslice {
		elem, slice = a, b
	}
	switch {
	case !slice.FromEnd: // an array: both ends are known
		return equalIf(!elem.FromEnd && slice.From <= elem.From && elem.From < slice.To)
	case elem.FromEnd:
		return equalIf(elem.From > slice.To)
	}
	return equalIf(elem.From >= slice.From)
}

func isMutRef(t types.Type) bool {
	r, ok := t.(*types.Ref)
	return ok && r.Mut
}
