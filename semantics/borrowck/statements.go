package borrowck

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: the type check of statements, terminators, operands and constants, in the
// order in which rustc visits them: the order of constraints decides between equally
// short explanations.

func (c *typeck) visitBody(body *mir.Body, locals []types.Type) {
	saved, savedTypes := c.body, c.localTypes
	c.body, c.localTypes = body, locals
	defer func() { c.body, c.localTypes = saved, savedTypes }()
	for i := range body.Locals {
		c.declaration(&body.Locals[i], locals[i])
	}
	for b := range body.Blocks {
		blk := &body.Blocks[b]
		for s := range blk.Stmts {
			c.statement(&blk.Stmts[s], mir.Location{Block: mir.BlockID(b), Stmt: s})
		}
		c.terminator(&blk.Term, mir.Location{Block: mir.BlockID(b), Stmt: len(blk.Stmts)})
	}
}

// declaration relates a binding to the types that its pattern was given.
func (c *typeck) declaration(l *mir.Local, t types.Type) {
	for _, a := range l.UserAnnotations {
		if a.Annotation >= len(c.annotations) || a.Annotation < 0 {
			continue
		}
		if l.RefBinding {
			if r, ok := t.(*types.Ref); ok {
				t = r.Elem
			}
		}
		span := c.body.Annotations[a.Annotation].Span
		c.userType(types.Invariant, t, a.Annotation, a.Path, everywhere(span), Reason{Category: CatAnnotation})
	}
}

func (c *typeck) statement(s *mir.Statement, loc mir.Location) {
	at := where{loc: loc, span: s.Span}
	switch k := s.Kind.(type) {
	case mir.Assign:
		c.assign(k, at)
	case mir.Ascribe:
		t := c.placeType(k.Place, at)
		c.userType(k.Variance, t, k.Annotation, k.Path, everywhere(s.Span), Reason{Category: CatAnnotation})
	}
}

func (c *typeck) assign(k mir.Assign, at where) {
	place := c.placeType(k.Place, at)
	value := c.rvalue(k.Rvalue, at)
	why := c.assignReason(k.Place)
	if value == nil || place == nil {
		return
	}
	value = c.normalize(value, at)
	c.sub(value, c.normalize(place, at), at, why)
	if a, ok := k.Rvalue.(mir.Aggregate); ok && a.Annotation > 0 {
		c.userType(types.Invariant, value, a.Annotation-1, nil, at, Reason{Category: CatGenericArg})
	}
}

// assignReason: writing to a temporary is not interesting, to other places it is.
func (c *typeck) assignReason(p mir.Place) Reason {
	if len(p.Proj) > 0 {
		return Reason{Category: CatAssignment}
	}
	l := &c.body.Locals[p.Local]
	switch {
	case p.Local == mir.ReturnPlace:
		return c.returnReason()
	case l.AggregateTemp:
		return Reason{Category: CatUsage}
	case !isUserVariable(l):
		return Reason{Category: CatBoring}
	}
	return Reason{Category: CatAssignment}
}

func (c *typeck) returnReason() Reason {
	switch c.q.DefKind(c.body.Owner) {
	case hir.KindStatic:
		return Reason{Category: CatUseAsStatic}
	case hir.KindConst, hir.KindAssocConst, hir.KindAnonConst, hir.KindInlineConst:
		return Reason{Category: CatUseAsConst}
	}
	return Reason{Category: CatReturn}
}

// isUserVariable: bindings, parameters and the references of guards to them.
func isUserVariable(l *mir.Local) bool {
	switch l.Origin {
	case mir.OriginBinding, mir.OriginGuardRef:
		return true
	case mir.OriginArg:
		return l.Source != 0 || l.Name != ""
	}
	return false
}

// userType relates a type to a user annotation.
func (c *typeck) userType(v types.Variance, t types.Type, annotation int, path []mir.Proj, at where, why Reason) {
	if annotation < 0 || annotation >= len(c.annotations) || c.annotations[annotation] == nil {
		return
	}
	user := c.annotations[annotation]
	variant := 0
	for _, p := range path {
		if p.Kind == mir.Downcast {
			variant = p.Field
			continue
		}
		if user = c.project(user, variant, p, at); user == nil {
			return
		}
		variant = 0
	}
	c.relate(v, c.normalize(t, at), c.normalize(user, at), at, why)
}

// ---------- terminators ----------

