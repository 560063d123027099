package infer

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: the context of inferring one body (rustc's FnCtxt): the inference
// table, the obligations, the result in the making, and the helpers which all
// other files use. Regions are erased in all types that inference sees; types
// with regions are only in Result.Annotations.

// fcx infers one body. Closures are part of the body that holds them; ret, breaks
// and the like are saved and replaced while a closure's body is checked. A const block
// has a body and a result of its own and shares the inference.
type fcx struct {
	*shared

	// for the whole body
	body     *hir.Body
	res      *Result
	closures closureTable
	unread   map[hir.ExprID]bool // places that their context does not read
	inline   types.DefID         // of a const block's body

	// for the function or closure being checked
	ret      *coerceMany // nil: no function (a const's body)
	breaks   map[hir.ExprID]*breakable
	diverges bool             // what follows cannot be reached
	co       *types.Coroutine // nil: no coroutine
}

// shared is the inference of a body and the const blocks in it.
type shared struct {
	q       types.Queries
	in      *types.Interner // the body's arena
	t       *types.Table
	tc      *traits.Ctx
	ful     *traits.Fulfill
	env     *traits.Env
	owner   types.DefID // of the outermost body
	lowerer *types.Lowerer
	bodies  []*fcx // the outermost first

	causes   []cause
	failed   int // obligations of ful.Failed already looked at
	hidden   map[types.DefID]types.Type
	closing  map[types.DefID]bool // closures whose captures are being written back
	deferred []deferredCast
	repeats  []deferredRepeat
	asms     []deferredAsm
	// expectAsync: the expectation at hand is that of an async closure.
	expectAsync bool
	unsized     []maybeUnsized
	// diverging are the variables that stand for a diverging expression's value (fallback).
	diverging []types.Type
	depth     int    // nesting of expressions
	regions   uint32 // fresh regions of the annotation at hand
	lifetimes uint32 // nameless lifetimes made
}

// cause says where an obligation comes from.
type cause struct {
	span source.Span
	expr hir.ExprID
	what string
}

// maxNesting bounds the nesting of expressions, patterns and closures.
const maxNesting = 2000

func newFcx(q types.Queries, body *hir.Body) *fcx {
	in := q.Interner().NewArena()
	s := &shared{q: q, in: in, t: types.NewTable(in), owner: body.Owner, hidden: map[types.DefID]types.Type{}}
	f := &fcx{shared: s}
	s.t.Nameless = f.region
	s.env = traits.NewEnv(q, f.erasedPredicates(body.Owner))
	s.tc = &traits.Ctx{Q: q, Env: s.env, Table: s.t, Defining: map[types.DefID]bool{}}
	s.tc.Closure = s.findClosure
	s.t.Inside = s.insideClosure
	s.t.Hidden = f.seeHidden
	s.ful = traits.NewFulfill(s.tc)
	s.lowerer = f.newLowerer(body.Owner)
	return f.nest(body)
}

// nest makes the context of a body that shares the inference.
func (s *shared) nest(body *hir.Body) *fcx {
	f := &fcx{shared: s, body: body, breaks: map[hir.ExprID]*breakable{}}
	f.res = &Result{Body: body,
		ExprTypes: make([]types.Type, len(body.Exprs)), PatTypes: make([]types.Type, len(body.Pats)),
		LocalTypes: make([]types.Type, len(body.Locals)), Adjustments: map[hir.ExprID][]Adjustment{},
		PatDerefs: map[hir.PatID][]types.Type{}, BindModes: map[hir.PatID]hir.BindRef{},
		Callees: map[hir.ExprID]Callee{}, Paths: map[hir.ExprID]Resolved{}, PatPaths: map[hir.PatID]Resolved{},
		Fields: map[hir.ExprID][]int{}, PatFields: map[hir.PatID][]int{}, Closures: map[hir.ExprID]*Closure{},
		Casts: map[hir.ExprID]bool{}, Hidden: map[types.DefID]types.Type{}, Inline: map[types.DefID]*Result{}}
	f.markUnread()
	s.bodies = append(s.bodies, f)
	return f
}

// findClosure answers the trait engine about the closures of all these bodies.
func (s *shared) findClosure(def types.DefID) *types.ClosureInfo {
	for _, f := range s.bodies {
		if info := f.closureInfo(def); info != nil {
			return info
		}
	}
	return nil
}

// insideClosure is what a closure of these bodies holds, for the occurs check: rustc keeps
// a closure's signature and captures in the arguments of its type.
func (s *shared) insideClosure(def types.DefID) []types.Type {
	info := s.findClosure(def)
	if info == nil {
		return nil
	}
	out := info.Upvars
	if info.Sig != nil {
		out = append(append(slices.Clone(out), info.Sig.Inputs...), info.Sig.Output)
	}
	return out
}

func (f *fcx) erasedPredicates(owner types.DefID) []types.Predicate {
	preds := f.q.Predicates(owner)
	out := make([]types.Predicate, len(preds))
	for i, p := range preds {
		out[i] = f.erasePredicate(p)
	}
	return out
}

// ---------- what is wrong, what is not known ----------

// fail records a type error at a place: the body is tainted.
func (f *fcx) fail(span source.Span, why string) types.Type {
	f.res.Tainted = true
	f.res.Errors = append(f.res.Errors, hir.Unknown{Span: span, Reason: why})
	return f.in.Error()
}

// unknown records that something cannot be known: the body is partial.
func (f *fcx) unknown(span source.Span, why string) types.Type {
	if len(f.res.Unknown) < 100 {
		f.res.Unknown = append(f.res.Unknown, hir.Unknown{Span: span, Reason: why})
	}
	return f.in.Unknown()
}

// silent reports whether a type says nothing: errors that rest on it are not errors.
func silent(t types.Type) bool {
	switch t.(type) {
	case *types.Unknown, *types.Error:
		return true
	}
	return false
}

// murky reports whether anything inside a type is unknown or in error.
func murky(t types.Type) bool {
	return t == nil || t.Flags()&(types.HasUnknown|types.HasError) != 0
}

func (f *fcx) exprSpan(id hir.ExprID) source.Span { return f.body.Exprs[id].Span }

// ---------- variables, regions, instantiation ----------

// region is a fresh nameless lifetime. Lifetimes are never compared in inference, but a
// reference is not reborrowed where its type is the very one that is wanted, see coerce.go.
func (f *fcx) region() types.Region {
	f.lifetimes++
	return types.Region{Kind: types.ReVar, Index: firstLifetime + f.lifetimes}
}

// firstLifetime is above all that number the lifetimes of an annotation.
const firstLifetime = 1 << 24

// ownVars gives the nameless lifetimes of a type as written (an annotation's) lifetimes of inference.
func (f *fcx) ownVars() *types.Folder {
	seen := map[types.Region]types.Region{}
	return &types.Folder{In: f.in, Need: types.HasRegionVar, Region: func(r types.Region, _ uint32) types.Region {
		if r.Kind != types.ReVar || r.Index >= firstLifetime {
			return r
		}
		n, ok := seen[r]
		if !ok {
			n = f.region()
			seen[r] = n
		}
		return n
	}}
}

// freshen gives the lifetimes of a type new ones where subtyping lets them differ: what a
// variable takes over by subtyping (rustc's generalization).
func (f *fcx) freshen(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	return types.Generalize(f.in, t, f.q.Variances, f.region)
}

// opener opens a binder: each of its lifetimes is a fresh one.
func (f *fcx) opener() func(uint32) types.Region {
	seen := map[uint32]types.Region{}
	return func(i uint32) types.Region {
		r, ok := seen[i]
		if !ok {
			r = f.region()
			seen[i] = r
		}
		return r
	}
}

// newVar is a fresh type variable.
func (f *fcx) newVar() types.Type { return f.t.NewVar(types.InferTy) }

func (f *fcx) erase(t types.Type) types.Type {
	if t == nil {
		return f.in.Unknown()
	}
	return types.EraseRegions(f.in, t)
}

func (f *fcx) eraser() *types.Folder {
	return &types.Folder{In: f.in, Need: types.HasFreeRegion, Region: func(r types.Region, _ uint32) types.Region {
		if r.Kind == types.ReBound {
			return r
		}
		return types.Erased
	}}
}

func (f *fcx) erasePredicate(p types.Predicate) types.Predicate { return f.eraser().FoldPredicate(p) }

// freshArgs are fresh variables for all parameters of a definition, the parent's
// included; the first arguments may be given (prefix).
func (f *fcx) freshArgs(def types.DefID, prefix ...types.Arg) types.Args {
	g := f.q.Generics(def)
	args := append([]types.Arg(nil), prefix...)
	for i := len(args); i < g.Count(); i++ {
		args = append(args, f.freshArg(g.Param(uint32(i))))
	}
	return f.in.Args(args...)
}

func (f *fcx) freshArg(p *types.GenericParam) types.Arg {
	if p == nil {
		return f.in.Unknown()
	}
	return f.freshFor(p.Kind)
}

func (f *fcx) freshFor(k ast.ParamKind) types.Arg {
	switch k {
	case ast.ParamLifetime:
		return f.region()
	case ast.ParamConst:
		return f.t.NewConst()
	default:
		return f.newVar()
	}
}

// predicates registers what a definition's where clauses ask of its arguments.
func (f *fcx) predicates(def types.DefID, args types.Args, c cause) {
	for _, p := range f.q.Predicates(def) {
		f.register(types.SubstPredicate(f.in, p, args), c)
	}
	for g := f.q.Generics(def); g != nil; g = g.Parent {
		for i := range g.Params { // rustc's predicate ConstArgHasType
			if t := g.Params[i].ConstTy; t != nil && t.Flags()&types.HasError != 0 {
				f.fail(c.span, "the type of a const parameter is wrong")
			}
		}
	}
}

// signature is a function's signature with its arguments put in, the late-bound
// regions fresh, normalised.
func (f *fcx) signature(def types.DefID, args types.Args, c cause) *types.FnSig {
	sig := f.q.FnSig(def)
	if sig == nil {
		return nil
	}
	sig = types.SubstSig(f.in, sig, args)
	sig = types.OpenSig(f.in, sig, f.opener())
	return f.normalizeSig(sig, c)
}

// openSig opens a signature's binder with fresh regions.
func (f *fcx) openSig(sig *types.FnSig) *types.FnSig {
	return types.OpenSig(f.in, sig, f.opener())
}

// ---------- obligations ----------

func (f *fcx) causeAt(span source.Span, expr hir.ExprID, what string) cause {
	return cause{span, expr, what}
}

func (f *fcx) at(expr hir.ExprID, what string) cause { return cause{f.exprSpan(expr), expr, what} }

// register adds an obligation.
func (f *fcx) register(p types.Predicate, c cause) {
	if p.Kind == types.PredTypeOutlives || p.Kind == types.PredRegionOutlives {
		return // regions are borrowck's
	}
	f.causes = append(f.causes, c)
	f.ful.Register(p, len(f.causes)-1)
}

func (f *fcx) registerAll(ps []types.Predicate, c cause) {
	for _, p := range ps {
		f.register(p, c)
	}
}

// registerBound asks that a type implements a trait, with the trait's further arguments.
func (f *fcx) registerBound(t types.Type, trait types.DefID, c cause, more ...types.Arg) {
	if trait.IsZero() {
		return
	}
	f.register(types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: trait,
		Args: f.in.Args(append([]types.Arg{t}, more...)...)}}, c)
}

