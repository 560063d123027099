package parser

import "testing"

// A `#` that begins no attribute is an error, not an endless loop.
func TestLoneHash(t *testing.T) {
	for _, text := range []string{"fn f() { # }", "fn f() { # struct S; # }", "# fn f() {}", "struct S { # a: u8 }", "fn f() { match x { # _ => 1 } }", "fn f() { g(# 1) }"} {
		ParseFile(text)
	}
}
