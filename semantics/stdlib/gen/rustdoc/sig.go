package rustdoc

import (
	"slices"
	"strconv"
	"strings"
)

// This file: generics and signatures as Rust syntax.

// genericParam is a parameter, marked if it is among those that may dangle.
func (c *crate) genericParam(p *genericParam, dangling []string) string {
	s := p.Name
	if slices.Contains(dangling, p.Name) {
		s = "#[may_dangle] " + s
	}
	switch k := &p.Kind; k.kind {
	case "lifetime":
		if len(k.lifetime.Outlives) > 0 {
			s += ": " + strings.Join(k.lifetime.Outlives, " + ")
		}
	case "type":
		if len(k.ty.Bounds) > 0 {
			s += ": " + c.bounds(k.ty.Bounds)
		}
		if k.ty.Default != nil {
			s += " = " + c.ty(k.ty.Default)
		}
	case "const":
		s = "const " + p.Name + ": " + c.ty(&k.constant.Type)
		if k.constant.Default != nil {
			s += " = " + *k.constant.Default
		}
	}
	return s
}

// params is `<…>`; those that stand for `impl Trait` are not written.
func (c *crate) params(g *generics, dangling []string, more ...string) string {
	var all []string
	for i := range g.Params {
		if p := &g.Params[i]; !p.Kind.ty.Synthetic {
			all = append(all, c.genericParam(p, dangling))
		}
	}
	if all = append(all, more...); len(all) == 0 {
		return ""
	}
	return "<" + strings.Join(all, ", ") + ">"
}

// where is the predicates, without the word. One without bounds is left of a
// `[const] Destruct` that rustdoc hides.
func (c *crate) where(g *generics) string {
	var all []string
	for i := range g.Where {
		switch w := &g.Where[i]; w.kind {
		case "bound_predicate":
			if b := &w.bound; len(b.Bounds) > 0 {
				all = append(all, c.binder(b.Params)+c.ty(&b.Type)+": "+c.bounds(b.Bounds))
			}
		case "lifetime_predicate":
			all = append(all, w.lifetime.Lifetime+": "+strings.Join(w.lifetime.Outlives, " + "))
		case "eq_predicate":
			all = append(all, c.ty(&w.equal.LHS)+" = "+c.term(&w.equal.RHS))
		}
	}
	return strings.Join(all, ", ")
}

func (c *crate) whereClause(g *generics) string {
	if w := c.where(g); w != "" {
		return " where " + w
	}
	return ""
}

func (c *crate) generics(g *generics) string { return c.params(g, nil) + c.whereClause(g) }

func (c *crate) header(h *fnHeader) (s string) {
	if h.IsConst {
		s += "const "
	}
	if h.IsAsync {
		s += "async "
	}
	if h.IsUnsafe {
		s += "unsafe "
	}
	if h.ABI != "" {
		s += `extern "` + string(h.ABI) + `" `
	}
	return s
}

func (c *crate) fnSig(i *item) string {
	f := i.Inner.fn
	inputs := f.Sig.Inputs
	constParams, inputs := c.legacyConstGenerics(i, inputs)
	var in []string
	for n := range inputs {
		in = append(in, c.input(&inputs[n], n == 0))
	}
	if f.Sig.IsVariadic {
		in = append(in, "...")
	}
	h := f.Header
	if slices.ContainsFunc(i.Attrs, func(a attribute) bool { return a.kind == "target_feature" }) {
		// rustdoc calls the safe ones unsafe
		h.IsUnsafe = c.sources.fn(c, i).Sig.Unsafe
	}
	return c.header(&h) + "fn " + i.Name + c.params(&f.Generics, nil, constParams...) +
		"(" + strings.Join(in, ", ") + ")" + c.output(f.Sig.Output) + c.whereClause(&f.Generics)
}

// legacyConstGenerics takes out of the arguments what `rustc_legacy_const_generics` lists:
// they are const parameters that may be written as arguments.
func (c *crate) legacyConstGenerics(i *item, inputs []param) (params []string, rest []param) {
	list, ok := c.attributes(i)["legacy_const_generics"]
	if !ok {
		return nil, inputs
	}
	at := map[int]bool{}
	for _, n := range strings.Split(strings.Trim(list, "[]"), ",") {
		k, err := strconv.Atoi(n)
		if err != nil || k >= len(inputs) {
			panic("rustc_legacy_const_generics of " + i.Name + ": " + list)
		}
		at[k] = true
		params = append(params, "const "+inputs[k].name+": "+c.ty(&inputs[k].ty))
	}
	for n, p := range inputs {
		if !at[n] {
			rest = append(rest, p)
		}
	}
	return params, rest
}

// input is one parameter; the first may be the receiver.
func (c *crate) input(p *param, first bool) string {
	t := c.ty(&p.ty)
	if !first || p.name != "self" {
		if p.name == "" {
			return "_: " + t
		}
		return p.name + ": " + t
	}
	switch e := &p.ty; {
	case t == "Self":
		return "self"
	case e.kind == "borrowed_ref" && e.elems[0].kind == "generic" && e.elems[0].name == "Self":
		return strings.TrimSuffix(t, "Self") + "self"
	}
	return "self: " + t
}
