package traits

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: drop glue: what dropping a value does, one level deep. First the
// type's own `Drop::drop`, then its parts in the order of their declaration
// (reference, destructors.operation).

// GlueKind is the form of a type's glue.
type GlueKind uint8

// The forms of glue.
const (
	GlueNone     GlueKind = iota // nothing to do
	GlueParts                    // Parts, in order
	GlueVariants                 // an enum: the parts of the active variant
	GlueElems                    // array or slice: each element, first to last
	GlueBox                      // the boxed value, then Box's own Drop
	GlueDyn                      // through the vtable
	GlueOpaque                   // a parameter, projection or coroutine: known where it is monomorphic
	GlueUnknown
)

// Part is a field, element or capture that may need drop.
type Part struct {
	Name    string
	Variant int
	Index   int
	Type    types.Type
	Needs   Answer
}

// Glue is what dropping a value of a type does.
type Glue struct {
	Kind  GlueKind
	Drop  *types.Impl // called first; nil: none
	Parts []Part      // those that do not need drop are left out
}

// Glue describes one level of a type's drop glue.
func (d *Drops) Glue(t types.Type) Glue {
	switch d.Needs(t) {
	case No:
		return Glue{}
	case Unknown:
		return Glue{Kind: GlueUnknown}
	}
	switch t := d.normalize(t).(type) {
	case *types.Adt:
		return d.adtGlue(t)
	case *types.Tuple:
		return d.partsGlue(t.Elems.Types())
	case *types.Closure:
		parts, _ := d.captures(t)
		return d.partsGlue(parts)
	case *types.Array:
		return Glue{Kind: GlueElems, Parts: []Part{{Type: t.Elem, Needs: d.Needs(t.Elem)}}}
	case *types.Slice:
		return Glue{Kind: GlueElems, Parts: []Part{{Type: t.Elem, Needs: d.Needs(t.Elem)}}}
	case *types.Dyn:
		return Glue{Kind: GlueDyn}
	default:
		return Glue{Kind: GlueOpaque}
	}
}

func (d *Drops) partsGlue(ts []types.Type) Glue {
	g := Glue{Kind: GlueParts}
	for i, t := range ts {
		g.add(Part{Index: i, Type: t, Needs: d.Needs(t)})
	}
	return g
}

func (g *Glue) add(p Part) {
	if p.Needs != No {
		g.Parts = append(g.Parts, p)
	}
}

func (d *Drops) adtGlue(t *types.Adt) Glue {
	adt := d.Q.Adt(t.Def)
	g := Glue{Kind: GlueParts}
	g.Drop, _ = d.DropImpl(t.Def)
	if adt.Lang == "owned_box" {
		content := t.Args.Type(0)
		g.Kind = GlueBox
		g.add(Part{Type: content, Needs: d.Needs(content)})
		return g
	}
	if adt.Kind == hir.KindUnion {
		return g
	}
	if adt.Kind == hir.KindEnum {
		g.Kind = GlueVariants
	}
	for v, variant := range adt.Variants {
		for i, f := range variant.Fields {
			ft := d.normalize(types.Subst(d.Q.Interner(), f.Type, t.Args))
			g.add(Part{Name: f.Name, Variant: v, Index: i, Type: ft, Needs: d.Needs(ft)})
		}
	}
	return g
}
