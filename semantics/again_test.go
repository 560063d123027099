package semantics_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
#[derive(Debug)]
struct P<'a> { a: &'a u8, b: u8 }
struct Q { p: u8, d: Option<D> }
fn take(q: Q) -> u8 { let n = q.p; n }
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

// Edits beyond bodies: signatures, fields, traits, impls, names, and such as break the syntax.
var wideEdits = [][2]string{
	{"struct W<'a>(&'a D);", "struct W<'a>(&'a D, u8);"}, {"struct W<'a>(&'a D, u8);", "struct W<'a>(&'a D);"},
	{"struct D(u8);", "struct D(u8, String);"}, {"struct D(u8, String);", "struct D(u8);"},
	{"impl Drop for D {", "impl Drop for X {"}, {"impl Drop for X {", "impl Drop for D {"},
	{"fn get(&self) -> &D", "fn get(&self) -> &'a D"}, {"fn get(&self) -> &'a D", "fn get(&self) -> &D"},
	{"pub fn f(d: super::D)", "pub fn f(d: &super::D)"}, {"pub fn f(d: &super::D)", "pub fn f(d: super::D)"},
	{"let w = W(&d);", "let w = W(&d); let st = \"open;"}, {" let st = \"open;", ""},
	{"mod m {", "/* mod m {"}, {"/* mod m {", "mod m {"},
	{"fn opaque(d: D) -> impl Fn()", "fn opaque(d: D) -> impl FnOnce()"}, {"-> impl FnOnce()", "-> impl Fn()"},
	{"use std::fmt::Debug;", "use std::fmt::Debug; use std::rc::Rc as D2;"}, {" use std::rc::Rc as D2;", ""},
	{"fn main() {", "trait T { fn own(&self); fn go(&self) {} }\nimpl T for D { fn own(&self) { let z = D(3); } }\nfn main() {"},
	{"trait T { fn own(&self); fn go(&self) {} }\n", ""}, {"impl T for D {", "impl<X> T for X {"}, {"impl<X> T for X {", "impl T for D {"},
	{"d.go();", ""}, {"let w = W(&d);", "let w = W(&d); d.go();"},
	{"mod m {", "macro_rules! mk { ($e:expr) => { D($e) } }\nmod m {"}, {"let w = W(&d);", "let q = mk!(6); let w = W(&d);"},
	{"=> { D($e) }", "=> { &D($e) }"}, {"=> { &D($e) }", "=> { D($e) }"}, {"let q = mk!(6);", ""},
	{"pub const N: usize = 3;", "pub const fn n() -> usize { 2 } pub const N: usize = n();"}, {"n() -> usize { 2 }", "n() -> usize { 3 }"},
	{"n() -> usize { 3 }", "n() -> usize { 2 }"}, {"let a = [0u8; m::N];", "let a: [D; m::N] = [D(1), D(2)];"},
	{"let a: [D; m::N] = [D(1), D(2)];", "let a = [0u8; m::N];"},
	{"opaque(D(3));", "let r; { let s = D(4); r = W(&s); } r.get();"}, {"let r; { let s = D(4); r = W(&s); } r.get();", "opaque(D(3));"},
	{"opaque(D(3));", "let o = opaque(D(3)); drop(d);"}, {"let o = opaque(D(3)); drop(d);", "opaque(D(3));"},
	{"mod m {", "mod n { pub struct D; }\nmod m {"}, {"mod n { pub struct D; }\n", ""},
	{"mod m {", "mod tr { pub trait Go { fn go(&self) -> super::D { super::D(5) } } impl Go for u8 {} }\nmod m {"},
	{"use std::fmt::Debug;", "use std::fmt::Debug; use tr::Go;"}, {" use tr::Go;", ""}, {"let c = ||", "1u8.go(); let c = ||"}, {"1u8.go(); ", ""},
	{"pub trait Go { fn go(", "pub trait Go { fn gone("}, {"pub trait Go { fn gone(", "pub trait Go { fn go("},
	{"struct Q { p: u8, d", "struct Q { p: Box<u8>, d"}, {"struct Q { p: Box<u8>, d", "struct Q { p: Strin, d"}, {"struct Q { p: Strin, d", "struct Q { p: u8, d"},
	{"d: Option<D> }", "d: D }"}, {"d: D }", "d: Option<D> }"}, {"b: u8 }", "b: D }"}, {"b: D }", "b: u8 }"}, {"#[derive(Debug)]", "#[derive(Debug, Clone, Copy)]"},
	{"fn take(q: Q)", "fn take(q: &Q)"}, {"fn take(q: &Q)", "fn take<'a>(mut q: Q)"}, {"fn take<'a>(mut q: Q)", "fn take(q: Q)"}, {"fn take", "const fn take"}, {"const fn take", "fn take"},
	{"fn own(self, x: D)", "fn own(&self, x: D)"}, {"fn own(&self, x: D)", "fn own(self, x: D)"}, {"fn own(self, x: D)", "fn own(self, x: Dx)"}, {"x: Dx)", "x: D)"},
	{"let w = W(&d);", "let q = Q { p: 1, d: None }; take(q); let w = W(&d);"}, {"let q = Q { p: 1, d: None }; take(q);", ""},
	{"-> super::D { super::D(5) }", "{}"}, {"go(&self) {}", "go(&self) -> super::D { super::D(5) }"},
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
	all := slices.Concat(edits, wideEdits)
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 2))
		text := edited
		p := semantics.LoadText("t.rs", text, semantics.Options{})
		for step := range 200 {
			was := text
			text = change(r, text, all, seed)
			p = p.Again(func(path string) (string, bool) { return text, path == "t.rs" })
			if step%3 == 1 {
				continue // several edits before anything is asked
			}
			if got, want := show(p), show(semantics.LoadText("t.rs", text, semantics.Options{})); got != want {
				t.Fatalf("seed %d step %d:\n%s\n--- after\n%s\n%s", seed, step, was, text, cmp.Diff(want, got))
			}
		}
	}
}

