package types

import (
	"slices"

	"drop-lsp/semantics/hir"
)

// This file: relating two types in a Table: equality and subtyping. Subtyping
// differs from equality only in the regions (reference, subtype.intro), so with
// erased regions both are the same walk. Unknown and Error relate to everything.
//
// `&'a str <: &'b str` yields 'a: 'b; `fn(&'a str) <: fn(&'b str)` yields 'b: 'a.
// A higher-ranked `for<'x> fn(&'x str)` is below another when, the other's regions
// taken as placeholders and its own as variables, it is below it.
//
// Projections must have been normalised by the caller; two that differ and could
// still become equal give a Mismatch that is Unsure.

const (
	defaultInt   = hir.PrimI32
	defaultFloat = hir.PrimF64
)

// Mismatch says which parts do not relate.
type Mismatch struct {
	A, B Arg
	// Unsure: they may be equal once more is known (a projection, an unevaluated constant).
	Unsure bool
	// Cyclic: the variable occurs in the type.
	Cyclic bool
}

// Eq makes two types equal, or says why not; the table is unchanged then.
func (t *Table) Eq(a, b Type) *Mismatch { return t.Relate(Invariant, a, b) }

// Sub makes a a subtype of b.
func (t *Table) Sub(a, b Type) *Mismatch { return t.Relate(Covariant, a, b) }

// Relate relates two types: covariant is a <: b, contravariant b <: a.
func (t *Table) Relate(v Variance, a, b Type) *Mismatch {
	return t.Try(func() *Mismatch { return t.types(v, a, b) })
}

// EqArgs makes two lists equal.
func (t *Table) EqArgs(a, b Args) *Mismatch {
	return t.Try(func() *Mismatch { return t.list(nil, nil, Invariant, a, b) })
}

// RelateRegions records what v asks of two regions.
func (t *Table) RelateRegions(v Variance, a, b Region) {
	if !t.TrackRegions || a == b || a.Kind == ReErased || b.Kind == ReErased {
		return
	}
	if v == Covariant || v == Invariant {
		t.outlives(a, b)
	}
	if v == Contravariant || v == Invariant {
		t.outlives(b, a)
	}
}

func (t *Table) outlives(longer, shorter Region) {
	if t.via != nil {
		if t.Via == nil {
			t.Via = map[int]Invariance{}
		}
		t.Via[len(t.Outlives)] = *t.via
	} else if t.Via != nil {
		delete(t.Via, len(t.Outlives))
	}
	t.Outlives = append(t.Outlives, Outlives{longer, shorter})
}

// inside runs f in an invariant position; the outermost one is remembered.
func (t *Table) inside(in *Invariance, f func() *Mismatch) *Mismatch {
	if t.via != nil || in == nil || !t.TrackRegions {
		return f()
	}
	t.via = in
	defer func() { t.via = nil }()
	return f()
}

// pointeeVariance: behind `&mut` and `*mut` a type is invariant (reference, subtyping.variance.builtin-types).
func pointeeVariance(v Variance, mut bool) Variance {
	if mut {
		return v.Xform(Invariant)
	}
	return v
}

// pointee relates what two pointers point to.
func (t *Table) pointee(v Variance, whole Type, mut bool, a, b Type) *Mismatch {
	var in *Invariance
	if mut {
		in = &Invariance{Type: whole}
	}
	return t.inside(in, func() *Mismatch { return t.types(pointeeVariance(v, mut), a, b) })
}

// Xform is the variance of a position of variance inner in a position of variance v.
func (v Variance) Xform(inner Variance) Variance {
	switch v {
	case Covariant:
		return inner
	case Contravariant:
		switch inner {
		case Covariant:
			return Contravariant
		case Contravariant:
			return Covariant
		}
		return inner
	case Invariant:
		if inner == Bivariant {
			return Bivariant
		}
		return Invariant
	default:
		return Bivariant
	}
}

// Meet is the variance of a parameter used in positions of both.
func (v Variance) Meet(o Variance) Variance {
	switch {
	case v == o, o == Bivariant:
		return v
	case v == Bivariant:
		return o
	default:
		return Invariant
	}
}

func silent(t Type) bool {
	switch t.(type) {
	case *Unknown, *Error:
		return true
	}
	return false
}