// requireSized asks that a type is Sized.
func (f *fcx) requireSized(t types.Type, c cause) { f.registerBound(t, f.q.Lang("sized"), c) }

// selectObligations works on what is pending where possible and takes note of failures.
func (f *fcx) selectObligations() {
	if f.t.Probing() { // what is found out would be undone, and the obligations be lost
		return
	}
	f.ful.Select()
	for ; f.failed < len(f.ful.Failed); f.failed++ {
		o := f.ful.Failed[f.failed]
		if f.murkyPredicate(o.Pred) {
			continue
		}
		c := cause{what: "obligation"}
		if o.Cause < len(f.causes) {
			c = f.causes[o.Cause]
		}
		f.fail(c.span, "not satisfied: "+f.showPredicate(o.Pred)+" ("+c.what+")")
	}
}

func (f *fcx) murkyPredicate(p types.Predicate) bool {
	flags := f.t.ResolveArgs(p.Trait.Args).Flags()
	if p.Alias != nil {
		flags |= f.t.Resolve(p.Alias).Flags()
	}
	if p.Ty != nil {
		flags |= f.t.Resolve(p.Ty).Flags()
	}
	return p.Kind == types.PredUnknown || flags&(types.HasUnknown|types.HasError) != 0
}

// normalize replaces the projections in a type; what is not known yet becomes a variable with
// an obligation.
func (f *fcx) normalize(t types.Type, c cause) types.Type {
	if t == nil {
		return f.in.Unknown()
	}
	if t.Flags()&(types.HasProjection) == 0 {
		return t
	}
	out, ps := f.tc.Normalize(f.t.Resolve(t))
	f.registerAll(ps, c)
	return out
}

