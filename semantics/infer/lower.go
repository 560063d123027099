package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
)

// This file: types as the user wrote them inside a body. They are lowered once with
// their regions, elided ones as fresh ReVars, `_` as inference variables; the erased form is
// for inference, the form with regions goes into Result.Annotations where it can say
// something about regions (rustc's lower_ty_saving_user_provided_ty).

// newLowerer makes the body's lowerer.
func (f *fcx) newLowerer(owner types.DefID) *types.Lowerer {
	l := f.q.Lowerer(owner, f.in)
	if l == nil {
		l = &types.Lowerer{Q: f.q, In: f.in}
	}
	l.Elided = func(hir.Lifetime) types.Region { return f.annotationRegion() }
	l.Object = f.annotationRegion
	l.Infer = f.newVar
	l.InferConst = f.t.NewConst
	l.Wrong = func() {
		in := f.bodies[0]
		in.fail(in.body.Span, "wrong generic arguments or lifetimes")
	}
	return l
}

// annotationRegion is a fresh region of the annotation at hand.
func (f *fcx) annotationRegion() types.Region {
	f.regions++
	return types.Region{Kind: types.ReVar, Index: f.regions - 1}
}

// lowerRaw lowers a type with its regions.
func (f *fcx) lowerRaw(t *hir.Ty) types.Type { return f.lowerer.Type(t) }

// lowerTy lowers a type, erased and normalised.
func (f *fcx) lowerTy(t *hir.Ty) types.Type {
	if t == nil {
		return f.in.Unknown()
	}
	return f.useRaw(f.lowerRaw(t), cause{span: t.Span, what: "written type"})
}

// useRaw erases and normalises a lowered type; what is wrong or unknown in it is recorded.
func (f *fcx) useRaw(raw types.Type, c cause) types.Type {
	t := f.ownVars().Fold(raw)
	f.noteMurky(raw, c)
	return f.normalize(t, c)
}

func (f *fcx) noteMurky(t types.Type, c cause) {
	if t.Flags()&types.HasError != 0 {
		f.fail(c.span, "error in a written type")
	}
	if t.Flags()&types.HasUnknown != 0 {
		f.unknown(c.span, "unknown in a written type")
	}
}

// annotatedTy lowers a type and keeps it as a user annotation.
func (f *fcx) annotatedTy(t *hir.Ty, a Annotation) types.Type {
	if t == nil {
		return f.in.Unknown()
	}
	f.regions = 0
	raw := f.lowerRaw(t)
	a.Span, a.Type = t.Span, raw
	f.annotate(a)
	return f.useRaw(raw, cause{span: t.Span, what: "written type"})
}

// lowerConst lowers an array length or const argument; `_` (nil) is a variable.
func (f *fcx) lowerConst(c *hir.AnonConst, t types.Type) types.Const {
	if c == nil {
		return f.t.NewConst()
	}
	return f.evalConst(f.lowerer.Const(c))
}

// evalConst is the value of a constant that is not evaluated yet, if it can be told.
func (f *fcx) evalConst(c types.Const) types.Const {
	if c.Kind != types.ConstUneval || c.Args.Flags()&types.HasInfer != 0 {
		return c
	}
	if v := f.q.EvalConst(c.Def, c.Args); v.Kind != types.ConstUnknown {
		return v
	}
	return c
}

// lowerArgs are the arguments of a definition: those before its own as given (nil: fresh), its own as written on
// a path segment, with regions; left-out ones are fresh, or the defaults where the segment has arguments.
func (f *fcx) lowerArgs(def types.DefID, prefix types.Args, seg *hir.Segment) types.Args {
	g := f.q.Generics(def)
	if g == nil {
		return prefix
	}
	args := append([]types.Arg(nil), prefix.Slice()...)
	for i := len(args); i < g.Parent.Count(); i++ {
		args = append(args, f.freshRaw(g.Param(uint32(i))))
	}
	own := len(args) - g.Parent.Count()
	var lifetimes []hir.Lifetime
	var rest []hir.GenericArg
	written := seg != nil && seg.Args != nil
	if written {
		lifetimes, rest = seg.Args.Lifetimes, seg.Args.Args
		if n := f.countEarly(g, own); len(lifetimes) != n {
			lifetimes = nil // late-bound ones written out (rustc's late_bound_lifetime_arguments), or too few
		}
	}
	for i := own; i < len(g.Params); i++ {
		p := &g.Params[i]
		switch {
		case p.Kind == ast.ParamLifetime:
			if len(lifetimes) > 0 {
				args = append(args, f.lowerer.Region(lifetimes[0]))
				lifetimes = lifetimes[1:]
				continue
			}
			args = append(args, f.annotationRegion())
		case p.Synthetic:
			args = append(args, f.freshRaw(p))
		case len(rest) > 0:
			args = append(args, f.lowerArg(p, rest[0]))
			rest = rest[1:]
		case written && p.Default != nil && len(seg.Args.Args) > 0:
			args = append(args, types.Subst(f.in, p.Default, f.in.Args(args...)))
		default:
			args = append(args, f.freshRaw(p))
		}
	}
	if len(rest) > 0 {
		f.fail(seg.Args.Span, "too many generic arguments")
	} else if written && f.missingArgs(g, own, len(seg.Args.Args)) {
		f.fail(seg.Args.Span, "missing generic arguments")
	}
	return f.in.Args(args...)
}

