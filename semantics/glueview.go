package semantics

import (
	"fmt"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: the drop glue of each local type, with what must be live when a value of
// it drops, and why.

// Glue lists the crate's structs, enums and unions in source order.
func (p *Program) Glue() []TypeGlue {
	var out []TypeGlue
	for _, id := range p.Crate.Order {
		switch p.DefKind(id) {
		case hir.KindStruct, hir.KindEnum, hir.KindUnion:
		default:
			continue
		}
		if g, ok := p.typeGlue(id); ok {
			out = append(out, g)
		}
	}
	return out
}

func (p *Program) typeGlue(id types.DefID) (TypeGlue, bool) {
	t := p.TypeOf(id)
	if t == nil || p.Adt(id) == nil {
		return TypeGlue{}, false
	}
	g := p.glueOf(t, id)
	g.Span = p.defSpan(id)
	return g, true
}

// glueOf describes a type as seen in a definition.
func (p *Program) glueOf(t types.Type, body types.DefID) TypeGlue {
	d := traits.NewEnv(p, p.Predicates(body)).Drops()
	g := TypeGlue{Name: p.typeName(t, body), DropGlue: glueWord(d, t)}
	if adt, ok := t.(*types.Adt); ok {
		impl, _ := d.DropImpl(adt.Def)
		g.ImplementsDrop = impl != nil
		g.Span = p.defSpan(adt.Def)
	}
	g.Fields = p.fieldGlue(d, t, body, 0)
	names := map[types.Region]string{}
	seen := map[string]bool{}
	for _, q := range d.Check(p.nameRegions(t, names)).Live {
		types.Walk(q.Arg, func(a types.Arg, _ uint32) bool {
			name := ""
			switch a := a.(type) {
			case types.Region:
				if name = names[a]; name == "" {
					name = p.RegionName(a, body)
				}
			case *types.Param:
				name = a.Name
			}
			if name != "" && !seen[name] {
				seen[name] = true
				g.RequiresLive = append(g.RequiresLive, Requirement{name, p.because(q.Path)})
			}
			return true
		})
	}
	g.Owned = p.owned(d, t, body)
	return g
}

// glueWord says whether dropping a type runs anything: yes, no, depends (on a parameter), unknown.
func glueWord(d *traits.Drops, t types.Type) string {
	switch d.Needs(t) {
	case traits.No:
		return "no"
	case traits.Yes:
		return "yes"
	case traits.Depends:
		return "depends"
	}
	return "unknown"
}

// fieldGlue are the fields of a type, those of local structs and tuples in them nested.
func (p *Program) fieldGlue(d *traits.Drops, t types.Type, body types.DefID, depth int) []FieldGlue {
	var out []FieldGlue
	add := func(name string, ft types.Type) {
		f := FieldGlue{Name: name, Type: p.typeName(ft, body), DropGlue: glueWord(d, ft)}
		if depth < 4 {
			f.Fields = p.nestedGlue(d, ft, body, depth+1)
		}
		out = append(out, f)
	}
	switch t := t.(type) {
	case *types.Tuple:
		for i, e := range t.Elems.Types() {
			add(fmt.Sprint(i), e)
		}
	case *types.Adt:
		adt := p.Adt(t.Def)
		if adt == nil {
			return nil
		}
		for _, v := range adt.Variants {
			for i, f := range v.Fields {
				name := f.Name
				if name == "" {
					name = fmt.Sprint(i)
				}
				if adt.Kind == hir.KindEnum {
					name = v.Name + "." + name
				}
				add(name, types.Subst(p.in, f.Type, t.Args))
			}
		}
	}
	return out
}

func (p *Program) nestedGlue(d *traits.Drops, t types.Type, body types.DefID, depth int) []FieldGlue {
	switch t := t.(type) {
	case *types.Tuple:
		return p.fieldGlue(d, t, body, depth)
	case *types.Adt:
		if !t.Def.IsStd() && t.Def != body {
			return p.fieldGlue(d, t, body, depth)
		}
	}
	return nil
}

// owned lists the types at which the drop check stops: those that implement Drop, trait
// objects, projections, opaque types, and the parameters that are dropped.
func (p *Program) owned(d *traits.Drops, t types.Type, body types.DefID) []string {
	var out []string
	seen := map[types.Type]bool{}
	listed := map[string]bool{}
	add := func(t types.Type) {
		if s := p.typeName(t, body); !listed[s] {
			listed[s] = true
			out = append(out, s)
		}
	}
	var walk func(t types.Type, depth int)
	walk = func(t types.Type, depth int) {
		if t == nil || seen[t] || depth > 32 || d.Needs(t) == traits.No {
			return
		}
		seen[t] = true
		switch t := t.(type) {
		case *types.Param, *types.Dyn, *types.Alias, *types.Coroutine:
			add(t)
		case *types.Tuple:
			for _, e := range t.Elems.Types() {
				walk(e, depth+1)
			}
		case *types.Array:
			walk(t.Elem, depth+1)
		case *types.Slice:
			walk(t.Elem, depth+1)
		case *types.Closure:
			for _, e := range t.Captured.Types() {
				walk(e, depth+1)
			}
		case *types.Adt:
			p.ownedAdt(d, t, add, func(t types.Type) { walk(t, depth+1) })
		}
	}
	walk(t, 0)
	return out
}

// ownedAdt: a type that implements Drop without may_dangle is owned as a whole; of one with
// it (Vec, Box) the parameters that may dangle are what it owns.
func (p *Program) ownedAdt(d *traits.Drops, t *types.Adt, add, walk func(types.Type)) {
	impl, _ := d.DropImpl(t.Def)
	dangles := false
	if impl != nil {
		for i := 0; impl.Generics != nil && i < impl.Generics.Count() && i < t.Args.Len(); i++ {
			if gp := impl.Generics.Param(uint32(i)); gp != nil && gp.MayDangle {
				dangles = true
				if arg, ok := t.Args.List[i].(types.Type); ok {
					walk(arg)
				}
			}
		}
		if !dangles {
			add(t)
		}
	}
	adt := p.Adt(t.Def)
	if adt == nil || adt.Lang == "owned_box" || dangles && t.Def.IsStd() {
		return
	}
	for _, v := range adt.Variants {
		for _, f := range v.Fields {
			walk(types.Subst(p.in, f.Type, t.Args))
		}
	}
}

// because says a path of the drop check in words, from the inside out: the reason first. How a type of
// the library's holds what it owns is nobody's business.
func (p *Program) because(path []traits.Step) []string {
	var out []string
	for i := len(path) - 1; i >= 0; i-- {
		outer := -1
		for j := i; j >= 0 && inLibrary(path[j]); j-- {
			if path[j].Kind == traits.StepField {
				outer = j
			}
		}
		if outer >= 0 {
			i = outer
			out = append(out, "what "+p.typeHead(path[i].Adt)+" owns")
			continue
		}
		if s := p.step(path[i]); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// inLibrary: a step through what a type of the library's is made of.
func inLibrary(s traits.Step) bool {
	return s.Kind == traits.StepPhantom || s.Kind == traits.StepField && s.Adt.IsStd()
}

// typeHead is a type with its parameters.
func (p *Program) typeHead(id types.DefID) string {
	if t := p.TypeOf(id); t != nil {
		return p.typeName(t, id)
	}
	return p.DefPath(id)
}

func (p *Program) step(s traits.Step) string {
	name := p.typeHead
	switch s.Kind {
	case traits.StepDropImpl:
		return name(s.Adt) + " implements Drop"
	case traits.StepField:
		field := s.Name
		if field == "" {
			field = fmt.Sprint(s.Field)
		}
		return "field " + field + " of " + name(s.Adt)
	case traits.StepPhantom:
		return "PhantomData marks it as owned"
	case traits.StepElem:
		return "element type " + types.Print(p, s.Type)
	case traits.StepTupleElem:
		return fmt.Sprintf("element %d of a tuple", s.Field)
	case traits.StepCapture:
		return "captured by a closure"
	case traits.StepDyn:
		return "a trait object may hold anything that lives as long"
	case traits.StepOpaque:
		return "nothing more is known of " + types.Print(p, s.Type)
	case traits.StepCoroutine:
		return "held by a coroutine"
	}
	return ""
}
