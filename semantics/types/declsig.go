package types

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: signatures: which lifetimes are late-bound, and elision.
//
// A lifetime parameter of a fn is late-bound unless a bound or where clause names
// it, or the output does and no input constrains it; projections constrain nothing
// (rustc's is_late_bound_map). `fn f<'a, 'b, 'c: 'b>(x: &'a u8) -> &'a u8`: 'a is
// late-bound, 'b and 'c are early-bound.
//
// Each lifetime left out of an input is a late-bound one of its own, behind the
// named ones (reference, lifetime-elision.function.implicit-lifetime-parameters);
// in the output it is self's reference's, else the one lifetime of the inputs.

// lateBound says of each own parameter, as hir counts them, whether it is late-bound.
func (d Decls) lateBound(h *hir.Def) []bool {
	if h.Generics == nil {
		return nil
	}
	out := make([]bool, len(h.Generics.Params))
	if h.Fn == nil {
		return out
	}
	lifetimes := false
	for i := range out {
		lifetimes = lifetimes || h.Generics.Params[i].Kind == ast.ParamLifetime
	}
	if !lifetimes {
		return out
	}
	mark := func(set []bool) func(hir.Lifetime) {
		return func(lt hir.Lifetime) {
			if lt.Kind == hir.LtParam && lt.Owner == h.ID && int(lt.Index) < len(set) {
				set[lt.Index] = true
			}
		}
	}
	inputs, output, where := make([]bool, len(out)), make([]bool, len(out)), make([]bool, len(out))
	in := lifetimeWalk{visit: mark(inputs), constrained: true, d: d}
	for _, p := range h.Fn.Params {
		in.ty(p)
	}
	all := lifetimeWalk{visit: mark(output), d: d}
	all.ty(h.Fn.Output)
	if all.opaque && d.capturesAll(h) || h.Fn.Async || h.Fn.Gen {
		for i := range output {
			output[i] = true
		}
	}
	bounds := lifetimeWalk{visit: mark(where), d: d}
	for i := range h.Generics.Params {
		p := &h.Generics.Params[i]
		if p.Kind == ast.ParamLifetime && len(p.Bounds) > 0 {
			where[i] = true
		}
		bounds.bounds(p.Bounds)
	}
	for i := range h.Generics.Where {
		w := &h.Generics.Where[i]
		if w.Lifetime != nil {
			bounds.visit(*w.Lifetime)
		}
		bounds.ty(w.Ty)
		bounds.bounds(w.Bounds)
	}
	for i := range out {
		out[i] = h.Generics.Params[i].Kind == ast.ParamLifetime && !where[i] && (inputs[i] || !output[i])
	}
	return out
}

// capturesAll reports whether an opaque type in a fn's output captures every lifetime in
// scope: from edition 2024 on, and in traits and their impls.
func (d Decls) capturesAll(fn *hir.Def) bool {
	if fn.Edition.AtLeast(source.Edition2024) {
		return true
	}
	p := d.parent(fn)
	return p != nil && (p.Kind == hir.KindTrait || p.Kind == hir.KindImpl && p.Impl != nil && p.Impl.Trait != nil)
}

// lifetimeWalk visits the lifetimes of types as written.
type lifetimeWalk struct {
	d           Decls
	visit       func(hir.Lifetime)
	constrained bool // leave out what does not constrain: projections, an alias's unused arguments
	opaque      bool // met an opaque type
	inFn        int  // inside so many fn pointers' and Fn bounds' signatures
}

// lifetime visits a lifetime, but one that is left out in a signature inside: that signature binds it.
func (w *lifetimeWalk) lifetime(lt hir.Lifetime) {
	if w.inFn == 0 || lt.Kind != hir.LtElided {
		w.visit(lt)
	}
}

