package borrowck

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the words for accesses that conflict with a loan: E0499, E0502, E0503, E0505,
// E0506, E0500, E0501, E0524, E0510.

// reportUseWhileBorrowed is E0503.
func (c *checker) reportUseWhileBorrowed(p mir.Place, l *Loan) {
	borrow := c.loanSpans(l)
	use := c.moveSpans(p, c.at)
	m := newError("E0503", use.varOrUse(), "cannot use %s because it was mutably borrowed", c.anyPlace(p))
	desc := c.anyPlace(l.Borrowed)
	m.label(borrow.argsOrUse(), "%s is borrowed here", desc)
	m.label(use.varOrUse(), "use of borrowed %s", desc)
	borrow.varLabel(m, captureKind(l.Kind), "borrow occurs due to use of "+desc+" in "+borrow.container())
	e := c.explain(l, nil)
	e.add(c, m, "", source.NoSpan, nil)
	c.report(m)
}

// reportMoveWhileBorrowed is E0505.
func (c *checker) reportMoveWhileBorrowed(p mir.Place, _ source.Span, l *Loan) {
	borrow := c.loanSpans(l)
	borrowSpan := borrow.argsOrUse()
	move := c.moveSpans(p, c.at)
	value := c.anyPlace(p)
	m := newError("E0505", move.argsOrUse(), "cannot move out of %s because it is borrowed", value)
	m.label(move.argsOrUse(), "move out of %s occurs here", value)
	m.label(borrowSpan, "borrow of %s occurs here", c.anyPlace(l.Borrowed))
	borrow.pathLabel(m, actionBorrow)
	move.varLabel(m, "moved", "move occurs due to use in "+move.container())
	e := c.explain(l, nil)
	e.add(c, m, "", borrowSpan, nil)
	c.suggestCloneOfBorrowed(m, p, l.Borrowed, borrowSpan, move)
	c.report(m)
}

// reportAssignToBorrowed is E0506, in a guard E0510.
func (c *checker) reportAssignToBorrowed(p mir.Place, span source.Span, l *Loan) {
	borrow := c.loanSpans(l)
	desc := c.anyPlace(p)
	use := "borrow occurs due to use in " + borrow.container()
	if isFake(l.Kind) {
		if section := c.immutableSection(l.Assigned); section != "" {
			m := c.immutableSectionError(span, borrow.argsOrUse(), desc, section, "assign")
			borrow.varLabel(m, captureKind(l.Kind), use)
			c.report(m)
			return
		}
	}
	m := newError("E0506", span, "cannot assign to %s because it is borrowed", desc)
	m.label(borrow.argsOrUse(), "%s is borrowed here", desc)
	m.label(span, "%s is assigned to here but it was already borrowed", desc)
	borrow.varLabel(m, captureKind(l.Kind), use)
	e := c.explain(l, nil)
	e.add(c, m, "", source.NoSpan, nil)
	c.noteDerefCoercion(m, l)
	c.report(m)
}

// noteDerefCoercion: the borrow was made by a deref coercion.
func (c *checker) noteDerefCoercion(m *message, l *Loan) {
	call, ok := c.body.Blocks[l.Issued.Block].Term.Kind.(mir.Call)
	if !ok {
		return
	}
	fn, ok := c.selfCall(l.Assigned.Local, l.Issued.Block)
	if !ok {
		return
	}
	if k := c.callKindOf(fn, &call); k.form == callDeref {
		c.noteDerefTarget(m, k.self, "borrow")
	}
}

// noteDerefTarget says what a deref coercion leads to, and where that is defined.
func (c *checker) noteDerefTarget(m *message, self types.Type, what string) {
	t := c.derefTarget(self)
	if t == nil {
		return
	}
	m.note("%s occurs due to deref coercion to `%s`", what, c.typeName(t))
	m.note("deref defined here")
}

