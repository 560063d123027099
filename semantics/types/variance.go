package types

// This file: variances of ADTs and fns, as the least fixpoint: every parameter starts as
// bivariant, and each use in a field meets it with the variance of the position
// (reference, subtyping.variance). Example: `struct S<'a, T>(&'a T, fn(T))`: 'a
// covariant; T covariant and contravariant, so invariant.
//
// Definitions that refer to each other are solved together: the walk collects
// the definitions that it reaches and goes round until nothing changes.
//
// A fn's signature takes the place of the fields; a parameter that it does not
// mention is invariant.
//
// What is missing: the variances of opaque types; relate takes their
// arguments as invariant where Queries.Variances gives none.

// FnVariances computes the variances of a fn's parameters. nil: it has no signature.
func FnVariances(q Queries, def DefID) []Variance {
	sig := q.FnSig(def)
	if sig == nil {
		return nil
	}
	s := &varianceSolver{q: q, current: make([]Variance, q.Generics(def).Count()), fn: true}
	for _, in := range sig.Inputs {
		s.arg(Contravariant, in)
	}
	s.arg(Covariant, sig.Output)
	for i, v := range s.current {
		if v == Bivariant {
			s.current[i] = Invariant
		}
	}
	return s.current
}

// VarianceOf computes the variances of an ADT's parameters. nil: not known.
func VarianceOf(q Queries, def DefID) []Variance {
	s := &varianceSolver{q: q, known: map[DefID][]Variance{}}
	if s.enter(def) == nil {
		return nil
	}
	for s.changed = true; s.changed; {
		s.changed = false
		for i := 0; i < len(s.defs); i++ { // grows
			s.visit(s.defs[i])
		}
	}
	return s.known[def]
}

type varianceSolver struct {
	q       Queries
	known   map[DefID][]Variance
	defs    []DefID // to go round
	changed bool
	current []Variance // of the definition being visited
	fn      bool       // a fn is visited: the ADTs of its signature are solved by themselves
}

// enter gives the present variances of a definition, bivariant at first; nil if it is not known.
func (s *varianceSolver) enter(def DefID) []Variance {
	if s.fn {
		return s.q.Variances(def)
	}
	if vs, ok := s.known[def]; ok {
		return vs
	}
	adt := s.q.Adt(def)
	if adt == nil {
		s.known[def] = nil
		return nil
	}
	vs := make([]Variance, s.q.Generics(def).Count())
	s.known[def] = vs
	switch adt.Lang {
	case "phantom_data":
		vs[0] = Covariant
	case "unsafe_cell":
		vs[0] = Invariant
	default:
		s.defs = append(s.defs, def)
		s.changed = true
	}
	return vs
}

func (s *varianceSolver) visit(def DefID) {
	vs := s.known[def]
	for _, v := range s.q.Adt(def).Variants {
		for _, f := range v.Fields {
			s.current = vs
			s.arg(Covariant, f.Type)
		}
	}
}

// use meets a parameter with a position's variance.
func (s *varianceSolver) use(v Variance, index uint32) {
	if int(index) >= len(s.current) {
		return
	}
	if n := s.current[index].Meet(v); n != s.current[index] {
		s.current[index] = n
		s.changed = true
	}
}

func (s *varianceSolver) arg(v Variance, a Arg) {
	switch t := a.(type) {
	case Region:
		if t.Kind == ReEarlyParam {
			s.use(v, t.Index)
		}
	case Const:
		s.constant(t)
	case *Param:
		s.use(v, t.Index)
	case *Adt:
		s.list(s.enter(t.Def), v, t.Args)
	case *Ref:
		s.arg(v, t.Region)
		s.arg(pointeeVariance(v, t.Mut), t.Elem)
	case *RawPtr:
		s.arg(pointeeVariance(v, t.Mut), t.Elem)
	case *Slice:
		s.arg(v, t.Elem)
	case *Array:
		s.arg(v, t.Elem)
		s.constant(t.Len)
	case *Tuple:
		for _, e := range t.Elems.Slice() {
			s.arg(v, e)
		}
	case *FnPtr:
		for _, in := range t.Sig.Inputs {
			s.arg(v.Xform(Contravariant), in)
		}
		s.arg(v, t.Sig.Output)
	case *Dyn:
		s.arg(v, t.Region)
		s.list(nil, v, t.Args)
		for _, b := range t.Bounds.Assoc {
			s.list(nil, v, b.Args)
			s.arg(v.Xform(Invariant), b.Type)
		}
	case *Alias:
		s.list(nil, v, t.Args)
	case *FnDef:
		s.list(nil, v, t.Args)
	case *Closure:
		s.list(nil, v, t.Args)
	case *Coroutine:
		s.list(nil, v, t.Args)
	}
}

// constant: a parameter in a constant is used invariantly.
func (s *varianceSolver) constant(c Const) {
	if c.Kind == ConstParam {
		s.use(Invariant, c.Index)
	}
	s.list(nil, Invariant, c.Args)
}

// list visits arguments; those without a known variance are invariant.
func (s *varianceSolver) list(vs []Variance, v Variance, args Args) {
	for i, a := range args.Slice() {
		pos := v.Xform(Invariant)
		if i < len(vs) {
			pos = v.Xform(vs[i])
		}
		s.arg(pos, a)
	}
}
