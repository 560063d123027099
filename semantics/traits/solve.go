package traits

import "drop-lsp/semantics/types"

// This file: what infer, mirbuild and borrowck ask of trait selection. Two users,
// one engine: infer works on types with inference variables and erased regions;
// borrowck asks again with a variable for every region (Table.TrackRegions) and
// collects the outlives constraints from the table and from TypeOutlives.

// Outcome is the answer to a goal.
type Outcome uint8

// The outcomes.
const (
	Fails     Outcome = iota // no impl, and all were seen: an error
	Ambiguous                // inference variables must be known first
	Holds
	Uncertain // something unknown is in the way: neither an error nor an answer
)

// and is the outcome of a whole that needs both.
func (o Outcome) and(p Outcome) Outcome {
	switch {
	case o == Fails || p == Fails:
		return Fails
	case o == Uncertain || p == Uncertain:
		return Uncertain
	case o == Ambiguous || p == Ambiguous:
		return Ambiguous
	}
	return Holds
}

// answer is the outcome as an answer about a closed type.
func (o Outcome) answer() Answer {
	switch o {
	case Holds:
		return Yes
	case Fails:
		return No
	}
	return Unknown
}

// SourceKind is where a trait's implementation comes from.
type SourceKind uint8

// The sources.
const (
	FromImpl     SourceKind = iota
	FromParam               // a where clause or a bound of an alias
	FromBuiltin             // Sized, Copy and Clone of tuples, fn pointers …; Unsize, Tuple, Pointee
	FromObject              // dyn Trait
	FromCallable            // closures, fn items, fn pointers as Fn, FnMut, FnOnce
	FromAuto                // structural auto traits
)

// Selection is how a trait is implemented. Args are the impl's, for FromImpl.
type Selection struct {
	Kind   SourceKind
	Impl   *types.Impl
	Args   types.Args
	Nested []types.Predicate // what must hold in turn; may hold projections
}

// Ctx is one place of asking: an environment and an inference table. It is not
// safe for concurrent use.
type Ctx struct {
	Q     types.Queries
	Env   *Env
	Table *types.Table
	// Closure answers for closures and coroutines of the body at hand; nil or a nil answer: Q.Closure.
	Closure func(types.DefID) *types.ClosureInfo
	// Reveal replaces opaque types by their hidden types (after borrowck, rustc's PostAnalysis).
	Reveal bool
	// Defining lists opaque types that the body at hand defines: they are not opaque in it.
	Defining map[types.DefID]bool

	// kept: answers a question that is kept, and asks for no other that is.
	kept bool

	leakFrom    uint32                        // the least universe of the goal's own binder; 0: it had none
	depth       int                           // of nested goals
	overflown   bool                          // the depth was too great for the question at hand
	steps       int                           // goals evaluated for the outermost one
	stack       []frame                       // goals being evaluated, outermost first
	lowest      int                           // the outermost frame that a cycle has led back to
	begun       int                           // goals whose evaluation was begun
	goals       map[goalKey]Outcome           // answers about goals with inference variables, those numbered in order
	provisional map[goalKey]*provisional      // answers that rest on goals being evaluated, see provisional.go
	covered     map[covering]bool             // which impls cover which
	projections map[*types.Alias]*projection  // projections met so far, see projcache.go
	escaping    map[*types.Infer]*types.Alias // variables that stand for projections of bound regions, see normalize.go
	expanding   map[*types.Alias]bool         // opaque types being replaced
}

// in is where types are made.
func (c *Ctx) in() *types.Interner { return c.Table.In }

// Select finds how a trait reference is implemented and unifies with what it found
// (only when the outcome is Holds). Region differences never decide.
func (c *Ctx) Select(tr types.TraitRef) (Outcome, *Selection) {
	c.ask()
	return c.selectTrait(tr)
}

// Evaluate says whether a predicate holds, nested ones included; it changes nothing.
func (c *Ctx) Evaluate(p types.Predicate) Outcome {
	c.ask()
	out := Uncertain
	c.Table.Probe(func() { out = c.evaluate(p) })
	return out
}

// NormalizeSig is Normalize for the types of a signature whose binder has been opened.
func (c *Ctx) NormalizeSig(sig *types.FnSig) (*types.FnSig, []types.Predicate) {
	c.ask()
	n := c.normalizer()
	out := n.folder().FoldSigBody(sig)
	return out, n.list
}

// NormalizePredicate is Normalize for a predicate.
func (c *Ctx) NormalizePredicate(p types.Predicate) (types.Predicate, []types.Predicate) {
	if predicateFlags(p)&c.needNormal() == 0 {
		return p, nil
	}
	c.ask()
	n := c.normalizer()
	out := n.folder().FoldPredicate(p)
	return out, n.list
}

// Normalize replaces projections by what they stand for. A projection that cannot be
// resolved yet becomes a fresh variable with an obligation; a placeholder projection
// (of a parameter, nothing known) stays as it is.
func (c *Ctx) Normalize(t types.Type) (types.Type, []types.Predicate) {
	if t == nil || t.Flags()&c.needNormal() == 0 {
		return t, nil
	}
	c.ask()
	n := c.normalizer()
	out := n.folder().Fold(t)
	return out, n.list
}
