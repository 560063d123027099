// Package types owns interned types, regions, generic arguments, binders,
// signatures and predicates, their unification, the lowering of types as
// written (hir.Ty), and Queries: what every later package may ask of other
// definitions. It imports syntax/* and semantics/hir.
//
// What is missing: the lowering of declarations (signatures, generics, where
// clauses) with early- and late-bound lifetimes told apart; implied bounds; the
// universes of placeholders are counted but not checked here; the shared interner
// never lets go of a type.
package types

import (
	"drop-lsp/semantics/hir"
)

// This file: the forms of types. A Type is always a pointer made by an Interner,
// so equal types are ==. Regions and generic arguments are small comparable values.

// DefID is hir's.
type DefID = hir.DefID

// Type is an interned type.
type Type interface {
	Arg
	Flags() Flags
	isType()
}

// Arg is a generic argument: a Type, a Region or a Const. Args compare with ==.
type Arg interface{ isArg() }

// Args are the arguments of a definition: parent's first, `Self` first of all in traits.
// Interned: equal lists are the same pointer. nil is the empty list.
type Args = *ArgList

// ArgList is an interned list of generic arguments; do not write.
type ArgList struct {
	List  []Arg
	flags Flags
	outer uint32 // binders needed around it
	size  uint32 // parts of all arguments
	hash  Hash
}

// Flags says what a type, region, const or list contains.
type Flags uint16

// The flags.
const (
	HasParam       Flags = 1 << iota // type or const parameter
	HasInfer                         // type, int, float or const inference variable
	HasRegionVar                     // ReVar
	HasFreeRegion                    // any region but bound and erased ones
	HasErased                        // ReErased
	HasBound                         // a bound region or type that escapes
	HasPlaceholder                   //
	HasProjection                    // what normalisation may replace: Alias of kind Projection, constants not evaluated yet
	HasOpaque                        // Alias of kind Opaque
	HasUnknown                       // Unknown anywhere: silent
	HasError                         // Error anywhere: the body is tainted
)

type common struct {
	flags Flags
	outer uint32 // binders needed around it
	size  uint32 // parts
	hash  Hash
}

func (c common) Flags() Flags { return c.flags }
func (c common) isArg()       {}
func (c common) isType()      {}

// AliasKind is the kind of an Alias.
type AliasKind uint8

// The kinds of aliases.
const (
	Projection AliasKind = iota // <T as Trait>::Item; Def is the associated type
	Opaque                      // impl Trait
	Weak                        // unexpanded type alias; never seen after lowering
)

// The forms of types.
type (
	// Prim is bool, char, str, integers and floats.
	Prim struct {
		common
		Prim hir.Prim
	}
	// Never is `!`.
	Never struct{ common }
	// Adt is a struct, enum or union.
	Adt struct {
		common
		Def  DefID
		Args Args
	}
	// Ref is `&'r T` or `&'r mut T`.
	Ref struct {
		common
		Region Region
		Elem   Type
		Mut    bool
	}
	// RawPtr is `*const T` or `*mut T`.
	RawPtr struct {
		common
		Elem Type
		Mut  bool
	}
	// Slice is `[T]`.
	Slice struct {
		common
		Elem Type
	}
	// Array is `[T; N]`.
	Array struct {
		common
		Elem Type
		Len  Const
	}
	// Tuple is `(A, B)`; unit has no elements.
	Tuple struct {
		common
		Elems Args
	}
	// FnDef is the type of a named function or constructor.
	FnDef struct {
		common
		Def  DefID
		Args Args
	}
	// FnPtr is `fn(A) -> B`; Sig binds its regions.
	FnPtr struct {
		common
		Sig *FnSig
	}
	// Closure: Args are the parent's arguments; its signature, kind and captures come from Queries.Closure.
	Closure struct {
		common
		Def  DefID
		Args Args
		// Captured are the types of its captures once known (infer writes back a new Closure); nil before.
		Captured Args
	}
	// Coroutine is an async block's or fn's state: Sig are the types that it is resumed with, yields
	// and returns. Captured as in closures.
	Coroutine struct {
		common
		Def      DefID
		Kind     hir.CoroutineKind
		Args     Args
		Sig      Args
		Captured Args
	}
	// Dyn is `dyn Principal<Args, Item = T> + Auto + 'r`; existential: Args leave Self out.
	Dyn struct {
		common
		Principal DefID // zero: only auto traits
		Args      Args
		Bounds    *DynBounds
		Region    Region
	}
	// Alias is a projection or an opaque type.
	Alias struct {
		common
		Kind AliasKind
		Def  DefID
		Args Args
	}
	// Param is a generic parameter of the definition at hand: Index counts from the outermost owner's first.
	Param struct {
		common
		Index uint32
		Name  string
	}
	// Bound is a type bound by a binder (only in higher-ranked goals).
	Bound struct {
		common
		Depth, Index uint32
	}
	// Infer is an inference variable of a body.
	Infer struct {
		common
		Kind InferKind
		ID   uint32
	}
	// Foreign is an extern type.
	Foreign struct {
		common
		Def DefID
	}
	// Unknown unifies with everything and reports nothing.
	Unknown struct{ common }
	// Error stands for a type error: taints.
	Error struct{ common }
)

