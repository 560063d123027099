package borrowck

import (
	"slices"

	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: `T: 'r`. A type outlives a region if its components do (RFC 1214): the
// regions in it, and parameters and aliases, of which only bounds are known:
//
//	&'a Vec<T>: 'r    asks 'a: 'r, and T: 'r, which a where clause T: 'b with 'b: 'r gives
//
// What is asked of parameters is tested when the regions have been inferred (typeTest).

// paramBound is what is known: a parameter or an alias outlives a region. Where the clause is for
// all lifetimes (`for<'x> T::Lent<'x>: 'static`), both may hold lifetimes that it binds.
type paramBound struct {
	ty     types.Type
	region types.Region
	bound  int  // how many lifetimes the clause binds
	stated bool // by a where clause, not implied by a type of the signature
}

// about is the region that the bound says a type outlives, if it is about that type: the two differ
// in nothing but regions, those of the bound equal the type's by same, and each lifetime that it
// binds stands for one region. A lifetime that is bound and not in the type is any: 'static
// (rustc's extract_verify_if_eq).
func (b paramBound) about(in *types.Interner, t types.Type, same func(stated, of types.Region) bool) (types.Region, bool) {
	shape, stated := freeRegions(in, b.ty)
	other, of := freeRegions(in, t)
	if shape != other || len(stated) != len(of) {
		return types.Region{}, false
	}
	stands := map[uint32]types.Region{}
	for i, r := range stated {
		if r.Kind != types.ReBound {
			if !same(r, of[i]) {
				return types.Region{}, false
			}
			continue
		}
		if before, ok := stands[r.Index]; ok && !same(before, of[i]) {
			return types.Region{}, false
		}
		stands[r.Index] = of[i]
	}
	if b.region.Kind != types.ReBound {
		return b.region, true
	}
	if r, ok := stands[b.region.Index]; ok {
		return r, true
	}
	return types.Static, true
}

// freeRegions takes the regions that nothing in a type binds out of it, in order.
func freeRegions(in *types.Interner, t types.Type) (shape types.Type, free []types.Region) {
	f := &types.Folder{In: in, Region: func(r types.Region, depth uint32) types.Region {
		if r.Kind == types.ReBound && r.Depth < depth {
			return r
		}
		free = append(free, r)
		return types.Erased
	}}
	return f.Fold(t), free
}

func equalRegions(a, b types.Region) bool { return a == b }

func anyRegions(_, _ types.Region) bool { return true }

// typeTest is `generic: lower`, to be shown by one of the bounds.
type typeTest struct {
	generic types.Type
	lower   RegionID
	span    source.Span
	at      where
	bound   *verify
}

// verify is a way to show a type test: a region that outlives the lower bound, any or all of others.
type verify struct {
	outlivedBy RegionID // when nothing else is set
	any, all   []*verify
	isAll      bool
	// about, when set, must be about the tested type once regions are known.
	about  *paramBound
	tested types.Type
}

// deferredOutlives is a typeOutlives put off.
type deferredOutlives struct {
	ty     types.Type
	region types.Region
	at     where
	why    Reason
}

// typeOutlives asks that a type outlives a region.
func (c *typeck) typeOutlives(t types.Type, r types.Region, at where, why Reason) {
	if t == nil {
		return
	}
	id, ok := c.vid(r)
	if !ok {
		return
	}
	if c.relating {
		c.deferred = append(c.deferred, deferredOutlives{t, r, at, why})
		return
	}
	for _, comp := range c.components(c.normalize(t, at)) {
		switch comp := comp.(type) {
		case types.Region:
			c.outlive(comp, r, at, why)
		case *types.Param:
			c.test(comp, id, c.paramVerify(comp), at)
		case *types.Alias:
			c.aliasOutlives(comp, id, r, at, why)
		}
	}
}

func (c *typeck) test(t types.Type, lower RegionID, v *verify, at where) {
	c.tests = append(c.tests, typeTest{generic: t, lower: lower, span: at.span, at: at, bound: v})
}

// components are the regions, parameters and aliases that decide what a type outlives.
func (c *typeck) components(t types.Type) []types.Arg {
	var out []types.Arg
	seen := map[types.Arg]bool{}
	add := func(a types.Arg) {
		if !seen[a] {
			seen[a] = true
			out = append(out, a)
		}
	}
	types.Walk(t, func(a types.Arg, depth uint32) bool {
		switch a := a.(type) {
		case types.Region:
			if a.Kind != types.ReBound {
				add(a)
			}
		case *types.Param:
			add(a)
		case *types.Alias:
			add(a)
			return false
		case *types.FnDef:
			// As in rustc the lifetimes among its own arguments do not count (issue 70917).
			for _, x := range a.Args.Types() {
				for _, y := range c.components(x) {
					add(y)
				}
			}
			return false
		case *types.Closure:
			// Only its captures count.
			for _, u := range c.captured(a).Types() {
				for _, x := range c.components(u) {
					add(x)
				}
			}
			return false
		case *types.Coroutine:
			// What it is resumed with may be kept across a yield.
			for _, u := range append(a.Captured.Types(), a.Resume()) {
				for _, x := range c.components(u) {
					add(x)
				}
			}
			return false
		case types.Const:
			return false
		}
		return true
	})
	return out
}

// paramVerify: a parameter outlives what a where clause or an implied bound says, and the body.
func (c *typeck) paramVerify(p types.Type) *verify {
	v := &verify{any: []*verify{}}
	for _, b := range c.bounds {
		if b.ty == p {
			if id, ok := c.vid(b.region); ok {
				v.any = append(v.any, &verify{outlivedBy: id})
			}
		}
	}
	v.any = append(v.any, &verify{outlivedBy: c.uni.fnBody})
	return v
}

// aliasOutlives: an alias outlives what its definition's bounds and the environment say, or
// what all its arguments outlive.
func (c *typeck) aliasOutlives(a *types.Alias, lower RegionID, r types.Region, at where, why Reason) {
	declared := c.declaredOutlives(a)
	var env []paramBound
	for _, b := range c.bounds {
		if o, ok := b.ty.(*types.Alias); ok && o.Def == a.Def {
			if _, ok := b.about(c.in, a, anyRegions); ok {
				env = append(env, b)
			}
		}
	}
	if len(env) == 0 && len(declared) == 0 {
		for _, x := range c.captureArgs(a) {
			switch x := x.(type) {
			case types.Region:
				c.outlive(x, r, at, why)
			case types.Type:
				c.typeOutlives(x, r, at, why)
			}
		}
		return
	}
	if bound, ok := uniqueBound(declared, env); ok {
		c.outlive(bound, r, at, why)
		return
	}
	c.test(a, lower, c.aliasVerify(a, declared, env), at)
}

// declaredOutlives are the regions that the alias outlives by its definition's bounds, those for
// all lifetimes left out.
func (c *typeck) declaredOutlives(a *types.Alias) []types.Region {
	var out []types.Region
	for _, p := range c.itemOutlives(a.Def) {
		if p.Bound == 0 {
			p = types.SubstPredicate(c.in, p, a.Args)
			if p.Ty == types.Type(a) {
				out = append(out, p.R1)
			}
		}
	}
	return out
}

// itemOutlives are the bounds of an alias's definition, with what follows by supertraits, that say
// what a type outlives.
func (c *typeck) itemOutlives(def types.DefID) []types.Predicate {
	if out, ok := c.itemBounds[def]; ok {
		return out
	}
	out := slices.DeleteFunc(traits.Elaborate(c.q, c.q.ItemBounds(def)), func(p types.Predicate) bool {
		return p.Kind != types.PredTypeOutlives
	})
	c.itemBounds[def] = out
	return out
}

// uniqueBound: the definition states a bound, and no other is stated.
func uniqueBound(declared []types.Region, env []paramBound) (types.Region, bool) {
	if len(declared) == 0 {
		return types.Region{}, false
	}
	same := true
	for _, d := range declared {
		same = same && d == declared[0]
	}
	for _, b := range env {
		same = same && b.bound == 0 && b.region == declared[0]
	}
	return declared[0], same
}

func (c *typeck) aliasVerify(a *types.Alias, declared []types.Region, env []paramBound) *verify {
	v := &verify{any: []*verify{}}
	for i := range env {
		v.any = append(v.any, &verify{about: &env[i], tested: a})
	}
	for _, d := range declared {
		if id, ok := c.vid(d); ok {
			v.any = append(v.any, &verify{outlivedBy: id})
		}
	}
	all := &verify{isAll: true}
	for _, x := range c.captureArgs(a) {
		switch x := x.(type) {
		case types.Region:
			if id, ok := c.vid(x); ok {
				all.all = append(all.all, &verify{outlivedBy: id})
			}
		case types.Type:
			for _, comp := range c.components(x) {
				switch comp := comp.(type) {
				case types.Region:
					if id, ok := c.vid(comp); ok {
						all.all = append(all.all, &verify{outlivedBy: id})
					}
				case *types.Param:
					all.all = append(all.all, c.paramVerify(comp))
				case *types.Alias:
					all.all = append(all.all, c.aliasVerify(comp, nil, nil))
				}
			}
		}
	}
	v.any = append(v.any, all)
	return v
}

// captureArgs are the arguments of an alias that matter: of an opaque type those that it captures.
func (c *typeck) captureArgs(a *types.Alias) []types.Arg {
	args := a.Args.Slice()
	if a.Kind != types.Opaque {
		return args
	}
	vs := c.q.Variances(a.Def)
	var out []types.Arg
	for i, x := range args {
		if i < len(vs) && vs[i] == types.Bivariant {
			continue
		}
		out = append(out, x)
	}
	return out
}

// ---------- well-formedness ----------

// wellFormed asks what a type's own definition asks: `&'r T` that T: 'r, an ADT its where clauses.
func (c *typeck) wellFormed(t types.Type, at where) {
	if t == nil || t.Flags()&(types.HasRegionVar|types.HasFreeRegion|types.HasParam) == 0 {
		return
	}
	c.prove(c.obligations(t), at, Reason{Category: CatBoring})
}

// obligations are what makes a type well-formed, as far as regions are concerned.
func (c *typeck) obligations(t types.Type) []types.Predicate {
	if o, ok := c.wfCache[t]; ok {
		return o
	}
	c.wfCache[t] = nil // an object's trait may speak of the object
	var out []types.Predicate
	types.Walk(t, func(a types.Arg, depth uint32) bool {
		ty, ok := a.(types.Type)
		if !ok {
			return false
		}
		if ty.Flags()&types.HasBound != 0 && depth > 0 {
			return false // what escapes from a binder cannot be asked here
		}
		switch ty := ty.(type) {
		case *types.Ref:
			if ty.Elem.Flags()&(types.HasRegionVar|types.HasFreeRegion|types.HasParam|types.HasProjection|types.HasOpaque) != 0 {
				out = append(out, types.Predicate{Kind: types.PredTypeOutlives, Ty: ty.Elem, R1: ty.Region})
			}
		case *types.Adt:
			out = append(out, c.adtObligations(ty)...)
		case *types.Dyn:
			for _, r := range c.ctx.ObjectBounds(ty) {
				out = append(out, types.Predicate{Kind: types.PredRegionOutlives, R1: ty.Region, R2: r})
			}
			for _, t := range c.ctx.ObjectTypes(ty) {
				out = append(out, c.obligations(t)...)
			}
		case *types.Alias:
			for _, p := range c.q.Predicates(ty.Def) {
				out = append(out, types.SubstPredicate(c.in, p, ty.Args))
			}
		case *types.Closure, *types.Coroutine, *types.FnDef:
			return false
		}
		return true
	})
	c.wfCache[t] = out
	return out
}

// adtObligations are an ADT's where clauses, the inferred outlives ones included.
func (c *typeck) adtObligations(t *types.Adt) []types.Predicate {
	var out []types.Predicate
	if t.Args.Flags()&(types.HasRegionVar|types.HasFreeRegion|types.HasParam) == 0 {
		return nil
	}
	for _, p := range c.q.Predicates(t.Def) {
		out = append(out, types.SubstPredicate(c.in, p, t.Args))
	}
	for _, p := range c.inferredOutlives(t.Def, 0) {
		out = append(out, types.SubstPredicate(c.in, p, t.Args))
	}
	return out
}

// inferredOutlives are the outlives predicates that a definition's fields imply (RFC 2093):
// `struct S<'a, T> { r: &'a T }` has T: 'a.
func (c *typeck) inferredOutlives(def types.DefID, depth int) []types.Predicate {
	if p, ok := c.inferred[def]; ok {
		return p
	}
	c.inferred[def] = nil
	adt := c.q.Adt(def)
	if adt == nil || depth > 16 {
		return nil
	}
	var out []types.Predicate
	seen := map[types.Predicate]bool{}
	add := func(p types.Predicate) {
		if !seen[p] {
			seen[p] = true
			out = append(out, p)
		}
	}
	for _, v := range adt.Variants {
		for _, f := range v.Fields {
			if f.Type == nil || f.Type.Flags()&types.HasFreeRegion == 0 {
				continue
			}
			types.Walk(f.Type, func(a types.Arg, d uint32) bool {
				switch ty := a.(type) {
				case *types.Ref:
					c.implyOutlives(ty.Elem, ty.Region, add)
				case *types.Adt:
					nested := c.inferredOutlives(ty.Def, depth+1)
					for _, p := range append(append([]types.Predicate(nil), nested...), c.explicitOutlives(ty.Def)...) {
						p = types.SubstPredicate(c.in, p, ty.Args)
						switch p.Kind {
						case types.PredTypeOutlives:
							c.implyOutlives(p.Ty, p.R1, add)
						case types.PredRegionOutlives:
							c.implyRegion(p.R1, p.R2, add)
						}
					}
				}
				return true
			})
		}
	}
	c.inferred[def] = out
	return out
}

func (c *typeck) explicitOutlives(def types.DefID) []types.Predicate {
	var out []types.Predicate
	for _, p := range c.q.Predicates(def) {
		if p.Kind == types.PredTypeOutlives || p.Kind == types.PredRegionOutlives {
			out = append(out, p)
		}
	}
	return out
}

// implyOutlives breaks `T: 'r` of a field into predicates on parameters.
func (c *typeck) implyOutlives(t types.Type, r types.Region, add func(types.Predicate)) {
	if r.Kind != types.ReEarlyParam {
		return
	}
	for _, comp := range c.components(t) {
		switch comp := comp.(type) {
		case types.Region:
			c.implyRegion(comp, r, add)
		case types.Type:
			add(types.Predicate{Kind: types.PredTypeOutlives, Ty: comp, R1: r})
		}
	}
}

func (c *typeck) implyRegion(longer, shorter types.Region, add func(types.Predicate)) {
	if longer.Kind == types.ReEarlyParam && shorter.Kind == types.ReEarlyParam && longer != shorter {
		add(types.Predicate{Kind: types.PredRegionOutlives, R1: longer, R2: shorter})
	}
}
