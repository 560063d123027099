package hir_test

import (
	"strings"
	"testing"

	"drop-lsp/semantics/hir"
)

func TestInnerDefinitionsHaveRustcsNames(t *testing.T) {
	text := `
struct S;
impl S { fn m(&self) -> impl Fn() { || { let k = || 1; } } }
fn f(a: [u8; 2]) -> [u8; { let c = || 3; 3 }] {
    let x = |p: u8| { move || p };
    fn inner() { || (); }
    const { let y = || 1; };
    let z = [0; { (|| 1)() }];
    |q| q
}
`
	c, bodies := lowerText(text)
	var names []string
	for _, b := range bodies {
		for i := range b.Exprs {
			switch k := b.Exprs[i].Kind.(type) {
			case hir.ExprClosure:
				owner, e, ok := c.Closure(k.Def)
				if !ok || owner != b.Owner || int(e) != i || c.Def(k.Def).Kind != hir.KindClosure {
					t.Errorf("closure %s: owner %v, expression %d, want %d", c.PathString(k.Def), owner, e, i)
				}
				names = append(names, c.PathString(k.Def))
			case hir.ExprConstBlock:
				names = append(names, c.PathString(k.Def))
				if c.Body(k.Def) != k.Body || k.Body.Owner != k.Def || c.BodyOwner(k.Def) != b.Owner {
					t.Error("the inline const's body is not found by its id")
				}
			case hir.ExprRepeat:
				names = append(names, c.PathString(k.Len.Def))
			}
		}
	}
	want := "S::m::{closure#0} S::m::{closure#0}::{closure#0} f::{closure#0} f::{closure#0}::{closure#0} f::{constant#2} f::{constant#3} f::{closure#1} f::inner::{closure#0}"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
