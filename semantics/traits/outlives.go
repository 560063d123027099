package traits

import (
	"slices"

	"drop-lsp/semantics/types"
)

// This file: `T: 'r`: what a type's outliving comes down to (its components), and how
// the environment decides it for parameters and aliases (rustc_infer, outlives).

// ComponentKind is the kind of a component.
type ComponentKind uint8

// The kinds of components.
const (
	ComponentRegion   ComponentKind = iota // Region must outlive
	ComponentParam                         // Type is a parameter
	ComponentAlias                         // Type is a projection or opaque type
	ComponentEscaping                      // an alias under a binder: all of Sub must outlive
	ComponentInfer                         // Type is a free variable: not known yet
	ComponentUnknown                       // something unknown is in the type
)

// Component is a part of a type that must outlive a region for the type to.
type Component struct {
	Kind   ComponentKind
	Region types.Region
	Type   types.Type
	Sub    []Component
}

// Components are the parts that must outlive 'r for `t: 'r` (RFC 1214). `&'a T`: 'a and T's.
func (c *Ctx) Components(t types.Type) []Component {
	k := componentWalk{c: c, seen: map[types.Type]bool{}}
	k.typ(t)
	return k.out
}

type componentWalk struct {
	c    *Ctx
	seen map[types.Type]bool
	out  []Component
}

func (k *componentWalk) add(x Component) { k.out = append(k.out, x) }

func (k *componentWalk) args(l types.Args, regions bool) {
	for _, a := range l.Slice() {
		switch a := a.(type) {
		case types.Region:
			if regions {
				k.region(a)
			}
		case types.Const:
			k.args(a.Args, true)
		case types.Type:
			k.typ(a)
		}
	}
}

func (k *componentWalk) region(r types.Region) {
	switch r.Kind {
	case types.ReBound, types.ReErased:
	case types.ReUnknown, types.ReError:
		k.add(Component{Kind: ComponentUnknown})
	default:
		k.add(Component{Kind: ComponentRegion, Region: r})
	}
}

func (k *componentWalk) typ(t types.Type) {
	t = k.c.Table.Shallow(t)
	if k.seen[t] {
		return
	}
	k.seen[t] = true
	switch t := t.(type) {
	case *types.FnDef: // regions written on a fn item do not count
		k.args(t.Args, false)
	case *types.Closure:
		parts, known := k.c.upvars(t)
		if !known {
			k.add(Component{Kind: ComponentUnknown, Type: t})
		}
		for _, p := range parts {
			k.typ(p)
		}
	case *types.Coroutine: // what it is resumed with may be kept across a yield
		parts, known := k.c.coroutineUpvars(t)
		if !known {
			k.add(Component{Kind: ComponentUnknown, Type: t})
		}
		for _, p := range append(parts, t.Resume()) {
			k.typ(p)
		}
	case *types.Param:
		k.add(Component{Kind: ComponentParam, Type: t})
	case *types.Alias:
		k.alias(t)
	case *types.Infer:
		if t.Kind == types.InferTy {
			k.add(Component{Kind: ComponentInfer, Type: t})
		}
	case *types.Unknown, *types.Error:
		k.add(Component{Kind: ComponentUnknown, Type: t})
	case *types.Adt:
		k.args(t.Args, true)
	case *types.Ref:
		k.region(t.Region)
		k.typ(t.Elem)
	case *types.RawPtr:
		k.typ(t.Elem)
	case *types.Slice:
		k.typ(t.Elem)
	case *types.Array:
		k.typ(t.Elem)
		k.args(t.Len.Args, true)
	case *types.Tuple:
		k.args(t.Elems, true)
	case *types.FnPtr:
		for _, in := range t.Sig.Inputs {
			k.typ(in)
		}
		k.typ(t.Sig.Output)
	case *types.Dyn:
		k.args(t.Args, true)
		for _, b := range t.Bounds.Assoc {
			k.args(b.Args, true)
			k.typ(b.Type)
		}
		k.region(t.Region)
	}
}

