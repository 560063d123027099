package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: overloaded places, `*e` and `a[i]` through Deref and Index (rustc's
// place_op.rs). They are first typed with the shared trait; where the place is
// then borrowed mutably or assigned, placeMut turns Deref into DerefMut and Index
// into IndexMut from the inside out: `v[0].push(1)` types as Index, and the autoref
// of push's receiver makes it `*IndexMut::index_mut(&mut v, 0)`.

// overloadedDeref is the explicit `*e` of a type that is no pointer: registers Deref's obligations, adjusts e by an
// autoref and records Callees[id]. ok is false if the type does not implement Deref.
func (f *fcx) overloadedDeref(id, e hir.ExprID, t types.Type) (types.Type, bool) {
	m, out := f.operatorMethod(f.q.Lang("deref"), "deref", t, nil, f.at(id, "dereference"))
	if m == nil {
		if out == traits.Uncertain {
			return f.unknown(f.exprSpan(id), "Deref may or may not be implemented"), true
		}
		return nil, false
	}
	f.adjust(e, []Adjustment{{Kind: BorrowRef, Target: f.in.Ref(types.Erased, t, false)}})
	f.res.Callees[id] = m.callee
	return f.placeResult(m), true
}

// placeResult is the place behind the reference that a place operator's method returns.
func (f *fcx) placeResult(m *methodSig) types.Type {
	if r, ok := f.tryResolve(m.sig.Output).(*types.Ref); ok {
		return r.Elem
	}
	return f.in.Unknown()
}

// index checks `a[i]`.
func (f *fcx) index(id hir.ExprID, k hir.ExprIndex, expect expectation) types.Type {
	base := f.expr(k.Expr, nothing)
	idx := f.expr(k.Index, nothing)
	if silent(base) {
		return base
	}
	if silent(idx) {
		return idx
	}
	base = f.resolve(base, f.exprSpan(k.Expr))
	unsure := false
	for step := range f.derefs(base) {
		if step.Final {
			if isTyVar(step.Type) {
				step.Type = f.resolve(step.Type, f.exprSpan(k.Expr))
			}
			if silent(step.Type) {
				return f.in.Unknown()
			}
		}
		input, elem, out := f.indexStep(id, k, step)
		if elem != nil {
			f.coerce(k.Index, idx, input)
			f.selectObligations()
			return elem
		}
		unsure = unsure || out == traits.Uncertain
	}
	if unsure || murky(f.t.Resolve(base)) {
		return f.unknown(f.exprSpan(id), "Index may or may not be implemented")
	}
	return f.fail(f.exprSpan(id), "cannot index into "+f.show(base))
}

// indexStep tries to index one type of the chain, then the slice that an array unsizes to.
func (f *fcx) indexStep(id hir.ExprID, k hir.ExprIndex, step derefStep) (input, elem types.Type, out traits.Outcome) {
	adjusted := step.Type
	for _, unsize := range [...]bool{false, true} {
		self := adjusted
		if unsize {
			a, ok := adjusted.(*types.Array)
			if !ok {
				break
			}
			self = f.in.Slice(a.Elem)
		}
		input := f.newVar()
		m, o := f.operatorMethod(f.q.Lang("index"), "index", self, input, f.at(id, "index"))
		if m == nil {
			if o == traits.Uncertain {
				out = o
			}
			continue
		}
		f.useSteps(step, f.at(id, "autoderef"))
		adj := append(step.Adjs, Adjustment{Kind: BorrowRef, Target: f.in.Ref(types.Erased, adjusted, false)})
		if unsize {
			adj = append(adj, Adjustment{Kind: Unsize, Target: f.in.Ref(types.Erased, self, false)})
		}
		f.adjust(k.Expr, adj)
		f.res.Callees[id] = m.callee
		return input, f.placeResult(m), traits.Holds
	}
	return nil, nil, out
}

// placeMut makes the overloaded derefs and indexings inside a place expression mutable
// (rustc's convert_place_derefs_to_mutable): called for `&mut e`, assignments, `ref mut`
// bindings, autorefs.
func (f *fcx) placeMut(id hir.ExprID) {
	var chain []hir.ExprID
	for id != 0 {
		chain = append(chain, id)
		id = placeBaseOf(f.body, id)
	}
	inUnion := false
	for i := len(chain) - 1; i >= 0; i-- {
		e := chain[i]
		source := f.t.Resolve(f.exprType(e))
		k := f.body.Exprs[e].Kind
		if u, ok := k.(hir.ExprUnary); ok && u.Op == '*' {
			inUnion = false
		}
		inUnion = inUnion || f.isUnionType(source)
		f.derefsMut(e, source, inUnion)
		switch k := k.(type) {
		case hir.ExprIndex:
			f.placeOpMut(e, k.Expr, "index_mut", "index_mut")
		case hir.ExprUnary:
			f.placeOpMut(e, k.Expr, "deref_mut", "deref_mut")
		}
	}
}

// placeBaseOf is the expression that a field, index or dereference is of; 0: it is none of these.
func placeBaseOf(b *hir.Body, id hir.ExprID) hir.ExprID {
	switch k := b.Exprs[id].Kind.(type) {
	case hir.ExprField:
		return k.Expr
	case hir.ExprIndex:
		return k.Expr
	case hir.ExprUnary:
		if k.Op == '*' {
			return k.Expr
		}
	}
	return 0
}

// derefsMut turns the overloaded derefs of an expression's adjustments into DerefMut where that is implemented.
func (f *fcx) derefsMut(e hir.ExprID, source types.Type, inUnion bool) {
	old := f.res.Adjustments[e]
	if len(old) == 0 {
		return
	}
	adj := append([]Adjustment(nil), old...)
	for i := range adj {
		if adj[i].Kind == DerefOverloaded && !adj[i].Mut {
			m, _ := f.operatorMethod(f.q.Lang("deref_mut"), "deref_mut", source, nil, f.at(e, "mutable dereference"))
			if m != nil {
				adj[i].Mut, adj[i].Callee = true, m.callee
				if a, ok := source.(*types.Adt); ok && inUnion && a.Def == f.q.Lang("manually_drop") {
					f.fail(f.exprSpan(e), "DerefMut is not applied to a ManuallyDrop in a union")
				}
			}
		}
		source = f.t.Resolve(adj[i].Target)
	}
	f.res.Adjustments[e] = adj
}

// placeOpMut turns one overloaded index or dereference into its mutable form, with the autoref of its base.
func (f *fcx) placeOpMut(e, base hir.ExprID, trait, method string) {
	callee, ok := f.res.Callees[e]
	if !ok {
		return // built in
	}
	ref, ok := f.t.Resolve(f.adjustedType(base)).(*types.Ref)
	if !ok {
		return
	}
	var rhs types.Type
	if trait == "index_mut" && callee.Args.Len() > 1 {
		rhs = callee.Args.Type(1)
	}
	m, _ := f.operatorMethod(f.q.Lang(trait), method, ref.Elem, rhs, f.at(e, "mutable place"))
	if m == nil {
		return // stays shared: the borrow checker reports it
	}
	f.res.Callees[e] = m.callee
	adj := append([]Adjustment(nil), f.res.Adjustments[base]...)
	source := f.t.Resolve(f.exprType(base))
	for i := range adj {
		if adj[i].Kind == BorrowRef {
			adj[i] = Adjustment{Kind: BorrowRef, Mut: true, Target: f.in.Ref(types.Erased, source, true)}
		}
		source = adj[i].Target
	}
	if n := len(adj); n > 1 && adj[n-1].Kind == Unsize && adj[n-2].Kind == BorrowRef {
		adj[n-1].Target = f.in.Ref(types.Erased, ref.Elem, true)
	}
	f.res.Adjustments[base] = adj
}

func (f *fcx) isUnionType(t types.Type) bool {
	a, ok := t.(*types.Adt)
	if !ok {
		return false
	}
	def := f.q.Adt(a.Def)
	return def != nil && isUnionDef(def)
}

func isUnionDef(def *types.AdtDef) bool { return def.Kind == hir.KindUnion }