// change makes one edit: one of the list, or, with odd seeds, now and then any at any place,
// which is taken back later.
func change(r *rand.Rand, text string, all [][2]string, seed uint64) string {
	if seed%2 == 1 && r.IntN(4) == 0 {
		at := r.IntN(len(text))
		switch r.IntN(4) {
		case 0:
			return text[:at] + text[min(at+1+r.IntN(9), len(text)):]
		case 1:
			return edited
		default:
			return text[:at] + []string{"\"", "{", "}", "/*", "*/", "x", ";", " ", "(", "'", "&", "\n", "fn q() {", "r#\""}[r.IntN(14)] + text[at:]
		}
	}
	e := all[r.IntN(len(all))]
	return strings.Replace(text, e[0], e[1], 1)
}

// TestAnImplForWhatIsNotKnownIsNotForUsize: while W cannot be read, `impl Debug for W` may be for anything
// but what is the standard library's own; a fresh program says so too, which never knew better.
func TestAnImplForWhatIsNotKnownIsNotForUsize(t *testing.T) {
	whole := "use std::fmt::Debug;\nstruct W;\nimpl Debug for W { fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { Ok(()) } }\n" +
		"fn g<T: Debug>(_: T) {}\nfn f() { let n = 1usize; g(n); let s = String::new(); g(&s); }\n"
	broken := strings.Replace(whole, "struct W;", "struct ( W;", 1)
	fresh := semantics.LoadText("t.rs", broken, semantics.Options{})
	if len(fresh.Unseen()) == 0 {
		t.Fatal("the text is readable")
	}
	for _, f := range fresh.Drops() {
		if f.Name == "f" && len(f.Unknown) > 0 {
			t.Errorf("f is not known whole: %v", f.Unknown)
		}
	}
	p := semantics.LoadText("t.rs", whole, semantics.Options{})
	show(p)
	p = p.Again(func(string) (string, bool) { return broken, true })
	if got, want := show(p), show(fresh); got != want {
		t.Error(cmp.Diff(want, got))
	}
}

// TestWhatIsNotKnownOfAnItemEndsWithIt: an attribute that may be a macro leaves the whole item unknown.
func TestWhatIsNotKnownOfAnItemEndsWithIt(t *testing.T) {
	const text = "#[m::skip]\nfn f() { let a = 1; }\n#[m::skip]\nimpl S { fn g() { let b = 2; } }\nstruct S;\nfn main() {}\n"
	p := semantics.LoadText("t.rs", text, semantics.Options{})
	show(p)
	for _, e := range [][2]string{{"a = 1", "a = 111"}, {"a = 111", "a = 1; let c = 3"}, {"b = 2", "b = 22"}} {
		now := strings.Replace(text, e[0], e[1], 1)
		p = p.Again(func(path string) (string, bool) { return now, path == "t.rs" })
		if got, want := show(p), show(semantics.LoadText("t.rs", now, semantics.Options{})); got != want {
			t.Errorf("%s:\n%s", now, cmp.Diff(want, got))
		}
	}
}