func (k *componentWalk) alias(t *types.Alias) {
	if t.Flags()&types.HasBound == 0 {
		k.add(Component{Kind: ComponentAlias, Type: t})
		return
	}
	k.add(Component{Kind: ComponentEscaping, Sub: k.c.aliasComponents(t)})
}

// aliasComponents are the components of an alias's arguments; an opaque type's
// bivariant ones (lifetimes it does not capture) do not count.
func (c *Ctx) aliasComponents(t *types.Alias) []Component {
	var vs []types.Variance
	if t.Kind == types.Opaque {
		vs = c.Q.Variances(t.Def)
	}
	k := componentWalk{c: c, seen: map[types.Type]bool{}}
	for i, a := range t.Args.Slice() {
		if i < len(vs) && vs[i] == types.Bivariant {
			continue
		}
		k.args(c.in().Args(a), true)
	}
	return k.out
}

// ---------- deciding ----------

// OutlivesEnv decides `T: 'r` for parameters and aliases.
type OutlivesEnv struct {
	Ctx *Ctx
	// Known are `T: 'a` that hold: where clauses and implied bounds. Others are passed over.
	Known []types.Predicate
	// Implicit is a region that every parameter outlives: the body's own; nil: none.
	Implicit *types.Region
}

// VerifyKind is the kind of a Verify.
type VerifyKind uint8

// The kinds of Verify.
const (
	VerifyOutlivedBy VerifyKind = iota // Region outlives 'r
	VerifyAny                          // one of Sub; none: does not hold
	VerifyAll                          // all of Sub; none: holds
	VerifyIfEq                         // if the generic is Pred.Ty (regions of Pred's binder chosen freely): Pred.R1 outlives 'r
	VerifyEmpty                        // holds if 'r is empty: never true of a region in a body
)

// Verify is a condition under which a generic outlives a region 'r.
type Verify struct {
	Kind   VerifyKind
	Region types.Region
	Pred   types.Predicate
	Sub    []Verify
}

// TypeTest says that Generic, a parameter or alias, must outlive Region, which holds if Verify does.
type TypeTest struct {
	Generic types.Type
	Region  types.Region
	Verify  Verify
}

// TypeOutlives is what `t: r` asks: outlives constraints and tests. known is false
// when the type has parts that are not known.
func (e *OutlivesEnv) TypeOutlives(t types.Type, r types.Region) (regions []types.Outlives, tests []TypeTest, known bool) {
	w := outlivesWork{OutlivesEnv: e, known: true}
	w.components(e.Ctx.Components(t), r)
	return w.regions, w.tests, w.known
}

type outlivesWork struct {
	*OutlivesEnv
	regions []types.Outlives
	tests   []TypeTest
	known   bool
}

func (w *outlivesWork) components(cs []Component, r types.Region) {
	for _, x := range cs {
		switch x.Kind {
		case ComponentRegion:
			w.regions = append(w.regions, types.Outlives{Longer: x.Region, Shorter: r})
		case ComponentParam:
			w.tests = append(w.tests, TypeTest{x.Type, r, w.paramBound(x.Type)})
		case ComponentAlias:
			w.alias(x.Type.(*types.Alias), r)
		case ComponentEscaping:
			w.components(x.Sub, r)
		default:
			w.known = false
		}
	}
}

// alias: where nothing is declared of it, its parts must outlive; where the one bound
// is that of its declaration, that region must; else a test is left for the end.
func (w *outlivesWork) alias(a *types.Alias, r types.Region) {
	env := w.declared(a)
	own := w.definitionBounds(a)
	env = slices.DeleteFunc(env, func(p types.Predicate) bool {
		return p.Bound == 0 && p.Ty == types.Type(a) && slices.Contains(own, p.R1)
	})
	infer := a.Flags()&types.HasRegionVar != 0
	if len(env) == 0 && len(own) == 0 && (infer || a.Kind == types.Opaque) {
		w.components(w.Ctx.aliasComponents(a), r)
		return
	}
	if len(own) > 0 && !slices.ContainsFunc(own[1:], func(o types.Region) bool { return o != own[0] }) &&
		!slices.ContainsFunc(env, func(p types.Predicate) bool { return p.R1 != own[0] }) {
		w.regions = append(w.regions, types.Outlives{Longer: own[0], Shorter: r})
		return
	}
	w.tests = append(w.tests, TypeTest{a, r, w.aliasBound(a, 0)})
}

