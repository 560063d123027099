package borrowck

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: why is a loan still alive here? Its region holds the point because some
// region that it outlives is live there: of a local that is used later, or dropped later,
// or of the caller's choosing. The third point of an error's three (RFC 2094).

// why is the form of an explanation.
type whyForm uint8

const (
	unexplained whyForm = iota
	usedLater
	usedLaterInLoop
	usedWhenDropped
	mustBeValid
)

type laterUse uint8

const (
	laterOther laterUse = iota
	laterTrait
	laterClosure
	laterCall
	laterStored
)

// explanation says why a loan is alive.
type explanation struct {
	form whyForm
	// usedLater, usedLaterInLoop
	later   laterUse
	span    source.Span
	path    source.Span // of a capture
	hasPath bool
	// usedWhenDropped
	dropAt    mir.Location
	dropped   mir.LocalID
	noteOrder bool
	region    RegionID // the region that the drop keeps alive
	// mustBeValid: span too
	reason      Reason
	fromClosure bool
	name        *regionName
	place       string
	hasPlace    bool
	chain       []Outlives
}

// liveAt: the region itself (not what it outlives) is live at a point.
func (c *checker) liveAt(r RegionID, loc mir.Location) bool {
	if c.isUniversal(r) {
		return true
	}
	set, ok := c.tc.live[r]
	return ok && set.Has(c.tc.points.at(loc))
}

// subRegionLiveAt is the nearest region that r outlives and that is live at loc.
func (c *checker) subRegionLiveAt(r RegionID, loc mir.Location) RegionID {
	if _, sub, ok := c.tc.graph.path(r, func(x RegionID) bool { return c.liveAt(x, loc) }); ok {
		return sub
	}
	return r
}

// explain finds out why a loan is alive at the location that is being visited. accessed is
// the place of a StorageDead or drop, if that is what went wrong.
func (c *checker) explain(l *Loan, accessed *mir.Place) explanation {
	loc := c.at
	sub := c.subRegionLiveAt(l.Region, loc)
	inLoop := false
	if sub == l.Region {
		if end, ok := c.loopEnd(l.Region); ok {
			sub = c.subRegionLiveAt(l.Region, end)
			loc, inLoop = end, true
		}
	}
	cause, local, at := c.findUse(sub, loc)
	switch cause {
	case useUse:
		spans := c.moveSpans(mir.Place{Local: local}, at).orElse(func() useSpans { return c.borrowSpans(spanAt(c.body, at), at) })
		e := explanation{form: usedLater}
		where := at
		if inLoop {
			e.form, where = usedLaterInLoop, loc
		}
		e.later, e.span, e.path, e.hasPath = c.laterUse(l, spans, where)
		return e
	case useDropped:
		e := explanation{form: usedWhenDropped, dropAt: at, dropped: local, region: sub}
		if accessed != nil && c.localName(local) != "" {
			if b, ok := asLocal(*accessed); ok && c.localName(b) != "" && b != local {
				e.noteOrder = true
			}
		}
		return e
	}
	return c.explainUniversal(l)
}

// explainUniversal: the loan must last for a region that the caller chooses.
func (c *checker) explainUniversal(l *Loan) explanation {
	r, ok := c.errorRegion(l.Region)
	if !ok || r == l.Region {
		return explanation{}
	}
	blame, path, ok := c.bestBlame(l.Region, r, true)
	if !ok {
		return explanation{}
	}
	n := c.nameOf(r)
	if n == nil {
		return explanation{}
	}
	e := explanation{form: mustBeValid, reason: blame.Reason, fromClosure: blame.FromClosure, span: blame.Span, name: n, chain: path}
	e.place, e.hasPlace = c.place(l.Borrowed)
	return e
}

// loopEnd is a FalseUnwind, the head of a loop, that the region holds.
func (c *checker) loopEnd(r RegionID) (mir.Location, bool) {
	for b := range c.body.Blocks {
		blk := &c.body.Blocks[b]
		loc := mir.Location{Block: mir.BlockID(b), Stmt: len(blk.Stmts)}
		if _, ok := blk.Term.Kind.(mir.FalseUnwind); ok && c.values.contains(r, c.tc.points.at(loc)) {
			return loc, true
		}
	}
	return mir.Location{}, false
}

