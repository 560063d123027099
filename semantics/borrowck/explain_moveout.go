package borrowck

import (
	"fmt"
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: the words for moves out of what cannot be moved out of: E0507, E0508, E0509.
// Moves of the bindings of one pattern are one error.

type illegalMove uint8

const (
	moveBorrowed illegalMove = iota // out of a reference or a raw pointer
	moveFromDrop                    // out of a type that implements Drop
	moveFromSlice
	moveByIndex
)

// moveError is one move that is not allowed.
type moveError struct {
	place     mir.Place
	target    mir.Place // up to the step that forbids it
	at        mir.Location
	kind      illegalMove
	container types.Type // what the step starts from
}

// groupedMove is an error about one or more of them.
type groupedMove struct {
	*moveError
	form   groupForm
	span   source.Span
	from   mir.Place
	path   mir.MovePathID
	bindTo []mir.LocalID
	use    useSpans
}

type groupForm uint8

const (
	groupOther groupForm = iota
	groupPlace           // the scrutinee itself cannot be moved out of
	groupValue           // the pattern reaches into what cannot be moved out of
)

// reportMoveErrors reports the recorded moves, grouped.
func (c *checker) reportMoveErrors() {
	var groups []*groupedMove
	for _, e := range c.moveErrors {
		groups = c.groupMove(groups, e)
	}
	for _, g := range groups {
		c.reportMoveOut(g)
	}
}

func (c *checker) groupMove(groups []*groupedMove, e *moveError) []*groupedMove {
	if from, local, ok := c.bindingMove(e.at); ok {
		if match := c.body.Locals[local].Match; match != nil {
			return c.groupBinding(groups, e, from, local, match)
		}
	}
	return append(groups, &groupedMove{moveError: e, use: c.moveSpans(e.place, e.at)})
}

// bindingMove is the move of `local = move place`.
func (c *checker) bindingMove(at mir.Location) (mir.Place, mir.LocalID, bool) {
	blk := &c.body.Blocks[at.Block]
	if at.Stmt >= len(blk.Stmts) {
		return mir.Place{}, 0, false
	}
	a, ok := blk.Stmts[at.Stmt].Kind.(mir.Assign)
	if !ok {
		return mir.Place{}, 0, false
	}
	u, ok := a.Rvalue.(mir.Use)
	local, whole := asLocal(a.Place)
	return u.X.Place, local, ok && whole && u.X.Kind == mir.Move
}

func (c *checker) groupBinding(groups []*groupedMove, e *moveError, from mir.Place, local mir.LocalID, match *mir.Matched) []*groupedMove {
	simple := !match.Known
	place := match.Place
	if simple {
		place = from
	}
	if _, exact := c.moves.Lookup(place); !exact {
		for _, g := range groups {
			if g.form == groupPlace && g.span == match.Span {
				if len(g.bindTo) > 0 {
					g.bindTo = append(g.bindTo, local)
				}
				return groups
			}
		}
		g := &groupedMove{moveError: e, form: groupPlace, from: from, span: match.Span, bindTo: []mir.LocalID{local}}
		if simple {
			g.bindTo, g.span = nil, spanAt(c.body, e.at)
		}
		return append(groups, g)
	}
	path, _ := c.moves.Lookup(from)
	for _, g := range groups {
		if g.form == groupValue && g.span == match.Span && g.path == path {
			g.bindTo = append(g.bindTo, local)
			return groups
		}
	}
	return append(groups, &groupedMove{moveError: e, form: groupValue, span: match.Span, path: path, bindTo: []mir.LocalID{local}})
}

func (c *checker) reportMoveOut(g *groupedMove) {
	if g.form == groupOther {
		g.span = g.use.argsOrUse()
	}
	// A type that may be Copy for all we know is no error.
	if t := c.placeType(g.place); t == nil || t.Flags()&(types.HasUnknown|types.HasError) != 0 {
		return
	} else if copied, sure := c.sh.IsCopy(t); copied || !sure {
		return
	}
	var m *message
	switch g.kind {
	case moveFromDrop:
		m = newError("E0509", g.span, "cannot move out of type `%s`, which implements the `Drop` trait", c.typeName(g.container))
		m.label(g.span, "cannot move out of here")
	case moveFromSlice, moveByIndex:
		m = c.outOfSlice(g.span, g.container)
	default:
		m = c.outOfBorrowed(g)
	}
	c.moveHints(m, g)
	c.report(m)
}

func (c *checker) outOfSlice(span source.Span, t types.Type) *message {
	kind := "array"
	if _, ok := t.(*types.Slice); ok {
		kind = "slice"
	}
	m := newError("E0508", span, "cannot move out of type `%s`, a non-copy %s", c.typeName(t), kind)
	m.label(span, "cannot move out of here")
	return m
}

// upvarOf is the captured variable that a place is a part of.
func (c *checker) upvarOf(p mir.Place) (int, bool) {
	for n := len(p.Proj); n > 0; n-- {
		if f, ok := upvarField(c.body, mir.Place{Local: p.Local, Proj: p.Proj[:n]}); ok {
			return f, true
		}
	}
	return 0, false
}

// outOfBorrowed is E0507.
func (c *checker) outOfBorrowed(g *groupedMove) *message {
	e507 := func(format string, args ...any) *message {
		return newError("E0507", g.span, "cannot move out of "+format, args...)
	}
	base := mir.Place{Local: g.target.Local, Proj: g.target.Proj[:len(g.target.Proj)-1]}
	if l, ok := asLocal(base); ok {
		local := &c.body.Locals[l]
		switch {
		case local.Origin == mir.OriginGuardRef:
			name := "the place"
			if n := c.localName(l); n != "" {
				name = "`" + n + "`"
			}
			m := e507("%s in pattern guard", name)
			m.note("variables bound in patterns cannot be moved from until after the end of the pattern guard")
			return m
		case !local.Static.IsZero():
			if len(g.place.Proj) == 1 {
				return e507("static item %s", c.anyPlace(g.place))
			}
			return e507("%s as %s is a static item", c.anyPlace(g.place), c.anyPlace(mir.Place{Local: l, Proj: []mir.Proj{{Kind: mir.Deref}}}))
		}
	}
	t := c.placeType(g.target)
	var m *message
	switch tt := t.(type) {
	case *types.Array, *types.Slice:
		m = c.outOfSlice(g.span, t)
	case *types.Closure:
		if f, ok := c.upvarOf(g.place); ok && tt.Def == c.body.Owner {
			m = c.outOfCapture(g, f)
		}
	}
	if m == nil {
		m = c.outOfReference(g, base, e507)
	}
	if g.form == groupOther {
		c.explainCaptures(m, g.span, g.span, g.use, g.place, captureOpts{noReinit: true})
	}
	return m
}

func (c *checker) outOfReference(g *groupedMove, base mir.Place, e507 func(string, ...any) *message) *message {
	named, unnamed := c.contentSource(base)
	desc, ok := c.describePlace(g.place, false, false)
	variant := c.variantName(g.place)
	switch {
	case ok && variant != "" && named != "":
		return e507("`%s` as enum variant `%s` which is behind a %s", desc, variant, named)
	case ok && variant != "":
		return e507("`%s` as enum variant `%s`", desc, variant)
	case ok && named != "":
		return e507("`%s` which is behind a %s", desc, named)
	}
	return e507("%s", unnamed)
}

func (c *checker) variantName(p mir.Place) string {
	for i, e := range p.Proj {
		if e.Kind == mir.Downcast {
			if a, ok := c.placeType(mir.Place{Local: p.Local, Proj: p.Proj[:i]}).(*types.Adt); ok {
				if def := c.q.Adt(a.Def); def != nil && e.Field < len(def.Variants) {
					return def.Variants[e.Field].Name
				}
			}
		}
	}
	return ""
}

// contentSource says what a dereference goes through, for places with and without a name.
func (c *checker) contentSource(base mir.Place) (named, unnamed string) {
	if path, _ := c.moves.Lookup(base); path != mir.NoMovePath {
		for _, i := range c.initsOf[path] {
			in := c.moves.Inits[i]
			if in.Arg {
				continue
			}
			blk := &c.body.Blocks[in.At.Block]
			call, ok := blk.Term.Kind.(mir.Call)
			if in.At.Stmt != len(blk.Stmts) || !ok || !call.Overloaded || call.Func.Kind != mir.Constant {
				continue
			}
			fn, ok := call.Func.Const.Type.(*types.FnDef)
			if !ok || fn.Args.Len() == 0 {
				continue
			}
			self := fn.Args.Type(0)
			switch trait := c.traitOf(fn.Def); {
			case c.isLang(trait, "deref", "deref_mut"):
				if a, ok := self.(*types.Adt); ok && a.Def.IsStd() {
					if n := lastSegment(c.q.DefPath(a.Def)); n == "Rc" || n == "Arc" {
						return "", "an `" + n + "`"
					}
				}
				return "", "dereference of `" + c.typeName(self) + "`"
			case c.isLang(trait, "index", "index_mut"):
				return "", "index of `" + c.typeName(self) + "`"
			}
		}
	}
	switch t := c.placeType(base).(type) {
	case *types.RawPtr:
		return "raw pointer", "a raw pointer"
	case *types.Ref:
		if t.Mut {
			return "mutable reference", "a mutable reference"
		}
	}
	return "shared reference", "a shared reference"
}

// outOfCapture: a closure that may be called again cannot give its captures away.
func (c *checker) outOfCapture(g *groupedMove, f int) *message {
	kind := "Fn"
	if info := c.q.Closure(c.body.Owner); info != nil && info.Kind == types.KindFnMut {
		kind = "FnMut"
	}
	async := ""
	if c.asyncClosure(c.body.Owner) {
		async = "Async"
	}
	kind = async + kind
	what := "captured variable in an `" + kind + "` closure"
	up := &c.body.Upvars[f]
	desc := fmt.Sprintf("%s, as `%s` is a %s", c.anyPlace(g.place), up.Place, what)
	if _, whole := upvarField(c.body, g.place); whole {
		desc = fmt.Sprintf("%s, a %s", c.anyPlace(g.place), what)
	}
	m := newError("E0507", g.span, "cannot move out of %s", desc)
	m.label(c.bindingSpan(up.Local), "captured outer variable")
	m.label(c.closureArgs(c.body.Owner, c.body.Span), "captured by this `%s` closure", kind)
	m.sub(diag.Help, c.closureBound(), "`%[1]sFn` and `%[1]sFnMut` closures require captured values to be able to be consumed multiple times, but `%[1]sFnOnce` closures may consume them only once", async)
	return m
}

// closureBound is the bound `F: Fn()` of the local function that the closure is passed to.
func (c *checker) closureBound() source.Span {
	h := &c.hir
	if h.body == nil || c.in.Crate == nil {
		return source.NoSpan
	}
	for i := range h.body.Exprs {
		k, ok := h.body.Exprs[i].Kind.(hir.ExprClosure)
		if !ok || k.Def != c.body.Owner {
			continue
		}
		call, ok := h.kind(h.parent(hir.ExprID(i))).(hir.ExprCall)
		if !ok {
			return source.NoSpan
		}
		path, ok := h.kind(call.Callee).(hir.ExprPath)
		if !ok || path.Path == nil {
			return source.NoSpan
		}
		d := c.in.Crate.Defs.At(path.Path.Res.Def)
		if d == nil || d.Generics == nil {
			return source.NoSpan
		}
		for _, p := range d.Generics.Params {
			for _, trait := range []string{"fn", "fn_mut", "async_fn", "async_fn_mut"} {
				if s := c.fnBounds(d, p.Name, c.q.Lang(trait)); len(s) > 0 {
					return s[0]
				}
			}
		}
	}
	return source.NoSpan
}

// moveHints adds the labels on bindings and what could be done.
func (c *checker) moveHints(m *message, g *groupedMove) {
	switch g.form {
	case groupPlace:
		c.suggestBorrowing(m, g)
		if len(g.bindTo) == 0 {
			t := c.placeType(g.from)
			if e := c.hir.exprAt(g.span); e != 0 {
				c.suggestCloning(m, g.from, t, e, useSpans{})
			}
			m.label(g.span, "move occurs because %s has type `%s`, which does not implement the `Copy` trait", c.anyPlace(g.from), c.typeName(t))
			return
		}
		c.moveDetails(m, g.bindTo)
	case groupValue:
		slices.Sort(g.bindTo)
		g.bindTo = slices.Compact(g.bindTo)
		c.suggestPatternBorrow(m, g.bindTo)
		c.moveDetails(m, g.bindTo)
	default:
		use := g.use.varOrUse()
		t := c.placeType(g.place)
		desc := c.anyPlace(g.place)
		if e := c.hir.exprAt(use); e != 0 {
			c.suggestCloning(m, g.place, t, e, g.use)
		}
		if f, ok := c.upvarOf(g.place); ok {
			if s := c.upvarOrigin(f); s.Valid() {
				use = s
			}
		}
		m.label(use, "move occurs because %s has type `%s`, which does not implement the `Copy` trait", desc, c.typeName(t))
		pointed := false
		if g.use.form == closureUse {
			pointed = g.use.args == g.span || g.use.args == use
			m.label(g.use.args, "%s is moved here", desc)
		}
		if !pointed && use != g.span {
			m.label(g.span, "%s is moved here", desc)
		}
	}
}

// upvarOrigin is where a captured variable gets its value: a parameter's type, an initialiser.
func (c *checker) upvarOrigin(f int) source.Span {
	h := &c.hir
	local := c.body.Upvars[f].Local
	if h.body == nil || local <= 0 || int(local) >= len(h.body.Locals) {
		return source.NoSpan
	}
	pat := h.body.Locals[local].Pat
	for _, p := range h.body.Params {
		if p.Pat == pat && p.Ty != nil {
			return p.Ty.Span
		}
	}
	for i := range h.body.Exprs {
		k, ok := h.body.Exprs[i].Kind.(hir.ExprBlock)
		if !ok || k.Block == nil {
			continue
		}
		for _, s := range k.Block.Stmts {
			let, ok := s.Kind.(hir.StmtLet)
			if !ok || let.Pat != pat {
				continue
			}
			if let.Ty != nil {
				return let.Ty.Span
			}
			if let.Init != 0 && !c.multiline(h.body.Exprs[let.Init].Span) {
				return h.body.Exprs[let.Init].Span
			}
		}
	}
	return source.NoSpan
}

func (c *checker) multiline(s source.Span) bool {
	text, ok := c.snippet(s)
	return ok && slices.Contains([]byte(text), '\n')
}

// moveDetails labels the bindings that move.
func (c *checker) moveDetails(m *message, locals []mir.LocalID) {
	slices.Sort(locals)
	locals = slices.Compact(locals)
	for i, l := range locals {
		span := c.body.Locals[l].Span
		if i == 0 {
			m.label(span, "data moved here")
		} else {
			m.label(span, "...and here")
		}
		if len(locals) == 1 {
			if e := c.hir.exprAt(span); e != 0 {
				c.suggestCloning(m, mir.Place{Local: l}, c.body.Locals[l].Type, e, useSpans{})
			}
			m.label(span, "move occurs because `%s` has type `%s`, which does not implement the `Copy` trait", c.localName(l), c.typeName(c.body.Locals[l].Type))
		}
	}
	if len(locals) > 1 {
		m.note("move occurs because these variables have types that don't implement the `Copy` trait")
	}
}

// suggestBorrowing: `match *x` could be `match x`, `match x.f` could be `match &x.f`.
func (c *checker) suggestBorrowing(m *message, g *groupedMove) {
	span := g.span
	text, ok := c.snippet(span)
	if !ok {
		return
	}
	if text[:min(1, len(text))] == "*" {
		if c.throughRaw(g.from) {
			return
		}
		star := span
		star.End = star.Start + 1
		m.suggest(diag.MaybeIncorrect, "consider removing the dereference here", edit(star, ""))
		return
	}
	m.suggest(diag.MaybeIncorrect, "consider borrowing here", edit(shrinkLo(span), "&"))
}

// suggestPatternBorrow: bindings that move could borrow.
func (c *checker) suggestPatternBorrow(m *message, locals []mir.LocalID) {
	for _, l := range locals {
		local := &c.body.Locals[l]
		if local.Match == nil || c.hir.body == nil {
			continue
		}
		if c.removeAmpersand(m, local) {
			continue
		}
		m.suggest(diag.MachineApplicable, "consider borrowing the pattern binding", edit(shrinkLo(local.Span), "ref "))
	}
}

// removeAmpersand: the binding stands right under a & pattern.
func (c *checker) removeAmpersand(m *message, local *mir.Local) bool {
	text, ok := c.snippet(local.Match.PatSpan)
	if !ok || len(text) == 0 || text[0] != '&' {
		return false
	}
	cut := local.Match.PatSpan
	n := 1
	what := "borrow"
	if len(text) > 4 && text[1:4] == "mut" && (text[4] == ' ' || text[4] == '\t') {
		n, what = 5, "mutable borrow"
	}
	cut.End = cut.Start + int32(n)
	m.suggest(diag.MaybeIncorrect, "consider removing the "+what, edit(cut, ""))
	return true
}
