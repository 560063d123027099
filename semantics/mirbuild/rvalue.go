package mirbuild

import (
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: rvalues: arithmetic with the checks of a debug build, casts,
// aggregates without names, closures.

// asRvalue evaluates e to an rvalue; temporaries end with life.
func (b *builder) asRvalue(bb mir.BlockID, life lifetime, e thir.ExprID) (mir.Rvalue, mir.BlockID) {
	x := b.thir.Exprs[e]
	switch k := x.Kind.(type) {
	case thir.ScopeExpr:
		var r mir.Rvalue
		bb = b.inExprScope(k, x.Span, mir.ExitScope, func() mir.BlockID {
			var end mir.BlockID
			r, end = b.asRvalue(bb, life, k.Value)
			return end
		})
		return r, bb
	case thir.ThreadLocalRef:
		return mir.ThreadLocalRef{Def: k.Def}, bb
	case thir.Repeat:
		if n := b.constValue(k.Count); n.Kind == types.ConstValue && n.Lo == 0 && n.Hi == 0 {
			return b.zeroRepeat(bb, life, k, &x)
		}
		op, bb := b.asOperand(bb, life, k.Value, false)
		return mir.Repeat{X: op, N: k.Count}, bb
	case thir.Binary:
		l, bb := b.asOperand(bb, life, k.L, true)
		r, bb := b.asOperand(bb, life, k.R, false)
		return b.binary(bb, k.Op, x.Span, x.Type, l, r)
	case thir.Unary:
		return b.unary(bb, life, k, &x)
	case thir.Cast:
		return b.cast(bb, life, k, &x)
	case thir.PointerCoercion:
		op, bb := b.asOperand(bb, life, k.Source, false)
		return mir.Cast{Kind: coercionKind(k.Kind), X: op, Type: x.Type}, bb
	case thir.Array:
		ops, bb := b.operands(bb, life, k.Fields)
		return mir.Aggregate{Type: x.Type, Active: -1, Fields: ops}, bb
	case thir.Tuple:
		ops, bb := b.operands(bb, life, k.Fields)
		return mir.Aggregate{Type: x.Type, Active: -1, Fields: ops}, bb
	case thir.ClosureExpr:
		return b.closure(bb, life, k, &x)
	case thir.Assign, thir.AssignOp:
		bb = b.stmt(bb, e, 0)
		return mir.Use{X: b.unitConst(x.Span)}, bb
	}
	if categoryOf(x.Kind) == catConstant {
		return mir.Use{X: constant(b.asConstant(&x))}, bb
	}
	op, bb := b.asOperand(bb, life, e, false)
	return mir.Use{X: op}, bb
}

func (b *builder) constValue(c types.Const) types.Const {
	if c.Kind == types.ConstUneval && c.Flags()&(types.HasParam|types.HasInfer) == 0 {
		return b.q.EvalConst(c.Def, c.Args)
	}
	return c
}

func (b *builder) operands(bb mir.BlockID, life lifetime, es []thir.ExprID) ([]mir.Operand, mir.BlockID) {
	ops := make([]mir.Operand, len(es))
	for i, e := range es {
		ops[i], bb = b.asOperand(bb, life, e, true)
	}
	return ops, bb
}

func coercionKind(k infer.AdjustKind) mir.CastKind {
	switch k {
	case infer.ReifyFnPointer:
		return mir.CastReifyFnPointer
	case infer.UnsafeFnPointer:
		return mir.CastUnsafeFnPointer
	case infer.ClosureFnPointer:
		return mir.CastClosureFnPointer
	case infer.MutToConstPointer:
		return mir.CastMutToConst
	case infer.ArrayToPointer:
		return mir.CastArrayToPointer
	}
	return mir.CastUnsize
}

// zeroRepeat is `[x; 0]`: x is evaluated and dropped, unless it is a constant.
func (b *builder) zeroRepeat(bb mir.BlockID, life lifetime, k thir.Repeat, x *thir.Expr) (mir.Rvalue, mir.BlockID) {
	if !b.isConstant(k.Value) {
		var op mir.Operand
		op, bb = b.asOperand(bb, life, k.Value, false)
		if op.Kind == mir.Move {
			next := b.newBlock()
			b.end(bb, x.Span, mir.Drop{Place: op.Place, Target: next, Unwind: mir.Unwind{Kind: mir.UnwindContinue}})
			b.divergeFrom(bb)
			bb = next
		}
		b.recordMoved([]mir.Operand{op})
	}
	return mir.Aggregate{Type: x.Type, Active: -1}, bb
}

func (b *builder) isConstant(e thir.ExprID) bool {
	for {
		switch k := b.thir.Exprs[e].Kind.(type) {
		case thir.ValueTypeAscription:
			e = k.Source
		case thir.Use:
			e = k.Source
		case thir.ScopeExpr:
			e = k.Value
		case thir.PointerCoercion:
			if k.Kind != infer.Unsize {
				return false
			}
			e = k.Source
		default:
			return categoryOf(k) == catConstant
		}
	}
}

// ---------- arithmetic ----------

var binaryOps = map[string]string{
	"+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "%": "Rem", "^": "BitXor", "&": "BitAnd", "|": "BitOr",
	"<<": "Shl", ">>": "Shr", "==": "Eq", "<": "Lt", "<=": "Le", "!=": "Ne", ">=": "Ge", ">": "Gt",
}

// overflowText are the messages of the panics.
var overflowText = map[string]string{
	"Add": "attempt to compute `{} + {}`, which would overflow",
	"Sub": "attempt to compute `{} - {}`, which would overflow",
	"Mul": "attempt to compute `{} * {}`, which would overflow",
	"Div": "attempt to compute `{} / {}`, which would overflow",
	"Rem": "attempt to compute the remainder of `{} % {}`, which would overflow",
	"Shl": "attempt to shift left by `{}`, which would overflow",
	"Shr": "attempt to shift right by `{}`, which would overflow",
	"Neg": "attempt to negate `{}`, which would overflow",
}

// integer is the width and sign of an integer type.
func integer(t types.Type) (bits int, signed, ok bool) {
	p, isPrim := t.(*types.Prim)
	if !isPrim || !p.IsInteger() {
		return 0, false, false
	}
	bits, signed = mir.IntBits(p.Prim)
	return bits, signed, true
}

func (b *builder) scalar(t types.Type, lo, hi uint64, span source.Span) mir.Operand {
	return constant(&mir.Const{Type: t, Scalar: true, Lo: lo, Hi: hi, Span: span})
}

// binary is an operation of built-in types; t is the type of the result.
func (b *builder) binary(bb mir.BlockID, written string, span source.Span, t types.Type, l, r mir.Operand) (mir.Rvalue, mir.BlockID) {
	op, ok := binaryOps[written]
	if !ok {
		panic("mirbuild: unknown operator " + written)
	}
	_, signed, isInt := integer(t)
	if !isInt {
		return mir.Binary{Op: op, L: l, R: r}, bb
	}
	switch op {
	case "Add", "Sub", "Mul":
		pair := b.temp(b.in.Tuple(t, b.in.Bool()), span)
		b.assign(bb, span, pair, mir.Binary{Op: op + "WithOverflow", L: asCopy(l), R: asCopy(r)})
		value := pair.Project(mir.Proj{Kind: mir.Field, Field: 0, Type: t})
		over := pair.Project(mir.Proj{Kind: mir.Field, Field: 1, Type: b.in.Bool()})
		bb = b.emitAssert(bb, span, moveOf(over), false, overflowText[op], l, r)
		return mir.Use{X: moveOf(value)}, bb
	case "Shl", "Shr":
		bb = b.checkShift(bb, op, span, t, l, r)
	case "Div", "Rem":
		bb = b.checkDivision(bb, op, span, t, signed, l, r)
	}
	return mir.Binary{Op: op, L: l, R: r}, bb
}

// checkShift: the shift, seen as unsigned, is less than the width.
func (b *builder) checkShift(bb mir.BlockID, op string, span source.Span, t types.Type, l, r mir.Operand) mir.BlockID {
	bits, _, _ := integer(t)
	shift := asCopy(r)
	rt := b.operandType(r)
	if _, signed, ok := integer(rt); ok && signed {
		ut := b.in.Prim(rt.(*types.Prim).Unsigned())
		u := b.temp(ut, span)
		b.assign(bb, span, u, mir.Cast{X: asCopy(r), Type: ut})
		shift, rt = moveOf(u), ut
	}
	ok := b.temp(b.in.Bool(), span)
	b.assign(bb, span, ok, mir.Binary{Op: "Lt", L: shift, R: b.scalar(rt, uint64(bits), 0, span)})
	return b.emitAssert(bb, span, moveOf(ok), true, overflowText[op], asCopy(r))
}

// checkDivision: the divisor is not 0, and not -1 where the dividend is the least value.
func (b *builder) checkDivision(bb mir.BlockID, op string, span source.Span, t types.Type, signed bool, l, r mir.Operand) mir.BlockID {
	msg := "attempt to divide `{}` by zero"
	if op == "Rem" {
		msg = "attempt to calculate the remainder of `{}` with a divisor of zero"
	}
	zero := b.temp(b.in.Bool(), span)
	b.assign(bb, span, zero, mir.Binary{Op: "Eq", L: asCopy(r), R: b.scalar(t, 0, 0, span)})
	bb = b.emitAssert(bb, span, moveOf(zero), false, msg, asCopy(l))
	if !signed {
		return bb
	}
	isMinusOne, isMin, over := b.temp(b.in.Bool(), span), b.temp(b.in.Bool(), span), b.temp(b.in.Bool(), span)
	b.assign(bb, span, isMinusOne, mir.Binary{Op: "Eq", L: asCopy(r), R: b.minusOne(t, span)})
	b.assign(bb, span, isMin, mir.Binary{Op: "Eq", L: asCopy(l), R: b.least(t, span)})
	b.assign(bb, span, over, mir.Binary{Op: "BitAnd", L: moveOf(isMinusOne), R: moveOf(isMin)})
	return b.emitAssert(bb, span, moveOf(over), false, overflowText[op], asCopy(l), asCopy(r))
}

func (b *builder) minusOne(t types.Type, span source.Span) mir.Operand {
	bits, _, _ := integer(t)
	lo, hi := truncate(^uint64(0), ^uint64(0), bits)
	return b.scalar(t, lo, hi, span)
}

func (b *builder) least(t types.Type, span source.Span) mir.Operand {
	bits, _, _ := integer(t)
	if bits > 64 {
		return b.scalar(t, 0, 1<<63, span)
	}
	return b.scalar(t, 1<<(bits-1), 0, span)
}

// truncate keeps the low bits of a 128-bit value.
func truncate(lo, hi uint64, bits int) (uint64, uint64) {
	switch {
	case bits <= 0 || bits >= 128:
		return lo, hi
	case bits <= 64:
		return lo & (^uint64(0) >> (64 - bits)), 0
	}
	return lo, hi & (^uint64(0) >> (128 - bits))
}

func (b *builder) operandType(o mir.Operand) types.Type {
	if o.Kind == mir.Constant {
		return o.Const.Type
	}
	return mir.PlaceType(b.body, b.info, o.Place)
}

func (b *builder) unary(bb mir.BlockID, life lifetime, k thir.Unary, x *thir.Expr) (mir.Rvalue, mir.BlockID) {
	op, bb := b.asOperand(bb, life, k.Arg, false)
	if k.Op == '!' {
		return mir.Unary{Op: "Not", X: op}, bb
	}
	if _, signed, ok := integer(x.Type); ok && signed {
		isMin := b.temp(b.in.Bool(), x.Span)
		b.assign(bb, x.Span, isMin, mir.Binary{Op: "Eq", L: asCopy(op), R: b.least(x.Type, x.Span)})
		bb = b.emitAssert(bb, x.Span, moveOf(isMin), false, overflowText["Neg"], asCopy(op))
	}
	return mir.Unary{Op: "Neg", X: op}, bb
}

// cast: an enum is cast by its discriminant.
func (b *builder) cast(bb mir.BlockID, life lifetime, k thir.Cast, x *thir.Expr) (mir.Rvalue, mir.BlockID) {
	src := b.thir.Exprs[k.Source]
	if b.info.Shape(src.Type).Kind == mir.ShapeEnum {
		t, bb := b.asTemp(bb, life, k.Source, false)
		d := b.temp(b.info.Discr(src.Type), src.Span)
		b.assign(bb, x.Span, d, mir.Discriminant{Place: local(t)})
		return mir.Cast{X: moveOf(d), Type: x.Type}, bb
	}
	op, bb := b.asOperand(bb, life, k.Source, false)
	return mir.Cast{Kind: castKind(src.Type, x.Type), X: op, Type: x.Type}, bb
}

func castKind(from, to types.Type) mir.CastKind {
	pointer := func(t types.Type) bool {
		switch t.(type) {
		case *types.RawPtr, *types.FnPtr, *types.Ref, *types.FnDef:
			return true
		}
		return false
	}
	_, _, fromInt := integer(from)
	_, _, toInt := integer(to)
	switch {
	case pointer(from) && toInt:
		return mir.CastExposeProvenance
	case fromInt && pointer(to):
		return mir.CastWithProvenance
	}
	return mir.CastMisc
}

// ---------- closures ----------

// closure is a closure with its captures: places by value, borrows by reference.
func (b *builder) closure(bb mir.BlockID, life lifetime, k thir.ClosureExpr, x *thir.Expr) (mir.Rvalue, mir.BlockID) {
	for _, f := range k.FakeReads {
		var pb placeBuilder
		pb, bb = b.placeOf(bb, f.Place, true, nil)
		if p, ok := b.tryPlace(pb); ok {
			cause := mir.ForMatchedPlace
			if f.ForLet {
				cause = mir.ForLet
			}
			b.push(bb, f.Span, mir.FakeRead{Cause: cause, Place: p, Closure: f.In})
		}
	}
	agg := mir.Aggregate{Type: x.Type, Active: -1}
	for _, c := range k.Captures {
		cx := b.thir.Exprs[c]
		var op mir.Operand
		if categoryOf(cx.Kind) == catPlace {
			var p mir.Place
			p, bb = b.asPlace(bb, c)
			op = b.use(p)
		} else if br, ok := cx.Kind.(thir.Borrow); ok && br.Mut && !br.TwoPhase && !br.Unique {
			op, bb = b.captureMut(bb, life, br.Arg, &cx)
		} else {
			op, bb = b.asOperand(bb, life, c, true)
		}
		agg.Fields = append(agg.Fields, op)
	}
	return agg, bb
}

// captureMut is a capture by mutable reference. What is captured through a variable
// that is not `mut` (an `&mut` that is reborrowed) is borrowed uniquely without being mutable.
func (b *builder) captureMut(bb mir.BlockID, life lifetime, arg thir.ExprID, x *thir.Expr) (mir.Operand, mir.BlockID) {
	t := b.newLocal(mir.Local{Type: x.Type, Span: x.Span, Mut: true})
	b.push(bb, x.Span, mir.StorageLive{Local: t})
	pb, bb := b.placeOf(bb, arg, true, nil)
	p := b.place(pb)
	kind := mir.ClosureUnique
	if b.mutableBase(pb, p) {
		kind = mir.Mut
	}
	b.assign(bb, x.Span, local(t), mir.Ref{Region: types.Erased, Kind: kind, Place: p})
	if life.scope != 0 {
		b.scheduleDropAndStorage(life.scope, t)
	}
	return moveOf(local(t)), bb
}

func (b *builder) mutableBase(pb placeBuilder, p mir.Place) bool {
	if pb.upvar == 0 {
		return b.body.Locals[pb.local].Mut
	}
	for _, e := range p.Proj {
		if e.Kind == mir.Field && e.Field < len(b.upvars) {
			return b.upvars[e.Field].mut
		}
	}
	return false
}
