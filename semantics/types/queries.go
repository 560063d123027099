package types

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: Queries, the one interface through which a package asks about
// another definition or another body. Package semantics implements it, memoised
// and recording who asked what; a cycle answers Unknown. The answers are the same
// for local definitions and for the standard library's.

// Generics are the parameters of a definition; the parent's come first, in traits `Self` is first.
type Generics struct {
	Def    DefID
	Parent *Generics
	Params []GenericParam // own
}

// Count is the number of parameters, the parent's included.
func (g *Generics) Count() int {
	if g == nil {
		return 0
	}
	return g.Parent.Count() + len(g.Params)
}

// GenericParam is one early-bound parameter.
type GenericParam struct {
	Kind    ast.ParamKind
	Name    string
	Default Type // nil: none
	// DefaultConst is the default of a const parameter; nil: none.
	DefaultConst *Const
	ConstTy      Type
	MayDangle    bool
	Synthetic    bool
}

// Variance of a parameter.
type Variance uint8

// The variances.
const (
	Bivariant Variance = iota
	Covariant
	Contravariant
	Invariant
)

// Field is a field with its type in terms of its ADT's parameters.
type Field struct {
	Name string
	Type Type
	Vis  hir.Vis
	Span source.Span
}

// Variant is a variant, or the struct itself.
type Variant struct {
	Def    DefID
	Ctor   DefID
	Name   string
	Shape  ast.VariantShape
	Fields []Field
	Discr  Const
	// DiscrDef is the anonymous constant of a discriminant that is written; zero: none, or of std.
	DiscrDef DefID
}

// AdtDef is a struct, enum or union.
type AdtDef struct {
	Def      DefID
	Kind     hir.DefKind
	Variants []Variant
	Packed   bool
	// DiscrType is the integer type that `repr` gives an enum's discriminant; PrimNone: isize.
	DiscrType hir.Prim
	// NonExhaustive: an enum with #[non_exhaustive].
	NonExhaustive bool
	// Lang is the lang item's name if it is one ("owned_box", "phantom_data", "manually_drop", "unsafe_cell" …).
	Lang string
}

// Impl is one impl block.
type Impl struct {
	Def      DefID
	Generics *Generics
	Trait    *TraitRef // nil: inherent
	Self     Type
	Negative bool
	Unsafe   bool
	Excess   bool        // its header has more arguments than there are parameters (E0107)
	Span     source.Span // of its header; NoSpan in std
}

// AssocItem is an item of a trait or impl.
type AssocItem struct {
	Def        DefID
	Name       string
	Kind       hir.DefKind
	HasSelf    bool
	HasDefault bool
	TraitItem  DefID // for items of trait impls: the trait's item
	Vis        hir.Vis
	Unstable   bool // of std: needs a feature
}

// TraitDef is a trait.
type TraitDef struct {
	Def          DefID
	Auto, Marker bool
	Fundamental  bool
	Items        []AssocItem
	Lang         string
	// SkipMethodDispatch: receivers on which by-value methods are skipped before an edition.
	SkipArray, SkipBoxedSlice bool
}

// FnAttrs are the facts about a function that its type does not tell.
type FnAttrs struct {
	Const      bool // callable in const contexts on stable
	Promotable bool // rustc_promotable
	Intrinsic  bool
	// SafeBefore2024 functions are unsafe to call from edition 2024 on.
	SafeBefore2024 bool
	HasSelf        bool
}

// ClosureKind is which Fn trait a closure implements at most.
type ClosureKind uint8

// The kinds of closures.
const (
	KindFn ClosureKind = iota
	KindFnMut
	KindFnOnce
	KindUnknown // not decided yet
)

// ClosureInfo is what is known of a closure: its kind, its signature (inputs as
// written between the bars, regions of its own bound; the parent's regions erased) and
// the types of its captures in terms of the parent's parameters.
type ClosureInfo struct {
	Def    DefID
	Parent DefID // the item whose body it stands in
	Kind   ClosureKind
	Sig    *FnSig
	Upvars []Type
	// Async: what Sig returns is the coroutine of an async closure; the last region that it binds is
	// the borrow of the closure for the call.
	Async bool
	// Coroutine is a coroutine's type in terms of the parent's parameters; nil: a closure.
	Coroutine *Coroutine
}

// ClosedKind is a kind of question about closed types; traits has the answers.
type ClosedKind uint8

// The kinds.
const (
	ClosedGoal         ClosedKind = iota // is the trait implemented?
	ClosedGoalRevealed                   // the same where opaque types are seen through
	ClosedNorm                           // what does the projection stand for?
	ClosedNormRevealed
	ClosedForAll    // is the trait implemented, whatever its regions are?
	ClosedShape     // what does the projection stand for, in terms of its regions?
	ClosedDropCheck // what does dropping the ADT ask of its parameters?
	ClosedMethod    // which method of a name is called on a value of the type? (infer has the answer)
)

// Queries answers about definitions. All methods are safe for concurrent use.
type Queries interface {
	Interner() *Interner
	DefKind(DefID) hir.DefKind
	DefPath(DefID) string // as interface.md prints names
	// Parent is what encloses a definition: a variant's enum, a constructor's struct or
	// variant, an associated item's impl or trait, a closure's body owner; else the module.
	Parent(DefID) DefID
	Generics(DefID) *Generics
	Predicates(DefID) []Predicate // own and the parent's; in traits Self: Trait first
	SuperPredicates(trait DefID) []Predicate
	ItemBounds(DefID) []Predicate // of an associated or opaque type
	TypeOf(DefID) Type            // alias, const, static, field, assoc type value, impl's Self
	FnSig(DefID) *FnSig
	FnAttrs(DefID) FnAttrs
	LateBound(DefID) []string // names of the late-bound regions of a fn, in FnSig's order
	Adt(DefID) *AdtDef
	Trait(DefID) *TraitDef
	Impl(DefID) *Impl
	AssocItems(DefID) []AssocItem // of a trait or impl
	Variances(DefID) []Variance
	Lang(name string) DefID

	// ImplsOf lists the impls of a trait whose Self could be of the given type head (nil: all).
	// complete is false when impls may exist that were not seen (unexpanded derive or macro).
	ImplsOf(trait DefID, self Type) (impls []*Impl, complete bool)
	// InherentImpls lists the inherent impls that could be for a type and have an item of a name.
	InherentImpls(self Type, name string) (impls []*Impl, complete bool)

	// Published results of other bodies.
	HiddenType(opaque DefID, args Args) Type
	EvalConst(DefID, Args) Const
	// Closure is what the body around a closure found out about it; nil while that is not known.
	Closure(DefID) *ClosureInfo
	RegionName(Region, DefID) string
	// TraitsInScope lists the traits with an item of a name whose methods can be called in a scope of a body.
	TraitsInScope(body, scope DefID, name string) []DefID
	Body(DefID) *hir.Body

	// Closed is the answer to a question about closed types, which what answers finds by asking what it
	// is given; it is kept as long as all of that stays. A nil answer is not kept. A nil function: only
	// what is kept is asked for.
	Closed(kind ClosedKind, def DefID, args Args, answer func(Queries) any) any

	// Lowerer makes a lowerer for the types written inside the body of a definition: the
	// parameters in scope (early-bound ones as parameters, late-bound lifetimes as
	// ReLateParam), what Self is, and Assoc, which looks `T::Item` up in the bounds that
	// hold there. The caller sets Elided, Object, Infer and InferConst.
	Lowerer(owner DefID, in *Interner) *Lowerer
}