func (w *lifetimeWalk) ty(t *hir.Ty) {
	if t == nil {
		return
	}
	switch k := t.Kind.(type) {
	case hir.TyPath:
		w.path(k.Path)
	case hir.TyRef:
		w.lifetime(k.Lifetime)
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
		w.inFn++
		for _, p := range k.Params {
			w.ty(p)
		}
		w.ty(k.Output)
		w.inFn--
	case hir.TyDyn:
		if k.Lifetime.Kind != hir.LtElided || k.Lifetime.Name != "" { // else its default
			w.lifetime(k.Lifetime)
		}
		w.bounds(k.Bounds)
	case hir.TyImpl:
		if k.Param != nil {
			return // a parameter: its bounds stand in the generics
		}
		w.opaque = true
		w.bounds(k.Bounds)
	}
}

func (w *lifetimeWalk) path(p *hir.Path) {
	if p == nil {
		return
	}
	if !w.constrained {
		w.ty(p.Qself)
		for i := range p.Segments {
			w.args(p.Segments[i].Args)
		}
		w.hidden(p)
		return
	}
	if p.Qself != nil || p.Unresolved > 0 || len(p.Segments) == 0 {
		return
	}
	args := p.Segments[len(p.Segments)-1].Args
	if args == nil || p.Res.Kind != hir.ResDef || w.d.Q.DefKind(p.Res.Def) != hir.KindTypeAlias {
		w.args(args)
		return
	}
	used := w.d.constrainedByAlias(p.Res.Def)
	at := func(i int) bool { return i >= len(used) || used[i] }
	for i, lt := range args.Lifetimes {
		if at(i) {
			w.lifetime(lt)
		}
	}
	for i, a := range args.Args {
		if at(len(args.Lifetimes) + i) {
			w.ty(a.Ty)
		}
	}
}

// hidden visits the lifetimes that a path leaves out without a trace (`Ref<T>`).
func (w *lifetimeWalk) hidden(p *hir.Path) {
	if p.Res.Kind != hir.ResDef || len(p.Segments) == 0 || p.Unresolved > 0 {
		return
	}
	last := p.Segments[len(p.Segments)-1].Args
	if last != nil && (len(last.Lifetimes) > 0 || last.Paren) {
		return
	}
	switch w.d.Q.DefKind(p.Res.Def) {
	case hir.KindStruct, hir.KindEnum, hir.KindUnion, hir.KindTypeAlias, hir.KindTrait:
		if g := w.d.Q.Generics(p.Res.Def); g != nil && len(g.Params) > 0 {
			for _, gp := range g.Params {
				if gp.Kind == ast.ParamLifetime {
					w.lifetime(hir.Lifetime{Kind: hir.LtElided, Implied: true})
				}
			}
		}
	}
}

// constrainedByAlias says which parameters stand in an alias's type outside of projections.
func (d Decls) constrainedByAlias(alias DefID) []bool {
	out := make([]bool, d.Q.Generics(alias).Count())
	t := d.Q.TypeOf(alias)
	if t == nil {
		return nil
	}
	Walk(t, func(a Arg, _ uint32) bool {
		switch a := a.(type) {
		case *Alias:
			return a.Kind != Projection
		case *Param:
			if int(a.Index) < len(out) {
				out[a.Index] = true
			}
		case Region:
			if a.Kind == ReEarlyParam && int(a.Index) < len(out) {
				out[a.Index] = true
			}
		}
		return true
	})
	return out
}

