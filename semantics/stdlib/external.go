package stdlib

import (
	"fmt"
	"sort"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/source"
)

// This file: Facts as hir.External, the names that user code can write.

var _ hir.External = (*Facts)(nil)

// CrateRoot is the root module of std, core, alloc or proc_macro.
func (f *Facts) CrateRoot(name string) (hir.DefID, bool) {
	switch name {
	case "std", "core", "alloc", "proc_macro":
		return f.ByPath(name, hir.NSType)
	}
	return hir.DefID{}, false
}

// Child resolves one public name in a module, enum or trait.
func (f *Facts) Child(module hir.DefID, name string, ns hir.Namespace) (hir.Res, bool) {
	switch f.Kind(module) {
	case hir.KindMod:
		return f.moduleChild(module, name, ns)
	case hir.KindEnum:
		for _, v := range f.Item(module).Variants {
			if v.Name == name {
				return f.variantRes(&v, ns)
			}
		}
	case hir.KindTrait:
		if m := f.Item(module).Member(name, ns); m != nil && ns != hir.NSMacro {
			return f.res(m.ID), true
		}
	}
	return hir.Res{}, false
}

func (f *Facts) res(id hir.DefID) hir.Res {
	return hir.Res{Kind: hir.ResDef, DefKind: f.Kind(id), Def: id}
}

// variantRes: a variant with named fields has no value.
func (f *Facts) variantRes(v *Variant, ns hir.Namespace) (hir.Res, bool) {
	switch {
	case ns == hir.NSType:
		return hir.Res{Kind: hir.ResDef, DefKind: hir.KindVariant, Def: v.Def}, true
	case ns == hir.NSValue && !v.Ctor.IsZero():
		return hir.Res{Kind: hir.ResDef, DefKind: hir.KindCtor, Def: v.Ctor}, true
	}
	return hir.Res{}, false
}

func (f *Facts) moduleChild(module hir.DefID, name string, ns hir.Namespace) (hir.Res, bool) {
	t := f.public
	i := sort.Search(t.rows, func(i int) bool {
		if !f.publicBefore(i, module, ns) {
			return t.at(pubModule, i) != module.Index || hir.Namespace(t.at(pubNS, i)) != ns || f.str(t.at(pubName, i)) >= name
		}
		return false
	})
	if f.publicIn(i, module, ns) && f.str(t.at(pubName, i)) == name {
		return f.res(stdDef(t.at(pubDef, i))), true
	}
	if p := hir.PrimByName(name); p != hir.PrimNone && ns == hir.NSType && f.Path(module) == "core::primitive" {
		return hir.Res{Kind: hir.ResPrim, Prim: p}, true
	}
	return hir.Res{}, false
}

// publicBefore reports whether row i stands before those of the module and namespace.
func (f *Facts) publicBefore(i int, module hir.DefID, ns hir.Namespace) bool {
	m := f.public.at(pubModule, i)
	return m < module.Index || m == module.Index && hir.Namespace(f.public.at(pubNS, i)) < ns
}

func (f *Facts) publicIn(i int, module hir.DefID, ns hir.Namespace) bool {
	t := f.public
	return i < t.rows && t.at(pubModule, i) == module.Index && hir.Namespace(t.at(pubNS, i)) == ns
}

// Children lists the public names of a module or enum.
func (f *Facts) Children(module hir.DefID, ns hir.Namespace) []hir.Named {
	var out []hir.Named
	switch f.Kind(module) {
	case hir.KindMod:
		i := sort.Search(f.public.rows, func(i int) bool { return !f.publicBefore(i, module, ns) })
		for ; f.publicIn(i, module, ns); i++ {
			out = append(out, hir.Named{Name: f.str(f.public.at(pubName, i)), Res: f.res(stdDef(f.public.at(pubDef, i)))})
		}
	case hir.KindEnum:
		for _, v := range f.Item(module).Variants {
			if r, ok := f.variantRes(&v, ns); ok {
				out = append(out, hir.Named{Name: v.Name, Res: r})
			}
		}
	}
	return out
}

// Prelude lists the names of `std::prelude::rust_E`, and among the macros those that
// `#[macro_use] extern crate std` brings: all of std's root.
func (f *Facts) Prelude(edition source.Edition, ns hir.Namespace) map[string]hir.Res {
	out := map[string]hir.Res{}
	paths := []string{fmt.Sprintf("std::prelude::rust_%d", edition)}
	if ns == hir.NSMacro {
		paths = append([]string{"std"}, paths...)
	}
	for _, p := range paths {
		mod, _ := f.ByPath(p, hir.NSType)
		for _, n := range f.Children(mod, ns) {
			out[n.Name] = n.Res
		}
	}
	return out
}

// Kind is what a definition is; KindNone: there is no such definition.
func (f *Facts) Kind(id hir.DefID) hir.DefKind {
	row := f.row(id)
	if row < 0 {
		return hir.KindNone
	}
	kind := hir.DefKind(f.items.at(itemKind, row))
	i := id.Index - f.items.at(itemDef, row)
	if i == 0 {
		return kind
	}
	switch kind {
	case hir.KindTrait, hir.KindTraitAlias, hir.KindImpl:
		return f.Item(id).Kind
	}
	// constructor of a struct; variant, constructor, variant, constructor … of an enum
	if i%2 == 1 {
		return hir.KindCtor
	}
	return hir.KindVariant
}

// Name is the definition's own name; a constructor's is its type's or variant's.
func (f *Facts) Name(id hir.DefID) string {
	switch f.Kind(id) {
	case hir.KindNone:
		return ""
	case hir.KindVariant, hir.KindCtor:
		if v, _ := f.Variant(id); v != nil {
			return v.Name
		}
		return ""
	case hir.KindAssocFn, hir.KindAssocConst, hir.KindAssocTy:
		return f.Item(id).Name
	}
	return lastSegment(f.str(f.items.at(itemPath, f.row(id))))
}

// Parent is what encloses a definition: a module's, type's or function's module, a
// variant's enum, a constructor's struct or variant, an associated item's impl or trait.
func (f *Facts) Parent(id hir.DefID) hir.DefID {
	row := f.row(id)
	if row < 0 {
		return hir.DefID{}
	}
	base := f.items.at(itemDef, row)
	switch i := id.Index - base; {
	case i == 0:
		return stdDef(f.items.at(itemParent, row))
	case i > 1 && f.Kind(id) == hir.KindCtor:
		return stdDef(id.Index - 1)
	}
	return stdDef(base)
}

// IsTrait reports whether a definition is a trait or a trait alias.
func (f *Facts) IsTrait(id hir.DefID) bool {
	k := f.Kind(id)
	return k == hir.KindTrait || k == hir.KindTraitAlias
}
