package traits

import (
	"drop-lsp/semantics/types"
)

// This file: fulfilment: a list of obligations that is worked on until none makes
// progress. What an obligation needs in turn joins the list and remembers where it
// came from, so that a goal that needs itself is seen.

// Obligation is a predicate to be shown, with its caller's cause.
type Obligation struct {
	Pred  types.Predicate
	Cause int
	Depth int

	from    *ancestor
	normal  bool         // its projections are normalised
	outer   uint32       // the universe that its binder was opened in + 1; 0: it had none
	stalled []types.Type // free variables that it waits for; nil: try again
}

// ancestor is a trait goal or projection that led to an obligation.
type ancestor struct {
	goal        types.TraitRef
	alias       *types.Alias // of a projection
	term        types.Type   // what it must be
	coinductive bool
	up          *ancestor
}

// Fulfill holds obligations until they are shown or fail.
type Fulfill struct {
	Ctx *Ctx
	// Failed are those that do not hold: errors.
	Failed []Obligation
	// Outlives are the type- and region-outlives obligations met on the way (only with Table.TrackRegions).
	Outlives []Obligation
	// Stalled are those that rest on what a coroutine of the body at hand holds.
	Stalled []Obligation
	// Unsure is set when an obligation could be neither shown nor refuted because something is unknown.
	Unsure bool

	inner   bool // works inside an evaluation: its steps count on
	pending []Obligation
	unsure  []Obligation // unknown so far, with variables that may yet decide
	done    map[goal]bool
	// overflown: nothing more is asked.
	overflown bool
	looks     int
}

// goal is a trait or projection predicate that binds nothing.
type goal struct {
	trait types.DefID
	args  types.Args
	alias *types.Alias
	ty    types.Type
}

// NewFulfill holds nothing.
func NewFulfill(c *Ctx) *Fulfill { return &Fulfill{Ctx: c} }

// Register adds an obligation.
func (f *Fulfill) Register(p types.Predicate, cause int) {
	f.pending = append(f.pending, Obligation{Pred: p, Cause: cause})
}

// Pending are the obligations that are still ambiguous.
func (f *Fulfill) Pending() []Obligation { return f.pending }

// maxLooks bounds how often all that waits is looked at, one by one: in a body that a macro made huge,
// tens of thousands wait, and each expression may have said what one of them waits for.
const maxLooks = 1 << 25

// Select works on the obligations until none makes progress; it reports whether any did.
func (f *Fulfill) Select() bool {
	any := false
	if f.looks += len(f.pending) + len(f.unsure); f.looks > maxLooks {
		f.overflow()
	}
	for !f.overflown && f.ready() {
		moved := f.round()
		any = any || moved
		if !moved {
			return any
		}
	}
	return any
}

// overflow gives up: what is needed has no end (rustc stops at once, E0275), and with it
// what this was asked for.
func (f *Fulfill) overflow() {
	f.Unsure, f.overflown, f.Ctx.overflown = true, true, true
	f.unsure, f.pending = nil, nil
}

// round works once on each obligation that does not wait, and on what comes of it. The
// others stay where they are in the list, which is not copied: most of a long one waits.
func (f *Fulfill) round() (progress bool) {
	list := f.pending
	if len(f.unsure) > 0 {
		list = append(f.unsure, f.pending...)
	}
	f.unsure, f.pending = nil, nil
	kept := list[:0]
	var grown []Obligation
	var waiting map[predKey]bool
	work := func(o Obligation) {
		if !f.inner {
			f.Ctx.steps = 0
		}
		next, moved := f.process(o)
		if f.Ctx.overflown {
			f.overflow()
		}
		grown = append(grown, next...)
		progress = progress || moved
	}
	for i := range list {
		if f.overflown {
			return progress
		}
		if f.waits(&list[i]) {
			kept = append(kept, list[i])
			continue
		}
		work(list[i])
		kept = append(kept, f.pending...) // none, or the one that was worked on
		f.pending = nil
	}
	for i := 0; i < len(grown); i++ {
		if f.overflown || len(grown) > len(list)+maxSteps {
			f.overflow()
			return progress
		}
		before := len(f.pending)
		if f.waits(&grown[i]) {
			f.pending = append(f.pending, grown[i])
		} else {
			work(grown[i])
		}
		if len(f.pending) > before { // the same once is enough
			k := keyOf(f.pending[before].Pred)
			if waiting[k] {
				f.pending = f.pending[:before]
			} else if waiting == nil {
				waiting = map[predKey]bool{}
			}
			waiting[k] = true
		}
	}
	clear(list[len(kept):])
	f.pending = append(kept, f.pending...)
	return progress
}

// ready reports whether there is an obligation to work on: a body asks often, and in most
// calls all that is pending waits.
func (f *Fulfill) ready() bool {
	for _, list := range [...][]Obligation{f.unsure, f.pending} {
		for i := range list {
			if !f.waits(&list[i]) {
				return true
			}
		}
	}
	return false
}

