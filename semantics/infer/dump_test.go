package infer_test

import (
	"os"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

func TestDump(t *testing.T) {
	path := os.Getenv("RS")
	if path == "" {
		t.Skip()
	}
	text, _ := os.ReadFile(path)
	p := semantics.LoadText(path, string(text), semantics.Options{Edition: source.Edition2021})
	for _, id := range p.Bodies() {
		r := p.Infer(id)
		if r == nil {
			t.Logf("%s: nil", p.DefPath(id))
			continue
		}
		t.Logf("%s: tainted %v", p.DefPath(id), r.Tainted)
		for _, e := range r.Errors {
			t.Logf("  error %q: %s", cut(string(text), p, e.Span), e.Reason)
		}
		for _, e := range r.Unknown {
			t.Logf("  unknown %q: %s", cut(string(text), p, e.Span), e.Reason)
		}
		for i, l := range r.Body.Locals {
			if i > 0 {
				t.Logf("  let %s: %s", l.Name, types.Print(p, r.LocalTypes[i]))
			}
		}
		if os.Getenv("EXPRS") != "" {
			for i := range r.Body.Exprs {
				if i > 0 && r.ExprTypes[i] != nil {
					s := ""
					for _, a := range r.Adjustments[semanticsExpr(i)] {
						s += " -> " + adjName[a.Kind] + " " + types.Print(p, a.Target)
					}
					t.Logf("  expr %q: %s%s", cut(string(text), p, r.Body.Exprs[i].Span), types.Print(p, r.ExprTypes[i]), s)
				}
			}
		}
	}
}
