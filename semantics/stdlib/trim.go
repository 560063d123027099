package stdlib

import "drop-lsp/semantics/hir"

// This file: short names. rustc's messages print a type by its last segment where no other
// public type, trait or module of std has that name, else by the shortest public path.

// Unambiguous reports whether a name in the type namespace stands for one public thing only
// (or for none).
func (f *Facts) Unambiguous(name string) bool {
	return f.trimmed().count[name] <= 1
}

// ShortPath is a definition as messages print it: its name if that is unambiguous, else the
// shortest public path to it.
func (f *Facts) ShortPath(id hir.DefID) string {
	t := f.trimmed()
	name := f.Name(id)
	if t.count[name] <= 1 {
		return name
	}
	if p := t.paths[id]; p != "" {
		return p
	}
	return f.Path(id)
}

type trimIndex struct {
	count map[string]int // public definitions of a name
	paths map[hir.DefID]string
}

// trimmed walks std's public modules once, nearest first.
func (f *Facts) trimmed() *trimIndex {
	f.trimOnce.Do(func() {
		t := &trimIndex{count: map[string]int{}, paths: map[hir.DefID]string{}}
		f.trim = t
		root, ok := f.CrateRoot("std")
		if !ok {
			return
		}
		t.paths[root] = "std"
		queue := []hir.DefID{root}
		for len(queue) > 0 {
			mod := queue[0]
			queue = queue[1:]
			for _, n := range f.Children(mod, hir.NSType) {
				if n.Res.Kind != hir.ResDef || t.paths[n.Res.Def] != "" || n.Res.DefKind == hir.KindTypeAlias {
					continue
				}
				t.paths[n.Res.Def] = t.paths[mod] + "::" + n.Name
				t.count[n.Name]++
				switch n.Res.DefKind {
				case hir.KindMod, hir.KindEnum:
					queue = append(queue, n.Res.Def)
				}
			}
		}
	})
	return f.trim
}
