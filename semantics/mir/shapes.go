package mir

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: TypeInfo, which answers Shapes over types.Queries: fields with
// arguments substituted and projections normalised, whether a type needs drop, is
// Copy. One TypeInfo belongs to one body (one environment) and memoises; it is not
// safe for concurrent use.

// TypeInfo answers about the types of one body.
type TypeInfo struct {
	Q   types.Queries
	Env *traits.Env
	// reveal: opaque types are replaced by their hidden types (after borrowck).
	reveal bool

	drops  *traits.Drops
	shapes map[types.Type]Shape
}

// NewTypes answers in the environment of a body. Opaque types stay opaque, as
// building and borrowck see them.
func NewTypes(q types.Queries, env *traits.Env) *TypeInfo {
	return &TypeInfo{Q: q, Env: env, drops: env.Drops(), shapes: map[types.Type]Shape{}}
}

// Revealed answers in the same environment with opaque types replaced by their
// hidden types: what drop elaboration and drop points ask (rustc's PostAnalysis).
func (t *TypeInfo) Revealed() *TypeInfo {
	d := t.Env.Drops()
	d.Normalize = func(ty types.Type) types.Type { return t.Env.Normalize(ty, true) }
	return &TypeInfo{Q: t.Q, Env: t.Env, reveal: true, drops: d, shapes: map[types.Type]Shape{}}
}

// Drops is what NeedsDrop asks.
func (t *TypeInfo) Drops() *traits.Drops { return t.drops }

func (t *TypeInfo) in() *types.Interner { return t.Q.Interner() }

// Normalize replaces projections (and opaque types, if revealed); the type keeps its
// regions if there is nothing to replace.
func (t *TypeInfo) Normalize(ty types.Type) types.Type {
	need := types.HasProjection
	if t.reveal {
		need |= types.HasOpaque
	}
	if ty == nil || ty.Flags()&need == 0 {
		return ty
	}
	return t.Env.Normalize(types.EraseRegions(t.in(), ty), t.reveal)
}

// NeedsDrop says whether dropping a value may run code; what cannot be known counts as yes.
func (t *TypeInfo) NeedsDrop(ty types.Type) bool { return t.drops.Needs(ty) != traits.No }

// IsCopy says whether uses of a place of the type copy it. sure is false when that
// cannot be known: then the answer is the one that ends no value.
func (t *TypeInfo) IsCopy(ty types.Type) (yes, sure bool) {
	switch ty := ty.(type) {
	case *types.Ref:
		if !ty.Mut || !t.Env.AssumesOfRefs(t.Q.Lang("copy")) {
			return !ty.Mut, true
		}
	case *types.Prim:
		if ty.Prim != hir.PrimStr {
			return true, true
		}
	case *types.RawPtr, *types.FnDef, *types.FnPtr, *types.Never:
		return true, true
	}
	switch t.Env.IsCopy(types.EraseRegions(t.in(), ty)) {
	case traits.Yes:
		return true, true
	case traits.Unknown:
		if t.drops.Needs(ty) == traits.Yes {
			return false, true // what needs drop is never Copy
		}
		return true, false
	}
	return false, true
}

// ArrayOf is `[elem; n]`.
func (t *TypeInfo) ArrayOf(elem types.Type, n uint64) types.Type {
	return t.in().Array(elem, types.ConstUsize(n))
}

// Bool is `bool`.
func (t *TypeInfo) Bool() types.Type { return t.in().Bool() }

// Unit is `()`.
func (t *TypeInfo) Unit() types.Type { return t.in().Unit() }

// MutRef is `&mut ty`, its region erased.
func (t *TypeInfo) MutRef(ty types.Type) types.Type { return t.in().Ref(types.Erased, ty, true) }

// Discr is the type of an enum's discriminant: its repr's, else isize.
func (t *TypeInfo) Discr(ty types.Type) types.Type {
	if adt, ok := ty.(*types.Adt); ok {
		if def := t.Q.Adt(adt.Def); def != nil && def.DiscrType != hir.PrimNone {
			return t.in().Prim(def.DiscrType)
		}
	}
	return t.in().Prim(hir.PrimIsize)
}

// DropFn is `<ty as Drop>::drop`.
func (t *TypeInfo) DropFn(ty types.Type) Const {
	trait := t.Q.Lang("drop")
	var fn types.DefID
	for _, item := range t.Q.AssocItems(trait) {
		if item.Name == "drop" {
			fn = item.Def
		}
	}
	args := t.in().Args(types.EraseRegions(t.in(), ty))
	return Const{Type: t.in().FnDef(fn, args)}
}

