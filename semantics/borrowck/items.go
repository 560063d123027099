package borrowck

import (
	"fmt"
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: the rules about Drop that are read off types, not off bodies: who may
// implement it (E0120, E0366, E0367), that nothing is Copy and has a destructor (E0184),
// that fields of unions need no drop (E0740), and that nobody calls it (E0040).
// Reference, destructors; items.union.fields; special-types-traits.drop.

// Items checks the crate's definitions, in source order.
func Items(q types.Queries, crate *hir.Crate) (out []diag.Diagnostic) {
	for _, id := range crate.Order {
		out = append(out, Item(q, crate, id)...)
	}
	return out
}

// Item checks one definition.
func Item(q types.Queries, crate *hir.Crate, id types.DefID) []diag.Diagnostic {
	d := crate.Defs.At(id)
	if d == nil || d.Bad {
		return nil
	}
	c := &itemChecker{q: q, crate: crate}
	switch {
	case d.Kind == hir.KindImpl && d.Impl != nil && d.Impl.Trait != nil:
		c.impl(d)
	case d.Kind == hir.KindUnion && d.Adt != nil:
		c.union(d)
	}
	c.wellFormed(d)
	return c.out
}

type itemChecker struct {
	q     types.Queries
	crate *hir.Crate
	out   []diag.Diagnostic
}

func (c *itemChecker) report(m *message) { c.out = append(c.out, *m.finish()) }

func (c *itemChecker) impl(d *hir.Def) {
	impl := c.q.Impl(d.ID)
	if impl == nil || impl.Trait == nil {
		return
	}
	switch trait := c.q.Trait(impl.Trait.Trait); {
	case d.Impl.Negative:
		if trait != nil && trait.Auto {
			c.negativeImpl(d, impl)
		}
	case impl.Trait.Trait == c.q.Lang("drop"):
		c.dropImpl(d, impl)
	case impl.Trait.Trait == c.q.Lang("copy"):
		c.copyImpl(d, impl)
	}
}

// negativeImpl: an auto trait is ruled out for all of a type, too, or not at all.
func (c *itemChecker) negativeImpl(d *hir.Def, impl *types.Impl) {
	if impl.Self.Flags()&(types.HasUnknown|types.HasError) != 0 || impl.Excess {
		return
	}
	adt, ok := impl.Self.(*types.Adt)
	if !ok || c.crate.Defs.At(adt.Def) == nil {
		return
	}
	name := "!" + lastSegment(c.q.DefPath(impl.Trait.Trait))
	if !c.specialised(d, adt, name) {
		c.stricter(d, impl, adt, name)
	}
}

// dropImpl: Drop is implemented for all of a local struct, enum or union, or not at all.
func (c *itemChecker) dropImpl(d *hir.Def, impl *types.Impl) {
	if impl.Self.Flags()&(types.HasUnknown|types.HasError) != 0 || impl.Excess {
		return
	}
	adt, ok := impl.Self.(*types.Adt)
	if !ok || c.crate.Defs.At(adt.Def) == nil {
		m := newError("E0120", d.Impl.SelfTy.Span, "the `Drop` trait may only be implemented for local structs, enums, and unions")
		m.label(d.Impl.SelfTy.Span, "must be a struct, enum, or union in the current crate")
		c.report(m)
		return
	}
	if c.specialised(d, adt, "Drop") {
		return
	}
	c.stricter(d, impl, adt, "Drop")
}

func kindWord(k hir.DefKind) string {
	switch k {
	case hir.KindEnum:
		return "enum"
	case hir.KindUnion:
		return "union"
	}
	return "struct"
}

// specialised is E0366: the impl's arguments must be distinct parameters.
func (c *itemChecker) specialised(d *hir.Def, adt *types.Adt, trait string) bool {
	def := c.crate.Defs.At(adt.Def)
	seen := map[types.Arg]bool{}
	for _, a := range adt.Args.Slice() {
		note := ""
		switch {
		case !isParam(a):
			note = fmt.Sprintf("`%s` is not a generic parameter", c.arg(a, d.ID))
		case seen[a]:
			note = fmt.Sprintf("`%s` is mentioned multiple times", c.arg(a, d.ID))
		}
		seen[a] = true
		if note == "" {
			continue
		}
		m := newError("E0366", d.HeadSpan, "`%s` impls cannot be specialized", trait)
		m.note("%s", note)
		m.noteAt(def.HeadSpan, "use the same sequence of generic lifetime, type and const parameters as the %s definition", kindWord(def.Kind))
		c.report(m)
		return true
	}
	return false
}

func isParam(a types.Arg) bool {
	switch a := a.(type) {
	case *types.Param:
		return true
	case types.Region:
		return a.Kind == types.ReEarlyParam
	case types.Const:
		return a.Kind == types.ConstParam
	}
	return false
}

func (c *itemChecker) arg(a types.Arg, owner types.DefID) string {
	p := &types.Printer{Q: c.q, Body: owner}
	switch a := a.(type) {
	case types.Type:
		return p.Type(a)
	case types.Region:
		if a.Kind == types.ReStatic {
			return "'static"
		}
		return c.q.RegionName(a, owner)
	case types.Const:
		return p.Const(a, nil)
	}
	return "_"
}

// stricter is E0367: the impl may ask nothing that the type does not.
func (c *itemChecker) stricter(d *hir.Def, impl *types.Impl, adt *types.Adt, trait string) {
	def := c.crate.Defs.At(adt.Def)
	in := c.q.Interner()
	own := in.IdentityArgs(c.q.Generics(adt.Def))
	if own.Len() != adt.Args.Len() {
		return
	}
	// The impl's parameters in terms of the type's.
	to := make([]types.Arg, impl.Generics.Count())
	copy(to, in.IdentityArgs(impl.Generics).Slice())
	free := map[types.Region]bool{} // lifetimes that the type does not tell: any will do
	for _, a := range to {
		if r, ok := a.(types.Region); ok && !slices.Contains(adt.Args.Slice(), a) {
			free[r] = true
		}
	}
	for i, a := range adt.Args.Slice() {
		switch a := a.(type) {
		case *types.Param:
			to[a.Index] = own.List[i]
		case types.Region:
			to[a.Index] = own.List[i]
		case types.Const:
			to[a.Index] = own.List[i]
		}
	}
	args := in.Args(to...)
	given := append(slices.Clone(c.q.Predicates(adt.Def)), traits.InferredOutlives(c.q, adt.Def)...)
	if slices.ContainsFunc(given, func(p types.Predicate) bool { return p.Kind == types.PredUnknown }) {
		return
	}
	env := traits.NewEnv(c.q, given)
	reported := false
	preds := slices.Clone(c.q.Predicates(d.ID))
	slices.SortStableFunc(preds, func(a, b types.Predicate) int { return lifetimesLast(a) - lifetimesLast(b) })
	for _, p := range preds {
		if lifetimesLast(p) == 1 && (reported || free[p.R1] || free[p.R2]) || c.given(env, types.SubstPredicate(in, p, args)) {
			continue
		}
		reported = true
		text, ok := c.predicate(p, d.ID)
		if !ok {
			continue
		}
		span := c.boundSpan(d, p)
		m := newError("E0367", span, "`%s` impl requires `%s` but the %s it is implemented for does not", trait, text, kindWord(def.Kind))
		m.noteAt(def.HeadSpan, "the implementor must specify the same requirement")
		c.report(m)
	}
}

// lifetimesLast: lifetimes are looked at only if the traits are in order.
func lifetimesLast(p types.Predicate) int {
	if p.Kind == types.PredRegionOutlives || p.Kind == types.PredTypeOutlives {
		return 1
	}
	return 0
}

// given: the environment of the type has the predicate, or it follows.
func (c *itemChecker) given(env *traits.Env, p types.Predicate) bool {
	switch p.Kind {
	case types.PredTrait:
		ctx := &traits.Ctx{Q: c.q, Env: env, Table: types.NewTable(c.q.Interner().NewArena())}
		return ctx.Evaluate(p) != traits.Fails
	case types.PredRegionOutlives:
		return p.R1 == p.R2 || p.R1.Kind == types.ReStatic || c.reaches(env, p.R1, p.R2)
	case types.PredTypeOutlives:
		if _, ok := p.Ty.(*types.Param); !ok {
			return true
		}
		for _, q := range env.Preds {
			if q.Kind == types.PredTypeOutlives && q.Ty == p.Ty && (q.R1 == p.R1 || q.R1.Kind == types.ReStatic || c.reaches(env, q.R1, p.R1)) {
				return true
			}
		}
		return false
	}
	return true
}

func (c *itemChecker) reaches(env *traits.Env, from, to types.Region) bool {
	seen := map[types.Region]bool{from: true}
	queue := []types.Region{from}
	for len(queue) > 0 {
		r := queue[0]
		queue = queue[1:]
		if r == to {
			return true
		}
		for _, p := range env.Preds {
			if p.Kind == types.PredRegionOutlives && p.R1 == r && !seen[p.R2] {
				seen[p.R2] = true
				queue = append(queue, p.R2)
			}
		}
	}
	return false
}

func (c *itemChecker) predicate(p types.Predicate, owner types.DefID) (string, bool) {
	switch p.Kind {
	case types.PredTrait:
		if p.Trait.Args.Len() == 0 || p.Bound > 0 {
			return "", false
		}
		name := lastSegment(c.q.DefPath(p.Trait.Trait))
		rest := ""
		for i, a := range p.Trait.Args.List[1:] {
			if i > 0 {
				rest += ", "
			}
			rest += c.arg(a, owner)
		}
		if rest != "" {
			rest = "<" + rest + ">"
		}
		return c.arg(p.Trait.Args.List[0], owner) + ": " + name + rest, true
	case types.PredRegionOutlives:
		return c.arg(p.R1, owner) + ": " + c.arg(p.R2, owner), true
	case types.PredTypeOutlives:
		return c.arg(p.Ty, owner) + ": " + c.arg(p.R1, owner), true
	}
	return "", false
}

// boundSpan is the bound that states a predicate of an impl; the header for lifetimes' own.
func (c *itemChecker) boundSpan(d *hir.Def, p types.Predicate) source.Span {
	if d.Generics == nil {
		return d.HeadSpan
	}
	if p.Kind == types.PredRegionOutlives {
		return c.staticBoundSpan(d, p)
	}
	self, sized := "", false
	states := func(b hir.Bound) bool { return b.Trait != nil && b.Trait.Res.Def == p.Trait.Trait }
	if p.Kind == types.PredTypeOutlives {
		self = c.arg(p.Ty, d.ID)
		states = func(b hir.Bound) bool { return b.Lifetime != nil && b.Lifetime.Name == c.arg(p.R1, d.ID) }
	} else {
		self, sized = c.arg(p.Trait.Args.List[0], d.ID), p.Trait.Trait == c.q.Lang("sized")
	}
	for _, g := range d.Generics.Params {
		if g.Kind == ast.ParamLifetime || g.Name != self {
			continue
		}
		if i := slices.IndexFunc(g.Bounds, states); i >= 0 {
			return g.Bounds[i].Span
		}
		if sized {
			return g.Span
		}
	}
	if d.Trait != nil && self == "Self" {
		if i := slices.IndexFunc(d.Trait.Bounds, states); i >= 0 {
			return d.Trait.Bounds[i].Span
		}
	}
	for _, w := range d.Generics.Where {
		if i := slices.IndexFunc(w.Bounds, states); i >= 0 && namesParam(w.Ty, self) {
			return w.Bounds[i].Span
		}
	}
	return d.HeadSpan
}

// staticBoundSpan is where a where clause bounds a lifetime by 'static; of other lifetimes rustc shows
// the header.
func (c *itemChecker) staticBoundSpan(d *hir.Def, p types.Predicate) source.Span {
	if p.R2.Kind != types.ReStatic {
		return d.HeadSpan
	}
	longer, shorter := c.arg(p.R1, d.ID), c.arg(p.R2, d.ID)
	for _, w := range d.Generics.Where {
		i := slices.IndexFunc(w.Bounds, func(b hir.Bound) bool { return b.Lifetime != nil && b.Lifetime.Name == shorter })
		if i >= 0 && w.Lifetime != nil && w.Lifetime.Name == longer {
			return w.Bounds[i].Span
		}
	}
	return d.HeadSpan
}

// namesParam says whether a type as written is just a parameter's name.
func namesParam(t *hir.Ty, name string) bool {
	if t == nil {
		return false
	}
	k, ok := t.Kind.(hir.TyPath)
	return ok && k.Path != nil && len(k.Path.Segments) == 1 && k.Path.Segments[0].Name == name
}

// copyImpl is E0184: a type with a destructor is not Copy.
func (c *itemChecker) copyImpl(d *hir.Def, impl *types.Impl) {
	adt, ok := impl.Self.(*types.Adt)
	if !ok {
		return
	}
	drops := traits.NewDrops(c.q, nil)
	di, _ := drops.DropImpl(adt.Def)
	if di == nil {
		return
	}
	span := d.Impl.SelfTy.Span
	if def := c.crate.Defs.At(adt.Def); d.Impl.Derived != "" && def != nil {
		span = def.NameSpan
	}
	m := newError("E0184", span, "the trait `Copy` cannot be implemented for this type; the type has a destructor")
	m.label(span, "`Copy` not allowed on types with destructors")
	for _, item := range c.q.AssocItems(di.Def) {
		if item.Name == "drop" {
			if f := c.crate.Defs.At(item.Def); f != nil {
				m.noteAt(f.HeadSpan, "destructor declared here")
			}
		}
	}
	c.report(m)
}

// union is E0740: a union does not know which field to drop.
func (c *itemChecker) union(d *hir.Def) {
	adt := c.q.Adt(d.ID)
	if adt == nil || len(adt.Variants) == 0 || len(d.Adt.Variants) == 0 {
		return
	}
	env := traits.NewEnv(c.q, c.q.Predicates(d.ID))
	for i, f := range adt.Variants[0].Fields {
		if i >= len(d.Adt.Variants[0].Fields) || c.inUnion(env, f.Type, 0) {
			continue
		}
		decl := &d.Adt.Variants[0].Fields[i]
		m := newError("E0740", decl.Span, "field must implement `Copy` or be wrapped in `ManuallyDrop<...>` to be used in a union")
		m.note("union fields must not have drop side-effects, which is currently enforced via either `Copy` or `ManuallyDrop<...>`")
		m.suggest(diag.MaybeIncorrect, "wrap the field type in `ManuallyDrop<...>`",
			edit(shrinkLo(decl.Ty.Span), "std::mem::ManuallyDrop<"), edit(shrinkHi(decl.Ty.Span), ">"))
		c.report(m)
		return // the first one stands for all
	}
}

// inUnion: the type may be a union's field; what is not known may.
func (c *itemChecker) inUnion(env *traits.Env, t types.Type, depth int) bool {
	if t == nil || depth > 32 {
		return true
	}
	switch t := t.(type) {
	case *types.Ref, *types.Unknown, *types.Error:
		return true
	case *types.Tuple:
		return !slices.ContainsFunc(t.Elems.Types(), func(e types.Type) bool { return !c.inUnion(env, e, depth+1) })
	case *types.Array:
		return c.inUnion(env, t.Elem, depth+1)
	case *types.Alias:
		if t.Kind == types.Projection && !c.exists(env, t) {
			return true // an error of types
		}
	case *types.Adt:
		if def := c.q.Adt(t.Def); def == nil || def.Lang == "manually_drop" {
			return true
		}
	}
	return env.IsCopy(types.EraseRegions(c.q.Interner(), t)) != traits.No
}

// exists: the trait of a projection may be implemented.
func (c *itemChecker) exists(env *traits.Env, t *types.Alias) bool {
	trait := c.q.Parent(t.Def)
	g := c.q.Generics(trait)
	if g == nil || t.Args.Len() < g.Count() {
		return true
	}
	args := c.q.Interner().Args(t.Args.Slice()[:g.Count()]...)
	ctx := &traits.Ctx{Q: c.q, Env: env, Table: types.NewTable(c.q.Interner().NewArena())}
	return ctx.Evaluate(types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: trait, Args: args}}) != traits.Fails
}