// findUse looks forward from loc, as far as the region reaches, for the use or drop of a
// local in whose type the region stands; useDef: there is none.
func (c *checker) findUse(r RegionID, loc mir.Location) (useKind, mir.LocalID, mir.Location) {
	queue := []mir.Location{loc}
	seen := map[mir.Location]bool{}
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		if seen[p] || !c.values.contains(r, c.tc.points.at(p)) {
			continue
		}
		seen[p] = true
		blk := &c.body.Blocks[p.Block]
		found, kind, local := false, useDef, mir.LocalID(0)
		visit := func(v mir.LocalID, k useKind) {
			// What a closure's signature says is shared by all places of its type: to write one is
			// not to overwrite another.
			if c.localHas(v, r) && (k != useDef || hasRegion(c.tc.localTypes[v], r)) {
				found, kind, local = true, k, v
			}
		}
		isStmt := p.Stmt < len(blk.Stmts)
		if isStmt {
			visitStatement(blk.Stmts[p.Stmt].Kind, visit)
		} else {
			visitTerminator(blk.Term.Kind, visit)
		}
		switch {
		case found && kind != useDef:
			return kind, local, p
		case found:
		case isStmt:
			queue = append(queue, mir.Location{Block: p.Block, Stmt: p.Stmt + 1})
		default:
			for _, e := range mir.Edges(blk.Term.Kind) {
				if e.Kind != mir.EdgeUnwind {
					queue = append(queue, mir.Location{Block: e.To})
				}
			}
		}
	}
	return useDef, 0, mir.Location{}
}

// localHas: the region stands in the local's type.
func (c *checker) localHas(l mir.LocalID, r RegionID) bool {
	if c.localRegions == nil {
		c.localRegions = make([][]RegionID, len(c.tc.localTypes))
		for i, t := range c.tc.localTypes {
			c.localRegions[i] = c.tc.regionsIn(nil, t)
		}
	}
	return slices.Contains(c.localRegions[l], r)
}

// laterUse says how the loan is used later, and where to show it.
func (c *checker) laterUse(l *Loan, u useSpans, at mir.Location) (laterUse, source.Span, source.Span, bool) {
	none := source.NoSpan
	blk := &c.body.Blocks[at.Block]
	if u.form == closureUse {
		return laterClosure, u.kindSpan, u.path, true
	}
	if u.form == selfUse && u.callee.form == callNormal && !u.callee.desugared() && overlaps(u.span, c.body.Locals[l.Assigned.Local].Span) {
		if call, ok := blk.Term.Kind.(mir.Call); ok && !call.Overloaded {
			return laterCall, c.calleeSpan(&call, u.span), none, false
		}
		return laterOther, u.span, none, false
	}
	if at.Stmt < len(blk.Stmts) {
		if f, ok := blk.Stmts[at.Stmt].Kind.(mir.FakeRead); ok && f.Cause == mir.ForLet {
			if v, ok := asLocal(f.Place); ok {
				if _, is := c.body.Locals[v].Type.(*types.Closure); is {
					return laterClosure, u.span, none, false
				}
			}
			return laterStored, u.span, none, false
		}
	}
	if c.capturedByTraitObject(l) {
		return laterTrait, u.span, none, false
	}
	if at.Stmt == len(blk.Stmts) {
		if call, ok := blk.Term.Kind.(mir.Call); ok && !call.Overloaded {
			return laterCall, c.calleeSpan(&call, u.span), none, false
		}
	}
	return laterOther, u.span, none, false
}

// calleeSpan is the place of the callee's name.
func (c *checker) calleeSpan(call *mir.Call, span source.Span) source.Span {
	if call.Func.Kind == mir.Constant {
		if call.Func.Const.Span.Valid() {
			return call.Func.Const.Span
		}
		return span
	}
	if l, ok := asLocal(call.Func.Place); ok && c.localName(l) == "" {
		return c.body.Locals[l].Span
	}
	return span
}

// capturedByTraitObject follows the loan's reference forward to an unsizing cast to a trait object.
func (c *checker) capturedByTraitObject(l *Loan) bool {
	target, ok := asLocal(l.Assigned)
	if !ok {
		return false
	}
	at := l.Issued
	for range 1000 {
		blk := &c.body.Blocks[at.Block]
		if at.Stmt < len(blk.Stmts) {
			if a, ok := blk.Stmts[at.Stmt].Kind.(mir.Assign); ok {
				into, okInto := localOrDeref(a.Place)
				switch r := a.Rvalue.(type) {
				case mir.Use:
					if from, ok := asLocal(r.X.Place); ok && okInto && r.X.Kind != mir.Constant && from == target {
						target = into
					}
				case mir.Cast:
					if r.Kind == mir.CastUnsize && okInto {
						if r.X.Kind == mir.Constant {
							return false
						}
						from, ok := asLocal(r.X.Place)
						return ok && from == target && c.isTraitObject(r.Type)
					}
				}
			}
			at.Stmt++
			continue
		}
		call, ok := blk.Term.Kind.(mir.Call)
		if !ok || call.Target == mir.NoBlock {
			return false
		}
		dest, ok := asLocal(call.Dest)
		if !ok || !slices.ContainsFunc(call.Args, func(o mir.Operand) bool {
			return o.Kind == mir.Move && len(o.Place.Proj) == 0 && o.Place.Local == target
		}) {
			return false
		}
		target, at = dest, mir.Location{Block: call.Target}
	}
	return false
}

