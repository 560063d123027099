package traits

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: a quick look at whether a goal's arguments can match a pattern (an
// impl's header, a where clause), before any variable is made. It may say yes
// wrongly, never no.

// matcher compares a goal with a pattern. impl: the pattern's parameters stand for any type.
type matcher struct {
	table *types.Table
	impl  bool
	loose bool // the goal's aliases may be anything
	same  bool // can both be the same as they are? no variable is bound for it
}

// MayBe reports whether some arguments of its parameters may make a pattern the type; a quick
// look, which decides only that none do.
func MayBe(t *types.Table, typ, pattern types.Type) bool {
	return matcher{table: t, impl: true, loose: true}.types(typ, pattern, 0)
}

func (m matcher) lists(goal, pattern types.Args) bool {
	if goal.Len() != pattern.Len() {
		return true
	}
	for i, g := range goal.Slice() {
		gt, ok1 := g.(types.Type)
		pt, ok2 := pattern.List[i].(types.Type)
		if ok1 && ok2 && !m.types(gt, pt, 0) {
			return false
		}
		gc, ok1 := g.(types.Const)
		pc, ok2 := pattern.List[i].(types.Const)
		if ok1 && ok2 && !m.consts(gc, pc) {
			return false
		}
	}
	return true
}

func (m matcher) consts(goal, pattern types.Const) bool {
	goal = m.table.ShallowConst(goal)
	return goal.Kind != types.ConstValue || pattern.Kind != types.ConstValue || goal == pattern
}

// rejectDepth bounds the look into types.
const rejectDepth = 6

func (m matcher) types(goal, pattern types.Type, depth int) bool {
	if depth > rejectDepth {
		return true
	}
	goal = m.table.Shallow(goal)
	if m.same {
		pattern = m.table.Shallow(pattern)
		_, one := goal.(*types.Infer)
		if _, other := pattern.(*types.Infer); one != other {
			return false
		}
	}
	switch pattern.(type) {
	case *types.Param:
		if m.impl {
			return true
		}
	case *types.Alias, *types.Unknown, *types.Error, *types.Bound:
		return true
	case *types.Infer:
		return true
	}
	switch g := goal.(type) {
	case *types.Infer:
		p, prim := pattern.(*types.Prim)
		switch g.Kind {
		case types.InferInt:
			return prim && isInt(p.Prim)
		case types.InferFloat:
			return prim && isFloat(p.Prim)
		}
		return true
	case *types.Unknown, *types.Error, *types.Bound:
		return true
	case *types.Alias:
		_, rigid := pattern.(*types.Alias)
		return rigid || m.loose || g.Flags()&(types.HasInfer|types.HasUnknown) != 0
	}
	return m.forms(goal, pattern, depth)
}

func isInt(p hir.Prim) bool   { return p >= hir.PrimI8 && p <= hir.PrimUsize }
func isFloat(p hir.Prim) bool { return p >= hir.PrimF16 && p <= hir.PrimF128 }

func (m matcher) forms(goal, pattern types.Type, depth int) bool {
	switch g := goal.(type) {
	case *types.Adt:
		p, ok := pattern.(*types.Adt)
		return ok && p.Def == g.Def && m.args(g.Args, p.Args, depth)
	case *types.Ref:
		p, ok := pattern.(*types.Ref)
		return ok && p.Mut == g.Mut && m.types(g.Elem, p.Elem, depth+1)
	case *types.RawPtr:
		p, ok := pattern.(*types.RawPtr)
		return ok && p.Mut == g.Mut && m.types(g.Elem, p.Elem, depth+1)
	case *types.Slice:
		p, ok := pattern.(*types.Slice)
		return ok && m.types(g.Elem, p.Elem, depth+1)
	case *types.Array:
		p, ok := pattern.(*types.Array)
		return ok && m.types(g.Elem, p.Elem, depth+1) && m.consts(g.Len, p.Len)
	case *types.Tuple:
		p, ok := pattern.(*types.Tuple)
		return ok && p.Elems.Len() == g.Elems.Len() && m.args(g.Elems, p.Elems, depth)
	case *types.FnDef:
		p, ok := pattern.(*types.FnDef)
		return ok && p.Def == g.Def
	case *types.FnPtr:
		p, ok := pattern.(*types.FnPtr)
		return ok && len(p.Sig.Inputs) == len(g.Sig.Inputs)
	case *types.Closure:
		p, ok := pattern.(*types.Closure)
		return ok && p.Def == g.Def
	case *types.Coroutine:
		p, ok := pattern.(*types.Coroutine)
		return ok && p.Def == g.Def
	case *types.Dyn:
		p, ok := pattern.(*types.Dyn)
		return ok && p.Principal == g.Principal
	case *types.Foreign:
		p, ok := pattern.(*types.Foreign)
		return ok && p.Def == g.Def
	default: // Prim, Never, Param
		return goal == pattern
	}
}

func (m matcher) args(goal, pattern types.Args, depth int) bool {
	if goal.Len() != pattern.Len() {
		return true
	}
	for i, g := range goal.Slice() {
		gt, ok1 := g.(types.Type)
		pt, ok2 := pattern.List[i].(types.Type)
		if ok1 && ok2 && !m.types(gt, pt, depth+1) {
			return false
		}
	}
	return true
}
