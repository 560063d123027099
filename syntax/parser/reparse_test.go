package parser

import (
	"math/rand/v2"
	"os"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drop-lsp/syntax/ast"
)

// This file holds the parse after an edit against that of the text read afresh.

const reparsed = `#!/usr/bin/env run
#![allow(dead_code)]
//! A crate.
use std::fmt; // as it is
/* between */
#[derive(Debug)]
struct S<'a>(&'a str, [u8; { 3 }]);
impl<'a> S<'a> {
    const N: usize = { 1 + 2 };
    /// What it says.
    fn get(&self) -> char { if self.0 == "}" { '}' } else { '\'' } }
    fn raw(&self) -> &str { r#"a "quoted" }"# }
}
mod m {
    #![allow(unused)]
    pub mod n { pub fn f() { /* } */ } }
    pub trait T { fn g(&self); fn h(&self) { self.g() } }
}
macro_rules! mk { ($e:expr) => { S($e, [0; 3]) }; }
fn main() {
    let s = mk!("x");
    println!("{:?} {}", s.get(), s.raw());
}
static Z: fn() = { fn q() {} q };
`

// inserts are what the edits put in.
var inserts = []string{"\"", "'", "{", "}", "(", ")", "[", "]", "/*", "*/", "//", "\n", " ", ";", "x", "fn q() {}\n", "\nfn q() {", "r#\"", "\"#",
	"mod k { ", "impl S { ", "'ab'", "''", "#![x]", "///", "\nuse a::b;\n", "#", "\\", "é", "\r", "<", "b'", "\n#[cfg(x)]\n"}

func TestReparseIsTheParseOfTheNewText(t *testing.T) {
	texts := []string{reparsed}
	if part, err := os.ReadFile("../../server/testdata/part.rs"); err == nil {
		texts = append(texts, string(part))
	}
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 7))
		text := texts[seed%uint64(len(texts))]
		first, file := text, ParseFile(text)
		for range 150 {
			was := text
			text = scramble(r, text, first)
			file = Reparse(file, was, text)
			want := ParseFile(text)
			if !reflect.DeepEqual(file, want) {
				t.Fatalf("seed %d:\n%s\n--- after\n%s\n%s", seed, text, was, cmp.Diff(want, file, cmp.Comparer(func(a, b *ast.Item) bool { return a == b })))
			}
		}
	}
}

// scramble makes one edit, or takes all of them back.
func scramble(r *rand.Rand, text, first string) string {
	at := r.IntN(len(text) + 1)
	switch r.IntN(12) {
	case 0:
		return first
	case 1, 2, 3:
		return text[:at] + text[min(at+r.IntN(12), len(text)):]
	case 4:
		end := min(at+r.IntN(200), len(text))
		return text[:at] + text[end:] + text[at:end] // moves a part to the end
	}
	return text[:at] + inserts[r.IntN(len(inserts))] + text[at:]
}

func BenchmarkReparse(b *testing.B) {
	part, err := os.ReadFile("../../server/testdata/part.rs")
	if err != nil {
		b.Fatal(err)
	}
	var text []byte
	for range 51 {
		text = append(text, part...)
	}
	was, now := string(text), string(text[:len(text)/2])+" "+string(text[len(text)/2:])
	file := ParseFile(was)
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			ParseFile(was)
		}
	})
	b.Run("edit", func(b *testing.B) {
		for b.Loop() {
			Reparse(file, was, now)
		}
	})
}
