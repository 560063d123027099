package infer

import "drop-lsp/semantics/types"

// This file: expectations (rustc's Expectation): what the surroundings of an
// expression hint about its type. A hint never makes a program wrong by itself,
// the coercion that follows does.

type expectKind uint8

const (
	noExpectation expectKind = iota
	// expectHasType: the expression will be coerced to the type.
	expectHasType
	// expectCastable: it will be cast to the type.
	expectCastable
	// expectRvalueLike: the hint is the unsized type behind a pointer (`&[1, 2]` with `&[u8]` expected).
	expectRvalueLike
)

type expectation struct {
	kind expectKind
	ty   types.Type
}

// nothing is no expectation.
var nothing = expectation{}

// hasType expects a type.
func hasType(t types.Type) expectation { return expectation{expectHasType, t} }

// expectTail is the expectation for the value of a block, if the expected type is not a variable (rustc's
// adjust_for_branches): a variable could be fixed too early by the first branch.
func (e expectation) forBranches(f *fcx) expectation {
	switch e.kind {
	case expectHasType:
		t := f.tryResolve(e.ty)
		if v, ok := t.(*types.Infer); ok && v.Kind == types.InferTy {
			return nothing
		}
		return hasType(t)
	case expectRvalueLike:
		return e
	}
	return nothing
}

// rvalueHint is an expectation for an operand behind a pointer: an unsized type is only a hint.
func (f *fcx) rvalueHint(t types.Type) expectation {
	switch u := f.unsizedTail(t).(type) {
	case *types.Slice, *types.Dyn:
		return expectation{expectRvalueLike, t}
	case *types.Prim:
		if u == f.in.Str() {
			return expectation{expectRvalueLike, t}
		}
	}
	return hasType(t)
}

// toType is the expected type of any kind of hint, nil for none.
func (e expectation) toType(f *fcx) types.Type {
	if e.kind == noExpectation || e.ty == nil {
		return nil
	}
	return f.shallow(e.ty)
}

// only is the type that the expression must have, nil if it is only a hint.
func (e expectation) only(f *fcx) types.Type {
	if e.kind != expectHasType {
		return nil
	}
	return f.shallow(e.ty)
}

// orVar is only, or a fresh variable.
func (e expectation) orVar(f *fcx) types.Type {
	if t := e.only(f); t != nil {
		return t
	}
	return f.newVar()
}