func (t *Table) types(v Variance, a, b Type) *Mismatch {
	a, b = t.Shallow(a), t.Shallow(b)
	if a == b && (!t.TrackRegions || a.Flags()&HasFreeRegion == 0) {
		return nil
	}
	va, isA := a.(*Infer)
	vb, isB := b.(*Infer)
	switch {
	case isA && isB:
		return t.union(va, vb)
	case isA:
		return t.bind(v, va, b)
	case isB:
		return t.bind(Contravariant.Xform(v), vb, a)
	case silent(a) || silent(b):
		return nil
	default:
		return t.forms(v, a, b)
	}
}

// union makes two free variables one; a kind that says more wins.
func (t *Table) union(a, b *Infer) *Mismatch {
	if a.ID == b.ID {
		return nil
	}
	if a.Kind != b.Kind && a.Kind != InferTy && b.Kind != InferTy {
		return &Mismatch{A: a, B: b}
	}
	from, to := a, b
	if t.vars[a.ID].rank > t.vars[b.ID].rank {
		from, to = b, a
	}
	root := t.vars[to.ID]
	if root.kind == InferTy {
		if from.Kind != InferTy {
			root.kind, root.self = from.Kind, t.In.Infer(from.Kind, to.ID)
		}
	}
	root.rank = max(root.rank, t.vars[from.ID].rank+1)
	t.set(to.ID, root)
	t.set(from.ID, tyVar{parent: to.ID, kind: from.Kind, self: from})
	return nil
}

// bind gives a free variable a value that relates to b as v says.
func (t *Table) bind(v Variance, a *Infer, b Type) *Mismatch {
	switch a.Kind {
	case InferInt:
		if p, ok := b.(*Prim); !silent(b) && (!ok || !isInt(p.Prim)) {
			return t.unlike(a, b)
		}
	case InferFloat:
		if p, ok := b.(*Prim); !silent(b) && (!ok || !isFloat(p.Prim)) {
			return t.unlike(a, b)
		}
	}
	b = t.Resolve(b)
	if t.occurs(a.ID, b) {
		return &Mismatch{A: a, B: b, Cyclic: true}
	}
	value := b
	if t.TrackRegions && v != Invariant {
		value = MapRegions(t.In, b, func(Region) Region { return t.NewRegion() })
	}
	root := t.vars[a.ID]
	root.value = value
	t.set(a.ID, root)
	if value != b {
		return t.types(v, value, b)
	}
	return nil
}

func isInt(p hir.Prim) bool   { return p >= hir.PrimI8 && p <= hir.PrimUsize }
func isFloat(p hir.Prim) bool { return p >= hir.PrimF16 && p <= hir.PrimF128 }

// occurs reports whether a free variable is in a resolved type.
func (t *Table) occurs(id uint32, in Type) bool {
	if in.Flags()&HasInfer == 0 && t.Inside == nil {
		return false
	}
	return t.holds(in, func(part Type) bool {
		v, ok := part.(*Infer)
		return ok && t.root(v.ID) == id
	})
}

// HoldsItself reports whether a closure or coroutine is in one of the types, those inside
// of closures included: a type without end (rustc: E0644, E0733).
func (t *Table) HoldsItself(closure DefID, in []Type) bool {
	for _, part := range in {
		if t.holds(t.Resolve(part), func(p Type) bool {
			def, ok := bodyOf(p)
			return ok && def == closure
		}) {
			return true
		}
	}
	return false
}

// bodyOf is the definition of a closure or coroutine.
func bodyOf(t Type) (DefID, bool) {
	switch t := t.(type) {
	case *Closure:
		return t.Def, true
	case *Coroutine:
		return t.Def, true
	}
	return DefID{}, false
}

// holds looks for a part of a resolved type, also inside of the closures of this body.
func (t *Table) holds(in Type, is func(Type) bool) bool {
	found := false
	entered := map[DefID]bool{}
	var visit func(Arg, uint32) bool
	visit = func(a Arg, _ uint32) bool {
		if found {
			return false
		}
		part, ok := a.(Type)
		if !ok {
			return true
		}
		if found = is(part); found {
			return false
		}
		if def, ok := bodyOf(part); ok && t.Inside != nil && !entered[def] {
			entered[def] = true
			for _, inner := range t.Inside(def) {
				Walk(t.Resolve(inner), visit)
			}
		}
		return !found
	}
	Walk(in, visit)
	return found
}

// unlike is the mismatch of two types of different form.
func (t *Table) unlike(a, b Type) *Mismatch {
	return &Mismatch{A: a, B: b, Unsure: flexible(a) || flexible(b)}
}

