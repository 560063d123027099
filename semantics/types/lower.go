package types

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
)

// This file: lowering of types as written (hir.Ty) to Types. What is in error
// gives Error, what cannot be known Unknown; nothing is reported here.
//
// Binders: a hir lifetime of kind LtBound counts only written `for<…>`s; here
// every fn pointer and trait object is a binder, so the lowerer keeps a stack of
// both. Elided lifetimes in a fn pointer or `Fn(…)` are bound by it too
// (reference, lifetime-elision.function).
//
// What is missing: the lowering of fn declarations, generics and where clauses
// (which lifetimes are late-bound is told by the caller through Params); the
// lifetime bound that a trait itself states (`trait T: 'static`) as a default of
// `dyn T`; const arguments other than integer literals and paths
// are left unevaluated without arguments of their own.

// Lowerer turns types as written into Types. The zero value of a hook says what it says there.
type Lowerer struct {
	Q  Queries
	In *Interner
	// Params are the parameters in scope by owner, by position among the owner's
	// own as hir counts them. A late-bound lifetime of a signature is a ReBound of
	// depth 0; it is shifted under the binders of the type.
	Params map[DefID][]Arg
	Self   Type // what `Self` is; nil: Unknown
	// Elided gives the region of a left-out lifetime outside fn pointers; nil: ReUnknown.
	Elided func(hir.Lifetime) Region
	// Object gives the region of `dyn Trait` where nothing contains it; nil: 'static.
	// Bodies answer with a fresh region (reference, lifetime-elision.trait-object).
	Object func() Region
	// Infer and InferConst stand for `_`; nil: Error.
	Infer      func() Type
	InferConst func() Const
	// Opaque gives the arguments of an opaque type; nil: its own parameters.
	Opaque func(DefID) Args
	// Nested says whether an opaque type within the bounds of another captures a lifetime of a
	// binder around it; nil: none does.
	Nested func(DefID) bool
	// Noted is told every region that a lifetime outside fn pointers and `Fn(…)` names or leaves out.
	Noted func(Region)
	// Reference is told every reference outside fn pointers and `Fn(…)` with its region.
	Reference func(hir.TyRef, Region)
	// Wrong is told of a type that is none: of more arguments than there are parameters (E0107),
	// of an output that names a lifetime which the inputs do not (E0581, E0582). nil: nobody is.
	Wrong func()
	// Assoc finds the associated type of a type-relative path (`T::Item`); nil: Unknown.
	Assoc func(self Type, name string) Type

	binders []binder // innermost last
}

// binder is one binder around the type being lowered.
type binder struct {
	written bool // has a `for<…>`
	count   int  // regions bound so far
	elide   bool // left-out lifetimes are bound here
	output  bool // in the return type: the one region of the inputs
	single  *Region
	many    bool
}

// Type lowers a type.
func (l *Lowerer) Type(t *hir.Ty) Type { return l.ty(t, l.objectDefault) }

func (l *Lowerer) objectDefault() Region {
	if l.Object != nil {
		return l.Object()
	}
	return Static
}

// ty lowers a type; object is the default for a trait object that stands right there.
func (l *Lowerer) ty(t *hir.Ty, object func() Region) Type {
	if t == nil {
		return l.In.Unknown()
	}
	switch k := t.Kind.(type) {
	case hir.TyPath:
		return l.path(k.Path, object)
	case hir.TyRef:
		r := l.Region(k.Lifetime)
		if l.Reference != nil && len(l.binders) == 0 {
			l.Reference(k, r)
		}
		return l.In.Ref(r, l.ty(k.Elem, l.refDefault(k.Lifetime, r)), k.Mut)
	case hir.TyPtr:
		return l.In.RawPtr(l.Type(k.Elem), k.Mut)
	case hir.TySlice:
		return l.In.Slice(l.Type(k.Elem))
	case hir.TyArray:
		return l.In.Array(l.Type(k.Elem), l.Const(k.Len))
	case hir.TyTuple:
		elems := make([]Type, len(k.Elems))
		for i, e := range k.Elems {
			elems[i] = l.Type(e)
		}
		return l.In.Tuple(elems...)
	case hir.TyNever:
		return l.In.Never()
	case hir.TyInfer:
		if l.Infer == nil {
			return l.In.Error()
		}
		return l.Infer()
	case hir.TyFnPtr:
		return l.fnPtr(k)
	case hir.TyDyn:
		return l.dyn(k, object)
	case hir.TyImpl:
		return l.impl(k)
	case hir.TyErr:
		return l.In.Error()
	default: // TyUnknown
		return l.In.Unknown()
	}
}