// waits reports whether none of the variables that an obligation waits for is known now.
// That one became equal to another that is as free says nothing new (rustc's
// ty_or_const_infer_var_changed); else a sum of n literals would be worked on n times over.
func (f *Fulfill) waits(o *Obligation) bool {
	for _, v := range o.stalled {
		if v, ok := v.(*types.Infer); ok && f.Ctx.Table.Known(v) {
			return false
		}
	}
	return len(o.stalled) > 0
}

// opens: a predicate of this kind is asked of placeholders for what its binder binds.
func opens(k types.PredKind) bool {
	switch k {
	case types.PredTrait, types.PredProjection, types.PredTypeOutlives, types.PredRegionOutlives:
		return true
	}
	return false
}

// process works on one obligation: it is shown, has failed, or has gone back to the
// list. next must be shown in turn; moved reports progress.
func (f *Fulfill) process(o Obligation) (next []Obligation, moved bool) {
	c := f.Ctx
	o.Pred = c.resolvePredicate(o.Pred)
	if v := c.freeSelf(o.Pred); v != nil {
		// Its binder stays closed: a closure's signature is read off what waits for a variable.
		o.stalled = []types.Type{v}
		f.pending = append(f.pending, o)
		return nil, false
	}
	if o.Pred.Bound > 0 && opens(o.Pred.Kind) {
		o.outer = c.Table.CurrentUniverse() + 1
		o.Pred = types.OpenPredicate(c.in(), o.Pred, c.Table.Placeholders())
	}
	switch o.Pred.Kind {
	case types.PredTrait, types.PredProjection:
		if !o.normal {
			next = f.normalize(&o)
			moved = len(next) > 0
		}
		if o.Pred.Kind == types.PredTrait && c.stalls(o.Pred.Trait.Args) {
			f.Stalled = append(f.Stalled, o)
		}
	case types.PredTypeOutlives, types.PredRegionOutlives:
		if c.Table.TrackRegions {
			f.Outlives = append(f.Outlives, o)
		}
		return nil, true
	default:
		f.Unsure = true
		return nil, true
	}
	if o.Depth > maxDepth {
		f.overflow()
		return nil, true
	}
	out, nested, up := f.work(&o)
	switch out {
	case Holds:
		var own predicates // asked twice, the first answer could make the second another question
		own.add(nested...)
		for _, p := range own.list {
			next = append(next, Obligation{Pred: p, Cause: o.Cause, Depth: o.Depth + 1, from: up})
		}
		return next, true
	case Fails:
		f.Failed = append(f.Failed, o)
		return next, true
	case Uncertain:
		f.unknown(o)
	default:
		o.stalled = f.variables(o.Pred)
		f.pending = append(f.pending, o)
	}
	return next, moved
}

// work decides one obligation; up is the ancestor of what must hold in turn. What was
// decided before is not decided again (rustc's ObligationForest), unless it is a need of itself.
func (f *Fulfill) work(o *Obligation) (Outcome, []types.Predicate, *ancestor) {
	c := f.Ctx
	if a := f.above(o); a != nil {
		return f.cycle(o, a), nil, nil
	}
	key := goal{o.Pred.Trait.Trait, o.Pred.Trait.Args, o.Pred.Alias, o.Pred.Ty}
	if f.done[key] {
		return Holds, nil, nil
	}
	var out Outcome
	var nested []types.Predicate
	up := &ancestor{up: o.from}
	if o.Pred.Kind == types.PredProjection {
		up.alias, up.term = o.Pred.Alias, o.Pred.Ty
		out, nested = c.unifyProjection(o.Pred)
	} else {
		up.goal, up.coinductive = o.Pred.Trait, c.Env.coinductive(o.Pred.Trait.Trait)
		out, nested = f.trait(o)
	}
	if out == Holds || out == Fails {
		if f.done == nil {
			f.done = map[goal]bool{}
		}
		f.done[key] = true
	}
	return out, nested, up
}

// above is the ancestor of an obligation that is the obligation itself; nil: none.
func (f *Fulfill) above(o *Obligation) *ancestor {
	c := f.Ctx
	var key goalKey
	same := matcher{table: c.Table, same: true}
	for a := o.from; a != nil; a = a.up {
		switch {
		case o.Pred.Kind == types.PredProjection:
			if a.alias != nil && a.alias.Def == o.Pred.Alias.Def && c.Table.Resolve(a.alias) == types.Type(o.Pred.Alias) &&
				c.Table.Resolve(a.term) == o.Pred.Ty {
				return a
			}
		case a.alias == nil && a.goal.Trait == o.Pred.Trait.Trait && same.lists(a.goal.Args, o.Pred.Trait.Args):
			// Only now what the variables of an ancestor became in the meantime is looked at whole: that may be huge.
			if key.args == nil {
				key = c.goalKey(o.Pred.Trait)
			}
			if c.goalKey(a.goal) == key {
				return a
			}
		}
	}
	return nil
}

