package borrowck

import (
	"fmt"
	"slices"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: names for regions. A region that the user named is called so, with a label at
// its declaration; others get a number and a label at what holds them:
//
//	fn f(x: &u32) …    let's call the lifetime of this reference `'1`

// nameForm is how a region got its name.
type nameForm uint8

const (
	nameStatic nameForm = iota
	nameDeclared
	nameEnv
	nameMatchedRef  // the & of a type
	nameMatchedPath // '_ in a path's arguments
	nameArgument    // the argument's type is shown
	nameOccluded    // the argument's type does not show the region
	nameUpvar
	nameOutput
	nameOutputOccluded
	nameYield
	nameImpl
)

// regionName is a region's name with what its label says.
type regionName struct {
	name string
	form nameForm
	span source.Span
	text string // type, note, variable
	more string // " of closure"
}

// highlight adds the label that introduces the name.
func (n *regionName) highlight(m *message) {
	switch n.form {
	case nameDeclared:
		m.label(n.span, "lifetime `%s` defined here", n.name)
	case nameEnv:
		m.label(n.span, "lifetime `%s` represents this closure's body", n.name)
		m.note("%s", n.text)
	case nameMatchedRef:
		m.label(n.span, "let's call the lifetime of this reference `%s`", n.name)
	case nameMatchedPath:
		m.label(n.span, "let's call this `%s`", n.name)
	case nameArgument:
		m.label(n.span, "has type `%s`", n.text)
	case nameOccluded:
		m.label(n.span, "lifetime `%s` appears in the type %s", n.name, n.text)
	case nameUpvar:
		m.label(n.span, "lifetime `%s` appears in the type of `%s`", n.name, n.text)
	case nameOutput:
		m.label(n.span, "return type%s is %s", n.more, n.text)
	case nameOutputOccluded:
		m.label(n.span, "return type%s `%s` contains a lifetime `%s`", n.more, n.text, n.name)
	case nameYield:
		m.label(n.span, "yield type is %s", n.text)
	case nameImpl:
		m.label(n.span, "lifetime `%s` appears in the `impl`'s %s", n.name, n.text)
	}
}

// isUniversal: the region is one of the body's universal ones.
func (c *checker) isUniversal(r RegionID) bool { return int(r) < c.tc.uni.count }

// errorRegion is a universal region to name for a region; false: none.
func (c *checker) errorRegion(r RegionID) (RegionID, bool) {
	for range 8 {
		if c.isUniversal(r) {
			return r, true
		}
		up := c.approxUpperBound(r)
		if !c.values.outlivesEnd(r, up) {
			return 0, false
		}
		r = up
	}
	return 0, false
}

// external is the parameter (or 'static) that a universal region is to the user; false: nameless.
func (c *checker) external(r RegionID) (types.Region, bool) {
	n := c.tc.uni.names[r]
	return n, n != (types.Region{})
}

// approxUpperBound is some universal region that outlives what r holds, for messages.
func (c *checker) approxUpperBound(r RegionID) RegionID {
	u := c.tc.uni
	lub := u.fnBody
	c.values.ends(r, func(ur RegionID) {
		next := u.leastAbove(lub, ur)
		if ur == 0 || lub == 0 || next != 0 {
			lub = next
			return
		}
		_, named := c.external(ur)
		_, lubNamed := c.external(lub)
		switch {
		case named:
			lub = ur
		case lubNamed:
		default:
			lub = min(ur, lub)
		}
	})
	return lub
}

// nameOf gives a universal region a name; nil: none can be found.
func (c *checker) nameOf(r RegionID) *regionName {
	if n, ok := c.regionNames[r]; ok {
		return n
	}
	for _, try := range []func(RegionID) *regionName{c.declaredName, c.argumentName, c.upvarName, c.outputName, c.yieldName, c.implName} {
		if n := try(r); n != nil {
			c.regionNames[r] = n
			return n
		}
	}
	return nil
}

func (c *checker) synthesize() string {
	c.nextName++
	return fmt.Sprintf("'%d", c.nextName)
}

// declaredName: the user named the region, or it is a closure's own environment.
func (c *checker) declaredName(r RegionID) *regionName {
	if r == c.tc.uni.env && r >= 0 {
		return c.envName()
	}
	e, ok := c.errorRegion(r)
	if !ok {
		return nil
	}
	ext, ok := c.external(e)
	if !ok {
		return nil
	}
	if ext.Kind == types.ReStatic {
		return &regionName{name: "'static", form: nameStatic}
	}
	name, span := c.lifetime(ext)
	if name == "" || name == "'_" {
		return c.asyncName(ext)
	}
	return &regionName{name: name, form: nameDeclared, span: span}
}

func (c *checker) envName() *regionName {
	info := c.q.Closure(c.body.Owner)
	kind := "Fn"
	if info != nil && info.Kind == types.KindFnMut {
		kind = "FnMut"
	}
	return &regionName{name: c.synthesize(), form: nameEnv, span: c.closureArgs(c.body.Owner, c.body.Span),
		text: "closure implements `" + kind + "`, so references to captured variables can't escape the closure"}
}

// lifetime is the name and the place of declaration of a lifetime parameter.
func (c *checker) lifetime(r types.Region) (string, source.Span) {
	owner := r.Def
	if owner.IsZero() {
		owner = c.tc.root()
	}
	name := c.q.RegionName(r, owner)
	if c.in.Crate == nil || name == "" {
		return name, source.NoSpan
	}
	for def := owner; !def.IsZero(); {
		d := c.in.Crate.Defs.At(def)
		if d == nil {
			break
		}
		if d.Generics != nil {
			for _, p := range d.Generics.Params {
				if p.Kind == ast.ParamLifetime && p.Name == name {
					return name, p.Span
				}
			}
		}
		def = d.Parent
	}
	return name, source.NoSpan
}

// implicitInputs is how many inputs the user does not see: a closure's environment.
func (c *checker) implicitInputs() int {
	if c.isClosureBody() {
		return 1
	}
	return 0
}

func (c *checker) isClosureBody() bool {
	k := c.q.DefKind(c.body.Owner)
	return k == hir.KindClosure || k == hir.KindCoroutine
}

// argumentIndex is the first argument whose type holds the region; false: none.
func (c *checker) argumentIndex(r RegionID) (int, bool) {
	skip := c.implicitInputs()
	for i, t := range c.tc.uni.inputs {
		if i >= skip && hasRegion(t, r) {
			return i - skip, true
		}
	}
	return 0, false
}

func hasRegion(t types.Type, r RegionID) bool {
	found := false
	types.FreeRegions(t, func(x types.Region) {
		found = found || x.Kind == types.ReVar && RegionID(x.Index) == r
	})
	return found
}

// argument is the name and place of an argument as the user counts them.
func (c *checker) argument(i int) (string, source.Span) {
	l := mir.LocalID(i + c.implicitInputs() + 1)
	if int(l) >= len(c.body.Locals) {
		return "", source.NoSpan
	}
	return c.localName(l), c.body.Locals[l].Span
}

// argumentName: the region appears in an argument's type.
func (c *checker) argumentName(r RegionID) *regionName {
	i, ok := c.argumentIndex(r)
	if !ok {
		return nil
	}
	t := c.tc.uni.inputs[i+c.implicitInputs()]
	if h := c.argumentTy(i); h != nil {
		if n := c.matchTy(r, t, h); n != nil {
			n.name = c.synthesize()
			return n
		}
	}
	_, span := c.argument(i)
	text, shown := c.typeWithRegion(t, r)
	n := &regionName{form: nameArgument, span: span, text: text}
	if !shown {
		n.form = nameOccluded
	}
	n.name = c.synthesize()
	return n
}

// argumentTy is the type of an argument as written; nil: none is.
func (c *checker) argumentTy(i int) *hir.Ty {
	if c.isClosureBody() {
		if k, ok := c.closureExpr(); ok && i < len(k.Params) {
			return notInfer(k.Params[i].Ty)
		}
		return nil
	}
	if c.in.Crate == nil {
		return nil
	}
	d := c.in.Crate.Defs.At(c.body.Owner)
	if d == nil || d.Fn == nil || i >= len(d.Fn.Params) {
		return nil
	}
	return notInfer(d.Fn.Params[i])
}

func notInfer(t *hir.Ty) *hir.Ty {
	if t == nil {
		return nil
	}
	if _, ok := t.Kind.(hir.TyInfer); ok {
		return nil
	}
	return t
}

// closureExpr is the expression of the closure whose body this is.
func (c *checker) closureExpr() (hir.ExprClosure, bool) {
	if c.hir.body != nil {
		for i := range c.hir.body.Exprs {
			if k, ok := c.hir.body.Exprs[i].Kind.(hir.ExprClosure); ok && k.Def == c.body.Owner {
				return k, true
			}
		}
	}
	return hir.ExprClosure{}, false
}

// matchTy walks a type and the type as written together to find where the region stands.
func (c *checker) matchTy(r RegionID, t types.Type, h *hir.Ty) *regionName {
	type pair struct {
		t types.Type
		h *hir.Ty
	}
	isIt := func(x types.Region) bool { return x.Kind == types.ReVar && RegionID(x.Index) == r }
	stack := []pair{{t, h}}
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if p.h == nil {
			continue
		}
		switch k := p.h.Kind.(type) {
		case hir.TyRef:
			t, ok := p.t.(*types.Ref)
			if !ok {
				continue
			}
			if isIt(t.Region) {
				amp := p.h.Span
				amp.End = amp.Start + 1
				return &regionName{form: nameMatchedRef, span: amp}
			}
			stack = append(stack, pair{t.Elem, k.Elem})
		case hir.TyPath:
			t, ok := p.t.(*types.Adt)
			if !ok || k.Path == nil || len(k.Path.Segments) == 0 || k.Path.Res.DefKind == hir.KindTypeAlias {
				continue
			}
			written := k.Path.Segments[len(k.Path.Segments)-1].Args
			if written == nil {
				continue
			}
			lt, ty := 0, 0
			for _, a := range t.Args.Slice() {
				switch a := a.(type) {
				case types.Region:
					if lt < len(written.Lifetimes) {
						l := written.Lifetimes[lt]
						if isIt(a) {
							if l.Implied || l.Name == "" {
								return nil
							}
							return &regionName{form: nameMatchedPath, span: l.Span}
						}
						lt++
					}
				case types.Type:
					if ty < len(written.Args) {
						stack = append(stack, pair{a, written.Args[ty].Ty})
						ty++
					}
				}
			}
		case hir.TyTuple:
			if t, ok := p.t.(*types.Tuple); ok {
				for i, e := range t.Elems.Types() {
					if i < len(k.Elems) {
						stack = append(stack, pair{e, k.Elems[i]})
					}
				}
			}
		case hir.TySlice:
			if t, ok := p.t.(*types.Slice); ok {
				stack = append(stack, pair{t.Elem, k.Elem})
			}
		case hir.TyArray:
			if t, ok := p.t.(*types.Array); ok {
				stack = append(stack, pair{t.Elem, k.Elem})
			}
		case hir.TyPtr:
			if t, ok := p.t.(*types.RawPtr); ok {
				stack = append(stack, pair{t.Elem, k.Elem})
			}
		}
	}
	return nil
}

