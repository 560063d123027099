// Package hir owns what names mean: the item tree of each file, the definition
// map of a crate (modules, imports, namespaces), definitions with their resolved
// signatures, and bodies: macros expanded, sugar removed, names resolved.
// It imports only syntax/*. Types are still as written (Ty); package types lowers them.
package hir

import (
	"sync"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/macro"
	"drop-lsp/syntax/source"
)

// CrateID names a crate of the workspace. 0 is no crate.
type CrateID uint32

// The crates that are always there. Local crates start at FirstLocal.
const (
	NoCrate    CrateID = iota
	CrateCore          // core, alloc, std, proc_macro share one DefID space: StdCrate
	FirstLocal CrateID = 16
)

// StdCrate owns all definitions of core, alloc, std and hashbrown: they are
// identified by canonical path ("core::ops::drop::Drop").
const StdCrate = CrateCore

// DefID names a definition across edits: Index is interned from the definition's
// path in its crate. The zero value is no definition.
type DefID struct {
	Crate CrateID
	Index uint32
}

// IsZero reports whether d names nothing.
func (d DefID) IsZero() bool { return d.Crate == 0 }

// IsStd reports whether d is a definition of the standard library.
func (d DefID) IsStd() bool { return d.Crate == StdCrate }

// DefKind is what a definition is.
type DefKind uint8

// The kinds of definitions.
const (
	KindNone DefKind = iota
	KindMod
	KindStruct
	KindUnion
	KindEnum
	KindVariant
	KindTrait
	KindTraitAlias
	KindTypeAlias
	KindForeignTy
	KindFn      // free function
	KindAssocFn // in an impl or trait
	KindConst
	KindAssocConst
	KindAssocTy
	KindStatic
	KindImpl
	KindCtor // constructor of a tuple or unit struct or variant: Parent is the struct or variant
	KindMacro
	KindField
	KindTyParam
	KindConstParam
	KindLifetimeParam
	KindClosure
	KindAnonConst   // array length, enum discriminant, const argument
	KindInlineConst // const { … }
	KindOpaqueTy    // impl Trait in return position
	KindUse
	KindExternCrate
	KindCoroutine // async block or fn body
)

// Prim is a primitive type.
type Prim uint8

// The primitive types.
const (
	PrimNone Prim = iota
	PrimBool
	PrimChar
	PrimStr
	PrimI8
	PrimI16
	PrimI32
	PrimI64
	PrimI128
	PrimIsize
	PrimU8
	PrimU16
	PrimU32
	PrimU64
	PrimU128
	PrimUsize
	PrimF16
	PrimF32
	PrimF64
	PrimF128
)

var primNames = [...]string{"", "bool", "char", "str", "i8", "i16", "i32", "i64", "i128", "isize",
	"u8", "u16", "u32", "u64", "u128", "usize", "f16", "f32", "f64", "f128"}

// String is the primitive's name.
func (p Prim) String() string { return primNames[p] }

// PrimByName finds a primitive type; PrimNone if there is none of that name.
func PrimByName(name string) Prim {
	for i, n := range primNames {
		if i > 0 && n == name {
			return Prim(i)
		}
	}
	return PrimNone
}

// ---------- resolution ----------

// ResKind is what a path's resolved part names.
type ResKind uint8

// The kinds of resolutions.
const (
	ResErr        ResKind = iota // does not resolve: a name error (taints the body)
	ResUnknown                   // cannot be known (unexpanded macro, unseen crate): never an error
	ResDef                       // Def, Kind
	ResPrim                      // Prim
	ResLocal                     // Local (a binding of the body)
	ResSelfTy                    // `Self` in an impl or trait: Def is the impl or trait
	ResSelfCtor                  // `Self(…)`, `Self` as a value: Def is the impl
	ResTyParam                   // Def is the owner of the generics, Index the position in its own params
	ResConstParam                // likewise
)

// Res is the resolution of a path's resolved prefix.
type Res struct {
	Kind    ResKind
	DefKind DefKind
	Prim    Prim
	Def     DefID
	Local   LocalID
	Index   uint32
}

