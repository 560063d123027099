package mirbuild

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: qualifs: properties of the value of a constant expression that its type
// does not tell: `None::<String>` needs no drop, `None::<Cell<u8>>` has no interior
// mutability (rustc's check_consts::qualifs).

type qualif uint8

const (
	needsDrop qualif = iota
	hasMutInterior
)

// constContext is what kind of constant a body is.
type constContext uint8

const (
	constNone   constContext = iota // a function
	constItem                       // const, array length
	constInline                     // const { … }
	constStatic
)

// ConstQualifs are the qualifs of a named constant's value.
type ConstQualifs struct{ NeedsDrop, HasMutInterior bool }

// QualifQueries is what Queries may answer besides: the qualifs of a named constant's
// value. Without it they are those of its type.
type QualifQueries interface {
	ConstQualifs(types.DefID) (q ConstQualifs, known bool)
}

// qualifs answers in one body.
type qualifs struct {
	q    types.Queries
	info *mir.TypeInfo
	body *mir.Body
	kind constContext
}

func newQualifs(q types.Queries, body *mir.Body) qualifs {
	out := qualifs{q: q, info: mir.NewTypes(q, traits.NewEnv(q, q.Predicates(body.Owner))), body: body}
	switch q.DefKind(body.Owner) {
	case hir.KindConst, hir.KindAssocConst, hir.KindAnonConst:
		out.kind = constItem
	case hir.KindInlineConst:
		out.kind = constInline
	case hir.KindStatic:
		out.kind = constStatic
	}
	return out
}

// inType: some value of the type has the qualif. What cannot be known counts as no: a
// borrow that is not promoted could be an error.
func (c *qualifs) inType(q qualif, t types.Type) bool {
	if t == nil {
		return false
	}
	if q == needsDrop {
		a := c.info.Drops().Needs(t)
		return a == traits.Yes || a == traits.Depends
	}
	a := c.info.Env.IsFreeze(types.EraseRegions(c.q.Interner(), t))
	return a == traits.No || a == traits.Depends
}

// inRvalue: a value has the qualif, given those of locals. t is the rvalue's type.
func (c *qualifs) inRvalue(q qualif, in func(mir.LocalID) bool, r mir.Rvalue, t types.Type) bool {
	switch r := r.(type) {
	case mir.ThreadLocalRef:
		return c.inType(q, t)
	case mir.Discriminant:
		return c.inPlace(q, in, r.Place)
	case mir.CopyForDeref:
		return c.inPlace(q, in, r.Place)
	case mir.Ref:
		return c.inBorrowed(q, in, r.Place)
	case mir.RawPtr:
		return c.inBorrowed(q, in, r.Place)
	case mir.Aggregate:
		if adt, ok := r.Type.(*types.Adt); ok && !c.structural(q, adt) {
			return c.inType(q, r.Type)
		}
	}
	for _, o := range mir.RvalueOperands(r) {
		if c.inOperand(q, in, o) {
			return true
		}
	}
	return false
}

// inBorrowed: reborrowing through a reference has the qualif of the reference.
func (c *qualifs) inBorrowed(q qualif, in func(mir.LocalID) bool, p mir.Place) bool {
	if n := len(p.Proj); n > 0 && p.Proj[n-1].Kind == mir.Deref {
		base := mir.Place{Local: p.Local, Proj: p.Proj[: n-1 : n-1]}
		if _, ok := mir.PlaceType(c.body, c.info, base).(*types.Ref); ok {
			return c.inPlace(q, in, base)
		}
	}
	return c.inPlace(q, in, p)
}

// structural: the qualif of a value of the ADT follows from its fields.
func (c *qualifs) structural(q qualif, adt *types.Adt) bool {
	s := c.info.Shape(adt)
	if s.Kind == mir.ShapeUnion {
		return false
	}
	if q == needsDrop {
		return !s.HasDrop
	}
	def := c.q.Adt(adt.Def)
	return def == nil || def.Lang != "unsafe_cell"
}

func (c *qualifs) inPlace(q qualif, in func(mir.LocalID) bool, p mir.Place) bool {
	for n := len(p.Proj); n > 0; n-- {
		e := p.Proj[n-1]
		if e.Kind == mir.Index && in(e.Local) {
			return true
		}
		whole := mir.Place{Local: p.Local, Proj: p.Proj[:n:n]}
		if !c.inType(q, mir.PlaceType(c.body, c.info, whole)) {
			return false
		}
		if e.Kind == mir.Deref {
			return true
		}
	}
	return in(p.Local)
}

func (c *qualifs) inOperand(q qualif, in func(mir.LocalID) bool, o mir.Operand) bool {
	if o.Kind != mir.Constant {
		return c.inPlace(q, in, o.Place)
	}
	if def := o.Const.Def; !def.IsZero() && o.Const.Promoted == 0 && c.q.DefKind(c.q.Parent(def)) != hir.KindTrait {
		if qq, ok := c.q.(QualifQueries); ok {
			// What is not known counts as no.
			if v, known := qq.ConstQualifs(def); !known || q == needsDrop && !v.NeedsDrop || q == hasMutInterior && !v.HasMutInterior {
				return false
			}
		}
	}
	return c.inType(q, o.Const.Type)
}

// value is a constant's scalar value, if it can be told now.
func (c *qualifs) value(k *mir.Const) (types.Const, bool) {
	switch {
	case k.Scalar:
		return types.Const{Kind: types.ConstValue, Lo: k.Lo, Hi: k.Hi}, true
	case !k.Def.IsZero() && c.q.DefKind(k.Def) != hir.KindInlineConst:
		v := c.q.EvalConst(k.Def, k.Args)
		return v, v.Kind == types.ConstValue
	}
	return types.Const{}, false
}
