package infer

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: which method `recv.name(…)` calls (rustc's method probing). For each
// type T of the receiver's autoderef chain, and at last the slice an array unsizes
// to, methods are looked for that take T by value, then &T, then &mut T, then *const
// for *mut; in each case inherent methods before those of the traits in scope. The
// first that fits is taken. With `struct S; impl Clone for S` and `r: &S`,
// `r.clone()`: by value `&S` fits `fn clone(&self)` of S's impl at once.
//
// The search runs in a probe of the inference table: it fixes no variable, once the
// chain is known, for which pending obligations may have to be worked on. What it finds
// is a pick, which confirm carries out.

// pickKind is where a method comes from.
type pickKind uint8

const (
	pickInherent pickKind = iota
	pickObject
	pickTrait
	pickWhere
)

// candidate is a method of the right name.
type candidate struct {
	kind pickKind
	item types.AssocItem
	impl *types.Impl // inherent
	// trait is the trait bound (object, where clause; regions may be bound) or the bare trait.
	trait types.Predicate
}

// pick is the method found and how the receiver is adjusted for it.
type pick struct {
	candidate
	derefs  int
	autoref autoref
	unsize  bool
	toConst bool // *mut T to *const T
}

// autoref is the borrow of a receiver.
type autoref uint8

const (
	noAutoref autoref = iota
	autorefShared
	autorefMut
)

// probeStep is one type of the receiver's chain.
type probeStep struct {
	derefStep
	derefs int
	unsize bool
}

// probeMode tells method calls from paths.
type probeMode uint8

const (
	probeCall probeMode = iota
	probePath
)

// probeOutcome is how a search ended.
type probeOutcome uint8

const (
	probeNone  probeOutcome = iota // no such method: an error
	probeFound                     //
	probeAmbiguous
	probeBadType // the receiver's type is not known here: an error
	probeUnsure  // something unknown is in the way: silent
)

// prober is one search.
type prober struct {
	*fcx
	name   string
	mode   probeMode
	traits []types.DefID // those in scope that have an item of the name

	steps     []probeStep
	inherent  []candidate
	extension []candidate
	seen      map[types.DefID]bool // impls
	unsure    bool
	// stableOnly leaves std's unstable methods out.
	stableOnly bool
	limited    bool // an item of the name is not visible everywhere
}

// probe looks for a method or, in path mode, an associated function or constant.
func (f *fcx) probe(self types.Type, name string, mode probeMode, traits []types.DefID) (found pick, out probeOutcome) {
	if got, ok := f.keptProbe(self, name, mode, traits); ok {
		return got, probeFound
	}
	return f.newProber(name, mode, traits).search(self)
}

func (f *fcx) newProber(name string, mode probeMode, traits []types.DefID) *prober {
	return &prober{fcx: f, name: name, mode: mode, traits: traits, seen: map[types.DefID]bool{}}
}

// search is probe, by this body itself.
func (p *prober) search(self types.Type) (found pick, out probeOutcome) {
	if !p.makeSteps(self) {
		if p.unsure {
			return found, probeUnsure
		}
		return found, probeBadType
	}
	p.t.Probe(func() {
		p.assemble()
		found, out = p.pick()
		if out == probeNone && p.unsure {
			out = probeUnsure
		}
	})
	return found, out
}

// makeSteps lists the types of the receiver's chain; false: it ends in a variable.
func (p *prober) makeSteps(self types.Type) bool {
	if p.mode == probePath {
		t := p.tryResolve(self)
		p.steps = []probeStep{{derefStep: derefStep{Type: t}}}
		if silent(t) {
			p.unsure = true
		}
		return !silent(t)
	}
	n := 0
	for s := range p.derefChain(self, true) {
		if s.Final {
			p.unsure = p.unsure || silent(s.Type)
			if silent(s.Type) && n > 0 {
				break // what the known part of the chain has can still be found
			}
			return false
		}
		p.steps = append(p.steps, probeStep{derefStep: s, derefs: n})
		n++
	}
	last := p.steps[len(p.steps)-1]
	if a, ok := last.Type.(*types.Array); ok {
		last.Type, last.unsize = p.in.Slice(a.Elem), true
		p.steps = append(p.steps, last)
	}
	return true
}

// ---------- the search ----------

// pick goes through the steps; the first that has a method decides. Unstable methods
// of std are looked at only when there is no other.
func (p *prober) pick() (pick, probeOutcome) {
	p.stableOnly = true
	got, out := p.pickSteps()
	if out == probeNone {
		p.stableOnly = false
		got, out = p.pickSteps()
	}
	return got, out
}

func (p *prober) pickSteps() (pick, probeOutcome) {
	for _, s := range p.steps {
		if s.behindRaw || s.Type.Flags()&types.HasError != 0 {
			continue
		}
		if got, out := p.pickAt(s); out != probeNone {
			return got, out
		}
	}
	return pick{}, probeNone
}

// pickAt looks for a method that takes one type of the chain.
func (p *prober) pickAt(s probeStep) (pick, probeOutcome) {
	if !s.unsize {
		got, out := p.pickMethod(s.Type)
		if out == probeFound {
			got.derefs = s.derefs
			if r, ok := s.Type.(*types.Ref); ok { // reborrowed: `&*r`, `&mut *r`
				got.derefs++
				got.autoref = autorefOf(r.Mut)
			}
		}
		if out != probeNone {
			return got, out
		}
	}
	for _, mut := range [...]bool{false, true} {
		got, out := p.pickMethod(p.in.Ref(types.Erased, s.Type, mut))
		if out == probeFound {
			got.derefs, got.autoref, got.unsize = s.derefs, autorefOf(mut), s.unsize
		}
		if out != probeNone {
			return got, out
		}
	}
	if r, ok := s.Type.(*types.RawPtr); ok && r.Mut && !s.unsize {
		got, out := p.pickMethod(p.in.RawPtr(r.Elem, false))
		if out == probeFound {
			got.derefs, got.toConst = s.derefs, true
		}
		return got, out
	}
	return pick{}, probeNone
}

func autorefOf(mut bool) autoref {
	if mut {
		return autorefMut
	}
	return autorefShared
}

// pickMethod looks for a method whose receiver has exactly the type: inherent ones first.
func (p *prober) pickMethod(self types.Type) (pick, probeOutcome) {
	for _, list := range [...][]candidate{p.inherent, p.extension} {
		if got, out := p.consider(self, list); out != probeNone {
			return got, out
		}
	}
	return pick{}, probeNone
}

// consider chooses among candidates: one that applies, or several of one trait.
func (p *prober) consider(self types.Type, list []candidate) (pick, probeOutcome) {
	var fits []candidate
	unsure := false
	for _, c := range list {
		switch p.applies(self, c) {
		case candidateFits:
			fits = append(fits, c)
		case candidateUnsure:
			unsure = true
		}
	}
	if unsure {
		p.unsure = true
		return pick{}, probeUnsure
	}
	if len(fits) > 1 && sameTrait(fits) {
		fits[0].kind = pickTrait // which impl or bound it is, is decided later
		return pick{candidate: fits[0]}, probeFound
	}
	if p.stableOnly {
		fits = slices.DeleteFunc(fits, func(c candidate) bool { return c.item.Unstable })
	}
	switch len(fits) {
	case 0:
		return pick{}, probeNone
	case 1:
		return pick{candidate: fits[0]}, probeFound
	}
	return pick{}, probeAmbiguous
}

// sameTrait says whether all candidates are of one trait.
func sameTrait(list []candidate) bool {
	for _, c := range list {
		if c.kind == pickInherent || c.trait.Trait.Trait != list[0].trait.Trait.Trait {
			return false
		}
	}
	return true
}

// ---------- candidates ----------

// assemble lists the methods of the right name.
func (p *prober) assemble() {
	for _, s := range p.steps {
		p.assembleInherent(s.Type)
	}
	for _, t := range p.traits {
		def := p.q.Trait(t)
		if def == nil || def.Auto {
			continue
		}
		bare := types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: def.Def}}
		p.addItems(def.Items, candidate{kind: pickTrait, trait: bare}, &p.extension)
	}
}

