package main

import (
	"cmp"
	"encoding/binary"
	"log"
	"slices"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/stdlib/gen/rustdoc"
)

// This file writes the embedded form, which stdlib's blob.go describes.

type row []uint32

func (b *builder) pack() []byte {
	var items []row
	var itemData []byte
	for _, it := range b.items {
		items = append(items, row{it.ID.Index, uint32(it.Kind), it.Parent.Index, b.intern(it.Path), uint32(len(itemData))})
		itemData = append(itemData, stdlib.Encode(it, b.intern)...)
	}
	impls, public := b.impls(), b.public()
	version := b.intern(b.in.Rust)
	tables := [][]row{items, b.paths(), public, impls, ordered(impls, 0), ordered(impls, 1), b.langs(), b.short(public)}
	tables = append(tables, b.stringEnds()) // when all strings are known

	out := []byte(stdlib.Magic)
	put := func(v uint32) { out = binary.LittleEndian.AppendUint32(out, v) }
	put(b.next)
	put(version)
	for _, t := range tables {
		put(uint32(len(t)))
		for c := 0; len(t) > 0 && c < len(t[0]); c++ {
			for _, r := range t {
				put(r[c])
			}
		}
	}
	text := strings.Join(b.strings, "")
	put(uint32(len(text)))
	put(uint32(len(itemData)))
	return append(append(out, text...), itemData...)
}

func (b *builder) stringEnds() []row {
	ends := []row{{0}}
	end := 0
	for _, s := range b.strings {
		end += len(s)
		ends = append(ends, row{uint32(end)})
	}
	return ends
}

// ordered is the numbers of the rows, sorted by a column; those with equal values as they were.
func ordered(rows []row, col int) []row {
	out := make([]row, len(rows))
	for i := range out {
		out[i] = row{uint32(i)}
	}
	slices.SortStableFunc(out, func(x, y row) int { return cmp.Compare(rows[x[0]][col], rows[y[0]][col]) })
	return out
}

// paths are the definitions with a canonical path: namespace, path, definition.
func (b *builder) paths() []row {
	type entry struct {
		nsPath
		def uint32
	}
	var all []entry
	for k, d := range b.defs {
		all = append(all, entry{k, d})
	}
	slices.SortFunc(all, func(x, y entry) int {
		return cmp.Or(cmp.Compare(x.ns, y.ns), cmp.Compare(x.path, y.path))
	})
	var out []row
	for _, e := range all {
		out = append(out, row{uint32(e.ns), b.intern(e.path), e.def})
	}
	return out
}

// public are the names that user code can write: module, namespace, name, definition.
func (b *builder) public() []row {
	type entry struct {
		module uint32
		ns     hir.Namespace
		name   string
		def    uint32
	}
	types := b.in.Public[rustdoc.TypeSpace]
	spaces := map[rustdoc.Space]hir.Namespace{rustdoc.TypeSpace: hir.NSType, rustdoc.ValueSpace: hir.NSValue, rustdoc.MacroSpace: hir.NSMacro}
	var all []entry
	missing := 0
	for space, ns := range spaces {
		for name, target := range b.in.Public[space] {
			mod := parentPath(name)
			if mod == "" {
				continue
			}
			m, ok1 := b.defs[nsPath{hir.NSType, cmp.Or(types[mod], mod)}]
			d, ok2 := b.defs[nsPath{ns, cmp.Or(target, name)}]
			if !ok1 || !ok2 {
				missing++
				log.Printf("public name %s (%s) stands for nothing known: %q", name, space, target)
				continue
			}
			all = append(all, entry{m, ns, name[strings.LastIndex(name, ":")+1:], d})
		}
	}
	slices.SortFunc(all, func(x, y entry) int {
		return cmp.Or(cmp.Compare(x.module, y.module), cmp.Compare(x.ns, y.ns), cmp.Compare(x.name, y.name), cmp.Compare(x.def, y.def))
	})
	var out []row
	for _, e := range slices.Compact(all) {
		out = append(out, row{e.module, uint32(e.ns), b.intern(e.name), e.def})
	}
	return out
}

// impls are trait (0: inherent), head of the self type, impl.
func (b *builder) impls() []row {
	var out []row
	for _, it := range b.items {
		if it.Kind == hir.KindImpl {
			out = append(out, row{it.Trait.Def.Index, uint32(b.head(&it.Ty)), it.ID.Index})
		}
	}
	return out
}

// head is the head of an impl's self type, seen through aliases.
func (b *builder) head(t *stdlib.Term) stdlib.Head {
	if t.Kind == stdlib.TermPath {
		i, ok := slices.BinarySearchFunc(b.items, t.Def.Index, func(it *stdlib.Item, d uint32) int { return cmp.Compare(it.ID.Index, d) })
		if ok && b.items[i].Kind == hir.KindTypeAlias {
			return b.head(&b.items[i].Ty)
		}
	}
	return stdlib.HeadOf(t)
}

// langs are the lang items: name, definition.
func (b *builder) langs() []row {
	byName := map[string]uint32{}
	note := func(attrs []stdlib.Attr, d hir.DefID) {
		for _, a := range attrs {
			if a.Key == "lang" {
				byName[a.Value] = d.Index
			}
		}
	}
	for _, it := range b.items {
		note(it.Attrs, it.ID)
		for i := range it.Variants {
			note(it.Variants[i].Attrs, it.Variants[i].Def)
		}
		for _, m := range it.Members {
			note(m.Attrs, m.ID)
		}
	}
	var out []row
	eachSorted(byName, func(name string, d uint32) { out = append(out, row{b.intern(name), d}) })
	return out
}
