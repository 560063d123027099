package borrowck

import (
	"fmt"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file says what to write instead of a change through a map's index, which no map
// allows (rustc: suggest_map_index_mut_alternatives), and walks statements for that.

// eachStmt visits the statements of a body's blocks.
func (h *hirBody) eachStmt(f func(*hir.Stmt)) {
	if h.body == nil {
		return
	}
	var visit func(b *hir.Block)
	visit = func(b *hir.Block) {
		if b == nil {
			return
		}
		for i := range b.Stmts {
			f(&b.Stmts[i])
			if let, ok := b.Stmts[i].Kind.(hir.StmtLet); ok {
				visit(let.Else)
			}
		}
	}
	for i := range h.body.Exprs {
		switch k := h.body.Exprs[i].Kind.(type) {
		case hir.ExprBlock:
			visit(k.Block)
		case hir.ExprLoop:
			visit(k.Body)
		}
	}
}

// suggestMapMethods: `map[k] = v` could be `map.insert(k, v)` and the like.
func (c *checker) suggestMapMethods(m *message, t types.Type, span source.Span) {
	adt, ok := t.(*types.Adt)
	if !ok || !adt.Def.IsStd() {
		return
	}
	if n := lastSegment(c.q.DefPath(adt.Def)); n != "HashMap" && n != "BTreeMap" {
		return
	}
	found := false
	c.hir.eachStmt(func(s *hir.Stmt) {
		switch k := s.Kind.(type) {
		case hir.StmtExpr:
			found = c.suggestMapMethod(m, t, span, k.Expr) || found
		case hir.StmtLet:
			found = c.suggestMapMethod(m, t, span, k.Init) || found
		}
	})
	if !found {
		m.help("to modify a `%s`, use `.get_mut()`, `.insert()` or the entry API", c.typeName(t))
	}
}

// suggestMapMethod looks at one statement's expression; false: it is none that changes something through
// the index. What a macro made cannot be edited.
func (c *checker) suggestMapMethod(m *message, t types.Type, span source.Span, e hir.ExprID) bool {
	h := &c.hir
	at := func(e hir.ExprID) source.Span { return h.body.Exprs[e].Span }
	between := func(a, b source.Span) source.Span { a.Start, a.End = a.End, b.Start; return a }
	rest := func(a, b source.Span) source.Span { a.Start, a.End = a.End, b.End; return a }
	switch k := h.kind(e).(type) {
	case hir.ExprAssign:
		place, ok := h.kind(k.L).(hir.ExprIndex)
		if !ok || at(e) != span && at(k.L) != span {
			return false
		}
		of, index, value := at(place.Expr), at(place.Index), at(k.R)
		if of.Expn != 0 || index.Expn != 0 || value.Expn != 0 {
			return true
		}
		msg := fmt.Sprintf("use `.insert()` to insert a value into a `%s`, `.get_mut()` to modify it, or the entry API for more flexibility", c.typeName(t))
		m.suggest(diag.MachineApplicable, msg, edit(between(of, index), ".insert("), edit(between(index, value), ", "), edit(shrinkHi(value), ")"))
		m.suggest(diag.MachineApplicable, msg, edit(shrinkLo(of), "if let Some(val) = "), edit(between(of, index), ".get_mut("),
			edit(rest(index, at(k.L)), ") { *val"), edit(shrinkHi(value), "; }"))
		m.suggest(diag.MachineApplicable, msg, edit(shrinkLo(of), "let val = "), edit(between(of, index), ".entry("),
			edit(between(index, value), ").or_insert("), edit(shrinkHi(value), ")"))
	case hir.ExprMethodCall:
		recv, ok := h.kind(k.Recv).(hir.ExprIndex)
		if !ok || at(k.Recv) != span {
			return false
		}
		of, index := at(recv.Expr), at(recv.Index)
		if of.Expn != 0 || index.Expn != 0 || at(e).Expn != 0 {
			return true
		}
		m.suggest(diag.MachineApplicable, fmt.Sprintf("to modify a `%s` use `.get_mut()`", c.typeName(t)), edit(shrinkLo(of), "if let Some(val) = "),
			edit(between(of, index), ".get_mut("), edit(rest(index, at(k.Recv)), ") { val"), edit(shrinkHi(at(e)), "; }"))
	default:
		return false
	}
	return true
}

// throughRaw: the place is what a raw pointer points at, which is not cloned or borrowed by leaving the `*` out.
func (c *checker) throughRaw(p mir.Place) bool {
	n := len(p.Proj)
	if n == 0 || p.Proj[n-1].Kind != mir.Deref {
		return false
	}
	_, raw := c.placeType(mir.Place{Local: p.Local, Proj: p.Proj[:n-1]}).(*types.RawPtr)
	return raw
}