// assembleInherent adds what a type itself has: its impls' methods, a trait object's, a parameter's bounds'.
func (p *prober) assembleInherent(t types.Type) {
	switch t := t.(type) {
	case *types.Param:
		for _, pred := range p.env.Preds {
			if self := predicateSelf(pred); pred.Kind == types.PredTrait && self != nil && p.mayBe(t, self) {
				p.addTraitItems(candidate{kind: pickWhere, trait: pred})
			}
		}
		return
	case *types.Dyn:
		p.assembleObject(t)
	case *types.Alias, *types.Closure, *types.Coroutine, *types.FnDef, *types.FnPtr, *types.Infer, *types.Bound:
		return
	}
	impls, complete := p.q.InherentImpls(p.t.Resolve(t), p.name)
	if !complete {
		p.unsure = true
	}
	for _, i := range impls {
		if !p.seen[i.Def] {
			p.seen[i.Def] = true
			p.addItems(p.q.AssocItems(i.Def), candidate{kind: pickInherent, impl: i}, &p.inherent)
		}
	}
}

// mayBe says whether a bound's type could be the parameter.
func (p *prober) mayBe(t *types.Param, self types.Type) bool {
	_, alias := self.(*types.Alias)
	return alias || self == types.Type(t)
}

// assembleObject adds the methods of a trait object's principal and its supertraits.
func (p *prober) assembleObject(t *types.Dyn) {
	if t.Principal.IsZero() {
		return
	}
	for _, pred := range p.withSupertraits([]types.Predicate{p.objectBound(t)}) {
		if pred.Kind == types.PredTrait {
			p.addTraitItems(candidate{kind: pickObject, trait: pred})
		}
	}
}

