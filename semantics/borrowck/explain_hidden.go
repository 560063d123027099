package borrowck

import (
	"slices"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: E0700, a hidden type with a lifetime that its opaque type does not capture, and
// the `use<…>` bound that would capture it.

// reportHidden reports the regions of hidden types that are not captured.
func (c *checker) reportHidden(errs []hiddenError) {
	if c.isClosureBody() {
		return
	}
	for _, e := range errs {
		if e.use.hidden.Flags()&(types.HasUnknown|types.HasError|types.HasInfer) != 0 {
			continue
		}
		c.reportHiddenRegion(e)
	}
}

func (c *checker) reportHiddenRegion(e hiddenError) {
	named := func(t types.Type) types.Type {
		return types.MapRegions(c.tc.in, t, func(r types.Region) types.Region {
			if id, ok := c.tc.vid(r); ok && r.Kind != types.ReBound {
				return c.memberName(id)
			}
			return r
		})
	}
	hidden, alias := c.typeName(named(e.use.hidden)), c.typeName(named(e.use.alias))
	m := newError("E0700", e.use.at.span, "hidden type for `%s` captures lifetime that does not appear in bounds", alias)
	var opaque *hir.Def
	if c.in.Crate != nil {
		opaque = c.in.Crate.Defs.At(e.use.alias.Def)
	}
	if opaque == nil {
		return
	}
	m.label(opaque.Span, "opaque type defined here")
	r := c.memberName(e.region)
	text, span := c.memberText(r)
	if span.Valid() {
		m.label(span, "hidden type `%s` captures %s", hidden, text)
	} else {
		m.note("hidden type `%s` captures %s", hidden, text)
	}
	if r.Kind == types.ReEarlyParam || r.Kind == types.ReLateParam {
		c.suggestCapture(m, opaque, e.use.alias, r)
	}
	c.report(m)
}

// memberName is the parameter to name for a region of a hidden type, though it may only be
// longer; a variable where there is none or more than one (rustc's name_regions_for_member_constraint).
func (c *checker) memberName(r RegionID) types.Region {
	if ext, ok := c.external(c.approxUpperBound(r)); ok {
		return ext
	}
	var named []types.Region
	for _, u := range c.tc.upperBounds(c.values, r) {
		if ext, ok := c.external(u); ok && ext.Kind != types.ReStatic {
			named = append(named, ext)
		}
	}
	if len(named) == 1 {
		return named[0]
	}
	return reVar(r)
}

// memberText describes a region of a hidden type, with the place where it is declared.
func (c *checker) memberText(r types.Region) (string, source.Span) {
	if r.Kind != types.ReEarlyParam && r.Kind != types.ReLateParam {
		return "lifetime `'_`", source.NoSpan
	}
	name, span := c.lifetime(r)
	if name != "" && name != "'_" {
		return "the lifetime `" + name + "` as defined here", span
	}
	if id, ok := c.tc.vid(r); ok && r.Kind == types.ReLateParam {
		if h := c.componentOf(id); h != nil {
			return "the anonymous lifetime defined here", h.Span
		}
	}
	return "the anonymous lifetime as defined here", span
}

// suggestCapture adds the lifetime to the opaque type's `use<…>` bound, or such a bound.
func (c *checker) suggestCapture(m *message, opaque *hir.Def, a *types.Alias, r types.Region) {
	name, _ := c.lifetime(r)
	if name == "" {
		name = "'_"
	}
	for i := range opaque.Opaque.Bounds {
		if b := &opaque.Opaque.Bounds[i]; b.IsUse {
			if e, ok := c.intoUse(b, name); ok {
				m.suggest(diag.MachineApplicable, "add `"+name+"` to the `use<...>` bound to explicitly capture it", e)
			}
			return
		}
	}
	lifetimes, others, synthetic := c.capturedNames(a)
	if slices.Contains(lifetimes, name) {
		return
	}
	all := append(append(lifetimes, name), others...)
	if len(synthetic) > 0 {
		c.suggestNaming(m, opaque, name, append(lifetimes, name), others, synthetic)
		return
	}
	m.suggest(diag.MachineApplicable, "add a `use<...>` bound to explicitly capture `"+name+"`",
		edit(shrinkHi(opaque.Span), " + use<"+strings.Join(all, ", ")+">"))
}

// intoUse puts a lifetime behind the others of a `use<…>` bound, or first.
func (c *checker) intoUse(b *hir.Bound, name string) (diag.Edit, bool) {
	if n := len(b.UseLts); n > 0 {
		return edit(shrinkHi(b.UseLts[n-1].Span), ", "+name), true
	}
	if c.in.Snippet == nil {
		return diag.Edit{}, false
	}
	text, ok := c.in.Snippet(b.Span)
	open := strings.IndexByte(text, '<')
	if !ok || open < 0 {
		return diag.Edit{}, false
	}
	at := b.Span
	if len(b.Use) == 0 {
		at.End--
		return edit(shrinkHi(at), name), true
	}
	rest := text[open+1:]
	at.Start += int32(len(text) - len(strings.TrimLeft(rest, " \t\r\n")))
	return edit(shrinkLo(at), name+", "), true
}

// capturedNames are the lifetimes that an opaque type captures, its other parameters, and
// those that stand for `impl Trait` in argument position.
func (c *checker) capturedNames(a *types.Alias) (lifetimes, others []string, synthetic []hir.GenericParam) {
	vs := c.q.Variances(a.Def)
	add := func(list []string, n string) []string {
		if slices.Contains(list, n) {
			return list
		}
		return append(list, n)
	}
	for g := c.q.Generics(a.Def); g != nil; g = g.Parent {
		base := g.Parent.Count()
		for i, p := range g.Params {
			switch at := base + i; {
			case at < len(vs) && vs[at] == types.Bivariant:
			case p.Kind == ast.ParamLifetime:
				lifetimes = add(lifetimes, p.Name)
			case p.Synthetic:
				synthetic = append(synthetic, c.writtenParam(g.Def, p.Name)...)
			default:
				others = add(others, p.Name)
			}
		}
	}
	return lifetimes, others, synthetic
}

// writtenParam is a parameter as written; none: it is not known.
func (c *checker) writtenParam(def types.DefID, name string) []hir.GenericParam {
	d := c.in.Crate.Defs.At(def)
	if d == nil || d.Generics == nil {
		return nil
	}
	i := slices.IndexFunc(d.Generics.Params, func(p hir.GenericParam) bool { return p.Synthetic && p.Name == name })
	if i < 0 {
		return nil
	}
	return d.Generics.Params[i : i+1]
}

// suggestNaming turns `impl Trait` in argument position, which `use<…>` cannot name, into
// type parameters.
func (c *checker) suggestNaming(m *message, opaque *hir.Def, name string, lifetimes, others []string, synthetic []hir.GenericParam) {
	fn := c.in.Crate.Defs.At(opaque.Opaque.Fn)
	if fn == nil {
		return
	}
	letters := []string{"T", "U", "V", "W", "X", "Y", "A", "B", "C"}
	var edits []diag.Edit
	var params []string
	note := diag.Sub{Level: diag.Note, Msg: "you could use a `use<...>` bound to explicitly capture `" + name +
		"`, but argument-position `impl Trait`s are not nameable"}
	for _, p := range synthetic {
		i := slices.IndexFunc(letters, func(l string) bool { return !slices.Contains(others, l) })
		if i < 0 {
			return
		}
		others = append(others, letters[i])
		edits = append(edits, edit(p.Span, letters[i]))
		params = append(params, letters[i]+": "+strings.TrimSpace(strings.TrimPrefix(p.Name, "impl")))
		note.Labels = append(note.Labels, diag.Label{Span: p.Span, Primary: true})
	}
	list := strings.Join(params, ", ")
	if end := lastParam(fn); end.Valid() {
		edits = append(edits, edit(end, ", "+list))
	} else {
		edits = append(edits, edit(shrinkHi(fn.NameSpan), "<"+list+">"))
	}
	edits = append(edits, edit(shrinkHi(opaque.Span), " + use<"+strings.Join(append(lifetimes, others...), ", ")+">"))
	m.suggest(diag.MaybeIncorrect, "add a `use<...>` bound to explicitly capture `"+name+
		"` after turning all argument-position `impl Trait` into type parameters, noting that this possibly affects the API of this crate", edits...)
	m.Subs = append(m.Subs, note)
}

// lastParam is where the written parameters end; invalid: there are none.
func lastParam(fn *hir.Def) source.Span {
	end := source.NoSpan
	for _, p := range fn.Generics.Params {
		if p.Synthetic {
			continue
		}
		end = p.Span
		if n := len(p.Bounds); n > 0 && p.Bounds[n-1].Span.End > end.End {
			end.End = p.Bounds[n-1].Span.End
		}
	}
	return shrinkHi(end)
}
