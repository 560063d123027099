package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: unary and binary operators (rustc's op.rs). Every operator but && and
// || is first taken as a call of its trait's method: `a + b` asks `A: Add<?B>`,
// with the type of b expected to be ?B. Where both sides turn out to be built-in
// types the built-in rule is enforced as well, which infers more; after inference
// op_fix.go takes the calls off operators on scalars.

// opTrait is an operator's trait (a lang item's name) and method.
type opTrait struct{ trait, method string }

var binaryTraits = map[string]opTrait{
	"+": {"add", "add"}, "-": {"sub", "sub"}, "*": {"mul", "mul"}, "/": {"div", "div"}, "%": {"rem", "rem"},
	"^": {"bitxor", "bitxor"}, "&": {"bitand", "bitand"}, "|": {"bitor", "bitor"}, "<<": {"shl", "shl"}, ">>": {"shr", "shr"},
	"==": {"eq", "eq"}, "!=": {"eq", "ne"},
	"<": {"partial_ord", "lt"}, "<=": {"partial_ord", "le"}, ">=": {"partial_ord", "ge"}, ">": {"partial_ord", "gt"},
	"+=": {"add_assign", "add_assign"}, "-=": {"sub_assign", "sub_assign"}, "*=": {"mul_assign", "mul_assign"},
	"/=": {"div_assign", "div_assign"}, "%=": {"rem_assign", "rem_assign"}, "^=": {"bitxor_assign", "bitxor_assign"},
	"&=": {"bitand_assign", "bitand_assign"}, "|=": {"bitor_assign", "bitor_assign"},
	"<<=": {"shl_assign", "shl_assign"}, ">>=": {"shr_assign", "shr_assign"},
}

// opCategory says which built-in types an operator works on.
type opCategory uint8

const (
	opMath opCategory = iota
	opBitwise
	opShift
	opComparison
)

func categoryOf(op string) opCategory {
	switch op {
	case "<<", ">>", "<<=", ">>=":
		return opShift
	case "^", "&", "|", "^=", "&=", "|=":
		return opBitwise
	case "==", "!=", "<", "<=", ">", ">=":
		return opComparison
	}
	return opMath
}

// binary checks `a op b` for all operators but && and ||.
func (f *fcx) binary(id hir.ExprID, k hir.ExprBinary, expect expectation) types.Type {
	l, r, result := f.overloadedBinary(id, k.Op, k.OpSpan, k.L, k.R, false)
	if cat := categoryOf(k.Op); !isTyVar(l) && !isTyVar(r) && isBuiltinBinary(l, r, cat) {
		builtin := f.enforceBuiltin(k.R, l, r, cat)
		f.demandEq(f.exprSpan(id), builtin, result)
		return builtin
	}
	return result
}

// assignOp checks `a op= b`; a must be a place (E0067).
func (f *fcx) assignOp(id hir.ExprID, k hir.ExprAssignOp, expect expectation) types.Type {
	op := k.Op
	if len(op) > 0 && op[len(op)-1] != '=' {
		op += "="
	}
	l, r, result := f.overloadedBinary(id, op, k.OpSpan, k.L, k.R, true)
	if !f.isPlaceSyntax(k.L) {
		f.fail(k.OpSpan, "assigned to what is no place")
	}
	if cat := categoryOf(op); !isTyVar(l) && !isTyVar(r) && isBuiltinBinary(l, r, cat) {
		f.enforceBuiltin(k.R, l, r, cat)
		return f.in.Unit()
	}
	return result
}

// overloadedBinary checks both operands against the operator's trait; it gives their types and the result's.
func (f *fcx) overloadedBinary(id hir.ExprID, op string, span source.Span, l, r hir.ExprID, assign bool) (lt, rt, result types.Type) {
	lt = f.expr(l, nothing)
	if !assign {
		lt = f.coerce(l, lt, f.newVar())
	}
	lt = f.resolveAll(lt)
	rv := f.newVar()
	names := binaryTraits[op]
	m, out := f.operatorMethod(f.q.Lang(names.trait), names.method, lt, rv, f.causeAt(span, id, "operator "+op))
	if out == traits.Holds || out == traits.Ambiguous {
		f.selectObligations()
	}
	rt = f.resolveAll(f.exprCoerced(r, rv))
	if m == nil {
		return lt, rt, f.noOperator(span, op, out, lt, rt)
	}
	if byRef := categoryOf(op) == opComparison; byRef || assign {
		f.autorefOperand(l, m.sig.Inputs[0], false)
		if byRef && len(m.sig.Inputs) > 1 {
			f.autorefOperand(r, m.sig.Inputs[1], true)
		}
	}
	f.res.Callees[id] = m.callee
	return lt, rt, m.sig.Output
}

// autorefOperand borrows an operand as its method takes it; on top of what a coercion did if it is the right one.
func (f *fcx) autorefOperand(e hir.ExprID, input types.Type, onTop bool) {
	ref, ok := f.shallow(input).(*types.Ref)
	if !ok {
		return
	}
	a := Adjustment{Kind: BorrowRef, Target: ref, Mut: ref.Mut, TwoPhase: ref.Mut}
	if onTop {
		f.res.Adjustments[e] = append(f.res.Adjustments[e][:len(f.res.Adjustments[e]):len(f.res.Adjustments[e])], a)
		return
	}
	f.adjust(e, []Adjustment{a})
}

// noOperator is the result of an operator that no trait gives: an error, unless something unknown is in the way.
func (f *fcx) noOperator(span source.Span, op string, out traits.Outcome, ts ...types.Type) types.Type {
	for _, t := range ts {
		if t = f.t.Resolve(t); murky(t) {
			return f.in.Unknown()
		}
	}
	if out == traits.Uncertain {
		return f.unknown(span, "operator "+op+" may or may not be implemented")
	}
	return f.fail(span, "no operator "+op+" for "+f.show(ts[0]))
}

// resolveAll is a type with all variables replaced that are known, after working on
// pending obligations if some are not (rustc's resolve_vars_with_obligations).
func (f *fcx) resolveAll(t types.Type) types.Type {
	t = f.t.Resolve(t)
	if t.Flags()&types.HasInfer == 0 {
		return t
	}
	f.selectObligations()
	return f.t.Resolve(t)
}

// derefShared looks through one shared reference: `5.0 + &6.0f32` infers as built-in too.
func (f *fcx) derefShared(t types.Type) types.Type {
	if r, ok := t.(*types.Ref); ok && !r.Mut {
		return f.shallow(r.Elem)
	}
	return t
}

func derefOneShared(t types.Type) types.Type {
	if r, ok := t.(*types.Ref); ok && !r.Mut {
		return r.Elem
	}
	return t
}

// isBuiltinBinary says whether an operator on two types (resolved) is built in.
func isBuiltinBinary(l, r types.Type, cat opCategory) bool {
	l, r = derefOneShared(l), derefOneShared(r)
	ints := isIntegral(l) && isIntegral(r)
	floats := isFloating(l) && isFloating(r)
	if _, bad := l.(*types.Error); bad && cat != opComparison {
		return true
	}
	switch cat {
	case opShift:
		return ints
	case opMath:
		return ints || floats
	case opBitwise:
		return ints || floats || isPrim(l, hir.PrimBool) && isPrim(r, hir.PrimBool)
	default:
		return isScalar(l) && isScalar(r)
	}
}

// enforceBuiltin makes the operands' types fit the built-in operator; it gives the result's type.
func (f *fcx) enforceBuiltin(r hir.ExprID, lt, rt types.Type, cat opCategory) types.Type {
	lt, rt = f.derefShared(lt), f.derefShared(rt)
	switch cat {
	case opShift:
		return lt
	case opComparison:
		f.demandEq(f.exprSpan(r), lt, rt)
		return f.in.Bool()
	default:
		f.demandEq(f.exprSpan(r), lt, rt)
		return lt
	}
}

// unary checks `-a` and `!a`.
func (f *fcx) unary(id hir.ExprID, k hir.ExprUnary, expect expectation) types.Type {
	t := f.expr(k.Expr, expect)
	if silent(t) {
		return t
	}
	t = f.resolve(t, f.exprSpan(id))
	if silent(t) {
		return t
	}
	name, method := "neg", "neg"
	if k.Op == '!' {
		name, method = "not", "not"
	}
	span := f.exprSpan(id)
	m, out := f.operatorMethod(f.q.Lang(name), method, t, nil, f.causeAt(span, id, "operator "+string(k.Op)))
	if m == nil {
		return f.noOperator(span, string(k.Op), out, t)
	}
	f.selectObligations()
	f.res.Callees[id] = m.callee
	builtin := isIntegral(t) || k.Op == '!' && isPrim(t, hir.PrimBool) || k.Op == '-' && isFloating(t)
	if builtin { // the result is the operand's type: this helps inference
		return t
	}
	return m.sig.Output
}