// typeWithRegion prints a type with the next number for one region, others left out; shown
// says whether the number appears.
func (c *checker) typeWithRegion(t types.Type, r RegionID) (text string, shown bool) {
	name := fmt.Sprintf("'%d", c.nextName+1)
	p := &types.Printer{Q: c.q, Body: c.tc.root(), Closure: c.closureName, Name: c.shortPath, Region: func(x types.Region) string {
		if x.Kind == types.ReVar && RegionID(x.Index) == r {
			return name
		}
		return ""
	}}
	text = p.Type(t)
	return text, strings.Contains(text, name)
}

// upvarName: the region appears in the type of a captured variable.
func (c *checker) upvarName(r RegionID) *regionName {
	i, ok := c.upvarIndex(r)
	if !ok {
		return nil
	}
	name, span := c.upvar(i)
	return &regionName{name: c.synthesize(), form: nameUpvar, span: span, text: name}
}

func (c *checker) upvarIndex(r RegionID) (int, bool) {
	_, captured, ok := closureType(c.tc.uni.self)
	if !ok {
		return 0, false
	}
	for i, t := range captured.Types() {
		if hasRegion(t, r) {
			return i, i < len(c.body.Upvars)
		}
	}
	return 0, false
}

// upvar is the captured variable's name and the place of its binding.
func (c *checker) upvar(i int) (string, source.Span) {
	u := &c.body.Upvars[i]
	return u.Name, c.bindingSpan(u.Local)
}

