package infer

import (
	"drop-lsp/semantics/hir"
)

// This file: walking the expressions of a body, which closures stand in it and which
// locals of enclosing bodies a closure mentions (rustc's upvars_mentioned).

// children calls visit for the direct sub-expressions of an expression in source order,
// and bind for every pattern in it. Closures' parameters and bodies are included.
func children(b *hir.Body, e hir.ExprID, visit func(hir.ExprID), bind func(hir.PatID)) {
	all := func(es []hir.ExprID) {
		for _, x := range es {
			visit(x)
		}
	}
	switch k := b.Exprs[e].Kind.(type) {
	case hir.ExprArray:
		all(k.Elems)
	case hir.ExprTuple:
		all(k.Elems)
	case hir.ExprRepeat:
		visit(k.Elem)
	case hir.ExprCall:
		visit(k.Callee)
		all(k.Args)
	case hir.ExprMethodCall:
		visit(k.Recv)
		all(k.Args)
	case hir.ExprBinary:
		visit(k.L)
		visit(k.R)
	case hir.ExprUnary:
		visit(k.Expr)
	case hir.ExprAddrOf:
		visit(k.Expr)
	case hir.ExprCast:
		visit(k.Expr)
	case hir.ExprDropTemps:
		visit(k.Expr)
	case hir.ExprLet:
		visit(k.Init)
		bind(k.Pat)
	case hir.ExprIf:
		visit(k.Cond)
		visit(k.Then)
		visit(k.Else)
	case hir.ExprLoop:
		blockChildren(k.Body, visit, bind)
	case hir.ExprBlock:
		blockChildren(k.Block, visit, bind)
	case hir.ExprMatch:
		visit(k.Scrutinee)
		for _, a := range k.Arms {
			bind(a.Pat)
			visit(a.Guard)
			visit(a.Body)
		}
	case hir.ExprClosure:
		for _, p := range k.Params {
			bind(p.Pat)
		}
		visit(k.Body)
	case hir.ExprAssign:
		visit(k.L)
		visit(k.R)
	case hir.ExprAssignOp:
		visit(k.L)
		visit(k.R)
	case hir.ExprField:
		visit(k.Expr)
	case hir.ExprIndex:
		visit(k.Expr)
		visit(k.Index)
	case hir.ExprBreak:
		visit(k.Value)
	case hir.ExprReturn:
		visit(k.Value)
	case hir.ExprYield:
		visit(k.Value)
	case hir.ExprStruct:
		for _, f := range k.Fields {
			visit(f.Expr)
		}
		visit(k.Base)
	case hir.ExprBuiltin:
		all(k.Args)
	case hir.ExprAsm:
		k.Exprs(visit)
		k.Labels(func(b *hir.Block) { blockChildren(b, visit, bind) })
	}
}

func blockChildren(b *hir.Block, visit func(hir.ExprID), bind func(hir.PatID)) {
	if b == nil {
		return
	}
	for _, s := range b.Stmts {
		switch s := s.Kind.(type) {
		case hir.StmtLet:
			visit(s.Init)
			bind(s.Pat)
			blockChildren(s.Else, visit, bind)
		case hir.StmtExpr:
			visit(s.Expr)
		}
	}
	visit(b.Tail)
}

// bindings calls visit for every local that a pattern binds.
func bindings(b *hir.Body, p hir.PatID, visit func(hir.LocalID)) {
	if p == 0 {
		return
	}
	all := func(ps []hir.PatID) {
		for _, q := range ps {
			bindings(b, q, visit)
		}
	}
	switch k := b.Pats[p].Kind.(type) {
	case hir.PatBinding:
		visit(k.Local)
		bindings(b, k.Sub, visit)
	case hir.PatStruct:
		for _, f := range k.Fields {
			bindings(b, f.Pat, visit)
		}
	case hir.PatTupleStruct:
		all(k.Elems)
	case hir.PatTuple:
		all(k.Elems)
	case hir.PatRef:
		bindings(b, k.Pat, visit)
	case hir.PatSlice:
		all(k.Before)
		bindings(b, k.Mid, visit)
		all(k.After)
	case hir.PatOr:
		all(k.Pats)
	}
}

// mentioned lists the locals that a closure names but does not bind, in the order of their first mention.
func mentioned(b *hir.Body, closure hir.ExprID) []hir.LocalID {
	own := map[hir.LocalID]bool{}
	seen := map[hir.LocalID]bool{}
	var named, out []hir.LocalID
	name := func(l hir.LocalID) {
		if !seen[l] {
			seen[l] = true
			named = append(named, l)
		}
	}
	bind := func(p hir.PatID) { bindings(b, p, func(l hir.LocalID) { own[l] = true }) }
	var visit func(hir.ExprID)
	visit = func(e hir.ExprID) {
		if e == 0 {
			return
		}
		switch k := b.Exprs[e].Kind.(type) {
		case hir.ExprPath:
			if k.Path.Res.Kind == hir.ResLocal {
				name(k.Path.Res.Local)
			}
		case hir.ExprUnknown:
			for _, l := range k.Uses {
				name(l)
			}
		}
		children(b, e, visit, bind)
	}
	visit(closure)
	for _, l := range named {
		if !own[l] {
			out = append(out, l)
		}
	}
	return out
}
