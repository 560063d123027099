package ast

import "drop-lsp/syntax/source"

// This file: items.

// Item is one item: the common part, and its kind.
type Item struct {
	At    // from the first attribute to the end
	Attrs []*Attr
	Vis   Vis
	Name  Ident        // empty for impl, use, extern blocks, macro calls
	Head  source.Range // `fn f(…) -> T`, `struct S<T>`, `impl T for U`: what rustc underlines as the item's header
	Kind  ItemKind
	Bad   bool // holds a syntax error outside bodies
	// Default says that `default` stands before the item: it may be specialised.
	Default bool
}

// ItemKind is what an item is.
type ItemKind interface{ isItem() }

// FnSig is the part of a fn before its body.
type FnSig struct {
	Const, Async, Unsafe, Safe, Gen bool
	Extern                          bool
	ABI                             string
	Generics                        Generics
	Self                            *SelfParam // nil: none
	Params                          []Param    // without self
	Variadic                        bool
	Output                          Type // nil: ()
}

// SelfParam is `self`, `mut self`, `&'a mut self` or `self: T`.
type SelfParam struct {
	At
	Ref      bool
	Lifetime *Lifetime
	Mut      bool
	Type     Type
}

// Field is a named or positional field.
type Field struct {
	At
	Attrs   []*Attr
	Vis     Vis
	Name    Ident // "0", "1" … for tuples
	Type    Type
	Default Expr
}

// VariantShape is the form of a struct's or variant's fields.
type VariantShape uint8

// The shapes.
const (
	ShapeUnit VariantShape = iota
	ShapeTuple
	ShapeNamed
)

// Variant is an enum variant.
type Variant struct {
	At
	Attrs  []*Attr
	Name   Ident
	Shape  VariantShape
	Fields []Field
	Disc   Expr
}

// UseTree is one node of a `use` item.
type UseTree struct {
	At
	Path    *Path // prefix; may have no segments
	Glob    bool  // prefix::*
	Group   []UseTree
	IsGroup bool
	Alias   *Ident // `as x`; "_" for `as _`
}

// The kinds of items.
type (
	FnItem struct {
		Sig  FnSig
		Body *Block // nil: none
	}
	StructItem struct {
		Generics Generics
		Shape    VariantShape
		Fields   []Field
	}
	UnionItem struct {
		Generics Generics
		Fields   []Field
	}
	EnumItem struct {
		Generics Generics
		Variants []Variant
	}
	TraitItem struct {
		Unsafe, Auto, Const bool
		Generics            Generics
		Bounds              []Bound
		Items               []*Item
	}
	// TraitAliasItem is `trait A = B;`.
	TraitAliasItem struct {
		Generics Generics
		Bounds   []Bound
	}
	ImplItem struct {
		Unsafe, Negative, Const, Default bool
		Generics                         Generics
		Trait                            *Path // nil: inherent
		Self                             Type
		Items                            []*Item
	}
	// TypeItem is a type alias or an associated type.
	TypeItem struct {
		Generics Generics
		Bounds   []Bound
		Type     Type // nil: none
	}
	ConstItem struct {
		Generics Generics
		Type     Type
		Expr     Expr // nil: none
	}
	StaticItem struct {
		Mut    bool
		Unsafe bool
		Safe   bool
		Type   Type
		Expr   Expr
	}
	// ModItem is `mod m { … }` or `mod m;` (Inline false).
	ModItem struct {
		Inline bool
		Items  []*Item
		Unsafe bool
	}
	UseItem struct{ Tree UseTree }
	// ExternCrateItem is `extern crate name as alias;`.
	ExternCrateItem struct{ Alias *Ident }
	ForeignItem     struct {
		Unsafe bool
		ABI    string
		Items  []*Item
	}
	// MacroRulesItem is `macro_rules! name { … }` or `macro name { … }` (Decl2).
	MacroRulesItem struct {
		Decl2 bool
		Body  TokenTree
	}
	// MacroItem is a macro call in item position.
	MacroItem struct{ Mac *MacroCall }
	// GlobalAsmItem stands for `global_asm!` and its like.
	ErrorItem struct{}
)

func (*FnItem) isItem()          {}
func (*StructItem) isItem()      {}
func (*UnionItem) isItem()       {}
func (*EnumItem) isItem()        {}
func (*TraitItem) isItem()       {}
func (*TraitAliasItem) isItem()  {}
func (*ImplItem) isItem()        {}
func (*TypeItem) isItem()        {}
func (*ConstItem) isItem()       {}
func (*StaticItem) isItem()      {}
func (*ModItem) isItem()         {}
func (*UseItem) isItem()         {}
func (*ExternCrateItem) isItem() {}
func (*ForeignItem) isItem()     {}
func (*MacroRulesItem) isItem()  {}
func (*MacroItem) isItem()       {}
func (*ErrorItem) isItem()       {}

// File is one parsed file. Items of inline modules, impls and traits are units
// of their own: their nodes' ranges are relative to their Unit's text.
type File struct {
	Attrs  []*Attr // inner attributes; ranges relative to the file
	Units  []*Unit // top-level items in order
	Errors []SyntaxError

	// Errors at which rustc ends. Fatal: in the file's tokens, whatever file it is. Stops: in what
	// stands among the items; in another file than the root its module is left empty.
	Fatal, Stops *SyntaxError
}

// Unit is one item's text cut out of the file, its AST, and the units nested in it.
//
// For `mod m { … }`, `impl … { … }` and `trait … { … }` the item's own node has
// an empty Items list and the nested items are Units, so that an edit inside one
// method leaves the others' ASTs and ranges untouched.
type Unit struct {
	Start    int32 // absolute byte offset in the file
	Text     string
	Item     *Item         // shared by all units of equal text; do not write
	Errors   []SyntaxError // ranges relative to the unit
	Children []*Unit       // Start is absolute as well
	Stops    bool          // an error that rustc's parser does not get over, were the unit among a module's items
	Open     int32         // for units with children: offset, in Text, just behind the `{`
	Sound    bool          // its text alone decides where it ends, and its tokens make trees
}

// SyntaxError is one error of the parser.
type SyntaxError struct {
	At
	Msg string
}