// freeSelf is the type that a trait or projection predicate is about if that is a free variable; else nil.
func (c *Ctx) freeSelf(p types.Predicate) types.Type {
	args := p.Trait.Args
	switch p.Kind {
	case types.PredTrait:
	case types.PredProjection:
		args = p.Alias.Args
	default:
		return nil
	}
	if args.Len() == 0 {
		return nil
	}
	if v, ok := c.Table.Shallow(args.Type(0)).(*types.Infer); ok && v.Kind == types.InferTy {
		return v
	}
	return nil
}

// normalize replaces the projections in an obligation, once.
func (f *Fulfill) normalize(o *Obligation) []Obligation {
	c := f.Ctx
	o.normal = true
	p := &o.Pred
	if projections(*p)&c.needNormal() == 0 {
		return nil
	}
	n := c.normalizer()
	fold := n.folder()
	if p.Kind == types.PredTrait {
		if p.Trait.Args.Flags()&c.needNormal() != 0 {
			p.Trait.Args = fold.FoldArgs(p.Trait.Args)
		}
	} else {
		if p.Alias.Args.Flags()&c.needNormal() != 0 {
			p.Alias, _ = c.in().Alias(p.Alias.Kind, p.Alias.Def, fold.FoldArgs(p.Alias.Args)).(*types.Alias)
		}
		if p.Ty.Flags()&c.needNormal() != 0 {
			p.Ty = fold.Fold(p.Ty)
		}
	}
	var out []Obligation
	for _, x := range n.list {
		out = append(out, Obligation{Pred: x, Cause: o.Cause, Depth: o.Depth + 1, from: o.from, normal: x.Kind == types.PredProjection})
	}
	*p = c.resolvePredicate(*p)
	return out
}

// trait works on a trait goal. One without variables is evaluated as a whole; where regions count,
// only one without parameters: `T: Any` asks T: 'static.
func (f *Fulfill) trait(o *Obligation) (Outcome, []types.Predicate) {
	c := f.Ctx
	tr := o.Pred.Trait
	regions := types.HasFreeRegion | types.HasRegionVar | types.HasErased | types.HasParam
	if !c.Table.TrackRegions {
		regions = 0
	}
	if tr.Args.Flags()&(types.HasInfer|regions) == 0 && !c.openClosure(tr.Args) {
		return c.evaluateTrait(tr), nil
	}
	c.leakFrom = o.outer
	out, sel := c.selectTrait(tr)
	c.leakFrom = 0
	if sel == nil {
		return out, nil
	}
	return out, sel.Nested
}

// openClosure says whether a closure of the body at hand whose signature has variables is in
// a goal: what the goal needs in turn may fix them.
func (c *Ctx) openClosure(args types.Args) bool {
	if c.Closure == nil {
		return false
	}
	open := false
	for _, a := range args.Slice() {
		types.Walk(a, func(a types.Arg, _ uint32) bool {
			switch t := a.(type) {
			case *types.Coroutine:
				open = open || c.Closure(t.Def) != nil && c.Table.ResolveArgs(t.Sig).Flags()&types.HasInfer != 0
			case *types.Closure:
				if open {
					break
				}
				i := c.Closure(t.Def)
				open = i != nil && i.Sig != nil && c.Table.Resolve(c.in().FnPtr(*i.Sig)).Flags()&types.HasInfer != 0
			}
			return !open
		})
	}
	return open
}

// cycle is the outcome of a goal that one of its ancestors is: fine for coinductive
// traits, else an endless need (rustc: overflow, E0275).
func (f *Fulfill) cycle(o *Obligation, a *ancestor) Outcome {
	ok := o.Pred.Kind == types.PredTrait && f.Ctx.Env.coinductive(o.Pred.Trait.Trait)
	for x := o.from; x != nil && ok; x = x.up {
		ok = x.coinductive
		if x == a {
			break
		}
	}
	if ok {
		return Holds
	}
	return Uncertain
}

// unknown keeps an obligation that variables may yet decide; else it stays open for good.
func (f *Fulfill) unknown(o Obligation) {
	f.Unsure = true
	if vars := f.variables(o.Pred); len(vars) > 0 {
		o.stalled = vars
		f.unsure = append(f.unsure, o)
	}
}

// variables are the free variables of a predicate. None if something else than a
// variable may decide it: a closure that is not finished.
func (f *Fulfill) variables(p types.Predicate) []types.Type {
	var out []types.Type
	other := false
	visit := func(a types.Arg, _ uint32) bool {
		switch a := a.(type) {
		case *types.Infer:
			out = append(out, a)
		case types.Const:
			other = other || a.Kind == types.ConstInfer
		case *types.Closure:
			other = true
		}
		return true
	}
	args := p.Trait.Args
	if p.Kind == types.PredProjection {
		args = p.Alias.Args
	}
	for _, a := range args.Slice() {
		types.Walk(a, visit)
	}
	if other {
		return nil
	}
	return out
}
