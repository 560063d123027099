package borrowck

import (
	"fmt"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: the words for writes to what is not mutable: E0594 (assignments) and E0596
// (mutable borrows). Several borrows of one immutable binding are one error.

// mutError is an E0596 about a binding, which waits for others.
type mutError struct {
	m     *message
	count int
}

// canBeMut: the binding could be declared mut (not `ref x`, not &self).
func (c *checker) canBeMut(l mir.LocalID) bool {
	local := &c.body.Locals[l]
	if !isUserVariable(local) || local.Origin == mir.OriginGuardRef || local.RefBinding {
		return false
	}
	return !c.isImplicitSelf(l) || !c.selfIsRef()
}

// isImplicitSelf: the local is `self`.
func (c *checker) isImplicitSelf(l mir.LocalID) bool {
	return l == 1 && c.localName(l) == "self" && !c.isClosureBody()
}

func (c *checker) selfKind() hir.SelfKind {
	if c.in.Crate != nil {
		if d := c.in.Crate.Defs.At(c.body.Owner); d != nil && d.Fn != nil {
			return d.Fn.SelfKind
		}
	}
	return hir.SelfNone
}

func (c *checker) selfIsRef() bool {
	k := c.selfKind()
	return k == hir.SelfRef || k == hir.SelfRefMut
}

// reportMutability is E0594 or E0596. err is the place that is not mutable. False: nothing is said.
func (c *checker) reportMutability(p mir.Place, span source.Span, err mir.Place, mutate bool) bool {
	item, reason, src, ok := c.whyImmutable(p, err, mutate)
	if !ok {
		return true
	}
	if mutate {
		m := newError("E0594", span, "cannot assign to %s%s", item, reason)
		c.mutHints(m, p, span, err, "assign", "written to", true, 1, src)
		c.report(m)
		return true
	}
	borrow := c.borrowSpans(span, c.at)
	at := borrow.argsOrUse()
	local, whole := asLocal(err)
	if whole && c.canBeMut(local) {
		decl := c.body.Locals[local].Span
		if old := c.mutErrors[decl]; old != nil {
			old.count++
			if old.count == 2 {
				old.m.replaceSpan(decl)
				old.m.label(decl, "not mutable")
			}
			c.mutHints(old.m, p, at, err, "borrow as mutable", "borrowed as mutable", false, old.count, src)
			return true
		}
		m := newError("E0596", at, "cannot borrow %s as mutable%s", item, reason)
		borrow.varLabel(m, "mutable", "mutable borrow occurs due to use of "+c.anyPlace(p)+" in closure")
		c.mutHints(m, p, at, err, "borrow as mutable", "borrowed as mutable", true, 1, src)
		c.mutErrors[decl] = &mutError{m, 1}
		c.mutOrder = append(c.mutOrder, decl)
		return true
	}
	m := newError("E0596", at, "cannot borrow %s as mutable%s", item, reason)
	borrow.varLabel(m, "mutable", "mutable borrow occurs due to use of "+c.anyPlace(p)+" in closure")
	c.mutHints(m, p, at, err, "borrow as mutable", "borrowed as mutable", true, 1, src)
	c.report(m)
	return true
}

// replaceSpan makes another span primary; the old one keeps its label, or gets an empty one.
func (m *message) replaceSpan(span source.Span) {
	m.primary = span
	for i := range m.Labels {
		m.Labels[i].Primary = m.Labels[i].Span == span
	}
}

// derefSource says what an overloaded operator gave the reference: "", "deref", "index" and of what type.
type derefSource struct {
	kind string
	self types.Type
}

// whyImmutable describes what is not mutable and why.
func (c *checker) whyImmutable(p, err mir.Place, mutate bool) (item, reason string, src derefSource, ok bool) {
	desc := c.anyPlace(p)
	n := len(err.Proj)
	last := mir.Proj{}
	if n > 0 {
		last = err.Proj[n-1]
	}
	local := &c.body.Locals[err.Local]
	switch {
	case n == 0:
		if len(p.Proj) == 0 {
			return desc, ", as it is not declared as mutable", src, true
		}
		return desc, fmt.Sprintf(", as `%s` is not declared as mutable", c.localName(err.Local)), src, true
	case last.Kind == mir.Field:
		if last.Field >= len(c.body.Upvars) {
			return "", "", src, false
		}
		u := &c.body.Upvars[last.Field]
		if u.Shared {
			return "", "", src, false
		}
		if _, whole := upvarField(c.body, p); whole {
			return desc, ", as it is not declared as mutable", src, true
		}
		return desc, fmt.Sprintf(", as `%s` is not declared as mutable", u.Place), src, true
	case last.Kind == mir.Deref && n == 1 && local.Origin == mir.OriginGuardRef:
		return desc, ", as it is immutable for the pattern guard", src, true
	case last.Kind == mir.Deref && n == 1 && !local.Static.IsZero():
		if len(p.Proj) == 1 {
			return "immutable static item " + desc, "", src, true
		}
		return desc, fmt.Sprintf(", as `%s` is an immutable static item", lastSegment(c.q.DefPath(local.Static))), src, true
	case last.Kind == mir.Deref && n == 1 && err.Local == 1 && len(c.body.Upvars) > 0:
		if _, whole := upvarField(c.body, p); whole {
			return desc, ", as it is a captured variable in a `Fn` closure", src, true
		}
		return desc, ", as `Fn` closures cannot mutate their captured variables", src, true
	case last.Kind == mir.Deref:
		base := mir.Place{Local: err.Local, Proj: err.Proj[:n-1]}
		pointer := c.immutablePointer(base, &src)
		if d, named := c.place(p); named {
			how := ", as it is behind "
			if mutate {
				how = ", which is behind "
			}
			return "`" + d + "`", how + pointer, src, true
		}
		return "data in " + pointer, "", src, true
	}
	return "", "", src, false
}

// immutablePointer is "a `&` reference" and its like.
func (c *checker) immutablePointer(base mir.Place, src *derefSource) string {
	_, unnamed := c.contentSource(base)
	switch {
	case strings.HasPrefix(unnamed, "an `"), strings.HasPrefix(unnamed, "dereference of"):
		src.kind, src.self = "deref", c.operatorSelf(base)
		return unnamed
	case strings.HasPrefix(unnamed, "index of"):
		src.kind, src.self = "index", c.operatorSelf(base)
		return "an " + unnamed
	case unnamed == "a raw pointer":
		return "a `*const` pointer"
	}
	return "a `&` reference"
}

// operatorSelf is the type on which an overloaded operator was called for a place.
func (c *checker) operatorSelf(base mir.Place) types.Type {
	path, _ := c.moves.Lookup(base)
	if path == mir.NoMovePath {
		return nil
	}
	for _, i := range c.initsOf[path] {
		in := c.moves.Inits[i]
		if in.Arg {
			continue
		}
		blk := &c.body.Blocks[in.At.Block]
		if call, ok := blk.Term.Kind.(mir.Call); ok && in.At.Stmt == len(blk.Stmts) && call.Overloaded && call.Func.Kind == mir.Constant {
			if fn, ok := call.Func.Const.Type.(*types.FnDef); ok && fn.Args.Len() > 0 {
				return fn.Args.Type(0)
			}
		}
	}
	return nil
}

// mutHints labels the write and says what could be declared mutable.
func (c *checker) mutHints(m *message, p mir.Place, span source.Span, err mir.Place, act, acted string, suggest bool, count int, src derefSource) {
	n := len(err.Proj)
	local := &c.body.Locals[err.Local]
	derefOnly := n == 1 && err.Proj[0].Kind == mir.Deref
	switch {
	case n >= 3 && err.Proj[n-1].Kind == mir.Deref && err.Proj[n-2].Kind == mir.Field && err.Proj[n-3].Kind == mir.Deref:
		m.label(span, "cannot %s", act)
		c.suggestMutField(m, mir.Place{Local: err.Local, Proj: err.Proj[:n-3]}, err.Proj[n-2].Field)
	case n == 0 && c.mutBorrowOfMutRef(err.Local):
		m.label(span, "cannot %s", act)
		c.adviseMutRef(m, err.Local, suggest)
	case n == 0 && c.canBeMut(err.Local):
		if count < 10 {
			m.label(span, "cannot %s", act)
		}
		if suggest {
			c.suggestMutBinding(m, err.Local)
			c.showMutatingUpvar(m, err)
		}
	case n > 0 && err.Proj[n-1].Kind == mir.Field:
		m.label(span, "cannot %s", act)
		if f := err.Proj[n-1].Field; f < len(c.body.Upvars) {
			c.suggestMutUpvar(m, f)
		}
	case n == 0 && c.startsWith(span, "&mut "):
		m.label(span, "cannot %s", act)
		cut := span
		cut.End = cut.Start + 5
		m.suggest(diag.MaybeIncorrect, "try removing `&mut` here", edit(cut, ""))
	case derefOnly && local.Origin == mir.OriginGuardRef:
		m.label(span, "cannot %s", act)
		m.note("variables bound in patterns are immutable until the end of the pattern guard")
	case derefOnly && isUserVariable(local):
		c.mutThroughRef(m, span, err.Local, act, acted)
	case derefOnly && err.Local == 1 && len(c.body.Upvars) > 0:
		c.pointOutside(m, p)
		c.expectedFn(m, span, act)
	case n > 0 && err.Proj[n-1].Kind == mir.Deref:
		m.label(span, "cannot %s", act)
		switch {
		case src.kind == "deref":
			m.help("trait `DerefMut` is required to modify through a dereference, but it is not implemented for `%s`", c.typeName(src.self))
		case src.kind == "index":
			m.help("trait `IndexMut` is required to modify indexed content, but it is not implemented for `%s`", c.typeName(src.self))
			c.suggestMapMethods(m, src.self, span)
		case !local.Static.IsZero():
			m.label(c.defSpan(local.Static), "this `static` cannot be %s", acted)
		case !local.ConstRef.IsZero():
			m.label(c.defSpan(local.ConstRef), "this `const` cannot be %s", acted)
		case local.Origin == mir.OriginTemp && !overlaps(local.Span, span):
			m.label(local.Span, "this cannot be %s", acted)
		}
	default:
		if !overlaps(local.Span, span) {
			m.label(local.Span, "this cannot be %s", acted)
		}
		m.label(span, "cannot %s", act)
	}
}

func (c *checker) startsWith(s source.Span, prefix string) bool {
	text, ok := c.snippet(s)
	return ok && strings.HasPrefix(text, prefix)
}

// defSpan is the header of a local definition.
func (c *checker) defSpan(def types.DefID) source.Span {
	if c.in.Crate != nil {
		if d := c.in.Crate.Defs.At(def); d != nil {
			return d.HeadSpan
		}
	}
	return source.NoSpan
}

// mutBorrowOfMutRef: the local is itself a &mut that is borrowed mutably.
func (c *checker) mutBorrowOfMutRef(l mir.LocalID) bool {
	r, ok := c.body.Locals[l].Type.(*types.Ref)
	if !ok || !r.Mut {
		return false
	}
	return c.canBeMut(l) || c.isImplicitSelf(l)
}

func (c *checker) adviseMutRef(m *message, l mir.LocalID, suggest bool) {
	local := &c.body.Locals[l]
	blk := &c.body.Blocks[c.at.Block]
	plainMut := false
	if c.at.Stmt < len(blk.Stmts) {
		if a, ok := blk.Stmts[c.at.Stmt].Kind.(mir.Assign); ok {
			r, ok := a.Rvalue.(mir.Ref)
			plainMut = ok && r.Kind == mir.Mut
		}
	}
	if plainMut {
		span := spanAt(c.body, c.at)
		if ty := c.letTy(l); ty.Valid() && !local.Mut {
			if suggest {
				m.noteAt(ty, "the binding is already a mutable borrow")
				m.suggest(diag.MaybeIncorrect, "consider making the binding mutable if you need to reborrow multiple times", edit(shrinkLo(c.bindingSpan(local.Source)), "mut "))
			}
		} else {
			m.noteAt(local.Span, "the binding is already a mutable borrow")
		}
		if c.startsWith(span, "&mut ") {
			cut := span
			cut.End = cut.Start + 5
			m.suggest(diag.MaybeIncorrect, "if there is only one mutable reborrow, remove the `&mut`", edit(cut, ""))
		} else {
			m.sub(diag.Help, span, "try removing `&mut` here")
		}
		return
	}
	if local.Mut {
		return
	}
	if c.isImplicitSelf(l) && c.selfKind() == hir.SelfRefMut {
		m.note("as `Self` may be unsized, this call attempts to take `&mut &mut self`")
		m.note("however, `&mut self` expands to `self: &mut Self`, therefore `self` cannot be borrowed mutably")
		return
	}
	m.suggest(diag.MachineApplicable, "consider making the binding mutable", edit(shrinkLo(local.Span), "mut "))
}

// letTy is the place of the type written for a binding: of its let or parameter.
func (c *checker) letTy(l mir.LocalID) source.Span {
	h := &c.hir
	src := c.body.Locals[l].Source
	if h.body == nil || src <= 0 || int(src) >= len(h.body.Locals) {
		return source.NoSpan
	}
	pat := h.body.Locals[src].Pat
	for _, p := range h.body.Params {
		if p.Pat == pat && p.Ty != nil {
			return p.Ty.Span
		}
	}
	if let := c.letOf(pat); let != nil && let.Ty != nil {
		return let.Ty.Span
	}
	if k, ok := c.closureExpr(); ok {
		for _, p := range k.Params {
			if p.Pat == pat && p.Ty != nil {
				return p.Ty.Span
			}
		}
	}
	return source.NoSpan
}

// letOf is the let of a pattern; nil: none.
func (c *checker) letOf(pat hir.PatID) *hir.StmtLet {
	h := &c.hir
	if h.body == nil || pat == 0 {
		return nil
	}
	for i := range h.body.Exprs {
		var blk *hir.Block
		switch k := h.body.Exprs[i].Kind.(type) {
		case hir.ExprBlock:
			blk = k.Block
		case hir.ExprLoop:
			blk = k.Body
		}
		if blk == nil {
			continue
		}
		for _, s := range blk.Stmts {
			if let, ok := s.Kind.(hir.StmtLet); ok && let.Pat == pat {
				return &let
			}
		}
	}
	return nil
}

func (c *checker) suggestMutBinding(m *message, l mir.LocalID) {
	local := &c.body.Locals[l]
	h := &c.hir
	if h.body != nil && local.Source > 0 && int(local.Source) < len(h.body.Locals) {
		pat := h.body.Locals[local.Source].Pat
		for i := range h.body.Pats {
			if r, ok := h.body.Pats[i].Kind.(hir.PatRef); ok && r.Pat == pat && c.isTopPattern(hir.PatID(i)) {
				whole := h.body.Pats[i].Span
				lead, tail := whole, whole
				lead.End, tail.Start = local.Span.Start, local.Span.End
				m.suggest(diag.MachineApplicable, "consider changing this to be mutable", edit(lead, "&(mut "), edit(tail, ")"))
				return
			}
		}
	}
	m.suggest(diag.MachineApplicable, "consider changing this to be mutable", edit(shrinkLo(local.Span), "mut "))
}

// isTopPattern: the pattern is a let's or a parameter's whole pattern.
func (c *checker) isTopPattern(pat hir.PatID) bool {
	for _, p := range c.hir.body.Params {
		if p.Pat == pat {
			return true
		}
	}
	return c.letOf(pat) != nil
}

// showMutatingUpvar: calling a closure borrows it mutably because of what it captures.
func (c *checker) showMutatingUpvar(m *message, err mir.Place) {
	cl, ok := c.placeType(err).(*types.Closure)
	if !ok {
		return
	}
	u := c.closureKindOrigin(cl.Def)
	if u == nil {
		return
	}
	reason := "mutable borrow of `" + u.Place + "`"
	if u.Move {
		reason = "possible mutation of `" + u.Place + "`"
	}
	if name, ok := c.place(err); ok {
		m.label(u.Span, "calling `%s` requires mutable binding due to %s", name, reason)
	}
}

func (c *checker) suggestMutUpvar(m *message, f int) {
	local := c.body.Upvars[f].Local
	if c.hir.body == nil || local <= 0 || int(local) >= len(c.hir.body.Locals) {
		return
	}
	l := &c.hir.body.Locals[local]
	if l.ByRef != hir.NoRef || l.Mut {
		return
	}
	m.suggest(diag.MachineApplicable, "consider changing this to be mutable", edit(shrinkLo(l.Span), "mut "))
}

// suggestMutField: the reference in a struct's field could be mutable.
func (c *checker) suggestMutField(m *message, base mir.Place, field int) {
	r, ok := c.placeType(base).(*types.Ref)
	if !ok || c.in.Crate == nil {
		return
	}
	a, ok := r.Elem.(*types.Adt)
	if !ok {
		return
	}
	d := c.in.Crate.Defs.At(a.Def)
	if d == nil || d.Adt == nil || len(d.Adt.Variants) == 0 || field >= len(d.Adt.Variants[0].Fields) {
		return
	}
	ty := d.Adt.Variants[0].Fields[field].Ty
	if k, ok := ty.Kind.(hir.TyRef); ok {
		at := ty.Span
		if k.Lifetime.Span.Valid() && k.Lifetime.Name != "" {
			at.End = k.Lifetime.Span.End
			at = shrinkHi(at)
		} else {
			at.End = at.Start + 1
			at = shrinkHi(at)
		}
		m.suggest(diag.MaybeIncorrect, "consider changing this to be mutable", edit(at, " mut "))
	}
}

// mutThroughRef: a `&` or `*const` variable is written through.
func (c *checker) mutThroughRef(m *message, span source.Span, l mir.LocalID, act, acted string) {
	local := &c.body.Locals[l]
	sigil, desc := "*const", "pointer"
	if _, ok := local.Type.(*types.Ref); ok {
		sigil, desc = "&", "reference"
	}
	name := c.localName(l)
	if name == "" || c.fromDesugaring(l) {
		m.label(span, "cannot %s through `%s` %s", act, sigil, desc)
		return
	}
	m.label(span, "`%s` is a `%s` %s, so it cannot be %s", name, sigil, desc, acted)
	c.suggestMutRef(m, l, desc)
}

// suggestMutRef: make the reference a mutable one where it is declared.
func (c *checker) suggestMutRef(m *message, l mir.LocalID, desc string) {
	local := &c.body.Locals[l]
	msg := "consider changing this to be a mutable " + desc
	switch {
	case c.isImplicitSelf(l) && c.selfIsRef():
		text, ok := c.snippet(local.Span)
		if !ok {
			return
		}
		if i := strings.IndexByte(text, '\''); i >= 0 { // &'a self
			j := strings.IndexAny(text[i:], " \t")
			if j < 0 {
				return
			}
			at := local.Span
			at.Start += int32(i + j)
			m.suggest(diag.MachineApplicable, msg, edit(shrinkLo(at), " mut"))
			return
		}
		at := local.Span
		at.End = at.Start + 1
		m.suggest(diag.MachineApplicable, msg, edit(shrinkHi(at), "mut "))
	default:
		c.suggestMutTy(m, l, msg)
	}
}

// suggestMutTy changes the type or the initialiser of a binding.
func (c *checker) suggestMutTy(m *message, l mir.LocalID, msg string) {
	h := &c.hir
	local := &c.body.Locals[l]
	if local.Origin == mir.OriginBinding && h.body != nil && local.Source > 0 && int(local.Source) < len(h.body.Locals) {
		if h.body.Locals[local.Source].ByRef == hir.RefShared {
			if text, ok := c.snippet(local.Span); ok && len(text) > 3 && text[:3] == "ref" && strings.ContainsRune(" \t\n", rune(text[3])) {
				at := local.Span
				at.End = at.Start + 4
				m.suggest(diag.MachineApplicable, msg, edit(shrinkHi(at), "mut "))
			}
			return
		}
		let := c.letOf(h.body.Locals[local.Source].Pat)
		if let != nil && let.Init != 0 {
			init := h.body.Exprs[let.Init].Span
			if text, ok := c.snippet(init); ok && strings.HasPrefix(text, "&") && !strings.HasPrefix(text, "&mut") && let.Ty == nil {
				at := init
				at.End = at.Start + 1
				m.suggest(diag.MachineApplicable, msg, edit(shrinkHi(at), "mut "))
				return
			}
		}
	}
	ty := c.letTy(l)
	if text, ok := c.snippet(ty); ok && strings.HasPrefix(text, "&") {
		at := ty
		if strings.HasPrefix(text, "&'") {
			if i := strings.IndexAny(text, " \t\n"); i > 0 {
				at.Start += int32(i)
				m.suggest(diag.MachineApplicable, msg, edit(shrinkLo(at), " mut"))
			}
			return
		}
		at.End = at.Start + 1
		m.suggest(diag.MachineApplicable, msg, edit(shrinkHi(at), "mut "))
	}
}

// pointOutside labels the captured variable's declaration.
func (c *checker) pointOutside(m *message, p mir.Place) {
	for i, e := range p.Proj {
		if e.Kind != mir.Deref {
			continue
		}
		if f, ok := upvarField(c.body, mir.Place{Local: p.Local, Proj: p.Proj[:i+1]}); ok {
			u := &c.body.Upvars[f]
			if id := c.hir.exprAt(u.Span); id != 0 {
				if _, isPath := c.hir.kind(id).(hir.ExprPath); isPath {
					m.label(c.bindingSpan(u.Local), "`%s` declared here, outside the closure", u.Place)
					return
				}
			}
		}
	}
}

// expectedFn: the closure mutates, but is used where `Fn` is wanted.
func (c *checker) expectedFn(m *message, span source.Span, act string) {
	m.label(span, "cannot %s", act)
	m.label(c.closureArgs(c.body.Owner, c.body.Span), "in this closure")
	h := &c.hir
	if h.body == nil {
		return
	}
	for i := range h.body.Exprs {
		k, ok := h.body.Exprs[i].Kind.(hir.ExprClosure)
		if !ok || k.Def != c.body.Owner {
			continue
		}
		parent := h.parent(hir.ExprID(i))
		var callee types.DefID
		var at source.Span
		pos := -1
		var args []hir.ExprID
		switch p := h.kind(parent).(type) {
		case hir.ExprCall:
			args, at = p.Args, h.body.Exprs[p.Callee].Span
			if path, ok := h.kind(p.Callee).(hir.ExprPath); ok && path.Path != nil {
				callee = path.Path.Res.Def
			}
		case hir.ExprMethodCall:
			args, at = p.Args, p.FnSpan
		}
		for j, a := range args {
			if a == hir.ExprID(i) {
				pos = j
			}
		}
		if c.in.Crate == nil || pos < 0 {
			return
		}
		d := c.in.Crate.Defs.At(callee)
		if d == nil || d.Fn == nil {
			return
		}
		if d.Fn.HasSelf {
			pos++
		}
		if pos < len(d.Fn.Params) {
			m.label(d.Fn.Params[pos].Span, "change this to accept `FnMut` instead of `Fn`")
			m.label(at, "expects `Fn` instead of `FnMut`")
		}
		return
	}
}