func (c *checker) isTraitObject(t types.Type) bool {
	isDyn := func(t types.Type) bool { _, ok := t.(*types.Dyn); return ok }
	switch t := t.(type) {
	case *types.Ref:
		return isDyn(t.Elem)
	case *types.Adt:
		return c.sh.Shape(t).Box && t.Args.Len() > 0 && isDyn(t.Args.Type(0))
	}
	return isDyn(t)
}

// ---------- words ----------

// add puts the explanation into a message. desc is "", or "first ", "mutable " and their like.
// borrowSpan is the loan's place where the message labels it (NoSpan: not); old and new are the
// two borrows of a conflict.
func (e *explanation) add(c *checker, m *message, desc string, borrowSpan source.Span, pair *[2]source.Span) {
	if borrowSpan.Valid() {
		c.labelBinding(m, borrowSpan)
	}
	switch e.form {
	case usedLater:
		what := [...]string{"used here", "captured here by trait object", "captured here by closure", "used by call", "stored here"}[e.later]
		switch {
		case borrowSpan.Valid() && overlaps(borrowSpan, e.span):
		case !e.hasPath || e.path == e.span:
			m.label(e.span, "%sborrow later %s", desc, what)
		default:
			m.label(e.span, "%sborrow later %s", desc, what)
			m.label(e.path, "used here by closure")
		}
	case usedLaterInLoop:
		what := [...]string{"borrow used here, in later iteration of loop", "borrow captured here by trait object, in later iteration of loop",
			"borrow captured here by closure, in later iteration of loop", "borrow used by call, in later iteration of loop",
			"borrow later stored here"}[e.later]
		switch {
		case !e.hasPath || e.path == e.span:
			m.label(e.span, "%s%s", desc, what)
		case !borrowSpan.Valid() || !overlaps(borrowSpan, e.span):
			m.label(e.span, "%sborrow later %s", desc, what)
			m.label(e.path, "used here by closure")
		}
	case usedWhenDropped:
		e.addDropped(c, m, desc, pair)
	case mustBeValid:
		e.addMustBeValid(c, m, desc)
	}
}

// labelBinding labels the declaration of the variable that a borrow starts at.
func (c *checker) labelBinding(m *message, span source.Span) {
	e := c.hir.exprAt(span)
	for range 64 {
		switch k := c.hir.kind(e).(type) {
		case hir.ExprAddrOf:
			e = k.Expr
			continue
		case hir.ExprUnary:
			if k.Op == '*' {
				e = k.Expr
				continue
			}
		case hir.ExprField:
			e = k.Expr
			continue
		case hir.ExprMethodCall:
			e = k.Recv
			continue
		case hir.ExprIndex:
			e = k.Expr
			continue
		case hir.ExprPath:
			if k.Path != nil && k.Path.Res.Kind == hir.ResLocal && k.Path.Qself == nil && len(k.Path.Segments) == 1 && k.Path.Segments[0].Args == nil {
				if s := c.bindingSpan(k.Path.Res.Local); s.Valid() && !c.hir.foreign(s) {
					m.label(s, "binding `%s` declared here", k.Path.Segments[0].Name)
				}
			}
		}
		return
	}
}

