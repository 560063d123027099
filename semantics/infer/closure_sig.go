package infer

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: the signature of a closure, from what is written between the bars and
// from what its surroundings expect. An expected signature S from `F: Fn(&u8) -> R`
// wins, for it says which regions are higher-ranked; the written types must equal
// it. Without one the written types are the signature, and each lifetime left out
// in an input is bound by the closure:
//
//	f(|x| x.len())              with F: Fn(&str) -> usize: for<'a> fn(&'a str) -> usize
//	let f = |x: &str| x.len();  for<'a> fn(&'a str) -> usize
//	let f = |x| g(x);           fn(?T) -> ?U: no bound region can come in any more

// closureSig is a closure's signature as others see it, the one its body is checked
// against (its regions erased), and the one that is written.
func (f *fcx) closureSig(id hir.ExprID, k hir.ExprClosure, expected *types.FnSig) (bound, inner, supplied *types.FnSig) {
	raw, supplied := f.suppliedSig(k)
	switch {
	case expected == nil:
		return supplied, f.liberate(supplied, k.Def), raw
	case len(expected.Inputs) != len(k.Params):
		f.fail(f.exprSpan(id), "closure takes another number of arguments than expected")
		sig := types.FnSig{Output: f.in.Error()}
		for range k.Params {
			sig.Inputs = append(sig.Inputs, f.in.Error())
		}
		return f.in.FnSig(sig), f.in.FnSig(sig), raw
	}
	open, written := f.normalizeSig(f.liberate(expected, k.Def), f.at(id, "closure")), f.openSig(supplied)
	m := f.t.Try(func() *types.Mismatch {
		for i, t := range written.Inputs {
			if m := f.t.Eq(open.Inputs[i], t); m != nil {
				return m
			}
		}
		return f.t.Eq(open.Output, written.Output)
	})
	if m != nil && !m.Unsure {
		return supplied, f.liberate(supplied, k.Def), raw
	}
	return expected, written, raw
}

// liberate opens a closure's signature as its body sees it: the regions it binds are parameters.
func (f *fcx) liberate(sig *types.FnSig, def types.DefID) *types.FnSig {
	return types.OpenSig(f.in, sig, func(i uint32) types.Region {
		return types.Region{Kind: types.ReLateParam, Def: def, Index: i}
	})
}

// suppliedSig is the signature as written: with its regions, and with free ones erased.
// What is not written is a variable.
func (f *fcx) suppliedSig(k hir.ExprClosure) (raw, erased *types.FnSig) {
	r, e := types.FnSig{}, types.FnSig{}
	bound := len(k.For)
	elided := f.lowerer.Elided
	f.lowerer.Elided = func(hir.Lifetime) types.Region {
		bound++
		return types.Region{Kind: types.ReBound, Index: uint32(bound - 1)}
	}
	for _, p := range k.Params {
		t := f.writtenOrVar(p.Ty)
		r.Inputs = append(r.Inputs, t)
		e.Inputs = append(e.Inputs, f.useWritten(p.Ty, t))
	}
	f.lowerer.Elided = elided
	r.Output = f.writtenOrVar(k.Output)
	e.Output = f.useWritten(k.Output, r.Output)
	r.Bound, e.Bound = bound, bound
	return f.in.FnSig(r), f.in.FnSig(e)
}

func (f *fcx) writtenOrVar(t *hir.Ty) types.Type {
	if t == nil {
		return f.newVar()
	}
	return f.lowerRaw(t)
}

func (f *fcx) useWritten(t *hir.Ty, raw types.Type) types.Type {
	if t == nil {
		return raw
	}
	return f.useRaw(raw, cause{span: t.Span, what: "closure signature"})
}

// ---------- what is expected ----------

// expectedClosure finds what an expected type says of a closure's signature (nil:
// nothing) and kind: a fn pointer, a trait object, an opaque type, or a variable on
// which obligations are pending.
func (f *fcx) expectedClosure(t types.Type) (*types.FnSig, types.ClosureKind) {
	switch t := t.(type) {
	case *types.FnPtr:
		if !f.expectAsync {
			return t.Sig, types.KindFn
		}
	case *types.Dyn:
		return f.expectedByObject(t)
	case *types.Alias:
		if t.Kind != types.Opaque {
			break
		}
		var preds []types.Predicate
		for _, p := range f.q.ItemBounds(t.Def) {
			preds = append(preds, f.erasePredicate(types.SubstPredicate(f.in, p, t.Args)))
		}
		return f.expectedByPredicates(t, preds)
	case *types.Infer:
		if t.Kind != types.InferTy {
			break
		}
		var preds []types.Predicate
		for _, o := range f.ful.Pending() {
			if self := predicateSelf(o.Pred); self != nil && f.shallow(self) == t {
				preds = append(preds, o.Pred)
			}
		}
		return f.expectedByPredicates(t, preds)
	}
	return nil, types.KindUnknown
}

// predicateSelf is the type that a trait or projection predicate is about; nil: none.
func predicateSelf(p types.Predicate) types.Type {
	switch {
	case p.Kind == types.PredTrait && p.Trait.Args.Len() > 0:
		return p.Trait.Args.Type(0)
	case p.Kind == types.PredProjection && p.Alias != nil && p.Alias.Args.Len() > 0:
		return p.Alias.Args.Type(0)
	}
	return nil
}

func (f *fcx) expectedByObject(t *types.Dyn) (*types.FnSig, types.ClosureKind) {
	kind := f.fnKind(t.Principal)
	for _, b := range t.Bounds.Assoc {
		if b.Item != f.q.Lang("fn_once_output") || t.Args.Len() == 0 {
			continue
		}
		if tuple, ok := f.shallow(t.Args.Type(0)).(*types.Tuple); ok {
			return f.expectedSig(tuple, b.Type, t.Bounds.Bound), kind
		}
	}
	return nil, kind
}

