package thir

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/types"
)

// This file: closure expressions: what they capture, by value or by a borrow, and the
// places that count as read where a closure is made.

func (m *maker) closureExpr(k hir.ExprClosure) ExprKind {
	c := m.res.Closures[m.id]
	var args types.Args
	switch t := m.exprType(m.id).(type) {
	case *types.Closure:
		args = t.Args
	case *types.Coroutine:
		args = t.Args
	default:
		c = nil
	}
	if c == nil {
		m.unknown(m.span, "the closure is not known")
		return Unknown{Reason: "the closure is not known", Uses: m.mentioned()}
	}
	out := ClosureExpr{Def: k.Def, Args: args}
	for i := range c.Captures {
		out.Captures = append(out.Captures, m.capture(&c.Captures[i]))
	}
	for i := range c.FakeReads {
		r := &c.FakeReads[i]
		out.FakeReads = append(out.FakeReads, FakeRead{Place: m.captured(r.Local, r.Proj), Span: m.hir.Exprs[r.Use].Span, ForLet: !r.Match, In: r.In})
	}
	m.builder.closure(m.id, k, c)
	return out
}

// captured is a place as a closure sees it, in terms of this body.
func (m *maker) captured(local hir.LocalID, projs []infer.CaptureProj) ExprID {
	x := m.make(m.localType(local), m.span, m.variable(local))
	for _, p := range projs {
		if p.Deref {
			x = m.make(p.Type, m.span, Deref{Arg: m.push(x)})
		} else {
			x = m.make(p.Type, m.span, Field{L: m.push(x), Variant: p.Variant, Index: p.Field})
		}
	}
	return m.push(x)
}

// capture is what a closure captures: the place, or a borrow of it.
func (m *maker) capture(c *infer.Capture) ExprID {
	id := m.captured(c.Local, c.Proj)
	if c.Mode == infer.CaptureMove {
		return id
	}
	return m.push(m.make(c.Type, m.span, Borrow{Mut: c.Mode != infer.CaptureRef, Unique: c.Mode == infer.CaptureUnique, Arg: id}))
}