// InferKind is the kind of an inference variable.
type InferKind uint8

// The kinds of inference variables.
const (
	InferTy InferKind = iota
	InferInt
	InferFloat
)

// DynBounds are a trait object's associated-type bindings and auto traits, interned.
type DynBounds struct {
	Autos []DefID
	Assoc []AssocBinding
	Bound int // number of regions its `for<…>` binds; Args and Assoc stand under this binder
}

// AssocBinding is `Item = T` of an associated type.
type AssocBinding struct {
	Item DefID
	Args Args
	Type Type
}

// RegionKind is the kind of a region.
type RegionKind uint8

// The kinds of regions.
const (
	ReErased      RegionKind = iota
	ReStatic                 //
	ReEarlyParam             // Index counts as Param.Index does
	ReLateParam              // a late-bound parameter of Def, seen from inside its body; Index in its late-bound list
	ReBound                  // Depth (0 innermost binder), Index
	ReVar                    // an inference region of a body: Index
	RePlaceholder            // Depth is the universe
	ReUnknown                //
	ReError
)

// Region is a lifetime. Its name is looked up (Queries.RegionName), so that regions compare with ==.
type Region struct {
	Kind  RegionKind
	Depth uint32
	Index uint32
	Def   DefID
}

func (Region) isArg() {}

// Erased and Static are the two nameless regions.
var (
	Erased = Region{Kind: ReErased}
	Static = Region{Kind: ReStatic}
)

// ConstKind is the kind of a Const.
type ConstKind uint8

// The kinds of constants in types.
const (
	ConstUnknown ConstKind = iota
	ConstValue             // Lo, Hi: 128 bits, of the parameter's type
	ConstParam             // Index, Name
	ConstInfer             // Index
	ConstUneval            // Def, Args
	ConstBound
	ConstError
)

// Const is a constant in a type, comparable.
type Const struct {
	Kind   ConstKind
	Lo, Hi uint64
	Index  uint32
	Name   string
	Def    DefID
	Args   Args
}

func (Const) isArg() {}

// FnSig is a signature under a binder for its late-bound regions (ReBound depth 0, Index < Bound).
type FnSig struct {
	Inputs   []Type
	Output   Type
	Bound    int // number of late-bound regions
	Unsafe   bool
	ABI      string
	Variadic bool
}

// TraitRef is `Args[0]: Trait<Args[1:]>`.
type TraitRef struct {
	Trait DefID
	Args  Args
}

// PredKind is the kind of a predicate.
type PredKind uint8

// The kinds of predicates.
const (
	PredTrait          PredKind = iota // Trait
	PredProjection                     // Alias == Ty
	PredTypeOutlives                   // Ty: R1
	PredRegionOutlives                 // R1: R2
	PredUnknown
)

// Predicate is a where clause or bound. Bound regions of a `for<…>` are ReBound depth 0, Index < Bound.
type Predicate struct {
	Kind   PredKind
	Bound  int
	Trait  TraitRef
	Alias  *Alias
	Ty     Type
	R1, R2 Region
	Span   hir.DefID // the definition that states it, for explanations
}