// refDefault is the default for a trait object behind a reference: the reference's lifetime;
// where a body leaves that out and no closure binds it, anything (reference, lifetime-elision.trait-object.containing-type).
func (l *Lowerer) refDefault(lt hir.Lifetime, r Region) func() Region {
	if lt.Kind == hir.LtElided && l.Object != nil && r.Kind != ReBound {
		return l.objectDefault
	}
	return func() Region { return r }
}

// ownBound is the lifetime that a trait itself states for its implementors, where that is 'static
// (`trait Any: 'static`).
func (l *Lowerer) ownBound(trait DefID) (Region, bool) {
	var found []Region
	seen := map[DefID]bool{}
	var visit func(DefID, int)
	visit = func(t DefID, depth int) {
		if seen[t] || depth > 32 {
			return
		}
		seen[t] = true
		for _, p := range l.Q.SuperPredicates(t) {
			self, isParam := p.Ty.(*Param)
			switch {
			case p.Kind == PredTypeOutlives && isParam && self.Index == 0:
				found = append(found, p.R1)
			case p.Kind == PredTrait && p.Trait.Args.Len() > 0:
				if s, ok := p.Trait.Args.List[0].(*Param); ok && s.Index == 0 {
					visit(p.Trait.Trait, depth+1)
				}
			}
		}
	}
	visit(trait, 0)
	for _, r := range found {
		if r.Kind == ReStatic {
			return r, true
		}
	}
	return Region{}, false
}

// ---------- lifetimes ----------

// Region lowers a lifetime.
func (l *Lowerer) Region(lt hir.Lifetime) Region {
	if lt.Kind == hir.LtElided {
		return l.elided(lt)
	}
	r := l.named(lt)
	l.note(r)
	return r
}

// named lowers a lifetime that is written.
func (l *Lowerer) named(lt hir.Lifetime) Region {
	switch lt.Kind {
	case hir.LtStatic:
		return Static
	case hir.LtParam:
		if r, ok := l.param(lt.Owner, lt.Index).(Region); ok {
			return r
		}
		return Region{Kind: ReUnknown}
	case hir.LtBound:
		return l.boundRegion(lt)
	default:
		return Region{Kind: ReError}
	}
}

// param is a parameter in scope, shifted under the binders of the type; nil if it is not there.
func (l *Lowerer) param(owner DefID, index uint32) Arg {
	ps := l.Params[owner]
	if int(index) >= len(ps) {
		return nil
	}
	return Shift(l.In, ps[index], uint32(len(l.binders)))
}

// boundRegion counts lt.Depth written binders outwards.
func (l *Lowerer) boundRegion(lt hir.Lifetime) Region {
	left := lt.Depth
	for i := len(l.binders) - 1; i >= 0; i-- {
		if !l.binders[i].written {
			continue
		}
		if left == 0 {
			return Region{Kind: ReBound, Depth: uint32(len(l.binders) - 1 - i), Index: lt.Index}
		}
		left--
	}
	// Bound by the predicate or signature around the type.
	return Region{Kind: ReBound, Depth: uint32(len(l.binders)) + left, Index: lt.Index}
}

// note remembers a region that an input of the innermost eliding binder mentions.
func (l *Lowerer) note(r Region) {
	for i := len(l.binders) - 1; i >= 0; i-- {
		b := &l.binders[i]
		if !b.elide || b.output {
			continue
		}
		if r.Kind == ReBound {
			if r.Depth < uint32(len(l.binders)-1-i) {
				return // bound further in
			}
			r.Depth -= uint32(len(l.binders) - 1 - i)
		}
		if b.single != nil && *b.single != r {
			b.many = true
		}
		b.single = &r
		return
	}
	if l.Noted == nil {
		return
	}
	if n := uint32(len(l.binders)); r.Kind == ReBound {
		if r.Depth < n {
			return
		}
		r.Depth -= n
	}
	l.Noted(r)
}

