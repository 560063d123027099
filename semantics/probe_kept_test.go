package semantics_test

import (
	"strings"
	"testing"

	"drop-lsp/semantics"
)

// TestAMethodFoundBeforeIsFoundAnew: which method a call means is kept over edits elsewhere, and begins
// anew when an impl, a trait or the visibility of an item is another.
func TestAMethodFoundBeforeIsFoundAnew(t *testing.T) {
	const text = `mod m {
    pub struct S(pub String);
    impl S { pub fn get(&self) -> String { String::new() } }
    pub trait Get { fn get(&self) -> &'static str { "" } }
    impl Get for S {}
}
use m::Get;
struct D;
impl Drop for D { fn drop(&mut self) {} }
fn f(s: m::S) { let n = 1; let _x = s.get(); }
fn main() {}
`
	p := semantics.LoadText("t.rs", text, semantics.Options{})
	now := text
	for _, e := range [][2]string{
		{"let n = 1;", "let n = 12;"}, {"pub fn get(&self)", "fn get(&self)"}, {"    fn get(&self) -> String", "    pub fn get(&self) -> String"},
		{"pub fn get(&self) -> String", "pub fn gets(&self) -> String"}, {"struct D;", "struct D; impl m::S { fn get(self) -> D { D } }"},
		{"impl m::S { fn get(self) -> D { D } }", ""}, {"impl Get for S {}", ""}, {"use m::Get;", "use m::Get; impl Get for m::S {}"},
		{"pub struct S(pub String);", "pub struct S(pub String); impl std::ops::Deref for S { type Target = super::D; fn deref(&self) -> &super::D { &super::D } }"},
		{"impl Get for m::S {}", "impl Get for D {}"},
	} {
		if next := strings.Replace(now, e[0], e[1], 1); next != now {
			now = next
		}
		p = p.Again(func(string) (string, bool) { return now, true })
		if got, want := show(p), show(semantics.LoadText("t.rs", now, semantics.Options{})); got != want {
			t.Errorf("after %q:\n%s\nwant\n%s", e, got, want)
		}
	}
}