// Shape is what a type is made of.
func (t *TypeInfo) Shape(ty types.Type) Shape {
	if ty == nil {
		return Shape{Kind: ShapeUnknown}
	}
	if s, ok := t.shapes[ty]; ok {
		return s
	}
	s := t.shape(t.Normalize(ty))
	t.shapes[ty] = s
	return s
}

func (t *TypeInfo) shape(ty types.Type) Shape {
	switch ty := ty.(type) {
	case *types.Adt:
		return t.adt(ty)
	case *types.Ref:
		return Shape{Kind: ShapePointer, Elem: ty.Elem}
	case *types.RawPtr:
		return Shape{Kind: ShapePointer, Elem: ty.Elem}
	case *types.Slice:
		return Shape{Kind: ShapeSlice, Elem: ty.Elem}
	case *types.Array:
		c := ty.Len
		if c.Kind == types.ConstUneval && c.Flags()&(types.HasParam|types.HasInfer) == 0 {
			c = t.Q.EvalConst(c.Def, c.Args)
		}
		return Shape{Kind: ShapeArray, Elem: ty.Elem, Len: c.Lo, LenKnown: c.Kind == types.ConstValue}
	case *types.Tuple:
		return tupleShape(ty.Elems)
	case *types.Closure:
		if ty.Captured == nil {
			return t.captures(ty.Def, ty.Args)
		}
		return tupleShape(ty.Captured)
	case *types.Coroutine:
		if ty.Captured == nil {
			return t.captures(ty.Def, ty.Args)
		}
		return tupleShape(ty.Captured)
	case *types.Unknown, *types.Error, *types.Infer:
		return Shape{Kind: ShapeUnknown}
	}
	return Shape{}
}

func tupleShape(elems types.Args) Shape {
	return Shape{Kind: ShapeTuple, Variants: []VariantShape{{Fields: elems.Types()}}}
}

// captures is the shape of a closure or coroutine whose type does not carry its captures.
func (t *TypeInfo) captures(def types.DefID, args types.Args) Shape {
	info := t.Q.Closure(def)
	if info == nil {
		return Shape{Kind: ShapeUnknown}
	}
	fields := make([]types.Type, len(info.Upvars))
	for i, u := range info.Upvars {
		fields[i] = t.Normalize(types.Subst(t.in(), u, args))
	}
	return Shape{Kind: ShapeTuple, Variants: []VariantShape{{Fields: fields}}}
}

func (t *TypeInfo) adt(ty *types.Adt) Shape {
	def := t.Q.Adt(ty.Def)
	if def == nil {
		return Shape{Kind: ShapeUnknown}
	}
	s := Shape{Kind: ShapeStruct, Box: def.Lang == "owned_box", ManuallyDrop: def.Lang == "manually_drop"}
	switch def.Kind {
	case hir.KindEnum:
		s.Kind = ShapeEnum
	case hir.KindUnion:
		s.Kind = ShapeUnion
	}
	impl, known := t.drops.DropImpl(ty.Def)
	switch {
	case impl != nil:
		s.HasDrop = true
	case !known:
		return Shape{Kind: ShapeUnknown}
	}
	if s.Box && ty.Args.Len() > 0 {
		s.Elem = ty.Args.Type(0)
	}
	for i, v := range def.Variants {
		vs := VariantShape{Discr: discr(def, i)}
		for _, f := range v.Fields {
			vs.Fields = append(vs.Fields, t.Normalize(types.Subst(t.in(), f.Type, ty.Args)))
		}
		s.Variants = append(s.Variants, vs)
	}
	return s
}

// discr is a variant's discriminant; where none is known it counts on from the variant before.
func discr(def *types.AdtDef, i int) SwitchValue {
	if c := def.Variants[i].Discr; c.Kind == types.ConstValue {
		return SwitchValue{Lo: c.Lo, Hi: c.Hi}
	}
	for j := i - 1; j >= 0; j-- {
		if c := def.Variants[j].Discr; c.Kind == types.ConstValue {
			return SwitchValue{Lo: c.Lo + uint64(i-j), Hi: c.Hi}
		}
	}
	return SwitchValue{Lo: uint64(i)}
}