// expectedByPredicates reads a signature off `<?F as FnOnce<(A,)>>::Output == R`, and
// the kind off the least demanding Fn trait asked for.
func (f *fcx) expectedByPredicates(self types.Type, preds []types.Predicate) (*types.FnSig, types.ClosureKind) {
	var sig *types.FnSig
	kind := types.KindUnknown
	for _, p := range f.withSupertraits(preds) {
		trait := p.Trait.Trait
		if p.Kind == types.PredProjection {
			trait = f.q.Parent(p.Alias.Def)
			if output := f.expectedOutput(p); sig == nil && output != nil && p.Alias.Args.Len() > 1 {
				if tuple, ok := f.t.Resolve(p.Alias.Args.Type(1)).(*types.Tuple); ok {
					sig = f.expectedSig(tuple, output, p.Bound)
					if mentions(f.in.FnPtr(*sig), self) {
						sig = nil
					}
				}
			}
		}
		if k := f.fnKind(trait); k != types.KindUnknown && (kind == types.KindUnknown || k < kind) {
			kind = k
		}
	}
	return sig, kind
}

// expectedOutput is what a projection says of a closure's output; nil: nothing. Of an async closure
// it is what its future gives: `F: AsyncFn(A) -> T`, or `F: Fn(A) -> R, R: Future<Output = T>`.
func (f *fcx) expectedOutput(p types.Predicate) types.Type {
	out := f.t.Resolve(p.Ty)
	switch {
	case p.Alias.Def == f.q.Lang("fn_once_output") && !f.expectAsync:
		return out
	case !f.expectAsync:
		return nil
	case p.Alias.Def == f.q.Lang("async_fn_once_output"):
		return out
	case p.Alias.Def != f.q.Lang("fn_once_output") || !isTyVar(out):
		return nil
	}
	for _, o := range f.ful.Pending() {
		if q := o.Pred; q.Kind == types.PredProjection && q.Bound == 0 && q.Alias != nil &&
			q.Alias.Def == f.q.Lang("future_output") && f.shallow(q.Alias.Args.Type(0)) == f.shallow(out) {
			return q.Ty
		}
	}
	return f.newVar()
}

func (f *fcx) expectedSig(inputs *types.Tuple, output types.Type, bound int) *types.FnSig {
	sig := types.FnSig{Output: f.normalize(output, cause{what: "closure"}), Bound: bound}
	for _, t := range inputs.Elems.Types() {
		sig.Inputs = append(sig.Inputs, f.normalize(t, cause{what: "closure"}))
	}
	return f.in.FnSig(sig)
}

// fnKind is which of the Fn traits a trait is; KindUnknown: none.
func (f *fcx) fnKind(trait types.DefID) types.ClosureKind {
	switch {
	case trait.IsZero():
	case trait == f.q.Lang("fn"):
		return types.KindFn
	case trait == f.q.Lang("fn_mut"):
		return types.KindFnMut
	case trait == f.q.Lang("fn_once"):
		return types.KindFnOnce
	case !f.expectAsync:
	case trait == f.q.Lang("async_fn"):
		return types.KindFn
	case trait == f.q.Lang("async_fn_mut"):
		return types.KindFnMut
	case trait == f.q.Lang("async_fn_once"):
		return types.KindFnOnce
	}
	return types.KindUnknown
}

// withSupertraits adds, behind each predicate, what its trait's supertraits say of the same type.
func (f *fcx) withSupertraits(preds []types.Predicate) []types.Predicate {
	stack := slices.Clone(preds)
	slices.Reverse(stack)
	seen := map[types.DefID]bool{}
	var out []types.Predicate
	for len(stack) > 0 && len(out) < 256 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		out = append(out, p)
		if p.Kind != types.PredTrait || seen[p.Trait.Trait] {
			continue
		}
		seen[p.Trait.Trait] = true
		for _, s := range slices.Backward(f.q.SuperPredicates(p.Trait.Trait)) {
			if s, ok := f.superPredicate(p, s); ok {
				stack = append(stack, s)
			}
		}
	}
	return out
}

// superPredicate puts the arguments of `for<'a> T: Trait<'a>` into a predicate on Trait's
// Self. Only one of both may bind regions.
func (f *fcx) superPredicate(p, s types.Predicate) (types.Predicate, bool) {
	if p.Bound > 0 && s.Bound > 0 {
		return s, false
	}
	bound := p.Bound + s.Bound
	if p.Bound > 0 {
		// p's binder becomes s's: its regions stand one binder further in than Subst puts them.
		s.Bound = 0
		args := p.Trait.Args
		fold := types.Folder{In: f.in}
		fold.Type = func(t types.Type, depth uint32) types.Type {
			if x, ok := t.(*types.Param); ok && int(x.Index) < args.Len() {
				if n, ok := args.List[x.Index].(types.Type); ok {
					return types.Shift(f.in, n, depth).(types.Type)
				}
			}
			return nil
		}
		s = fold.FoldPredicateBody(s)
	} else {
		s = types.SubstPredicate(f.in, s, p.Trait.Args)
	}
	s.Bound = bound
	self := predicateSelf(s)
	return f.erasePredicate(s), self != nil && self == predicateSelf(p)
}

// mentions says whether a type occurs in another.
func mentions(in, t types.Type) bool {
	found := false
	types.Walk(in, func(a types.Arg, _ uint32) bool {
		if a == types.Arg(t) {
			found = true
		}
		return !found
	})
	return found
}
