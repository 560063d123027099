package stdlib

import (
	"sort"

	"drop-lsp/semantics/hir"
)

// This file: short names. rustc's messages print a type by its last segment where no other
// public type, trait or module of std has that name, else by the shortest public path. The
// generator finds out which (gen/short.go); the table has the definitions whose names are
// ambiguous, with that path.

// Unambiguous reports whether a name in the type namespace stands for one public thing only
// (or for none).
func (f *Facts) Unambiguous(name string) bool {
	t := f.short
	i := sort.Search(t.rows, func(i int) bool { return f.str(t.at(shortName, i)) >= name })
	return i == t.rows || f.str(t.at(shortName, i)) != name
}

// ShortPath is a definition as messages print it: its name if that is unambiguous, else the
// shortest public path to it.
func (f *Facts) ShortPath(id hir.DefID) string {
	name, t := f.Name(id), f.short
	i := sort.Search(t.rows, func(i int) bool { return f.str(t.at(shortName, i)) >= name })
	if i == t.rows || f.str(t.at(shortName, i)) != name {
		return name
	}
	for ; i < t.rows && f.str(t.at(shortName, i)) == name; i++ {
		if t.at(shortDef, i) == id.Index && id.Crate == hir.StdCrate {
			return f.str(t.at(shortPath, i))
		}
	}
	return f.Path(id)
}
