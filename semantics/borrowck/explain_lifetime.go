package borrowck

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/diag"
)

// This file: help for lifetimes that do not live long enough: name elided ones, bound a
// trait object that is 'static by default.

// fnDecl is the function as written; nil in closures and constants.
func (c *checker) fnDecl() (*hir.Def, *hir.FnDecl) {
	if c.in.Crate == nil || c.isClosureBody() {
		return nil, nil
	}
	d := c.in.Crate.Defs.At(c.body.Owner)
	if d == nil || d.Fn == nil {
		return nil, nil
	}
	return d, d.Fn
}

// inTraitImpl: the signature is the trait's to change.
func (c *checker) inTraitImpl() bool {
	g := c.q.Generics(c.tc.root())
	if g == nil || g.Parent == nil {
		return false
	}
	impl := c.q.Impl(g.Parent.Def)
	return impl != nil && impl.Trait != nil
}

// componentOf is the reference or path in a parameter's type in which a region stands; nil: none.
func (c *checker) componentOf(r RegionID) *hir.Ty {
	_, fn := c.fnDecl()
	if fn == nil {
		return nil
	}
	for i, t := range c.tc.uni.inputs {
		if i < len(fn.Params) {
			if h := componentIn(r, t, fn.Params[i]); h != nil {
				return h
			}
		}
	}
	return nil
}

func componentIn(r RegionID, t types.Type, h *hir.Ty) *hir.Ty {
	if h == nil {
		return nil
	}
	isIt := func(x types.Region) bool { return x.Kind == types.ReVar && RegionID(x.Index) == r }
	switch k := h.Kind.(type) {
	case hir.TyRef:
		if t, ok := t.(*types.Ref); ok {
			if isIt(t.Region) {
				return h
			}
			return componentIn(r, t.Elem, k.Elem)
		}
	case hir.TyPath:
		t, ok := t.(*types.Adt)
		if !ok || k.Path == nil || len(k.Path.Segments) == 0 {
			return nil
		}
		written := k.Path.Segments[len(k.Path.Segments)-1].Args
		n := 0
		for _, a := range t.Args.Slice() {
			switch a := a.(type) {
			case types.Region:
				if isIt(a) {
					return h
				}
			case types.Type:
				if written != nil && n < len(written.Args) {
					if x := componentIn(r, a, written.Args[n].Ty); x != nil {
						return x
					}
					n++
				}
			}
		}
	case hir.TyTuple:
		if t, ok := t.(*types.Tuple); ok {
			for i, e := range t.Elems.Types() {
				if i < len(k.Elems) {
					if x := componentIn(r, e, k.Elems[i]); x != nil {
						return x
					}
				}
			}
		}
	case hir.TySlice:
		if t, ok := t.(*types.Slice); ok {
			return componentIn(r, t.Elem, k.Elem)
		}
	case hir.TyArray:
		if t, ok := t.(*types.Array); ok {
			return componentIn(r, t.Elem, k.Elem)
		}
	}
	return nil
}

// suggestNamedLifetime: the elided lifetimes of a parameter and of the result (or of the other
// parameter) become one named one.
func (c *checker) suggestNamedLifetime(m *message, fr, outlived RegionID) {
	d, fn := c.fnDecl()
	if fn == nil {
		return
	}
	sub, sup := c.componentOf(fr), c.componentOf(outlived)
	if sub == nil || sup == nil {
		return
	}
	name, first := "", (*hir.GenericParam)(nil)
	if d.Generics != nil {
		for i := range d.Generics.Params {
			p := &d.Generics.Params[i]
			if p.Synthetic {
				continue
			}
			if first == nil {
				first = p
			}
			if p.Kind == ast.ParamLifetime && name == "" && p.Name != "'_" {
				name = p.Name
			}
		}
	}
	fresh := name == ""
	if fresh {
		name = c.freeLifetime(d)
	}
	var edits []diag.Edit
	elidedIn(fn.Output, name, &edits)
	if len(edits) == 0 {
		elidedIn(sup, name, &edits)
	}
	elidedIn(sub, name, &edits)
	if len(edits) == 0 {
		return
	}
	if fresh {
		if first != nil {
			edits = append(edits, edit(shrinkLo(first.Span), name+", "))
		} else {
			edits = append(edits, edit(shrinkHi(d.NameSpan), "<"+name+">"))
		}
	}
	what, update := "introducing", ""
	if !fresh {
		what = "reusing"
	}
	if parent := c.in.Crate.Defs.At(d.Parent); parent != nil && parent.Kind == hir.KindImpl {
		update = " and update trait if needed"
	}
	m.suggest(diag.MaybeIncorrect, "consider "+what+" a named lifetime parameter"+update, edits...)
}