func (l *Lowerer) elided(lt hir.Lifetime) Region {
	for i := len(l.binders) - 1; i >= 0; i-- {
		b := &l.binders[i]
		if !b.elide {
			continue
		}
		depth := uint32(len(l.binders) - 1 - i)
		if b.output {
			if b.single == nil || b.many {
				return Region{Kind: ReError} // E0106
			}
			r := *b.single
			if r.Kind == ReBound {
				r.Depth += depth
			}
			return r
		}
		r := Region{Kind: ReBound, Depth: depth, Index: uint32(b.count)}
		b.count++
		l.note(r)
		return r
	}
	if l.Elided == nil {
		return Region{Kind: ReUnknown}
	}
	r := l.Elided(lt)
	if l.Noted != nil {
		l.Noted(r)
	}
	return Shift(l.In, r, uint32(len(l.binders))).(Region)
}

// under runs f inside a binder and gives the number of regions it binds.
func (l *Lowerer) under(lifetimes []hir.GenericParam, elide bool, f func()) int {
	return l.binder(binder{written: len(lifetimes) > 0, count: len(lifetimes), elide: elide}, f)
}

func (l *Lowerer) binder(b binder, f func()) int {
	l.binders = append(l.binders, b)
	i := len(l.binders) - 1
	f()
	n := l.binders[i].count
	l.binders = l.binders[:i]
	return n
}

// ---------- fn pointers and trait objects ----------

func (l *Lowerer) fnPtr(k hir.TyFnPtr) Type {
	sig := FnSig{Unsafe: k.Unsafe, ABI: k.ABI, Variadic: k.Variadic, Output: l.In.Unit()}
	// hir counts a fn pointer as a binder even without `for`.
	sig.Bound = l.binder(binder{written: true, count: len(k.For), elide: true}, func() {
		for _, p := range k.Params {
			sig.Inputs = append(sig.Inputs, l.Type(p))
		}
		if k.Output != nil {
			l.binders[len(l.binders)-1].output = true
			sig.Output = l.Type(k.Output)
			l.constrained(l.In.TypeArgs(sig.Inputs...), sig.Output)
		}
	})
	return l.In.FnPtr(sig)
}

// dyn lowers a trait object: its first trait that is not auto is the principal.
func (l *Lowerer) dyn(k hir.TyDyn, object func() Region) Type {
	region := Region{}
	if k.Lifetime.Kind == hir.LtElided && k.Lifetime.Name == "" {
		region = object()
	} else {
		region = l.Region(k.Lifetime)
	}
	var principal DefID
	var args Args
	var bounds DynBounds
	for _, b := range k.Bounds {
		if b.Trait == nil || b.Maybe {
			continue
		}
		def := b.Trait.Res.Def
		if b.Trait.Res.Kind == hir.ResErr {
			return l.In.Error()
		}
		if b.Trait.Res.Kind != hir.ResDef || b.Trait.Unresolved > 0 {
			return l.In.Unknown()
		}
		if tr := l.Q.Trait(def); tr == nil {
			return l.In.Unknown()
		} else if tr.Auto {
			bounds.Autos = append(bounds.Autos, def)
			continue
		}
		principal = def
		bounds.Bound = l.under(b.For, isParen(b.Trait), func() { args, bounds.Assoc = l.traitArgs(b.Trait) })
	}
	if k.Lifetime.Kind == hir.LtElided && k.Lifetime.Name == "" && !principal.IsZero() {
		if own, ok := l.ownBound(principal); ok {
			region = own
		}
	}
	return l.In.Dyn(principal, args, l.In.DynBounds(bounds), region)
}

func isParen(p *hir.Path) bool {
	last := lastArgs(p)
	return last != nil && last.Paren
}

func lastArgs(p *hir.Path) *hir.GenericArgs {
	if len(p.Segments) == 0 {
		return nil
	}
	return p.Segments[len(p.Segments)-1].Args
}

