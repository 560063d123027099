package infer

import (
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
)

// This file: expressions: the switch over their forms, and the simple ones
// (literals, tuples, arrays, casts, const blocks). Control flow is in flow.go,
// places in place.go, structs in struct.go, paths in path.go, calls in args.go.

// expr checks an expression and gives its type before adjustments.
func (f *fcx) expr(id hir.ExprID, expect expectation) types.Type {
	if id <= 0 || int(id) >= len(f.body.Exprs) {
		return f.in.Error()
	}
	if f.depth > maxNesting {
		t := f.unknown(f.exprSpan(id), "nested too deep")
		f.setType(id, t)
		return t
	}
	f.depth++
	defer func() { f.depth-- }()
	before := f.diverges
	f.diverges = false
	t := f.exprKind(id, expect)
	if t == nil {
		t = f.in.Unknown()
	}
	t = f.shallow(t)
	if f.isNever(f.tryResolve(t)) && f.readsValue(id) {
		f.diverges = true
	}
	f.setType(id, t)
	f.diverges = f.diverges || before
	return t
}

func (f *fcx) isNever(t types.Type) bool {
	_, ok := t.(*types.Never)
	return ok
}

func (f *fcx) exprKind(id hir.ExprID, expect expectation) types.Type {
	switch k := f.body.Exprs[id].Kind.(type) {
	case hir.ExprUnknown:
		return f.unknownExpr(id, k)
	case hir.ExprErr:
		f.fail(f.exprSpan(id), "syntax or name error")
		return f.in.Error()
	case hir.ExprLit:
		return f.lit(&k.Lit, expect)
	case hir.ExprPath:
		return f.pathExpr(id, k.Path)
	case hir.ExprConstBlock:
		return f.constBlock(id, k, expect)
	case hir.ExprArray:
		return f.array(id, k, expect)
	case hir.ExprTuple:
		return f.tuple(id, k, expect)
	case hir.ExprRepeat:
		return f.repeat(id, k, expect)
	case hir.ExprCall:
		return f.call(id, k, expect)
	case hir.ExprMethodCall:
		return f.methodCall(id, k, expect)
	case hir.ExprBinary:
		if k.Op == "&&" || k.Op == "||" {
			return f.logical(k)
		}
		return f.binary(id, k, expect)
	case hir.ExprUnary:
		if k.Op == '*' {
			return f.deref(id, k)
		}
		return f.unary(id, k, expect)
	case hir.ExprAddrOf:
		return f.addrOf(id, k, expect)
	case hir.ExprCast:
		return f.cast(id, k)
	case hir.ExprDropTemps:
		return f.expr(k.Expr, expect)
	case hir.ExprLet:
		return f.letExpr(id, k)
	case hir.ExprIf:
		return f.ifExpr(id, k, expect)
	case hir.ExprLoop:
		return f.loop(id, k, expect)
	case hir.ExprMatch:
		return f.match(id, k, expect)
	case hir.ExprClosure:
		return f.closure(id, k, expect)
	case hir.ExprBlock:
		return f.block(id, k.Block, expect)
	case hir.ExprAssign:
		return f.assign(id, k, expect)
	case hir.ExprAssignOp:
		return f.assignOp(id, k, expect)
	case hir.ExprField:
		return f.field(id, k)
	case hir.ExprIndex:
		return f.index(id, k, expect)
	case hir.ExprBreak:
		return f.breakExpr(id, k)
	case hir.ExprContinue:
		if k.Target == 0 {
			return f.in.Error()
		}
		return f.in.Never()
	case hir.ExprReturn:
		return f.returnExpr(id, k)
	case hir.ExprStruct:
		return f.structExpr(id, k, expect)
	case hir.ExprBuiltin:
		return f.builtin(id, k, expect)
	case hir.ExprYield:
		return f.yield(id, k)
	case hir.ExprAsm:
		return f.asm(id, k)
	default:
		return f.unknown(f.exprSpan(id), "this form is not inferred")
	}
}

// unknownExpr: the lowering has recorded why. It may diverge, so that what follows is not certain either.
func (f *fcx) unknownExpr(id hir.ExprID, k hir.ExprUnknown) types.Type {
	return f.unknown(f.exprSpan(id), k.Reason)
}