// derefTarget is <self as Deref>::Target; nil: not known.
func (c *checker) derefTarget(self types.Type) types.Type {
	trait := c.q.Lang("deref")
	for _, item := range c.q.AssocItems(trait) {
		if item.Name == "Target" {
			t := c.tc.env.Normalize(c.q.Interner().Alias(types.Projection, item.Def, c.q.Interner().Args(self)), false)
			if _, still := t.(*types.Alias); !still {
				return t
			}
		}
	}
	return nil
}

func (c *checker) immutableSectionError(span, borrow source.Span, desc, section, what string) *message {
	m := newError("E0510", span, "cannot %s %s in %s", what, desc, section)
	m.label(span, "cannot %s", what)
	m.label(borrow, "value is immutable in %s", section)
	return m
}

// immutableSection says what the fake borrow in a place protects; "": nothing.
func (c *checker) immutableSection(p mir.Place) string {
	out := ""
	for b := range c.body.Blocks {
		for i := range c.body.Blocks[b].Stmts {
			if f, ok := c.body.Blocks[b].Stmts[i].Kind.(mir.FakeRead); ok && f.Place.Equal(p) {
				switch f.Cause {
				case mir.ForMatchGuard:
					out = "match guard"
				case mir.ForIndex:
					out = "indexing expression"
				default:
					out = ""
				}
			}
		}
	}
	return out
}

// unionVia describes two fields of one union.
type unionVia struct{ place, other, union string }

// conflictingPlaces describes the place of a borrow; where it and the other are different
// fields of a union, the union instead, with both.
func (c *checker) conflictingPlaces(first, second mir.Place) (string, unionVia) {
	if !first.Equal(second) {
		for n := len(first.Proj) - 1; n >= 0; n-- {
			base := mir.Place{Local: first.Local, Proj: first.Proj[:n]}
			if first.Proj[n].Kind != mir.Field || c.sh.Shape(c.placeType(base)).Kind != mir.ShapeUnion {
				continue
			}
			for k := len(second.Proj) - 1; k >= 0; k-- {
				base2 := mir.Place{Local: second.Local, Proj: second.Proj[:k]}
				if second.Proj[k].Kind == mir.Field && base2.Equal(base) && second.Proj[k].Field != first.Proj[n].Field {
					return c.anyPlace(base), unionVia{c.anyPlace(first), c.anyPlace(second), c.typeName(c.placeType(base))}
				}
			}
			break
		}
	}
	return c.anyPlace(first), unionVia{}
}

func via(s string) string {
	if s == "" {
		return ""
	}
	return " (via " + s + ")"
}

