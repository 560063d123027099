package traits

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
)

// This file: selection: which impl, where clause or rule of the compiler implements a
// trait for given arguments. All candidates are collected; if there are several, each
// is evaluated with what it needs in turn, and the rest is winnowed: where clauses
// win over impls (rustc_trait_selection, SelectionContext).

// candKind is the kind of a candidate.
type candKind uint8

const (
	candImpl candKind = iota
	candParam
	candAlias // a bound of the alias that is Self
	candSized
	candBuiltin
	candAuto
	candClosure
	candFnPtr
	candAsync
	candObject
	candUnsize
	candUpcast
	candTraitAlias
)

// candidate is one way to implement the goal.
type candidate struct {
	kind  candKind
	impl  *types.Impl
	pred  types.Predicate // candParam, candAlias, candObject, candUpcast: the bound
	outer bool            // candAlias: a bound of an alias inside of Self
	out   Outcome         // once evaluated
}

// assembly is what was collected.
type assembly struct {
	cands      []candidate
	ambiguous  bool // a variable must be known first
	incomplete bool // there may be candidates that were not seen, or that match once more is known
}

func (a *assembly) add(c candidate) { a.cands = append(a.cands, c) }

// selectTrait is Select with normalised arguments.
func (c *Ctx) selectTrait(tr types.TraitRef) (Outcome, *Selection) {
	if tr.Args.Len() == 0 {
		return Uncertain, nil
	}
	tr.Args = c.Table.ResolveArgs(tr.Args)
	if !c.enter() {
		return Uncertain, nil
	}
	defer c.leave()
	self := tr.Args.Type(0)
	switch s := self.(type) {
	case *types.Infer:
		if s.Kind == types.InferTy {
			return Ambiguous, nil
		}
	case *types.Unknown, *types.Error:
		return Uncertain, nil
	}
	var a assembly
	c.assemble(tr, self, &a)

	flags := tr.Args.Flags()
	unknown := flags&(types.HasUnknown|types.HasError) != 0
	if a.ambiguous {
		return Ambiguous, nil
	}
	pick, out := c.winnow(tr, &a, flags)
	switch {
	case out == Ambiguous && unknown, out == Fails && (unknown || a.incomplete):
		return Uncertain, nil
	case out != Holds:
		return out, nil
	case a.incomplete && pick.kind == candImpl && flags&types.HasInfer != 0:
		return Uncertain, nil // one that was not seen may be meant
	}
	return c.choose(tr, pick, unknown)
}

// enter and leave bound the depth of goals as rustc's recursion limit does. Once it is met
// the whole question has no answer: rustc stops there, so nothing else is tried either.
func (c *Ctx) enter() bool {
	if !c.deeper() {
		return false
	}
	c.depth++
	c.steps++
	return true
}

func (c *Ctx) leave() { c.depth-- }

// deeper reports whether goals may nest deeper.
func (c *Ctx) deeper() bool {
	if !c.nested() {
		c.overflown = false
	}
	c.overflown = c.overflown || c.depth > maxDepth || len(c.stack) > maxDepth
	return !c.overflown && c.steps <= maxSteps
}

// nested reports whether a goal is being worked on.
func (c *Ctx) nested() bool { return c.depth > 0 || len(c.stack) > 0 }

// choose confirms a candidate. An impl that fits only because an Unknown fits all is none.
func (c *Ctx) choose(tr types.TraitRef, pick candidate, unknown bool) (Outcome, *Selection) {
	if pick.kind == candImpl && pick.impl.Negative {
		return Fails, nil
	}
	s := c.Table.Snapshot()
	sel, m := c.confirm(tr, pick)
	switch {
	case m == nil && unknown && pick.kind == candImpl && !c.exact(tr, sel):
		c.Table.Rollback(s)
		return Uncertain, nil
	case m == nil:
		return Holds, sel
	}
	c.Table.Rollback(s)
	if m.Unsure || unknown {
		return Uncertain, nil
	}
	return Fails, nil
}