// exprCoerced checks an expression, expecting a type, and coerces it.
func (f *fcx) exprCoerced(id hir.ExprID, want types.Type) types.Type {
	t := f.expr(id, hasType(want))
	return f.coerce(id, t, want)
}

// exprHasType checks an expression and asks for exactly the type; only `!` is let through (rustc's check_expr_has_type_or_error).
func (f *fcx) exprHasType(id hir.ExprID, want types.Type) types.Type {
	t := f.expr(id, hasType(want))
	if f.isNever(f.tryResolve(t)) && f.readsValue(id) {
		v := f.newVar()
		f.adjust(id, []Adjustment{{Kind: NeverToAny, Target: v}})
		t = v
	}
	f.demandSub(f.exprSpan(id), want, t)
	return t
}

// ---------- literals ----------

func (f *fcx) lit(l *hir.Lit, expect expectation) types.Type {
	switch l.Kind {
	case ast.LitStr:
		return f.in.Ref(types.Static, f.in.Str(), false)
	case ast.LitByteStr:
		return f.in.Ref(types.Static, f.in.Array(f.in.Prim(hir.PrimU8), types.ConstUsize(uint64(len(l.Value)))), false)
	case ast.LitCStr:
		return f.in.Ref(types.Static, f.langType("CStr"), false)
	case ast.LitByte:
		return f.in.Prim(hir.PrimU8)
	case ast.LitChar:
		return f.in.Prim(hir.PrimChar)
	case ast.LitBool:
		return f.in.Bool()
	case ast.LitInt:
		if l.Suffix != "" {
			return f.in.Prim(hir.PrimByName(l.Suffix))
		}
		return f.intLit(expect)
	case ast.LitFloat:
		if l.Suffix != "" {
			return f.in.Prim(hir.PrimByName(l.Suffix))
		}
		if p, ok := expect.toType(f).(*types.Prim); ok && isFloat(p.Prim) {
			return p
		}
		return f.t.NewVar(types.InferFloat)
	default:
		return f.in.Error()
	}
}

// intLit: an expected integer type is taken over; a cast to char, a pointer or function means u8 or usize.
func (f *fcx) intLit(expect expectation) types.Type {
	switch t := expect.toType(f).(type) {
	case *types.Prim:
		switch {
		case isInt(t.Prim):
			return t
		case t.Prim == hir.PrimChar:
			return f.in.Prim(hir.PrimU8)
		}
	case *types.RawPtr, *types.FnDef, *types.FnPtr:
		return f.in.Usize()
	}
	return f.t.NewVar(types.InferInt)
}

func isInt(p hir.Prim) bool   { return p >= hir.PrimI8 && p <= hir.PrimUsize }
func isFloat(p hir.Prim) bool { return p >= hir.PrimF16 && p <= hir.PrimF128 }

// langType is the type of a lang item without parameters.
func (f *fcx) langType(name string) types.Type {
	def := f.q.Lang(name)
	if def.IsZero() {
		return f.in.Unknown()
	}
	return f.in.Adt(def, nil)
}

// ---------- aggregates ----------

func (f *fcx) tuple(id hir.ExprID, k hir.ExprTuple, expect expectation) types.Type {
	var want []types.Type
	if t, ok := f.onlyResolved(expect).(*types.Tuple); ok {
		want = t.Elems.Types()
	}
	elems := make([]types.Type, len(k.Elems))
	for i, e := range k.Elems {
		if i >= len(want) { // nothing is expected, so nothing is coerced: of `return` the type is `!`
			elems[i] = f.expr(e, nothing)
			continue
		}
		elems[i] = want[i]
		f.exprCoerced(e, want[i])
	}
	t := f.in.Tuple(elems...)
	for _, e := range elems {
		f.requireSized(e, f.at(id, "tuple element"))
	}
	return t
}

// onlyResolved is the type that an expression must have, its head resolved where possible; nil: no such expectation.
func (f *fcx) onlyResolved(expect expectation) types.Type {
	t := expect.only(f)
	if t == nil {
		return nil
	}
	return f.tryResolve(t)
}

// elementHint is the element type of an expected array or slice; nil if there is none.
func (f *fcx) elementHint(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	switch t := f.tryResolve(t).(type) {
	case *types.Array:
		return t.Elem
	case *types.Slice:
		return t.Elem
	}
	return nil
}