// objectBound is `dyn Trait<A>: Trait<A>`, under the binder of the object.
func (f *fcx) objectBound(t *types.Dyn) types.Predicate {
	args := append([]types.Arg{types.Shift(f.in, t, 1)}, t.Args.Slice()...)
	return types.Predicate{Kind: types.PredTrait, Bound: t.Bounds.Bound,
		Trait: types.TraitRef{Trait: t.Principal, Args: f.in.Args(args...)}}
}

func (p *prober) addTraitItems(c candidate) {
	if def := p.q.Trait(c.trait.Trait.Trait); def != nil {
		p.addItems(def.Items, c, &p.inherent)
	}
}

// addItems adds the items of the right name and kind that are visible here.
func (p *prober) addItems(items []types.AssocItem, c candidate, to *[]candidate) {
	for _, item := range items {
		if item.Name != p.name {
			continue
		}
		isFn := item.Kind == hir.KindAssocFn || item.Kind == hir.KindFn
		if p.mode == probeCall && !(isFn && item.HasSelf) || !isFn && !isConstKind(item.Kind) {
			continue
		}
		if c.kind == pickInherent {
			p.limited = p.limited || !item.Vis.Public && item.Def.Crate == p.body.Owner.Crate
			if !p.canSee(item) {
				continue
			}
		}
		c.item = item
		*to = append(*to, c)
	}
}

// canSee says whether an item of an inherent impl is visible in the body at hand.
func (p *prober) canSee(item types.AssocItem) bool {
	if item.Vis.Public {
		return true
	}
	if item.Def.Crate != p.body.Owner.Crate {
		return false
	}
	for m, n := p.body.Owner, 0; !m.IsZero() && n < 100; m, n = p.q.Parent(m), n+1 {
		if m == item.Vis.Module {
			return true
		}
	}
	return false
}
