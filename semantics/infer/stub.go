package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

type breakable struct {
	coerce   *coerceMany // nil: no value can be broken with
	mayBreak bool
}
type deferredCast struct{}

func (f *fcx) defineOpaques(t types.Type) types.Type                 { return t }
func (f *fcx) unsizedTail(t types.Type) types.Type                   { return f.shallow(t) }
func (f *fcx) expr(id hir.ExprID, e expectation) types.Type          { return f.in.Unknown() }
func (f *fcx) exprCoerced(id hir.ExprID, want types.Type) types.Type { return want }
func (f *fcx) exprHasType(id hir.ExprID, want types.Type) types.Type { return want }
func (f *fcx) pat(id hir.PatID, want types.Type)                     {}
func (f *fcx) lowerTy(t *hir.Ty) types.Type                          { return f.in.Unknown() }
func (f *fcx) lowerSegArgs(def types.DefID, prefix types.Args, seg *hir.Segment) types.Args {
	return f.freshArgs(def, prefix.Slice()...)
}
func (f *fcx) args(call hir.ExprID, span source.Span, formals, expected []types.Type, args []hir.ExprID, variadic, tupled bool) {
}
func (f *fcx) expectedInputs(e expectation, output types.Type, inputs []types.Type) []types.Type {
	return nil
}