// ExplicitDrops is E0040 for one body: calls of Drop::drop, or its mention. A body that has
// one has a type error: it is not borrow-checked.
func ExplicitDrops(q types.Queries, crate *hir.Crate, res *infer.Result) []diag.Diagnostic {
	if res == nil || res.Body == nil {
		return nil
	}
	var out []diag.Diagnostic
	trait := q.Lang("drop")
	isDrop := func(def types.DefID) bool {
		if def.IsZero() {
			return false
		}
		g := q.Generics(def)
		if g == nil || g.Parent == nil {
			return false
		}
		if g.Parent.Def == trait {
			return lastSegment(q.DefPath(def)) == "drop"
		}
		impl := q.Impl(g.Parent.Def)
		return impl != nil && impl.Trait != nil && impl.Trait.Trait == trait && lastSegment(q.DefPath(def)) == "drop"
	}
	for i := range res.Body.Exprs {
		id := hir.ExprID(i)
		switch k := res.Body.Exprs[i].Kind.(type) {
		case hir.ExprMethodCall:
			if callee, ok := res.Callees[id]; ok && isDrop(callee.Def) {
				whole, recv := res.Body.Exprs[i].Span, res.Body.Exprs[k.Recv].Span
				m := newError("E0040", k.Seg.Span, "explicit use of destructor method")
				m.label(k.Seg.Span, "explicit destructor calls not allowed")
				tail := whole
				tail.Start = recv.End
				m.suggest(diag.MaybeIncorrect, "consider using `drop` function", edit(shrinkLo(whole), "drop("), edit(tail, ")"))
				out = append(out, *m.finish())
			}
		case hir.ExprPath:
			if r, ok := res.Paths[id]; ok && isDrop(r.Def) {
				span := res.Body.Exprs[i].Span
				m := newError("E0040", span, "explicit use of destructor method")
				m.label(span, "explicit destructor calls not allowed")
				m.suggest(diag.MaybeIncorrect, "consider using `drop` function", edit(span, "drop"))
				out = append(out, *m.finish())
			}
		}
	}
	sortExplicit(out)
	return out
}

func sortExplicit(ds []diag.Diagnostic) {
	slices.SortStableFunc(ds, func(a, b diag.Diagnostic) int { return int(a.Primary().Start - b.Primary().Start) })
}