// exact reports whether an impl's header is the goal, no Unknown taken for a type.
func (c *Ctx) exact(tr types.TraitRef, sel *Selection) bool {
	header := types.SubstArgs(c.in(), sel.Impl.Trait.Args, sel.Args)
	if header.Flags()&types.HasProjection != 0 {
		return false
	}
	return c.eraseArgs(header) == c.eraseArgs(tr.Args)
}

// eraseArgs resolves variables and erases regions.
func (c *Ctx) eraseArgs(args types.Args) types.Args {
	return types.EraseRegionsArgs(c.in(), c.Table.ResolveArgs(args))
}

// ---------- collecting ----------

func (c *Ctx) assemble(tr types.TraitRef, self types.Type, a *assembly) {
	kind := c.Env.kind(tr.Trait)
	switch kind {
	case traitCopy, traitClone:
		c.assembleImpls(tr, self, a)
		c.assembleCopyClone(self, a)
	case traitSized, traitMetaSized, traitPointeeSized:
		c.assembleSized(kind, self, a)
	case traitPointee, traitDiscriminant, traitDestruct:
		a.add(candidate{kind: candBuiltin})
	case traitUnsize:
		c.assembleUnsize(tr, self, a)
	case traitTuple:
		if _, ok := self.(*types.Tuple); ok {
			a.add(candidate{kind: candBuiltin})
		}
	case traitFnPtr:
		if _, ok := self.(*types.FnPtr); ok {
			a.add(candidate{kind: candBuiltin})
		}
	default:
		switch kind {
		case traitFn, traitFnMut, traitFnOnce:
			c.assembleCallable(kind, self, a)
		case traitFuture, traitIterator, traitFusedIterator, traitAsyncIterator, traitCoroutine:
			c.assembleCoroutine(kind, self, a)
		case traitAsyncFn, traitAsyncFnMut, traitAsyncFnOnce:
			c.assembleAsync(kind, self, a)
		case traitAsyncKind:
			c.assembleKindHelper(tr, self, a)
		}
		c.assembleImpls(tr, self, a)
		c.assembleObject(tr, self, a)
	}
	c.assembleItemBounds(tr, self, a)
	c.assembleWhere(tr, a)
	if len(a.cands) == 0 && c.Q.DefKind(tr.Trait) == hir.KindTraitAlias {
		a.add(candidate{kind: candTraitAlias})
	}
	if c.Env.isAuto(tr.Trait) {
		c.assembleAuto(tr, kind, self, a)
	}
}

// implHider also tells, by all arguments of a trait, whether an impl may exist that was not seen.
type implHider interface{ HidesImpl(types.TraitRef) bool }

// assembleImpls collects the impls whose header unifies with the goal.
func (c *Ctx) assembleImpls(tr types.TraitRef, self types.Type, a *assembly) {
	impls, complete := c.Q.ImplsOf(tr.Trait, self)
	alone := stdAlone(tr.Trait, tr.Args)
	if x, ok := c.Q.(implHider); ok && !complete && !alone {
		complete = !x.HidesImpl(tr)
	}
	a.incomplete = a.incomplete || !complete && !alone
	m := matcher{table: c.Table, impl: true}
	for _, impl := range impls {
		if alone && !impl.Def.IsStd() {
			continue // of a type that is not known: not of this one
		}
		if impl.Trait == nil || !m.lists(tr.Args, impl.Trait.Args) || c.rejectFnPtr(impl, self) {
			continue
		}
		var miss *types.Mismatch
		c.Table.Probe(func() { _, _, miss = c.matchImpl(impl, tr) })
		switch {
		case miss == nil:
			a.add(candidate{kind: candImpl, impl: impl})
		case miss.Unsure:
			a.incomplete = true
		}
	}
}

