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

// Env is the where clauses that hold at a place, with what follows from them by supertraits.
type Env struct {
	Q     types.Queries
	Preds []types.Predicate
}

// NewEnv elaborates the predicates.
func NewEnv(q types.Queries, preds []types.Predicate) *Env { return &Env{Q: q, Preds: preds} }

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
	Nested []types.Predicate // what must hold in turn
}

// Ctx is one place of asking: an environment and an inference table.
type Ctx struct {
	Q     types.Queries
	Env   *Env
	Table *types.Table
	// Closure answers for closures of the body at hand; nil or a nil answer: Q.Closure.
	Closure func(*types.Closure) *types.ClosureInfo
	// Reveal replaces opaque types by their hidden types (after borrowck, rustc's PostAnalysis).
	Reveal bool
	// Defining lists opaque types that the body at hand defines: they are not opaque in it.
	Defining map[types.DefID]bool
}

// Select finds how a trait reference is implemented and unifies with what it found
// (only when the outcome is Holds). Region differences never decide.
func (c *Ctx) Select(tr types.TraitRef) (Outcome, *Selection) { return Uncertain, nil }

// Evaluate says whether a predicate holds, nested ones included; it changes nothing.
func (c *Ctx) Evaluate(p types.Predicate) Outcome { return Uncertain }

// Normalize replaces projections by what they stand for. A projection that cannot be
// resolved yet becomes a fresh variable with an obligation; a placeholder projection
// (of a parameter, nothing known) stays as it is.
func (c *Ctx) Normalize(t types.Type) (types.Type, []types.Predicate) { return t, nil }

// NormalizeSig is Normalize for the types of a signature whose binder has been opened.
func (c *Ctx) NormalizeSig(sig *types.FnSig) (*types.FnSig, []types.Predicate) { return sig, nil }

// NormalizePredicate is Normalize for a predicate.
func (c *Ctx) NormalizePredicate(p types.Predicate) (types.Predicate, []types.Predicate) {
	return p, nil
}

// Obligation is a predicate to be shown, with its caller's cause.
type Obligation struct {
	Pred  types.Predicate
	Cause int
	Depth int
}

// Fulfill holds obligations until they are shown or fail.
type Fulfill struct {
	Ctx *Ctx
	// Failed are those that do not hold: errors.
	Failed []Obligation
	// Outlives are the type- and region-outlives obligations met on the way (only with Table.TrackRegions).
	Outlives []Obligation
	// Unsure is set when an obligation could be neither shown nor refuted because something is unknown.
	Unsure bool

	pending []Obligation
}

// NewFulfill holds nothing.
func NewFulfill(c *Ctx) *Fulfill { return &Fulfill{Ctx: c} }

// Register adds an obligation.
func (f *Fulfill) Register(p types.Predicate, cause int) {
	f.pending = append(f.pending, Obligation{Pred: p, Cause: cause})
}

// Select works on the obligations until none makes progress; it reports whether any did.
func (f *Fulfill) Select() bool { return false }

// Pending are the obligations that are still ambiguous.
func (f *Fulfill) Pending() []Obligation { return f.pending }

// Implements says whether a closed type (regions erased) implements a trait, with the trait's further arguments.
func (e *Env) Implements(t types.Type, trait types.DefID, more ...types.Arg) Answer { return Unknown }

// IsCopy, IsSized and IsFreeze are about closed types. IsFreeze: no interior mutability without indirection.
func (e *Env) IsCopy(t types.Type) Answer { return Unknown }

// IsSized: see IsCopy.
func (e *Env) IsSized(t types.Type) Answer { return Unknown }

// IsFreeze: see IsCopy.
func (e *Env) IsFreeze(t types.Type) Answer { return Unknown }

// Normalize replaces the projections of a closed type (regions erased); reveal also
// replaces opaque types by their hidden types. What cannot be resolved stays.
func (e *Env) Normalize(t types.Type, reveal bool) types.Type { return t }

// Drops answers about dropping in this environment.
func (e *Env) Drops() *Drops {
	d := NewDrops(e.Q, e.Preds)
	d.Normalize = func(t types.Type) types.Type { return e.Normalize(t, false) }
	return d
}

// Resolve finds the function that a call of a trait's method runs: the impl's item and
// its arguments; Holds only when the impl is known.
func (e *Env) Resolve(item types.DefID, args types.Args) (types.DefID, types.Args, Outcome) {
	return item, args, Ambiguous
}