// declared are the known `T: 'a` whose T is the type, regions aside.
func (e *OutlivesEnv) declared(t types.Type) []types.Predicate {
	in := e.Ctx.in()
	erased := types.EraseRegions(in, t)
	var out []types.Predicate
	for _, p := range e.Known {
		if p.Kind != types.PredTypeOutlives {
			continue
		}
		own := p.Ty
		if p.Bound > 0 {
			own = types.OpenPredicate(in, p, types.ErasedRegion).Ty
		}
		if types.EraseRegions(in, own) == erased {
			out = append(out, p)
		}
	}
	return out
}

// definitionBounds are the regions of the bounds `type Item: 'a` of an alias's declaration.
func (e *OutlivesEnv) definitionBounds(a *types.Alias) []types.Region {
	var out []types.Region
	in := e.Ctx.in()
	for _, p := range e.Ctx.Env.itemBounds(a.Def) {
		if p.Kind == types.PredTypeOutlives && p.Bound == 0 {
			q := types.SubstPredicate(in, p, a.Args)
			if own, ok := q.Ty.(*types.Alias); ok && own.Def == a.Def {
				out = append(out, q.R1)
			}
		}
	}
	return out
}

func (e *OutlivesEnv) paramBound(t types.Type) Verify {
	var subs []Verify
	for _, p := range e.declared(t) {
		if p.Bound == 0 && p.Ty == t {
			subs = append(subs, Verify{Kind: VerifyOutlivedBy, Region: p.R1})
		} else {
			subs = append(subs, Verify{Kind: VerifyIfEq, Pred: p})
		}
	}
	if e.Implicit != nil {
		subs = append(subs, Verify{Kind: VerifyOutlivedBy, Region: *e.Implicit})
	}
	switch len(subs) {
	case 0:
		return Verify{Kind: VerifyEmpty}
	case 1:
		return subs[0]
	}
	return Verify{Kind: VerifyAny, Sub: subs}
}

func (e *OutlivesEnv) aliasBound(a *types.Alias, depth int) Verify {
	var subs []Verify
	for _, p := range e.declared(a) {
		if p.Bound == 0 && p.Ty == types.Type(a) {
			subs = append(subs, Verify{Kind: VerifyOutlivedBy, Region: p.R1})
		} else {
			subs = append(subs, Verify{Kind: VerifyIfEq, Pred: p})
		}
	}
	for _, r := range e.definitionBounds(a) {
		subs = append(subs, Verify{Kind: VerifyOutlivedBy, Region: r})
	}
	all := e.allOf(e.Ctx.aliasComponents(a), depth+1)
	if len(subs) == 0 {
		return all
	}
	return Verify{Kind: VerifyAny, Sub: append(subs, all)}
}

// allOf holds if all components outlive.
func (e *OutlivesEnv) allOf(cs []Component, depth int) Verify {
	all := Verify{Kind: VerifyAll}
	if depth > maxDepth {
		return Verify{Kind: VerifyAny}
	}
	for _, x := range cs {
		switch x.Kind {
		case ComponentRegion:
			all.Sub = append(all.Sub, Verify{Kind: VerifyOutlivedBy, Region: x.Region})
		case ComponentParam:
			all.Sub = append(all.Sub, e.paramBound(x.Type))
		case ComponentAlias:
			all.Sub = append(all.Sub, e.aliasBound(x.Type.(*types.Alias), depth))
		case ComponentEscaping:
			all.Sub = append(all.Sub, e.allOf(x.Sub, depth+1))
		default:
			all.Sub = append(all.Sub, Verify{Kind: VerifyAny})
		}
	}
	return all
}