// rejectFnPtr: `impl<F: FnPtr> Trait for F` counts for fn pointers alone, before it is matched.
func (c *Ctx) rejectFnPtr(impl *types.Impl, self types.Type) bool {
	p, ok := impl.Self.(*types.Param)
	if !ok {
		return false
	}
	switch self.(type) {
	case *types.FnPtr, *types.Alias, *types.Param, *types.Dyn:
		return false
	}
	return slices.ContainsFunc(c.Q.Predicates(impl.Def), func(q types.Predicate) bool {
		return q.Kind == types.PredTrait && c.Env.kind(q.Trait.Trait) == traitFnPtr && q.Trait.Args.Type(0) == types.Type(p)
	})
}

// matchImpl unifies an impl's header, its parameters fresh, with the goal.
func (c *Ctx) matchImpl(impl *types.Impl, tr types.TraitRef) (types.Args, []types.Predicate, *types.Mismatch) {
	args := c.freshArgs(impl.Generics)
	header := types.SubstArgs(c.in(), impl.Trait.Args, args)
	var nested []types.Predicate
	if header.Flags()&types.HasProjection != 0 {
		n := c.normalizer()
		header = n.folder().FoldArgs(header)
		nested = n.list
	}
	return args, nested, c.Table.EqArgs(tr.Args, header)
}

// freshArgs makes a variable for each parameter.
func (c *Ctx) freshArgs(g *types.Generics) types.Args {
	out := make([]types.Arg, g.Count())
	for i := range out {
		p := g.Param(uint32(i))
		switch {
		case p == nil:
			out[i] = c.in().Unknown()
		case p.Kind == ast.ParamLifetime:
			out[i] = c.Table.NewRegion()
		case p.Kind == ast.ParamConst:
			out[i] = c.Table.NewConst()
		default:
			out[i] = c.Table.NewVar(types.InferTy)
		}
	}
	return c.in().Args(out...)
}

// assembleWhere collects the where clauses that match.
func (c *Ctx) assembleWhere(tr types.TraitRef, a *assembly) {
	m := matcher{table: c.Table}
	for _, p := range c.Env.Preds {
		if p.Kind != types.PredTrait || !c.impliesSize(p.Trait.Trait, tr.Trait) || !m.lists(tr.Args, p.Trait.Args) {
			continue
		}
		switch miss := c.probeBound(p, tr); {
		case miss == nil:
			a.add(candidate{kind: candParam, pred: p})
		case miss.Unsure:
			a.incomplete = true
		}
	}
}

// impliesSize reports whether a bound by one trait is one by the other: the same, or Sized for MetaSized.
func (c *Ctx) impliesSize(bound, goal types.DefID) bool {
	return bound == goal || c.Env.kind(goal) == traitMetaSized && c.Env.kind(bound) == traitSized
}

func (c *Ctx) probeBound(p types.Predicate, tr types.TraitRef) *types.Mismatch {
	var miss *types.Mismatch
	c.Table.Probe(func() {
		mark := len(c.Table.Outlives)
		if miss = c.matchBound(p, tr); miss == nil && c.leaks(c.Table.Outlives[mark:]) {
			miss = &types.Mismatch{}
		}
	})
	return miss
}

// matchBound unifies a bound, its regions fresh, with the goal.
func (c *Ctx) matchBound(p types.Predicate, tr types.TraitRef) *types.Mismatch {
	if p.Bound > 0 {
		p = types.OpenPredicate(c.in(), p, c.Table.FreshRegions())
	}
	return c.Table.EqArgs(tr.Args, p.Trait.Args)
}

// assembleItemBounds collects the bounds that an alias's declaration states.
func (c *Ctx) assembleItemBounds(tr types.TraitRef, self types.Type, a *assembly) {
	seen := map[predKey]bool{}
	c.eachItemBound(self, func(p types.Predicate, outer bool) {
		if p.Kind != types.PredTrait || !c.impliesSize(p.Trait.Trait, tr.Trait) {
			return
		}
		if p.Trait.Args.Flags()&types.HasProjection != 0 {
			p = c.normalizeBound(p)
		}
		if seen[keyOf(p)] {
			return
		}
		seen[keyOf(p)] = true
		var miss *types.Mismatch
		c.Table.Probe(func() { miss = c.matchBound(p, tr) })
		switch {
		case miss == nil:
			a.add(candidate{kind: candAlias, pred: p, outer: outer})
		case miss.Unsure:
			a.incomplete = true
		}
	})
}

