package borrowck

import (
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: the type check of places and rvalues.

// placeType is the type of a place in region variables; nil when it cannot be known.
func (c *typeck) placeType(p mir.Place, at where) types.Type {
	t := c.localTypes[p.Local]
	variant := 0
	for _, e := range p.Proj {
		if e.Kind == mir.Downcast {
			variant = e.Field
			continue
		}
		if t = c.project(t, variant, e, at); t == nil {
			return nil
		}
		variant = 0
	}
	return t
}

// project is the type of one projection, the variant being known.
func (c *typeck) project(t types.Type, variant int, e mir.Proj, at where) types.Type {
	t = c.normalize(t, at)
	switch e.Kind {
	case mir.Field:
		if f := c.fieldType(t, variant, e.Field, at); f != nil {
			return f
		}
		return c.renumber(e.Type)
	case mir.OpaqueCast:
		to := c.renumber(e.Type)
		c.eq(to, t, at, Reason{Category: CatAnnotation})
		return to
	case mir.Subslice:
		if a, ok := t.(*types.Array); ok {
			to := e.To
			if e.FromEnd {
				to = a.Len.Lo - e.To
			}
			return c.in.Array(a.Elem, types.ConstUsize(to-e.From))
		}
		return t
	}
	switch t := t.(type) {
	case *types.Ref:
		return t.Elem
	case *types.RawPtr:
		return t.Elem
	case *types.Array:
		return t.Elem
	case *types.Slice:
		return t.Elem
	case *types.Adt: // Box
		if e.Kind == mir.Deref && t.Args.Len() > 0 {
			return t.Args.Type(0)
		}
	}
	return nil
}

// fieldType is the type of a field, normalised.
func (c *typeck) fieldType(t types.Type, variant, field int, at where) types.Type {
	at1 := func(l types.Args) types.Type {
		if field < l.Len() {
			return l.Type(field)
		}
		return nil
	}
	switch t := t.(type) {
	case *types.Adt:
		adt := c.q.Adt(t.Def)
		if adt == nil || variant >= len(adt.Variants) || field >= len(adt.Variants[variant].Fields) {
			return nil
		}
		return c.normalize(types.Subst(c.in, adt.Variants[variant].Fields[field].Type, t.Args), at)
	case *types.Tuple:
		return at1(t.Elems)
	case *types.Closure:
		return at1(c.captured(t))
	case *types.Coroutine:
		return at1(t.Captured)
	}
	return nil
}

// captured are the types of a closure's captures; where its type does not carry them they
// are the same for all its occurrences in the body.
func (c *typeck) captured(t *types.Closure) types.Args {
	if t.Captured != nil {
		return t.Captured
	}
	info := c.closureInfo(t.Def)
	if info == nil {
		return nil
	}
	if len(info.Upvars) > 0 && info.Upvars[0].Flags()&types.HasErased != 0 || !c.renumbered[t.Def] {
		up := make([]types.Type, len(info.Upvars))
		for i, u := range info.Upvars {
			up[i] = c.renumber(types.Subst(c.in, u, t.Args))
		}
		info.Upvars = up
		c.renumbered[t.Def] = true
	}
	return c.in.TypeArgs(info.Upvars...)
}

// rvalue visits an rvalue and is its type; nil: it holds no regions, or is not known.
func (c *typeck) rvalue(r mir.Rvalue, at where) types.Type {
	switch r := r.(type) {
	case mir.Use:
		return c.operand(r.X, at)
	case mir.Repeat:
		elem := c.operand(r.X, at)
		if elem == nil {
			return nil
		}
		t := c.in.Array(elem, r.N)
		c.wellFormed(t, at)
		if (r.N.Kind != types.ConstValue || r.N.Lo > 1) && r.X.Kind == mir.Move {
			c.proveCopy(elem, at)
		}
		return t
	case mir.Ref:
		return c.borrow(r, at)
	case mir.RawPtr:
		if t := c.placeType(r.Place, at); t != nil {
			return c.in.RawPtr(t, r.Mut)
		}
	case mir.Cast:
		return c.cast(r, at)
	case mir.Binary:
		l := c.operand(r.L, at)
		other := c.operand(r.R, at)
		if r.Op == "Offset" {
			return l
		}
		c.comparable(l, other, at)
	case mir.Unary:
		c.operand(r.X, at)
	case mir.Discriminant:
		c.placeType(r.Place, at)
	case mir.Len:
		c.placeType(r.Place, at)
	case mir.CopyForDeref:
		return c.placeType(r.Place, at)
	case mir.Aggregate:
		return c.aggregate(r, at)
	}
	return nil
}

// comparable: pointers can be compared if they have a common supertype.
func (c *typeck) comparable(a, b types.Type, at where) {
	switch a.(type) {
	case *types.RawPtr, *types.FnPtr:
	default:
		return
	}
	if b == nil || (a.Flags()|b.Flags())&(types.HasRegionVar|types.HasFreeRegion) == 0 {
		return
	}
	common := c.table.NewVar(types.InferTy)
	c.sub(c.normalize(a, at), common, at, Reason{Category: CatCallArgument})
	c.sub(c.normalize(b, at), common, at, Reason{Category: CatCallArgument})
}

// borrow is a reference with a region of its own. What it reborrows through must outlive it:
// `&'r **p` with p: &'a &'b T asks 'b: 'r, and with p: &'a mut &'b mut T also 'a: 'r (RFC 2094,
// "Reborrow constraints").
func (c *typeck) borrow(r mir.Ref, at where) types.Type {
	t := c.placeType(r.Place, at)
	region := c.table.NewRegion()
	id := RegionID(region.Index)
	if c.promoted == nil {
		c.borrows[at.loc] = id
	}
	c.liveRegion(id, at.loc)
	c.reborrow(r.Place, id, at)
	if t == nil {
		return nil
	}
	mut := r.Kind == mir.Mut || r.Kind == mir.TwoPhase || r.Kind == mir.ClosureUnique
	return c.in.Ref(region, t, mut)
}

func (c *typeck) reborrow(p mir.Place, region RegionID, at where) {
	why := Reason{Category: CatBoring}
	if f, ok := c.upvarField(p); ok {
		why = Reason{Category: CatClosureUpvar, Upvar: f}
	}
	for i := len(p.Proj) - 1; i >= 0; i-- {
		if p.Proj[i].Kind != mir.Deref {
			continue
		}
		switch base := c.normalize(c.placeType(mir.Place{Local: p.Local, Proj: p.Proj[:i]}, at), at).(type) {
		case *types.Ref:
			if id, ok := c.vid(base.Region); ok {
				c.add(id, region, at, why)
			}
			if !base.Mut {
				return
			}
		case *types.RawPtr:
			return
		}
	}
}

// upvarField: the place is a field of the closure's environment (or what that field, a
// reference, points to): which one.
func (c *typeck) upvarField(p mir.Place) (int, bool) { return upvarField(c.body, p) }

func upvarField(body *mir.Body, p mir.Place) (int, bool) {
	if len(body.Upvars) == 0 || p.Local != 1 {
		return 0, false
	}
	proj := p.Proj
	if n := len(proj); n > 0 && proj[n-1].Kind == mir.Deref {
		by := proj[:n-1]
		if f, ok := envField(body, by); ok && body.Upvars[f].ByRef {
			return f, true
		}
	}
	return envField(body, proj)
}

// envField: the projections are `self.f` or `(*self).f` of an environment.
func envField(body *mir.Body, proj []mir.Proj) (int, bool) {
	switch n := len(proj); {
	case n == 1 && proj[0].Kind == mir.Field:
	case n == 2 && proj[0].Kind == mir.Deref && proj[1].Kind == mir.Field:
		proj = proj[1:]
	default:
		return 0, false
	}
	if f := proj[0].Field; f < len(body.Upvars) {
		return f, true
	}
	return 0, false
}

func (c *typeck) aggregate(r mir.Aggregate, at where) types.Type {
	fields := make([]types.Type, len(r.Fields))
	for i, f := range r.Fields {
		fields[i] = c.operand(f, at)
	}
	boring := Reason{Category: CatBoring}
	if _, ok := r.Type.(*types.Tuple); ok {
		for _, f := range fields {
			if f == nil {
				return nil
			}
		}
		return c.in.Tuple(fields...)
	}
	t := c.renumber(r.Type)
	c.liveAt(t, at.loc)
	switch t := t.(type) {
	case *types.Adt:
		c.provePredicates(t.Def, t.Args, at)
		for i, f := range fields {
			field := i
			if r.Active >= 0 && c.isUnion(t) {
				field = r.Active
			}
			c.sub(c.normalize(f, at), c.fieldType(t, r.Variant, field, at), at, boring)
		}
	case *types.Array:
		for _, f := range fields {
			c.sub(c.normalize(f, at), t.Elem, at, boring)
		}
	case *types.Closure:
		c.makeClosure(t, at)
		for i, f := range fields {
			c.sub(c.normalize(f, at), c.fieldType(t, 0, i, at), at, boring)
		}
	case *types.Coroutine:
		c.makeCoroutine(t, at)
		for i, f := range fields {
			c.sub(c.normalize(f, at), c.fieldType(t, 0, i, at), at, boring)
		}
	}
	return t
}

func (c *typeck) isUnion(t *types.Adt) bool { return c.info.Shape(t).Kind == mir.ShapeUnion }

// cast checks a cast and is its type.
func (c *typeck) cast(r mir.Cast, at where) types.Type {
	from := c.normalize(c.operand(r.X, at), at)
	to := c.normalize(c.renumber(r.Type), at)
	c.liveAt(to, at.loc)
	why := Reason{Category: CatCast, Implicit: true}
	switch r.Kind {
	case mir.CastReifyFnPointer, mir.CastUnsafeFnPointer:
		if sig := c.signature(from); sig != nil {
			c.sub(c.fnPtrLike(sig, to, at), to, at, why)
		}
	case mir.CastClosureFnPointer:
		if cl, ok := from.(*types.Closure); ok {
			if info := c.closureInfo(cl.Def); info != nil && info.Sig != nil {
				c.sub(c.fnPtrLike(info.Sig, to, at), to, at, why)
			}
		}
	case mir.CastUnsize:
		why.UnsizeTo = types.EraseRegions(c.in, to)
		c.coerceUnsized(from, to, at, why)
	case mir.CastMutToConst:
		c.pointees(from, to, at, why)
	case mir.CastArrayToPointer:
		if f, ok := from.(*types.RawPtr); ok {
			if a, ok := f.Elem.(*types.Array); ok {
				if t, ok := to.(*types.RawPtr); ok {
					c.sub(a.Elem, t.Elem, at, why)
				}
			}
		}
	case mir.CastMisc:
		c.castPointers(from, to, at)
	}
	return to
}

// fnPtrLike is a function pointer of a signature, unsafe if the target is.
func (c *typeck) fnPtrLike(sig *types.FnSig, to types.Type, at where) types.Type {
	s := *sig
	if t, ok := to.(*types.FnPtr); ok {
		s.Unsafe, s.ABI = t.Sig.Unsafe, t.Sig.ABI
	}
	for _, t := range s.Inputs {
		if t.Flags()&types.HasBound == 0 {
			c.wellFormed(t, at)
		}
	}
	f := &types.Folder{In: c.in, Need: types.HasProjection, Type: func(t types.Type, _ uint32) types.Type {
		if a, ok := t.(*types.Alias); ok && a.Kind == types.Projection && a.Flags()&types.HasBound == 0 {
			return c.normalize(t, at)
		}
		return nil
	}}
	return c.in.FnPtr(*f.FoldSig(&s))
}

func (c *typeck) pointees(from, to types.Type, at where, why Reason) {
	f, ok1 := from.(*types.RawPtr)
	t, ok2 := to.(*types.RawPtr)
	if ok1 && ok2 {
		c.sub(f.Elem, t.Elem, at, why)
	}
}

// castPointers: of pointers to trait objects the arguments must agree and the lifetime
// must not grow.
func (c *typeck) castPointers(from, to types.Type, at where) {
	f, ok1 := from.(*types.RawPtr)
	t, ok2 := to.(*types.RawPtr)
	if !ok1 || !ok2 {
		return
	}
	src, ok1 := f.Elem.(*types.Dyn)
	dst, ok2 := t.Elem.(*types.Dyn)
	if ok1 && ok2 && src.Principal == dst.Principal {
		why := Reason{Category: CatCast}
		c.outlive(src.Region, dst.Region, at, why)
		mark := len(c.table.Outlives)
		c.table.EqArgs(src.Args, dst.Args)
		c.drain(mark, at, why)
	}
}

// coerceUnsized: `&T` to `&dyn Trait`, `Box<[T; N]>` to `Box<[T]>` and their like: the
// pointer's own region may shrink, what it points to loses its size.
func (c *typeck) coerceUnsized(from, to types.Type, at where, why Reason) {
	switch f := from.(type) {
	case *types.Ref:
		switch t := to.(type) {
		case *types.Ref:
			c.outlive(f.Region, t.Region, at, why)
			c.unsize(f.Elem, t.Elem, at, why)
		case *types.RawPtr:
			c.unsize(f.Elem, t.Elem, at, why)
		}
	case *types.RawPtr:
		if t, ok := to.(*types.RawPtr); ok {
			c.unsize(f.Elem, t.Elem, at, why)
		}
	case *types.Adt:
		t, ok := to.(*types.Adt)
		if !ok || t.Def != f.Def || t.Args.Len() != f.Args.Len() {
			return
		}
		for i, a := range f.Args.Slice() {
			b := t.Args.List[i]
			ta, ok1 := a.(types.Type)
			tb, ok2 := b.(types.Type)
			switch {
			case !ok1 || !ok2:
				if ra, ok := a.(types.Region); ok {
					if rb, ok := b.(types.Region); ok {
						c.outlive(ra, rb, at, why)
					}
				}
			case types.EraseRegions(c.in, ta) == types.EraseRegions(c.in, tb):
				c.eq(ta, tb, at, why)
			case isPointerLike(ta) && isPointerLike(tb):
				c.coerceUnsized(ta, tb, at, why)
			default:
				c.unsize(ta, tb, at, why)
			}
		}
	}
}

func isPointerLike(t types.Type) bool {
	switch t.(type) {
	case *types.Ref, *types.RawPtr, *types.Adt:
		return true
	}
	return false
}

// unsize: T to dyn Trait + 'r asks T: Trait and T: 'r; an array becomes a slice of the
// same elements; a struct loses the size of its last field.
func (c *typeck) unsize(from, to types.Type, at where, why Reason) {
	switch t := to.(type) {
	case *types.Dyn:
		if f, ok := from.(*types.Dyn); ok {
			c.upcast(f, t, at, why)
			return
		}
		c.prove(c.objectPredicates(from, t), at, why)
		c.typeOutlives(from, t.Region, at, why)
	case *types.Slice:
		if a, ok := from.(*types.Array); ok {
			c.eq(a.Elem, t.Elem, at, why)
		}
	case *types.Adt:
		if f, ok := from.(*types.Adt); ok && f.Def == t.Def {
			c.coerceUnsized(f, t, at, why)
		}
	}
}

// upcast: dropping auto traits or going to a supertrait; the lifetime may shrink.
func (c *typeck) upcast(f, t *types.Dyn, at where, why Reason) {
	c.outlive(f.Region, t.Region, at, why)
	if f.Principal == t.Principal {
		rebound := c.in.Dyn(f.Principal, f.Args, t.Bounds, t.Region)
		if f.Bounds == t.Bounds {
			c.eq(rebound, t, at, why)
			return
		}
		mark := len(c.table.Outlives)
		c.table.EqArgs(f.Args, t.Args)
		c.drain(mark, at, why)
		return
	}
	c.prove(c.objectPredicates(f, t), at, why)
}

// objectPredicates are what a type must fulfil to become a trait object.
func (c *typeck) objectPredicates(self types.Type, t *types.Dyn) []types.Predicate {
	var out []types.Predicate
	bound := 0
	if t.Bounds != nil {
		bound = t.Bounds.Bound
	}
	shifted := types.Shift(c.in, self, 1)
	with := func(args types.Args) types.Args {
		return c.in.Args(append([]types.Arg{shifted}, args.Slice()...)...)
	}
	if !t.Principal.IsZero() {
		out = append(out, types.Predicate{Kind: types.PredTrait, Bound: bound, Trait: types.TraitRef{Trait: t.Principal, Args: with(t.Args)}})
	}
	if t.Bounds == nil {
		return out
	}
	for _, b := range t.Bounds.Assoc {
		if alias, ok := c.in.Alias(types.Projection, b.Item, with(b.Args)).(*types.Alias); ok {
			out = append(out, types.Predicate{Kind: types.PredProjection, Bound: bound, Alias: alias, Ty: b.Type})
		}
	}
	for i, p := range out {
		if p.Bound == 0 { // under a binder that binds nothing
			out[i] = types.OpenPredicate(c.in, p, types.ErasedRegion)
		}
	}
	return out
}
