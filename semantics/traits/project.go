package traits

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: projection: what an associated type stands for. Where clauses come
// first, then the bounds of the alias that is Self, then an object's bindings, then
// the impl (rustc_trait_selection, project).

// projected says how a projection went.
type projected uint8

const (
	projRigid     projected = iota // a placeholder: nothing more is known
	projDone                       // stands for a type
	projAmbiguous                  // variables must be known first
	projFails                      // the trait is not implemented
	projUncertain
)

// projectCand is one way to resolve a projection: a bound.
type projectCand struct {
	pred  types.Predicate
	where bool // a where clause
}

// project resolves one projection whose arguments are normalised. Only projDone unifies.
func (c *Ctx) project(a *types.Alias) (types.Type, []types.Predicate, projected) {
	args := c.Table.ResolveArgs(a.Args)
	n := c.traitCount(a.Def)
	if n == 0 || args.Len() < n {
		return nil, nil, projUncertain
	}
	if !c.enter() {
		return nil, nil, projUncertain
	}
	defer c.leave()
	self := args.Type(0)
	switch s := self.(type) {
	case *types.Unknown, *types.Error:
		return nil, nil, projUncertain
	case *types.Infer:
		if s.Kind == types.InferTy {
			return nil, nil, projAmbiguous
		}
	}
	found, ambiguous := c.projectBounds(a.Def, args, self)
	switch {
	case ambiguous:
		return nil, nil, projAmbiguous
	case found != nil:
		return c.projectBound(*found, args)
	}
	trait := types.TraitRef{Trait: c.Q.Generics(a.Def).Parent.Def, Args: c.in().Args(args.Slice()[:n]...)}
	if t, nested, how, ok := c.projectBuiltin(trait, a.Def, self, args); ok {
		return t, nested, how
	}
	return c.projectImpl(trait, a.Def, args, n)
}

// traitCount is the number of parameters of an associated type's trait; 0: it has none.
func (c *Ctx) traitCount(item types.DefID) int {
	g := c.Q.Generics(item)
	if g == nil || g.Parent == nil {
		return 0
	}
	return g.Parent.Count()
}

// projectBounds looks for a bound that states the associated type. Two that differ
// are ambiguous, but where clauses come before all others.
func (c *Ctx) projectBounds(item types.DefID, args types.Args, self types.Type) (found *projectCand, ambiguous bool) {
	m := matcher{table: c.Table}
	infer := args.Flags()&types.HasInfer != 0
	offer := func(p types.Predicate, where bool) {
		if p.Kind != types.PredProjection || p.Alias.Def != item || !m.lists(args, p.Alias.Args) {
			return
		}
		var miss *types.Mismatch
		c.Table.Probe(func() { _, miss = c.matchProjection(p, args) })
		if miss != nil {
			return
		}
		switch {
		case found == nil:
			found = &projectCand{p, where}
		case found.where && !where, keyOf(found.pred) == keyOf(p), !where && !infer:
		default:
			ambiguous = true
		}
	}
	for _, p := range c.Env.Preds {
		offer(p, true)
	}
	c.eachItemBound(self, func(p types.Predicate, _ bool) { offer(p, false) })
	if d, ok := self.(*types.Dyn); ok {
		for _, b := range d.Bounds.Assoc {
			offer(c.objectBinding(d, b, d), false)
		}
		if found == nil {
			c.supertraitBindings(d, func(p types.Predicate) { offer(p, false) })
		}
	}
	return found, ambiguous
}

// supertraitBindings are the associated types that an object's supertraits state.
func (c *Ctx) supertraitBindings(d *types.Dyn, visit func(types.Predicate)) {
	p, ok := c.principal(d, d)
	if !ok {
		return
	}
	for _, s := range Elaborate(c.Q, []types.Predicate{p}) {
		visit(s)
	}
}

// matchProjection unifies a projection bound, its regions fresh, with the arguments.
func (c *Ctx) matchProjection(p types.Predicate, args types.Args) (types.Type, *types.Mismatch) {
	if p.Bound > 0 {
		p = types.OpenPredicate(c.in(), p, c.Table.FreshRegions())
	}
	return p.Ty, c.Table.EqArgs(args, p.Alias.Args)
}

func (c *Ctx) projectBound(found projectCand, args types.Args) (types.Type, []types.Predicate, projected) {
	t, miss := c.matchProjection(found.pred, args)
	if miss != nil {
		return nil, nil, projUncertain
	}
	return t, nil, projDone
}

// calledAs is the output of a callable type with the inputs that a Fn trait's arguments say.
func (c *Ctx) calledAs(tr types.TraitRef, self types.Type) (types.Type, []types.Predicate, projected) {
	inputs, output, nested, ok := c.openCall(self)
	switch {
	case !ok:
		return nil, nil, c.unknownCall()
	case c.Table.EqArgs(tr.Args, c.in().Args(self, inputs)) != nil:
		return nil, nil, projFails
	}
	return output, nested, projDone
}

