// Package rustdoc reads rustdoc's JSON about the crates of the standard library and
// boils it down to facts: the definitions with their private fields, generics, impls
// and signatures, the public names, the values of constants; no docs, no bodies.
//
// The facts are still text: types are Rust syntax in which every path is canonical,
// that is, names the place of definition, be it private ("alloc::raw_vec::RawVec").
// A type local to a body is crate::?Name#LINE and has no entry.
//
//	format.go   the JSON as Go types
//	crate.go    canonical paths and identity across crates
//	types.go    types, paths and bounds as Rust syntax
//	sig.go      generics and signatures
//	attrs.go    the attributes that decide verdicts
//	source.go   what the JSON drops, read off the source at the item's span
//	consts.go   values of constants
//	public.go   the names that user code can write
//	extract.go  items, one by one, to facts
//	impls.go    impls and what stands in them and in traits
package rustdoc

// Facts are what the crates define.
type Facts struct {
	Rust    string // the version: "1.95.0"
	Types   map[string]Type
	Traits  map[string]Trait
	Impls   []Impl
	Fns     map[string]Fn
	Aliases map[string]Alias
	Consts  map[string]Const
	Macros  map[string]Macro
	Public  map[Space]map[string]string // name → canonical path
}

// Space is a namespace of public names.
type Space string

// The namespaces.
const (
	TypeSpace  Space = "type"
	ValueSpace Space = "value"
	MacroSpace Space = "macro"
)

// Attrs are the attributes of an item: "stable" → "1.0", "lang" → "OwnedBox",
// "must_use" → "1". attrs.go lists them.
type Attrs map[string]string

// Type is a struct, union, enum or extern type.
type Type struct {
	Kind     string // struct, union, enum, extern
	Generics string // parameters and where clause
	Vis      string // "pub", "crate", "in PATH"; "": private
	Attrs    Attrs
	Body     Shape     // of a struct or union
	Variants []Variant // of an enum
}

// Shape is the fields of a struct or variant; neither Named nor Tuple: there are none.
type Shape struct {
	Named, Tuple bool
	Fields       []Field
}

// Field is one field. Name is its number in a tuple.
type Field struct {
	Name, Type, Vis string
	Attrs           Attrs
}

// Variant is a variant of an enum.
type Variant struct {
	Name, Disc string
	Attrs      Attrs
	Shape
}

// Trait is a trait or a trait alias.
type Trait struct {
	Alias               bool
	Generics, Vis       string
	Bounds              string // supertraits
	Auto, Unsafe, NoDyn bool
	Attrs               Attrs
	Items               []Member
}

// Member is an associated item: its signature ("fn f(&self) {}": with a body;
// "type Item", "const N: usize = 3") and attributes.
type Member struct {
	Sig   string
	Attrs Attrs
}

// Impl is an impl. Generics are the parameters with #[may_dangle], Where the predicates.
type Impl struct {
	Crate                                string
	Arch                                 bool // of core::arch
	Generics, Where                      string
	For, Trait                           string // Trait "": inherent
	Negative, Unsafe, Const, Reservation bool
	Attrs                                Attrs
	Items                                []Member
}

// Fn is a free function.
type Fn struct {
	Sig, Vis string
	Attrs    Attrs
}

// Alias is a type alias.
type Alias struct {
	Generics, Type, Vis string
	Attrs               Attrs
}

// Const is a constant or static; Value "": not known.
type Const struct {
	Static           bool
	Type, Vis, Value string
	Attrs            Attrs
}

// Macro is a macro: the patterns of macro_rules, or derive, attr or bang.
type Macro struct {
	Rules string
	Attrs Attrs
}