// Path is a resolved path. The last Unresolved segments are type-relative
// (`Vec::new`, `T::Item`, `Self::f`): they are looked up by package infer or by the
// lowering of types. With Qself, `<Qself as Trait>::Name`: Res is the trait's item when
// it could be found (Unresolved 0), or `<Qself>::Name`: Res is ResErr with Kind none and
// all segments unresolved.
type Path struct {
	Span       source.Span
	Res        Res
	Qself      *Ty // nil: none
	Segments   []Segment
	Unresolved int
}

// Segment is one segment of a path.
type Segment struct {
	Name  string
	Span  source.Span
	Args  *GenericArgs // nil: none written
	Infer bool         // expression position: missing arguments are inferred
}

// GenericArgs are the arguments written on a segment, in order of lifetimes, then types and consts as written.
type GenericArgs struct {
	Span      source.Span
	Lifetimes []Lifetime
	Args      []GenericArg
	Assoc     []AssocConstraint
	Paren     bool // Fn(A, B) -> C: Args has one tuple type; Assoc has Output
}

// GenericArg is a type or a const argument; exactly one is set. A path that could be either
// has Ty (types.Lower decides by the parameter's kind).
type GenericArg struct {
	Ty    *Ty
	Const *AnonConst
}

// AssocConstraint is `Name = T` or `Name: Bounds`.
type AssocConstraint struct {
	Name   string
	Span   source.Span
	Args   *GenericArgs
	Ty     *Ty
	Const  *AnonConst
	Bounds []Bound
}

// LifetimeKind is what a lifetime names.
type LifetimeKind uint8

// The kinds of lifetimes.
const (
	LtElided LifetimeKind = iota // nothing written (`&T`, `Ref<T>`), or '_
	LtStatic
	LtParam // Owner and Index into its own generics
	LtBound // bound by a `for<…>` of the same type or predicate: Depth (0 innermost), Index
	LtError // undeclared
)

// Lifetime is a lifetime as written or left out.
type Lifetime struct {
	Kind    LifetimeKind
	Span    source.Span
	Name    string // with the quote; "" when nothing was written, "'_" when written so
	Owner   DefID
	Index   uint32
	Depth   uint32
	Implied bool // path without written lifetimes where some are elided: hidden
}

// ---------- types as written ----------

// Ty is a type as written, its names resolved.
type Ty struct {
	Span source.Span
	Kind TyKind
}

// TyKind is the form of a Ty.
type TyKind interface{ isTy() }

// The forms of types.
type (
	TyPath struct{ Path *Path }
	TyRef  struct {
		Lifetime Lifetime
		Mut      bool
		Elem     *Ty
	}
	TyPtr struct {
		Mut  bool
		Elem *Ty
	}
	TySlice struct{ Elem *Ty }
	TyArray struct {
		Elem *Ty
		Len  *AnonConst // nil: `_`
	}
	TyTuple struct{ Elems []*Ty }
	TyNever struct{}
	TyInfer struct{}
	TyFnPtr struct {
		For      []GenericParam
		Unsafe   bool
		ABI      string // "" is Rust
		Params   []*Ty
		Output   *Ty // nil: ()
		Variadic bool
	}
	// TyDyn is a trait object; Lifetime.Kind LtElided with empty Name: the default applies.
	TyDyn struct {
		Bounds   []Bound
		Lifetime Lifetime
	}
	// TyImpl is `impl Bounds`: in argument position Param is the synthetic parameter's resolution;
	// in return position Opaque is its definition.
	TyImpl struct {
		Bounds []Bound
		Param  *Res
		Opaque DefID
	}
	// TyUnknown is a type that cannot be known (macro not expanded, syntax error).
	TyUnknown struct{ Reason string }
	// TyErr is a type with an error (unresolved name).
	TyErr struct{}
)

