package semantics

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: types.Queries, for local definitions and the standard library's alike:
// both are hir.Defs, which types.Decls lowers.

// store is what the queries of one snapshot share.
type store struct {
	in     *types.Interner
	crate  *hir.Crate // nil: none
	std    *stdlib.Facts
	memory *memory
	impls  *implIndex
	line   *lineage
	epoch  uint64 // its number
	traits *traitItems

	links        *linked // the libraries; nil: none
	foreignImpls *foreignImpls
}

// next is the store of a snapshot in which nothing has another name.
func (s *store) next(crate *hir.Crate, epoch uint64) *store {
	return &store{in: s.in, std: s.std, crate: crate, impls: s.impls, line: s.line, epoch: epoch, links: s.links, foreignImpls: s.foreignImpls, traits: s.traits}
}

var _ types.Queries = (*frame)(nil)

func (f *frame) decls() types.Decls { return types.Decls{Q: f, Def: f.def} }

// def is a definition, nil if there is none.
func (s *store) def(id types.DefID) *hir.Def {
	switch {
	case id.IsZero():
		return nil
	case id.IsStd():
		return s.std.Def(id)
	}
	if c := s.crateOf(id); c != nil {
		return c.Def(id)
	}
	return nil
}

// Interner is the shared interner.
func (f *frame) Interner() *types.Interner { return f.in }

// DefKind is a definition's kind; KindNone: there is none.
func (f *frame) DefKind(id types.DefID) hir.DefKind {
	if id.IsStd() {
		if k := f.std.Kind(id); k != hir.KindNone {
			return k
		}
	}
	if d := f.def(id); d != nil {
		return d.Kind
	}
	return hir.KindNone
}

// DefPath is a definition's name as interface.md has it; of the standard library's, the path
// trimmed to its last segment, of members with that of what they are in.
func (f *frame) DefPath(id types.DefID) string {
	if id.IsStd() {
		return f.stdPath(id)
	}
	c := f.crateOf(id)
	if c == nil {
		return "?"
	}
	for at := id; f.uses != nil; {
		d := f.def(at)
		if d == nil || d.Parent == at || d.Parent.IsZero() {
			break
		}
		at = d.Parent
	}
	return c.PathString(id)
}

// Parent is what encloses a definition.
func (f *frame) Parent(id types.DefID) types.DefID {
	if id.IsStd() {
		if d := f.std.Def(id); d != nil {
			return d.Parent
		}
		return f.std.Parent(id)
	}
	d := f.def(id)
	if d == nil {
		return types.DefID{}
	}
	if d.Kind == hir.KindClosure || d.Kind == hir.KindCoroutine {
		return f.crateOf(id).BodyOwner(id)
	}
	return d.Parent
}

// StaticAttrs says whether a static is `static mut`, thread-local, or declared in an extern block.
func (f *frame) StaticAttrs(id types.DefID) (mut, threadLocal, foreign bool) {
	d := f.def(id)
	if d == nil || d.Const == nil {
		return false, false, false
	}
	for _, a := range d.Attrs {
		threadLocal = threadLocal || a.Path != nil && len(a.Path.Segments) == 1 && a.Path.Segments[0].Name.Text == "thread_local"
	}
	return d.Const.Mut, threadLocal, !d.Const.HasBody
}

// Generics are a definition's parameters.
func (f *frame) Generics(id types.DefID) *types.Generics {
	return ask(f, key{q: qGenerics, def: id}, func(f *frame) *types.Generics { return f.decls().Generics(id) })
}

// Predicates are what a definition may assume.
func (f *frame) Predicates(id types.DefID) []types.Predicate {
	return ask(f, key{q: qPredicates, def: id}, func(f *frame) []types.Predicate { return f.decls().Predicates(id) })
}

// PredicateSpans are the places of Predicates, in their order; nil for the standard library's.
func (f *frame) PredicateSpans(id types.DefID) []source.Span {
	if id.IsStd() {
		return nil
	}
	return f.decls().PredicateSpans(id)
}