// normalizeSig is normalize for an opened signature.
func (f *fcx) normalizeSig(sig *types.FnSig, c cause) *types.FnSig {
	out := *sig
	out.Inputs = make([]types.Type, len(sig.Inputs))
	for i, t := range sig.Inputs {
		out.Inputs[i] = f.normalize(t, c)
	}
	out.Output = f.normalize(sig.Output, c)
	return &out
}

// shallow is what a variable stands for at this moment.
func (f *fcx) shallow(t types.Type) types.Type { return f.t.Shallow(t) }

// tryResolve is a type whose head is known, after working on pending obligations where it is not; it may still be a variable.
func (f *fcx) tryResolve(t types.Type) types.Type {
	t = f.t.Shallow(t)
	if v, ok := t.(*types.Infer); ok && v.Kind == types.InferTy {
		f.selectObligations()
		t = f.t.Shallow(t)
	}
	if a, ok := t.(*types.Alias); ok && a.Kind == types.Projection {
		t = f.t.Shallow(f.normalize(t, cause{what: "projection"}))
	}
	return t
}

// resolve is tryResolve where the head must be known (rustc's structurally_resolve_type): a
// variable that is still free is a type error (E0282), unless something unknown may be behind it.
func (f *fcx) resolve(t types.Type, span source.Span) types.Type {
	t = f.tryResolve(t)
	if v, ok := t.(*types.Infer); ok && v.Kind == types.InferTy {
		if f.unsure() {
			f.t.Eq(t, f.in.Unknown())
			return f.in.Unknown()
		}
		f.fail(span, "type annotations needed")
		f.t.Eq(t, f.in.Error())
		return f.in.Error()
	}
	return t
}