func (f *fcx) array(id hir.ExprID, k hir.ExprArray, expect expectation) types.Type {
	n := types.ConstUsize(uint64(len(k.Elems)))
	if len(k.Elems) == 0 {
		return f.in.Array(f.newVar(), n)
	}
	want := f.elementHint(expect.toType(f))
	if want == nil || isVar(f.tryResolve(want)) {
		want = f.newVar()
	}
	c := f.newCoerceMany(want)
	for _, e := range k.Elems {
		t := f.expr(e, hasType(want))
		c.add(f, e, t, f.exprSpan(e))
	}
	elem := c.result(f)
	f.requireSized(elem, f.at(id, "array element"))
	return f.in.Array(elem, n)
}

// isVar reports whether a type is a free type variable (not an integer's or float's).
func isVar(t types.Type) bool {
	v, ok := t.(*types.Infer)
	return ok && v.Kind == types.InferTy
}

func (f *fcx) repeat(id hir.ExprID, k hir.ExprRepeat, expect expectation) types.Type {
	n := f.lowerConst(k.Len, f.in.Usize())
	var elem types.Type
	if expect.kind == expectHasType {
		elem = f.elementHint(expect.ty)
	}
	if elem != nil {
		f.exprCoerced(k.Elem, elem)
	} else {
		elem = f.newVar()
		elem = f.exprHasType(k.Elem, elem)
	}
	f.repeats = append(f.repeats, deferredRepeat{f, k.Elem, elem, n})
	f.requireSized(elem, f.at(id, "array element"))
	return f.in.Array(elem, n)
}

// deferredRepeat is `[e; n]`, whose element must be Copy if n is not 0 or 1 and e is no constant.
type deferredRepeat struct {
	in   *fcx // of the body it stands in: an inline const has its own
	elem hir.ExprID
	ty   types.Type
	n    types.Const
}

// checkRepeats asks for Copy where a repeated element is used more than once (rustc's enforce_repeat_element_needs_copy_bound).
func (f *fcx) checkRepeats() {
	for _, r := range f.repeats {
		n := f.evalConst(f.t.ResolveConst(r.n))
		if r.in.isConstElem(r.elem) || n.Kind == types.ConstUnknown || n.Kind == types.ConstError {
			continue
		}
		if n.Kind == types.ConstValue && n.Hi == 0 && n.Lo <= 1 {
			continue
		}
		f.registerBound(r.ty, f.q.Lang("copy"), r.in.at(r.elem, "repeated element"))
	}
	f.repeats = nil
}

// isConstElem: paths to constants and const blocks are evaluated anew for each element.
func (f *fcx) isConstElem(id hir.ExprID) bool {
	switch k := f.body.Exprs[id].Kind.(type) {
	case hir.ExprConstBlock:
		return true
	case hir.ExprPath:
		r := f.res.Paths[id]
		_ = k
		return r.DefKind == hir.KindConst || r.DefKind == hir.KindAssocConst
	}
	return false
}

func (f *fcx) constBlock(id hir.ExprID, k hir.ExprConstBlock, expect expectation) types.Type {
	if k.Body == nil {
		return f.unknown(f.exprSpan(id), "const block without a body")
	}
	t := f.nestedBody(k.Def, k.Body, expect)
	f.requireSized(t, f.at(id, "const block"))
	return t
}

// ---------- operators that are built in ----------

// logical is `a && b`, `a || b`: the right side may not run (rustc's check_binop).
func (f *fcx) logical(k hir.ExprBinary) types.Type {
	f.exprCoerced(k.L, f.in.Bool())
	before := f.diverges
	f.exprCoerced(k.R, f.in.Bool())
	f.diverges = before
	return f.in.Bool()
}

func (f *fcx) builtin(id hir.ExprID, k hir.ExprBuiltin, expect expectation) types.Type {
	for _, a := range k.Args {
		f.expr(a, nothing)
	}
	switch {
	case strings.HasPrefix(k.Name, "offset_of"):
		return f.in.Usize()
	case k.Name == "unreachable":
		return f.in.Never()
	case k.Name == "type_ascribe" && len(k.Args) == 1 && len(k.Tys) == 1:
		t := f.lowerTy(k.Tys[0])
		f.demandEq(f.exprSpan(id), t, f.exprType(k.Args[0]))
		return t
	}
	return f.unknown(f.exprSpan(id), "builtin "+k.Name)
}