// SuperPredicates are a trait's bounds on Self.
func (f *frame) SuperPredicates(id types.DefID) []types.Predicate {
	return ask(f, key{q: qSuperPredicates, def: id}, func(f *frame) []types.Predicate { return f.decls().SuperPredicates(id) })
}

// ItemBounds are the bounds of an associated or opaque type.
func (f *frame) ItemBounds(id types.DefID) []types.Predicate {
	return ask(f, key{q: qItemBounds, def: id}, func(f *frame) []types.Predicate { return f.decls().ItemBounds(id) })
}

// CrateName is what the crate of a definition is called; "": it is the library's, or not known.
func (f *frame) CrateName(id types.DefID) string {
	if c := f.crateOf(id); c != nil {
		return c.Name
	}
	return ""
}

// TypeOf is the type of a definition; nil: it has none; Unknown: it depends on itself.
func (f *frame) TypeOf(id types.DefID) types.Type {
	return ask(f, key{q: qTypeOf, def: id}, func(f *frame) types.Type { return f.decls().TypeOf(id) })
}

// FnSig is a signature; nil: it has none.
func (f *frame) FnSig(id types.DefID) *types.FnSig {
	return ask(f, key{q: qFnSig, def: id}, func(f *frame) *types.FnSig { return f.decls().FnSig(id) })
}

// LateBound names the late-bound regions of a fn.
func (f *frame) LateBound(id types.DefID) []string {
	return ask(f, key{q: qLateBound, def: id}, func(f *frame) []string { return f.decls().LateBound(id) })
}

// FnAttrs are the facts about a fn.
func (f *frame) FnAttrs(id types.DefID) types.FnAttrs {
	out := f.decls().FnAttrs(id)
	if id.IsStd() {
		f.std.FnFacts(id, &out.Const, &out.Promotable, &out.Intrinsic, &out.SafeBefore2024)
	}
	return out
}

// Adt is a struct, enum or union.
func (f *frame) Adt(id types.DefID) *types.AdtDef {
	return ask(f, key{q: qAdt, def: id}, func(f *frame) *types.AdtDef {
		adt := f.decls().Adt(id)
		if adt != nil && id.IsStd() {
			adt.Lang = f.std.LangName(id)
		}
		return adt
	})
}

// Trait is a trait.
func (f *frame) Trait(id types.DefID) *types.TraitDef {
	return ask(f, key{q: qTrait, def: id}, func(f *frame) *types.TraitDef {
		t := f.decls().Trait(id)
		if t != nil && id.IsStd() {
			f.stdTrait(t)
		}
		return t
	})
}

// Impl is an impl block.
func (f *frame) Impl(id types.DefID) *types.Impl {
	return ask(f, key{q: qImpl, def: id}, func(f *frame) *types.Impl { return f.decls().Impl(id) })
}

// AssocItems are the items of a trait or impl.
func (f *frame) AssocItems(id types.DefID) []types.AssocItem {
	return ask(f, key{q: qAssocItems, def: id}, func(f *frame) []types.AssocItem {
		items := f.decls().AssocItems(id)
		if id.IsStd() {
			for i := range items {
				items[i].Unstable = f.std.Unstable(items[i].Def)
			}
		}
		return items
	})
}

// Variances are those of a definition's parameters; nil: all invariant.
func (f *frame) Variances(id types.DefID) []types.Variance {
	return ask(f, key{q: qVariances, def: id}, func(f *frame) []types.Variance { return f.decls().Variances(id) })
}

// Lang is a lang item by the name in `#[lang = "…"]`; zero: there is none.
func (f *frame) Lang(name string) types.DefID { return f.std.LangItem(name) }

