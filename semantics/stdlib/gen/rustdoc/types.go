package rustdoc

import "strings"

// This file: types, paths and bounds as Rust syntax with canonical paths.

// Wrapper is the type whose inherent impls stand for those of its argument: rustdoc's
// JSON loses inherent impls of types of other crates and of dyn types, so the sources
// given to rustdoc have them on this wrapper.
const Wrapper = "FactsImpl"

func isWrapper(t *typ) bool {
	return t.kind == "resolved_path" && strings.HasSuffix(t.path.Path, Wrapper)
}

func join[T any](sep string, list []T, one func(*T) string) string {
	var b strings.Builder
	for i := range list {
		if i > 0 {
			b.WriteString(sep)
		}
		b.WriteString(one(&list[i]))
	}
	return b.String()
}

func (c *crate) types(ts []typ) string { return join(", ", ts, c.ty) }

func (c *crate) ty(t *typ) string {
	switch t.kind {
	case "infer":
		return "_"
	case "resolved_path":
		if isWrapper(t) {
			return c.ty(&t.path.Args.angle.Args[0].ty)
		}
		return c.path(&t.path)
	case "generic":
		return t.name
	case "primitive":
		if t.name == "never" {
			return "!"
		}
		return t.name
	case "tuple":
		if len(t.elems) == 1 {
			return "(" + c.ty(&t.elems[0]) + ",)"
		}
		return "(" + c.types(t.elems) + ")"
	case "slice":
		return "[" + c.ty(&t.elems[0]) + "]"
	case "array":
		return "[" + c.ty(&t.elems[0]) + "; " + t.len + "]"
	case "raw_pointer":
		if t.mut {
			return "*mut " + c.pointee(&t.elems[0])
		}
		return "*const " + c.pointee(&t.elems[0])
	case "borrowed_ref":
		return c.reference(t)
	case "dyn_trait":
		bs := join(" + ", t.traits, func(p *polyTrait) string { return c.binder(p.Params) + c.path(&p.Trait) })
		if t.lifetime != "" {
			bs += " + " + t.lifetime
		}
		return "dyn " + bs
	case "impl_trait":
		return "impl " + c.bounds(t.bounds)
	case "function_pointer":
		return c.binder(t.fn.Params) + c.header(&t.fn.Header) + "fn" + c.fnPtrSig(&t.fn.Sig)
	case "qualified_path":
		return c.qualified(t.qualified)
	case "pat":
		return c.ty(&t.elems[0]) + " is " + c.sources.pattern(t.dump)
	}
	panic("type of kind " + t.kind)
}

func (c *crate) reference(t *typ) string {
	s := "&"
	if t.lifetime != "" {
		s += t.lifetime + " "
	}
	if t.mut {
		s += "mut "
	}
	return s + c.pointee(&t.elems[0])
}

// pointee is a type behind & or *: `dyn A + B` needs parentheses there.
func (c *crate) pointee(t *typ) string {
	s := c.ty(t)
	if (t.kind == "dyn_trait" || t.kind == "impl_trait") && strings.Contains(s, " + ") {
		return "(" + s + ")"
	}
	return s
}

func (c *crate) fnPtrSig(s *fnSig) string {
	in := join(", ", s.Inputs, func(p *param) string { return c.ty(&p.ty) })
	if s.IsVariadic {
		in += ", ..."
	}
	return "(" + strings.TrimPrefix(in, ", ") + ")" + c.output(s.Output)
}

func (c *crate) output(t *typ) string {
	if t == nil {
		return ""
	}
	return " -> " + c.ty(t)
}

func (c *crate) qualified(q *qualified) string {
	self, name := c.ty(q.Self), "::"+q.Name+c.args(q.Args)
	if q.Trait == nil || q.Trait.Path == "" {
		return self + name
	}
	return "<" + self + " as " + c.path(q.Trait) + ">" + name
}

func (c *crate) path(p *path) string { return c.canonicalOr(p.ID, p.Path) + c.args(p.Args) }

func (c *crate) args(a *args) string {
	switch {
	case a == nil:
		return ""
	case a.kind == "return_type_notation":
		return "(..)"
	case a.kind == "parenthesized":
		return "(" + c.types(a.paren.Inputs) + ")" + c.output(a.paren.Output)
	}
	list := join(", ", a.angle.Args, c.arg)
	if len(a.angle.Constraints) > 0 {
		if list != "" {
			list += ", "
		}
		list += join(", ", a.angle.Constraints, c.constraint)
	}
	if list == "" {
		return ""
	}
	return "<" + list + ">"
}

func (c *crate) arg(a *arg) string {
	switch a.kind {
	case "lifetime":
		return a.lifetime
	case "type":
		return c.ty(&a.ty)
	case "const":
		return a.constant.text()
	}
	return "_"
}

func (c *crate) constraint(x *constraint) string {
	name := x.Name + c.args(x.Args)
	if x.Binding.kind == "constraint" {
		return name + ": " + c.bounds(x.Binding.bounds)
	}
	return name + " = " + c.term(&x.Binding.equal)
}

func (c *crate) term(t *term) string {
	if t.kind == "type" {
		return c.ty(&t.ty)
	}
	return t.constant.text()
}

// binder is `for<'a> `, if there are names to bind.
func (c *crate) binder(ps []genericParam) string {
	if len(ps) == 0 {
		return ""
	}
	return "for<" + join(", ", ps, func(p *genericParam) string { return c.genericParam(p, nil) }) + "> "
}

func (c *crate) bounds(bs []bound) string { return join(" + ", bs, c.bound) }

// bound: `[const]` is taken off.
func (c *crate) bound(b *bound) string {
	switch b.kind {
	case "outlives":
		return b.lifetime
	case "use":
		return "use<" + join(", ", b.uses, func(u *useArg) string { return string(*u) }) + ">"
	}
	maybe := ""
	if b.trait.Modifier == "maybe" {
		maybe = "?"
	}
	return c.binder(b.trait.Params) + maybe + c.path(&b.trait.Trait)
}