// normalizeBound normalises a bound's arguments where that leaves no variables.
func (c *Ctx) normalizeBound(p types.Predicate) types.Predicate {
	self, _ := p.Trait.Args.Type(0).(*types.Alias)
	rest := p
	if self != nil { // Self is the alias whose bound it is
		rest.Trait.Args = c.in().Args(append([]types.Arg{c.in().Unit()}, p.Trait.Args.Slice()[1:]...)...)
	}
	n, nested := c.NormalizePredicate(rest)
	if len(nested) > 0 {
		return p
	}
	if self != nil {
		n.Trait.Args = c.in().Args(append([]types.Arg{self}, n.Trait.Args.Slice()[1:]...)...)
	}
	return n
}

// eachItemBound calls visit for the bounds of an alias, then for those of the alias
// that is its own Self, and so on.
func (c *Ctx) eachItemBound(self types.Type, visit func(p types.Predicate, outer bool)) {
	outer := false
	for range maxDepth {
		alias, ok := c.Table.Shallow(self).(*types.Alias)
		if !ok || alias.Kind == types.Weak {
			return
		}
		for _, p := range c.Env.itemBounds(alias.Def) {
			visit(types.SubstPredicate(c.in(), p, alias.Args), outer)
		}
		if alias.Kind == types.Opaque {
			return
		}
		outer = true
		self = alias.Args.Type(0)
	}
}

// ---------- winnowing ----------

// winnow finds the candidate that wins; its outcome is Holds then.
func (c *Ctx) winnow(tr types.TraitRef, a *assembly, flags types.Flags) (candidate, Outcome) {
	switch len(a.cands) {
	case 0:
		return candidate{}, Fails
	case 1:
		return a.cands[0], Holds
	}
	var left []candidate
	unsure := false
	implsAlone := !slices.ContainsFunc(a.cands, func(x candidate) bool { return x.kind != candImpl })
	for _, cand := range a.cands {
		if cand.out = c.evaluateCandidate(tr, cand); implsAlone && cand.out == Holds && c.rivals(left, cand) {
			return candidate{}, Ambiguous
		}
		if cand.out != Fails {
			left = append(left, cand)
		}
		unsure = unsure || cand.out == Uncertain
	}
	if len(left) == 0 {
		return candidate{}, Fails
	}
	infer := flags&types.HasInfer != 0
	marker := c.Env.coinductive(tr.Trait)
	pick, ok := c.prefer(left, infer, marker)
	switch {
	case ok:
		return pick, Holds
	case unsure:
		return candidate{}, Uncertain
	}
	return candidate{}, Ambiguous
}

// rivals reports whether one of the impls found to apply and another stand side by
// side, so that what the rest says changes nothing.
func (c *Ctx) rivals(impls []candidate, x candidate) bool {
	return slices.ContainsFunc(impls, func(y candidate) bool {
		return y.out == Holds && !c.specializes(x.impl, y.impl) && !c.specializes(y.impl, x.impl)
	})
}