func (c *typeck) terminator(t *mir.Terminator, loc mir.Location) {
	at := where{loc: loc, span: t.Span}
	switch k := t.Kind.(type) {
	case mir.SwitchInt:
		c.operand(k.On, at)
	case mir.Assert:
		c.operand(k.Cond, at)
		for _, a := range k.Args {
			c.operand(a, at)
		}
	case mir.Drop:
		c.placeType(k.Place, at)
	case mir.InlineAsm:
		k.Values(func(o mir.Operand) { c.operand(o, at) })
		k.Places(func(p mir.Place) { c.placeType(p, at) })
	case mir.Yield:
		value, arg := c.operand(k.Value, at), c.placeType(k.Arg, at)
		why := Reason{Category: CatYield}
		c.sub(c.normalize(value, at), c.normalize(c.uni.yield, at), at, why)
		c.sub(c.normalize(c.uni.resume, at), c.normalize(arg, at), at, why)
	case mir.Call:
		c.call(&k, at)
	}
}

// call checks a call against the callee's signature, its late-bound regions made fresh.
func (c *typeck) call(k *mir.Call, at where) {
	fn := c.operand(k.Func, at)
	args := make([]types.Type, len(k.Args))
	for i, a := range k.Args {
		args[i] = c.operand(a, at)
	}
	dest := c.placeType(k.Dest, at)
	sig := c.signature(fn)
	if sig == nil {
		return
	}
	var late []types.Region
	fresh := map[uint32]types.Region{}
	open := types.OpenSig(c.in, sig, func(i uint32) types.Region {
		r, ok := fresh[i]
		if !ok {
			r = c.table.NewRegion()
			fresh[i] = r
			late = append(late, r)
		}
		return r
	})
	normal := append(open.Inputs[:len(open.Inputs):len(open.Inputs)], open.Output)
	for i, t := range normal {
		c.wellFormed(t, at)
		if n := c.normalize(t, at); n != t { // what it says once normalised, its parts need not (rust-lang/rust 114936)
			c.wellFormed(n, at)
			normal[i] = n
		}
	}
	inputs, output := normal[:len(open.Inputs)], normal[len(open.Inputs)]
	if k.Target != mir.NoBlock {
		c.sub(output, c.normalize(dest, at), at, c.callReason(k.Dest))
	}
	for _, r := range late {
		c.liveRegion(RegionID(r.Index), at.loc)
	}
	why := Reason{Category: CatBoring}
	if !k.Overloaded {
		why = Reason{Category: CatCallArgument, Callee: types.EraseRegions(c.in, fn)}
	}
	for i, t := range inputs {
		if i < len(args) {
			arg := at
			if i < len(k.ArgSpans) && k.ArgSpans[i].Valid() {
				arg.span = k.ArgSpans[i]
			}
			c.sub(c.normalize(args[i], at), t, at, why)
		}
	}
}

func (c *typeck) callReason(p mir.Place) Reason {
	if len(p.Proj) == 0 {
		switch {
		case p.Local == mir.ReturnPlace:
			return c.returnReason()
		case !isUserVariable(&c.body.Locals[p.Local]):
			return Reason{Category: CatBoring}
		}
	}
	return Reason{Category: CatAssignment}
}

// signature is the signature of a callee's type, binder kept.
func (c *typeck) signature(fn types.Type) *types.FnSig {
	switch fn := fn.(type) {
	case *types.FnDef:
		if sig := c.q.FnSig(fn.Def); sig != nil {
			return types.SubstSig(c.in, sig, fn.Args)
		}
	case *types.FnPtr:
		return fn.Sig
	}
	return nil
}

// ---------- operands ----------

// operand visits an operand and is its type.
func (c *typeck) operand(o mir.Operand, at where) types.Type {
	if o.Kind == mir.Constant {
		return c.constant(o.Const, at)
	}
	t := c.placeType(o.Place, at)
	if o.Kind == mir.Copy {
		c.proveCopy(t, at)
	}
	return t
}

// proveCopy: an impl of Copy may ask something of regions (`impl Copy for S<'static>`).
func (c *typeck) proveCopy(t types.Type, at where) {
	if t == nil || t.Flags()&(types.HasRegionVar|types.HasFreeRegion) == 0 || trivialCopy(t) {
		return
	}
	trait := c.q.Lang("copy")
	if trait.IsZero() {
		return
	}
	c.prove([]types.Predicate{{Kind: types.PredTrait, Trait: types.TraitRef{Trait: trait, Args: c.in.Args(t)}}},
		at, Reason{Category: CatCopyBound})
}

