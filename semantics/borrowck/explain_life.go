package borrowck

import (
	"slices"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: the words for what ends while it is borrowed: E0597, E0716, E0713, E0712, E0515,
// E0373, E0521.

// reportNotLongEnough reports a loan that is alive where its place ends.
func (c *checker) reportNotLongEnough(l *Loan, p mir.Place, dropSpan source.Span, kind accessKind, hasKind bool) {
	borrow := c.loanSpans(l)
	span := borrow.varOrPath()
	key := placeSpan{placeKey(mir.Place{Local: l.Borrowed.Local}, c.at), span}
	if c.accessReported[key] {
		return
	}
	c.accessReported[key] = true
	if c.body.Locals[l.Borrowed.Local].ThreadLocal {
		m := newError("E0712", span, "thread-local variable borrowed past end of function")
		m.label(span, "thread-local variables cannot be borrowed beyond the end of the function")
		m.label(c.backOverBraces(dropSpan), "end of enclosing function is here")
		c.report(m)
		return
	}
	if t := c.destructorIn(l.Borrowed); t != nil && !isPrefix(l.Borrowed, p) {
		c.reportDestructor(l, p, dropSpan, t, hasKind)
		return
	}
	name, named := c.place(l.Borrowed)
	var accessed *mir.Place
	if hasKind && named && kind == writeStorageDead {
		accessed = &p
	}
	e := c.explain(l, accessed)
	isCapture := borrow.form == closureUse
	switch {
	case named && isCapture && e.form == usedLater && e.later == laterClosure:
		c.report(c.escapingCapture(borrow, span, &regionName{name: c.synthesize()}, CatCallArgument, e.span, "`"+name+"`", "block"))
		return
	case named && isCapture && e.form == mustBeValid && !e.fromClosure && (e.reason.Category == CatReturn || e.reason.Category == CatCallArgument || e.reason.Category == CatOpaque):
		c.report(c.escapingCapture(borrow, span, e.name, e.reason.Category, e.span, "`"+name+"`", "function"))
		return
	case e.form == mustBeValid && !e.fromClosure && e.reason.Category == CatAssignment && e.name.form == nameUpvar:
		c.report(c.escapingData(span, name, named, e.name, e.span))
		return
	case named:
		c.report(c.localEnds(l, name, span, dropSpan, borrow, &e))
	default:
		c.report(c.temporaryEnds(l, dropSpan, borrow, &e))
	}
}

// destructorIn is the outermost type with a destructor that a place goes through; nil: none.
func (c *checker) destructorIn(p mir.Place) types.Type {
	for i, e := range p.Proj {
		if e.Kind == mir.Field || e.Kind == mir.Downcast {
			t := c.placeType(mir.Place{Local: p.Local, Proj: p.Proj[:i]})
			if s := c.sh.Shape(t); s.HasDrop && !s.Box {
				return t
			}
		}
	}
	return nil
}

// reportDestructor is E0713.
func (c *checker) reportDestructor(l *Loan, p mir.Place, dropSpan source.Span, t types.Type, hasKind bool) {
	span := c.loanSpans(l).varOrUse()
	m := newError("E0713", span, "borrow may still be in use when destructor runs")
	what := "temporary value"
	if n, ok := c.place(p); ok {
		what = "`" + n + "`"
	}
	if b, ok := c.place(l.Borrowed); ok {
		m.label(dropSpan, "here, drop of %s needs exclusive access to `%s`, because the type `%s` implements the `Drop` trait", what, b, c.typeName(t))
	} else {
		m.label(dropSpan, "here is drop of %s; whose type `%s` implements the `Drop` trait", what, c.typeName(t))
	}
	var accessed *mir.Place
	if hasKind {
		accessed = &p
	}
	e := c.explain(l, accessed)
	if e.form == usedLater || e.form == usedWhenDropped {
		m.note("consider using a `let` binding to create a longer lived value")
	}
	e.add(c, m, "", source.NoSpan, nil)
	c.report(m)
}

// backOverBraces widens an empty span over the closing braces before it.
func (c *checker) backOverBraces(sp source.Span) source.Span {
	for sp.Start > 0 && c.in.Snippet != nil {
		before := sp
		before.Start--
		if text, ok := c.snippet(before); !ok || text == "" || text[0] != '}' {
			break
		}
		sp = before
	}
	return sp
}

// localEnds is E0597, or E0515 where the reference is returned.
func (c *checker) localEnds(l *Loan, name string, span, dropSpan source.Span, borrow useSpans, e *explanation) *message {
	if e.form == mustBeValid && !e.fromClosure {
		if m := c.returnsReference(l, span, e.span, e.reason.Category, e.place, e.hasPlace); m != nil {
			return m
		}
	}
	m := newError("E0597", span, "`%s` does not live long enough", name)
	m.label(span, "borrowed value does not live long enough")
	m.label(dropSpan, "`%s` dropped here while still borrowed", name)
	if borrow.form == closureUse {
		m.label(borrow.args, "%s", capturedHere(borrow))
	}
	e.add(c, m, "", span, nil)
	if e.form == usedLater {
		c.noteBuffer(m, name)
	}
	return m
}

// noteBuffer: a vector of references is there that might be meant to be reused.
func (c *checker) noteBuffer(m *message, name string) {
	for i := range c.body.Locals {
		a, ok := c.body.Locals[i].Type.(*types.Adt)
		if !ok || !a.Def.IsStd() || lastSegment(c.q.DefPath(a.Def)) != "Vec" || a.Args.Len() == 0 {
			continue
		}
		if _, isRef := a.Args.Type(0).(*types.Ref); !isRef {
			continue
		}
		v, ok := c.place(mir.Place{Local: mir.LocalID(i)})
		if !ok {
			continue
		}
		m.label(c.body.Locals[i].Span, "variable `%s` declared here", v)
		m.note("`%s` is a collection that stores borrowed references, but `%s` does not live long enough to be stored in it", v, name)
		m.help("buffer reuse with borrowed references requires unsafe code or restructuring")
		return
	}
}

func capturedHere(u useSpans) string {
	if u.coroutine {
		return "value captured here by coroutine"
	}
	return "value captured here"
}

// temporaryEnds is E0716, or E0515.
func (c *checker) temporaryEnds(l *Loan, dropSpan source.Span, borrow useSpans, e *explanation) *message {
	proper := c.body.Locals[l.Borrowed.Local].Span
	if e.form == mustBeValid && !e.fromClosure {
		if m := c.returnsReference(l, proper, e.span, e.reason.Category, "", false); m != nil {
			return m
		}
	}
	m := newError("E0716", proper, "temporary value dropped while borrowed")
	m.label(proper, "creates a temporary value which is freed while still in use")
	m.label(dropSpan, "temporary value is freed at the end of this statement")
	switch e.form {
	case usedLater, usedLaterInLoop, usedWhenDropped:
		c.suggestLet(m, l, proper)
	}
	e.add(c, m, "", source.NoSpan, nil)
	if borrow.form == closureUse {
		m.label(borrow.args, "%s", capturedHere(borrow))
	}
	return m
}

const letHint = "consider using a `let` binding to create a longer lived value"

// suggestLet: bind the temporary before the statement, if that is right in the body's block.
func (c *checker) suggestLet(m *message, l *Loan, proper source.Span) {
	h := &c.hir
	proper = h.callSite(proper)
	if h.body != nil {
		if k, ok := h.kind(h.body.Value).(hir.ExprBlock); ok && k.Block != nil {
			for _, s := range k.Block.Stmts {
				if !contains(s.Span, proper) || c.nestedIn(s, proper) {
					continue
				}
				text, ok1 := c.snippet(proper)
				pad, ok2 := c.margin(s.Span)
				if !ok1 || !ok2 {
					break
				}
				mut := ""
				if isMutBorrow(l.Kind) {
					mut = "mut "
				}
				m.suggest(diag.MaybeIncorrect, letHint,
					edit(shrinkLo(s.Span), "let "+mut+"binding = "+text+";\n"+pad), edit(proper, "binding"))
				return
			}
		}
	}
	m.note("%s", letHint)
}

// nestedIn: the expression of a span stands in a block inside the statement.
func (c *checker) nestedIn(s hir.Stmt, span source.Span) bool {
	h := &c.hir
	nested := false
	var visit func(e hir.ExprID, depth int)
	visit = func(e hir.ExprID, depth int) {
		if e <= 0 || int(e) >= len(h.body.Exprs) || nested {
			return
		}
		x := &h.body.Exprs[e]
		if h.callSite(x.Span) == span && depth > 0 {
			nested = true
			return
		}
		switch x.Kind.(type) {
		case hir.ExprBlock, hir.ExprLoop:
			depth++
		}
		children(x.Kind, func(e hir.ExprID) { visit(e, depth) })
	}
	switch k := s.Kind.(type) {
	case hir.StmtLet:
		visit(k.Init, 0)
		if k.Else != nil {
			blockChildren(k.Else, func(e hir.ExprID) { visit(e, 1) })
		}
	case hir.StmtExpr:
		visit(k.Expr, 0)
	}
	return nested
}

// margin is the indentation of the line on which a span starts.
func (c *checker) margin(s source.Span) (string, bool) {
	line := s
	line.Start, line.End = 0, s.Start
	text, ok := c.snippet(line)
	if !ok {
		return "", false
	}
	text = text[strings.LastIndexByte(text, '\n')+1:]
	return strings.Repeat(" ", len(text)-len(strings.TrimLeft(text, " \t"))), true
}

// returnsReference is E0515; nil: nothing is returned or yielded.
func (c *checker) returnsReference(l *Loan, borrow, ret source.Span, cat Category, place string, hasPlace bool) *message {
	kind := ""
	switch cat {
	case CatReturn:
		kind = "return"
	case CatYield:
		kind = "yield"
	default:
		return nil
	}
	ref := "value referencing"
	if ret == spanAt(c.body, l.Issued) {
		ref = "reference to"
	}
	desc, note := c.returned(l, place, hasPlace)
	m := newError("E0515", ret, "cannot %s %s %s", kind, ref, desc)
	m.label(ret, "%ss a %s data owned by the current function", kind, ref)
	if ret != borrow {
		m.label(borrow, "%s", note)
		c.suggestCollect(m, ret)
	}
	return m
}

func (c *checker) returned(l *Loan, place string, hasPlace bool) (desc, note string) {
	local := &c.body.Locals[l.Borrowed.Local]
	isArg := int(l.Borrowed.Local) >= 1 && int(l.Borrowed.Local) <= c.body.ArgCount
	if hasPlace {
		what := "local data "
		if len(l.Borrowed.Proj) == 0 {
			switch {
			case isArg && l.Borrowed.Local == 1 && len(c.body.Upvars) > 0:
				what = "variable captured by `move` "
			case isArg:
				what = "function parameter "
			default:
				what = "local variable "
			}
		}
		return what + "`" + place + "`", "`" + place + "` is borrowed here"
	}
	switch {
	case isArg:
		return "function parameter", "function parameter borrowed here"
	case isUserVariable(local) && !c.hir.foreign(local.Span):
		return "local binding", "local binding introduced here"
	}
	return "temporary value", "temporary value created here"
}

// suggestCollect: an iterator over something local is returned.
func (c *checker) suggestCollect(m *message, ret source.Span) {
	out := c.tc.uni.output
	if out == nil || c.implements(out, "iterator") != yes {
		return
	}
	m.suggest(diag.MaybeIncorrect, "use `.collect()` to allocate the iterator", edit(shrinkHi(ret), ".collect::<Vec<_>>()"))
}

// escapingCapture is E0373.
func (c *checker) escapingCapture(use useSpans, varSpan source.Span, name *regionName, cat Category, at source.Span, captured, scope string) *message {
	kind := "closure"
	if use.coroutine {
		kind = "async block"
	}
	args := use.argsOrUse()
	m := newError("E0373", args, "%s may outlive the current %s, but it borrows %s, which is owned by the current %s", kind, scope, captured, scope)
	m.label(varSpan, "%s is borrowed here", captured)
	m.label(args, "may outlive borrowed value %s", captured)
	cut, text := shrinkLo(args), "move "
	if s, ok := c.snippet(args); ok && strings.HasPrefix(s, "async") {
		cut = args
		cut.Start += 5
		cut, text = shrinkLo(cut), " move"
	}
	m.suggest(diag.MachineApplicable, "to force the "+kind+" to take ownership of "+captured+" (and any other referenced variables), use the `move` keyword", edit(cut, text))
	switch cat {
	case CatReturn, CatOpaque:
		m.noteAt(at, "%s is returned here", kind)
	default:
		name.highlight(m)
		if use.coroutine {
			m.note("async blocks are not executed immediately and must either take a reference or ownership of outside variables they use")
		} else {
			m.noteAt(at, "%s requires argument type to outlive `%s`", scope, name.name)
		}
	}
	return m
}

// escapingData is E0521 of a closure's own data.
func (c *checker) escapingData(borrow source.Span, name string, named bool, up *regionName, escape source.Span) *message {
	from := c.describeBody()
	m := newError("E0521", escape, "borrowed data escapes outside of %s", from)
	m.label(up.span, "`%s` declared here, outside of the %s body", up.text, from)
	m.label(borrow, "borrow is only valid in the %s body", from)
	if named {
		m.label(escape, "reference to `%s` escapes the %s body here", name, from)
	} else {
		m.label(escape, "reference escapes the %s body here", from)
	}
	return m
}

// ---------- regions of the caller ----------

// reportRegionErrors reports universal regions that would have to outlive others.
func (c *checker) reportRegionErrors(errs []regionError) {
	for _, e := range errs {
		if e.test != nil {
			c.reportTypeTest(e.test)
			continue
		}
		c.reportRegion(e.longer, e.shorter)
	}
}

func (c *checker) reportRegion(fr, outlived RegionID) {
	blame, path, ok := c.bestBlame(fr, outlived, true)
	if !ok {
		return
	}
	if m := c.explicitLifetime(fr, outlived, blame.Span); m != nil {
		c.report(m)
		return
	}
	u := c.tc.uni
	local, outer := u.isLocal(fr), !u.isLocal(outlived)
	var m *message
	switch {
	case blame.Category == CatReturn && local && outer && fr == u.env && c.isFnMut() && !c.asyncClosure(c.body.Owner):
		m = c.fnMutEscape(blame, outlived)
	case (blame.Category == CatAssignment || blame.Category == CatCallArgument) && local && outer:
		m = c.escapes(fr, outlived, blame)
	default:
		m = c.lifetimeError(fr, outlived, blame)
	}
	if m == nil {
		return
	}
	c.noteInvariance(m, blame.Via)
	c.labelBounds(m, blame.Category, path)
	c.report(m)
}

// noteInvariance says which type makes the regions equal.
func (c *checker) noteInvariance(m *message, via types.Invariance) {
	var desc, note string
	switch t := via.Type.(type) {
	case *types.RawPtr:
		desc, note = "a mutable pointer to `"+c.typeName(t.Elem)+"`", "mutable pointers are invariant over their type parameter"
	case *types.Ref:
		desc, note = "a mutable reference to `"+c.typeName(t.Elem)+"`", "mutable references are invariant over their type parameter"
	case *types.Adt:
		if via.Param >= t.Args.Len() {
			return
		}
		in := c.q.Interner()
		own := in.IdentityArgs(c.q.Generics(t.Def))
		base := in.Adt(t.Def, own)
		desc = "the type `" + c.typeName(t) + "`, which makes the generic argument `" + c.argName(t.Args.List[via.Param]) + "` invariant"
		note = "the " + c.adtKind(t.Def) + " `" + c.genericName(base, t.Def) + "` is invariant over the parameter `" + c.paramName(own.List[via.Param], t.Def) + "`"
	case *types.FnDef:
		name := lastSegment(c.q.DefPath(t.Def))
		own := c.q.Interner().IdentityArgs(c.q.Generics(t.Def))
		if via.Param >= own.Len() {
			return
		}
		desc = "a function pointer to `" + name + "`"
		note = "the function `" + name + "` is invariant over the parameter `" + c.paramName(own.List[via.Param], t.Def) + "`"
	default:
		return
	}
	m.note("requirement occurs because of %s", desc)
	m.note("%s", note)
	m.help("see <https://doc.rust-lang.org/nomicon/subtyping.html> for more information about variance")
}

func (c *checker) adtKind(def types.DefID) string {
	switch c.q.DefKind(def) {
	case hir.KindEnum:
		return "enum"
	case hir.KindUnion:
		return "union"
	}
	return "struct"
}

// genericName prints a generic type with the names of its own parameters.
func (c *checker) genericName(t types.Type, def types.DefID) string {
	p := &types.Printer{Q: c.tc.q, Body: def, Region: func(r types.Region) string { return c.q.RegionName(r, def) }}
	return p.Type(t)
}

func (c *checker) argName(a types.Arg) string {
	switch a := a.(type) {
	case types.Type:
		return c.typeName(a)
	case types.Region:
		return "'_"
	}
	return "_"
}

func (c *checker) paramName(a types.Arg, def types.DefID) string {
	switch a := a.(type) {
	case *types.Param:
		return a.Name
	case types.Region:
		return c.q.RegionName(a, def)
	}
	return "_"
}

func (c *checker) isFnMut() bool {
	info := c.q.Closure(c.body.Owner)
	return info != nil && info.Kind == types.KindFnMut
}

// lifetimeError is "lifetime may not live long enough".
func (c *checker) lifetimeError(fr, outlived RegionID, blame Outlives) *message {
	name := c.nameOf(fr)
	if name == nil {
		name = &regionName{name: "'_", form: nameStatic}
	}
	m := newError("", blame.Span, "lifetime may not live long enough")
	name.highlight(m)
	out := c.nameOf(outlived)
	if out == nil {
		return nil
	}
	out.highlight(m)
	if blame.Category == CatReturn && c.tc.uni.isLocal(outlived) {
		m.label(blame.Span, "%s was supposed to return data with lifetime `%s` but it is returning data with lifetime `%s`", c.describeBody(), out.name, name.name)
	} else {
		m.label(blame.Span, "%srequires that `%s` must outlive `%s`", blame.describe(), name.name, out.name)
	}
	c.suggestObjectBound(m, fr, outlived, name)
	c.suggestNamedLifetime(m, fr, outlived)
	c.suggestOutlives(m, name, out)
	return m
}

// suggestOutlives: both lifetimes have names, so a bound can be added.
func (c *checker) suggestOutlives(m *message, longer, shorter *regionName) {
	named := func(n *regionName) bool { return n.form == nameDeclared || n.form == nameStatic }
	if !named(longer) || !named(shorter) {
		return
	}
	if shorter.form == nameStatic {
		return
	}
	m.help("consider adding the following bound: `%s: %s`", longer.name, shorter.name)
}

// escapes is E0521 of a function's or closure's borrowed data.
func (c *checker) escapes(fr, outlived RegionID, blame Outlives) *message {
	frName, frSpan, ok1 := c.varForRegion(fr)
	outName, outSpan, ok2 := c.varForRegion(outlived)
	isItem := !c.isClosureBody()
	if !ok1 && !ok2 || blame.Category == CatAssignment && isItem || !c.localsEnd() {
		return c.lifetimeError(fr, outlived, blame)
	}
	from := c.describeBody()
	m := newError("E0521", blame.Span, "borrowed data escapes outside of %s", from)
	if ok2 && outName != "" {
		m.label(outSpan, "`%s` declared here, outside of the %s body", outName, from)
	}
	if ok1 && frName != "" {
		m.label(frSpan, "`%s` is a reference that is only valid in the %s body", frName, from)
		m.label(blame.Span, "`%s` escapes the %s body here", frName, from)
	} else {
		m.label(blame.Span, "a temporary borrow escapes the %s body here", from)
		if ok2 && outName != "" {
			m.help("`%s` is declared outside the %s, so any data borrowed inside the %s cannot be stored into it", outName, from, from)
		}
	}
	_, n1 := c.externalOf(fr)
	_, n2 := c.externalOf(outlived)
	if n1 && n2 {
		a, b := c.nameOf(fr), c.nameOf(outlived)
		if a != nil && b != nil {
			a.highlight(m)
			b.highlight(m)
			m.label(blame.Span, "%srequires that `%s` must outlive `%s`", blame.describe(), a.name, b.name)
		}
	}
	if a, b := c.nameOf(fr), c.nameOf(outlived); a != nil && b != nil {
		c.suggestOutlives(m, a, b)
	}
	return m
}

// externalOf is what a region is to the user; false: nothing.
func (c *checker) externalOf(r RegionID) (types.Region, bool) {
	e, ok := c.errorRegion(r)
	if !ok {
		return types.Region{}, false
	}
	if e == c.tc.uni.env && e >= 0 {
		return types.Region{}, true
	}
	return c.external(e)
}

// fnMutEscape: an FnMut closure returns a reference to a captured variable.
func (c *checker) fnMutEscape(blame Outlives, outlived RegionID) *message {
	m := newError("", blame.Span, "captured variable cannot escape `FnMut` closure body")
	what := "returns a reference to a captured variable which escapes the closure body"
	if out := c.tc.uni.output; out != nil {
		types.Walk(out, func(a types.Arg, _ uint32) bool {
			switch a.(type) {
			case *types.Coroutine:
				what = "returns an `async` block that contains a reference to a captured variable, which then escapes the closure body"
			case *types.Closure:
				what = "returns a closure that contains a reference to a captured variable, which then escapes the closure body"
			}
			return true
		})
	}
	m.label(blame.Span, "%s", what)
	m.note("`FnMut` closures only have access to their captured variables while they are executing...")
	m.note("...therefore, they cannot allow references to captured variables to escape")
	if f := blame.Upvar - 1; f >= 0 && f < len(c.body.Upvars) {
		u := &c.body.Upvars[f]
		m.label(c.bindingSpan(u.Local), "variable defined here")
		m.label(u.PathSpan, "variable captured here")
	}
	if n := c.nameOf(outlived); n != nil && n.span.Valid() {
		m.label(n.span, "inferred to be a `FnMut` closure")
	}
	return m
}

// explicitLifetime is E0621: one region is named, the other an elided one of a parameter's type.
func (c *checker) explicitLifetime(fr, outlived RegionID, span source.Span) *message {
	if c.isClosureBody() || c.inTraitImpl() {
		return nil
	}
	named := func(r RegionID) (string, bool) {
		ext, ok := c.external(r)
		if !ok {
			return "", false
		}
		if ext.Kind == types.ReStatic {
			return "'static", true
		}
		n, _ := c.lifetime(ext)
		return n, n != "" && n != "'_"
	}
	fn, frNamed := named(fr)
	on, outNamed := named(outlived)
	anon, name := fr, on
	switch {
	case frNamed == outNamed:
		return nil
	case frNamed:
		anon, name = outlived, fn
	}
	if name == "'static" {
		return nil
	}
	i, ok := c.argumentIndex(anon)
	if !ok || c.isImplicitSelf(mir.LocalID(i+1)) {
		return nil
	}
	if constrains(c.tc.uni.output, anon) {
		return nil
	}
	h := c.argumentTy(i)
	if h == nil {
		return nil
	}
	var text string
	p := &types.Printer{Q: c.q, Body: c.tc.root(), Region: func(x types.Region) string {
		if x.Kind != types.ReVar {
			return ""
		}
		if RegionID(x.Index) == anon {
			return name
		}
		if int(x.Index) < c.tc.uni.count {
			n, ok := named(RegionID(x.Index))
			if ok {
				return n
			}
		}
		return ""
	}}
	text = p.Type(c.tc.uni.inputs[i])
	m := newError("E0621", span, "explicit lifetime required in the type of `%s`", c.argumentLabel(i))
	m.label(span, "lifetime `%s` required", name)
	m.suggest(diag.MaybeIncorrect, "add explicit lifetime `"+name+"` to the type of `"+c.argumentLabel(i)+"`", edit(h.Span, text))
	return m
}

// constrains: a type holds a region outside of aliases, which constrain nothing.
func constrains(t types.Type, r RegionID) bool {
	if t == nil {
		return false
	}
	found := false
	types.Walk(t, func(a types.Arg, _ uint32) bool {
		if x, ok := a.(types.Region); ok && x == reVar(r) {
			found = true
		}
		_, alias := a.(*types.Alias)
		return !found && !alias
	})
	return found
}

func (c *checker) argumentLabel(i int) string {
	n, _ := c.argument(i)
	return n
}

// reportTypeTest is E0309, E0310 or E0311.
func (c *checker) reportTypeTest(t *typeTest) {
	lower, ok := c.errorRegion(t.lower)
	var ext types.Region
	if ok {
		ext, ok = c.external(lower)
	}
	if !ok {
		c.report(newError("", t.span, "`%s` does not live long enough", c.typeName(t.generic)))
		return
	}
	kind := "parameter type"
	if a, ok := t.generic.(*types.Alias); ok {
		kind = "associated type"
		if a.Kind == types.Opaque {
			kind = "opaque type"
		}
	}
	name := c.typeName(t.generic)
	if ext.Kind == types.ReStatic {
		m := newError("E0310", t.span, "the %s `%s` may not live long enough", kind, name)
		m.label(t.span, "the %s `%s` must be valid for the static lifetime...", kind, name)
		m.label(t.span, "...so that the type `%s` will meet its required lifetime bounds", name)
		c.labelBoxedDyn(m, t)
		c.suggestTypeBound(m, t.generic, "'static")
		c.report(m)
		return
	}
	code := diag.Code("E0309")
	lt, at := c.lifetime(ext)
	what := "the lifetime `" + lt + "` as defined here"
	if lt == "" || lt == "'_" {
		code = "E0311"
		what, at = c.memberText(ext)
	}
	m := newError(code, t.span, "the %s `%s` may not live long enough", kind, name)
	if at.Valid() {
		m.label(at, "the %s `%s` must be valid for %s...", kind, name, what)
	} else {
		m.note("the %s `%s` must be valid for %s...", kind, name, what)
	}
	m.label(t.span, "...so that the type `%s` will meet its required lifetime bounds", name)
	if code == "E0309" {
		c.suggestTypeBound(m, t.generic, lt)
	} else {
		c.suggestNamedBound(m, t.generic, ext)
	}
	c.report(m)
}

// suggestTypeBound adds `: 'a` to a type parameter.
func (c *checker) suggestTypeBound(m *message, t types.Type, lt string) {
	p, ok := t.(*types.Param)
	if !ok {
		return
	}
	if g, d := c.param(p); g != nil {
		suggestBound(m, d.Generics, g, lt)
	}
}

// suggestBound adds a lifetime bound to a type parameter.
func suggestBound(m *message, generics *hir.Generics, g *hir.GenericParam, lt string) {
	m.suggest(diag.MaybeIncorrect, "consider adding an explicit lifetime bound", boundEdit(generics, g, lt))
}

// boundEdit adds a lifetime bound where the parameter's other bounds stand.
func boundEdit(generics *hir.Generics, g *hir.GenericParam, lt string) diag.Edit {
	if n := len(g.Bounds); n > 0 {
		return edit(shrinkHi(g.Bounds[n-1].Span), " + "+lt)
	}
	for _, w := range generics.Where {
		if w.Ty == nil || len(w.Bounds) == 0 {
			continue
		}
		if k, ok := w.Ty.Kind.(hir.TyPath); ok && k.Path != nil && len(k.Path.Segments) == 1 && k.Path.Segments[0].Name == g.Name {
			return edit(shrinkHi(w.Bounds[len(w.Bounds)-1].Span), " + "+lt)
		}
	}
	return edit(shrinkHi(g.Span), ": "+lt)
}

// sorted reports whether spans come in the order of the text.
func sortBySpan(ds []*diag.Diagnostic, span func(*diag.Diagnostic) source.Span) {
	slices.SortStableFunc(ds, func(a, b *diag.Diagnostic) int {
		x, y := span(a), span(b)
		switch {
		case x.Start != y.Start:
			return int(x.Start - y.Start)
		default:
			return int(x.End - y.End)
		}
	})
}