// freeLifetime is the first of 'a … 'z that the impl or trait around does not use.
func (c *checker) freeLifetime(d *hir.Def) string {
	var used []string
	if parent := c.in.Crate.Defs.At(d.Parent); parent != nil && parent.Generics != nil {
		for _, p := range parent.Generics.Params {
			used = append(used, p.Name)
		}
	}
	if d.Generics != nil {
		for _, p := range d.Generics.Params {
			used = append(used, p.Name)
		}
	}
	for l := 'a'; l <= 'z'; l++ {
		if n := "'" + string(l); !slices.Contains(used, n) {
			return n
		}
	}
	return "'a"
}

// suggestNamedBound: an anonymous lifetime of the signature gets a name, and the type parameter
// that name as its bound (rustc's suggest_name_region).
func (c *checker) suggestNamedBound(m *message, t types.Type, r types.Region) {
	d, fn := c.fnDecl()
	p, ok := t.(*types.Param)
	id, known := c.tc.vid(r)
	if !ok || !known || fn == nil {
		return
	}
	at := c.componentOf(id)
	g, owner := c.param(p)
	if at == nil || g == nil || owner != d {
		return
	}
	name := c.freeLifetime(d)
	var edits []diag.Edit
	elidedAt(at, name, &edits)
	if c.resultElides() {
		elidedIn(fn.Output, name, &edits)
		for _, o := range objectsIn(fn.Output) {
			if k, ok := o.Kind.(hir.TyImpl); ok {
				elidedBounds(k.Bounds, name, &edits)
			}
		}
	}
	if first := slices.IndexFunc(d.Generics.Params, func(p hir.GenericParam) bool { return !p.Synthetic }); first >= 0 {
		edits = append(edits, edit(shrinkLo(d.Generics.Params[first].Span), name+", "))
	} else {
		edits = append(edits, edit(shrinkHi(d.NameSpan), "<"+name+">"))
	}
	m.suggest(diag.MaybeIncorrect, "consider adding an explicit lifetime bound", append(edits, boundEdit(d.Generics, g, name))...)
}

// resultElides: the result's elided lifetimes are that of the only lifetime of the parameters,
// which has no name (reference, lifetime-elision.function).
func (c *checker) resultElides() bool {
	n := 0
	for _, t := range c.tc.uni.inputs {
		types.Walk(t, func(a types.Arg, _ uint32) bool {
			if x, ok := a.(types.Region); ok && x.Kind == types.ReVar {
				n++
			}
			return true
		})
	}
	return n == 1
}

// elidedAt gives the lifetime of a reference or a path a name, not those inside of it.
func elidedAt(t *hir.Ty, name string, out *[]diag.Edit) {
	switch k := t.Kind.(type) {
	case hir.TyRef:
		k.Elem = nil
		elidedIn(&hir.Ty{Span: t.Span, Kind: k}, name, out)
	case hir.TyPath:
		if k.Path != nil && len(k.Path.Segments) > 0 && k.Path.Segments[len(k.Path.Segments)-1].Args == nil {
			*out = append(*out, edit(shrinkHi(t.Span), "<"+name+">"))
			return
		}
		elidedIn(t, name, out)
	}
}

