package stdlib

import (
	"testing"

	"drop-lsp/semantics/hir"
)

// The table of ambiguous names is what a walk of std's public modules finds.
func TestShortNamesAreThoseOfTheModules(t *testing.T) {
	f := Load()
	count, paths := map[string]int{}, map[hir.DefID]string{}
	root, _ := f.CrateRoot("std")
	paths[root] = "std"
	for queue := []hir.DefID{root}; len(queue) > 0; queue = queue[1:] {
		for _, n := range f.Children(queue[0], hir.NSType) {
			if n.Res.Kind != hir.ResDef || paths[n.Res.Def] != "" || n.Res.DefKind == hir.KindTypeAlias {
				continue
			}
			paths[n.Res.Def] = paths[queue[0]] + "::" + n.Name
			count[n.Name]++
			if k := n.Res.DefKind; k == hir.KindMod || k == hir.KindEnum {
				queue = append(queue, n.Res.Def)
			}
		}
	}
	ambiguous := 0
	for id, path := range paths {
		name := lastSegment(path)
		if f.Unambiguous(name) != (count[name] <= 1) {
			t.Errorf("%s: %d definitions, unambiguous: %v", name, count[name], f.Unambiguous(name))
		}
		want := f.Name(id)
		if count[want] > 1 {
			ambiguous++
			want = path
		}
		if name != f.Name(id) {
			continue // renamed by its re-export
		}
		if got := f.ShortPath(id); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	if ambiguous < 100 || !f.Unambiguous("no such name") || f.Unambiguous("Error") {
		t.Errorf("%d ambiguous definitions", ambiguous)
	}
}
