package infer_test

import (
	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/source"
)

func semanticsExpr(i int) hir.ExprID { return hir.ExprID(i) }

var adjName = []string{"NeverToAny", "Deref", "DerefOverloaded", "Borrow", "BorrowRaw", "Reify", "UnsafeFn", "ClosureFn", "MutToConst", "Unsize"}

// cut is the text of a span.
func cut(text string, p *semantics.Program, s source.Span) string {
	pl, ok := p.Crate.Place(s.Item)
	if !ok {
		return "?"
	}
	from, to := int(pl.Start+s.Start), int(pl.Start+s.End)
	if from < 0 || to > len(text) || from > to {
		return "?"
	}
	return text[from:to]
}