// elidedIn gives the elided lifetimes of a type a name.
func elidedIn(t *hir.Ty, name string, out *[]diag.Edit) {
	if t == nil {
		return
	}
	switch k := t.Kind.(type) {
	case hir.TyRef:
		if k.Lifetime.Kind == hir.LtElided {
			if k.Lifetime.Name == "'_" {
				*out = append(*out, edit(k.Lifetime.Span, name))
			} else {
				at := t.Span
				at.End = at.Start + 1
				*out = append(*out, edit(shrinkHi(at), name+" "))
			}
		}
		elidedIn(k.Elem, name, out)
	case hir.TyPath:
		if k.Path == nil {
			return
		}
		for _, s := range k.Path.Segments {
			if s.Args == nil {
				continue
			}
			for _, l := range s.Args.Lifetimes {
				if l.Kind == hir.LtElided && l.Name == "'_" {
					*out = append(*out, edit(l.Span, name))
				}
			}
			for _, a := range s.Args.Args {
				elidedIn(a.Ty, name, out)
			}
		}
	case hir.TyTuple:
		for _, e := range k.Elems {
			elidedIn(e, name, out)
		}
	case hir.TySlice:
		elidedIn(k.Elem, name, out)
	case hir.TyArray:
		elidedIn(k.Elem, name, out)
	case hir.TyPtr:
		elidedIn(k.Elem, name, out)
	case hir.TyDyn:
		if k.Lifetime.Name == "'_" {
			*out = append(*out, edit(k.Lifetime.Span, name))
		}
	}
}

func elidedBounds(bounds []hir.Bound, name string, out *[]diag.Edit) {
	for _, b := range bounds {
		if l := b.Lifetime; l != nil && l.Kind == hir.LtElided && l.Name == "'_" {
			*out = append(*out, edit(l.Span, name))
		}
	}
}

// suggestObjectBound: a returned trait object (or impl Trait) that is 'static captures an argument.
func (c *checker) suggestObjectBound(m *message, fr, outlived RegionID, name *regionName) {
	_, fn := c.fnDecl()
	if fn == nil || outlived != 0 {
		return
	}
	i, ok := c.argumentIndex(fr)
	if !ok {
		return
	}
	lt := "'_"
	if name.form == nameDeclared {
		lt = name.name
	}
	arg := "the argument"
	if n, _ := c.argument(i); n != "" {
		arg = "argument `" + n + "`"
	}
	for _, t := range objectsIn(fn.Output) {
		what := "the trait object"
		elided := true
		switch k := t.Kind.(type) {
		case hir.TyDyn:
			elided = k.Lifetime.Kind == hir.LtElided && k.Lifetime.Name == ""
		case hir.TyImpl:
			what = "`impl Trait`"
			elided = !slices.ContainsFunc(k.Bounds, func(b hir.Bound) bool { return b.Lifetime != nil })
		}
		if elided {
			m.suggest(diag.MaybeIncorrect, "to declare that "+what+" captures data from "+arg+", you can add an explicit `"+lt+"` lifetime bound",
				edit(shrinkHi(t.Span), " + "+lt))
		}
	}
}

// objectsIn are the trait objects and `impl Trait`s in a type.
func objectsIn(t *hir.Ty) []*hir.Ty {
	if t == nil {
		return nil
	}
	switch k := t.Kind.(type) {
	case hir.TyDyn, hir.TyImpl:
		return []*hir.Ty{t}
	case hir.TyRef:
		return objectsIn(k.Elem)
	case hir.TyTuple:
		var out []*hir.Ty
		for _, e := range k.Elems {
			out = append(out, objectsIn(e)...)
		}
		return out
	case hir.TyPath:
		var out []*hir.Ty
		if k.Path != nil {
			for _, s := range k.Path.Segments {
				if s.Args != nil {
					for _, a := range s.Args.Args {
						out = append(out, objectsIn(a.Ty)...)
					}
				}
			}
		}
		return out
	}
	return nil
}