// addDropped: the loan is used when a value is dropped.
func (e *explanation) addDropped(c *checker, m *message, desc string, pair *[2]source.Span) {
	l := &c.body.Locals[e.dropped]
	t := l.Type
	if d, ok := c.hir.desugaring(l.Span); ok && d == hir.ExpnForLoop {
		if a, ok := t.(*types.Adt); ok && lastSegment(c.q.DefPath(a.Def)) == "Option" && a.Args.Len() > 0 {
			t = a.Args.Type(0) // in a for loop only what Some(…) holds counts
		}
	}
	code, name := "destructor", "type `"+c.typeName(l.Type)+"`"
	switch t := t.(type) {
	case *types.Adt:
		if s := c.sh.Shape(t); s.HasDrop && !s.Box {
			code, name = "`Drop` code", "type `"+c.shortPath(t.Def)+"`"
		}
	case *types.Closure:
		name = "closure"
	case *types.Coroutine:
		name = "coroutine"
	}
	at := spanAt(c.body, e.dropAt)
	if v := c.localName(e.dropped); v != "" && !c.fromDesugaring(e.dropped) {
		m.label(at, "%sborrow might be used here, when `%s` is dropped and runs the %s for %s", desc, v, code, name)
		if e.noteOrder {
			m.note("values in a scope are dropped in the opposite order they are defined")
		}
	} else {
		m.label(l.Span, "a temporary with access to the %sborrow is created here ...", desc)
		m.label(at, "... and the %sborrow might be used here, when that temporary is dropped and runs the %s for %s", desc, code, name)
		c.adviseTail(m, l, pair)
	}
	c.whyDropNeeds(m, e)
}

// adviseTail: a temporary of a block's tail expression is dropped after the block's locals.
func (c *checker) adviseTail(m *message, l *mir.Local, pair *[2]source.Span) {
	if !l.BlockTail {
		return
	}
	span := c.hir.callSite(l.TailSpan)
	if l.TailIgnored {
		if pair != nil {
			old := pair[0]
			old.End = max(old.End, l.TailSpan.End)
			if contains(old, pair[1]) {
				return
			}
		}
		m.suggest(diag.MaybeIncorrect, "consider adding semicolon after the expression so its temporaries are dropped sooner, before the local variables declared by the block are dropped",
			edit(shrinkHi(span), ";"))
		return
	}
	m.note("the temporary is part of an expression at the end of a block;\nconsider forcing this temporary to be dropped sooner, before the block's local variables are dropped")
	m.suggest(diag.MaybeIncorrect, "for example, you could save the expression's value in a new local variable `x` and then make `x` be the expression at the end of the block",
		edit(shrinkLo(span), "let x = "), edit(shrinkHi(span), "; x"))
}

// whyDropNeeds is our own note: the way from the dropped type to the requirement that keeps
// the loan alive.
func (c *checker) whyDropNeeds(m *message, e *explanation) {
	t := c.tc.localTypes[e.dropped]
	if t == nil {
		return
	}
	c.tc.drops.Normalize = func(t types.Type) types.Type { return c.tc.normalize(t, c.tc.at(e.dropAt)) }
	for _, q := range c.tc.drops.Check(t).Live {
		if !slices.Contains(c.tc.regionsIn(nil, q.Arg), e.region) {
			continue
		}
		text, at := c.pathOf(t, q)
		s := diag.Sub{Level: diag.Note, Msg: text, Ours: true}
		if at.Valid() {
			s.Labels = []diag.Label{{Span: at, Primary: true}}
		}
		m.Subs = append(m.Subs, s)
		return
	}
}

// pathOf puts the path of a requirement into words: `S.1 -> Vec<T> (T may dangle) -> G: impl Drop`.
func (c *checker) pathOf(t types.Type, q traits.Requirement) (string, source.Span) {
	text := "dropping `" + c.typeName(t) + "` may use the borrow: "
	at := source.NoSpan
	for i, s := range q.Path {
		if i > 0 {
			text += " -> "
		}
		switch s.Kind {
		case traits.StepField:
			text += "`" + lastSegment(c.q.DefPath(s.Adt)) + "." + s.Name + "`"
		case traits.StepElem:
			text += "the elements of `" + c.typeName(s.Type) + "`"
		case traits.StepTupleElem:
			text += "`" + c.typeName(s.Type) + "`"
		case traits.StepCapture, traits.StepCoroutine:
			text += "what the closure captures"
		case traits.StepPhantom:
			text += "`PhantomData`, which owns its parameter"
		case traits.StepDropImpl:
			text += "`" + lastSegment(c.q.DefPath(s.Adt)) + "` implements `Drop`"
			if c.in.Crate != nil {
				if d := c.in.Crate.Defs.At(s.Impl); d != nil {
					at = d.HeadSpan
				}
			}
		case traits.StepDyn:
			text += "`" + c.typeName(s.Type) + "` may hold anything"
		case traits.StepOpaque:
			text += "of `" + c.typeName(s.Type) + "` nothing more is known"
		}
	}
	return text, at
}

