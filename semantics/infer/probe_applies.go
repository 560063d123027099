package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: whether one candidate's receiver fits a type (rustc's consider_probe):
// the type must equal what the method declares for self, and the impl's where
// clauses, or the trait's implementation, must not be refuted. Everything happens in
// a probe.

type candidateFit uint8

const (
	candidateMisses candidateFit = iota
	candidateFits
	candidateUnsure
)

// applies says whether a candidate takes a receiver of a type.
func (p *prober) applies(self types.Type, c candidate) (fit candidateFit) {
	p.t.Probe(func() {
		switch c.kind {
		case pickInherent:
			fit = p.inherentApplies(self, c)
		case pickTrait:
			fit = p.traitApplies(self, c)
		default:
			fit = p.boundApplies(self, c)
		}
	})
	return fit
}

// obligations are those of one candidate, apart from the body's.
func (p *prober) obligations(preds []types.Predicate) candidateFit {
	ful := traits.NewFulfill(p.tc)
	for _, pred := range preds {
		if pred.Kind == types.PredTrait || pred.Kind == types.PredProjection {
			ful.Register(pred, 0)
		}
	}
	ful.Select()
	switch {
	case len(ful.Failed) > 0:
		for _, o := range ful.Failed {
			if !p.murkyPredicate(o.Pred) {
				return candidateMisses
			}
		}
		return candidateUnsure
	case ful.Unsure:
		return candidateUnsure
	}
	return candidateFits
}

func (p *prober) inherentApplies(self types.Type, c candidate) candidateFit {
	if !p.mayTake(self, c.item) {
		return candidateMisses
	}
	args := p.freshArgs(c.impl.Def)
	implTy := p.erase(types.Subst(p.in, c.impl.Self, args))
	want, preds := p.receiver(c.item, implTy, args)
	if m := p.t.Eq(self, want); m != nil {
		return fitOf(m)
	}
	for _, pred := range p.q.Predicates(c.impl.Def) {
		pred, more := p.tc.NormalizePredicate(p.erasePredicate(types.SubstPredicate(p.in, pred, args)))
		preds = append(append(preds, pred), more...)
	}
	return p.obligations(preds)
}

func fitOf(m *types.Mismatch) candidateFit {
	if m.Unsure {
		return candidateUnsure
	}
	return candidateMisses
}

func (p *prober) traitApplies(self types.Type, c candidate) candidateFit {
	trait := c.trait.Trait.Trait
	if p.skipped(self, trait) || !p.mayTake(self, c.item) {
		return candidateMisses
	}
	args := p.freshArgs(trait)
	want, preds := p.receiver(c.item, args.Type(0), args)
	if m := p.t.Eq(self, want); m != nil {
		return fitOf(m)
	}
	pred := types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: trait, Args: args}}
	switch p.tc.Evaluate(pred) {
	case traits.Fails:
		return candidateMisses
	case traits.Uncertain:
		return candidateUnsure
	}
	return p.obligations(append(preds, pred))
}

func (p *prober) boundApplies(self types.Type, c candidate) candidateFit {
	pred := types.OpenPredicate(p.in, c.trait, types.ErasedRegion)
	args := types.EraseRegionsArgs(p.in, pred.Trait.Args)
	if c.kind == pickWhere {
		t, _ := p.tc.Normalize(args.Type(0))
		if _, ok := p.t.Shallow(t).(*types.Param); !ok {
			return candidateMisses
		}
	}
	want, preds := p.receiver(c.item, args.Type(0), args)
	if m := p.t.Eq(self, want); m != nil {
		return fitOf(m)
	}
	return p.obligations(preds)
}

// receiver is the type of a method's self for its container's arguments, the method's own
// being fresh; in path mode, and for constants, the container's Self.
func (p *prober) receiver(item types.AssocItem, self types.Type, args types.Args) (types.Type, []types.Predicate) {
	if p.mode == probePath {
		return p.tc.Normalize(self)
	}
	sig := p.q.FnSig(item.Def)
	if sig == nil || len(sig.Inputs) == 0 {
		return p.in.Unknown(), nil
	}
	all := p.freshArgs(item.Def, args.Slice()...)
	return p.tc.Normalize(types.OpenInput(p.in, sig, 0, all, p.opener()))
}

// mayTake is a quick look at a method's declared self: false where no arguments make it the type.
func (p *prober) mayTake(self types.Type, item types.AssocItem) bool {
	if p.mode == probePath {
		return true
	}
	sig := p.q.FnSig(item.Def)
	return sig == nil || len(sig.Inputs) == 0 || traits.MayBe(p.t, self, sig.Inputs[0])
}

// skipped says whether a trait's methods are left out for a receiver taken by value:
// `[T; N]` before edition 2021, `Box<[T]>` before 2024 (IntoIterator).
func (p *prober) skipped(self types.Type, trait types.DefID) bool {
	def := p.q.Trait(trait)
	if def == nil {
		return false
	}
	switch self.(type) {
	case *types.Array:
		return def.SkipArray && p.body.Edition < source.Edition2021
	}
	if b := boxed(p.q, self); b != nil && def.SkipBoxedSlice && p.body.Edition < source.Edition2024 {
		_, slice := p.t.Shallow(b).(*types.Slice)
		return slice
	}
	return false
}

// ---------- paths ----------

// assocItem is what a type-relative path names.
type assocItem struct {
	Def  types.DefID
	Kind hir.DefKind // KindAssocFn, KindAssocConst, KindCtor or KindVariant (an enum's variant)
	// Container arguments: of the impl (fresh, its Self unified with the type) or of
	// the trait (Self first). The item's own arguments are not in it.
	Container types.Args
	Impl      types.DefID // the inherent impl; zero: from a trait
	Trait     types.DefID
}

// assocLookup finds `Self::name` in path position: inherent items first, then those of the
// traits in scope, no autoderef (rustc's resolve_fully_qualified_call; enum variants are
// looked up by the caller). found is false if there is none (E0599), or if something
// unknown is in the way: then known is false.
func (f *fcx) assocLookup(self types.Type, name string, traits []types.DefID, span source.Span) (item assocItem, found, known bool) {
	got, out := f.probe(self, name, probePath, traits)
	switch out {
	case probeFound:
	case probeUnsure:
		return item, false, false
	default:
		return item, false, true
	}
	item = assocItem{Def: got.item.Def, Kind: got.item.Kind}
	if got.kind == pickInherent {
		item.Impl = got.impl.Def
		item.Container = f.freshArgs(got.impl.Def)
		c := cause{span: span, what: "path"}
		implTy := f.normalize(f.erase(types.Subst(f.in, got.impl.Self, item.Container)), c)
		f.demandEq(span, implTy, self)
		return item, true, true
	}
	item.Trait = got.trait.Trait.Trait
	item.Container = f.freshArgs(item.Trait, self)
	return item, true, true
}
