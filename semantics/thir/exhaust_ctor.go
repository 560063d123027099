package thir

import (
	"math/big"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: the constructors into which a column of patterns splits: variants, the
// one shape of a struct, tuple or reference, disjoint ranges of integers and
// characters, lengths of slices, and "any other" where there are too many.

type ctorKind uint8

const (
	ctorSingle ctorKind = iota // struct, tuple, reference
	ctorVariant
	ctorRange  // lo..=hi
	ctorLength // a slice of exactly n elements; open: n or more
	ctorEqual  // a literal that is only equal to itself
	ctorOther  // all that no pattern names
)

// ctor is one constructor with the columns of its fields.
type ctor struct {
	kind    ctorKind
	variant int
	lo, hi  *big.Int
	length  int
	open    bool
	equal   any // comparable
	fields  []column
}

// constructors splits a column.
func (x *exhaust) constructors(c column, rows []row) []ctor {
	switch t := c.typ.(type) {
	case *types.Prim:
		if lo, hi, ok := primRange(t.Prim); ok {
			return x.ranges(t.Prim, lo, hi, rows)
		}
		return x.literals(rows)
	case *types.Ref:
		if x.firstIsString(rows) {
			return x.literals(rows)
		}
		return []ctor{{fields: []column{{x.norm(t.Elem), false}}}}
	case *types.Tuple:
		return []ctor{{fields: x.columns(t.Elems.Types(), c.valid)}}
	case *types.Array:
		if t.Len.Kind != types.ConstValue || t.Len.Lo > 4096 {
			panic(giveUp{})
		}
		return []ctor{x.lengthCtor(t.Elem, int(t.Len.Lo), false, c.valid)}
	case *types.Slice:
		return x.lengths(t.Elem, rows)
	case *types.Adt:
		return x.adtCtors(t, c.valid)
	case *types.Never:
		return nil
	}
	panic(giveUp{})
}

func (x *exhaust) columns(ts []types.Type, valid bool) []column {
	var out []column
	for _, t := range ts {
		out = append(out, column{x.norm(t), valid})
	}
	return out
}

func (x *exhaust) adtCtors(t *types.Adt, valid bool) []ctor {
	def := x.b.q.Adt(t.Def)
	if def == nil || def.Kind == hir.KindUnion {
		panic(giveUp{})
	}
	var out []ctor
	for i := range def.Variants {
		if valid && def.Kind == hir.KindEnum && x.emptyVariant(t, def, i, 0) {
			continue
		}
		k := ctor{kind: ctorVariant, variant: i}
		for j := range def.Variants[i].Fields {
			k.fields = append(k.fields, column{x.fieldType(t, &def.Variants[i].Fields[j]), valid})
		}
		if def.Kind != hir.KindEnum {
			k.kind = ctorSingle
		}
		out = append(out, k)
	}
	if x.foreignOpen(def) && def.Kind == hir.KindEnum {
		out = append(out, ctor{kind: ctorOther})
	}
	return out
}

// ---------- integers and characters ----------

// primRange is the range of a type's values, in an order that is the values'. usize and
// isize have values beyond what a literal can name (reference, patterns.range.
// refutable): only half-open ranges reach them.
func primRange(p hir.Prim) (lo, hi *big.Int, ok bool) {
	one := big.NewInt(1)
	switch p {
	case hir.PrimBool:
		return big.NewInt(0), one, true
	case hir.PrimChar:
		return big.NewInt(0), big.NewInt(0x10FFFF), true
	}
	bits, signed := intBits(p)
	if bits == 0 {
		return nil, nil, false
	}
	if !signed {
		hi = new(big.Int).Lsh(one, bits)
		hi.Sub(hi, one)
		lo = big.NewInt(0)
	} else {
		hi = new(big.Int).Lsh(one, bits-1)
		lo = new(big.Int).Neg(hi)
		hi.Sub(hi, one)
	}
	switch p {
	case hir.PrimUsize:
		hi.Add(hi, one)
	case hir.PrimIsize:
		hi.Add(hi, one)
		lo.Sub(lo, one)
	}
	return lo, hi, true
}

func intBits(p hir.Prim) (bits uint, signed bool) {
	switch p {
	case hir.PrimI8, hir.PrimU8:
		bits = 8
	case hir.PrimI16, hir.PrimU16:
		bits = 16
	case hir.PrimI32, hir.PrimU32:
		bits = 32
	case hir.PrimI64, hir.PrimU64, hir.PrimIsize, hir.PrimUsize:
		bits = 64
	case hir.PrimI128, hir.PrimU128:
		bits = 128
	}
	return bits, p >= hir.PrimI8 && p <= hir.PrimIsize
}

// value is a constant of a type as a number.
func value(p hir.Prim, c types.Const) *big.Int {
	if c.Kind != types.ConstValue {
		panic(giveUp{})
	}
	v := new(big.Int).SetUint64(c.Hi)
	v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(c.Lo))
	if bits, signed := intBits(p); signed {
		v.And(v, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), bits), big.NewInt(1)))
		if v.Bit(int(bits-1)) == 1 {
			v.Sub(v, new(big.Int).Lsh(big.NewInt(1), bits))
		}
	}
	return v
}

