// Package ast holds the typed nodes of one text unit as plain structs, and
// token trees. Nodes are pointers and carry source.Range relative to their
// unit (an item's text or an expansion's text). It imports syntax/source only.
package ast

import "drop-lsp/syntax/source"

// Node is any node of the tree.
type Node interface{ Rng() source.Range }

// At is embedded in each node: its range in the text unit.
type At struct{ source.Range }

// Rng is the node's byte range in its text unit.
func (a At) Rng() source.Range { return a.Range }

// Ident is a name as written. Text excludes `r#`; Raw says that it was there.
// Hygiene is looked up through the unit by the range's start.
type Ident struct {
	At
	Text string
	Raw  bool
}

// Lifetime is `'a`, `'_` or `'static`; Text includes the quote.
type Lifetime struct {
	At
	Text string
}

// ---------- token trees ----------

// TokenKind is the kind of a token tree.
type TokenKind uint8

// The kinds of token trees.
const (
	TokIdent    TokenKind = iota // identifiers and keywords; Text without r#
	TokLifetime                  // 'a
	TokLiteral                   // any literal, suffix included
	TokPunct                     // one character of punctuation; Joint says that the next touches it
	TokDelim                     // a delimited group: Delim, Sub
	TokDoc                       // a doc comment (as #[doc = "…"] when matched)
)

// TokenTree is one token or one delimited group.
type TokenTree struct {
	At
	Kind  TokenKind
	Text  string // the token's text; empty for groups
	Raw   bool   // r#ident
	Joint bool   // punctuation directly followed by punctuation
	Delim byte   // '(' '[' '{' for groups; 0 for an invisible group ($e:expr)
	Frag  string // for invisible groups: the fragment kind ("expr", "ty", …) that it came from
	Sub   []TokenTree
	Open  source.Range // of the opening delimiter
	Close source.Range // of the closing delimiter; empty if missing
	// Span and Mark are filled by macro expansion: where the token really stands, and its hygiene mark.
	Span source.Span
	Mark Mark
}

// Mark is a syntax context: 0 for tokens as written, else an index into the
// expander's table of marks (macro_rules! hygiene: locals, labels and `$crate`).
type Mark uint32

// ---------- attributes, visibility, paths ----------

// Attr is `#[path tokens]`, `#![…]` or a doc comment.
type Attr struct {
	At
	Inner  bool
	Unsafe bool
	Path   *Path
	Args   []TokenTree // the tokens after the path: a delimited group, or `= literal`
	Doc    bool
}

// VisKind is the kind of a visibility.
type VisKind uint8

// The kinds of visibilities.
const (
	VisInherited VisKind = iota
	VisPub
	VisCrate
	VisIn // pub(super), pub(self), pub(in path): Path
)

// Vis is a visibility qualifier.
type Vis struct {
	At
	Kind VisKind
	Path *Path
}

// Path is a path in any position. Global: leading `::`. Qself: `<T as Trait>::…`,
// where the first QselfLen segments are the trait's.
type Path struct {
	At
	Global   bool
	Qself    Type // nil: none
	QselfLen int
	Segments []PathSegment
}

// PathSegment is one segment with its generic arguments.
type PathSegment struct {
	Name Ident
	Args *GenericArgs // nil: none written
}

// GenericArgs is `<…>` or `(A, B) -> C` (Paren) or `(..)` (ReturnType notation).
type GenericArgs struct {
	At
	Paren      bool
	ReturnType bool         // `(..)`
	Args       []GenericArg // types, lifetimes, consts in order
	Assoc      []AssocArg   // `Item = T`, `Item: Bound`
	Inputs     []Type       // Paren
	Output     Type         // Paren; nil: ()
}

// OnlyLifetimes reports whether no type or constant is among the arguments, or there are none: then an
// expression's types are inferred (`S::<'a>::new()`).
func (a *GenericArgs) OnlyLifetimes() bool {
	if a == nil {
		return true
	}
	for _, x := range a.Args {
		if x.Lifetime == nil {
			return false
		}
	}
	return !a.Paren
}

// GenericArg is exactly one of a type, a lifetime and a const expression. A path
// that might be a type or a const is given as Type.
type GenericArg struct {
	Type     Type
	Lifetime *Lifetime
	Const    Expr
}