func (TyPath) isTy()    {}
func (TyRef) isTy()     {}
func (TyPtr) isTy()     {}
func (TySlice) isTy()   {}
func (TyArray) isTy()   {}
func (TyTuple) isTy()   {}
func (TyNever) isTy()   {}
func (TyInfer) isTy()   {}
func (TyFnPtr) isTy()   {}
func (TyDyn) isTy()     {}
func (TyImpl) isTy()    {}
func (TyUnknown) isTy() {}
func (TyErr) isTy()     {}

// AnonConst is an expression in a type (array length, const argument): a body of its own.
type AnonConst struct {
	Span source.Span
	Def  DefID
	Body *Body // lowered eagerly: it is small
	Path *Path // set when the expression is a bare path (a const parameter, or a const)
	Int  *Lit  // set when it is a literal
}

// ---------- generics and bounds ----------

// Generics are the parameters and where clauses of one definition, without its parent's.
type Generics struct {
	Owner  DefID
	Parent DefID // the impl or trait around an associated item; zero: none
	Params []GenericParam
	Where  []WherePred
}

// GenericParam is one parameter; those of kind lifetime stand first.
type GenericParam struct {
	Kind      ast.ParamKind
	Name      string
	Span      source.Span
	Bounds    []Bound
	Default   *Ty
	DefConst  *AnonConst
	ConstTy   *Ty
	MayDangle bool // #[may_dangle]
	Synthetic bool // from `impl Trait` in argument position
}

// WherePred is `for<'x> T: Bounds` (Ty) or `'a: 'b` (Lifetime, Bounds all lifetimes).
type WherePred struct {
	Span     source.Span
	For      []GenericParam
	Ty       *Ty
	Lifetime *Lifetime
	Bounds   []Bound
}

// Bound is one bound: a trait, or a lifetime (Lifetime non-nil), or use<…>.
type Bound struct {
	Span     source.Span
	Lifetime *Lifetime
	For      []GenericParam
	Maybe    bool // ?Sized
	Trait    *Path
	Use      []Res // precise capturing: the captured params
	UseLts   []Lifetime
	IsUse    bool
}

// ---------- definitions ----------

// Vis is a resolved visibility: visible in Module and below; Public: everywhere.
type Vis struct {
	Public bool
	Module DefID
}

// Def is one definition of a local crate. The kind says which detail is set.
type Def struct {
	ID       DefID
	Kind     DefKind
	Name     string
	Parent   DefID // enclosing module, impl, trait, fn, enum, struct
	Vis      Vis
	Attrs    []*ast.Attr
	Span     source.Span // the whole item
	HeadSpan source.Span // the header that rustc underlines
	NameSpan source.Span
	Edition  source.Edition
	Bad      bool // syntax error, or a name that does not resolve, in the item outside bodies
	// Fatal are errors of the item outside bodies after which rustc ends before it checks any body (Body.Fatal).
	Fatal []Unknown
	// Expansions is the table for the ExpnIDs of the item's own spans; nil: they have none. A
	// body has its own (Body.Expansions), which begins with the same entries.
	Expansions []Expansion

	Generics *Generics
	Fn       *FnDecl
	Adt      *AdtDecl
	Variant  *VariantDecl
	Trait    *TraitDecl
	Impl     *ImplDecl
	Alias    *AliasDecl
	Const    *ConstDecl
	Macro    *MacroDecl
	Opaque   *OpaqueDecl
}

// MacroDecl is a macro_rules! definition.
type MacroDecl struct {
	Item   *ast.MacroRulesItem
	Rules  *macro.Rules
	Export bool
}

// FnDecl is a function's signature.
type FnDecl struct {
	Const, Async, Gen, Unsafe bool
	ABI                       string
	HasSelf                   bool
	SelfKind                  SelfKind
	Params                    []*Ty // self included, as its type (`&Self`, …)
	ParamSpans                []source.Span
	Output                    *Ty // nil: ()
	OutputSpan                source.Span
	Variadic                  bool
	HasBody                   bool
}

// SelfKind is how self was written, for elision and explanation.
type SelfKind uint8

