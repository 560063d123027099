package types

import "drop-lsp/semantics/hir"

// This file: the lifetime that `self` gives to an output that leaves its lifetime out
// (reference, lifetime-elision.function.receiver-lifetime). It is that of the references in
// self's type whose referent names Self, as written:
//
//	self: Pin<&mut Self>    &mut Self
//	self: &Struct           in `impl Struct`: the struct, enum, union or primitive itself
//	self: &Alias            an alias of it does not name it: the other parameters decide
//
// rustc decides this where it resolves names (find_lifetime_for_self), so `&<Self as T>::X`
// names Self.

// selfReference collects into self the regions of references to what names Self.
func (s *signature) selfReference() func(hir.TyRef, Region) {
	w := selfWalk{head: s.implHead()}
	return func(k hir.TyRef, r Region) {
		w.found = false
		w.ty(k.Elem)
		if !w.found {
			return
		}
		for _, o := range s.self {
			if o == r {
				return
			}
		}
		s.self = append(s.self, r)
	}
}

// implHead is what an impl's self type resolves to, if it always is the same constructor.
func (s *signature) implHead() *hir.Res {
	p := s.d.parent(s.fn)
	if p == nil || p.Impl == nil || p.Impl.SelfTy == nil {
		return nil
	}
	k, ok := p.Impl.SelfTy.Kind.(hir.TyPath)
	if !ok || k.Path == nil || k.Path.Qself != nil || k.Path.Unresolved > 0 {
		return nil
	}
	switch r := k.Path.Res; {
	case r.Kind == hir.ResPrim:
		return &r
	case r.Kind == hir.ResDef && (r.DefKind == hir.KindStruct || r.DefKind == hir.KindEnum || r.DefKind == hir.KindUnion):
		return &r
	}
	return nil
}

// selfWalk looks for what names Self in a type.
type selfWalk struct {
	head  *hir.Res // what an impl is for
	found bool
}

func (w *selfWalk) ty(t *hir.Ty) {
	if t == nil || w.found {
		return
	}
	switch k := t.Kind.(type) {
	case hir.TyPath:
		w.path(k.Path)
	case hir.TyRef:
		w.ty(k.Elem)
	case hir.TyPtr:
		w.ty(k.Elem)
	case hir.TySlice:
		w.ty(k.Elem)
	case hir.TyArray:
		w.ty(k.Elem)
	case hir.TyTuple:
		for _, e := range k.Elems {
			w.ty(e)
		}
	case hir.TyFnPtr:
		for _, p := range k.Params {
			w.ty(p)
		}
		w.ty(k.Output)
	case hir.TyDyn:
		w.bounds(k.Bounds)
	case hir.TyImpl:
		w.bounds(k.Bounds)
	}
}

func (w *selfWalk) path(p *hir.Path) {
	if p == nil {
		return
	}
	if p.Qself == nil && p.Unresolved == 0 {
		switch r := p.Res; {
		case r.Kind == hir.ResSelfTy:
			w.found = true
		case w.head != nil && r.Kind == w.head.Kind && r.Def == w.head.Def && r.Prim == w.head.Prim:
			w.found = true
		}
	}
	w.ty(p.Qself)
	for i := range p.Segments {
		w.args(p.Segments[i].Args)
	}
}

func (w *selfWalk) args(a *hir.GenericArgs) {
	if a == nil {
		return
	}
	for _, x := range a.Args {
		w.ty(x.Ty)
	}
	for _, x := range a.Assoc {
		w.args(x.Args)
		w.ty(x.Ty)
		w.bounds(x.Bounds)
	}
}

func (w *selfWalk) bounds(bs []hir.Bound) {
	for i := range bs {
		w.path(bs[i].Trait)
	}
}