// prefer applies rustc's order of preference (SelectionContext::winnow_candidates).
func (c *Ctx) prefer(cands []candidate, infer, marker bool) (candidate, bool) {
	if len(cands) == 1 {
		return cands[0], true
	}
	for _, x := range cands {
		if x.kind == candSized {
			return x, x.out == Holds
		}
	}
	cands = distinctParams(cands)
	if marker {
		if x, n := firstOf(cands, func(x candidate) bool { return x.kind == candAlias && !x.outer }); n > 0 {
			return x, n == 1 || !infer
		}
	}
	global, n := firstOf(cands, func(x candidate) bool { return x.kind == candParam && isGlobal(x.pred) })
	if x, m := firstOf(cands, func(x candidate) bool { return x.kind == candParam && !isGlobal(x.pred) }); m > 0 {
		return x, m == 1 && n == 0
	}
	_ = global
	if x, m := firstOf(cands, func(x candidate) bool { return x.kind == candAlias }); m > 0 {
		return x, m == 1 || !infer
	}
	impls := slices.DeleteFunc(slices.Clone(cands), func(x candidate) bool { return x.kind != candImpl })
	if x, m := firstOf(cands, func(x candidate) bool { return x.kind == candObject }); m > 0 {
		return x, !infer || m == 1 && len(impls) == 0
	}
	if x, m := firstOf(cands, func(x candidate) bool { return x.kind == candUpcast }); m > 0 {
		return x, m == 1 || !infer
	}
	if len(impls) > 0 {
		x, ok := c.mostSpecial(impls)
		_, others := firstOf(cands, func(x candidate) bool { return x.kind != candImpl && x.kind != candParam })
		return x, ok && others == 0
	}
	x, m := firstOf(cands, func(x candidate) bool { return x.kind != candParam || !isGlobal(x.pred) })
	if m == 0 {
		return global, n == 1
	}
	return x, m == 1
}

// firstOf is the first candidate that is so, and how many are.
func firstOf(cands []candidate, is func(candidate) bool) (first candidate, n int) {
	for _, x := range cands {
		if is(x) {
			if n == 0 {
				first = x
			}
			n++
		}
	}
	return first, n
}

// distinctParams leaves one of equal where clauses, that without bound regions.
func distinctParams(cands []candidate) []candidate {
	var out []candidate
	for i, x := range cands {
		again := x.kind == candParam && slices.ContainsFunc(cands[:i], func(y candidate) bool {
			return y.kind == candParam && y.pred.Trait == x.pred.Trait
		})
		if !again {
			out = append(out, x)
		}
	}
	return out
}

// isGlobal reports whether a where clause is about no parameter of the place.
func isGlobal(p types.Predicate) bool {
	const local = types.HasParam | types.HasInfer | types.HasPlaceholder | types.HasRegionVar
	if p.Bound > 0 || p.Trait.Args.Flags()&local != 0 {
		return false
	}
	global := true
	for _, a := range p.Trait.Args.Slice() {
		types.FreeRegions(a, func(r types.Region) { global = global && (r.Kind == types.ReStatic || r.Kind == types.ReErased) })
	}
	return global
}

// mostSpecial is the impl that specialises all others that apply.
func (c *Ctx) mostSpecial(impls []candidate) (candidate, bool) {
	best := impls[0]
	for _, x := range impls[1:] {
		switch {
		case x.impl == best.impl:
		case x.out == Holds && c.specializes(x.impl, best.impl):
			best = x
		case best.out == Holds && c.specializes(best.impl, x.impl):
		default:
			return candidate{}, false
		}
	}
	return best, true
}

// specializes reports whether wherever a applies b does, and not the other way round
// (RFC 1210).
func (c *Ctx) specializes(a, b *types.Impl) bool {
	return c.covers(b, a) && !c.covers(a, b)
}

// covering is the question whether one impl covers another.
type covering struct{ general, special *types.Impl }

// covers reports whether the general impl applies to the other's header where the other's where clauses
// hold. It is asked once a pair (as rustc's query is); while that is being answered, it does not.
func (c *Ctx) covers(general, special *types.Impl) bool {
	if c.depth > maxDepth/4 || !(matcher{table: c.Table, impl: true}).lists(special.Trait.Args, general.Trait.Args) {
		return false
	}
	if c.covered == nil {
		c.covered = map[covering]bool{}
	}
	key := covering{general, special}
	if known, ok := c.covered[key]; ok {
		return known
	}
	c.covered[key] = false
	inner := newEnv(c.Q, c.Q.Predicates(special.Def), c).ctx(false)
	inner.inside(c)
	inner.depth += 3
	sel, miss := inner.confirm(*special.Trait, candidate{kind: candImpl, impl: general})
	c.covered[key] = miss == nil && inner.evaluateAll(Holds, sel.Nested) == Holds
	c.spend(inner)
	return c.covered[key]
}
