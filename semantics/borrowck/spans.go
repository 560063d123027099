package borrowck

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: where a use is shown. What a closure captures is shown at the closure's bars
// and at the use inside it; what a method takes by value at the receiver and the call.

type useForm uint8

const (
	otherUse useForm = iota
	patUse
	closureUse
	selfUse
)

// useSpans are the spans of one use.
type useSpans struct {
	form useForm
	span source.Span // otherUse, patUse; selfUse: the variable
	// closureUse: the bars, the use that decides how it is captured, one that names the place.
	args, kindSpan, path source.Span
	coroutine            bool
	// selfUse
	call   source.Span // from the method's name on
	callee callKind
}

func (u useSpans) argsOrUse() source.Span {
	if u.form == closureUse {
		return u.args
	}
	return u.span
}

func (u useSpans) varOrPath() source.Span {
	if u.form == closureUse {
		return u.path
	}
	return u.span
}

func (u useSpans) varOrUse() source.Span {
	if u.form == closureUse {
		return u.kindSpan
	}
	return u.span
}

func (u useSpans) forClosure() bool   { return u.form == closureUse && !u.coroutine }
func (u useSpans) forCoroutine() bool { return u.form == closureUse && u.coroutine }

func (u useSpans) orElse(f func() useSpans) useSpans {
	if u.form == closureUse || u.form == selfUse {
		return u
	}
	return f()
}

func (u useSpans) container() string {
	if u.coroutine {
		return "coroutine"
	}
	return "closure"
}

// varLabel labels the use inside the closure; kind: what made it be captured so.
func (u useSpans) varLabel(m *message, kind string, text string) {
	if u.form != closureUse {
		return
	}
	if u.kindSpan != u.path {
		m.label(u.kindSpan, "capture is %s because of use here", kind)
	}
	m.label(u.path, "%s", text)
}

func captureKind(k mir.BorrowKind) string {
	if isMutBorrow(k) {
		return "mutable"
	}
	return "immutable"
}

// pathLabel labels only the path inside the closure.
func (u useSpans) pathLabel(m *message, a action) {
	if u.form != closureUse {
		return
	}
	what := [...]string{"borrow", "use", "use", "assignment", "assignment to part"}[a]
	if u.coroutine {
		what = [...]string{"borrow", "use", "use", "assign", "assign to part"}[a]
	}
	m.label(u.path, "%s occurs due to use in %s", what, u.container())
}

// callForm is what a call that takes self is to the user.
type callForm uint8

const (
	callNormal callForm = iota
	callFn              // f(x), through Fn, FnMut or FnOnce
	callOperator
	callDeref // a deref coercion
)

type callKind struct {
	form     callForm
	trait    types.DefID
	method   types.DefID
	args     types.Args
	self     types.Type
	intoIter bool // a for loop's into_iter
	next     bool
	question bool
	await    bool
}

func (k callKind) desugared() bool { return k.intoIter || k.next || k.question || k.await }

// moveSpans finds how a move or copy of a place at a location is shown.
func (c *checker) moveSpans(moved mir.Place, loc mir.Location) useSpans {
	blk := &c.body.Blocks[loc.Block]
	if loc.Stmt >= len(blk.Stmts) {
		return useSpans{span: blk.Term.Span}
	}
	s := &blk.Stmts[loc.Stmt]
	normal := useSpans{span: s.Span}
	for _, e := range moved.Proj {
		if e.Kind == mir.Downcast {
			normal.form = patUse
		}
	}
	if f, ok := s.Kind.(mir.FakeRead); ok && !f.Closure.IsZero() {
		if u, ok := c.fakeReadSpans(f, moved); ok {
			return u
		}
	}
	a, ok := s.Kind.(mir.Assign)
	if !ok {
		return normal
	}
	if agg, ok := a.Rvalue.(mir.Aggregate); ok {
		if u, ok := c.closureSpans(agg, moved, s.Span); ok {
			return u
		}
	}
	temp, ok := asLocal(a.Place)
	if !ok {
		return normal
	}
	call, ok := blk.Term.Kind.(mir.Call)
	if !ok {
		return normal
	}
	fn, ok := c.selfCall(temp, loc.Block)
	if !ok {
		return normal
	}
	return useSpans{form: selfUse, span: s.Span, call: call.FnSpan, callee: c.callKindOf(fn, &call)}
}

