package traits

import (
	"slices"

	"sync"

	"drop-lsp/semantics/types"
)

// This file: the environment: where clauses with what follows from them by
// supertraits, which traits the compiler itself knows, and what an environment
// remembers of closed goals.

// Env is the where clauses that hold at a place, with what follows from them by
// supertraits. It remembers answers about closed types and is safe for concurrent use.
type Env struct {
	Q     types.Queries
	Preds []types.Predicate

	global bool // a where clause is about no parameter

	mu     sync.Mutex
	kinds  map[types.DefID]traitKind
	bounds map[types.DefID][]types.Predicate
	goals  map[goalKey]Outcome
	norms  map[normKey]types.Type
}

// goalKey is a closed goal: a trait, its arguments with regions erased, and whether opaque types are revealed.
type goalKey struct {
	trait  types.DefID
	args   types.Args
	reveal bool
}

// normKey is a closed projection with regions erased.
type normKey struct {
	def    types.DefID
	args   types.Args
	reveal bool
}

// NewEnv elaborates the predicates and normalises the projections in them.
func NewEnv(q types.Queries, preds []types.Predicate) *Env { return newEnv(q, preds, nil) }

// newEnv is NewEnv for a question that comes up in another.
func newEnv(q types.Queries, preds []types.Predicate, outer *Ctx) *Env {
	e := &Env{Q: q, Preds: Elaborate(q, preds)}
	// While they are normalised nobody can tell yet which where clauses are about types without parameters.
	e.global = e.aboutClosedTypes() || slices.ContainsFunc(e.Preds, func(p types.Predicate) bool { return predicateFlags(p)&types.HasProjection != 0 })
	e.normalizePreds(outer)
	e.global = e.aboutClosedTypes()
	return e
}

// aboutClosedTypes reports whether a where clause is about types without parameters, which may be
// false of them: `<String as Mirror<S>>::Image: Copy` is `String: Copy` once normalised.
func (e *Env) aboutClosedTypes() bool {
	return slices.ContainsFunc(e.Preds, func(p types.Predicate) bool {
		return p.Kind != types.PredRegionOutlives && predicateFlags(p)&types.HasParam == 0
	})
}

// ---------- elaboration ----------

// Elaborate adds what follows from the predicates: the supertraits of every trait,
// with what their declarations say of associated types, each once. A trait that is above
// itself, `trait Node: Tree<Child: Node>`, is an error (E0391) and not followed again.
func Elaborate(q types.Queries, preds []types.Predicate) []types.Predicate {
	var out []types.Predicate
	var from []int // the predicate that each follows from
	seen := map[predKey]bool{}
	add := func(p types.Predicate, of int) {
		k := keyOf(p)
		if !seen[k] {
			seen[k] = true
			out, from = append(out, p), append(from, of)
		}
	}
	below := func(i int, trait types.DefID) bool {
		for ; i >= 0; i = from[i] {
			if out[i].Trait.Trait == trait {
				return true
			}
		}
		return false
	}
	for _, p := range preds {
		add(p, -1)
	}
	for i := 0; i < len(out) && len(out) < 64*maxDepth; i++ { // grows
		p := out[i]
		if p.Kind != types.PredTrait {
			continue
		}
		for _, s := range q.SuperPredicates(p.Trait.Trait) {
			if s.Kind != types.PredTrait || !below(i, s.Trait.Trait) {
				add(superPredicate(q.Interner(), p, s), i)
			}
		}
	}
	return out
}

// predKey compares predicates without the place that states them.
type predKey struct {
	kind   types.PredKind
	bound  int
	trait  types.DefID
	args   types.Args
	alias  *types.Alias
	ty     types.Type
	r1, r2 types.Region
}

func keyOf(p types.Predicate) predKey {
	return predKey{p.Kind, p.Bound, p.Trait.Trait, p.Trait.Args, p.Alias, p.Ty, p.R1, p.R2}
}

// superPredicate is a predicate of a trait's declaration for the trait's arguments
// in p. Both may bind regions: of the result's, the declaration's own come first.
func superPredicate(in *types.Interner, p, super types.Predicate) types.Predicate {
	s := types.SubstPredicate(in, super, p.Trait.Args)
	s.Span = p.Span
	if p.Bound == 0 {
		return s
	}
	own := uint32(super.Bound)
	merge := &types.Folder{In: in, Need: types.HasBound, Region: func(r types.Region, depth uint32) types.Region {
		if r.Kind == types.ReBound && r.Depth > depth {
			r.Depth--
			if r.Depth == depth {
				r.Index += own
			}
		}
		return r
	}}
	s = merge.FoldPredicateBody(s)
	s.Bound = super.Bound + p.Bound
	return s
}