// missingArgs reports whether some but not all arguments without default are written.
func (f *fcx) missingArgs(g *types.Generics, own, n int) bool {
	if n == 0 {
		return false
	}
	need := 0
	for _, p := range g.Params[own:] {
		if p.Kind != ast.ParamLifetime && !p.Synthetic && p.Default == nil {
			need++
		}
	}
	return n < need
}

func (f *fcx) countEarly(g *types.Generics, own int) int {
	n := 0
	for _, p := range g.Params[own:] {
		if p.Kind == ast.ParamLifetime {
			n++
		}
	}
	return n
}

// freshRaw is a fresh argument with a region of the annotation at hand.
func (f *fcx) freshRaw(p *types.GenericParam) types.Arg {
	switch {
	case p == nil:
		return f.in.Unknown()
	case p.Kind == ast.ParamLifetime:
		return f.annotationRegion()
	}
	return f.freshFor(p.Kind)
}

func (f *fcx) lowerArg(p *types.GenericParam, a hir.GenericArg) types.Arg {
	if p.Kind == ast.ParamConst {
		if a.Const != nil {
			return f.evalConst(f.lowerer.Const(a.Const))
		}
		if a.Ty != nil {
			if path, ok := a.Ty.Kind.(hir.TyPath); ok {
				return f.evalConst(f.lowerer.Const(&hir.AnonConst{Span: a.Ty.Span, Path: path.Path}))
			}
			if _, ok := a.Ty.Kind.(hir.TyInfer); ok {
				return f.t.NewConst()
			}
		}
		return types.Const{Kind: types.ConstError}
	}
	if a.Ty == nil {
		return f.in.Error()
	}
	return f.lowerRaw(a.Ty)
}

// eraseArgs erases the regions of lowered arguments and normalises them.
func (f *fcx) eraseArgs(args types.Args, c cause) types.Args {
	args = f.ownVars().FoldArgs(args)
	out := make([]types.Arg, args.Len())
	for i, a := range args.Slice() {
		if t, ok := a.(types.Type); ok {
			f.noteMurky(t, c)
			a = f.normalize(t, c)
		}
		out[i] = a
	}
	return f.in.Args(out...)
}

// lowerSegArgs are lowerArgs erased and normalised; raw are those with regions, for annotate.
func (f *fcx) lowerSegArgs(def types.DefID, prefix types.Args, seg *hir.Segment, c cause) (args, raw types.Args) {
	raw = f.lowerArgs(def, prefix, seg)
	return f.eraseArgs(raw, c), raw
}

// ---------- annotations ----------

// annotate keeps what the user wrote, if it can matter to regions, and gives its index + 1; 0: not kept.
func (f *fcx) annotate(a Annotation) int {
	flags := a.Args.Flags()
	for _, t := range []types.Type{a.Type, a.SelfTy} {
		if t != nil {
			flags |= t.Flags()
		}
	}
	letType := a.Pat != 0 && a.Type != nil // rustc keeps every one
	if flags&(types.HasFreeRegion|types.HasProjection|types.HasOpaque|types.HasInfer|types.HasParam) == 0 && !letType {
		return 0
	}
	if a.Type == nil && a.SelfTy == nil && f.allFresh(a.Args) {
		return 0
	}
	f.res.Annotations = append(f.res.Annotations, a)
	return len(f.res.Annotations)
}

// allFresh reports whether all arguments are distinct variables, so that nothing was written (rustc's is_identity).
func (f *fcx) allFresh(args types.Args) bool {
	seen := map[types.Arg]bool{}
	for _, a := range args.Slice() {
		switch a := a.(type) {
		case types.Region:
			if a.Kind != types.ReVar {
				return false
			}
		case types.Const:
			if a = f.t.ShallowConst(a); a.Kind != types.ConstInfer || seen[a] {
				return false
			}
			seen[a] = true
		case types.Type:
			t := f.t.Shallow(a)
			if _, ok := t.(*types.Infer); !ok || seen[t] {
				return false
			}
			seen[t] = true
		}
	}
	return true
}