func trivialCopy(t types.Type) bool {
	switch t := t.(type) {
	case *types.Ref:
		return !t.Mut
	case *types.RawPtr, *types.FnPtr, *types.FnDef, *types.Prim, *types.Never:
		return true
	}
	return false
}

// constant visits a constant operand and is its type.
func (c *typeck) constant(k *mir.Const, at where) types.Type {
	t := c.renumber(k.Type)
	c.liveAt(t, at.loc)
	switch {
	case k.Annotation > 0:
		c.userType(types.Invariant, t, k.Annotation-1, nil, at, Reason{Category: CatGenericArg})
		return t
	case k.Promoted > 0 && k.Promoted <= len(c.body.Promoted):
		c.promotedType(c.body.Promoted[k.Promoted-1], t, at)
	case !k.Static.IsZero():
		c.staticType(k.Static, t, at)
	case !k.Def.IsZero() && k.Promoted == 0:
		c.namedConst(k, t, at)
	}
	if fn, ok := t.(*types.FnDef); ok {
		c.provePredicates(fn.Def, fn.Args, at)
		for _, a := range fn.Args.Types() {
			c.wellFormed(a, at)
		}
	}
	return t
}

// provePredicates proves the where clauses of a definition.
func (c *typeck) provePredicates(def types.DefID, args types.Args, at where) {
	const some = types.HasRegionVar | types.HasFreeRegion | types.HasParam | types.HasProjection | types.HasOpaque
	if args.Flags()&some == 0 {
		return
	}
	for i, p := range c.q.Predicates(def) {
		why := Reason{Category: CatPredicate, Where: def, Pred: i}
		if i == 0 && p.Kind == types.PredTrait && p.Trait.Trait == c.traitOf(def) {
			why.Where = types.DefID{} // `Self: Trait` of a trait's items is written nowhere
		}
		p = types.SubstPredicate(c.in, p, args)
		p = c.normalizePredicate(p, at)
		c.prove([]types.Predicate{p}, at, why)
	}
}

// traitOf is the trait that a definition is or is an item of; else zero.
func (c *typeck) traitOf(def types.DefID) types.DefID {
	if c.q.Trait(def) != nil {
		return def
	}
	if g := c.q.Generics(def); g != nil && g.Parent != nil && c.q.Trait(g.Parent.Def) != nil {
		return g.Parent.Def
	}
	return types.DefID{}
}

func (c *typeck) normalizePredicate(p types.Predicate, at where) types.Predicate {
	mark := len(c.table.Outlives)
	n, obligations := c.ctx.NormalizePredicate(p)
	c.fulfill(obligations, at, Reason{Category: CatBoring})
	c.drain(mark, at, Reason{Category: CatBoring})
	return n
}

// promotedType checks a promoted; its constraints hold at the point of its use.
func (c *typeck) promotedType(p *mir.Body, t types.Type, at where) {
	locals := make([]types.Type, len(p.Locals))
	for i := range p.Locals {
		locals[i] = c.renumber(p.Locals[i].Type)
	}
	saved := c.promoted
	if saved == nil {
		c.promoted = &at
	}
	c.visitBody(p, locals)
	c.promoted = saved
	if len(locals) > 0 {
		c.eq(t, locals[0], at, Reason{Category: CatBoring})
	}
}

// staticType: the constant is a pointer to a static of its declared type.
func (c *typeck) staticType(def types.DefID, t types.Type, at where) {
	declared := c.q.TypeOf(def)
	if declared == nil {
		return
	}
	var elem types.Type
	switch t := t.(type) {
	case *types.Ref:
		elem = t.Elem
	case *types.RawPtr:
		elem = t.Elem
	}
	c.eq(elem, c.normalize(declared, at), at, Reason{Category: CatBoring})
}

// namedConst: a const of its declared type with the arguments of its path.
func (c *typeck) namedConst(k *mir.Const, t types.Type, at where) {
	declared := c.q.TypeOf(k.Def)
	if declared == nil {
		return
	}
	args := c.renumberArgs(k.Args)
	all := everywhere(at.span)
	c.eq(t, c.normalize(types.Subst(c.in, declared, args), all), all, Reason{Category: CatBoring})
	c.provePredicates(k.Def, args, all)
}