// bindingSpan is the pattern that binds a local; NoSpan: not known.
func (c *checker) bindingSpan(l hir.LocalID) source.Span {
	if c.hir.body == nil || l <= 0 || int(l) >= len(c.hir.body.Locals) {
		return source.NoSpan
	}
	local := &c.hir.body.Locals[l]
	if p := local.Pat; p > 0 && int(p) < len(c.hir.body.Pats) {
		return c.hir.body.Pats[p].Span
	}
	return local.Span
}

// yieldName: the region appears in the type of what a coroutine yields.
func (c *checker) yieldName(r RegionID) *regionName {
	yield := c.tc.uni.yield
	if yield == nil || !hasRegion(yield, r) {
		return nil
	}
	span := c.body.Span
	if k, ok := c.closureExpr(); ok {
		span = endPoint(k.DeclSpan)
	}
	text, _ := c.typeWithRegion(yield, r)
	return &regionName{name: c.synthesize(), form: nameYield, span: span, text: text}
}

// outputName: the region appears in the return type.
func (c *checker) outputName(r RegionID) *regionName {
	out := c.tc.uni.output
	if out == nil || !hasRegion(out, r) {
		return nil
	}
	var written *hir.Ty
	span, more := c.body.Span, ""
	if k, ok := c.closureExpr(); ok && c.isClosureBody() {
		more = " of " + closureKind(k)
		span = endPoint(k.DeclSpan)
		if k.Output != nil {
			written, span = k.Output, k.Output.Span
		}
	} else if c.in.Crate != nil {
		if d := c.in.Crate.Defs.At(c.body.Owner); d != nil && d.Fn != nil {
			written, span = d.Fn.Output, d.Fn.OutputSpan
		}
	}
	if written != nil {
		if n := c.matchTy(r, out, written); n != nil {
			n.name = c.synthesize()
			return n
		}
	}
	text, shown := c.typeWithRegion(out, r)
	n := &regionName{form: nameOutput, span: span, text: text, more: more}
	if !shown {
		n.form = nameOutputOccluded
	}
	n.name = c.synthesize()
	return n
}

