package hir_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/syntax/parser"
	"drop-lsp/syntax/source"
)

// lowerText parses and lowers one file as a crate, with every body.
func lowerText(text string) (*hir.Crate, []*hir.Body) {
	return lowerEdition(text, source.Edition2021)
}

func lowerEdition(text string, edition source.Edition) (*hir.Crate, []*hir.Body) {
	c := hir.LowerCrate(hir.Input{ID: hir.FirstLocal, Name: "t", Edition: edition,
		External: stdlib.Load(), Interner: hir.NewInterner(),
		Cfg:  map[string][]string{"unix": {""}},
		Root: &hir.SourceFile{Path: "t.rs", AST: parser.ParseFile(text)}})
	var bodies []*hir.Body
	for _, id := range c.Bodies {
		bodies = append(bodies, c.Body(id))
	}
	return c, bodies
}

func TestTextIsLoweredToResolvedBodies(t *testing.T) {
	c, bodies := lowerText(`
use std::cell::Cell;
struct Node<'a> { name: String, peer: Cell<Option<&'a Node<'a>>> }
impl Drop for Node<'_> {
    fn drop(&mut self) { if let Some(p) = self.peer.get() { drop(p) } }
}
fn main() {
    let left = Node { name: String::new(), peer: Cell::new(None) };
    left.peer.set(Some(&left));
}
`)
	var names []string
	for _, b := range bodies {
		names = append(names, c.PathString(b.Owner))
		if b.Tainted || len(b.Unknown) > 0 {
			t.Errorf("%s: tainted %v, unknown %v", c.PathString(b.Owner), b.Tainted, b.Unknown)
		}
	}
	if got, want := strings.Join(names, " "), "<Node<'_> as Drop>::drop main"; got != want {
		t.Errorf("bodies: got %s, want %s", got, want)
	}
	_, bodies = lowerText("fn f() { nothing_of_that_name(); }\nfn g() { let x = 1; x; }\nfn h() { let = ; }\nfn k() { unknown!(); }")
	for i, want := range []struct{ tainted, unknown bool }{{true, false}, {false, false}, {true, false}, {false, true}} {
		b := bodies[i]
		if b.Tainted != want.tainted || !b.Tainted && len(b.Unknown) > 0 != want.unknown {
			t.Errorf("body %d: tainted %v, unknown %v", i, b.Tainted, b.Unknown)
		}
	}
}

// The library's own sources, each file as a crate, are lowered without a crash.
func TestTheLibrarysFilesAreLowered(t *testing.T) {
	out, err := exec.Command("rustc", "--print", "sysroot").Output()
	if err != nil {
		t.Skip("no rustc, so no library sources to lower")
	}
	root := filepath.Join(strings.TrimSpace(string(out)), "lib/rustlib/src/rust/library/alloc/src")
	files, bodies := 0, 0
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".rs") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, bs := lowerText(string(text))
		files, bodies = files+1, bodies+len(bs)
		return nil
	})
	if err != nil {
		t.Skipf("the library's sources are not installed (rustup component add rust-src): %v", err)
	}
	if bodies == 0 {
		t.Error("no body was lowered")
	}
	t.Logf("%d files, %d bodies", files, bodies)
}