// The ways to write self.
const (
	SelfNone SelfKind = iota
	SelfValue
	SelfRef
	SelfRefMut
	SelfTyped
)

// AdtDecl is a struct, enum or union.
type AdtDecl struct {
	Kind          DefKind // KindStruct, KindEnum, KindUnion
	Variants      []VariantDecl
	Packed        bool
	Repr          []string
	Derives       []string // names of built-in derives seen ("Copy", "Clone", …), whose impls stand in the crate's impl list as derived
	UnknownDerive bool     // a derive that could not be expanded: any impl may exist
}

// VariantDecl is one variant, or the struct itself (index 0).
type VariantDecl struct {
	Def    DefID // for structs and unions, the type's own
	Ctor   DefID // zero for named fields
	Name   string
	Span   source.Span
	Shape  ast.VariantShape
	Fields []FieldDecl
	Disc   *AnonConst
}

// FieldDecl is one field.
type FieldDecl struct {
	Name     string
	Span     source.Span // whole field
	NameSpan source.Span
	Vis      Vis
	Ty       *Ty
}

// TraitDecl is a trait.
type TraitDecl struct {
	Unsafe, Auto bool
	Bounds       []Bound
	Items        []DefID
}

// ImplDecl is an impl block.
type ImplDecl struct {
	Unsafe, Negative bool
	Trait            *Path // nil: inherent
	SelfTy           *Ty
	Items            []DefID
	Derived          string // name of the derive that made it
}

// AliasDecl is a type alias or an associated type.
type AliasDecl struct {
	Bounds []Bound
	Ty     *Ty
}

// ConstDecl is a const or static.
type ConstDecl struct {
	Ty      *Ty
	Mut     bool
	HasBody bool
}

// OpaqueDecl is a return-position impl Trait: the fn that it belongs to and its bounds.
// Its generics are its parent's, lifetimes captured by the edition's rule (Captures; nil: per edition).
type OpaqueDecl struct {
	Fn     DefID
	Bounds []Bound
	Async  *Ty // for an async or gen fn's implicit opaque: the declared output
	Gen    bool
}

// Crate is the resolved outside of a local crate: everything but bodies.
type Crate struct {
	ID       CrateID
	Name     string
	Root     DefID
	Edition  source.Edition
	NoStd    bool
	externs  map[string]string // what `extern crate c as n;` at the root adds to the extern prelude: n → c
	Features map[string]bool   // #![feature(…)]
	Defs     *DefTable[Def]
	Order    []DefID // definitions in source order
	Impls    []DefID // all impls, in source order
	Bodies   []DefID // owners of bodies (fns, consts, statics, anon consts of enums), in source order
	Unknown  []UnknownSource
	// Fatal are calls in item position after which rustc ends before it checks any body (Body.Fatal).
	Fatal []Unknown

	in     Input
	linked map[CrateID]*Crate // the dependencies with theirs; shared by all states of the crate
	scopes map[DefID]*scope
	nodes  *DefTable[node]
	blocks map[blockKey]DefID
	// blockItems are the items declared in a block, by its anonymous module.
	blockItems map[DefID][]DefID
	prelude    [3]map[string]Res
	children   map[DefID][]*Def

	rules      map[DefID]*macro.Rules     // macro_rules! definitions
	ruleItems  map[*macro.Rules]*ast.Item // where they are defined
	macroItems map[macroItem]*macro.Rules // those in bodies, before their definitions are collected
	states     map[DefID]*expansions      // what the collector expanded in a body, by owner

	units     *units // where the items stand
	innerDefs *innerDefs
	sigInner  map[DefID]innerCounts // by definition, of its signature

	// What lowering asked for, by which a later crate tells what it may keep (reuse.go).
	trace      *trace // of the lowering at hand; nil: nobody listens
	sigTraces  map[DefID]*trace
	bodyTraces *sync.Map // DefID to bodyTrace
}

// UnknownSource is something that could not be expanded: a reason why impls or names may exist that were not seen.
type UnknownSource struct {
	Span   source.Span
	Module DefID
	Reason string
}