// selfCall is the method that the block's call invokes on the local, directly or reborrowed.
func (c *checker) selfCall(l mir.LocalID, b mir.BlockID) (*types.FnDef, bool) {
	blk := &c.body.Blocks[b]
	call, ok := blk.Term.Kind.(mir.Call)
	if !ok || call.Func.Kind != mir.Constant || len(call.Args) == 0 || call.Args[0].Kind == mir.Constant {
		return nil, false
	}
	fn, ok := call.Func.Const.Type.(*types.FnDef)
	if !ok || c.q.DefKind(fn.Def) != hir.KindAssocFn || !c.q.FnAttrs(fn.Def).HasSelf {
		return nil, false
	}
	self, ok := asLocal(call.Args[0].Place)
	if !ok {
		return nil, false
	}
	if self == l {
		return fn, true
	}
	for i := range blk.Stmts {
		a, ok := blk.Stmts[i].Kind.(mir.Assign)
		if !ok || len(a.Place.Proj) > 0 || a.Place.Local != self {
			continue
		}
		if r, ok := a.Rvalue.(mir.Ref); ok && r.Place.Local == l && len(r.Place.Proj) == 1 && r.Place.Proj[0].Kind == mir.Deref {
			return fn, true
		}
	}
	return nil, false
}

// traitOf is the trait of a trait's or a trait impl's item; zero: none.
func (c *checker) traitOf(item types.DefID) types.DefID {
	g := c.q.Generics(item)
	if g == nil || g.Parent == nil {
		return types.DefID{}
	}
	switch c.q.DefKind(g.Parent.Def) {
	case hir.KindTrait:
		return g.Parent.Def
	case hir.KindImpl:
		if impl := c.q.Impl(g.Parent.Def); impl != nil && impl.Trait != nil {
			return impl.Trait.Trait
		}
	}
	return types.DefID{}
}

var operatorTraits = []string{"add", "sub", "mul", "div", "rem", "neg", "not", "bitxor", "bitand", "bitor", "shl", "shr",
	"add_assign", "sub_assign", "mul_assign", "div_assign", "rem_assign", "bitxor_assign", "bitand_assign",
	"bitor_assign", "shl_assign", "shr_assign", "index", "index_mut", "eq", "partial_ord"}

func (c *checker) isLang(def types.DefID, names ...string) bool {
	if def.IsZero() {
		return false
	}
	for _, n := range names {
		if c.q.Lang(n) == def {
			return true
		}
	}
	return false
}

func (c *checker) callKindOf(fn *types.FnDef, call *mir.Call) callKind {
	k := callKind{method: fn.Def, args: fn.Args, trait: c.traitOf(fn.Def)}
	if fn.Args.Len() > 0 {
		if t, ok := fn.Args.List[0].(types.Type); ok {
			k.self = t
		}
	}
	name := lastSegment(c.q.DefPath(fn.Def))
	switch {
	case c.isLang(k.trait, "fn", "fn_mut", "fn_once"):
		k.form = callFn
		return k
	case call.Overloaded && c.isLang(k.trait, operatorTraits...):
		k.form = callOperator
		return k
	case call.Overloaded && name == "deref" && c.isLang(k.trait, "deref"):
		k.form = callDeref
		return k
	}
	d, ok := c.hir.desugaring(call.FnSpan)
	if !ok {
		return k
	}
	switch {
	case d == hir.ExpnForLoop && name == "into_iter":
		k.intoIter = true
	case d == hir.ExpnForLoop && name == "next":
		k.next = true
	case d == hir.ExpnQuestion && (name == "branch" || name == "from_residual"):
		k.question = true
	case d == hir.ExpnAwait:
		k.await = true
	}
	return k
}

