package borrowck

import "drop-lsp/semantics/hir"

// This file: the tree of expressions of a body as written: children, parents.

// children calls f with the expressions right below an expression.
func children(k hir.ExprKind, f func(hir.ExprID)) {
	all := func(es []hir.ExprID) {
		for _, e := range es {
			f(e)
		}
	}
	switch k := k.(type) {
	case hir.ExprArray:
		all(k.Elems)
	case hir.ExprTuple:
		all(k.Elems)
	case hir.ExprRepeat:
		f(k.Elem)
	case hir.ExprCall:
		f(k.Callee)
		all(k.Args)
	case hir.ExprMethodCall:
		f(k.Recv)
		all(k.Args)
	case hir.ExprBinary:
		f(k.L)
		f(k.R)
	case hir.ExprUnary:
		f(k.Expr)
	case hir.ExprAddrOf:
		f(k.Expr)
	case hir.ExprCast:
		f(k.Expr)
	case hir.ExprDropTemps:
		f(k.Expr)
	case hir.ExprLet:
		f(k.Init)
	case hir.ExprIf:
		f(k.Cond)
		f(k.Then)
		f(k.Else)
	case hir.ExprLoop:
		blockChildren(k.Body, f)
	case hir.ExprMatch:
		f(k.Scrutinee)
		for _, a := range k.Arms {
			f(a.Guard)
			f(a.Body)
		}
	case hir.ExprClosure:
		f(k.Body)
	case hir.ExprBlock:
		blockChildren(k.Block, f)
	case hir.ExprAssign:
		f(k.L)
		f(k.R)
	case hir.ExprAssignOp:
		f(k.L)
		f(k.R)
	case hir.ExprField:
		f(k.Expr)
	case hir.ExprIndex:
		f(k.Expr)
		f(k.Index)
	case hir.ExprBreak:
		f(k.Value)
	case hir.ExprReturn:
		f(k.Value)
	case hir.ExprStruct:
		for _, x := range k.Fields {
			f(x.Expr)
		}
		f(k.Base)
	case hir.ExprYield:
		f(k.Value)
	case hir.ExprBuiltin:
		all(k.Args)
	case hir.ExprAsm:
		k.Exprs(f)
		k.Labels(func(b *hir.Block) { blockChildren(b, f) })
	}
}

func blockChildren(b *hir.Block, f func(hir.ExprID)) {
	if b == nil {
		return
	}
	for _, s := range b.Stmts {
		switch k := s.Kind.(type) {
		case hir.StmtLet:
			f(k.Init)
			blockChildren(k.Else, f)
		case hir.StmtExpr:
			f(k.Expr)
		}
	}
	f(b.Tail)
}

// parentsOf are the parents of all expressions; 0: none.
func (h *hirBody) parentsOf() []hir.ExprID {
	if h.parents == nil && h.body != nil {
		h.parents = make([]hir.ExprID, len(h.body.Exprs))
		for i := range h.body.Exprs {
			children(h.body.Exprs[i].Kind, func(e hir.ExprID) {
				if e > 0 && int(e) < len(h.parents) {
					h.parents[e] = hir.ExprID(i)
				}
			})
		}
	}
	return h.parents
}

func (h *hirBody) parent(e hir.ExprID) hir.ExprID {
	p := h.parentsOf()
	if e <= 0 || int(e) >= len(p) {
		return 0
	}
	return p[e]
}
