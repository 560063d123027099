package main

import (
	"cmp"
	"log"
	"maps"
	"slices"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/stdlib/gen/rustdoc"
	"drop-lsp/syntax/ast"
)

// This file numbers the definitions and turns the facts into items. An item takes one
// index, followed by those of what it contains: an associated item each; a struct's
// constructor; an enum's variants, two each, the second the constructor's.

type nsPath struct {
	ns   hir.Namespace
	path string
}

type builder struct {
	in      *rustdoc.Facts
	items   []*stdlib.Item
	next    uint32
	defs    map[nsPath]uint32 // items, variants, constructors by canonical path
	names   map[uint32]string // the inverse, filled when all have their numbers
	faults  int
	todo    []func() // readers of what the items contain, run when all have their numbers
	strings []string
	ids     map[string]uint32
}

func newBuilder(in *rustdoc.Facts) *builder {
	b := &builder{in: in, next: 1, defs: map[nsPath]uint32{}, ids: map[string]uint32{}}
	b.intern("")
	return b
}

func (b *builder) intern(s string) uint32 {
	id, ok := b.ids[s]
	if !ok {
		id = uint32(len(b.strings))
		b.ids[s] = id
		b.strings = append(b.strings, s)
	}
	return id
}

func def(i uint32) hir.DefID {
	if i == 0 {
		return hir.DefID{}
	}
	return hir.DefID{Crate: hir.StdCrate, Index: i}
}

func (b *builder) resolve(path string) (hir.DefID, bool) {
	for _, ns := range []hir.Namespace{hir.NSType, hir.NSValue} {
		if i, ok := b.defs[nsPath{ns, path}]; ok {
			return def(i), true
		}
	}
	return hir.DefID{}, false
}

func (b *builder) name(id hir.DefID) string { return b.names[id.Index] }

// add numbers an item that takes count indexes.
func (b *builder) add(kind hir.DefKind, path string, ns hir.Namespace, count uint32) *stdlib.Item {
	it := &stdlib.Item{ID: def(b.next), Kind: kind, Path: path, Name: path[strings.LastIndex(path, ":")+1:]}
	if path != "" {
		b.defs[nsPath{ns, path}] = b.next
	}
	b.next += count
	b.items = append(b.items, it)
	return it
}

// later reads an item's parts when every definition has its number.
func (b *builder) later(what string, f func()) {
	b.todo = append(b.todo, func() {
		defer func() {
			if e := recover(); e != nil {
				b.faults++
				log.Printf("%s: %v", what, e)
			}
		}()
		f()
	})
}

func (b *builder) build() {
	b.addModules()
	eachSorted(b.in.Types, b.addType)
	eachSorted(b.in.Traits, b.addTrait)
	eachSorted(b.in.Aliases, b.addAlias)
	eachSorted(b.in.Fns, b.addFn)
	eachSorted(b.in.Consts, b.addConst)
	eachSorted(b.in.Macros, b.addMacro)
	for i := range b.in.Impls {
		b.addImpl(&b.in.Impls[i])
	}
	b.names = map[uint32]string{}
	for k, d := range b.defs {
		b.names[d] = k.path
	}
	for _, f := range b.todo {
		f()
	}
	for _, it := range b.items {
		if i := strings.LastIndex(it.Path, "::"); i >= 0 {
			it.Parent, _ = b.resolve(it.Path[:i])
		}
		for _, m := range it.Members {
			m.Parent = it.ID
		}
	}
}

func eachSorted[V any](m map[string]V, f func(string, V)) {
	for _, k := range slices.Sorted(maps.Keys(m)) {
		f(k, m[k])
	}
}

// addModules adds as a module whatever encloses a canonical path, and every public
// name of the type namespace that nothing else explains.
func (b *builder) addModules() {
	in := b.in
	isType := func(p string) bool {
		_, t := in.Types[p]
		_, r := in.Traits[p]
		_, a := in.Aliases[p]
		return t || r || a
	}
	mods := map[string]bool{}
	enclosing := func(p string) {
		for {
			i := strings.LastIndex(p, "::")
			if i < 0 {
				return
			}
			if p = p[:i]; !isType(p) && !strings.Contains(p, "?") {
				mods[p] = true
			}
		}
	}
	for _, keys := range [][]string{keys(in.Types), keys(in.Traits), keys(in.Aliases), keys(in.Fns), keys(in.Consts), keys(in.Macros)} {
		for _, p := range keys {
			enclosing(p)
		}
	}
	for p, target := range in.Public[rustdoc.TypeSpace] {
		if target = cmp.Or(target, p); !isType(target) && !isType(parentPath(target)) {
			mods[target] = true
			enclosing(target)
		}
	}
	for _, p := range slices.Sorted(maps.Keys(mods)) {
		b.add(hir.KindMod, p, hir.NSType, 1).Vis = "pub"
	}
}

func keys[V any](m map[string]V) []string { return slices.Collect(maps.Keys(m)) }

func parentPath(p string) string { return p[:max(strings.LastIndex(p, "::"), 0)] }

func (b *builder) parser(src string, outer, own []string) *parser {
	return newParser(src, scope{outer: outer, own: own, resolve: b.resolve, name: b.name})
}

