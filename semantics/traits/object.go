package traits

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: trait objects as implementors of their traits and supertraits, and
// unsizing (reference, coerce.unsize).

// principal is `dyn Trait: Trait` as a predicate that binds the object's `for<…>`.
func (c *Ctx) principal(d *types.Dyn, self types.Type) (types.Predicate, bool) {
	if d.Principal.IsZero() {
		return types.Predicate{}, false
	}
	args := append([]types.Arg{types.Shift(c.in(), self, 1)}, d.Args.Slice()...)
	return types.Predicate{Kind: types.PredTrait, Bound: d.Bounds.Bound,
		Trait: types.TraitRef{Trait: d.Principal, Args: c.in().Args(args...)}}, true
}

// objectPredicates are the trait predicates that an object's type shows of itself,
// supertraits and auto traits included.
func (c *Ctx) objectPredicates(d *types.Dyn) []types.Predicate {
	var out []types.Predicate
	if p, ok := c.principal(d, d); ok {
		for _, s := range Elaborate(c.Q, []types.Predicate{p}) {
			if s.Kind == types.PredTrait {
				out = append(out, s)
			}
		}
	}
	for _, auto := range d.Bounds.Autos {
		out = append(out, c.traitPred(auto, d))
	}
	return out
}

func (c *Ctx) assembleObject(tr types.TraitRef, self types.Type, a *assembly) {
	d, ok := self.(*types.Dyn)
	if !ok || c.Env.isAuto(tr.Trait) {
		return
	}
	for _, p := range c.objectPredicates(d) {
		if p.Trait.Trait != tr.Trait {
			continue
		}
		if p.Trait.Args.Flags()&types.HasProjection != 0 {
			p = c.normalizeBound(p)
		}
		var miss *types.Mismatch
		c.Table.Probe(func() { miss = c.matchBound(p, tr) })
		switch {
		case miss == nil:
			a.add(candidate{kind: candObject, pred: p})
		case miss.Unsure:
			a.incomplete = true
		}
	}
}

// objectNeeds is what must hold for an object to implement its trait: the supertraits' own needs,
// `Self: 'static` among them, and the bounds of its associated types. Of types they hold where the
// object's type is well-formed; asked is for what they say of regions.
func (c *Ctx) objectNeeds(tr types.TraitRef) []types.Predicate {
	var out []types.Predicate
	for _, p := range c.Q.SuperPredicates(tr.Trait) {
		out = append(out, types.SubstPredicate(c.in(), p, tr.Args))
	}
	decl := c.Q.Trait(tr.Trait)
	if decl == nil {
		return out
	}
	for _, item := range decl.Items {
		g := c.Q.Generics(item.Def)
		if item.Kind != hir.KindAssocTy || g == nil || len(g.Params) > 0 || c.selfSized(item.Def) {
			continue
		}
		for _, p := range c.Q.ItemBounds(item.Def) {
			out = append(out, types.SubstPredicate(c.in(), p, tr.Args))
		}
	}
	return out
}

// ObjectBounds are the regions that an object's traits ask of what implements them, as `trait Any:
// 'static` does; its own region must outlive them (rustc's object_region_bounds).
func (c *Ctx) ObjectBounds(d *types.Dyn) []types.Region {
	var out []types.Region
	for _, p := range Elaborate(c.Q, c.objectPredicates(d)) {
		if p.Kind == types.PredTypeOutlives && p.Ty == types.Type(d) && p.R1.Kind != types.ReBound {
			out = append(out, p.R1)
		}
	}
	return out
}

// ObjectTypes are the types that an object's traits say its associated types are, where none of
// their regions is bound: they are part of the object's type.
func (c *Ctx) ObjectTypes(d *types.Dyn) []types.Type {
	var out []types.Type
	for _, p := range Elaborate(c.Q, c.objectPredicates(d)) {
		if p.Kind == types.PredProjection && p.Bound == 0 && p.Ty != nil {
			out = append(out, p.Ty)
		}
	}
	return out
}

// selfSized: an associated item is not there for objects, for it says `where Self: Sized`.
func (c *Ctx) selfSized(item types.DefID) bool {
	sized := c.Q.Lang("sized")
	return slices.ContainsFunc(c.Q.Predicates(item), func(p types.Predicate) bool {
		if p.Kind != types.PredTrait || p.Trait.Trait != sized || p.Trait.Args.Len() == 0 {
			return false
		}
		self, ok := p.Trait.Args.Type(0).(*types.Param)
		return ok && self.Index == 0
	})
}

