package types

import (
	"strings"

	"drop-lsp/semantics/hir"
)

// This file: definitions as values with their arguments, as rustc's messages and MIR have
// them: `drop::<D>`, `<C as Clone>::clone`, `Vec::<D>::push`, `Option::<D>::Some`,
// `num::<impl usize>::pow`.

// Value prints a fn, constructor, constant or the like with its arguments.
func (p *Printer) Value(def DefID, args Args) string {
	parent := p.Q.Parent(def)
	switch p.Q.DefKind(parent) {
	case hir.KindTrait:
		if base := p.Q.Generics(def).parentCount(args); base > 0 {
			return "<" + p.Type(args.Type(0)) + " as " + p.traitRef(parent, args.List[:base]) + ">::" + p.last(def) + p.turbofish(def, args)
		}
	case hir.KindImpl:
		if impl := p.Q.Impl(parent); impl != nil {
			return p.ofImpl(impl, parent, args, def)
		}
	case hir.KindVariant: // a constructor
		return p.ofVariant(parent, args)
	case hir.KindEnum:
		return p.ofVariant(def, args)
	case hir.KindStruct:
		if p.Q.DefKind(def) == hir.KindCtor {
			def = parent
		}
	}
	return p.free(def) + p.turbofish(def, args)
}

func (g *Generics) parentCount(args Args) int {
	if g == nil {
		return 0
	}
	return min(g.Parent.Count(), args.Len())
}

func (p *Printer) ofVariant(variant DefID, args Args) string {
	enum := p.Q.Parent(variant)
	return p.free(enum) + p.turbofish(enum, args) + "::" + p.last(variant)
}

// ofImpl prints an item of an impl. Of an inherent one the module is named where the type is
// declared elsewhere (rustc's print_impl_path); of the library's impls it is not known.
func (p *Printer) ofImpl(impl *Impl, at DefID, args Args, def DefID) string {
	in := p.Q.Interner()
	outer := in.Args(args.Slice()[:p.Q.Generics(def).parentCount(args)]...)
	item := "::" + p.last(def) + p.turbofish(def, args)
	self := Subst(in, impl.Self, outer)
	if impl.Trait != nil {
		tr := SubstTraitRef(in, *impl.Trait, outer)
		return "<" + p.Type(self) + " as " + p.traitRef(tr.Trait, tr.Args.List) + ">" + item
	}
	adt, ok := self.(*Adt)
	if ok && (at.IsStd() || p.Q.Parent(adt.Def) == p.Q.Parent(at)) {
		return p.free(adt.Def) + p.turbofish(adt.Def, adt.Args) + item
	}
	path := "<impl " + p.Type(self) + ">" + item
	if m := p.Q.DefPath(p.Q.Parent(at)); m != "" && !at.IsStd() {
		return m + "::" + path
	}
	return path
}

// free prints a definition outside of impls and traits.
func (p *Printer) free(def DefID) string {
	if p.Free != nil {
		return p.Free(def)
	}
	return p.name(def)
}

// turbofish is `::<T, U>` of a definition's own arguments; lifetimes that have no name are left out.
func (p *Printer) turbofish(def DefID, args Args) string {
	if parts := p.ownArgs(def, args); len(parts) > 0 {
		return "::" + angle(parts)
	}
	return ""
}

func (p *Printer) last(def DefID) string {
	path := p.Q.DefPath(def)
	return path[strings.LastIndex(path, ":")+1:]
}