// unsure reports whether something in the body is unknown, so that a variable may be free for that reason.
func (f *fcx) unsure() bool {
	return f.ful.Unsure || f.res.Tainted || f.body.Tainted || len(f.res.Unknown) > 0 || len(f.body.Unknown) > 0
}

// ---------- relating ----------

// demandEq asks that two types are equal; else the body is tainted.
func (f *fcx) demandEq(span source.Span, expected, actual types.Type) {
	if m := f.t.Eq(expected, actual); m != nil {
		f.mismatch(span, expected, actual, m)
	}
}

// demandSub asks that actual is a subtype of expected: but for lifetimes the same as equality.
func (f *fcx) demandSub(span source.Span, expected, actual types.Type) {
	if m := f.sub(actual, expected); m != nil {
		f.mismatch(span, expected, actual, m)
	}
}

// sub makes a a subtype of b: variables take over the other side's type with lifetimes of its own.
func (f *fcx) sub(a, b types.Type) *types.Mismatch {
	a, b = f.t.Resolve(a), f.t.Resolve(b)
	if a == b {
		return nil
	}
	x, y := a, b
	if b.Flags()&types.HasInfer != 0 {
		x = f.freshen(a)
	}
	if a.Flags()&types.HasInfer != 0 {
		y = f.freshen(b)
	}
	return f.t.Eq(x, y)
}