// traitArgs are a trait's arguments without Self, and its bindings.
func (l *Lowerer) traitArgs(p *hir.Path) (Args, []AssocBinding) {
	def := p.Res.Def
	self := l.In.Unknown()
	all := l.args(def, lastArgs(p), []Arg{self}, false)
	var own Args
	if len(all) > 1 {
		own = l.In.Args(all[1:]...)
	}
	written := lastArgs(p)
	if written == nil {
		return own, nil
	}
	if written.Paren && len(l.binders) > 0 {
		l.binders[len(l.binders)-1].output = true
	}
	var out []AssocBinding
	for _, a := range written.Assoc {
		if a.Ty == nil {
			continue
		}
		t := l.Type(a.Ty)
		l.constrained(own, t)
		out = append(out, AssocBinding{Item: l.assocItem(def, a.Name, 0), Type: t})
	}
	return own, out
}

// constrained checks that the innermost binder's lifetimes in an output stand in the inputs, not
// only in projections.
func (l *Lowerer) constrained(inputs Args, output Type) {
	if l.Wrong == nil || len(l.binders) == 0 || output.Flags()&HasBound == 0 {
		return
	}
	named := map[uint32]bool{}
	regions := func(a Arg, aliases bool, visit func(uint32)) {
		Walk(a, func(a Arg, depth uint32) bool {
			if r, ok := a.(Region); ok && r.Kind == ReBound && r.Depth == depth {
				visit(r.Index)
			}
			_, alias := a.(*Alias)
			return aliases || !alias
		})
	}
	for _, a := range inputs.Slice() {
		regions(a, false, func(i uint32) { named[i] = true })
	}
	regions(output, true, func(i uint32) {
		if !named[i] {
			l.Wrong()
		}
	})
}

// assocItem finds an associated type of a trait or its supertraits; zero if there is none.
func (l *Lowerer) assocItem(trait DefID, name string, depth int) DefID {
	tr := l.Q.Trait(trait)
	if tr == nil || depth > 128 {
		return DefID{}
	}
	for _, item := range tr.Items {
		if item.Name == name && item.Kind == hir.KindAssocTy {
			return item.Def
		}
	}
	for _, p := range l.Q.SuperPredicates(trait) {
		if p.Kind == PredTrait && p.Trait.Trait != trait {
			if d := l.assocItem(p.Trait.Trait, name, depth+1); !d.IsZero() {
				return d
			}
		}
	}
	return DefID{}
}

// impl lowers `impl Trait`: in argument position a parameter, else an opaque type of all parameters in scope.
func (l *Lowerer) impl(k hir.TyImpl) Type {
	if k.Param != nil {
		if t, ok := l.param(k.Param.Def, k.Param.Index).(Type); ok {
			return t
		}
		return l.In.Unknown()
	}
	g := l.Q.Generics(k.Opaque)
	if k.Opaque.IsZero() || g == nil {
		return l.In.Unknown()
	}
	if slices.ContainsFunc(l.binders, func(b binder) bool { return b.written }) && l.Nested != nil && l.Nested(k.Opaque) {
		return l.In.Error() // E0657
	}
	if l.Opaque != nil {
		return Shift(l.In, l.In.Alias(Opaque, k.Opaque, l.Opaque(k.Opaque)), uint32(len(l.binders))).(Type)
	}
	return l.In.Alias(Opaque, k.Opaque, l.In.IdentityArgs(g))
}

// ---------- paths ----------

func (l *Lowerer) path(p *hir.Path, object func() Region) Type {
	if p == nil {
		return l.In.Unknown()
	}
	if p.Qself != nil {
		return l.qualified(p)
	}
	t := l.resolved(p, object)
	names := p.Segments[len(p.Segments)-min(p.Unresolved, len(p.Segments)):]
	for _, s := range names {
		if l.Assoc == nil || silent(t) {
			return l.In.Unknown()
		}
		t = l.Assoc(t, s.Name)
		// A generic associated type: its own arguments follow the trait's.
		if a, ok := t.(*Alias); ok && a.Kind == Projection {
			if g := l.Q.Generics(a.Def); g != nil && len(g.Params) > 0 && a.Args.Len() == g.Parent.Count() {
				t = l.In.Alias(Projection, a.Def, l.In.Args(l.args(a.Def, s.Args, a.Args.Slice(), false)...))
			}
		}
	}
	return t
}

