package hir

import "drop-lsp/syntax/source"

// This file: what hir asks of the outside, so that it imports neither the standard
// library's facts nor the workspace.

// Namespace is one of Rust's three namespaces.
type Namespace uint8

// The namespaces.
const (
	NSType Namespace = iota
	NSValue
	NSMacro
)

// External answers for crates whose names are not lowered here: the standard library's.
type External interface {
	// CrateRoot is the root module of an extern crate ("std", "core", "alloc", or a dependency).
	CrateRoot(name string) (DefID, bool)
	// Child resolves one public name in a module, enum or trait of that crate; ok is false if there is none.
	Child(module DefID, name string, ns Namespace) (Res, bool)
	// Children lists the public names of a module or enum in a namespace, for glob imports.
	Children(module DefID, ns Namespace) []Named
	// Prelude lists what `use std::prelude::vNNNN::*` brings for the edition.
	Prelude(edition source.Edition, ns Namespace) map[string]Res
	// Kind says what a definition of that crate is; Name its last segment; Parent what encloses it.
	Kind(DefID) DefKind
	Name(DefID) string
	Parent(DefID) DefID
	// VariantShape and FieldNames serve patterns and struct expressions of foreign types.
	IsTrait(DefID) bool
}

// Named is a name with what it stands for.
type Named struct {
	Name string
	Res  Res
}