// flexible reports whether a type is an alias that could still be normalised; an opaque type
// is rigid outside of what defines it, whatever its arguments turn out to be.
func flexible(t Type) bool {
	a, ok := t.(*Alias)
	switch {
	case !ok:
		return false
	case a.Kind == Opaque:
		return a.Flags()&HasUnknown != 0
	}
	return a.Kind == Weak || a.Flags()&(HasInfer|HasUnknown) != 0
}

func (t *Table) forms(v Variance, a, b Type) *Mismatch {
	if t.Hidden != nil && (a.Flags()|b.Flags())&HasOpaque != 0 {
		if seen, m := t.Hidden(v, a, b); seen {
			return m
		}
	}
	switch a := a.(type) {
	case *Adt:
		if b, ok := b.(*Adt); ok && a.Def == b.Def {
			return t.list(a, t.variances(a.Def), v, a.Args, b.Args)
		}
	case *Ref:
		if b, ok := b.(*Ref); ok && a.Mut == b.Mut {
			t.RelateRegions(v, a.Region, b.Region)
			return t.pointee(v, a, a.Mut, a.Elem, b.Elem)
		}
	case *RawPtr:
		if b, ok := b.(*RawPtr); ok && a.Mut == b.Mut {
			return t.pointee(v, a, a.Mut, a.Elem, b.Elem)
		}
	case *Slice:
		if b, ok := b.(*Slice); ok {
			return t.types(v, a.Elem, b.Elem)
		}
	case *Array:
		if b, ok := b.(*Array); ok {
			if m := t.constants(a.Len, b.Len); m != nil {
				return m
			}
			return t.types(v, a.Elem, b.Elem)
		}
	case *Tuple:
		if b, ok := b.(*Tuple); ok && a.Elems.Len() == b.Elems.Len() {
			return t.args(nil, v, nil, a.Elems, b.Elems)
		}
	case *FnDef:
		if b, ok := b.(*FnDef); ok && a.Def == b.Def {
			return t.list(a, t.variances(a.Def), v, a.Args, b.Args)
		}
	case *FnPtr:
		if b, ok := b.(*FnPtr); ok {
			return t.fnPtrs(v, a.Sig, b.Sig)
		}
	case *Closure:
		if b, ok := b.(*Closure); ok && a.Def == b.Def {
			return t.captures(a.Args, b.Args, a.Captured, b.Captured)
		}
	case *Coroutine:
		if b, ok := b.(*Coroutine); ok && a.Def == b.Def {
			if m := t.list(nil, nil, Invariant, a.Sig, b.Sig); m != nil {
				return m
			}
			return t.captures(a.Args, b.Args, a.Captured, b.Captured)
		}
	case *Dyn:
		if b, ok := b.(*Dyn); ok {
			return t.dyns(v, a, b)
		}
	case *Alias:
		if b, ok := b.(*Alias); ok && a.Kind == b.Kind && a.Def == b.Def {
			var vs []Variance
			if a.Kind == Opaque {
				vs = t.variances(a.Def) // a lifetime that it does not capture is any
			}
			m := t.list(nil, vs, Invariant, a.Args, b.Args)
			if m != nil {
				m.Unsure = m.Unsure || flexible(a) || flexible(b)
			}
			return m
		}
	}
	if a == b { // leaves without parts
		return nil
	}
	return t.unlike(a, b)
}

func (t *Table) variances(def DefID) []Variance {
	if t.Variances == nil {
		return nil
	}
	return t.Variances(def)
}

// list relates two lists of a definition's arguments; a parameter without a known variance is invariant.
// whole is the type whose arguments they are; nil: nothing that explanations name.
func (t *Table) list(whole Type, vs []Variance, v Variance, a, b Args) *Mismatch {
	if vs == nil {
		vs = []Variance{}
	}
	return t.args(whole, v, vs, a, b)
}

// args relates two lists; nil variances mean covariant throughout (tuples).
func (t *Table) args(whole Type, v Variance, vs []Variance, a, b Args) *Mismatch {
	if a.Len() != b.Len() {
		return &Mismatch{Unsure: true}
	}
	for i, x := range a.Slice() {
		pos := v
		switch {
		case i < len(vs):
			pos = v.Xform(vs[i])
		case vs != nil:
			pos = v.Xform(Invariant)
		}
		var in *Invariance
		if whole != nil && i < len(vs) && vs[i] == Invariant {
			in = &Invariance{Type: whole, Param: i}
		}
		if m := t.inside(in, func() *Mismatch { return t.arg(pos, x, b.List[i]) }); m != nil {
			return m
		}
	}
	return nil
}