// resolved lowers the resolved part of a path.
func (l *Lowerer) resolved(p *hir.Path, object func() Region) Type {
	switch p.Res.Kind {
	case hir.ResErr:
		return l.In.Error()
	case hir.ResPrim:
		return l.In.Prim(p.Res.Prim)
	case hir.ResSelfTy:
		if l.Self == nil {
			return l.In.Unknown()
		}
		return Shift(l.In, l.Self, uint32(len(l.binders))).(Type)
	case hir.ResTyParam:
		if t, ok := l.param(p.Res.Def, p.Res.Index).(Type); ok {
			return t
		}
		return l.In.Unknown()
	case hir.ResDef:
		return l.definition(p)
	default:
		return l.In.Unknown()
	}
}

// definition lowers a path to an ADT, alias or extern type.
func (l *Lowerer) definition(p *hir.Path) Type {
	var written *hir.GenericArgs
	infer := false
	if i := len(p.Segments) - 1 - p.Unresolved; i >= 0 {
		written, infer = p.Segments[i].Args, p.Segments[i].Infer
	}
	def := p.Res.Def
	switch l.Q.DefKind(def) {
	case hir.KindStruct, hir.KindEnum, hir.KindUnion:
		return l.In.Adt(def, l.In.Args(l.args(def, written, nil, infer)...))
	case hir.KindTypeAlias:
		t := l.Q.TypeOf(def)
		if t == nil {
			return l.In.Unknown()
		}
		return Subst(l.In, t, l.In.Args(l.args(def, written, nil, infer)...))
	case hir.KindForeignTy:
		return l.In.Foreign(def)
	default:
		return l.In.Unknown()
	}
}

// qualified lowers `<T as Trait>::Name`.
func (l *Lowerer) qualified(p *hir.Path) Type {
	self := l.Type(p.Qself)
	if p.Res.Kind != hir.ResDef || p.Unresolved > 0 || l.Q.DefKind(p.Res.Def) != hir.KindAssocTy {
		return l.In.Unknown()
	}
	g := l.Q.Generics(p.Res.Def)
	if g == nil || g.Parent == nil {
		return l.In.Unknown()
	}
	var trait *hir.GenericArgs
	if n := len(p.Segments); n > 1 {
		trait = p.Segments[n-2].Args
	}
	args := l.args(g.Parent.Def, trait, []Arg{self}, false)
	args = l.args(p.Res.Def, lastArgs(p), args, false)
	return l.In.Alias(Projection, p.Res.Def, l.In.Args(args...))
}

// isTrait reports whether a path of a bound means a trait (else E0404).
func (l *Lowerer) isTrait(p *hir.Path) bool {
	if p.Res.Kind != hir.ResDef || p.Unresolved > 0 {
		return false
	}
	k := l.Q.DefKind(p.Res.Def)
	return k == hir.KindTrait || k == hir.KindTraitAlias
}

// args appends a definition's own arguments, as written or by default, to those
// before them (the parent's, or a trait's Self).
func (l *Lowerer) args(def DefID, written *hir.GenericArgs, args []Arg, infer bool) []Arg {
	g := l.Q.Generics(def)
	if g == nil {
		return args
	}
	if written == nil {
		written = &hir.GenericArgs{}
	}
	lifetimes, rest := written.Lifetimes, written.Args
	args = slices.Clip(args)
	for i := len(args) - g.Parent.Count(); i < len(g.Params); i++ {
		p := g.Params[i]
		switch {
		case p.Kind == ast.ParamLifetime && len(lifetimes) > 0:
			args = append(args, l.Region(lifetimes[0]))
			lifetimes = lifetimes[1:]
		case p.Kind == ast.ParamLifetime && written.Paren:
			// E0107: `Trait(A)` elides no lifetimes.
			args = append(args, Region{Kind: ReError})
			if l.Wrong != nil {
				l.Wrong()
			}
		case p.Kind == ast.ParamLifetime:
			args = append(args, l.elided(hir.Lifetime{Implied: true}))
		case len(rest) > 0 && !p.Synthetic:
			args = append(args, l.written(def, p, rest[0], args))
			rest = rest[1:]
		default:
			args = append(args, l.absent(p, args, infer))
		}
	}
	if (len(rest) > 0 || len(lifetimes) > 0) && l.Wrong != nil {
		l.Wrong()
	}
	return args
}

