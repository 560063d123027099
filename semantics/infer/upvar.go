package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: capture analysis (rustc's upvar.rs; RFC 2229): what each closure of a
// body captures, how, and which Fn traits it implements. Closures are analysed from
// the inside out and in source order, for an outer closure captures what its inner
// ones capture of the bodies around it. In
//
//	let c = move || { let d = || x.0 += 1; };
//
// d uses x.0 by mutable borrow, so c uses it too, and takes it by value for `move`.

// finishClosures runs after fallback and before writeback: capture analysis, closure kinds
// (deferred calls are resolved there), then obligations are selected again.
func (f *fcx) finishClosures() {
	if len(f.closures.byExpr) == 0 {
		return
	}
	ctx := f.useContext()
	var visit func(hir.ExprID)
	visit = func(e hir.ExprID) {
		if e == 0 {
			return
		}
		children(f.body, e, visit, func(hir.PatID) {})
		if s := f.closures.byExpr[e]; s != nil {
			f.analyseClosure(s, ctx)
		}
	}
	visit(f.body.Value)
	f.selectObligations()
}

func (f *fcx) useContext() *useContext {
	return &useContext{
		q: f.q, in: f.in, body: f.body, res: f.res,
		resolve:   f.t.Resolve,
		normalize: func(t types.Type) types.Type { return f.normalize(t, cause{what: "field"}) },
		isCopy:    f.isCopyNow,
		hasDtor:   f.hasDtor,
	}
}

// isCopyNow says whether a type is known to be Copy; what cannot be told makes the body partial.
func (f *fcx) isCopyNow(t types.Type) bool {
	if silent(t) {
		return false
	}
	out := f.tc.Evaluate(types.Predicate{Kind: types.PredTrait,
		Trait: types.TraitRef{Trait: f.q.Lang("copy"), Args: f.in.Args(t)}})
	if out == traits.Uncertain {
		f.unknown(source.NoSpan, "cannot tell whether a captured "+f.show(t)+" is Copy")
	}
	return out == traits.Holds
}

// hasDtor says whether an ADT implements Drop itself.
func (f *fcx) hasDtor(a *types.Adt) bool {
	impls, _ := f.q.ImplsOf(f.q.Lang("drop"), a)
	for _, i := range impls {
		if self, ok := i.Self.(*types.Adt); ok && self.Def == a.Def {
			return true
		}
	}
	return false
}

// analyseClosure finds a closure's captures and, unless it is expected, its kind.
func (f *fcx) analyseClosure(s *closureState, ctx *useContext) {
	names := mentioned(f.body, s.id)
	v := &useVisitor{useContext: ctx, def: s.info.Def, upvars: map[hir.LocalID]bool{}, inner: map[hir.ExprID]*closureUses{}}
	for _, l := range names {
		v.upvars[l] = true
	}
	for id, c := range f.closures.byExpr {
		if c.uses != nil {
			v.inner[id] = c.uses
		}
	}
	v.closure(s.expr)
	move := s.expr.Move || v.movesAll(s, f.lender(s)) // before the parameters, which move anyway
	v.moveParams(s.expr)
	uses, kind := v.process(move)
	s.uses = &closureUses{min: minCaptures(nil, uses), reads: v.reads, unknown: v.unknown}
	if f.body.Edition < source.Edition2021 {
		s.uses.min = minCaptures(s.uses.min, v.wholeVariables(names, move))
	}
	if s.info.Kind == types.KindUnknown {
		s.info.Kind = kind
	}
	if v.unknown {
		f.unknown(f.exprSpan(s.id), "what the closure captures is not known")
	}
	upvars := make([]types.Type, len(s.uses.min))
	for i, u := range s.uses.min {
		t := u.place.typ()
		if u.kind != CaptureMove {
			t = f.in.Ref(types.Erased, t, u.kind != CaptureRef)
		}
		upvars[i] = t
	}
	if f.t.HoldsItself(s.info.Def, upvars) {
		f.fail(f.exprSpan(s.id), "the closure's type holds itself")
		for i := range upvars {
			upvars[i] = f.in.Error()
		}
	}
	s.info.Upvars = upvars
	f.resolveCalls(s)
}

// process cuts the places used to what may be captured, and finds the closure's kind on the way:
// one that moves out of a capture is FnOnce, one that changes something FnMut.
func (v *useVisitor) process(move bool) ([]use, types.ClosureKind) {
	kind := types.KindFn
	var out []use
	for _, u := range v.uses {
		u.place, u.kind = v.restrictPrecision(u.place, u.kind)
		u.place, u.kind = optimise(u.place, u.kind)
		switch u.kind {
		case CaptureMove:
			kind = types.KindFnOnce
		case CaptureMut, CaptureUnique:
			kind = max(kind, types.KindFnMut)
		}
		if move {
			u.place, u.kind = adjustMove(u.place, u.kind)
		} else {
			u.place, u.kind = adjustNonMove(u.place, u.kind)
		}
		u.place, u.kind = v.restrictDrop(u.place, u.kind)
		out = append(out, u)
	}
	return out, kind
}

// wholeVariables are what closures capture before edition 2021: every variable that is mentioned, whole.
func (v *useVisitor) wholeVariables(names []hir.LocalID, move bool) []use {
	kind := CaptureRef
	if move {
		kind = CaptureMove
	}
	var out []use
	for _, l := range names {
		p := v.catLocal(0, l)
		out = append(out, use{place: p, kind: kind})
	}
	return out
}
