package semantics_test

import (
	"testing"

	"drop-lsp/semantics"
)

func TestConstantsInTypesAreTheirValues(t *testing.T) {
	whole(t, `const N: usize = 2;
const B: usize = std::mem::size_of::<u16>();
struct S([u8; B]);
impl S { const K: usize = N + 1; }
trait T { const L: usize; fn a(&self) -> usize { Self::L } }
fn f(b: [u8; 2]) -> [u8; N] { b }
fn g(b: [u8; 2]) -> S { let a: [u8; B] = b; S(a) }
fn h() -> [u8; S::K] { [0, 1, 2] }
fn i() { const M: usize = 3; let a: [u8; M] = h(); let _b: [u8; 3] = a; }`, semantics.Options{})
}

func TestExternCrateAtTheRootJoinsTheExternPrelude(t *testing.T) {
	whole(t, `#![no_std]
extern crate std;
extern crate alloc as heap;
mod m {
    use std::cmp;
    pub fn f() -> usize { cmp::min(1, 2) }
    pub fn g() -> heap::vec::Vec<u8> { heap::vec::Vec::new() }
}`, semantics.Options{Edition: 2021})
}

// whole checks that every body is analysed whole and nothing is reported.
func whole(t *testing.T, text string, o semantics.Options) {
	t.Helper()
	p := semantics.LoadText("t.rs", text, o)
	for _, d := range p.Check().Diagnostics {
		t.Errorf("%s: %s", d.Code, d.Msg)
	}
}