// mismatch records a type mismatch, unless something unknown is in it.
func (f *fcx) mismatch(span source.Span, expected, actual types.Type, m *types.Mismatch) {
	expected, actual = f.t.Resolve(expected), f.t.Resolve(actual)
	switch {
	case murky(expected) || murky(actual):
	case m != nil && m.Unsure:
		f.unknown(span, "cannot tell whether "+f.show(expected)+" is "+f.show(actual))
	default:
		f.fail(span, "expected "+f.show(expected)+", found "+f.show(actual))
	}
}

func (f *fcx) show(t types.Type) string { return types.Print(f.q, f.t.Resolve(t)) }

func (f *fcx) showPredicate(p types.Predicate) string {
	switch p.Kind {
	case types.PredTrait:
		if p.Trait.Args.Len() == 0 {
			return f.q.DefPath(p.Trait.Trait)
		}
		s := f.show(p.Trait.Args.Type(0)) + ": " + f.q.DefPath(p.Trait.Trait)
		for i, a := range p.Trait.Args.List[1:] {
			if t, ok := a.(types.Type); ok {
				s += [...]string{"<", ", "}[min(i, 1)] + f.show(t)
			}
		}
		return s
	case types.PredProjection:
		return f.show(p.Alias) + " == " + f.show(p.Ty)
	}
	return "predicate"
}

// ---------- results ----------

// setType records the type of an expression.
func (f *fcx) setType(id hir.ExprID, t types.Type) { f.res.ExprTypes[id] = t }

// exprType is the type of a checked expression before adjustments.
func (f *fcx) exprType(id hir.ExprID) types.Type {
	if t := f.res.ExprTypes[id]; t != nil {
		return t
	}
	return f.in.Unknown()
}

// adjustedType is the type of a checked expression after adjustments.
func (f *fcx) adjustedType(id hir.ExprID) types.Type {
	if adj := f.res.Adjustments[id]; len(adj) > 0 {
		return adj[len(adj)-1].Target
	}
	return f.exprType(id)
}

// adjust applies adjustments to a checked expression (rustc's apply_adjustments): where
// NeverToAny is there already only its target changes; a reborrow gives way to what
// starts with a dereference.
func (f *fcx) adjust(id hir.ExprID, adj []Adjustment) {
	if len(adj) == 0 {
		return
	}
	mut := false
	for i := range adj {
		if adj[i].Kind == NeverToAny && isVar(f.shallow(adj[i].Target)) {
			f.diverging = append(f.diverging, adj[i].Target)
		}
		mut = mut || adj[i].Kind == BorrowRef && adj[i].Mut
	}
	old := f.res.Adjustments[id]
	switch {
	case len(old) == 1 && old[0].Kind == NeverToAny:
		old[0].Target = adj[len(adj)-1].Target
	case len(old) == 0, isReborrow(old) && isDeref(adj[0].Kind):
		f.res.Adjustments[id] = adj
	default:
		f.unknown(f.exprSpan(id), "adjusted twice")
	}
	if mut {
		f.placeMut(id)
	}
}

func isDeref(k AdjustKind) bool { return k == DerefBuiltin || k == DerefOverloaded }

func isReborrow(adj []Adjustment) bool {
	return len(adj) == 2 && isDeref(adj[0].Kind) && adj[1].Kind == BorrowRef
}