// bounds are the values that a literal or range matches; ok is false for other patterns.
func (x *exhaust) bounds(p hir.Prim, pat PatID) (lo, hi *big.Int, ok bool) {
	if done, found := x.intervals[pat]; found {
		return done.lo, done.hi, done.ok
	}
	lo, hi, ok = x.interval(p, pat)
	if x.intervals == nil {
		x.intervals = map[PatID]interval{}
	}
	x.intervals[pat] = interval{lo, hi, ok}
	return lo, hi, ok
}

func (x *exhaust) interval(p hir.Prim, pat PatID) (lo, hi *big.Int, ok bool) {
	switch k := x.b.body.Pats[pat].Kind.(type) {
	case PatConst:
		v := value(p, k.Value)
		return v, v, true
	case PatRange:
		lo, hi, _ = primRange(p)
		if k.HasLo {
			lo = value(p, k.Lo)
		}
		if k.HasHi {
			hi = value(p, k.Hi)
			if !k.Inclusive {
				hi = new(big.Int).Sub(hi, big.NewInt(1))
			}
		}
		return lo, hi, true
	}
	return nil, nil, false
}

// ranges splits the type's values at the ends of all patterns.
func (x *exhaust) ranges(p hir.Prim, lo, hi *big.Int, rows []row) []ctor {
	one := big.NewInt(1)
	starts := []*big.Int{lo}
	for _, r := range rows {
		if r[0] == 0 {
			continue
		}
		a, b, ok := x.bounds(p, r[0])
		if !ok {
			panic(giveUp{})
		}
		starts = append(starts, a, new(big.Int).Add(b, one))
	}
	if p == hir.PrimChar { // the gap of the surrogates has no value
		starts = append(starts, big.NewInt(0xD800), big.NewInt(0xE000))
	}
	starts = compactSorted(starts)
	var out []ctor
	for i, s := range starts {
		if s.Cmp(lo) < 0 || s.Cmp(hi) > 0 || p == hir.PrimChar && s.Cmp(big.NewInt(0xD800)) >= 0 && s.Cmp(big.NewInt(0xE000)) < 0 {
			continue
		}
		end := hi
		if i+1 < len(starts) && starts[i+1].Cmp(hi) <= 0 {
			end = new(big.Int).Sub(starts[i+1], one)
		}
		out = append(out, ctor{kind: ctorRange, lo: s, hi: end})
	}
	return out
}

// ---------- literals that are not counted ----------

// literals are the strings and floats that the rows name, and any other.
func (x *exhaust) literals(rows []row) []ctor {
	out := []ctor{{kind: ctorOther}}
	seen := map[any]bool{}
	for _, r := range rows {
		if r[0] == 0 {
			continue
		}
		k, ok := x.literal(r[0])
		if !ok {
			panic(giveUp{})
		}
		if !seen[k] {
			seen[k] = true
			out = append(out, ctor{kind: ctorEqual, equal: k})
		}
	}
	return out
}