// implName: an elided lifetime of the impl's header.
func (c *checker) implName(r RegionID) *regionName {
	e, ok := c.errorRegion(r)
	if !ok {
		return nil
	}
	ext, ok := c.external(e)
	if !ok || ext.Kind != types.ReEarlyParam {
		return nil
	}
	g := c.q.Generics(c.tc.root())
	if g == nil || g.Parent == nil || c.in.Crate == nil {
		return nil
	}
	impl := c.q.Impl(g.Parent.Def)
	d := c.in.Crate.Defs.At(g.Parent.Def)
	if impl == nil || d == nil {
		return nil
	}
	where := "header"
	types.FreeRegions(impl.Self, func(x types.Region) {
		if x == ext {
			where = "self type"
		}
	})
	return &regionName{name: c.synthesize(), form: nameImpl, span: d.HeadSpan, text: where}
}

// varForRegion is the variable in whose type a region appears.
func (c *checker) varForRegion(r RegionID) (name string, span source.Span, ok bool) {
	if i, ok := c.upvarIndex(r); ok {
		name, span = c.upvar(i)
		return name, span, true
	}
	i, ok := c.argumentIndex(r)
	if !ok {
		return "", source.NoSpan, false
	}
	name, span = c.argument(i) // the first that has the region, used or not
	return name, span, true
}

// describeBody is what the body is: function, method, closure.
func (c *checker) describeBody() string {
	switch c.q.DefKind(c.body.Owner) {
	case hir.KindAssocFn:
		if c.q.FnAttrs(c.body.Owner).HasSelf {
			return "method"
		}
		return "associated function"
	case hir.KindClosure:
		return "closure"
	case hir.KindCoroutine:
		if k, ok := c.closureExpr(); ok {
			return closureDescription(k)
		}
	case hir.KindConst:
		return "constant"
	case hir.KindAssocConst:
		return "associated constant"
	case hir.KindStatic:
		return "static"
	}
	return "function"
}

// pathCategories says whether a path has a category.
func pathHas(path []Outlives, cat Category) bool {
	return slices.ContainsFunc(path, func(o Outlives) bool { return o.Category == cat })
}
