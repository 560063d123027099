package borrowck

import (
	"fmt"
	"slices"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: the words for uses of what was moved or never initialised: E0382, E0381, and
// for a second assignment to an immutable variable: E0384.

// movedError is an E0382 that waits: of several about the same moves the best is kept.
type movedError struct {
	place mir.Place
	m     *message
}

// moveSite is a move that leads to the use.
type moveSite struct {
	move     int32
	backEdge bool
}

// reportMovedOrUninit reports the use of a path that may be uninitialised.
func (c *checker) reportMovedOrUninit(a action, moved, used mir.Place, span source.Span, path mir.MovePathID) {
	use := c.moveSpans(moved, c.at).orElse(func() useSpans { return c.borrowSpans(span, c.at) })
	span = use.argsOrUse()
	sites, reinits := c.movedAt(path)
	if len(sites) == 0 {
		if !c.uninitReported[used.Local] {
			c.uninitReported[used.Local] = true
			c.reportUninit(a, moved, used, span, use, path)
		}
		return
	}
	key := ""
	for _, s := range sites {
		key += fmt.Sprintf("%08d ", s.move)
	}
	if old, ok := c.movedErrors[key]; ok && isPrefix(used, old.place) {
		return
	}
	m := c.movedMessage(a, moved, used, span, use, path, sites, reinits)
	if _, ok := c.movedErrors[key]; !ok {
		c.movedOrder = append(c.movedOrder, key)
	}
	c.movedErrors[key] = &movedError{used, m}
}

func (c *checker) movedMessage(a action, moved, used mir.Place, span source.Span, use useSpans, path mir.MovePathID, sites []moveSite, reinits []mir.Location) *message {
	partial := slices.ContainsFunc(sites, func(s moveSite) bool {
		p := c.moves.Paths[c.moves.Moves[s.move].Path].Place
		boxed := len(p.Proj) == 1 && p.Proj[0].Kind == mir.Deref && c.sh.Shape(c.body.Locals[p.Local].Type).Box
		return !boxed && !used.Equal(p) && isPrefix(used, p)
	})
	partly, part := "", ""
	if partial {
		partly, part = "partially ", "partial "
	}
	name := ""
	if n, ok := c.placeWith(moved, true); ok {
		name = ": `" + n + "`"
	}
	m := newError("E0382", span, "%s of %smoved value%s", a.noun(), partly, name)
	c.noteReinits(m, path, reinits)
	closure := c.noteInvokedClosure(m, used)
	loopMove := false
	var seen []source.Span
	for _, s := range sites {
		out := c.moves.Moves[s.move]
		place := c.moves.Paths[out.Path].Place
		spans := c.moveSpans(place, out.At)
		at := spans.argsOrUse()
		if out.At == c.at {
			loopMove = true
		}
		if slices.Contains(seen, at) {
			continue
		}
		seen = append(seen, at)
		o := captureOpts{partial: partial, inLoop: out.At == c.at || s.backEdge, intoClosure: spans.forClosure(), loopMove: loopMove, noReinit: len(reinits) == 0}
		c.suggestRefOrClone(m, path, spans, place, closure, &o)
		c.explainCaptures(m, span, at, spans, place, o)
	}
	use.pathLabel(m, a)
	if !loopMove {
		m.label(span, "value %s here after %smove", a.past(), part)
	}
	place := c.moves.Paths[c.moves.Moves[sites[0].move].Path].Place
	t := c.placeType(place)
	c.suggestCopyBound(m, t)
	if c.needsTypeNote(used) {
		c.noteNoCopy(m, place, t, partial)
	}
	if use.form == selfUse && use.callee.form == callDeref {
		c.noteDerefTarget(m, use.callee.self, a.noun())
	}
	return m
}

// needsTypeNote: of a closure that moves out of its captures another note says why.
func (c *checker) needsTypeNote(used mir.Place) bool {
	cl, ok := c.placeType(used).(*types.Closure)
	return !ok || c.closureKindOrigin(cl.Def) == nil
}

// noteNoCopy says that the type of the moved place is not Copy.
func (c *checker) noteNoCopy(m *message, place mir.Place, t types.Type, partial bool) {
	what := "move"
	if partial {
		what = "partial move"
	}
	desc := "value"
	if n, ok := c.placeWith(place, true); ok {
		desc = "`" + n + "`"
	}
	text := fmt.Sprintf("%s occurs because %s has type `%s`, which does not implement the `Copy` trait", what, desc, c.typeName(t))
	if l, ok := asLocal(place); ok {
		m.label(c.body.Locals[l].Span, "%s", text)
		return
	}
	m.note("%s", text)
}

func (c *checker) noteReinits(m *message, path mir.MovePathID, reinits []mir.Location) {
	if len(reinits) == 0 {
		return
	}
	var spans []source.Span
	for _, loc := range reinits[:min(3, len(reinits))] {
		spans = append(spans, c.moveSpans(c.moves.Paths[path].Place, loc).argsOrUse())
	}
	n := len(reinits)
	if n == 1 {
		m.label(spans[0], "this reinitialization might get skipped")
		return
	}
	text := fmt.Sprintf("these %d reinitializations might get skipped", n)
	if n > 3 {
		s := "s"
		if n == 4 {
			s = ""
		}
		text = fmt.Sprintf("these 3 reinitializations and %d other%s might get skipped", n-3, s)
	}
	sub := diag.Sub{Level: diag.Note, Msg: text}
	for _, s := range spans {
		sub.Labels = append(sub.Labels, diag.Label{Span: s, Primary: true})
	}
	m.Subs = append(m.Subs, sub)
}

// noteInvokedClosure: a closure was called or moved twice that moves out of its captures.
func (c *checker) noteInvokedClosure(m *message, used mir.Place) bool {
	target, ok := localOrDeref(used)
	if !ok {
		return false
	}
	blk := &c.body.Blocks[c.at.Block]
	for i := c.at.Stmt; i < len(blk.Stmts); i++ {
		if a, ok := blk.Stmts[i].Kind.(mir.Assign); ok {
			if u, ok := a.Rvalue.(mir.Use); ok && u.X.Kind != mir.Constant {
				if from, ok := localOrDeref(u.X.Place); ok && from == target {
					if into, ok := localOrDeref(a.Place); ok {
						target = into
					}
				}
			}
		}
	}
	if call, ok := blk.Term.Kind.(mir.Call); ok && call.Func.Kind == mir.Constant {
		if fn, ok := call.Func.Const.Type.(*types.FnDef); ok && c.isLang(c.traitOf(fn.Def), "fn_once") {
			if len(call.Args) == 0 || call.Args[0].Kind == mir.Constant {
				return false
			}
			l, ok := localOrDeref(call.Args[0].Place)
			if !ok || l != target {
				return false
			}
			if cl, ok := c.body.Locals[l].Type.(*types.Closure); ok {
				if u := c.closureKindOrigin(cl.Def); u != nil {
					m.noteAt(u.Span, "closure cannot be invoked more than once because it moves the variable `%s` out of its environment", u.Place)
					return true
				}
			}
		}
	}
	if cl, ok := c.body.Locals[target].Type.(*types.Closure); ok {
		if u := c.closureKindOrigin(cl.Def); u != nil {
			m.noteAt(u.Span, "closure cannot be moved more than once as it is not `Copy` due to moving the variable `%s` out of its environment", u.Place)
			return true
		}
	}
	return false
}

// closureKindOrigin is the capture that makes a closure FnOnce (or FnMut); nil: it is Fn.
func (c *checker) closureKindOrigin(def types.DefID) *mir.Upvar {
	info := c.q.Closure(def)
	res := c.in.Closures[def]
	if info == nil || res == nil || info.Async || info.Kind == types.KindFn || info.Kind == types.KindUnknown {
		return nil
	}
	for i := range res.Upvars {
		u := &res.Upvars[i]
		switch {
		case info.Kind == types.KindFnOnce && u.Move && i < len(info.Upvars):
			if copied, _ := c.sh.IsCopy(info.Upvars[i]); !copied {
				return u
			}
		case info.Kind == types.KindFnMut && (u.MutRef || u.Unique):
			return u
		}
	}
	if info.Kind == types.KindFnMut && len(res.Upvars) > 0 {
		return &res.Upvars[0] // moved in, and mutated there
	}
	return nil
}

// movedAt finds the moves that reach the present location, and the reinitialisations that
// may be skipped on the way.
func (c *checker) movedAt(path mir.MovePathID) (sites []moveSite, reinits []mir.Location) {
	paths := []mir.MovePathID{path}
	for p := c.moves.Paths[path].Parent; p != mir.NoMovePath; p = c.moves.Paths[p].Parent {
		paths = append(paths, p)
	}
	var stack, back []mir.Location
	push := func(at mir.Location) bool {
		some := false
		c.eachPredecessor(at, func(p mir.Location) {
			some = true
			if c.dom.dominates(at, p) {
				back = append(back, p)
			} else {
				stack = append(stack, p)
			}
		})
		return some
	}
	push(c.at)
	isArg := false
	for a := 1; a <= c.body.ArgCount; a++ {
		if p, exact := c.moves.Lookup(mir.Place{Local: mir.LocalID(a)}); exact && slices.Contains(paths, p) {
			isArg = true
		}
	}
	reachedStart := false
	visited, moved := map[mir.Location]bool{}, map[mir.Location]bool{}
	var inits []mir.Location
	visit := func(loc mir.Location, backEdge bool) bool {
		if visited[loc] {
			return true
		}
		visited[loc] = true
		blk := &c.body.Blocks[loc.Block]
		storage := false
		if loc.Stmt < len(blk.Stmts) {
			_, storage = blk.Stmts[loc.Stmt].Kind.(mir.StorageDead)
		}
		if !storage {
			for _, i := range c.moves.MovesAt(loc) {
				if slices.Contains(paths, c.moves.Moves[i].Path) {
					sites = append(sites, moveSite{i, backEdge})
					moved[loc] = true
					return true
				}
			}
		}
		for _, i := range c.moves.InitsAt(loc) {
			if slices.Contains(paths, c.moves.Inits[i].Path) {
				inits = append(inits, loc)
				return true
			}
		}
		return false
	}
	for len(stack) > 0 {
		loc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if !visit(loc, false) && !push(loc) {
			reachedStart = true
		}
	}
	if (isArg || !reachedStart) && len(sites) == 0 {
		for len(back) > 0 {
			loc := back[len(back)-1]
			back = back[:len(back)-1]
			if !visit(loc, true) {
				c.eachPredecessor(loc, func(p mir.Location) { back = append(back, p) })
			}
		}
	}
	for _, r := range inits {
		if c.reachedFrom(r, moved) {
			reinits = append(reinits, r)
		}
	}
	return sites, reinits
}

func (c *checker) eachPredecessor(at mir.Location, f func(mir.Location)) {
	if at.Stmt > 0 {
		f(mir.Location{Block: at.Block, Stmt: at.Stmt - 1})
		return
	}
	for _, p := range c.preds[at.Block] {
		f(mir.Location{Block: p, Stmt: len(c.body.Blocks[p].Stmts)})
	}
}

// reachedFrom: a way leads from one of the given locations to loc.
func (c *checker) reachedFrom(loc mir.Location, from map[mir.Location]bool) bool {
	seen := map[mir.Location]bool{}
	stack := []mir.Location{loc}
	for len(stack) > 0 {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[at] {
			continue
		}
		seen[at] = true
		if from[at] {
			return true
		}
		c.eachPredecessor(at, func(p mir.Location) { stack = append(stack, p) })
	}
	return false
}

// captureOpts are what the words about a move depend on.
type captureOpts struct {
	partial, inLoop, intoClosure, loopMove, reborrowed, noReinit bool
}

// explainCaptures says what moved the value.
func (c *checker) explainCaptures(m *message, span, moveSpan source.Span, u useSpans, moved mir.Place, o captureOpts) {
	how := "moved"
	if o.partial {
		how = "partially moved"
	}
	if u.form != selfUse {
		if moveSpan != span || o.inLoop {
			into, loop := "here", ""
			if o.intoClosure {
				into = "into closure here"
			}
			if o.inLoop {
				loop = ", in previous iteration of loop"
			}
			m.label(moveSpan, "value %s %s%s", how, into, loop)
		}
		if !o.inLoop {
			u.varLabel(m, "moved", "variable "+how+" due to use in "+u.container())
		}
		return
	}
	name := c.anyPlace(moved)
	loop := ""
	if o.inLoop {
		loop = ", in previous iteration of loop"
	}
	switch u.callee.form {
	case callFn:
		if c.isLang(u.callee.trait, "fn_once") {
			m.label(u.call, "%s %s due to this call%s", name, how, loop)
			c.noteFnOnce(m, u)
		}
	case callOperator:
		m.label(u.call, "%s %s due to usage in operator%s", name, how, loop)
		if c.firstSelfReport(u.callee.method) {
			if c.isLang(u.callee.trait, "not", "deref", "neg") {
				m.note("calling this operator moves the value")
			} else {
				m.note("calling this operator moves the left-hand side")
			}
		}
	case callNormal:
		c.explainMethod(m, span, moveSpan, u, moved, name, how, loop, o)
	}
}

// firstSelfReport: the method's note is shown once a body.
func (c *checker) firstSelfReport(def types.DefID) bool {
	if c.selfNoted[def] {
		return false
	}
	c.selfNoted[def] = true
	return true
}

// noteFnOnce says why a call of a closure moves it: a bound of the type parameter, or the value.
func (c *checker) noteFnOnce(m *message, u useSpans) {
	p, ok := u.callee.self.(*types.Param)
	if ok && c.in.Crate != nil {
		for def := c.tc.root(); !def.IsZero(); {
			d := c.in.Crate.Defs.At(def)
			if d == nil {
				break
			}
			if spans := c.fnBounds(d, p.Name, u.callee.trait); len(spans) > 0 {
				s := diag.Sub{Level: diag.Note, Msg: "`FnOnce` closures can only be called once"}
				for _, b := range spans {
					s.Labels = append(s.Labels, diag.Label{Span: b, Primary: true, Text: "`" + p.Name + "` is made to be an `FnOnce` closure here"})
				}
				s.Labels = append(s.Labels, diag.Label{Span: u.call, Text: "this value implements `FnOnce`, which causes it to be moved when called"})
				m.Subs = append(m.Subs, s)
				return
			}
			def = d.Parent
		}
	}
	m.noteAt(u.span, "this value implements `FnOnce`, which causes it to be moved when called")
}

// fnBounds are the bounds of a parameter that name a trait.
func (c *checker) fnBounds(d *hir.Def, param string, trait types.DefID) []source.Span {
	if d.Generics == nil {
		return nil
	}
	var out []source.Span
	add := func(bs []hir.Bound) {
		for _, b := range bs {
			if b.Trait != nil && b.Trait.Res.Def == trait {
				out = append(out, b.Span)
			}
		}
	}
	for _, p := range d.Generics.Params {
		if p.Name == param {
			add(p.Bounds)
		}
	}
	for _, w := range d.Generics.Where {
		if w.Ty != nil {
			if k, ok := w.Ty.Kind.(hir.TyPath); ok && k.Path != nil && len(k.Path.Segments) == 1 && k.Path.Segments[0].Name == param {
				add(w.Bounds)
			}
		}
	}
	return out
}

// explainMethod: a method that takes self by value moved the receiver.
func (c *checker) explainMethod(m *message, span, moveSpan source.Span, u useSpans, moved mir.Place, name, how, loop string, o captureOpts) {
	k := u.callee
	if c.firstSelfReport(k.method) {
		m.noteAt(c.selfSpan(k.method), "`%s` takes ownership of the receiver `self`, which moves %s", c.fullPath(k.method), name)
	}
	t := c.placeType(moved)
	if c.isOptionMethod(k.method) && o.noReinit {
		m.label(u.span, "help: consider calling `.as_ref()` or `.as_mut()` to borrow the type's contents")
	}
	switch {
	case k.intoIter:
		if c.iteratesByRef(t) {
			m.suggest(diag.MaybeIncorrect, fmt.Sprintf("consider iterating over a slice of the `%s`'s content to avoid moving into the `for` loop", c.typeName(t)),
				edit(shrinkLo(moveSpan), "&"))
		}
		m.label(u.call, "%s %s due to this implicit call to `.into_iter()`%s", name, how, loop)
		if r, ok := t.(*types.Ref); ok && r.Mut && !o.loopMove && !o.reborrowed {
			c.suggestReborrow(m, moveSpan, moved)
		}
		return
	case k.await:
		m.label(u.call, "%s %s due to this await%s", name, how, loop)
	default:
		m.label(u.call, "%s %s due to this method call%s", name, how, loop)
	}
	if t == nil || c.implementsClone(t) == no {
		return
	}
	if c.implementsClone(t) == yes {
		msg := "you can `clone` the value and consume it, but this might not be your desired behavior"
		if slices.ContainsFunc(moved.Proj, func(e mir.Proj) bool { return e.Kind == mir.Deref }) {
			m.suggest(diag.MaybeIncorrect, msg, edit(shrinkLo(moveSpan), "<"+c.typeName(t)+" as Clone>::clone(&"), edit(shrinkHi(moveSpan), ")"))
		} else {
			m.suggest(diag.MaybeIncorrect, msg, edit(shrinkHi(moveSpan), ".clone()"))
		}
	}
}

func (c *checker) suggestReborrow(m *message, span source.Span, p mir.Place) {
	desc := "the mutable reference"
	if n, ok := c.place(p); ok {
		desc = "`" + n + "`"
	}
	m.suggest(diag.MachineApplicable, "consider creating a fresh reborrow of "+desc+" here", edit(shrinkLo(span), "&mut *"))
}

// fullPath is a function's path as rustc prints it in messages: of a std trait's method the
// name alone, of an inherent method its type with the impl's arguments.
func (c *checker) fullPath(def types.DefID) string {
	path := c.q.DefPath(def)
	g := c.q.Generics(def)
	if g == nil || g.Parent == nil {
		return path
	}
	name := lastSegment(path)
	if c.q.DefKind(g.Parent.Def) == hir.KindTrait {
		if def.IsStd() {
			return name
		}
		return lastSegment(c.q.DefPath(g.Parent.Def)) + "::" + name
	}
	impl := c.q.Impl(g.Parent.Def)
	if impl == nil || impl.Trait != nil {
		return path
	}
	if a, ok := impl.Self.(*types.Adt); ok {
		self := c.genericName(impl.Self, g.Parent.Def)
		if i := strings.IndexByte(self, '<'); i > 0 && a.Args.Len() > 0 {
			self = self[:i] + "::" + self[i:]
		}
		return self + "::" + name
	}
	return path
}

// selfSpan is the place of a local method's self parameter.
func (c *checker) selfSpan(def types.DefID) source.Span {
	if c.in.Crate != nil {
		if d := c.in.Crate.Defs.At(def); d != nil && d.Fn != nil && len(d.Fn.ParamSpans) > 0 {
			return d.Fn.ParamSpans[0]
		}
	}
	return source.NoSpan
}

func (c *checker) isOptionMethod(def types.DefID) bool {
	g := c.q.Generics(def)
	if g == nil || g.Parent == nil {
		return false
	}
	impl := c.q.Impl(g.Parent.Def)
	if impl == nil {
		return false
	}
	a, ok := impl.Self.(*types.Adt)
	if !ok || !a.Def.IsStd() {
		return false
	}
	n := c.q.DefPath(a.Def)
	return strings.HasSuffix(n, "::Option") || strings.HasSuffix(n, "::Result") || n == "Option" || n == "Result"
}

// ---------- E0381 ----------

// reportUninit is E0381.
func (c *checker) reportUninit(a action, moved, used mir.Place, span source.Span, use useSpans, path mir.MovePathID) {
	decl := c.body.Locals[c.moves.Paths[path].Place.Local].Span
	var inits []source.Span
	for _, i := range c.initsOf[path] {
		in := c.moves.Inits[i]
		s := c.body.Locals[c.moves.Paths[in.Path].Place.Local].Span
		if !in.Arg {
			s = spanAt(c.body, in.At)
		}
		if s.Valid() && !slices.Contains(inits, s) {
			inits = append(inits, s)
		}
	}
	desc, name := "", "the variable"
	if n, ok := c.placeWith(moved, true); ok {
		desc, name = "`"+n+"` ", "`"+n+"`"
	}
	path2 := "value"
	if n, ok := c.placeWith(used, true); ok {
		path2 = "`" + n + "`"
	}
	conds := c.uninitConditions(inits, name)
	isnt, suggest := "is possibly-uninitialized", false
	switch {
	case a == actionAssign || a == actionPartAssign:
		isnt = "isn't fully initialized"
	case !slices.ContainsFunc(inits, func(i source.Span) bool {
		return !contains(i, span) && !slices.ContainsFunc(conds, func(l diag.Label) bool {
			return before(span, l.Span) && !contains(l.Span, span)
		})
	}):
		isnt, suggest = "isn't initialized", true
	}
	m := newError("E0381", span, "%s binding %s%s", a.generalPast(), desc, isnt)
	use.pathLabel(m, a)
	if a == actionAssign || a == actionPartAssign {
		m.help("partial initialization isn't supported, fully initialize the binding with a default value and mutate it, or use `std::mem::MaybeUninit`")
	}
	m.label(span, "%s %s here but it %s", path2, a.generalPast(), isnt)
	shown := false
	for _, l := range conds {
		if before(l.Span, span) && !overlaps(l.Span, span) {
			m.label(l.Span, "%s", l.Text)
			shown = true
		}
	}
	if !shown {
		for _, s := range inits {
			if before(s, span) && !overlaps(s, span) {
				m.label(s, "binding initialized here in some conditions")
			}
		}
	}
	m.label(decl, "binding declared here but left uninitialized")
	if suggest {
		c.suggestValue(m, moved, decl)
	}
	c.report(m)
}

func before(a, b source.Span) bool {
	return a.Start < b.Start || a.Start == b.Start && a.End < b.End
}

// suggestValue suggests an initial value for `let x;`.
func (c *checker) suggestValue(m *message, p mir.Place, decl source.Span) {
	c.hir.eachStmt(func(s *hir.Stmt) {
		let, ok := s.Kind.(hir.StmtLet)
		if !ok || let.Init != 0 || !contains(s.Span, decl) {
			return
		}
		b, ok := c.hir.body.Pats[let.Pat].Kind.(hir.PatBinding)
		if !ok {
			return
		}
		at := c.hir.body.Pats[let.Pat].Span
		if let.Ty != nil {
			at = let.Ty.Span
		}
		t := c.placeType(p)
		if r, ok := t.(*types.Ref); ok && b.Ref != hir.NoRef {
			t = r.Elem
		}
		if v := c.exampleValue(t, 0); v != "" {
			m.suggest(diag.MaybeIncorrect, "consider assigning a value", edit(shrinkHi(at), " = "+v))
		}
	})
}

// exampleValue is some value of a type in source text; "": none comes to mind.
func (c *checker) exampleValue(t types.Type, depth int) string {
	if depth > 4 {
		return ""
	}
	switch t := t.(type) {
	case *types.Prim:
		switch t.Prim {
		case hir.PrimBool:
			return "false"
		case hir.PrimChar:
			return "'\\0'"
		case hir.PrimF16, hir.PrimF32, hir.PrimF64, hir.PrimF128:
			return "0.0"
		case hir.PrimStr:
			return ""
		}
		return "42"
	case *types.Ref:
		if p, ok := t.Elem.(*types.Prim); ok && p.Prim == hir.PrimStr && !t.Mut {
			return `""`
		}
		v := c.exampleValue(t.Elem, depth+1)
		if v == "" {
			v = "/* value */"
		}
		if t.Mut {
			return "&mut " + v
		}
		return "&" + v
	case *types.Adt:
		switch name := lastSegment(c.q.DefPath(t.Def)); {
		case t.Def.IsStd() && name == "Option":
			return "None"
		case t.Def.IsStd() && name == "Vec":
			return "vec![]"
		case t.Def.IsStd() && name == "String":
			return "String::new()"
		case c.sh.Shape(t).Box && t.Args.Len() > 0:
			if v := c.exampleValue(t.Args.Type(0), depth+1); v != "" {
				return "Box::new(" + v + ")"
			}
		case c.hasDefault(t):
			return "Default::default()"
		}
		return "/* value */"
	case *types.Tuple:
		var parts []string
		for _, e := range t.Elems.Types() {
			v := c.exampleValue(e, depth+1)
			if v == "" {
				v = "/* value */"
			}
			parts = append(parts, v)
		}
		if len(parts) == 1 {
			return "(" + parts[0] + ",)"
		}
		return "(" + strings.Join(parts, ", ") + ")"
	case *types.Array:
		if v := c.exampleValue(t.Elem, depth+1); v != "" && t.Len.Kind == types.ConstValue {
			return fmt.Sprintf("[%s; %d]", v, t.Len.Lo)
		}
	}
	return "/* value */"
}

// ---------- E0384 ----------

// reportReassignment is E0384.
func (c *checker) reportReassignment(p mir.Place, span source.Span, init int) {
	l := &c.body.Locals[p.Local]
	isArg := int(p.Local) >= 1 && int(p.Local) <= c.body.ArgCount
	in := c.moves.Inits[init]
	assigned := l.Span
	if !in.Arg {
		assigned = spanAt(c.body, in.At)
	}
	desc := c.anyPlace(p)
	if l.Match != nil || isArg {
		assigned = l.Span
	}
	what := "twice to immutable variable"
	if isArg {
		what = "to immutable argument"
	}
	m := newError("E0384", span, "cannot assign %s %s", what, desc)
	if span != assigned && !isArg {
		m.label(assigned, "first assignment to %s", desc)
	}
	if c.canBeMut(p.Local) {
		forLoop := false
		if l.Match != nil {
			d, ok := c.hir.desugaring(l.Match.Span)
			forLoop = ok && d == hir.ExpnForLoop
		}
		text := "mut "
		if forLoop {
			if s, ok := c.snippet(l.Span); ok {
				text = "(mut " + s + ") "
			}
		}
		m.suggest(diag.MachineApplicable, "consider making this binding mutable", edit(shrinkLo(l.Span), text))
		if !isArg && !forLoop && l.Match != nil && l.Match.Known {
			m.suggest(diag.MaybeIncorrect, "to modify the original value, take a borrow instead", edit(shrinkLo(l.Span), "ref mut "))
		}
	}
	m.label(span, "cannot assign %s", what)
	c.report(m)
}
