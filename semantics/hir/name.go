package hir

import "strings"

// This file: types as written, in messages' spelling: paths trimmed to their last segment.

// pathString is a path's last segment with its arguments.
func pathString(p *Path) string {
	if p == nil || len(p.Segments) == 0 {
		return "?"
	}
	if p.Qself != nil || p.Unresolved > 0 && len(p.Segments) > 1 {
		return projectionString(p)
	}
	return segmentString(p.Segments[len(p.Segments)-1])
}

// projectionString is `T::Item` or `<T as Trait>::Item`.
func projectionString(p *Path) string {
	n := len(p.Segments)
	last := segmentString(p.Segments[n-1])
	switch {
	case p.Qself != nil && n > 1:
		return "<" + tyString(p.Qself) + " as " + segmentString(p.Segments[n-2]) + ">::" + last
	case p.Qself != nil:
		return "<" + tyString(p.Qself) + ">::" + last
	}
	return segmentString(p.Segments[n-2]) + "::" + last
}

func segmentString(s Segment) string {
	a := s.Args
	if a == nil {
		return s.Name
	}
	if a.Paren && len(a.Args) == 1 && a.Args[0].Ty != nil {
		out := s.Name + "()"
		if k, ok := a.Args[0].Ty.Kind.(TyTuple); ok {
			out = s.Name + "(" + strings.Join(tyStrings(k.Elems), ", ") + ")"
		}
		for _, c := range a.Assoc {
			out += outputString(c.Ty)
		}
		return out
	}
	var parts []string
	for _, l := range a.Lifetimes {
		parts = append(parts, l.Name)
	}
	for _, x := range a.Args {
		switch {
		case x.Ty != nil:
			parts = append(parts, tyString(x.Ty))
		case x.Const != nil:
			parts = append(parts, constString(x.Const))
		}
	}
	for _, c := range a.Assoc {
		switch {
		case c.Ty != nil:
			parts = append(parts, c.Name+" = "+tyString(c.Ty))
		case len(c.Bounds) > 0:
			parts = append(parts, c.Name+": "+BoundsString(c.Bounds))
		}
	}
	if len(parts) == 0 {
		return s.Name
	}
	return s.Name + "<" + strings.Join(parts, ", ") + ">"
}

func outputString(t *Ty) string {
	if t == nil {
		return ""
	}
	if k, ok := t.Kind.(TyTuple); ok && len(k.Elems) == 0 {
		return ""
	}
	return " -> " + tyString(t)
}

func constString(c *AnonConst) string {
	switch {
	case c.Int != nil:
		return c.Int.Text
	case c.Path != nil:
		return pathString(c.Path)
	}
	return "_"
}

// BoundsString is `A + B + 'a`.
func BoundsString(bs []Bound) string {
	var parts []string
	for i := range bs {
		b := &bs[i]
		switch {
		case b.Lifetime != nil:
			parts = append(parts, b.Lifetime.Name)
		case b.Trait != nil:
			parts = append(parts, forString(b.For)+maybeString(b.Maybe)+pathString(b.Trait))
		}
	}
	return strings.Join(parts, " + ")
}

func maybeString(maybe bool) string {
	if maybe {
		return "?"
	}
	return ""
}

func forString(ps []GenericParam) string {
	if len(ps) == 0 {
		return ""
	}
	var names []string
	for _, p := range ps {
		names = append(names, p.Name)
	}
	return "for<" + strings.Join(names, ", ") + "> "
}

func tyStrings(ts []*Ty) []string {
	var out []string
	for _, t := range ts {
		out = append(out, tyString(t))
	}
	return out
}

// tyString prints a type as messages print it.
func tyString(t *Ty) string {
	if t == nil {
		return "()"
	}
	switch k := t.Kind.(type) {
	case TyPath:
		return pathString(k.Path)
	case TyRef:
		s := "&"
		if k.Lifetime.Name != "" {
			s += k.Lifetime.Name + " "
		}
		if k.Mut {
			s += "mut "
		}
		return s + pointeeString(k.Elem)
	case TyPtr:
		if k.Mut {
			return "*mut " + pointeeString(k.Elem)
		}
		return "*const " + pointeeString(k.Elem)
	case TySlice:
		return "[" + tyString(k.Elem) + "]"
	case TyArray:
		if k.Len != nil {
			return "[" + tyString(k.Elem) + "; " + constString(k.Len) + "]"
		}
		return "[" + tyString(k.Elem) + "; _]"
	case TyTuple:
		s := "(" + strings.Join(tyStrings(k.Elems), ", ")
		if len(k.Elems) == 1 {
			s += ","
		}
		return s + ")"
	case TyNever:
		return "!"
	case TyFnPtr:
		return fnPtrString(k)
	case TyDyn:
		s := "dyn " + BoundsString(k.Bounds)
		if k.Lifetime.Name != "" {
			s += " + " + k.Lifetime.Name
		}
		return s
	case TyImpl:
		return "impl " + BoundsString(k.Bounds)
	}
	return "_"
}

func pointeeString(t *Ty) string {
	s := tyString(t)
	if strings.Contains(s, " + ") && (strings.HasPrefix(s, "dyn ") || strings.HasPrefix(s, "impl ")) {
		return "(" + s + ")"
	}
	return s
}

func fnPtrString(k TyFnPtr) string {
	s := forString(k.For)
	if k.Unsafe {
		s += "unsafe "
	}
	if k.ABI != "" {
		s += `extern "` + k.ABI + `" `
	}
	return s + "fn(" + strings.Join(tyStrings(k.Params), ", ") + ")" + outputString(k.Output)
}