// labelBoxedDyn: the tail is returned as `Box<dyn Trait>`, the likely source of 'static.
func (c *checker) labelBoxedDyn(m *message, t *typeTest) {
	_, fn := c.fnDecl()
	if fn == nil || fn.Output == nil || c.hir.body == nil {
		return
	}
	blk, ok := c.hir.kind(c.hir.body.Value).(hir.ExprBlock)
	if !ok || blk.Block == nil || blk.Block.Tail == 0 || c.hir.body.Exprs[blk.Block.Tail].Span != t.span {
		return
	}
	k, ok := fn.Output.Kind.(hir.TyPath)
	if !ok || k.Path == nil || k.Path.Res.Def != c.q.Lang("owned_box") || len(k.Path.Segments) != 1 || k.Path.Segments[0].Args == nil {
		return
	}
	args := k.Path.Segments[0].Args.Args
	if len(args) != 1 || args[0].Ty == nil {
		return
	}
	if d, ok := args[0].Ty.Kind.(hir.TyDyn); ok && d.Lifetime.Kind == hir.LtElided && d.Lifetime.Name == "" {
		m.label(args[0].Ty.Span, "this `dyn Trait` has an implicit `'static` lifetime bound")
	}
}

// suggestBorrowArgument: the callee is generic in the moved argument, and a reference would do.
// mut: only a mutable one.
func (c *checker) suggestBorrowArgument(m *message, callee types.DefID, pos int, t types.Type, moved mir.Place, at hir.ExprID) (suggested, mut bool) {
	sig := c.q.FnSig(callee)
	if sig == nil || pos >= len(sig.Inputs) || t == nil {
		return false, false
	}
	p, ok := sig.Inputs[pos].(*types.Param)
	if !ok {
		return false, false
	}
	for i, in := range sig.Inputs {
		if i != pos && mentions(in, p) {
			return false, false
		}
	}
	if mentions(sig.Output, p) {
		return false, false
	}
	var bounds []types.Predicate
	method := false
	for _, q := range c.q.Predicates(callee) {
		switch {
		case q.Kind == types.PredTrait && q.Trait.Args.Len() > 0 && q.Trait.Args.List[0] == types.Arg(types.Type(p)):
			bounds = append(bounds, q)
			method = method || c.hasMethod(q.Trait.Trait, 0)
		case q.Kind == types.PredProjection && q.Alias != nil && mentions(q.Alias, p):
			return false, false
		}
	}
	if !method {
		return false, false
	}
	in := c.q.Interner()
	for _, isMut := range []bool{false, true} {
		ref := in.Ref(types.Erased, types.EraseRegions(in, t), isMut)
		all := true
		for _, b := range bounds {
			all = all && b.Bound == 0 && c.tc.env.Implements(ref, b.Trait.Trait, b.Trait.Args.List[1:]...) == yes
		}
		if !all {
			continue
		}
		desc := "here"
		if n, ok := c.place(moved); ok {
			desc = "`" + n + "`"
		}
		how, text := "", "&"
		if isMut {
			how, text = "mutably ", "&mut "
		}
		m.suggest(diag.MaybeIncorrect, "consider "+how+"borrowing "+desc, edit(shrinkLo(c.hir.body.Exprs[at].Span), text))
		return true, isMut
	}
	return false, false
}

// hasMethod: the trait or a supertrait has a method.
func (c *checker) hasMethod(trait types.DefID, depth int) bool {
	if depth > 16 {
		return false
	}
	if t := c.q.Trait(trait); t != nil {
		for _, i := range t.Items {
			if i.HasSelf {
				return true
			}
		}
	}
	for _, p := range c.q.SuperPredicates(trait) {
		if p.Kind == types.PredTrait && p.Trait.Trait != trait && c.hasMethod(p.Trait.Trait, depth+1) {
			return true
		}
	}
	return false
}

func mentions(t types.Type, p *types.Param) bool {
	found := false
	types.Walk(t, func(a types.Arg, _ uint32) bool {
		found = found || a == types.Arg(types.Type(p))
		return !found
	})
	return found
}
