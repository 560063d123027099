package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: where the two halves of the package meet. The first half (fcx.go,
// expr*.go, pat*.go, coerce*.go, path*.go …) calls the functions of the second
// (probe, autoderef, operators, callee, closures), and gives it the helpers listed
// below. A function that stands here with an Unknown answer is not written yet;
// who writes it moves it into its file.
//
// Given by the first half:
//
//	f.expr(id, expect) Type             check an expression, record its type (before adjustments); sets f.diverges
//	f.exprCoerced(id, want) Type        check with an expectation, then coerce to it (rustc check_expr_coercible_to_type)
//	f.exprHasType(id, want)             check and demand equality
//	f.coerce(id, from, to) Type         coerce a checked expression, record its adjustments; a failure taints
//	f.coerceSteps(from, to, ...)        the adjustments alone (nil, false: no coercion)
//	f.adjust(id, []Adjustment)          apply adjustments (autoref …)
//	f.args(call, span, formals, expected, args, variadic, tupled)   check arguments against formal inputs
//	f.expectedInputs(expect, output, inputs) []Type                 rustc's expected_inputs_for_expected_output
//	f.newCoerceMany(want)               LUB coercion: of branches, of returns (a closure's return type too)
//	f.lowerTy(*hir.Ty) Type             lower a type as written, `_` and left-out things fresh, normalised
//	f.lowerSegArgs(def, prefix, seg)    arguments of a definition whose own ones stand on a path segment (turbofish); fresh where left out
//	f.annotate(...)                     record a user annotation
//	f.freshArgs, f.predicates, f.signature, f.normalize, f.register…, f.selectObligations, f.resolve, f.tryResolve
//	f.pat(id, expected)                 check a pattern (closure parameters)
//	f.breaks, f.ret, f.diverges         to be saved and replaced around a closure's body

// ---------- probe*.go ----------

// methodCall checks `recv.name::<…>(args)`: f.expr calls it. It checks the receiver,
// probes, applies the receiver's adjustments, records Callees[id], checks the
// arguments (f.args) and gives the type of the call.
func (f *fcx) methodCall(id hir.ExprID, k hir.ExprMethodCall, expect expectation) types.Type {
	f.expr(k.Recv, nothing)
	for _, a := range k.Args {
		f.expr(a, nothing)
	}
	return f.unknown(f.exprSpan(id), "method calls are not inferred yet")
}

// assocItem is what a type-relative path names.
type assocItem struct {
	Def  types.DefID
	Kind hir.DefKind // KindAssocFn, KindAssocConst, KindCtor or KindVariant (an enum's variant)
	// Container arguments: of the impl (fresh, its Self unified with the type) or of
	// the trait (Self first). The item's own arguments are not in it.
	Container types.Args
	Impl      types.DefID // the inherent impl; zero: from a trait
	Trait     types.DefID
}

// assocLookup finds `Self::name` in path position: inherent items first, then those of the
// traits in scope, no autoderef (rustc's resolve_fully_qualified_call; enum variants are
// looked up by the caller). found is false if there is none (E0599), or if something
// unknown is in the way: then known is false.
func (f *fcx) assocLookup(self types.Type, name string, traits []types.DefID, span source.Span) (item assocItem, found, known bool) {
	return assocItem{}, false, false
}

// ---------- autoderef.go ----------

// derefStep is a type met on the way of autoderef, and the adjustments that lead there.
type derefStep struct {
	Type  types.Type
	Adjs  []Adjustment // none for the first step
	Final bool         // the head of the type is not known: a variable
}

// autoderefSteps are the types that a place of type t derefs to, t first (at most 128). Overloaded
// derefs come with their callee for Deref; f.placeMut turns them into DerefMut where needed.
// Obligations of the steps used must be registered by f.useSteps.
func (f *fcx) autoderefSteps(t types.Type, span source.Span) []derefStep {
	return []derefStep{{Type: f.tryResolve(t)}}
}

// useSteps registers the obligations of the step that is taken (of all its overloaded derefs).
func (f *fcx) useSteps(step derefStep, c cause) {}

// ---------- op*.go ----------

// binary checks `a op b` for all operators but && and || (built-in or overloaded).
func (f *fcx) binary(id hir.ExprID, k hir.ExprBinary, expect expectation) types.Type {
	f.expr(k.L, nothing)
	f.expr(k.R, nothing)
	return f.unknown(f.exprSpan(id), "operators are not inferred yet")
}

// assignOp checks `a op= b`.
func (f *fcx) assignOp(id hir.ExprID, k hir.ExprAssignOp, expect expectation) types.Type {
	f.expr(k.L, nothing)
	f.expr(k.R, nothing)
	f.unknown(f.exprSpan(id), "operators are not inferred yet")
	return f.in.Unit()
}

// unary checks `-a` and `!a`.
func (f *fcx) unary(id hir.ExprID, k hir.ExprUnary, expect expectation) types.Type {
	f.expr(k.Expr, nothing)
	return f.unknown(f.exprSpan(id), "operators are not inferred yet")
}

// overloadedDeref is the explicit `*e` of a type that is no pointer: registers Deref's obligations, adjusts e by an
// autoref and records Callees[id]. ok is false if the type does not implement Deref.
func (f *fcx) overloadedDeref(id, e hir.ExprID, t types.Type) (types.Type, bool) { return nil, false }

// index checks `a[i]`.
func (f *fcx) index(id hir.ExprID, k hir.ExprIndex, expect expectation) types.Type {
	f.expr(k.Expr, nothing)
	f.expr(k.Index, nothing)
	return f.unknown(f.exprSpan(id), "indexing is not inferred yet")
}

// placeMut makes the overloaded derefs and indexings inside a place expression mutable
// (rustc's convert_place_derefs_to_mutable): called for `&mut e`, assignments, `ref mut`
// bindings, autorefs.
func (f *fcx) placeMut(id hir.ExprID) {}

// ---------- callee.go ----------

// call checks `callee(args)`: fn items and pointers, closures, Fn* overloads.
func (f *fcx) call(id hir.ExprID, k hir.ExprCall, expect expectation) types.Type {
	f.expr(k.Callee, nothing)
	for _, a := range k.Args {
		f.expr(a, nothing)
	}
	return f.unknown(f.exprSpan(id), "calls are not inferred yet")
}

// ---------- closure*.go, upvar*.go ----------

// closureTable is what is known of the closures of the body so far.
type closureTable struct{}

// closure checks a closure expression and gives its type.
func (f *fcx) closure(id hir.ExprID, k hir.ExprClosure, expect expectation) types.Type {
	return f.unknown(f.exprSpan(id), "closures are not inferred yet")
}

// closureInfo answers the trait engine about closures of this body; nil: not one of them.
func (f *fcx) closureInfo(c *types.Closure) *types.ClosureInfo { return nil }

// finishClosures runs after fallback and before writeback: capture analysis, closure kinds
// (deferred calls are resolved there), then obligations are selected again.
func (f *fcx) finishClosures() {}

// closeClosure is the final type of a closure in written-back types: with Captured. Writeback calls it on every closure type.
func (f *fcx) closeClosure(c *types.Closure, close func(types.Type) types.Type) types.Type { return c }

// writeClosures fills Result.Closures from the table; close resolves a type fully. Called by writeback.
func (f *fcx) writeClosures(close func(types.Type) types.Type) {}

// fixBuiltins runs before writeback: operators on scalars and indexing of arrays by usize that went through
// traits become built-in ones (rustc's fix_scalar_builtin_expr, fix_index_builtin_expr).
func (f *fcx) fixBuiltins() {}

// mentioned are the locals from outside that a closure names.
func mentioned(b *hir.Body, closure hir.ExprID) []hir.LocalID { return []hir.LocalID{0} }
