package hir_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

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

func TestAModuleThatLoadsItselfEnds(t *testing.T) {
	self := &hir.SourceFile{Path: "x.rs", AST: parser.ParseFile("#[path = \"x.rs\"] mod again; fn f() {}")}
	c := hir.LowerCrate(hir.Input{ID: hir.FirstLocal, Name: "t", Edition: source.Edition2021, External: stdlib.Load(), Root: self,
		Load: func(*hir.SourceFile, []string, string, string) *hir.SourceFile { return self }})
	if len(c.Unknown) != 1 || len(c.Bodies) != 1 {
		t.Errorf("unknown %v, %d bodies", c.Unknown, len(c.Bodies))
	}
}

func TestTimeIsLinearInTheText(t *testing.T) {
	for _, text := range []string{
		"fn f() { let x = 1" + strings.Repeat(" + 1", 100_000) + "; }",
		"fn f() { " + strings.Repeat("let x = 1; ", 50_000) + "}",
		"fn f() { let s = \"" + strings.Repeat("a", 10<<20) + "\"; }",
		"const A: [u8; 3] = [" + strings.Repeat("1, ", 100_000) + "];",
		"fn f() { " + strings.Repeat("(", 10_000) + strings.Repeat(")", 10_000) + " }",
		"fn f() { " + strings.Repeat("!", 10_000) + "x }",
		"fn f() { " + strings.Repeat("a.b().", 10_000) + "c }",
		"fn f() { " + strings.Repeat("if x {} else ", 10_000) + "{} }",
		"fn f() { x" + strings.Repeat("?", 10_000) + " }",
		"fn f() " + strings.Repeat("{", 10_000) + strings.Repeat("}", 10_000),
		"type T = " + strings.Repeat("&", 10_000) + "u8;",
		"type T = " + strings.Repeat("Vec<", 10_000) + "u8" + strings.Repeat(">", 10_000) + ";",
		"fn f() { let " + strings.Repeat("&", 10_000) + "x = 1; }",
		"macro_rules! m { ($($x:tt)*) => { m!($($x)* a) } } fn f() { m!() }",
		"macro_rules! m { ($($x:tt)*) => { m!($($x)* $($x)*); } } m!(a b);",
		"fn f() { " + strings.Repeat("|| ", 10_000) + "1 }",
		"fn f() { a" + strings.Repeat(" = a", 10_000) + " }",
		"fn f() { println!(\"" + strings.Repeat("{x}", 10_000) + "\") }",
		"fn f() { \"" + strings.Repeat("\nfn g() {}", 10_000),
		"/* " + strings.Repeat("/*", 10_000),
		strings.Repeat("mod m {", 10_000),
		strings.Repeat("use a::{", 10_000),
		strings.Repeat("#[a]", 10_000),
	} {
		start := cpuTime()
		lowerText(text)
		if d := cpuTime() - start; d > 3*time.Second {
			t.Errorf("%.40q… takes %v", text, d)
		}
	}
}

// cpuTime is what this process has used so far: what else the machine does is not the text's fault.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return time.Duration(time.Now().UnixNano())
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
