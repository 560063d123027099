package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: inline assembly (rustc's check_expr_asm and inline_asm.rs). Inputs must have a known
// type at once, a function item becomes a pointer and a reference a raw one; outputs may be
// inferred later. When all is inferred, every operand's type must fit its register class on x86_64.

type deferredAsm struct {
	in  *fcx
	asm hir.ExprAsm
	at  hir.ExprID
}

func (f *fcx) asm(id hir.ExprID, k hir.ExprAsm) types.Type {
	f.asms = append(f.asms, deferredAsm{f, k, id})
	diverges := k.Options&hir.AsmNoreturn != 0
	for i := range k.Operands {
		o := &k.Operands[i]
		switch o.Kind {
		case ast.AsmIn:
			f.asmOperand(o.Expr, true)
		case ast.AsmOut, ast.AsmInOut:
			f.asmOperand(o.Expr, false)
		case ast.AsmSplit:
			f.asmOperand(o.Expr, true)
			f.asmOperand(o.Out, false)
		case ast.AsmConst, ast.AsmSym:
			if o.Expr != 0 {
				f.expr(o.Expr, nothing)
			}
		case ast.AsmLabel:
			before := f.diverges
			if t := f.plainBlock(o.Block, hasType(f.in.Unit())); !f.isNever(f.tryResolve(t)) {
				f.demandEq(o.Block.Span, f.in.Unit(), t)
				diverges = false
			}
			f.diverges = before
		}
	}
	if diverges {
		return f.in.Never()
	}
	return f.in.Unit()
}

func (f *fcx) asmOperand(e hir.ExprID, input bool) {
	if e == 0 {
		return
	}
	t := f.expr(e, nothing)
	f.requireSized(t, f.at(e, "asm operand"))
	if !input {
		f.placeMut(e)
		if !f.isPlaceSyntax(e) && !murky(f.t.Resolve(t)) {
			f.fail(f.exprSpan(e), "cannot be assigned to")
		}
		return
	}
	t = f.resolve(t, f.exprSpan(e))
	switch t := t.(type) {
	case *types.FnDef:
		f.coerce(e, t, f.in.FnPtr(*f.fnPtrSig(t)))
	case *types.Ref:
		f.coerce(e, t, f.in.RawPtr(t.Elem, t.Mut))
	}
}

// ---------- when all is inferred ----------

// asmType is what of a type an operand must have: its kind and its bits. Zero: none.
type asmType struct {
	float bool
	bits  int
}

func (f *fcx) checkAsms() {
	for _, d := range f.asms {
		d.in.checkAsm(&d)
	}
	f.asms = nil
}

func (f *fcx) checkAsm(d *deferredAsm) {
	for i := range d.asm.Operands {
		o := &d.asm.Operands[i]
		switch o.Kind {
		case ast.AsmConst:
			f.asmConst(o.Expr)
		case ast.AsmSym:
			if t := f.asmExprType(o.Expr); o.Expr != 0 && !murky(t) {
				if _, ok := t.(*types.FnDef); !ok {
					f.fail(f.exprSpan(o.Expr), "invalid `sym` operand")
				}
			}
		case ast.AsmIn, ast.AsmOut, ast.AsmInOut, ast.AsmSplit:
			f.asmFits(o)
		}
	}
}

// asmFits checks an operand's type against its register class, and what comes out against what goes in.
func (f *fcx) asmFits(o *hir.AsmOperand) {
	if o.Expr == 0 {
		return // a clobber
	}
	switch o.Class {
	case hir.AsmYmm, hir.AsmZmm, hir.AsmK:
		f.unknown(f.exprSpan(o.Expr), "which target features are enabled is not known")
		return
	}
	in, ok := f.asmTypeOf(o.Expr, o.Kind == ast.AsmIn || o.Kind == ast.AsmSplit, o.Class)
	if ok && !o.Class.Holds(in.float, in.bits) {
		f.fail(f.exprSpan(o.Expr), "type cannot be used with this register class")
	}
	if o.Out != 0 {
		if out, also := f.asmTypeOf(o.Out, false, o.Class); ok && also && in != out {
			f.fail(f.exprSpan(o.Out), "incompatible types for asm inout argument")
		}
	}
}

func (f *fcx) asmExprType(e hir.ExprID) types.Type { return f.t.Resolve(f.adjustedType(e)) }

// asmTypeOf is an operand's type; false: it has none, which was said where it is an error.
func (f *fcx) asmTypeOf(e hir.ExprID, input bool, class hir.AsmClass) (asmType, bool) {
	t := f.asmExprType(e)
	if murky(t) {
		return asmType{}, false
	}
	span := f.exprSpan(e)
	whole := t
	if a, ok := t.(*types.Adt); ok && a.Def == f.q.Lang("maybe_uninit") {
		t = a.Args.Type(0)
	}
	switch t := t.(type) {
	case *types.Never:
		if input {
			return asmType{}, false
		}
	case *types.Prim:
		if n, ok := asmPrims[t.Prim]; ok {
			return n, true
		}
	case *types.FnPtr:
		return asmType{bits: 64}, true
	case *types.RawPtr:
		if !f.isSized(t.Elem) {
			f.asmUnsized(t.Elem, span)
			return asmType{}, false
		}
		return asmType{bits: 64}, true
	case *types.Adt:
		if class == hir.AsmXmm {
			f.unknown(span, "whether "+f.show(whole)+" is a vector is not known")
			return asmType{}, false
		}
	}
	f.fail(span, "cannot use value of type "+f.show(whole)+" for inline assembly")
	return asmType{}, false
}

// asmUnsized: only a pointer to what is certainly not Sized is an error.
func (f *fcx) asmUnsized(elem types.Type, span source.Span) {
	sized := types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: f.q.Lang("sized"), Args: f.in.Args(elem)}}
	if f.tc.Evaluate(sized) == traits.Uncertain {
		f.unknown(span, "whether the pointee is Sized is not known")
		return
	}
	f.fail(span, "only sized pointers can be used in inline assembly")
}

var asmPrims = map[hir.Prim]asmType{
	hir.PrimI8: {bits: 8}, hir.PrimU8: {bits: 8}, hir.PrimI16: {bits: 16}, hir.PrimU16: {bits: 16},
	hir.PrimI32: {bits: 32}, hir.PrimU32: {bits: 32}, hir.PrimI64: {bits: 64}, hir.PrimU64: {bits: 64},
	hir.PrimI128: {bits: 128}, hir.PrimU128: {bits: 128}, hir.PrimIsize: {bits: 64}, hir.PrimUsize: {bits: 64},
	hir.PrimF16: {true, 16}, hir.PrimF32: {true, 32}, hir.PrimF64: {true, 64}, hir.PrimF128: {true, 128},
}

// asmConst: a const operand is an integer.
func (f *fcx) asmConst(e hir.ExprID) {
	t := f.asmExprType(e)
	if murky(t) {
		return
	}
	if p, ok := t.(*types.Prim); ok {
		if n, number := asmPrims[p.Prim]; number && !n.float {
			return
		}
	}
	f.fail(f.exprSpan(e), "invalid type for `const` operand")
}
