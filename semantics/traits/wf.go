package traits

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: well-formedness: what must hold for a type to make sense (`&'a T` needs
// `T: 'a`, an ADT its where clauses), the bounds that a fn may therefore assume of its
// inputs, and the outlives bounds that an ADT's fields imply without being written.

// WellFormed are the predicates that must hold for a type (rustc_trait_selection, wf).
func (c *Ctx) WellFormed(t types.Type) []types.Predicate {
	w := wfWalk{c: c, seen: map[types.Type]bool{}}
	types.Walk(t, func(a types.Arg, _ uint32) bool { return w.visit(a) })
	return w.out
}

type wfWalk struct {
	c    *Ctx
	seen map[types.Type]bool
	out  []types.Predicate
}

func (w *wfWalk) visit(a types.Arg) bool {
	t, ok := a.(types.Type)
	if !ok {
		return true
	}
	if w.seen[t] {
		return false
	}
	w.seen[t] = true
	switch t := t.(type) {
	case *types.Slice:
		w.sized(t.Elem)
	case *types.Array:
		w.sized(t.Elem)
	case *types.Tuple:
		for i := range t.Elems.Len() - 1 {
			w.sized(t.Elems.Type(i))
		}
	case *types.Ref:
		if t.Flags()&types.HasBound == 0 {
			w.out = append(w.out, typeOutlives(t.Elem, t.Region))
		}
	case *types.Adt:
		w.nominal(t.Def, t.Args)
		w.inferred(t)
	case *types.Alias:
		w.nominal(t.Def, t.Args)
	case *types.FnDef:
		w.nominal(t.Def, t.Args)
	case *types.Closure: // its captures are checked where it is made
		w.nominal(t.Def, t.Args)
		return false
	case *types.Coroutine:
		return false
	case *types.Dyn:
		w.object(t)
	}
	return true
}

func (w *wfWalk) sized(t types.Type) {
	if !alwaysSized(t) && t.Flags()&types.HasBound == 0 {
		w.out = append(w.out, w.c.traitPred(w.c.Q.Lang("sized"), t))
	}
}

// nominal adds a definition's where clauses; those with regions bound outside are left out.
func (w *wfWalk) nominal(def types.DefID, args types.Args) {
	if args.Flags()&types.HasBound != 0 {
		return
	}
	for _, p := range w.c.Q.Predicates(def) {
		w.out = append(w.out, types.SubstPredicate(w.c.in(), p, args))
	}
}

func (w *wfWalk) inferred(t *types.Adt) {
	if t.Args.Flags()&types.HasBound != 0 {
		return
	}
	for _, p := range InferredOutlives(w.c.Q, t.Def) {
		w.out = append(w.out, types.SubstPredicate(w.c.in(), p, t.Args))
	}
}

// object: the lifetime bounds that the principal's declaration states hold of the object.
func (w *wfWalk) object(t *types.Dyn) {
	if t.Flags()&types.HasBound != 0 {
		return
	}
	for _, r := range objectRegionBounds(w.c, t) {
		w.out = append(w.out, types.Predicate{Kind: types.PredRegionOutlives, R1: t.Region, R2: r})
	}
}

// objectRegionBounds are the regions 'a of `Self: 'a` that an object's traits state.
func objectRegionBounds(c *Ctx, t *types.Dyn) []types.Region {
	p, ok := c.principal(t, t)
	if !ok {
		return nil
	}
	var out []types.Region
	for _, s := range Elaborate(c.Q, []types.Predicate{p}) {
		if s.Kind == types.PredTypeOutlives && s.Ty == types.Type(t) && s.R1.Kind != types.ReBound {
			out = append(out, s.R1)
		}
	}
	return out
}

func typeOutlives(t types.Type, r types.Region) types.Predicate {
	return types.Predicate{Kind: types.PredTypeOutlives, Ty: t, R1: r}
}

// ImpliedBounds are what a fn may assume because its inputs and output are
// well-formed: `'a: 'b`, `T: 'a` of parameters and aliases (reference,
// items.fn.signature; RFC 1214). Normalised types are to be given with the written ones.
func (c *Ctx) ImpliedBounds(ts []types.Type) []types.Predicate {
	var out []types.Predicate
	seen := map[predKey]bool{}
	add := func(p types.Predicate) {
		if k := keyOf(p); !seen[k] {
			seen[k] = true
			out = append(out, p)
		}
	}
	for _, t := range ts {
		for _, p := range c.WellFormed(t) {
			if p.Bound > 0 {
				continue
			}
			switch p.Kind {
			case types.PredRegionOutlives:
				add(types.Predicate{Kind: types.PredRegionOutlives, R1: p.R1, R2: p.R2})
			case types.PredTypeOutlives:
				own, _ := c.Normalize(p.Ty)
				for _, x := range c.Components(own) {
					switch x.Kind {
					case ComponentRegion:
						add(types.Predicate{Kind: types.PredRegionOutlives, R1: x.Region, R2: p.R1})
					case ComponentParam, ComponentAlias:
						add(typeOutlives(x.Type, p.R1))
					}
				}
			}
		}
	}
	return out
}

// InferredOutlives are the outlives bounds on a definition's own parameters that its
// fields imply (RFC 2093): `struct S<'a, T>(&'a T)` has `T: 'a`. Those that would
// bound by 'static are never inferred. In a type whose own parameter grows,
//
//	struct List<'a, T: Tailed<'a>> { next: Box<List<'a, T::Tail>>, node: &'a T }
//
// they have no end; after as many rounds as the recursion limit rustc gives up (it checks nothing
// more). What is there after the first round stays, what more there may be is unknown.
func InferredOutlives(q types.Queries, def types.DefID) []types.Predicate {
	s := inferSolver{q: q, known: map[types.DefID][]types.Predicate{}}
	s.enter(def)
	s.changed = true
	first := 0
	for round := 0; s.changed; round++ {
		switch {
		case round == 1:
			first = len(s.known[def])
		case round > maxDepth:
			return append(s.known[def][:first:first], types.Predicate{Kind: types.PredUnknown})
		}
		s.changed = false
		for i := 0; i < len(s.defs) && i < 64*maxDepth; i++ { // grows
			s.visit(s.defs[i])
		}
	}
	return s.known[def]
}

// inferSolver goes round the definitions that reach each other until nothing is added.
type inferSolver struct {
	q       types.Queries
	known   map[types.DefID][]types.Predicate
	defs    []types.DefID
	changed bool
}

func (s *inferSolver) enter(def types.DefID) []types.Predicate {
	if _, ok := s.known[def]; !ok {
		s.known[def] = nil
		if s.hasLifetime(def) {
			s.defs = append(s.defs, def)
		}
	}
	return s.known[def]
}

// hasLifetime: without a lifetime parameter there is nothing that could be outlived.
func (s *inferSolver) hasLifetime(def types.DefID) bool {
	for _, a := range s.q.Interner().IdentityArgs(s.q.Generics(def)).Slice() {
		if _, ok := a.(types.Region); ok {
			return true
		}
	}
	return false
}

func (s *inferSolver) visit(def types.DefID) {
	adt := s.q.Adt(def)
	if adt == nil {
		return
	}
	for _, v := range adt.Variants {
		for _, f := range v.Fields {
			types.Walk(f.Type, func(a types.Arg, _ uint32) bool {
				s.field(def, a)
				return true
			})
		}
	}
}

func (s *inferSolver) field(def types.DefID, a types.Arg) {
	in := s.q.Interner()
	switch t := a.(type) {
	case *types.Ref:
		s.require(def, t.Elem, t.Region)
	case *types.Adt:
		s.enter(t.Def)
		ps := slices.Concat(s.known[t.Def], s.q.Predicates(t.Def))
		for _, p := range ps {
			s.predicate(def, types.SubstPredicate(in, p, t.Args))
		}
	case *types.Alias:
		if t.Kind == types.Projection {
			for _, p := range s.q.Predicates(t.Def) {
				s.predicate(def, types.SubstPredicate(in, p, t.Args))
			}
		}
	}
}

func (s *inferSolver) predicate(def types.DefID, p types.Predicate) {
	if p.Bound > 0 {
		return
	}
	switch p.Kind {
	case types.PredTypeOutlives:
		s.require(def, p.Ty, p.R1)
	case types.PredRegionOutlives:
		s.region(def, p.R1, p.R2)
	}
}

// require adds `t: r` in terms of the definition's parameters.
func (s *inferSolver) require(def types.DefID, t types.Type, r types.Region) {
	if r.Kind != types.ReEarlyParam {
		return
	}
	c := &Ctx{Q: s.q, Env: &Env{Q: s.q}, Table: types.NewTable(s.q.Interner())}
	for _, x := range c.Components(t) {
		switch x.Kind {
		case ComponentRegion:
			s.region(def, x.Region, r)
		case ComponentParam, ComponentAlias:
			s.add(def, typeOutlives(x.Type, r))
		}
	}
}

func (s *inferSolver) region(def types.DefID, longer, shorter types.Region) {
	if longer.Kind == types.ReEarlyParam && shorter.Kind == types.ReEarlyParam && longer != shorter {
		s.add(def, types.Predicate{Kind: types.PredRegionOutlives, R1: longer, R2: shorter})
	}
}

func (s *inferSolver) add(def types.DefID, p types.Predicate) {
	p.Span = hir.DefID(def)
	if !slices.Contains(s.known[def], p) {
		s.known[def] = append(s.known[def], p)
		s.changed = true
	}
}