// HiddenType is the type behind an opaque type, with its arguments; Unknown while that is not known.
func (f *frame) HiddenType(opaque types.DefID, args types.Args) types.Type {
	t := ask(f, key{q: qHidden, def: opaque}, func(f *frame) types.Type {
		d := f.def(opaque)
		if d == nil || d.Opaque == nil {
			return nil
		}
		res := f.infer(d.Opaque.Fn)
		if res == nil || res.Tainted {
			return nil
		}
		return res.Hidden[opaque]
	})
	if t == nil {
		return f.in.Unknown()
	}
	return types.Subst(f.in, t, args)
}

// Closure is what the body around a closure found out about it; nil: not known.
func (f *frame) Closure(id types.DefID) *types.ClosureInfo {
	return ask(f, key{q: qClosure, def: id}, func(f *frame) *types.ClosureInfo {
		c := f.crateOf(id)
		if c == nil {
			return nil
		}
		owner, e, ok := c.Closure(id)
		if !ok {
			return nil
		}
		res := f.infer(owner)
		if res == nil {
			return nil
		}
		found := res.Closures[e]
		if found == nil {
			return nil
		}
		info := &types.ClosureInfo{Def: id, Parent: f.Parent(id), Kind: found.Kind, Sig: found.Sig, Async: found.Async, Coroutine: found.Coroutine}
		for i := range found.Captures {
			info.Upvars = append(info.Upvars, found.Captures[i].Type)
		}
		return info
	})
}

// RegionName is a parameter's name as written, seen from a definition; "" if it has none.
func (f *frame) RegionName(r types.Region, def types.DefID) string {
	switch r.Kind {
	case types.ReStatic:
		return "'static"
	case types.ReEarlyParam:
		if p := f.Generics(def).Param(r.Index); p != nil {
			return p.Name
		}
	case types.ReLateParam:
		if names := f.LateBound(r.Def); int(r.Index) < len(names) {
			return names[r.Index]
		}
	}
	return ""
}

// Feature reports whether the crate has `#![feature(name)]`.
func (f *frame) Feature(name string) bool { return f.crate != nil && f.crate.Features[name] }

// traitAround is the trait of the innermost impl that a definition is in; zero: none.
func (f *frame) traitAround(def types.DefID) types.DefID {
	for d := f.def(def); d != nil; d = f.def(d.Parent) {
		switch {
		case d.Kind != hir.KindImpl:
		case d.Impl != nil && d.Impl.Trait != nil && d.Impl.Trait.Res.Kind == hir.ResDef:
			return d.Impl.Trait.Res.Def
		default:
			return types.DefID{}
		}
		if d.Parent == d.ID || d.Parent.IsZero() {
			break
		}
	}
	return types.DefID{}
}

// Body is a definition's body; nil: it has none.
func (f *frame) Body(id types.DefID) *hir.Body {
	c := f.crateOf(id)
	if c == nil || id.IsStd() || id.IsZero() {
		return nil
	}
	return ask(f, key{q: qBody, def: id}, func(f *frame) *hir.Body {
		c := f.crateOf(id)
		return guard(func() *hir.Body { return c.Body(id) }, func(reason string) *hir.Body { return c.Unlowered(id, reason) })
	})
}

// Lowerer lowers the types written in a definition's body.
func (f *frame) Lowerer(owner types.DefID, in *types.Interner) *types.Lowerer {
	l := f.decls().Lowerer(owner)
	if l == nil {
		l = &types.Lowerer{Q: f, In: f.in}
	}
	if in != nil {
		l.In = in
	}
	return l
}

// infer is the result for a body; nil: there is none.
func (f *frame) infer(id types.DefID) *infer.Result {
	return ask(f, key{q: qInfer, def: id}, func(f *frame) *infer.Result {
		body := f.Body(id)
		if body == nil {
			return nil
		}
		return guard(func() *infer.Result { return infer.Infer(f, body) }, func(reason string) *infer.Result {
			return &infer.Result{Body: body, Unknown: []hir.Unknown{{Span: body.Span, Reason: reason}}}
		})
	})
}
