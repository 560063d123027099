package types

// This file: a copy of a type that may differ from it in its regions, as far as subtyping lets
// it (rustc's generalisation): where a region stands in an invariant position it is kept, for
// it could be no other.
//
//	&'a Cell<&'b u8>    &'1 Cell<&'b u8>

// Generalize gives the regions of a type that are not in invariant positions fresh variables.
func (t *Table) Generalize(ty Type) Type { return Generalize(t.In, ty, t.variances, t.NewRegion) }

// Generalize is Table.Generalize with the variances and the new regions given.
func Generalize(in *Interner, ty Type, variances func(DefID) []Variance, fresh func() Region) Type {
	return (&generalizer{in, variances, fresh}).general(Covariant, ty)
}

type generalizer struct {
	In        *Interner
	variances func(DefID) []Variance
	fresh     func() Region
}

func (t *generalizer) general(v Variance, ty Type) Type {
	if v == Invariant || ty.Flags()&(HasFreeRegion|HasErased) == 0 {
		return ty
	}
	switch ty := ty.(type) {
	case *Ref:
		return t.In.Ref(t.generalRegion(v, ty.Region), t.general(pointeeVariance(v, ty.Mut), ty.Elem), ty.Mut)
	case *RawPtr:
		return t.In.RawPtr(t.general(pointeeVariance(v, ty.Mut), ty.Elem), ty.Mut)
	case *Slice:
		return t.In.Slice(t.general(v, ty.Elem))
	case *Array:
		return t.In.Array(t.general(v, ty.Elem), ty.Len)
	case *Tuple:
		elems := make([]Type, ty.Elems.Len())
		for i, e := range ty.Elems.Types() {
			elems[i] = t.general(v, e)
		}
		return t.In.Tuple(elems...)
	case *Adt:
		return t.In.Adt(ty.Def, t.generalArgs(v, t.variances(ty.Def), ty.Args))
	case *FnDef:
		return t.In.FnDef(ty.Def, t.generalArgs(v, t.variances(ty.Def), ty.Args))
	case *FnPtr:
		sig := *ty.Sig
		sig.Inputs = make([]Type, len(ty.Sig.Inputs))
		for i, in := range ty.Sig.Inputs {
			sig.Inputs[i] = t.general(v.Xform(Contravariant), in)
		}
		sig.Output = t.general(v, ty.Sig.Output)
		return t.In.FnPtr(sig)
	case *Dyn:
		return t.In.Dyn(ty.Principal, ty.Args, ty.Bounds, t.generalRegion(v, ty.Region))
	}
	return ty // closures, aliases: invariant
}

func (t *generalizer) generalRegion(v Variance, r Region) Region {
	switch r.Kind {
	case ReBound, ReError, ReUnknown:
		return r
	}
	if v == Invariant {
		return r
	}
	return t.fresh()
}

// generalArgs treats a definition's arguments by their variances; without them all are invariant.
func (t *generalizer) generalArgs(v Variance, vs []Variance, args Args) Args {
	list := make([]Arg, args.Len())
	for i, a := range args.Slice() {
		pos := Invariant
		if i < len(vs) {
			pos = v.Xform(vs[i])
		}
		switch x := a.(type) {
		case Region:
			a = t.generalRegion(pos, x)
		case Type:
			a = t.general(pos, x)
		}
		list[i] = a
	}
	return t.In.Args(list...)
}