// addMustBeValid: the loan must last for a region of the caller's.
func (e *explanation) addMustBeValid(c *checker, m *message, desc string) {
	e.name.highlight(m)
	if e.hasPlace {
		m.label(e.span, "%srequires that `%s` is borrowed for `%s`", e.reason.describe(), e.place, e.name.name)
	} else {
		m.label(e.span, "%srequires that %sborrow lasts for `%s`", e.reason.describe(), desc, e.name.name)
	}
	c.labelBounds(m, e.reason.Category, e.chain)
	if e.reason.Category == CatCast && e.reason.Implicit && e.reason.UnsizeTo != nil {
		c.noteObjectDefault(m, e.reason.UnsizeTo)
	}
	c.notePredicates(m, e.chain, e.name.name)
}

// notePredicates shows the where clauses on the way.
func (c *checker) notePredicates(m *message, chain []Outlives, name string) {
	var labels []diag.Label
	any := 0
	for _, o := range chain {
		if o.Category != CatPredicate || o.Where.IsZero() {
			continue
		}
		any++
		if s := c.predicateSpan(o); s.Valid() && !slices.ContainsFunc(labels, func(l diag.Label) bool { return l.Span == s }) {
			labels = append(labels, diag.Label{Span: s, Primary: true})
		}
	}
	if any == 0 {
		return
	}
	s := ""
	if len(labels) > 1 {
		s = "s"
	}
	m.Subs = append(m.Subs, diag.Sub{Level: diag.Note, Labels: labels,
		Msg: "requirement" + s + " that the value outlives `" + name + "` introduced here"})
}

// labelBounds labels where Sized or Copy was proved on the way.
func (c *checker) labelBounds(m *message, blamed Category, chain []Outlives) {
	c.noteBinder(m, chain)
	for _, cat := range []Category{CatSizedBound, CatCopyBound} {
		if cat == blamed {
			continue
		}
		if i := slices.IndexFunc(chain, func(o Outlives) bool { return o.Category == cat }); i >= 0 {
			what := "copying this value"
			if cat == CatSizedBound {
				what = "proving this value is `Sized`"
			}
			m.label(chain[i].Span, "requirement occurs due to %s", what)
		}
	}
}

// noteBinder: a where clause with a binder of its own asked for more than it seems to.
func (c *checker) noteBinder(m *message, chain []Outlives) {
	i := slices.IndexFunc(chain, func(o Outlives) bool { return slices.Contains(c.tc.holders, o.Sub) })
	if i < 0 || c.in.Crate == nil {
		return
	}
	d := c.in.Crate.Defs.At(chain[i].Where)
	if d == nil || d.Generics == nil {
		return
	}
	span := c.predicateSpan(chain[i])
	for _, w := range d.Generics.Where {
		// `for<'a> T: …` is shown whole.
		if len(w.For) > 0 && span.Item == w.Span.Item && span.Start >= w.Span.Start && span.End <= w.Span.End {
			span = w.Span
		}
	}
	if span.Valid() {
		m.noteAt(span, "due to a current limitation of the type system, this implies a `'static` lifetime")
	}
}

// noteObjectDefault: `Box<dyn Trait>` means `Box<dyn Trait + 'static>`.
func (c *checker) noteObjectDefault(m *message, t types.Type) {
	a, ok := t.(*types.Adt)
	if !ok {
		return
	}
	hasDyn := false
	args := make([]string, 0, a.Args.Len())
	for _, x := range a.Args.Types() {
		s := c.typeName(x)
		if _, ok := x.(*types.Dyn); ok {
			hasDyn = true
			s = "(" + s + " + 'static)"
		}
		args = append(args, s)
	}
	if !hasDyn {
		return
	}
	full := c.typeName(t)
	meant := lastSegment(c.q.DefPath(a.Def)) + "<" + args[0] + ">"
	if len(args) == 0 {
		return
	}
	m.note("due to object lifetime defaults, `%s` actually means `%s`", full, meant)
}

// describe is the category's word before "requires that", with a space behind it.
func (r Reason) describe() string {
	switch r.Category {
	case CatAssignment:
		return "assignment "
	case CatReturn:
		return "returning this value "
	case CatYield:
		return "yielding this value "
	case CatUseAsConst:
		return "using this value as a constant "
	case CatUseAsStatic:
		return "using this value as a static "
	case CatCast:
		if r.Implicit {
			return "coercion "
		}
		return "cast "
	case CatCallArgument:
		return "argument "
	case CatGenericArg:
		return "generic argument "
	case CatAnnotation:
		return "type annotation "
	case CatSizedBound:
		return "proving this value is `Sized` "
	case CatCopyBound:
		return "copying this value "
	case CatOpaque:
		return "opaque type "
	case CatClosureUpvar:
		return "closure capture "
	case CatUsage:
		return "this usage "
	}
	return ""
}