func (t *Table) arg(v Variance, a, b Arg) *Mismatch {
	switch a := a.(type) {
	case Region:
		if b, ok := b.(Region); ok {
			t.RelateRegions(v, a, b)
			return nil
		}
	case Const:
		if b, ok := b.(Const); ok {
			return t.constants(a, b)
		}
	case Type:
		if b, ok := b.(Type); ok {
			return t.types(v, a, b)
		}
	}
	return &Mismatch{A: a, B: b, Unsure: true}
}

func (t *Table) constants(a, b Const) *Mismatch {
	a, b = t.ShallowConst(a), t.ShallowConst(b)
	if a == b {
		return nil
	}
	for _, c := range []Const{a, b} {
		if c.Kind == ConstUnknown || c.Kind == ConstError {
			return nil
		}
	}
	switch {
	case a.Kind == ConstInfer:
		t.setConst(a.Index, b)
		return nil
	case b.Kind == ConstInfer:
		t.setConst(b.Index, a)
		return nil
	}
	return &Mismatch{A: a, B: b, Unsure: a.Kind == ConstUneval || b.Kind == ConstUneval}
}

func (t *Table) setConst(i uint32, c Const) {
	old := t.consts[i]
	t.undo = append(t.undo, change{id: i, isCon: true, con: old})
	t.consts[i] = c
}

func (t *Table) captures(a, b, capturedA, capturedB Args) *Mismatch {
	if m := t.list(nil, nil, Invariant, a, b); m != nil {
		return m
	}
	if capturedA == nil || capturedB == nil {
		return nil
	}
	return t.list(nil, nil, Invariant, capturedA, capturedB)
}

// fnPtrs relates two signatures under their binders.
func (t *Table) fnPtrs(v Variance, a, b *FnSig) *Mismatch {
	if len(a.Inputs) != len(b.Inputs) || a.Unsafe != b.Unsafe || a.ABI != b.ABI || a.Variadic != b.Variadic {
		return &Mismatch{A: t.In.FnPtr(*a), B: t.In.FnPtr(*b)}
	}
	return t.binders(v, func(v Variance, ra, rb func(uint32) Region) *Mismatch {
		oa, ob := OpenSig(t.In, a, ra), OpenSig(t.In, b, rb)
		for i := range oa.Inputs {
			if m := t.types(v.Xform(Contravariant), oa.Inputs[i], ob.Inputs[i]); m != nil {
				return m
			}
		}
		return t.types(v, oa.Output, ob.Output)
	})
}

// binders relates what stands under two binders: the lower side's regions are
// chosen freely for any choice of the upper side's.
func (t *Table) binders(v Variance, relate func(v Variance, a, b func(uint32) Region) *Mismatch) *Mismatch {
	if !t.TrackRegions {
		return relate(v, ErasedRegion, ErasedRegion)
	}
	if v == Covariant || v == Invariant {
		if m := relate(Covariant, t.FreshRegions(), t.placeholders()); m != nil {
			return m
		}
	}
	if v == Contravariant || v == Invariant {
		return relate(Contravariant, t.placeholders(), t.FreshRegions())
	}
	return nil
}

func (t *Table) dyns(v Variance, a, b *Dyn) *Mismatch {
	if a.Principal != b.Principal || !slices.Equal(a.Bounds.Autos, b.Bounds.Autos) ||
		len(a.Bounds.Assoc) != len(b.Bounds.Assoc) {
		return &Mismatch{A: a, B: b}
	}
	t.RelateRegions(v, a.Region, b.Region)
	return t.binders(v, func(_ Variance, ra, rb func(uint32) Region) *Mismatch {
		argsA, boundsA := OpenDyn(t.In, a, ra)
		argsB, boundsB := OpenDyn(t.In, b, rb)
		if m := t.list(nil, nil, Invariant, argsA, argsB); m != nil {
			return m
		}
		return t.bindings(boundsA, boundsB)
	})
}

// bindings makes the associated types of two trait objects equal.
func (t *Table) bindings(a, b *DynBounds) *Mismatch {
	for _, x := range a.Assoc {
		i := slices.IndexFunc(b.Assoc, func(y AssocBinding) bool { return x.Item == y.Item })
		if i < 0 {
			return &Mismatch{A: x.Type, Unsure: true}
		}
		if m := t.types(Invariant, x.Type, b.Assoc[i].Type); m != nil {
			return m
		}
	}
	return nil
}
