package mirbuild

import (
	"cmp"
	"math"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
)

// This file: the values of scalar patterns: their order, and ranges of them.

// scalarBits are the bits of a value, cut to the width of its type.
func scalarBits(c types.Const, t types.Type) (lo, hi uint64) {
	p, ok := t.(*types.Prim)
	if !ok {
		return c.Lo, c.Hi
	}
	bits, _ := mir.IntBits(p.Prim)
	return truncate(c.Lo, c.Hi, bits)
}

// compareScalars orders two values of a type; ok is false where that is not known (or not a number).
func compareScalars(a, c types.Const, t types.Type) (order int, ok bool) {
	p, isPrim := t.(*types.Prim)
	if !isPrim || a.Kind != types.ConstValue || c.Kind != types.ConstValue {
		return 0, false
	}
	switch p.Prim {
	case hir.PrimF32:
		return floatOrder(float64(math.Float32frombits(uint32(a.Lo))), float64(math.Float32frombits(uint32(c.Lo))))
	case hir.PrimF64:
		return floatOrder(math.Float64frombits(a.Lo), math.Float64frombits(c.Lo))
	}
	bits, signed := mir.IntBits(p.Prim)
	if bits == 0 {
		return 0, false
	}
	alo, ahi := scalarBits(a, t)
	clo, chi := scalarBits(c, t)
	if signed { // shifts the order so that it is that of unsigned numbers
		alo, ahi = flipSign(alo, ahi, bits)
		clo, chi = flipSign(clo, chi, bits)
	}
	return cmp.Or(cmp.Compare(ahi, chi), cmp.Compare(alo, clo)), true
}

func flipSign(lo, hi uint64, bits int) (uint64, uint64) {
	if bits > 64 {
		return lo, hi ^ 1<<(bits-65)
	}
	return lo ^ 1<<(bits-1), hi
}

func floatOrder(a, c float64) (int, bool) {
	if a != a || c != c {
		return 0, false
	}
	return cmp.Compare(a, c), true
}

func normalRange(r thir.PatRange, t types.Type) thir.PatRange {
	r.Lo.Lo, r.Lo.Hi = scalarBits(r.Lo, t)
	r.Hi.Lo, r.Hi.Hi = scalarBits(r.Hi, t)
	return r
}

// limits are the least and the greatest value of an integer type or char.
func limits(t types.Type) (low, high types.Const, ok bool) {
	p, isPrim := t.(*types.Prim)
	if !isPrim {
		return low, high, false
	}
	bits, signed := mir.IntBits(p.Prim)
	if bits == 0 || p.Prim == hir.PrimBool {
		return low, high, false
	}
	low, high = types.Const{Kind: types.ConstValue}, types.Const{Kind: types.ConstValue}
	high.Lo, high.Hi = truncate(^uint64(0), ^uint64(0), bits)
	if p.Prim == hir.PrimChar {
		high.Lo = 0x10FFFF
	}
	if signed {
		low.Lo, low.Hi = flipSign(0, 0, bits)
		high.Lo, high.Hi = flipSign(high.Lo, high.Hi, bits)
	}
	return low, high, true
}

// fullRange says that a range has every value of its type.
func fullRange(r *thir.PatRange, t types.Type) bool {
	low, high, ok := limits(t)
	if !ok {
		return false
	}
	lowest, known := compareScalars(r.Lo, low, t)
	lowOK := !r.HasLo || known && lowest == 0
	highest, known := compareScalars(r.Hi, high, t)
	highOK := !r.HasHi || known && highest == 0 && r.Inclusive
	return lowOK && highOK
}

// inRange says whether a range has a value; known is false where that cannot be told.
func inRange(r *thir.PatRange, v types.Const, t types.Type) (in, known bool) {
	if r.HasLo {
		o, ok := compareScalars(r.Lo, v, t)
		if !ok {
			return false, false
		}
		if o > 0 {
			return false, true
		}
	}
	if r.HasHi {
		o, ok := compareScalars(v, r.Hi, t)
		if !ok {
			return false, false
		}
		if o > 0 || o == 0 && !r.Inclusive {
			return false, true
		}
	}
	return true, true
}

// overlap says whether two ranges of a type have a value in common.
func overlap(a, c *thir.PatRange, t types.Type) (yes, known bool) {
	below := func(x, y *thir.PatRange) (bool, bool) { // x starts no later than y ends
		if !x.HasLo || !y.HasHi {
			return true, true
		}
		o, ok := compareScalars(x.Lo, y.Hi, t)
		return o < 0 || o == 0 && y.Inclusive, ok
	}
	first, ok1 := below(a, c)
	second, ok2 := below(c, a)
	return first && second, ok1 && ok2
}

func sameRange(a, c *thir.PatRange) bool { return *a == *c }