func (x *exhaust) literal(p PatID) (any, bool) {
	switch k := x.b.body.Pats[p].Kind.(type) {
	case PatStr:
		return k.Value, true
	case PatConst:
		return k.Value, true
	case PatRange:
		return k, true
	case PatDeref:
		if s, ok := x.b.body.Pats[k.Sub].Kind.(PatStr); ok {
			return s.Value, true
		}
	}
	return nil, false
}

// firstIsString says whether the column's patterns are string literals behind their reference.
func (x *exhaust) firstIsString(rows []row) bool {
	for _, r := range rows {
		if r[0] == 0 {
			continue
		}
		_, ok := x.literal(r[0])
		return ok
	}
	return false
}

// ---------- slices ----------

// lengths splits a slice by its length, up to one more than any pattern tells apart.
func (x *exhaust) lengths(elem types.Type, rows []row) []ctor {
	longest := 0
	for _, r := range rows {
		if r[0] == 0 {
			continue
		}
		k, ok := x.b.body.Pats[r[0]].Kind.(PatSlice)
		if !ok {
			panic(giveUp{})
		}
		n := len(k.Prefix) + len(k.Suffix)
		if k.Slice == 0 {
			n++
		}
		longest = max(longest, n)
	}
	var out []ctor
	for n := range longest {
		out = append(out, x.lengthCtor(elem, n, false, false))
	}
	return append(out, x.lengthCtor(elem, longest, true, false))
}

func (x *exhaust) lengthCtor(elem types.Type, n int, open, valid bool) ctor {
	c := ctor{kind: ctorLength, length: n, open: open}
	for range n {
		c.fields = append(c.fields, column{x.norm(elem), valid})
	}
	return c
}

// ---------- specialisation ----------

// specialize is the patterns for a constructor's fields where a pattern matches it; ok is false where not.
func (x *exhaust) specialize(c ctor, p PatID) (row, bool) {
	out := make(row, len(c.fields))
	if p == 0 {
		return out, true
	}
	switch k := x.b.body.Pats[p].Kind.(type) {
	case PatVariant:
		if c.kind != ctorVariant || c.variant != k.Variant {
			return nil, false
		}
		return x.fields(out, k.Fields), true
	case PatLeaf:
		return x.fields(out, k.Fields), true
	case PatDeref:
		if c.kind == ctorEqual || c.kind == ctorOther {
			break
		}
		if len(out) != 1 {
			panic(giveUp{})
		}
		out[0] = k.Sub
		return out, true
	case PatSlice:
		return x.sliceRow(c, k, out)
	case PatNever:
		return out, true
	}
	switch c.kind {
	case ctorRange:
		prim, _ := x.b.body.Pats[p].Type.(*types.Prim)
		if prim == nil {
			panic(giveUp{})
		}
		lo, hi, ok := x.bounds(prim.Prim, p)
		if !ok {
			panic(giveUp{})
		}
		return out, lo.Cmp(c.lo) <= 0 && c.hi.Cmp(hi) <= 0
	case ctorEqual:
		k, ok := x.literal(p)
		if !ok {
			panic(giveUp{})
		}
		return out, k == c.equal
	case ctorOther:
		return out, false
	}
	panic(giveUp{})
}

func (x *exhaust) fields(out row, fs []FieldPat) row {
	for _, f := range fs {
		if f.Index >= len(out) {
			panic(giveUp{})
		}
		out[f.Index] = f.Pat
	}
	return out
}

// sliceRow lays a slice pattern on a length: its middle matches what is between.
func (x *exhaust) sliceRow(c ctor, k PatSlice, out row) (row, bool) {
	if c.kind != ctorLength {
		panic(giveUp{})
	}
	n := len(k.Prefix) + len(k.Suffix)
	if k.Slice == 0 && (c.open || c.length != n) || c.length < n {
		return nil, false
	}
	copy(out, k.Prefix)
	copy(out[len(out)-len(k.Suffix):], k.Suffix)
	return out, true
}
