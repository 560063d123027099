package main

import (
	"cmp"
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
)

// This file finds the public names in std that stand for several definitions, and for each
// of those the shortest public path: a walk of std's public modules, nearest first.

type shortWalk struct {
	*builder
	children map[uint32][]row // of a module, as public() has them
	items    map[uint32]*stdlib.Item
	paths    map[uint32]string   // the first path to a definition
	named    map[string][]uint32 // definitions by name
	queue    []uint32
}

// short are the ambiguous names: name, definition, path, in this order.
func (b *builder) short(public []row) []row {
	w := &shortWalk{builder: b, children: map[uint32][]row{}, items: map[uint32]*stdlib.Item{}, paths: map[uint32]string{}, named: map[string][]uint32{}}
	for _, r := range public {
		if hir.Namespace(r[1]) == hir.NSType {
			w.children[r[0]] = append(w.children[r[0]], r)
		}
	}
	for _, it := range b.items {
		w.items[it.ID.Index] = it
	}
	root := b.defs[nsPath{hir.NSType, "std"}]
	w.paths[root] = "std"
	for w.queue = []uint32{root}; len(w.queue) > 0; w.queue = w.queue[1:] {
		w.visit(w.queue[0])
	}
	var out []row
	eachSorted(w.named, func(name string, defs []uint32) {
		if len(defs) < 2 {
			return
		}
		slices.SortFunc(defs, func(x, y uint32) int { return cmp.Compare(x, y) })
		for _, d := range defs {
			out = append(out, row{b.intern(name), d, b.intern(w.paths[d])})
		}
	})
	return out
}

func (w *shortWalk) visit(parent uint32) {
	for _, r := range w.children[parent] {
		w.meet(parent, w.strings[r[2]], r[3])
	}
	if it := w.items[parent]; it != nil && it.Kind == hir.KindEnum {
		for i := range it.Variants {
			w.meet(parent, it.Variants[i].Name, it.Variants[i].Def.Index)
		}
	}
}

// meet notes a definition at its first name; aliases are not names of types.
func (w *shortWalk) meet(parent uint32, name string, def uint32) {
	it := w.items[def] // nil: a variant
	if w.paths[def] != "" || it != nil && it.Kind == hir.KindTypeAlias {
		return
	}
	w.paths[def] = w.paths[parent] + "::" + name
	w.named[name] = append(w.named[name], def)
	if it != nil && (it.Kind == hir.KindMod || it.Kind == hir.KindEnum) {
		w.queue = append(w.queue, def)
	}
}
