package semantics

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"drop-lsp/semantics/cargo"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: what panics in one body, library or worker leaves the rest as it is.

// TestABodyThatCannotBeLoweredIsPartial spoils the syntax of one body of two.
func TestABodyThatCannotBeLoweredIsPartial(t *testing.T) {
	p := LoadText("t.rs", "fn f(s: String) -> fn() { let x = s; let c = || (); || () }\nfn g(s: String) { drop(s); drop(s) }\nfn main() { f; g; }\n", Options{})
	body := p.order[0].src.AST.Units[0].Item.Kind.(*ast.FnItem).Body
	body.Stmts[0].(*ast.LetStmt).Pat = (*ast.IdentPat)(nil)
	var said []string
	for _, d := range p.Check().Diagnostics {
		at, ok := p.Resolve(d.Primary())
		if !ok {
			t.Error("no place for", d)
		}
		said = append(said, string(d.Code))
		if d.Code == PartialCode && (!strings.Contains(d.Msg, "internal error") || at.Start != 0) {
			t.Errorf("%+v at %v", d, at)
		}
	}
	if got := strings.Join(said, " "); got != string(PartialCode)+" E0382" {
		t.Error(got)
	}
	p.Drops()
	p.Glue()
	if next := p.Again(func(string) (string, bool) { return "fn f(s: String) { drop(s); drop(s) }\nfn main() { f; }\n", true }); len(next.Check().Diagnostics) != 1 {
		t.Error("after an edit:", next.Check().Diagnostics)
	}
}

// TestACrateThatCannotBeLoweredIsUnknown has a reader of files that panics in place of one.
func TestACrateThatCannotBeLoweredIsUnknown(t *testing.T) {
	broken := true
	texts := map[string]string{"dep.rs": "mod inner; pub struct S; impl Drop for S { fn drop(&mut self) {} }", "inner.rs": "",
		"main.rs": "use dep::S;\nfn f(s: S) { drop(s); drop(s); }\nfn g(s: String) { drop(s); drop(s); }\nfn main() { f; g; }\n"}
	read := func(path string) (string, bool) {
		text, ok := texts[path]
		if path == "inner.rs" && broken {
			panic("no reading")
		}
		return text, ok
	}
	codes := func(p *Program) (out []diag.Code) {
		for _, d := range p.CheckFirst(t.Context(), "").Diagnostics {
			out = append(out, d.Code)
		}
		return out
	}

	own := Load("dep.rs", Options{}, read)
	if got := codes(own); len(got) != 1 || got[0] != PartialCode {
		t.Error("the program's own crate:", got)
	}
	own.Drops()

	lib := &cargo.Library{Package: &cargo.Manifest{}, Target: &cargo.Target{Name: "dep", Crate: "dep", Root: "dep.rs", Edition: source.Edition2021}, Local: true}
	p := Load("main.rs", Options{links: newWorld("main.rs").links(cargo.Links{Deps: map[string]*cargo.Library{"dep": lib}})}, read)
	got := codes(p)
	if strings.Count(join(got), "E0382") != 1 || !strings.Contains(join(got), string(PartialCode)) {
		t.Error("a crate with an unknown library:", got)
	}
	broken = false
	texts["dep.rs"] += "\n"
	own = own.Again(read)
	if got := codes(own); len(got) != 0 {
		t.Error("mended:", got)
	}
	if got := join(codes(p.Again(read))); got != "E0382 E0382" {
		t.Error("with a mended library:", got)
	}
}

func join(codes []diag.Code) string {
	var out []string
	for _, c := range codes {
		out = append(out, string(c))
	}
	return strings.Join(out, " ")
}

// TestAWorkersPanicIsThatOfWhoWaits runs workers of which one panics.
func TestAWorkersPanicIsThatOfWhoWaits(t *testing.T) {
	turn := make(chan int, 3)
	for i := range 3 {
		turn <- i
	}
	done := 0
	defer func() {
		p, ok := recover().(*workerPanic)
		var bounds runtime.Error
		if !ok || !errors.As(p.value.(error), &bounds) || !strings.Contains(string(p.Stack()), "TestAWorkersPanic") || len(turn) > 0 {
			t.Error(p, done)
		}
	}()
	together(2, func() {
		if i := <-turn; i == 1 {
			_ = make([]int, 1)[i]
		}
	})
}