// normalizePreds normalises the projections inside the where clauses by the where
// clauses themselves. What cannot be told apart from a variable stays as written.
func (e *Env) normalizePreds(outer *Ctx) {
	const need = types.HasProjection
	var out []types.Predicate
	for _, p := range e.Preds {
		var flags types.Flags
		switch p.Kind {
		case types.PredTrait:
			flags = p.Trait.Args.Flags()
		case types.PredProjection:
			flags = p.Alias.Args.Flags() | p.Ty.Flags()
		case types.PredTypeOutlives:
			flags = p.Ty.Flags()
		}
		if flags&need != 0 {
			p = e.normalizePred(p, outer)
		}
		out = append(out, p)
	}
	e.Preds = out
}

func (e *Env) normalizePred(p types.Predicate, outer *Ctx) types.Predicate {
	c := e.ctx(false)
	c.Table.TrackRegions = predicateFlags(p)&types.HasErased == 0 // erased ones relate to nothing
	if outer != nil {
		c.inside(outer)
		defer outer.spend(c)
	}
	n, nested := c.NormalizePredicate(p)
	f := NewFulfill(c)
	for _, o := range nested {
		f.Register(o, 0)
	}
	f.Select()
	n = c.resolvePredicate(n)
	n = c.equalRegions(0).FoldPredicate(n)
	if predicateFlags(n)&(types.HasInfer|types.HasRegionVar|types.HasUnknown|types.HasPlaceholder) != 0 {
		return p
	}
	return n
}

func predicateFlags(p types.Predicate) types.Flags {
	flags := p.Trait.Args.Flags()
	switch p.Kind {
	case types.PredTypeOutlives:
		flags |= p.R1.Flags()
	case types.PredRegionOutlives:
		flags |= p.R1.Flags() | p.R2.Flags()
	}
	if p.Alias != nil {
		flags |= p.Alias.Flags()
	}
	if p.Ty != nil {
		flags |= p.Ty.Flags()
	}
	return flags
}

// lastFirst elaborates bounds as rustc walks them: of two that fit alike the one stated last is met
// first.
func lastFirst(q types.Queries, bounds []types.Predicate) []types.Predicate {
	rank := map[predKey]int{}
	stack := slices.Clone(bounds)
	for len(stack) > 0 && len(rank) < 64*maxDepth {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if _, seen := rank[keyOf(p)]; seen {
			continue
		}
		rank[keyOf(p)] = len(rank)
		if p.Kind == types.PredTrait {
			for _, s := range q.SuperPredicates(p.Trait.Trait) {
				stack = append(stack, superPredicate(q.Interner(), p, s))
			}
		}
	}
	out := Elaborate(q, bounds)
	slices.SortStableFunc(out, func(a, b types.Predicate) int { return rank[keyOf(a)] - rank[keyOf(b)] })
	return out
}

// ItemBounds are the elaborated bounds of an associated or opaque type.
func (e *Env) itemBounds(def types.DefID) []types.Predicate {
	e.mu.Lock()
	b, ok := e.bounds[def]
	e.mu.Unlock()
	if ok {
		return b
	}
	b = lastFirst(e.Q, e.Q.ItemBounds(def))
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.bounds == nil {
		e.bounds = map[types.DefID][]types.Predicate{}
	}
	e.bounds[def] = b
	return b
}

// ---------- traits the compiler knows ----------

// traitKind is a trait that the compiler implements in a way of its own.
type traitKind uint8

const (
	otherTrait traitKind = iota
	traitSized
	traitMetaSized
	traitPointeeSized
	traitCopy
	traitClone
	traitFn
	traitFnMut
	traitFnOnce
	traitTuple
	traitPointee
	traitDiscriminant
	traitDestruct
	traitUnsize
	traitFnPtr
	traitFuture
	traitIterator
	traitFusedIterator
	traitAsyncIterator
	traitCoroutine
	traitUnpin
	traitAsyncFn
	traitAsyncFnMut
	traitAsyncFnOnce
	traitAsyncKind
)

// knownTraits are the lang items of the kinds.
var knownTraits = map[string]traitKind{
	"sized": traitSized, "meta_sized": traitMetaSized, "pointee_sized": traitPointeeSized,
	"copy": traitCopy, "clone": traitClone, "trivial_clone": traitClone,
	"fn": traitFn, "fn_mut": traitFnMut, "fn_once": traitFnOnce,
	"tuple_trait": traitTuple, "pointee_trait": traitPointee, "discriminant_kind": traitDiscriminant,
	"destruct": traitDestruct, "unsize": traitUnsize, "fn_ptr_trait": traitFnPtr,
	"future_trait": traitFuture, "iterator": traitIterator, "fused_iterator": traitFusedIterator,
	"async_iterator": traitAsyncIterator, "coroutine": traitCoroutine, "unpin": traitUnpin,
	"async_fn": traitAsyncFn, "async_fn_mut": traitAsyncFnMut, "async_fn_once": traitAsyncFnOnce,
	"async_fn_kind_helper": traitAsyncKind,
}

