package borrowck

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: coroutines in the borrow checker: the words for them, and E0626: one that may
// be moved while it is suspended must hold no borrow of its own state across a yield.
//
//	|| { let a = 1; let b = &a; yield; use(b) }    `b` would point into what was moved

// closureKind names a closure or coroutine expression: `closure`, `async block`, `gen function`.
func closureKind(k hir.ExprClosure) string {
	word := k.Coroutine.Word()
	switch {
	case k.Async:
		return "async closure"
	case k.Coroutine == hir.CoroutineNone:
		return "closure"
	case word == "":
		return "coroutine"
	case k.Source == hir.SourceClosure:
		return word + " closure"
	case k.Source == hir.SourceFn:
		return word + " function"
	}
	return word + " block"
}

// closureDescription is closureKind as descriptions of definitions have it (rustc's def_descr).
func closureDescription(k hir.ExprClosure) string {
	if k.Source == hir.SourceFn && k.Coroutine.Word() != "" {
		return k.Coroutine.Word() + " fn"
	}
	return closureKind(k)
}

// asyncName: each lifetime that an async fn leaves out has a parameter of its own; the name for it
// is made up (rustc's AnonRegionFromAsyncFn).
func (c *checker) asyncName(r types.Region) *regionName {
	if c.in.Crate == nil || r.Kind != types.ReLateParam {
		return nil
	}
	d := c.in.Crate.Defs.At(r.Def)
	if d == nil || d.Fn == nil || !d.Fn.Async {
		return nil
	}
	var spans []source.Span
	for _, p := range d.Fn.Params {
		c.leftOut(p, &spans)
	}
	sig := c.q.FnSig(d.ID)
	if sig == nil {
		return nil
	}
	i := int(r.Index) - (sig.Bound - len(spans)) // behind the named ones
	if i < 0 || i >= len(spans) {
		return nil
	}
	return &regionName{name: c.synthesize(), form: nameMatchedRef, span: spans[i]}
}

// leftOut lists where the lifetimes that a type leaves out stand, in the order of the signature's.
func (c *checker) leftOut(t *hir.Ty, out *[]source.Span) {
	if t == nil {
		return
	}
	switch k := t.Kind.(type) {
	case hir.TyRef:
		switch {
		case k.Lifetime.Kind != hir.LtElided:
		case k.Lifetime.Span.Valid():
			*out = append(*out, k.Lifetime.Span)
		default:
			at := t.Span
			at.End = at.Start + 1
			*out = append(*out, at)
		}
		c.leftOut(k.Elem, out)
	case hir.TyPath:
		if k.Path == nil {
			return
		}
		c.leftOut(k.Path.Qself, out)
		for _, s := range k.Path.Segments {
			if s.Args == nil {
				continue
			}
			for _, l := range s.Args.Lifetimes {
				if l.Kind == hir.LtElided {
					*out = append(*out, l.Span)
				}
			}
			for _, a := range s.Args.Args {
				c.leftOut(a.Ty, out)
			}
		}
	case hir.TyTuple:
		for _, e := range k.Elems {
			c.leftOut(e, out)
		}
	case hir.TySlice:
		c.leftOut(k.Elem, out)
	case hir.TyArray:
		c.leftOut(k.Elem, out)
	case hir.TyPtr:
		c.leftOut(k.Elem, out)
	}
}

// asyncClosure reports whether a closure is async.
func (c *checker) asyncClosure(def types.DefID) bool {
	info := c.q.Closure(def)
	return info != nil && info.Async
}

// closureType is the definition of a closure or coroutine and the types of its captures.
func closureType(t types.Type) (def types.DefID, captured types.Args, ok bool) {
	switch t := t.(type) {
	case *types.Closure:
		return t.Def, t.Captured, true
	case *types.Coroutine:
		return t.Def, t.Captured, true
	}
	return def, nil, false
}

// atYield is E0626 for every borrow of local data that is in scope at a yield.
func (c *checker) atYield(span source.Span) {
	if c.body.Coroutine == nil || !c.body.Coroutine.Kind.Movable() {
		return
	}
	c.loans.before(c.at, func(id LoanID) {
		l := &c.set.loans[id]
		for _, p := range l.Borrowed.Proj {
			if p.Kind == mir.Deref {
				return
			}
		}
		c.acrossYield(l, span)
	})
}

// acrossYield is E0626 for one borrow.
func (c *checker) acrossYield(l *Loan, yield source.Span) {
	k, ok := c.closureExpr()
	if !ok {
		return
	}
	name := hir.CoroutineName(k.Coroutine, k.Source)
	m := newError("E0626", c.loanSpans(l).varOrUse(), "borrow may still be in use when %s yields", name)
	m.label(k.DeclSpan, "within this %s", name)
	m.label(yield, "possible yield occurs here")
	if k.Coroutine.Written() {
		m.suggest(diag.MaybeIncorrect, "add `static` to mark this coroutine as unmovable", edit(shrinkLo(k.DeclSpan), "static "))
	}
	c.report(m)
}