// AssocArg is `Name<args> = Type`, `Name = {const}` or `Name: Bounds`.
type AssocArg struct {
	At
	Name   Ident
	Args   *GenericArgs
	Type   Type
	Const  Expr
	Bounds []Bound
}

// Generics is `<…>` and the where clause of an item.
type Generics struct {
	At
	Params []GenericParam
	Where  []WherePred
}

// ParamKind is the kind of a generic parameter.
type ParamKind uint8

// The kinds of generic parameters.
const (
	ParamLifetime ParamKind = iota
	ParamType
	ParamConst
)

// GenericParam is one generic parameter.
type GenericParam struct {
	At
	Attrs   []*Attr
	Kind    ParamKind
	Name    Ident // for lifetimes: Text includes the quote
	Bounds  []Bound
	Type    Type // const parameters
	Default Type // types
	DefExpr Expr // consts
}

// WherePred is `for<'x> T: Bounds` or `'a: 'b + 'c`.
type WherePred struct {
	At
	For      []GenericParam
	Type     Type
	Lifetime *Lifetime
	Bounds   []Bound
}

// Bound is a trait bound, a lifetime bound or `use<…>`.
type Bound struct {
	At
	Lifetime *Lifetime
	For      []GenericParam
	Maybe    bool // ?Trait
	Const    bool // const Trait, ~const Trait, [const] Trait
	Async    bool
	Trait    *Path
	Use      []Ident // use<'a, T>: IsUse
	IsUse    bool
}

// ---------- types ----------

// Type is a type as written.
type Type interface {
	Node
	isType()
}

// The forms of types.
type (
	// PathType is `a::b<C>` or `<T as Trait>::X`.
	PathType struct {
		At
		Path *Path
	}
	// RefType is `&'a mut T`.
	RefType struct {
		At
		Lifetime *Lifetime
		Mut      bool
		Elem     Type
	}
	// PtrType is `*const T` or `*mut T`.
	PtrType struct {
		At
		Mut  bool
		Elem Type
	}
	// SliceType is `[T]`.
	SliceType struct {
		At
		Elem Type
	}
	// ArrayType is `[T; N]`.
	ArrayType struct {
		At
		Elem Type
		Len  Expr
	}
	// TupleType is `(A, B)`; `()` has none.
	TupleType struct {
		At
		Elems []Type
	}
	// NeverType is `!`.
	NeverType struct{ At }
	// InferType is `_`.
	InferType struct{ At }
	// FnPtrType is `for<'a> unsafe extern "C" fn(x: T, ...) -> U`.
	FnPtrType struct {
		At
		For      []GenericParam
		Unsafe   bool
		Extern   bool
		ABI      string // "" with Extern: "C"
		Params   []Type
		Names    []Ident // same length as Params; empty text: none
		Variadic bool
		Output   Type
	}
	// ImplType is `impl A + 'a`.
	ImplType struct {
		At
		Bounds []Bound
	}
	// DynType is `dyn A + 'a`; Bare: edition-2015 `A + 'a` without dyn.
	DynType struct {
		At
		Bare   bool
		Bounds []Bound
	}
	// MacroType is a macro call in type position.
	MacroType struct {
		At
		Mac *MacroCall
	}
	// ParenType is `(T)`.
	ParenType struct {
		At
		Elem Type
	}
	// UnstableType is a form that only nightly compilers take and nothing here reads
	// further: `unsafe<'a> T`, `&pin mut T`. Name says which.
	UnstableType struct {
		At
		Name string
		Elem Type
	}
	// ErrorType stands where the parser found no type.
	ErrorType struct{ At }
)

func (*PathType) isType()     {}
func (*RefType) isType()      {}
func (*PtrType) isType()      {}
func (*SliceType) isType()    {}
func (*ArrayType) isType()    {}
func (*TupleType) isType()    {}
func (*NeverType) isType()    {}
func (*InferType) isType()    {}
func (*FnPtrType) isType()    {}
func (*ImplType) isType()     {}
func (*DynType) isType()      {}
func (*MacroType) isType()    {}
func (*ParenType) isType()    {}
func (*ErrorType) isType()    {}
func (*UnstableType) isType() {}

// MacroCall is `path!(…)`, with the tokens between (and the delimiter).
type MacroCall struct {
	At
	Path *Path
	Name *Ident // `macro_rules! name`
	Args TokenTree
}