// written lowers a type or const argument.
func (l *Lowerer) written(def DefID, p GenericParam, a hir.GenericArg, before []Arg) Arg {
	if p.Kind != ast.ParamConst {
		if a.Ty == nil {
			return l.In.Error()
		}
		return l.ty(a.Ty, func() Region { return l.containerDefault(def, p, before) })
	}
	if a.Const != nil {
		return l.Const(a.Const)
	}
	if path, ok := a.Ty.Kind.(hir.TyPath); ok {
		return l.constPath(path.Path)
	}
	if _, ok := a.Ty.Kind.(hir.TyInfer); ok && l.InferConst != nil {
		return l.InferConst()
	}
	return Const{}
}

// absent is what a left-out argument is: inferred, or the parameter's default.
func (l *Lowerer) absent(p GenericParam, before []Arg, infer bool) Arg {
	switch {
	case p.Kind == ast.ParamConst && l.InferConst != nil && infer:
		return l.InferConst()
	case p.Kind == ast.ParamConst && p.DefaultConst != nil:
		return SubstArg(l.In, *p.DefaultConst, l.In.Args(before...))
	case p.Kind == ast.ParamConst:
		return Const{}
	case infer && l.Infer != nil:
		return l.Infer()
	case p.Default != nil:
		return Subst(l.In, p.Default, l.In.Args(before...))
	default:
		return l.In.Error() // E0107
	}
}

// containerDefault is the object-lifetime default that a container's bound
// `T: 'a` gives its argument (reference, lifetime-elision.trait-object.containing-type-unique).
func (l *Lowerer) containerDefault(def DefID, p GenericParam, before []Arg) Region {
	var found []Region
	for _, pred := range l.Q.Predicates(def) {
		if t, ok := pred.Ty.(*Param); ok && pred.Kind == PredTypeOutlives && t.Name == p.Name {
			found = append(found, pred.R1)
		}
	}
	switch {
	case len(found) == 0:
		return l.objectDefault()
	case len(found) > 1:
		return Region{Kind: ReError} // E0228
	}
	r, _ := SubstArg(l.In, found[0], l.In.Args(before...)).(Region)
	return r
}

// ---------- constants ----------

// Const lowers a constant in a type.
func (l *Lowerer) Const(c *hir.AnonConst) Const {
	switch {
	case c == nil && l.InferConst != nil:
		return l.InferConst()
	case c == nil:
		return Const{Kind: ConstError}
	case c.Path != nil:
		if k := l.constPath(c.Path); k.Kind != ConstUnknown {
			return k
		}
	case c.Int != nil && c.Int.Kind == ast.LitInt && !c.Int.Neg:
		return Const{Kind: ConstValue, Lo: c.Int.Lo, Hi: c.Int.Hi}
	}
	if c.Body != nil && c.Body.Tainted { // a name that is not there
		return Const{Kind: ConstError}
	}
	if c.Def.IsZero() {
		return Const{}
	}
	return Const{Kind: ConstUneval, Def: c.Def}
}

func (l *Lowerer) constPath(p *hir.Path) Const {
	switch p.Res.Kind {
	case hir.ResConstParam:
		if c, ok := l.param(p.Res.Def, p.Res.Index).(Const); ok {
			return c
		}
	case hir.ResDef:
		if p.Unresolved == 0 && l.Q.DefKind(p.Res.Def) == hir.KindConst {
			return Const{Kind: ConstUneval, Def: p.Res.Def}
		}
	case hir.ResErr:
		return Const{Kind: ConstError}
	}
	return Const{}
}
