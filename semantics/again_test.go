package semantics_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"drop-lsp/semantics"
)

// This file holds snapshots made from the one before against fresh ones: after any
// sequence of edits the answers are those of the final text.

const edited = `// head
use std::fmt::Debug;
struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
struct W<'a>(&'a D);
impl<'a> W<'a> {
    fn get(&self) -> &D { self.0 }
    fn own(self, x: D) -> u8 { let y = x; y.0 }
}
mod m {
    pub fn f(d: super::D) { let e = d; println!("{}", 1); }
    pub const N: usize = 3;
}
fn opaque(d: D) -> impl Fn() { move || { let _x = &d; } }
fn main() {
    let d = D(1);
    let c = || { let k = D(4); k.0 };
    let w = W(&d);
    w.get();
    m::f(D(2));
    let a = [0u8; m::N];
    opaque(D(3));
}
`

// edits replace one text by another, wherever it stands first.
var edits = [][2]string{
	{"let y = x; y.0", "let y = x; let z = D(9); y.0"}, {"let z = D(9); ", ""},
	{"let d = D(1);", "let d = D(1); let d2 = D(7);"}, {" let d2 = D(7);", ""},
	{"m::f(D(2));", "m::f(d);"}, {"m::f(d);", "m::f(D(2));"},
	{"// head", "// head\n// more"}, {"\n// more", ""},
	{"struct D(u8);", "#[derive(Clone)] struct D(u8);"}, {"#[derive(Clone)] ", ""},
	{"let e = d;", "fn inner() { let q = super::D(1); } let e = d;"}, {"fn inner() { let q = super::D(1); } ", ""},
	{"const N: usize = 3", "const N: usize = 4"}, {"const N: usize = 4", "const N: usize = 3"},
	{"let _x = &d;", "let _x = 3;"}, {"let _x = 3;", "let _x = &d;"},
	{"let k = D(4);", "let k = D(4); let l = D(5);"}, {" let l = D(5);", ""},
	{"fn main() {", "fn main() { {"}, {"fn main() { {", "fn main() {"},
	{"self.0 }", "let t = D(8); &t }"}, {"let t = D(8); &t }", "self.0 }"},
}

func show(p *semantics.Program) string {
	var b strings.Builder
	for _, d := range p.Check().Diagnostics {
		at, _ := p.Resolve(d.Primary())
		fmt.Fprintln(&b, at, d.Code, d.Msg)
	}
	fmt.Fprintf(&b, "%+v\n%+v\n", p.Drops(), p.Glue())
	return b.String()
}

func TestTheStateAfterEditsIsThatOfTheFinalText(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := edited
	p := semantics.LoadText("t.rs", text, semantics.Options{})
	for step := range 150 {
		e := edits[r.IntN(len(edits))]
		text = strings.Replace(text, e[0], e[1], 1)
		p = p.Again(func(string) (string, bool) { return text, true })
		if got, want := show(p), show(semantics.LoadText("t.rs", text, semantics.Options{})); got != want {
			t.Fatalf("step %d, %q:\n%s\n got %s\nwant %s", step, e, text, got, want)
		}
	}
}