// borrowSpans finds how a borrow at a location is shown: in a closure if it is a capture.
func (c *checker) borrowSpans(span source.Span, loc mir.Location) useSpans {
	other := useSpans{span: span}
	blk := &c.body.Blocks[loc.Block]
	if loc.Stmt >= len(blk.Stmts) {
		return other
	}
	a, ok := blk.Stmts[loc.Stmt].Kind.(mir.Assign)
	if !ok {
		return other
	}
	target, ok := asLocal(a.Place)
	if !ok || target == mir.ReturnPlace || int(target) <= c.body.ArgCount {
		return other
	}
	rest := blk.Stmts[loc.Stmt+1:]
	if d, ok := blk.Term.Kind.(mir.Drop); ok && len(c.body.Blocks[d.Target].Stmts) > 0 {
		rest = append(append([]mir.Statement(nil), rest...), c.body.Blocks[d.Target].Stmts[0])
	}
	for i := range rest {
		if a, ok := rest[i].Kind.(mir.Assign); ok {
			if agg, ok := a.Rvalue.(mir.Aggregate); ok && isClosure(agg.Type) {
				if u, ok := c.closureSpans(agg, mir.Place{Local: target}, rest[i].Span); ok {
					return u
				}
				return other
			}
		}
		if rest[i].Span != span {
			break
		}
	}
	return other
}

func isClosure(t types.Type) bool {
	switch t.(type) {
	case *types.Closure, *types.Coroutine:
		return true
	}
	return false
}

// closureSpans: the place is one of a closure's captures.
func (c *checker) closureSpans(agg mir.Aggregate, target mir.Place, span source.Span) (useSpans, bool) {
	var def types.DefID
	u := useSpans{form: closureUse}
	switch t := agg.Type.(type) {
	case *types.Closure:
		if c.asyncClosure(t.Def) {
			return u, false // whose aggregate is no closure's to rustc
		}
		def = t.Def
	case *types.Coroutine:
		def, u.coroutine = t.Def, true
	default:
		return u, false
	}
	res := c.in.Closures[def]
	if res == nil {
		return u, false
	}
	u.args = c.closureArgs(def, span)
	for i, f := range agg.Fields {
		if f.Kind != mir.Constant && i < len(res.Upvars) && f.Place.Equal(target) {
			u.kindSpan, u.path = res.Upvars[i].Span, res.Upvars[i].PathSpan
			return u, true
		}
	}
	return u, false
}

// fakeReadSpans: a pattern in a closure looks at the place. rustc shows it as what the closure
// captures first, if it captures anything.
func (c *checker) fakeReadSpans(f mir.FakeRead, target mir.Place) (useSpans, bool) {
	u := useSpans{form: closureUse}
	res := c.in.Closures[f.Closure]
	if res == nil || len(res.Upvars) == 0 || !f.Place.Equal(target) {
		return u, false
	}
	u.coroutine = c.q.DefKind(f.Closure) == hir.KindCoroutine
	u.args = c.closureArgs(f.Closure, res.Upvars[0].PathSpan)
	u.kindSpan, u.path = res.Upvars[0].Span, res.Upvars[0].PathSpan
	return u, true
}

// closureArgs is the span of a closure's bars with its modifiers.
func (c *checker) closureArgs(def types.DefID, span source.Span) source.Span {
	if c.hir.body == nil {
		return span
	}
	for i := range c.hir.body.Exprs {
		if k, ok := c.hir.body.Exprs[i].Kind.(hir.ExprClosure); ok && k.Def == def && k.DeclSpan.Valid() {
			return k.DeclSpan
		}
	}
	return span
}

// loanSpans is how a loan's borrow is shown.
func (c *checker) loanSpans(l *Loan) useSpans {
	return c.borrowSpans(spanAt(c.body, l.Issued), l.Issued)
}