func (b *builder) addType(path string, f rustdoc.Type) {
	kind := map[string]hir.DefKind{"struct": hir.KindStruct, "union": hir.KindUnion, "enum": hir.KindEnum, "extern": hir.KindForeignTy}[f.Kind]
	it := b.add(kind, path, hir.NSType, 2+2*uint32(len(f.Variants)))
	base := it.ID.Index
	it.Vis, it.Attrs = f.Vis, attributes(f.Attrs)
	if kind != hir.KindEnum {
		if kind == hir.KindStruct && !f.Body.Named {
			b.defs[nsPath{hir.NSValue, path}] = base + 1
		}
		f.Variants = []rustdoc.Variant{{Name: it.Name, Shape: f.Body}}
	} else {
		for i, v := range f.Variants {
			d := base + 2 + 2*uint32(i)
			b.defs[nsPath{hir.NSType, path + "::" + v.Name}] = d
			if !v.Named {
				b.defs[nsPath{hir.NSValue, path + "::" + v.Name}] = d + 1
			}
		}
	}
	b.later(path, func() {
		p := b.parser(f.Generics, nil, nil)
		it.Generics = p.generics()
		p.end()
		for i, v := range f.Variants {
			d := base
			if kind == hir.KindEnum {
				d = base + 2 + 2*uint32(i)
			}
			it.Variants = append(it.Variants, b.variant(v, d, p.own))
		}
	})
}

func (b *builder) variant(f rustdoc.Variant, d uint32, own []string) stdlib.Variant {
	v := stdlib.Variant{Def: def(d), Name: f.Name, Attrs: attributes(f.Attrs), Disc: f.Disc}
	switch {
	case f.Named:
		v.Shape = ast.ShapeNamed
	case f.Tuple:
		v.Shape = ast.ShapeTuple
	}
	if !f.Named {
		v.Ctor = def(d + 1)
	}
	for _, x := range f.Fields {
		p := b.parser(x.Type, nil, own)
		p.own, p.outer = own, nil
		fd := stdlib.Field{Name: x.Name, Vis: x.Vis, Ty: p.ty(), Attrs: attributes(x.Attrs)}
		p.end()
		v.Fields = append(v.Fields, fd)
	}
	return v
}

func (b *builder) addTrait(path string, f rustdoc.Trait) {
	kind := hir.KindTrait
	if f.Alias {
		kind = hir.KindTraitAlias
	}
	it := b.add(kind, path, hir.NSType, 1+uint32(len(f.Items)))
	it.Vis, it.Attrs = f.Vis, attributes(f.Attrs)
	it.Auto, it.Unsafe, it.NotDyn = f.Auto, f.Unsafe, f.NoDyn
	b.later(path, func() {
		p := b.parser(f.Generics, nil, nil)
		it.Generics = p.generics()
		p.end()
		own := p.own
		p = b.parser(f.Bounds, nil, own)
		it.Bounds = p.bounds()
		p.end()
		b.members(it, f.Items, own)
	})
}

func (b *builder) members(it *stdlib.Item, items []rustdoc.Member, outer []string) {
	for i, f := range items {
		m := &stdlib.Item{ID: def(it.ID.Index + 1 + uint32(i)), Attrs: attributes(f.Attrs)}
		b.parser(f.Sig, outer, nil).member(m)
		it.Members = append(it.Members, m)
	}
}

func (b *builder) addImpl(f *rustdoc.Impl) {
	it := b.add(hir.KindImpl, "", hir.NSType, 1+uint32(len(f.Items)))
	it.Attrs, it.Crate = attributes(f.Attrs), f.Crate
	it.Negative, it.Unsafe, it.Const, it.Reservation = f.Negative, f.Unsafe, f.Const, f.Reservation
	b.later("impl "+f.Trait+" for "+f.For, func() {
		p := b.parser(f.Generics, nil, nil)
		it.Generics = p.generics()
		p.end()
		own := p.own
		p = b.parser(f.For, nil, own)
		it.Ty = p.ty()
		p.end()
		if f.Trait != "" {
			p = b.parser(f.Trait, nil, own)
			it.Trait = p.path()
			p.sameAsWritten(0, stdlib.Print(&it.Trait, p.name))
			p.end()
		}
		p = b.parser(f.Where, nil, own)
		p.predicates(&it.Generics)
		p.end()
		it.Parent, _ = b.resolve(f.Crate)
		b.members(it, f.Items, own)
	})
}

func (b *builder) addAlias(path string, f rustdoc.Alias) {
	it := b.add(hir.KindTypeAlias, path, hir.NSType, 1)
	it.Vis, it.Attrs = f.Vis, attributes(f.Attrs)
	b.later(path, func() {
		p := b.parser(f.Generics, nil, nil)
		it.Generics = p.generics()
		p.end()
		p = b.parser(f.Type, nil, p.own)
		it.Ty = p.ty()
		p.end()
	})
}

func (b *builder) addFn(path string, f rustdoc.Fn) {
	it := b.add(hir.KindFn, path, hir.NSValue, 1)
	it.Attrs = attributes(f.Attrs)
	b.later(path, func() {
		name := it.Name
		b.parser(f.Sig, nil, nil).function(it)
		it.Kind, it.Vis, it.Name = hir.KindFn, f.Vis, name
	})
}

func (b *builder) addConst(path string, f rustdoc.Const) {
	kind := hir.KindConst
	if f.Static {
		kind = hir.KindStatic
	}
	it := b.add(kind, path, hir.NSValue, 1)
	it.Vis, it.Value, it.Attrs = f.Vis, f.Value, attributes(f.Attrs)
	b.later(path, func() {
		p := b.parser(f.Type, nil, nil)
		it.Ty = p.ty()
		p.end()
	})
}

func (b *builder) addMacro(path string, f rustdoc.Macro) {
	it := b.add(hir.KindMacro, path, hir.NSMacro, 1)
	it.Vis, it.Macro, it.Attrs = "pub", f.Rules, attributes(f.Attrs)
}

func attributes(a rustdoc.Attrs) (out []stdlib.Attr) {
	eachSorted(a, func(k, v string) { out = append(out, stdlib.Attr{Key: k, Value: v}) })
	return out
}
