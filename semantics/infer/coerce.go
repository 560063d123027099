package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: coercions (rustc's coercion.rs; reference, coerce). A coercion from a
// to b is tried in rustc's order: from `!`, from a variable, unsizing, to a raw
// pointer, to a reference (with deref steps), from fn items, fn pointers and
// closures, and at last equality.
//
// A reference is reborrowed (`&*x`) unless it has exactly the type that is wanted,
// its lifetime included. For that alone the types here have lifetimes: where rustc has
// a region variable there is one of ours, which is never related to others.

// coerceOptions say how a coercion is done.
type coerceOptions struct {
	twoPhase bool // a `&mut` reborrow may be a two-phase borrow
	lub      bool // the least upper bound of several expressions is looked for
	noNever  bool // the expression is not read, so that its `!` becomes nothing else
}

// coerce coerces a checked expression of type from to type to and records the
// adjustments; if it cannot be done the body is tainted. It gives the target type.
func (f *fcx) coerce(id hir.ExprID, from, to types.Type) types.Type {
	return f.coerceWith(id, from, to, coerceOptions{})
}

func (f *fcx) coerceWith(id hir.ExprID, from, to types.Type, o coerceOptions) types.Type {
	from = f.tryResolve(from)
	if f.tookExpected(id) && from == f.tryResolve(to) {
		if r, ok := from.(*types.Ref); ok && !r.Mut && !f.endsInDyn(r.Elem) { // a trait object unsizes to itself
			return to // the very type that its parts were coerced to: reborrowing would change nothing
		}
	}
	o.noNever = !f.readsValue(id)
	adj, m := f.coerceSteps(from, to, f.exprSpan(id), o)
	if m != nil {
		f.mismatch(f.exprSpan(id), to, from, m)
		return to
	}
	f.adjust(id, adj)
	return to
}

// tookExpected: the expression's type is the one that its parts were coerced to.
func (f *fcx) tookExpected(id hir.ExprID) bool {
	switch f.body.Exprs[id].Kind.(type) {
	case hir.ExprBlock, hir.ExprIf, hir.ExprMatch, hir.ExprLoop:
		return true
	}
	return false
}

// coerceSteps finds the adjustments that take a value of type a to type b and registers
// their obligations; if there are none the mismatch is not nil and nothing has changed.
func (f *fcx) coerceSteps(a, b types.Type, span source.Span, o coerceOptions) ([]Adjustment, *types.Mismatch) {
	adj, _, m := f.tryCoerce(a, b, span, o)
	return adj, m
}

func (f *fcx) tryCoerce(a, b types.Type, span source.Span, o coerceOptions) ([]Adjustment, types.Type, *types.Mismatch) {
	c := coercer{f: f, span: span, o: o}
	s := f.t.Snapshot()
	adj, target, m := c.coerce(a, b)
	if m != nil {
		f.t.Rollback(s)
		m.Unsure = m.Unsure || c.unsure
		return nil, nil, m
	}
	f.registerAll(c.obligations, cause{span: span, what: "coercion"})
	return adj, target, nil
}

// coercer does one coercion; its obligations count only if it succeeds.
type coercer struct {
	f           *fcx
	span        source.Span
	o           coerceOptions
	obligations []types.Predicate
	unsure      bool // something unknown was in the way
}

var plainMismatch = types.Mismatch{}

func differ(a, b types.Type) *types.Mismatch {
	m := plainMismatch
	m.A, m.B = a, b
	return &m
}

// unify makes a a subtype of b. With lub the type is one above both, which has lifetimes of
// its own where theirs differ.
func (c *coercer) unify(a, b types.Type) (types.Type, *types.Mismatch) {
	f := c.f
	if m := f.sub(a, b); m != nil {
		return nil, m
	}
	if a, b := f.t.Resolve(a), f.t.Resolve(b); c.o.lub && a != b {
		return f.freshen(b), nil
	}
	return b, nil
}

func (c *coercer) plain(a, b types.Type) ([]Adjustment, types.Type, *types.Mismatch) {
	t, m := c.unify(a, b)
	return nil, t, m
}

func (c *coercer) with(a, b types.Type, adj ...Adjustment) ([]Adjustment, types.Type, *types.Mismatch) {
	t, m := c.unify(a, b)
	if m != nil {
		return nil, nil, m
	}
	adj[len(adj)-1].Target = t
	return adj, t, nil
}

func (c *coercer) coerce(a, b types.Type) ([]Adjustment, types.Type, *types.Mismatch) {
	f := c.f
	a, b = f.shallow(a), f.shallow(b)
	switch {
	case f.isNever(a) && !c.o.noNever:
		return []Adjustment{{Kind: NeverToAny, Target: b}}, b, nil
	case f.isNever(a), isVar(a):
		return c.plain(a, b)
	case silent(a) || silent(b):
		return nil, b, nil
	}
	if adj, t, ok := c.unsized(a, b); ok {
		return adj, t, nil
	}
	switch to := b.(type) {
	case *types.RawPtr:
		return c.toRawPtr(a, to)
	case *types.Ref:
		return c.toRef(a, to)
	}
	switch from := a.(type) {
	case *types.FnDef:
		return c.fromFnItem(from, b)
	case *types.FnPtr:
		return c.fromFnPtr(from, b)
	case *types.Closure:
		return c.fromClosure(from, b)
	}
	return c.plain(a, b)
}

// ---------- to pointers ----------

func (c *coercer) toRawPtr(a types.Type, b *types.RawPtr) ([]Adjustment, types.Type, *types.Mismatch) {
	in := c.f.in
	switch from := a.(type) {
	case *types.Ref:
		if b.Mut && !from.Mut {
			return nil, nil, differ(a, b)
		}
		return c.with(in.RawPtr(from.Elem, b.Mut), b, Adjustment{Kind: DerefBuiltin, Target: from.Elem},
			Adjustment{Kind: BorrowRawPtr, Mut: b.Mut})
	case *types.RawPtr:
		switch {
		case b.Mut && !from.Mut:
			return nil, nil, differ(a, b)
		case from.Mut != b.Mut:
			return c.with(in.RawPtr(from.Elem, b.Mut), b, Adjustment{Kind: MutToConstPointer})
		}
	}
	return c.plain(a, b)
}

// toRef reborrows, after as many deref steps as it takes.
func (c *coercer) toRef(a types.Type, b *types.Ref) ([]Adjustment, types.Type, *types.Mismatch) {
	f := c.f
	from, ok := a.(*types.Ref)
	if !ok {
		return c.plain(a, b)
	}
	if b.Mut && !from.Mut {
		return nil, nil, differ(a, b)
	}
	region := b.Region
	if c.o.lub {
		region = from.Region
	}
	// One step is built in and nearly always enough.
	t, first := c.unify(f.in.Ref(region, from.Elem, b.Mut), b)
	if first == nil {
		if c.same(a, t) && !from.Mut {
			return nil, t, nil
		}
		return []Adjustment{{Kind: DerefBuiltin, Target: from.Elem}, c.autoref(t, b.Mut)}, t, nil
	}
	if c.o.lub {
		region = f.region()
	}
	for i, step := range f.autoderefSteps(a, c.span) {
		if i < 2 || step.Final {
			if step.Final && i > 0 {
				c.unsure = c.unsure || silent(step.Type)
			}
			continue
		}
		if t, m := c.unify(f.in.Ref(region, step.Type, b.Mut), b); m == nil {
			f.useSteps(step, cause{span: c.span, what: "deref coercion"})
			return append(append([]Adjustment(nil), step.Adjs...), c.autoref(t, b.Mut)), t, nil
		}
	}
	return nil, nil, first
}

// same reports whether two types are certainly the same, lifetimes included.
func (c *coercer) same(a, b types.Type) bool {
	a, b = c.f.t.Resolve(a), c.f.t.Resolve(b)
	return a == b && a.Flags()&types.HasErased == 0
}

func (c *coercer) autoref(target types.Type, mut bool) Adjustment {
	return Adjustment{Kind: BorrowRef, Target: target, Mut: mut, TwoPhase: mut && c.o.twoPhase}
}

// ---------- functions ----------

func (c *coercer) fromFnItem(a *types.FnDef, b types.Type) ([]Adjustment, types.Type, *types.Mismatch) {
	to, ok := b.(*types.FnPtr)
	if !ok {
		return c.plain(a, b)
	}
	sig := c.f.fnPtrSig(a)
	if sig == nil {
		c.unsure = true
		return nil, nil, differ(a, b)
	}
	if !sig.Unsafe && to.Sig.Unsafe {
		s := *sig
		s.Unsafe = true
		sig = &s
	}
	return c.with(c.f.in.FnPtr(*sig), b, Adjustment{Kind: ReifyFnPointer})
}

func (c *coercer) fromFnPtr(a *types.FnPtr, b types.Type) ([]Adjustment, types.Type, *types.Mismatch) {
	if to, ok := b.(*types.FnPtr); ok && !a.Sig.Unsafe && to.Sig.Unsafe {
		s := *a.Sig
		s.Unsafe = true
		return c.with(c.f.in.FnPtr(s), b, Adjustment{Kind: UnsafeFnPointer})
	}
	return c.plain(a, b)
}

// fromClosure: only a closure that captures nothing is a function.
func (c *coercer) fromClosure(a *types.Closure, b types.Type) ([]Adjustment, types.Type, *types.Mismatch) {
	to, ok := b.(*types.FnPtr)
	if !ok {
		return c.plain(a, b)
	}
	sig := c.f.closureFnSig(a)
	if sig == nil {
		return nil, nil, differ(a, b)
	}
	s := *sig
	s.Unsafe = to.Sig.Unsafe
	return c.with(c.f.in.FnPtr(s), b, Adjustment{Kind: ClosureFnPointer})
}

// fnPtrSig is the signature of a function item as a pointer's: its late-bound regions stay bound.
func (f *fcx) fnPtrSig(t *types.FnDef) *types.FnSig {
	sig := f.q.FnSig(t.Def)
	if sig == nil {
		return nil
	}
	return f.normalizeSig(types.SubstSig(f.in, sig, t.Args), cause{what: "signature"})
}

// closureFnSig is the signature of a closure without captures, as a function's; nil if it captures something.
func (f *fcx) closureFnSig(t *types.Closure) *types.FnSig {
	if f.mentionsUpvars(t.Def) {
		return nil
	}
	info := f.closureInfo(t.Def)
	if info == nil {
		info = f.q.Closure(t.Def)
	}
	if info == nil {
		return nil
	}
	return info.Sig
}

// mentionsUpvars reports whether a closure of this body names a local from outside.
func (f *fcx) mentionsUpvars(def types.DefID) bool {
	for i := range f.body.Exprs {
		if k, ok := f.body.Exprs[i].Kind.(hir.ExprClosure); ok && k.Def == def {
			return len(mentioned(f.body, hir.ExprID(i))) > 0
		}
	}
	return true
}

// ---------- unsizing ----------

// unsized tries `CoerceUnsized`: `&[T; N]` to `&[T]`, `Box<T>` to `Box<dyn Trait>` (rustc's
// coerce_unsized, the old solver's loop: only CoerceUnsized and Unsize are looked into).
func (c *coercer) unsized(a, b types.Type) ([]Adjustment, types.Type, bool) {
	f := c.f
	if isVar(b) || !c.mayUnsize(a, b) {
		return nil, nil, false
	}
	unsize, coerce := f.q.Lang("unsize"), f.q.Lang("coerce_unsized")
	if unsize.IsZero() || coerce.IsZero() {
		return nil, nil, false
	}
	var adj []Adjustment
	queue := []types.TraitRef{}
	switch from := a.(type) {
	case *types.Ref:
		mut, raw := false, false
		var elem types.Type
		switch to := b.(type) {
		case *types.Ref:
			mut, elem = to.Mut, to.Elem
		case *types.RawPtr:
			mut, elem, raw = to.Mut, to.Elem, true
		}
		if mut && !from.Mut {
			return nil, nil, false
		}
		adj = append(adj, Adjustment{Kind: DerefBuiltin, Target: from.Elem})
		if raw {
			adj = append(adj, Adjustment{Kind: BorrowRawPtr, Mut: mut, Target: f.in.RawPtr(from.Elem, mut)})
		} else {
			adj = append(adj, Adjustment{Kind: BorrowRef, Mut: mut, Target: f.in.Ref(f.region(), from.Elem, mut)})
		}
		queue = append(queue, types.TraitRef{Trait: unsize, Args: f.in.Args(from.Elem, elem)})
	case *types.RawPtr:
		to := b.(*types.RawPtr)
		if to.Mut && !from.Mut {
			return nil, nil, false
		}
		queue = append(queue, types.TraitRef{Trait: unsize, Args: f.in.Args(from.Elem, to.Elem)})
	default:
		queue = append(queue, types.TraitRef{Trait: coerce, Args: f.in.Args(a, b)})
	}
	s := f.t.Snapshot()
	kept := len(c.obligations)
	if !c.selectUnsize(queue, unsize, coerce) {
		f.t.Rollback(s)
		c.obligations = c.obligations[:kept]
		return nil, nil, false
	}
	if c.o.lub {
		b = f.freshen(b)
	}
	return append(adj, Adjustment{Kind: Unsize, Target: b}), b, true
}

// mayUnsize is a quick look that refuses what surely is no unsizing.
func (c *coercer) mayUnsize(a, b types.Type) bool {
	f := c.f
	switch to := b.(type) {
	case *types.Ref:
		from, ok := a.(*types.Ref)
		return ok && f.mayUnsizeTo(from.Elem, to.Elem)
	case *types.RawPtr:
		switch from := a.(type) {
		case *types.Ref:
			return f.mayUnsizeTo(from.Elem, to.Elem)
		case *types.RawPtr:
			return f.mayUnsizeTo(from.Elem, to.Elem)
		}
	case *types.Adt:
		from, ok := a.(*types.Adt)
		return ok && from.Def == to.Def && f.coercesUnsized(from)
	case *types.Param, *types.Alias:
		return false
	}
	return false
}

// mayUnsizeTo: only slices, trait objects, and structs that end in one are made by unsizing.
func (f *fcx) mayUnsizeTo(from, to types.Type) bool {
	from, to = f.shallow(from), f.shallow(to)
	switch to := to.(type) {
	case *types.Slice:
		_, isArray := from.(*types.Array)
		return isArray || flexibleType(from)
	case *types.Dyn:
		return true
	case *types.Adt:
		adt, ok := from.(*types.Adt)
		return ok && adt.Def == to.Def && (adt != to || f.endsInDyn(adt))
	case *types.Param, *types.Alias:
		return f.hasUnsizeBounds()
	}
	return false
}

// endsInDyn reports whether a type's tail is a trait object, which unsizes even to itself.
func (f *fcx) endsInDyn(t types.Type) bool {
	_, ok := f.unsizedTail(t).(*types.Dyn)
	return ok
}

func flexibleType(t types.Type) bool {
	switch t.(type) {
	case *types.Param, *types.Alias:
		return true
	}
	return false
}

// hasUnsizeBounds reports whether a where clause here mentions Unsize.
func (f *fcx) hasUnsizeBounds() bool {
	unsize := f.q.Lang("unsize")
	for _, p := range f.env.Preds {
		if p.Kind == types.PredTrait && p.Trait.Trait == unsize {
			return true
		}
	}
	return false
}

// coercesUnsized reports whether an ADT has an impl of CoerceUnsized.
func (f *fcx) coercesUnsized(t *types.Adt) bool {
	impls, _ := f.q.ImplsOf(f.q.Lang("coerce_unsized"), t)
	return len(impls) > 0
}

// selectUnsize shows CoerceUnsized and Unsize goals; what else is asked for becomes an obligation.
func (c *coercer) selectUnsize(queue []types.TraitRef, unsize, coerce types.DefID) bool {
	f := c.f
	for n := 0; len(queue) > 0; n++ {
		if n > 128 {
			return false
		}
		goal := types.TraitRef{Trait: queue[0].Trait, Args: f.t.ResolveArgs(queue[0].Args)}
		queue = queue[1:]
		outcome, sel := f.tc.Select(goal)
		switch outcome {
		case traits.Fails:
			return false
		case traits.Uncertain:
			c.unsure = true
			return false
		case traits.Ambiguous:
			if goal.Trait != unsize || !f.sizedVarToDyn(goal) {
				return false
			}
			c.obligations = append(c.obligations, types.Predicate{Kind: types.PredTrait, Trait: goal})
		default:
			for _, p := range sel.Nested {
				if p.Kind == types.PredTrait && p.Bound == 0 && (p.Trait.Trait == unsize || p.Trait.Trait == coerce) {
					queue = append(queue, p.Trait)
				} else {
					c.obligations = append(c.obligations, p)
				}
			}
		}
	}
	return true
}

// sizedVarToDyn: `?T: Unsize<dyn Trait>` may wait if ?T is known to be Sized.
func (f *fcx) sizedVarToDyn(goal types.TraitRef) bool {
	v := f.shallow(goal.Args.Type(0))
	if _, ok := f.shallow(goal.Args.Type(1)).(*types.Dyn); !ok || !isVar(v) {
		return false
	}
	sized := f.q.Lang("sized")
	for _, o := range f.ful.Pending() {
		if o.Pred.Kind == types.PredTrait && o.Pred.Trait.Trait == sized && f.shallow(o.Pred.Trait.Args.Type(0)) == v {
			return true
		}
	}
	return false
}