// reportConflictingBorrow is E0499, E0502, E0500, E0501, E0524.
func (c *checker) reportConflictingBorrow(p mir.Place, span source.Span, kind mir.BorrowKind, l *Loan) {
	issued := c.loanSpans(l)
	issuedSpan := issued.argsOrUse()
	borrow := c.borrowSpans(span, c.at)
	span = borrow.argsOrUse()
	container := "closure"
	if issued.forCoroutine() || borrow.forCoroutine() {
		container = "coroutine"
	}
	desc, u := c.conflictingPlaces(p, l.Borrowed)
	e := c.explain(l, nil)
	second := ""
	if e.form != unexplained {
		second = "second "
	}
	plainMut := func(k mir.BorrowKind) bool { return k == mir.Mut || k == mir.TwoPhase }
	first := "first "
	var m *message
	switch {
	case !isMutBorrow(kind) && plainMut(l.Kind):
		first = "mutable "
		m = c.alreadyBorrowed(span, desc, "immutable", issuedSpan, "mutable", u)
	case plainMut(kind) && (l.Kind == mir.Shared || l.Kind == mir.FakeDeep):
		first = "immutable "
		m = c.alreadyBorrowed(span, desc, "mutable", issuedSpan, "immutable", u)
	case plainMut(kind) && plainMut(l.Kind):
		m = newError("E0499", span, "cannot borrow %s%s as mutable more than once at a time", desc, via(u.place))
		if issuedSpan == span {
			m.label(span, "%s%s was mutably borrowed here in the previous iteration of the loop%s", desc, via(u.place), u.place)
		} else {
			m.label(issuedSpan, "first mutable borrow occurs here%s", via(u.other))
			m.label(span, "second mutable borrow occurs here%s", via(u.place))
		}
		c.suggestSliceMethod(m, p, l.Borrowed, span, issuedSpan)
	case kind == mir.ClosureUnique && l.Kind == mir.ClosureUnique:
		m = newError("E0524", span, "two closures require unique access to %s at the same time", desc)
		if issuedSpan == span {
			m.label(issuedSpan, "closures are constructed here in different iterations of loop")
		} else {
			m.label(issuedSpan, "first closure is constructed here")
			m.label(span, "second closure is constructed here")
		}
	case isMutBorrow(kind) && l.Kind == mir.FakeShallow:
		if section := c.immutableSection(l.Assigned); section != "" {
			m = c.immutableSectionError(span, issuedSpan, desc, section, "mutably borrow")
			borrow.varLabel(m, "mutable", "borrow occurs due to use of "+desc+" in "+borrow.container())
			c.report(m)
			return
		}
		first = "immutable "
		m = c.alreadyBorrowed(span, desc, "mutable", issuedSpan, "immutable", u)
	case kind == mir.ClosureUnique:
		m = newError("E0500", span, "closure requires unique access to %s but it is already borrowed", desc)
		m.label(span, "%s construction occurs here", container)
		m.label(issuedSpan, "borrow occurs here")
	default:
		as := "mutable"
		if !isMutBorrow(kind) {
			as = "immutable"
		}
		m = newError("E0501", span, "cannot borrow %s as %s because previous closure requires unique access", desc, as)
		m.label(span, "%sborrow occurs here", second)
		m.label(issuedSpan, "%s construction occurs here", container)
	}
	if issued == borrow {
		borrow.varLabel(m, captureKind(kind), "borrows occur due to use of "+desc+" in "+borrow.container())
	} else {
		issued.varLabel(m, captureKind(l.Kind), "first borrow occurs due to use of "+c.anyPlace(l.Borrowed)+" in "+issued.container())
		borrow.varLabel(m, captureKind(kind), "second borrow occurs due to use of "+desc+" in "+borrow.container())
	}
	if u.union != "" {
		m.note("%s is a field of the union `%s`, so it overlaps the field %s", u.place, u.union, u.other)
	}
	e.add(c, m, first, source.NoSpan, &[2]source.Span{issuedSpan, span})
	c.report(m)
}

// alreadyBorrowed is E0502.
func (c *checker) alreadyBorrowed(span source.Span, desc, kind string, old source.Span, oldKind string, u unionVia) *message {
	m := newError("E0502", span, "cannot borrow %s%s as %s because it is also borrowed as %s%s", desc, via(u.place), kind, oldKind, via(u.other))
	if u.place == "" {
		m.label(span, "%s borrow occurs here", kind)
		m.label(old, "%s borrow occurs here", oldKind)
	} else {
		m.label(span, "%s borrow of %s -- which overlaps with %s -- occurs here", kind, u.place, u.other)
		m.label(old, "%s borrow occurs here%s", oldKind, via(u.other))
	}
	return m
}

// suggestSliceMethod: two elements of a slice are borrowed at different indices.
func (c *checker) suggestSliceMethod(m *message, p, q mir.Place, span, issued source.Span) {
	index := func(p mir.Place) bool {
		return len(p.Proj) > 0 && p.Proj[len(p.Proj)-1].Kind == mir.Index
	}
	if index(p) && index(q) && span != issued {
		m.help("use `.split_at_mut(position)` to obtain two mutable non-overlapping sub-slices")
	}
}

// suggestCloneOfBorrowed: clone what was borrowed, perhaps a part only, so that the original can be moved.
func (c *checker) suggestCloneOfBorrowed(m *message, p, borrowed mir.Place, borrow source.Span, move useSpans) {
	e := c.hir.exprAt(borrow)
	k, ok := c.hir.kind(e).(hir.ExprAddrOf)
	if !ok || k.Raw {
		return
	}
	c.suggestCloning(m, p, c.placeType(borrowed), k.Expr, move)
}
