package stdlib

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
)

// This file: types, bounds and signatures of the standard library as trees. Names
// are resolved to definitions and parameters to positions, nothing is interned:
// the step to semantics/types is the reader's.

// TermKind is the form of a Term.
type TermKind uint8

// The forms of terms.
const (
	TermNone       TermKind = iota
	TermPath                // Def (or Name, where the facts have no entry), Args, Assoc
	TermPrim                // Prim
	TermParam               // Param, Name: a type or const parameter in scope
	TermSelf                // Self
	TermRef                 // Lifetime, Mut, Args[0]
	TermPtr                 // Mut, Args[0]
	TermSlice               // Args[0]
	TermArray               // Args[0], Args[1] the length
	TermTuple               // Args; none: ()
	TermNever               // !
	TermFnPtr               // For, Unsafe, ABI, Variadic; Args are the inputs, the last is the output
	TermDyn                 // Bounds; a lifetime, if written, is among them
	TermImpl                // Bounds
	TermProjection          // Args[0] is the self type, Args[1:] the item's own arguments; Trait (nil: to be looked up in the bounds), Name
	TermLifetime            // Lifetime, as a generic argument
	TermConst               // Name: the expression as written, as a generic argument or length
	TermPattern             // Args[0] is Name (`u32 is 1..`)
	TermInfer               // _
)

// Param says which parameter is meant: position Index among the parameters of the
// item itself or, if Outer, of the impl or trait around it.
type Param struct {
	Outer bool
	Index uint32
}

// Lifetime is a lifetime. LtParam: Param; LtBound: Depth 0 is the innermost for<…>.
type Lifetime struct {
	Kind  hir.LifetimeKind
	Name  string // with the quote; "" when nothing was written
	Param Param
	Depth uint32
}

// Term is a type, a trait with its arguments, or a generic argument. The zero value is none.
type Term struct {
	Kind     TermKind
	Prim     hir.Prim
	Mut      bool
	Unsafe   bool
	Variadic bool
	Param    Param
	Def      hir.DefID
	Name     string
	ABI      string // "" is Rust
	Lifetime Lifetime
	For      []string
	Args     []Term
	Assoc    []Assoc
	Bounds   []Bound
	Trait    *Term
}

// Assoc is `Name = Ty` or `Name: Bounds` in the arguments of a trait.
type Assoc struct {
	Name   string
	Args   []Term
	Ty     Term // TermNone: Bounds
	Bounds []Bound
}

// Bound is a trait (Trait), an outlives bound (Trait none) or, if Use, `use<…>`.
type Bound struct {
	Maybe    bool // ?Trait
	Use      bool
	For      []string
	Trait    Term
	Lifetime Lifetime
	Captures []Term
}

// Generics are the parameters and where clauses of one item, without its parent's.
type Generics struct {
	Params []GenericParam
	Where  []Predicate
}

// GenericParam is one parameter.
type GenericParam struct {
	Kind      ast.ParamKind
	Name      string
	MayDangle bool
	Bounds    []Bound
	Default   Term
	Ty        Term // of a const parameter
}

// Predicate is `for<…> Ty: Bounds`; Ty may be a TermLifetime.
type Predicate struct {
	For    []string
	Ty     Term
	Bounds []Bound
}

// Sig is a function's signature. Params include self as its type.
type Sig struct {
	Const, Async, Unsafe, Variadic bool
	HasBody                        bool // of a trait's method: a default body
	Self                           hir.SelfKind
	ABI                            string
	Params                         []Term
	Output                         Term
}

// Attr is an attribute of the facts: `stable` "1.0", `lang` "owned_box", `must_use` "1".
type Attr struct{ Key, Value string }

// Field is one field.
type Field struct {
	Name  string
	Vis   string // "pub", "crate", "in PATH"; "": private, or a variant's
	Ty    Term
	Attrs []Attr
}

// Variant is one variant, or the struct or union itself.
type Variant struct {
	Def    hir.DefID // of a struct or union, the type's own
	Ctor   hir.DefID // zero for named fields
	Name   string
	Shape  ast.VariantShape
	Fields []Field
	Disc   string
	Attrs  []Attr
}

// Item is one definition. The kind says which details are set. Associated items are
// Items too: the Members of their impl or trait.
type Item struct {
	ID       hir.DefID
	Parent   hir.DefID
	Kind     hir.DefKind
	Name     string
	Path     string // canonical; "" of impls and members
	Vis      string
	Attrs    []Attr
	Generics Generics

	Variants []Variant // struct, enum, union
	Fn       *Sig
	Ty       Term    // impl: self type; alias, associated type, const, static: its type
	Trait    Term    // impl: the trait; none: inherent
	Bounds   []Bound // trait: supertraits; associated type: its bounds
	Value    string  // const: see the package comment
	Macro    string  // macro: patterns, or derive, attr, bang
	Crate    string  // impl: the crate it stands in
	Members  []*Item

	Unsafe      bool // trait, impl
	Auto        bool // trait
	NotDyn      bool // trait
	Negative    bool // impl
	Const       bool // impl
	Reservation bool // impl
	Default     bool // member: specialisable
}

// Attr is the value of an attribute.
func (it *Item) Attr(key string) (string, bool) {
	for _, a := range it.Attrs {
		if a.Key == key {
			return a.Value, true
		}
	}
	return "", false
}

// Member finds an associated item.
func (it *Item) Member(name string, ns hir.Namespace) *Item {
	for _, m := range it.Members {
		if m.Name == name && (m.Kind == hir.KindAssocTy) == (ns == hir.NSType) {
			return m
		}
	}
	return nil
}
