package borrowck_test

import (
	"fmt"
	"os"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/mir"
)

// DROP_LSP_DUMP names a file whose prepared MIR is shown with the span of every statement.
func TestDump(t *testing.T) {
	file := os.Getenv("DROP_LSP_DUMP")
	if file == "" {
		t.Skip("DROP_LSP_DUMP names no file")
	}
	p := semantics.LoadText(file, read(file), semantics.Options{})
	for _, def := range p.Bodies() {
		for _, b := range p.Prepared(def) {
			w := mir.Printer{Body: b, Names: mir.QueryNames{Q: p}}
			fmt.Println(p.DefPath(b.Owner))
			for i, l := range b.Locals {
				fmt.Printf("  _%d: %s %s origin %d %s\n", i, w.Names.Type(l.Type), l.Name, l.Origin, place(p, l.Span))
			}
			for i, u := range b.Upvars {
				fmt.Printf("  upvar %d %+v\n", i, u)
			}
			for i := range b.Blocks {
				fmt.Printf("  bb%d:\n", i)
				for _, s := range b.Blocks[i].Stmts {
					fmt.Printf("    %-60s %s\n", w.Stmt(s.Kind), place(p, s.Span))
				}
				fmt.Printf("    %-60s %s\n", w.Term(b.Blocks[i].Term.Kind), place(p, b.Blocks[i].Term.Span))
			}
		}
	}
}
