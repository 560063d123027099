package mir

import "drop-lsp/semantics/types"

// This file: what passes over MIR ask about places and about the shape of their
// types. A place's type follows from its local's type and its projections; the
// shape of a type (its fields, whether it implements Drop) is asked through
// Shapes, so that the passes know nothing of substitution and normalisation.

// ShapeKind is the kind of a Shape.
type ShapeKind uint8

// The kinds of shapes.
const (
	ShapeOther   ShapeKind = iota // scalars, functions, parameters, dyn, opaque and projected types
	ShapeUnknown                  // Unknown or Error inside
	ShapeTuple                    // tuples, closures and coroutines: one variant of captures
	ShapeStruct
	ShapeEnum
	ShapeUnion
	ShapeArray
	ShapeSlice
	ShapePointer // references and raw pointers
)

// Shape is what a type is made of.
type Shape struct {
	Kind         ShapeKind
	Box          bool // a struct, the lang item owned_box
	ManuallyDrop bool
	HasDrop      bool       // the ADT implements Drop itself
	Elem         types.Type // of a Box, pointer, array or slice
	Len          uint64     // of an array
	LenKnown     bool
	Variants     []VariantShape // of ADTs and tuples
}

// VariantShape is a variant with its fields' types, arguments substituted.
type VariantShape struct {
	Discr  SwitchValue
	Fields []types.Type
}

// Shapes answers about the types of one body.
type Shapes interface {
	Shape(types.Type) Shape
	// NeedsDrop: dropping the type may run glue.
	NeedsDrop(types.Type) bool
	// ArrayOf is the type of an array of n elements: what a subslice of an array has.
	ArrayOf(elem types.Type, n uint64) types.Type
}

// Clone copies the place, so that its projections can be appended to.
func (p Place) Clone() Place {
	return Place{Local: p.Local, Proj: append([]Proj(nil), p.Proj...)}
}

// Project is the place with further projections; p itself stays as it is.
func (p Place) Project(more ...Proj) Place {
	q := Place{Local: p.Local, Proj: make([]Proj, 0, len(p.Proj)+len(more))}
	q.Proj = append(append(q.Proj, p.Proj...), more...)
	return q
}

// Equal says whether both denote the same path of projections.
func (p Place) Equal(q Place) bool {
	if p.Local != q.Local || len(p.Proj) != len(q.Proj) {
		return false
	}
	if len(p.Proj) == 0 || &p.Proj[0] == &q.Proj[0] { // the same, not merely equal: a match's arms
		return true
	}
	for i := range p.Proj {
		if p.Proj[i] != q.Proj[i] {
			return false
		}
	}
	return true
}

// PlaceType is the type of a place; nil when it cannot be known.
func PlaceType(body *Body, sh Shapes, p Place) types.Type {
	t := body.Locals[p.Local].Type
	for _, e := range p.Proj {
		if t == nil {
			return nil
		}
		t = ProjectedType(sh, t, e)
	}
	return t
}

// ProjectedType is the type of one projection out of a place of type t.
func ProjectedType(sh Shapes, t types.Type, e Proj) types.Type {
	switch e.Kind {
	case Field:
		return e.Type
	case Downcast:
		return t
	case OpaqueCast:
		if e.Type != nil {
			return e.Type
		}
		return t
	case Deref, Index, ConstIndex:
		return sh.Shape(t).Elem
	case Subslice:
		s := sh.Shape(t)
		if s.Kind != ShapeArray {
			return t
		}
		to := e.To
		if e.FromEnd {
			to = s.Len - e.To
		}
		return sh.ArrayOf(s.Elem, to-e.From)
	}
	panic("mir: unknown projection")
}