func (c *Ctx) assembleAutoObject(trait types.DefID, d *types.Dyn, a *assembly) {
	for _, p := range c.objectPredicates(d) {
		if p.Trait.Trait == trait {
			a.add(candidate{kind: candBuiltin})
			return
		}
	}
}

// autos are the auto traits that an object has, by name or by a supertrait.
func (c *Ctx) autos(d *types.Dyn) []types.DefID {
	out := slices.Clone(d.Bounds.Autos)
	for _, p := range c.objectPredicates(d) {
		if c.Env.isAuto(p.Trait.Trait) {
			out = append(out, p.Trait.Trait)
		}
	}
	return out
}

// ---------- Unsize ----------

func (c *Ctx) assembleUnsize(tr types.TraitRef, self types.Type, a *assembly) {
	target := c.Table.Shallow(tr.Args.Type(1))
	if v, ok := target.(*types.Infer); ok && v.Kind == types.InferTy {
		a.ambiguous = true
		return
	}
	switch t := target.(type) {
	case *types.Unknown, *types.Error:
		a.incomplete = true
	case *types.Dyn:
		if s, ok := self.(*types.Dyn); ok {
			c.assembleUpcast(tr, s, t, a)
			return
		}
		a.add(candidate{kind: candUnsize})
	case *types.Slice:
		if _, ok := self.(*types.Array); ok {
			a.add(candidate{kind: candUnsize})
		}
	case *types.Adt:
		if s, ok := self.(*types.Adt); ok && s.Def == t.Def && c.tailField(s.Def) != nil {
			a.add(candidate{kind: candUnsize})
		}
	}
}

// assembleUpcast: auto traits may be dropped; the principal may become a supertrait or be dropped.
func (c *Ctx) assembleUpcast(tr types.TraitRef, from, to *types.Dyn, a *assembly) {
	autos := c.autos(from)
	for _, x := range to.Bounds.Autos {
		if !slices.Contains(autos, x) {
			return
		}
	}
	switch {
	case to.Principal.IsZero(), from.Principal == to.Principal:
		a.add(candidate{kind: candUnsize})
		return
	case from.Principal.IsZero():
		return
	}
	for _, p := range c.objectPredicates(from) {
		if p.Trait.Trait != to.Principal {
			continue
		}
		cand := candidate{kind: candUpcast, pred: p}
		fits := false
		c.Table.Probe(func() {
			_, m := c.confirmUnsize(tr, from, cand)
			fits = m == nil || m.Unsure
		})
		if fits {
			a.add(cand)
		}
	}
}

func (c *Ctx) confirmUnsize(tr types.TraitRef, self types.Type, cand candidate) (*Selection, *types.Mismatch) {
	target := c.Table.Shallow(tr.Args.Type(1))
	sel := &Selection{Kind: FromBuiltin}
	switch t := target.(type) {
	case *types.Dyn:
		s, ok := self.(*types.Dyn)
		switch {
		case !ok:
			sel.Nested = c.unsizeToDyn(self, t)
			return sel, nil
		case cand.kind == candUpcast:
			sel.Nested = append(sel.Nested, outlives(s.Region, t.Region))
			return sel, c.upcast(s, t, cand.pred, &sel.Nested)
		default:
			sel.Nested = append(sel.Nested, outlives(s.Region, t.Region))
			return sel, c.dropAutos(s, t)
		}
	case *types.Slice:
		if s, ok := self.(*types.Array); ok {
			return sel, c.Table.Eq(t.Elem, s.Elem)
		}
	case *types.Adt:
		if s, ok := self.(*types.Adt); ok {
			nested, m := c.unsizeStruct(tr.Trait, s, t)
			sel.Nested = nested
			return sel, m
		}
	}
	return nil, &types.Mismatch{A: self, B: target}
}

func outlives(a, b types.Region) types.Predicate {
	return types.Predicate{Kind: types.PredRegionOutlives, R1: a, R2: b}
}

// dropAutos relates the objects, of the source only the region and the auto traits changed.
func (c *Ctx) dropAutos(s, t *types.Dyn) *types.Mismatch {
	bounds := types.DynBounds{Autos: t.Bounds.Autos}
	var args types.Args
	if !t.Principal.IsZero() {
		bounds.Assoc, bounds.Bound, args = s.Bounds.Assoc, s.Bounds.Bound, s.Args
	}
	return c.Table.Sub(c.in().Dyn(t.Principal, args, &bounds, t.Region), t)
}

