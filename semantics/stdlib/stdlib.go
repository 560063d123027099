// Package stdlib holds the facts about core, alloc, std, proc_macro, std_detect and
// hashbrown of one Rust version: definitions with private fields, generics, impls,
// signatures, associated types, values of constants, and the attributes that decide
// verdicts; no docs, no bodies. They are embedded in a compact form (blob.go) and
// decoded item by item. Facts implements hir.External.
//
// What the compiler builds in is not here: Copy and Clone of tuples, closures and fn
// pointers; Fn* of functions and closures; Sized, Unsize, Pointee, DiscriminantKind;
// that a Box drops its contents; that ManuallyDrop, PhantomData and unions have no
// drop glue; auto traits. Types local to a body have no definition: their paths stay
// as Name. cfg'd parts are those of x86_64 Linux. Elided lifetimes stay elided.
// `T: PointeeSized` and `T: MetaSized` mean, as `?Sized` does, that Sized is not implied.
//
// Constants' values are decimal where known, otherwise the source expression if short, or _.
//
// The generator (gen) makes the facts from an installed toolchain.
//
// What is missing: members of `$`-macros in portable-simd keep unexpanded const
// arguments. Lowering to interned types is the reader's.
package stdlib

//go:generate go run ./gen -o facts.bin

import (
	"sort"
	"strings"

	"drop-lsp/semantics/hir"
)

// This file: looking definitions up.

// Item is a definition with all its details; of a variant or constructor, the type it
// belongs to. nil: there is no such definition. Items are shared: do not change them.
func (f *Facts) Item(id hir.DefID) *Item {
	row := f.row(id)
	if row < 0 {
		return nil
	}
	it := f.decode(row)
	if i := int(id.Index - it.ID.Index); i > 0 && len(it.Members) > 0 {
		return it.Members[i-1]
	}
	return it
}

// Variant is a variant by its own definition or its constructor's, with its position;
// of a struct or union, the one it has.
func (f *Facts) Variant(id hir.DefID) (*Variant, int) {
	it := f.Item(id)
	if it == nil {
		return nil, 0
	}
	for i := range it.Variants {
		if v := &it.Variants[i]; v.Def == id || v.Ctor == id {
			return v, i
		}
	}
	return nil, 0
}

// Items calls yield with every item in turn: not with members and variants.
func (f *Facts) Items(yield func(*Item) bool) {
	for row := range f.items.rows {
		if !yield(f.decode(row)) {
			return
		}
	}
}

// ByPath finds a definition by canonical path ("alloc::vec::Vec"): modules, types,
// traits, variants, functions, constants, macros; in the value namespace constructors.
func (f *Facts) ByPath(path string, ns hir.Namespace) (hir.DefID, bool) {
	t := f.paths
	i := sort.Search(t.rows, func(i int) bool {
		if s := hir.Namespace(t.at(pathNS, i)); s != ns {
			return s > ns
		}
		return f.str(t.at(pathName, i)) >= path
	})
	if i == t.rows || hir.Namespace(t.at(pathNS, i)) != ns || f.str(t.at(pathName, i)) != path {
		return hir.DefID{}, false
	}
	return stdDef(t.at(pathDef, i)), true
}

// Lang is a lang item by the name the facts have for it (LangItem's
// variants: "Drop", "OwnedBox", "OptionSome").
func (f *Facts) Lang(name string) (hir.DefID, bool) {
	t := f.langs
	i := sort.Search(t.rows, func(i int) bool { return f.str(t.at(langName, i)) >= name })
	if i == t.rows || f.str(t.at(langName, i)) != name {
		return hir.DefID{}, false
	}
	return stdDef(t.at(langDef, i)), true
}

// Path is the canonical path, as rustc prints definitions in messages about private
// paths; of members, the path of what they are in and their name.
func (f *Facts) Path(id hir.DefID) string {
	row := f.row(id)
	if row < 0 {
		return ""
	}
	if f.items.at(itemDef, row) == id.Index {
		if p := f.str(f.items.at(itemPath, row)); p != "" {
			return p
		}
		return "{impl}"
	}
	parent := f.Path(f.Parent(id))
	if f.Kind(id) == hir.KindCtor {
		return parent
	}
	return parent + "::" + f.Name(id)
}

func stdDef(i uint32) hir.DefID {
	if i == 0 {
		return hir.DefID{}
	}
	return hir.DefID{Crate: hir.StdCrate, Index: i}
}

func lastSegment(path string) string { return path[strings.LastIndex(path, ":")+1:] }