func (w *lifetimeWalk) args(a *hir.GenericArgs) {
	if a == nil {
		return
	}
	for _, lt := range a.Lifetimes {
		w.lifetime(lt)
	}
	if a.Paren {
		w.inFn++
		defer func() { w.inFn-- }()
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

func (w *lifetimeWalk) bounds(bs []hir.Bound) {
	for i := range bs {
		b := &bs[i]
		if b.Lifetime != nil {
			w.lifetime(*b.Lifetime)
		}
		for _, lt := range b.UseLts {
			w.lifetime(lt)
		}
		w.path(b.Trait)
	}
}

// LateBound names the late-bound regions of a fn in FnSig's order; those left out are "'_".
func (d Decls) LateBound(def DefID) []string {
	h := d.Def(def)
	if h == nil || h.Fn == nil {
		return nil
	}
	var out []string
	for i, late := range d.lateBound(h) {
		if late {
			out = append(out, h.Generics.Params[i].Name)
		}
	}
	if sig := d.Q.FnSig(def); sig != nil {
		for len(out) < sig.Bound {
			out = append(out, "'_")
		}
	}
	return out
}

// FnSig is a fn's or constructor's signature under its binder; nil: it has none.
func (d Decls) FnSig(def DefID) *FnSig {
	h := d.Def(def)
	switch {
	case h == nil:
		return nil
	case h.Kind == hir.KindCtor:
		return d.ctorSig(h)
	case h.Fn == nil:
		return nil
	}
	s := signature{Lowerer: d.lowerer(h, lateAsBound), d: d, fn: h}
	for _, late := range d.lateBound(h) {
		if late {
			s.count++
		}
	}
	sig := FnSig{Unsafe: h.Fn.Unsafe, ABI: h.Fn.ABI, Variadic: h.Fn.Variadic, Output: s.In.Unit()}
	s.inputs(h.Fn, &sig)
	sig.Bound = int(s.count)
	s.output(h.Fn, &sig)
	return s.In.FnSig(sig)
}

// signature lowers one signature.
type signature struct {
	*Lowerer
	d     Decls
	fn    *hir.Def
	count uint32   // late-bound regions so far
	self  []Region // distinct ones of self's references to Self
	seen  []Region // distinct regions of the inputs
}

func (s *signature) inputs(f *hir.FnDecl, sig *FnSig) {
	s.Elided = func(hir.Lifetime) Region {
		s.count++
		return Region{Kind: ReBound, Index: s.count - 1}
	}
	s.Noted = func(r Region) {
		for _, o := range s.seen {
			if o == r {
				return
			}
		}
		s.seen = append(s.seen, r)
	}
	for i, p := range f.Params {
		if i == 0 && f.HasSelf {
			s.Reference = s.selfReference()
		}
		sig.Inputs = append(sig.Inputs, s.Type(p))
		if s.Reference != nil { // self's other lifetimes do not count
			s.Reference, s.seen = nil, nil
		}
	}
	s.Noted = nil
}

// elision is the region that the output leaves out, once the inputs are lowered.
func (s *signature) elision() Region {
	switch {
	case len(s.self) == 1:
		return s.self[0]
	case len(s.self) == 0 && len(s.seen) == 1:
		return s.seen[0]
	}
	return Region{Kind: ReError} // E0106
}

func (s *signature) output(f *hir.FnDecl, sig *FnSig) {
	s.Elided = func(hir.Lifetime) Region { return s.elision() }
	if f.Output != nil {
		sig.Output = s.Type(f.Output)
	}
	if f.Async || f.Gen {
		if k, ok := sig.Output.(*Alias); !ok || k.Kind != Opaque {
			sig.Output = s.In.Unknown()
		}
	}
}

// ctorSig: a constructor takes the fields and gives the type. A unit constructor is no fn.
func (d Decls) ctorSig(h *hir.Def) *FnSig {
	adt := d.owner(h.ID)
	if adt == nil {
		return nil
	}
	def := d.Q.Adt(adt.ID)
	if def == nil {
		return nil
	}
	in := d.Q.Interner()
	for i := range def.Variants {
		v := &def.Variants[i]
		if v.Ctor != h.ID || v.Shape != ast.ShapeTuple {
			continue
		}
		sig := FnSig{Output: in.Adt(adt.ID, in.IdentityArgs(d.Q.Generics(adt.ID)))}
		for _, f := range v.Fields {
			sig.Inputs = append(sig.Inputs, f.Type)
		}
		return in.FnSig(sig)
	}
	return nil
}