// projectBuiltin resolves the associated types that the compiler defines.
func (c *Ctx) projectBuiltin(tr types.TraitRef, item types.DefID, self types.Type, args types.Args) (types.Type, []types.Predicate, projected, bool) {
	switch c.Env.kind(tr.Trait) {
	case traitFnOnce:
		switch self.(type) {
		case *types.Closure, *types.FnPtr, *types.FnDef:
		default:
			return nil, nil, 0, false
		}
		output, nested, how := c.calledAs(tr, self)
		return output, nested, how, true
	case traitDiscriminant:
		t, how := c.discriminant(self)
		return t, nil, how, true
	case traitPointee:
		t, nested, how := c.metadata(self)
		return t, nested, how, true
	case traitFuture, traitIterator, traitAsyncIterator, traitCoroutine:
		if co, ok := self.(*types.Coroutine); ok {
			if t, how, ok := c.projectCoroutine(tr, c.Env.kind(tr.Trait), item, co); ok {
				return t, nil, how, true
			}
		}
	case traitAsyncFn, traitAsyncFnMut, traitAsyncFnOnce:
		return c.projectAsync(tr, item, self, args)
	}
	return nil, nil, 0, false
}

// unknownCall: the signature of a closure of this body may still be found.
func (c *Ctx) unknownCall() projected {
	if c.Closure != nil {
		return projAmbiguous
	}
	return projUncertain
}

// discriminant: the integer type of an enum's discriminant; of all else u8.
func (c *Ctx) discriminant(self types.Type) (types.Type, projected) {
	switch s := self.(type) {
	case *types.Param, *types.Alias, *types.Infer:
		return nil, projRigid
	case *types.Adt:
		adt := c.Q.Adt(s.Def)
		if adt == nil {
			return nil, projUncertain
		}
		switch {
		case adt.Kind != hir.KindEnum:
		case adt.DiscrType != hir.PrimNone:
			return c.in().Prim(adt.DiscrType), projDone
		default:
			return c.in().Prim(hir.PrimIsize), projDone
		}
	}
	return c.in().Prim(hir.PrimU8), projDone
}

// metadata: `()` of what is sized, a length of slices, a vtable of objects; of structs their tail's.
func (c *Ctx) metadata(self types.Type) (types.Type, []types.Predicate, projected) {
	for range maxDepth {
		switch s := self.(type) {
		case *types.Slice:
			return c.in().Usize(), nil, projDone
		case *types.Prim:
			if s == c.in().Str() {
				return c.in().Usize(), nil, projDone
			}
			return c.in().Unit(), nil, projDone
		case *types.Dyn:
			meta := c.Q.Lang("dyn_metadata")
			if meta.IsZero() {
				return nil, nil, projUncertain
			}
			return c.in().Adt(meta, c.in().Args(s)), nil, projDone
		case *types.Adt:
			tail := c.tailField(s.Def)
			if tail == nil {
				return c.in().Unit(), nil, projDone
			}
			t, nested := c.Normalize(types.Subst(c.in(), tail, s.Args))
			if len(nested) > 0 {
				return nil, nil, projUncertain
			}
			self = c.Table.Shallow(t)
		case *types.Tuple:
			if s.Elems.Len() == 0 {
				return s, nil, projDone
			}
			self = c.Table.Shallow(s.Elems.Type(s.Elems.Len() - 1))
		case *types.Param, *types.Alias:
			if c.evaluate(c.traitPred(c.Q.Lang("sized"), s)) == Holds {
				return c.in().Unit(), nil, projDone
			}
			return nil, nil, projRigid
		case *types.Infer:
			if s.Kind == types.InferTy {
				return nil, nil, projAmbiguous
			}
			return c.in().Unit(), nil, projDone
		case *types.Unknown, *types.Error:
			return nil, nil, projUncertain
		default:
			return c.in().Unit(), nil, projDone
		}
	}
	return nil, nil, projUncertain
}

// projectImpl selects the impl and takes its associated type, or the trait's default.
func (c *Ctx) projectImpl(tr types.TraitRef, item types.DefID, args types.Args, n int) (types.Type, []types.Predicate, projected) {
	s := c.Table.Snapshot()
	out, sel := c.selectTrait(tr)
	switch {
	case out == Ambiguous:
		return nil, nil, projAmbiguous
	case out == Fails:
		return nil, nil, projFails
	case out == Uncertain:
		return nil, nil, projUncertain
	case sel.Kind == FromParam:
		c.Table.Rollback(s)
		return nil, nil, projRigid
	case sel.Kind != FromImpl:
		c.Table.Rollback(s)
		return nil, nil, projUncertain
	}
	if unconstrained(c.Q, sel.Impl) {
		return c.in().Error(), nil, projDone
	}
	own := args.Slice()[n:]
	def, implArgs := item, args
	if i := implItem(c.Q, sel.Impl.Def, item); i != nil {
		def, implArgs = i.Def, c.in().Args(slices.Concat(sel.Args.Slice(), own)...)
	}
	t := c.Q.TypeOf(def)
	if t == nil {
		return nil, nil, projUncertain
	}
	return types.Subst(c.in(), t, implArgs), sel.Nested, projDone
}

// implItem is the item of an impl for a trait's item; nil: the impl leaves it to the trait.
func implItem(q types.Queries, impl, item types.DefID) *types.AssocItem {
	items := q.AssocItems(impl)
	for i := range items {
		if items[i].TraitItem == item {
			return &items[i]
		}
	}
	return nil
}