// kind is which of the compiler's traits a trait is.
func (e *Env) kind(trait types.DefID) traitKind {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.kinds == nil {
		e.kinds = traitKinds(e.Q)
	}
	return e.kinds[trait]
}

// kindsOf is the key of the known traits by their definition in an interner's memo.
type kindsOf struct{}

func traitKinds(q types.Queries) map[types.DefID]traitKind {
	if m, ok := q.Interner().Memo().Load(kindsOf{}); ok {
		return m.(map[types.DefID]traitKind)
	}
	m := make(map[types.DefID]traitKind, len(knownTraits))
	for name, k := range knownTraits {
		if def := q.Lang(name); !def.IsZero() {
			m[def] = k
		}
	}
	q.Interner().Memo().Store(kindsOf{}, m)
	return m
}

// sizedness are the traits about a type's size; each follows from the one before.
func (k traitKind) sizedness() bool {
	return k == traitSized || k == traitMetaSized || k == traitPointeeSized
}

// isAuto reports whether a trait is an auto trait.
func (e *Env) isAuto(trait types.DefID) bool {
	t := e.Q.Trait(trait)
	return t != nil && t.Auto
}

// coinductive traits hold in a cycle (auto traits, and those marked so).
func (e *Env) coinductive(trait types.DefID) bool {
	return e.kind(trait).sizedness() || e.isAuto(trait)
}

// ---------- what is remembered ----------

func (e *Env) cachedGoal(k goalKey) (Outcome, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	o, ok := e.goals[k]
	if ok || !e.everywhere(k.trait, k.args) {
		return o, ok
	}
	if v, found := e.Q.Interner().Memo().Load(k); found {
		return v.(Outcome), true
	}
	return 0, false
}

func (e *Env) cacheGoal(k goalKey, o Outcome) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.everywhere(k.trait, k.args) {
		e.Q.Interner().Memo().Store(k, o)
		return
	}
	if e.goals == nil {
		e.goals = map[goalKey]Outcome{}
	}
	e.goals[k] = o
}

func (e *Env) cachedNorm(k normKey) (types.Type, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, ok := e.norms[k]
	if ok || !e.everywhere(k.def, k.args) {
		return t, ok
	}
	if v, found := e.Q.Interner().Memo().Load(k); found {
		return v.(types.Type), true
	}
	return nil, false
}

// everywhere reports whether a goal is about the standard library's definitions alone:
// the orphan rules keep every other crate from changing its answer. Where clauses
// about such types may, so an environment that has one remembers for itself.
func (e *Env) everywhere(def types.DefID, args types.Args) bool {
	return !e.global && stdAlone(def, args)
}

// stdAlone reports whether a goal names definitions of the standard library alone: by the orphan
// rules no other crate has an impl for it, whatever of that crate was not seen.
func stdAlone(def types.DefID, args types.Args) bool {
	const local = types.HasParam | types.HasInfer | types.HasPlaceholder | types.HasRegionVar | types.HasOpaque | types.HasUnknown | types.HasError
	if !def.IsStd() || args.Flags()&local != 0 {
		return false
	}
	std := true
	for _, a := range args.Slice() {
		types.Walk(a, func(a types.Arg, _ uint32) bool {
			std = std && stdHead(a)
			return std
		})
	}
	return std
}

// stdHead reports whether the definition that a type names itself is the standard library's.
func stdHead(a types.Arg) bool {
	switch t := a.(type) {
	case *types.Adt:
		return t.Def.IsStd()
	case *types.FnDef:
		return t.Def.IsStd()
	case *types.Foreign:
		return t.Def.IsStd()
	case *types.Closure, *types.Coroutine:
		return false
	case *types.Dyn:
		for _, d := range t.Bounds.Autos {
			if !d.IsStd() {
				return false
			}
		}
		return t.Principal.IsZero() || t.Principal.IsStd()
	case *types.Alias:
		return t.Def.IsStd()
	case types.Const:
		return t.Kind == types.ConstValue
	}
	return true
}

func (e *Env) cacheNorm(k normKey, t types.Type) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.everywhere(k.def, k.args) {
		e.Q.Interner().Memo().Store(k, t)
		return
	}
	if e.norms == nil {
		e.norms = map[normKey]types.Type{}
	}
	e.norms[k] = t
}
