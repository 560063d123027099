package borrowck

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: well-formedness of items as far as regions are concerned (rustc's wfcheck): a
// parameter or associated type that need not live as long as a type in an item asks (E0309,
// E0310). In
//
//	struct Foo<T> { foo: &'static T }
//
// the field asks T: 'static, which nothing says. What a fn's inputs and output or an impl's
// header ask may be assumed instead (implied bounds).

// wfItem collects the obligations of one item.
type wfItem struct {
	*itemChecker
	d           *hir.Def
	obligations []traits.Obligation
	origins     []wfOrigin // by Cause
}

// wfOrigin is where an obligation comes from: a type as written, and the reference or bound in it.
type wfOrigin struct {
	span  source.Span
	ref   types.Type  // the reference type that asks
	bound source.Span // the bound that asks
}

func (c *itemChecker) wellFormed(d *hir.Def) {
	w := &wfItem{itemChecker: c, d: d}
	var implied []types.Type
	preds := c.q.Predicates(d.ID)
	switch {
	case d.Adt != nil:
		w.fields()
		preds = append(preds[:len(preds):len(preds)], traits.InferredOutlives(c.q, d.ID)...)
	case d.Impl != nil && d.Kind == hir.KindImpl:
		implied = w.header(d)
		w.implHeader()
	case d.Kind == hir.KindAssocTy && d.Alias != nil && d.Alias.Ty != nil:
		implied = w.header(c.crate.Defs.At(d.Parent))
		w.typ(c.q.TypeOf(d.ID), typeHead(d))
	case d.Kind == hir.KindAssocConst && d.Const != nil && d.Const.Ty != nil:
		implied = w.header(c.crate.Defs.At(d.Parent))
		w.typ(c.q.TypeOf(d.ID), d.HeadSpan)
	case (d.Kind == hir.KindConst || d.Kind == hir.KindStatic) && d.Const != nil && d.Const.Ty != nil:
		w.typ(c.q.TypeOf(d.ID), d.Const.Ty.Span)
	case d.Fn != nil:
		implied = append(w.header(c.crate.Defs.At(d.Parent)), w.signature()...)
	case d.Kind != hir.KindTrait:
		return
	}
	w.whereClauses()
	if len(w.obligations) == 0 {
		return
	}
	for _, o := range w.obligations {
		if predicateParts(o.Pred)&(types.HasUnknown|types.HasError) != 0 || regionInError(o.Pred) {
			return
		}
	}
	if slices.ContainsFunc(preds, murky) || w.traitUnknown() {
		return // it may say what is asked
	}
	env := traits.NewEnv(c.q, preds)
	unmet, ok := traits.ItemRegions(env, w.implied(env, implied), w.obligations)
	if !ok {
		return
	}
	seen := map[traits.Unmet]bool{}
	for _, u := range unmet {
		if !seen[u] {
			seen[u] = true
			w.unmet(u)
		}
	}
}

// murky: what a where clause says is not known.
func murky(p types.Predicate) bool {
	return p.Kind == types.PredUnknown || predicateParts(p)&(types.HasUnknown|types.HasError) != 0
}

// traitUnknown: the item is in an impl of a trait that is not known, or is that impl.
func (w *wfItem) traitUnknown() bool {
	d := w.d
	if d.Kind != hir.KindImpl {
		d = w.crate.Defs.At(d.Parent)
	}
	if d == nil || d.Impl == nil || d.Impl.Trait == nil {
		return false
	}
	impl := w.q.Impl(d.ID)
	return impl == nil || impl.Trait == nil || impl.Trait.Trait.IsZero() || impl.Trait.Args.Flags()&(types.HasUnknown|types.HasError) != 0
}

func predicateParts(p types.Predicate) types.Flags {
	flags := p.Trait.Args.Flags()
	if p.Ty != nil {
		flags |= p.Ty.Flags()
	}
	if p.Alias != nil {
		flags |= p.Alias.Args.Flags()
	}
	return flags
}

// regionInError: a lifetime in the predicate is missing or not declared.
func regionInError(p types.Predicate) bool {
	bad := p.R1.Kind == types.ReError
	see := func(a types.Arg) {
		types.FreeRegions(a, func(r types.Region) { bad = bad || r.Kind == types.ReError || r.Kind == types.ReUnknown })
	}
	for _, a := range p.Trait.Args.Slice() {
		see(a)
	}
	if p.Ty != nil {
		see(p.Ty)
	}
	if p.Alias != nil {
		see(p.Alias)
	}
	return bad
}

// implied are the bounds that types may be taken to imply, as written and normalised.
func (w *wfItem) implied(env *traits.Env, ts []types.Type) []types.Predicate {
	table := types.NewTable(w.q.Interner().NewArena())
	table.TrackRegions = true
	ctx := &traits.Ctx{Q: w.q, Env: env, Table: table}
	all := ts[:len(ts):len(ts)]
	for _, t := range ts {
		if n, _ := ctx.Normalize(t); n != t {
			all = append(all, n)
		}
	}
	return ctx.ImpliedBounds(all)
}

// ---------- what an item asks ----------

func (w *wfItem) ask(p types.Predicate, o wfOrigin) {
	if p.Bound > 0 {
		return
	}
	w.obligations = append(w.obligations, traits.Obligation{Pred: p, Cause: len(w.origins)})
	w.origins = append(w.origins, o)
}

func (w *wfItem) fields() {
	adt := w.q.Adt(w.d.ID)
	if adt == nil {
		return
	}
	for i, v := range w.d.Adt.Variants {
		for j, f := range v.Fields {
			if f.Ty != nil && i < len(adt.Variants) && j < len(adt.Variants[i].Fields) {
				w.typ(adt.Variants[i].Fields[j].Type, f.Ty.Span)
			}
		}
	}
}

// header is what an impl's header lets its items assume.
func (w *wfItem) header(d *hir.Def) []types.Type {
	if d == nil || d.Kind != hir.KindImpl {
		return nil
	}
	impl := w.q.Impl(d.ID)
	if impl == nil {
		return nil
	}
	out := []types.Type{impl.Self}
	if impl.Trait != nil {
		out = impl.Trait.Args.Types()
	}
	return out
}

// implHeader: the trait's where clauses hold for the impl.
func (w *wfItem) implHeader() {
	impl := w.q.Impl(w.d.ID)
	if impl == nil || w.d.Impl.SelfTy == nil {
		return
	}
	if impl.Trait == nil || w.d.Impl.Trait == nil {
		w.typ(impl.Self, w.d.Impl.SelfTy.Span)
		return
	}
	span := w.d.Impl.Trait.Span
	w.nominal(impl.Trait.Trait, impl.Trait.Args, span)
	for _, t := range impl.Trait.Args.Types() {
		w.typ(t, span)
	}
}

// signature are the types of a fn, which it may assume to be well-formed.
func (w *wfItem) signature() []types.Type {
	sig := w.q.FnSig(w.d.ID)
	if sig == nil {
		return nil
	}
	open := types.OpenSig(w.q.Interner(), sig, func(i uint32) types.Region {
		return types.Region{Kind: types.ReLateParam, Def: w.d.ID, Index: i}
	})
	return append(open.Inputs[:len(open.Inputs):len(open.Inputs)], open.Output)
}

// whereClauses: the bounds that an item states are themselves well-formed.
func (w *wfItem) whereClauses() {
	for _, p := range w.q.Predicates(w.d.ID) {
		if types.DefID(p.Span) != w.d.ID || p.Bound > 0 {
			continue
		}
		switch p.Kind {
		case types.PredTrait:
			if p.Trait.Trait == w.q.Lang("sized") {
				continue
			}
			span := w.boundSpan(w.d, p)
			w.nominal(p.Trait.Trait, p.Trait.Args, span)
			for _, t := range p.Trait.Args.Types() {
				w.typ(t, span)
			}
		case types.PredTypeOutlives:
			w.typ(p.Ty, w.boundSpan(w.d, p))
		}
	}
}

// typ asks what a type written at a place asks.
func (w *wfItem) typ(t types.Type, span source.Span) {
	if t == nil {
		return
	}
	types.Walk(t, func(a types.Arg, _ uint32) bool {
		ty, ok := a.(types.Type)
		if !ok {
			return true
		}
		switch ty := ty.(type) {
		case *types.Ref:
			if ty.Flags()&types.HasBound == 0 {
				w.ask(types.Predicate{Kind: types.PredTypeOutlives, Ty: ty.Elem, R1: ty.Region}, wfOrigin{span: span, ref: ty})
			}
		case *types.Adt:
			w.nominal(ty.Def, ty.Args, span)
		case *types.Alias:
			if ty.Kind != types.Projection {
				return false
			}
			w.nominal(ty.Def, ty.Args, span)
			if ty.Flags()&types.HasBound == 0 { // normalising it asks what the impl asks
				if g := w.q.Generics(ty.Def); g != nil && g.Parent != nil {
					trait := types.TraitRef{Trait: g.Parent.Def, Args: w.q.Interner().Args(ty.Args.Slice()[:g.Parent.Count()]...)}
					w.ask(types.Predicate{Kind: types.PredTrait, Trait: trait}, wfOrigin{span: span})
				}
			}
		}
		return true
	})
}

// nominal asks a definition's where clauses of its arguments.
func (w *wfItem) nominal(def types.DefID, args types.Args, span source.Span) {
	if args.Flags()&types.HasBound != 0 || w.q.Generics(def) == nil {
		return
	}
	trait := w.q.Trait(def) != nil
	for i, p := range w.q.Predicates(def) {
		if i == 0 && trait && p.Kind == types.PredTrait && p.Trait.Trait == def {
			continue // Self: Trait
		}
		o := wfOrigin{span: span}
		if d := w.crate.Defs.At(types.DefID(p.Span)); d != nil && p.Kind == types.PredTypeOutlives {
			o.bound = w.boundSpan(d, p)
		}
		w.ask(types.SubstPredicate(w.q.Interner(), p, args), o)
	}
	for _, p := range traits.InferredOutlives(w.q, def) {
		w.ask(types.SubstPredicate(w.q.Interner(), p, args), wfOrigin{span: span, bound: w.impliedBy(def, p)})
	}
}

// impliedBy is the field that implies a bound which is not written.
func (w *wfItem) impliedBy(def types.DefID, p types.Predicate) source.Span {
	d, adt := w.crate.Defs.At(def), w.q.Adt(def)
	if d == nil || d.Adt == nil || adt == nil || p.Kind != types.PredTypeOutlives {
		return source.NoSpan
	}
	for i, v := range d.Adt.Variants {
		for j, f := range v.Fields {
			if i >= len(adt.Variants) || j >= len(adt.Variants[i].Fields) {
				return source.NoSpan
			}
			region, generic := false, false
			types.Walk(adt.Variants[i].Fields[j].Type, func(a types.Arg, _ uint32) bool {
				region, generic = region || a == types.Arg(p.R1), generic || a == types.Arg(p.Ty)
				return true
			})
			if region && generic {
				return f.Span
			}
		}
	}
	return source.NoSpan
}

// typeHead is an associated type up to its generics.
func typeHead(d *hir.Def) source.Span {
	s := d.HeadSpan
	s.End = d.NameSpan.End
	if d.Generics == nil {
		return s
	}
	for _, g := range d.Generics.Params {
		s.End = max(s.End, g.Span.End+1)
		for _, b := range g.Bounds {
			s.End = max(s.End, b.Span.End+1)
		}
	}
	return s
}

// ---------- words ----------

func (w *wfItem) unmet(u traits.Unmet) {
	o := w.origins[u.Cause]
	kind := "parameter type"
	if a, ok := u.Generic.(*types.Alias); ok {
		kind = "associated type"
		if a.Kind == types.Opaque {
			kind = "opaque type"
		}
	}
	name := w.arg(u.Generic, w.d.ID)
	why := "...so that the type `" + name + "` will meet its required lifetime bounds"
	switch {
	case o.ref != nil:
		why = "...so that the reference type `" + w.arg(o.ref, w.d.ID) + "` does not outlive the data it points at"
	case o.bound.Valid():
		why += "..."
	}
	if u.Region.Kind == types.ReStatic {
		m := newError("E0310", o.span, "the %s `%s` may not live long enough", kind, name)
		m.label(o.span, "the %s `%s` must be valid for the static lifetime...", kind, name)
		w.because(m, o, why, u.Generic, "'static")
		return
	}
	lt := w.q.RegionName(u.Region, w.d.ID)
	if lt == "" || lt == "'_" {
		return
	}
	m := newError("E0309", o.span, "the %s `%s` may not live long enough", kind, name)
	if at := w.lifetimeSpan(lt); at.Valid() {
		m.label(at, "the %s `%s` must be valid for the lifetime `%s` as defined here...", kind, name, lt)
	}
	w.because(m, o, why, u.Generic, lt)
}

// because says what asks, and how to say that it holds.
func (w *wfItem) because(m *message, o wfOrigin, why string, generic types.Type, lt string) {
	m.label(o.span, "%s", why)
	if o.ref == nil && o.bound.Valid() {
		m.noteAt(o.bound, "...that is required by this bound")
	}
	if p, ok := generic.(*types.Param); ok {
		w.suggest(m, p, lt)
	}
	w.report(m)
}

// suggest adds the bound to a parameter of the item or of what is around it.
func (w *wfItem) suggest(m *message, p *types.Param, lt string) {
	for d := w.d; d != nil; d = w.crate.Defs.At(d.Parent) {
		if d.Generics == nil {
			continue
		}
		for i := range d.Generics.Params {
			if g := &d.Generics.Params[i]; g.Name == p.Name && g.Kind == ast.ParamType && !g.Synthetic {
				suggestBound(m, d.Generics, g, lt)
				return
			}
		}
	}
}

// lifetimeSpan is where a lifetime of the item or of what is around it is declared.
func (w *wfItem) lifetimeSpan(name string) source.Span {
	for d := w.d; d != nil; d = w.crate.Defs.At(d.Parent) {
		if d.Generics == nil {
			continue
		}
		for _, p := range d.Generics.Params {
			if p.Kind == ast.ParamLifetime && p.Name == name {
				return p.Span
			}
		}
	}
	return source.NoSpan
}
