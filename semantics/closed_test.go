package semantics_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drop-lsp/semantics"
)

// This file: what is kept about closed types goes when a declaration that it rests on changes,
// though no body does.

const closedProgram = `use std::fmt::Debug;
#[derive(Clone, Debug)]
struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
struct S<'a>(&'a D);
trait Tr { type Out; fn out(&self) -> Self::Out; }
impl<'a> Tr for S<'a> { type Out = &'a D; fn out(&self) -> &'a D { self.0 } }
impl Tr for D { type Out = D; fn out(&self) -> D { D(1) } }
trait Over<'a> {}
impl<'a, 'b> Over<'b> for S<'a> {}
fn over<'b, T: Over<'b>>(_: &T, _: &'b D) {}
struct Held<T: Tr>(T::Out);
fn all(v: Vec<D>) -> usize { let w = v.clone(); println!("{:?}", w); w.iter().map(|d| d.out()).count() }
fn one() { let d = D(2); let s; { let e = D(3); s = S(&e).out(); } let _k = &d; let _s = &s; }
fn two() { let d = D(4); let r; { let e = D(5); let s = S(&d); over(&s, &e); r = s; } let _r = &r; }
fn hold(d: D) { let h = Held::<D>(d); let _x = h; }
fn main() { all(vec![D(1)]); one(); two(); hold(D(6)); }
`

func TestWhatIsKeptOfClosedTypesFollowsTheDeclarations(t *testing.T) {
	text := closedProgram
	p := semantics.LoadText("t.rs", text, semantics.Options{})
	show(p)
	for _, e := range [][2]string{
		{"#[derive(Clone, Debug)]", "#[derive(Debug)]"}, {"#[derive(Debug)]", "#[derive(Clone, Debug)]"},
		{"type Out = &'a D; fn out(&self) -> &'a D { self.0 }", "type Out = u8; fn out(&self) -> u8 { 1 }"},
		{"type Out = u8; fn out(&self) -> u8 { 1 }", "type Out = &'a D; fn out(&self) -> &'a D { self.0 }"},
		{"impl<'a, 'b> Over<'b> for S<'a> {}", "impl<'a> Over<'a> for S<'a> {}"},
		{"impl<'a> Over<'a> for S<'a> {}", "impl<'b> Over<'b> for S<'static> {}"},
		{"impl<'b> Over<'b> for S<'static> {}", "impl<'a: 'b, 'b> Over<'b> for S<'a> {}"},
		{"impl<'a: 'b, 'b> Over<'b> for S<'a> {}", "impl<'a, 'b: 'a> Over<'b> for S<'a> {}"},
		{"impl<'a, 'b: 'a> Over<'b> for S<'a> {}", ""},
		{"trait Over<'a> {}", "trait Over<'a> {} impl<'a, 'b, T> Over<'b> for T {}"},
		{"type Out = D; fn out(&self) -> D { D(1) }", "type Out = u8; fn out(&self) -> u8 { 2 }"},
		{"struct D(u8);", "struct D(u8, String);"}, {"struct D(u8, String);", "struct D(u8);"},
		{"impl Drop for D { fn drop(&mut self) {} }", ""},
		{"struct S<'a>(&'a D);", "struct S<'a>(&'a D); impl<'a> Drop for S<'a> { fn drop(&mut self) {} }"},
	} {
		was := text
		text = strings.Replace(text, e[0], e[1], 1)
		if text == was {
			t.Fatal("no", e[0])
		}
		p = p.Again(func(string) (string, bool) { return text, true })
		if got, want := show(p), show(semantics.LoadText("t.rs", text, semantics.Options{})); got != want {
			t.Fatalf("after %q: %s", e[1], cmp.Diff(want, got))
		}
	}
}
