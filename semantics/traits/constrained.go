package traits

import (
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
)

// This file: whether an impl's type and const parameters follow from its trait and self type
// (reference, items.impl.generics; E0207). A projection through an impl of which one does not
// is an error (rustc's constrained_generic_params).

// unconstrained says whether an impl has a type or const parameter that nothing tells.
func unconstrained(q types.Queries, impl *types.Impl) bool {
	if impl.Generics == nil || impl.Trait == nil || impl.Def.IsStd() {
		return false
	}
	known := map[uint32]bool{}
	args := impl.Trait.Args.Slice()
	for _, a := range args {
		parameters(a, false, known)
	}
	all := func() bool {
		for i := range impl.Generics.Params {
			k := impl.Generics.Params[i].Kind
			if !known[uint32(i)] && (k == ast.ParamType || k == ast.ParamConst) {
				return false
			}
		}
		return true
	}
	if all() {
		return false
	}
	preds := q.Predicates(impl.Def)
	for range preds {
		before := len(known)
		for i := range preds {
			if p := &preds[i]; p.Kind == types.PredProjection && p.Alias != nil && p.Ty != nil && follows(p.Alias, known) {
				parameters(p.Ty, false, known)
			}
		}
		if len(known) == before {
			break
		}
	}
	return !all()
}

// follows: all parameters in a projection are known.
func follows(a *types.Alias, known map[uint32]bool) bool {
	needs := map[uint32]bool{}
	for _, arg := range a.Args.Slice() {
		parameters(arg, true, needs)
	}
	for i := range needs {
		if !known[i] {
			return false
		}
	}
	return true
}

// parameters collects the parameters in an argument, those in projections only if asked to.
func parameters(a types.Arg, projections bool, into map[uint32]bool) {
	types.Walk(a, func(a types.Arg, _ uint32) bool {
		switch a := a.(type) {
		case *types.Param:
			into[a.Index] = true
		case types.Const:
			if a.Kind == types.ConstParam {
				into[a.Index] = true
			}
		case types.Region:
			if a.Kind == types.ReEarlyParam {
				into[a.Index] = true
			}
		case *types.Alias:
			return projections
		}
		return true
	})
}
