package consteval

import (
	"math/big"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: rvalues: aggregates, references, casts, and the arithmetic of integers,
// bool and char, by the width and sign of the operands' type.

func (f *frame) rvalue(r mir.Rvalue) *Value {
	switch r := r.(type) {
	case mir.Use:
		return f.operand(r.X)
	case mir.CopyForDeref:
		return f.operand(mir.Operand{Kind: mir.Copy, Place: r.Place})
	case mir.Repeat:
		return f.repeat(r)
	case mir.Ref:
		return &Value{Kind: Ref, Target: f.place(r.Place)}
	case mir.Cast:
		return f.cast(r)
	case mir.Binary:
		return f.binary(r)
	case mir.Unary:
		return f.unary(r)
	case mir.Discriminant:
		return f.discriminant(f.place(r.Place))
	case mir.Len:
		return scalar(uint64(len(f.place(r.Place).Fields)), 0)
	case mir.Aggregate:
		return f.aggregate(r)
	}
	f.stop("rvalue")
	return nil
}

func (f *frame) repeat(r mir.Repeat) *Value {
	v := f.operand(r.X)
	n, ok := types.SubstArg(f.in, r.N, f.args).(types.Const)
	if ok && n.Kind == types.ConstUneval {
		n = f.w.EvalConst(n.Def, n.Args)
	}
	if !ok || n.Kind != types.ConstValue || n.Hi != 0 || n.Lo*uint64(size(v)) > maxNodes || n.Lo > maxNodes {
		f.stop("length")
	}
	out := &Value{Kind: Aggregate, Fields: make([]*Value, n.Lo)}
	for i := range out.Fields {
		out.Fields[i] = v.clone()
	}
	return out
}

func (f *frame) aggregate(r mir.Aggregate) *Value {
	out := &Value{Kind: Aggregate, Variant: r.Variant}
	switch t := r.Type.(type) {
	case *types.Adt:
		out.Adt = t.Def
		if def := f.w.Adt(t.Def); def == nil || def.Kind == hir.KindUnion {
			f.stop("union")
		}
	case *types.Tuple, *types.Array:
	default:
		f.stop("aggregate")
	}
	for _, x := range r.Fields {
		out.Fields = append(out.Fields, f.operand(x))
	}
	return out
}

// discriminant is the value by which an enum's variants are told apart.
func (f *frame) discriminant(v *Value) *Value {
	def := f.w.Adt(v.Adt)
	if v.Kind != Aggregate || def == nil || def.Kind != hir.KindEnum || v.Variant >= len(def.Variants) {
		f.stop("discriminant")
	}
	d := def.Variants[v.Variant].Discr
	if d.Kind != types.ConstValue {
		f.stop("discriminant")
	}
	p := def.DiscrType
	if p == hir.PrimNone {
		p = hir.PrimIsize
	}
	return number(integer(scalar(d.Lo, d.Hi), hir.PrimI128), p)
}

// operandPrim is the primitive type of an operand.
func (f *frame) operandPrim(o mir.Operand) hir.Prim {
	t := types.Type(nil)
	if o.Kind == mir.Constant {
		t = o.Const.Type
	} else {
		t = mir.PlaceType(f.body, f.info, o.Place)
	}
	p, ok := f.typ(t).(*types.Prim)
	if !ok {
		f.stop("no primitive type")
	}
	if bits, _ := mir.IntBits(p.Prim); bits == 0 {
		f.stop("float")
	}
	return p.Prim
}

// integer is a scalar's value as its type reads it.
func integer(v *Value, p hir.Prim) *big.Int {
	bits, signed := mir.IntBits(p)
	x := new(big.Int).SetUint64(v.Hi)
	x.Lsh(x, 64).Or(x, new(big.Int).SetUint64(v.Lo))
	mod := new(big.Int).Lsh(big.NewInt(1), uint(bits))
	x.Mod(x, mod)
	if signed && x.Bit(bits-1) == 1 {
		x.Sub(x, mod)
	}
	return x
}

// number is the low bits of a value, as many as its type has.
func number(x *big.Int, p hir.Prim) *Value {
	bits, _ := mir.IntBits(p)
	low := new(big.Int).Mod(x, new(big.Int).Lsh(big.NewInt(1), uint(bits)))
	mask := new(big.Int).SetUint64(^uint64(0))
	return scalar(new(big.Int).And(low, mask).Uint64(), new(big.Int).Rsh(low, 64).Uint64())
}

func (f *frame) cast(r mir.Cast) *Value {
	v := f.operand(r.X)
	switch r.Kind {
	case mir.CastUnsize, mir.CastReifyFnPointer, mir.CastUnsafeFnPointer:
		return v
	case mir.CastMisc:
		to, ok := f.typ(r.Type).(*types.Prim)
		if !ok || v.Kind != Scalar {
			f.stop("cast")
		}
		if bits, _ := mir.IntBits(to.Prim); bits == 0 {
			f.stop("float")
		}
		return number(integer(v, f.operandPrim(r.X)), to.Prim)
	}
	f.stop("cast")
	return nil
}

func (f *frame) unary(r mir.Unary) *Value {
	v := f.operand(r.X)
	if r.Op == "PtrMetadata" && v.Kind == Ref {
		if v.Target.Kind == Str {
			return scalar(uint64(len(v.Target.Text)), 0)
		}
		return scalar(uint64(len(v.Target.Fields)), 0)
	}
	if v.Kind != Scalar {
		f.stop("operand")
	}
	p := f.operandPrim(r.X)
	switch {
	case r.Op == "Not" && p == hir.PrimBool:
		return boolean(v.Lo == 0)
	case r.Op == "Not":
		return number(new(big.Int).Not(integer(v, p)), p)
	case r.Op == "Neg":
		return number(new(big.Int).Neg(integer(v, p)), p)
	}
	f.stop("operator")
	return nil
}

func (f *frame) binary(r mir.Binary) *Value {
	l, s := f.operand(r.L), f.operand(r.R)
	if l.Kind != Scalar || s.Kind != Scalar {
		f.stop("operand")
	}
	p := f.operandPrim(r.L)
	a, b := integer(l, p), integer(s, f.operandPrim(r.R))
	switch c := a.Cmp(b); r.Op {
	case "Eq":
		return boolean(c == 0)
	case "Ne":
		return boolean(c != 0)
	case "Lt":
		return boolean(c < 0)
	case "Le":
		return boolean(c <= 0)
	case "Gt":
		return boolean(c > 0)
	case "Ge":
		return boolean(c >= 0)
	}
	op, checked := r.Op, false
	if n := len(op) - len("WithOverflow"); n > 0 && op[n:] == "WithOverflow" {
		op, checked = op[:n], true
	}
	x := f.arithmetic(op, a, b, p)
	v := number(x, p)
	if !checked {
		return v
	}
	return &Value{Kind: Aggregate, Fields: []*Value{v, boolean(integer(v, p).Cmp(x) != 0)}}
}

// arithmetic is the exact result of an operator.
func (f *frame) arithmetic(op string, a, b *big.Int, p hir.Prim) *big.Int {
	x := new(big.Int)
	switch op {
	case "Add":
		return x.Add(a, b)
	case "Sub":
		return x.Sub(a, b)
	case "Mul":
		return x.Mul(a, b)
	case "BitAnd":
		return x.And(a, b)
	case "BitOr":
		return x.Or(a, b)
	case "BitXor":
		return x.Xor(a, b)
	case "Div", "Rem":
		if b.Sign() == 0 {
			f.stop("division by zero")
		}
		if op == "Div" {
			return x.Quo(a, b)
		}
		return x.Rem(a, b)
	case "Shl", "Shr":
		bits, _ := mir.IntBits(p)
		n := new(big.Int).And(b, big.NewInt(int64(bits-1)))
		if op == "Shl" {
			return x.Lsh(a, uint(n.Uint64()))
		}
		return x.Rsh(a, uint(n.Uint64()))
	}
	f.stop("operator")
	return nil
}