// unsizeToDyn: the type implements all traits of the object, is sized, and lives as long as the object.
func (c *Ctx) unsizeToDyn(self types.Type, t *types.Dyn) []types.Predicate {
	var out []types.Predicate
	if p, ok := c.principal(t, self); ok {
		out = append(out, p)
	}
	for _, b := range t.Bounds.Assoc {
		out = append(out, c.objectBinding(t, b, self))
	}
	for _, auto := range t.Bounds.Autos {
		out = append(out, c.traitPred(auto, self))
	}
	out = append(out, c.traitPred(c.Q.Lang("sized"), self))
	return append(out, types.Predicate{Kind: types.PredTypeOutlives, Ty: self, R1: t.Region})
}

// objectBinding is a binding of an object as a projection predicate about self. The
// trait's arguments are those of the supertrait that the associated type belongs to.
func (c *Ctx) objectBinding(d *types.Dyn, b types.AssocBinding, self types.Type) types.Predicate {
	rest := d.Args.Slice()
	bound := d.Bounds.Bound
	if g := c.Q.Generics(b.Item); g != nil && g.Parent != nil && g.Parent.Def != d.Principal {
		if p, ok := c.principal(d, self); ok {
			for _, s := range Elaborate(c.Q, []types.Predicate{p}) {
				if s.Kind == types.PredTrait && s.Trait.Trait == g.Parent.Def {
					rest, bound = s.Trait.Args.Slice()[1:], s.Bound
					break
				}
			}
		}
	}
	args := append([]types.Arg{types.Shift(c.in(), self, 1)}, rest...)
	args = append(args, b.Args.Slice()...)
	alias, _ := c.in().Alias(types.Projection, b.Item, c.in().Args(args...)).(*types.Alias)
	return types.Predicate{Kind: types.PredProjection, Bound: bound, Alias: alias, Ty: b.Type}
}

// upcast relates a supertrait of the source with the target's principal, and their bindings.
func (c *Ctx) upcast(s, t *types.Dyn, super types.Predicate, nested *[]types.Predicate) *types.Mismatch {
	source := types.OpenPredicate(c.in(), super, c.Table.FreshRegions())
	args, bounds := types.OpenDyn(c.in(), t, c.Table.Placeholders())
	own := c.in().Args(source.Trait.Args.Slice()[1:]...)
	if own.Flags()&types.HasProjection != 0 {
		n := c.normalizer()
		own = n.folder().FoldArgs(own)
		*nested = append(*nested, n.list...)
	}
	if m := c.Table.EqArgs(own, args); m != nil {
		return m
	}
	for _, b := range bounds.Assoc { // the source's own binding, or what its supertraits say
		*nested = append(*nested, c.objectBinding(&types.Dyn{Principal: t.Principal, Args: args, Bounds: bounds}, b, s))
	}
	return nil
}

// unsizeStruct: the struct's last field is unsized, and only it names the parameters
// that change (reference, coerce.unsize.composite).
func (c *Ctx) unsizeStruct(trait types.DefID, s, t *types.Adt) ([]types.Predicate, *types.Mismatch) {
	changes := c.unsizingParams(s.Def)
	if len(changes) == 0 {
		return nil, &types.Mismatch{A: s, B: t}
	}
	tail := c.tailField(s.Def)
	from, nested := c.Normalize(types.Subst(c.in(), tail, s.Args))
	to, more := c.Normalize(types.Subst(c.in(), tail, t.Args))
	nested = append(nested, more...)
	args := slices.Clone(s.Args.Slice())
	for i := range args {
		if changes[uint32(i)] && i < t.Args.Len() {
			args[i] = t.Args.List[i]
		}
	}
	if m := c.Table.Eq(c.in().Adt(s.Def, c.in().Args(args...)), t); m != nil {
		return nil, m
	}
	return append(nested, c.traitPred(trait, from, to)), nil
}

// unsizingParams are the type and const parameters that only the last field names.
func (c *Ctx) unsizingParams(def types.DefID) map[uint32]bool {
	adt := c.Q.Adt(def)
	fields := adt.Variants[0].Fields
	out := map[uint32]bool{}
	note := func(t types.Type, in bool) {
		types.Walk(t, func(a types.Arg, _ uint32) bool {
			switch a := a.(type) {
			case *types.Param:
				out[a.Index] = in
			case types.Const:
				if a.Kind == types.ConstParam {
					out[a.Index] = in
				}
			}
			return true
		})
	}
	note(fields[len(fields)-1].Type, true)
	for _, f := range fields[:len(fields)-1] {
		note(f.Type, false)
	}
	for i, in := range out {
		if !in {
			delete(out, i)
		}
	}
	return out
}
