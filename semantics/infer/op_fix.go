package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: after inference, operators on scalars and indexing of arrays and slices
// by usize are built in: their calls and the autorefs made for the calls are taken
// off (rustc's writeback, fix_scalar_builtin_expr and fix_index_builtin_expr).

// fixBuiltins does so for the whole body; types must be known by now.
func (f *fcx) fixBuiltins() {
	for e := range f.res.Callees {
		switch k := f.body.Exprs[e].Kind.(type) {
		case hir.ExprUnary:
			if k.Op != '*' && f.scalar(k.Expr) {
				delete(f.res.Callees, e)
			}
		case hir.ExprBinary:
			if f.scalar(k.L) && f.scalar(k.R) {
				delete(f.res.Callees, e)
				if categoryOf(k.Op) == opComparison {
					f.dropAutoref(k.L)
					f.dropAutoref(k.R)
				}
			}
		case hir.ExprAssignOp:
			if f.scalar(k.L) && f.scalar(k.R) {
				delete(f.res.Callees, e)
				f.dropAutoref(k.L)
			}
		case hir.ExprIndex:
			f.fixIndex(e, k)
		}
	}
}

// scalar says whether an expression's type, before adjustments, is a scalar.
func (f *fcx) scalar(e hir.ExprID) bool { return isScalar(f.t.Resolve(f.exprType(e))) }

// dropAutoref takes the last adjustment off, which is the autoref of the operator.
func (f *fcx) dropAutoref(e hir.ExprID) {
	adj := f.res.Adjustments[e]
	switch n := len(adj); n {
	case 0:
	case 1:
		delete(f.res.Adjustments, e)
	default:
		f.res.Adjustments[e] = adj[: n-1 : n-1]
	}
}

func (f *fcx) fixIndex(e hir.ExprID, k hir.ExprIndex) {
	ref, ok := f.t.Resolve(f.adjustedType(k.Expr)).(*types.Ref)
	if !ok {
		return
	}
	var elem types.Type
	switch t := ref.Elem.(type) {
	case *types.Slice:
		elem = t.Elem
	case *types.Array:
		elem = t.Elem
	}
	idx := f.t.Close(f.adjustedType(k.Index))
	if elem == nil || idx != f.in.Usize() || f.t.Close(elem) != f.t.Close(f.exprType(e)) {
		return
	}
	delete(f.res.Callees, e)
	if adj := f.res.Adjustments[k.Expr]; len(adj) > 0 && adj[len(adj)-1].Kind == Unsize {
		f.dropAutoref(k.Expr)
	}
	f.dropAutoref(k.Expr)
}
