package semantics

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// manyBodies is a program of some fns that drop something.
func manyBodies(n int, last string) string {
	var b strings.Builder
	b.WriteString("struct D(u8);\nimpl Drop for D { fn drop(&mut self) {} }\n")
	for i := range n {
		fmt.Fprintf(&b, "fn f%d() { let d = D(%d); let c = move || d.0; c(); }\n", i, i)
	}
	b.WriteString(last)
	return b.String()
}

// TestHeaderRedoesWhatRestsOnIt: the header of a fn, the fields of a struct: the crate is not lowered
// anew, and only what rests on them is checked again.
func TestHeaderRedoesWhatRestsOnIt(t *testing.T) {
	text := manyBodies(10, "struct S { d: D, n: u8 }\nimpl S { fn go(&self) {} }\nfn take(s: S) {}\nfn user(s: S) { s.go(); take(s); }\n")
	p := LoadText("a.rs", text, Options{})
	p.Check()
	for _, e := range []struct {
		old, new string
		redone   int
	}{
		{"fn take(s: S)", "fn take(s: &S)", 2},        // take, user
		{"fn go(&self)", "fn go(&self, _n: u8)", 2},   // go, user
		{"d: D, n: u8 }", "d: Option<D>, n: u8 }", 3}, // go, take, user
		{"d: D, n: u8 }", "d: Dx, n: u8 }", 3},
		{"fn f3()", "fn f3(_x: D)", 1},
	} {
		next, _ := p.rebodied(func(string) (string, bool) { return strings.Replace(text, e.old, e.new, 1), true })
		if next == nil {
			t.Errorf("%s: the crate is lowered anew", e.new)
			continue
		}
		if n := len(next.unanswered(next.Bodies(), qCheck)); n != e.redone {
			t.Errorf("%s: %d bodies are to be checked, want %d", e.new, n, e.redone)
		}
		items := 0
		for id, a := range next.memory.checks.All() {
			if _, ok := a.load(key{q: qItem, def: id}); !ok && id != next.Crate.Root {
				items++
			}
		}
		if items == 0 || items > 6 {
			t.Errorf("%s: %d of %d items are to be checked", e.new, items, len(next.Crate.Order))
		}
	}
	for _, other := range []string{"fn taken(s: S)", "async fn take(s: S)", "fn take(s: S) -> impl Fn()", "#[inline] fn take(s: S)", "pub fn take(s: S)"} {
		if next, _ := p.rebodied(func(string) (string, bool) { return strings.Replace(text, "fn take(s: S)", other, 1), true }); next != nil {
			t.Errorf("%s: names or definitions are others", other)
		}
	}
}

// inferred counts the bodies whose types are kept.
func inferred(p *Program) int { return len(p.Bodies()) - len(p.unanswered(p.Bodies(), qInfer)) }

// TestSlimProgramSaysTheSame: what bodies let go of is made again where somebody asks.
func TestSlimProgramSaysTheSame(t *testing.T) {
	text := manyBodies(3*leastBulk, "fn main() { let d = D(1); let r = &d; drop(d); r.0; }\n")
	whole, slim := LoadText("a.rs", text, Options{}), LoadText("a.rs", text, Options{})
	slim.Slim()
	said := func(p *Program) string { return fmt.Sprint(p.Check().Diagnostics) }
	if a, b := said(whole), said(slim); a != b || !strings.Contains(a, "E0505") {
		t.Errorf("whole: %s\nslim: %s", a, b)
	}
	if n := inferred(slim); n > leastBulk {
		t.Errorf("%d bodies keep their types, at most %d are to", n, leastBulk)
	}
	if !reflect.DeepEqual(whole.Drops(), slim.Drops()) {
		t.Error("other drops")
	}
	if n, all := inferred(slim), inferred(whole); n > leastBulk || all != len(whole.Bodies()) {
		t.Errorf("%d bodies keep their types, %d of %d in the other program", n, all, len(whole.Bodies()))
	}
	// A key in a body has that body done again, although others have let go of their types.
	next := slim.Again(func(string) (string, bool) { return strings.Replace(text, "D(7)", "D(77)", 1), true })
	if n := len(next.unanswered(next.Bodies(), qCheck)); n != 1 {
		t.Errorf("%d bodies are to be checked after an edit of one", n)
	}
	if n := len(next.Apart(slim)); n != 1 {
		t.Errorf("%d bodies differ after an edit of one", n)
	}
	if a, b := said(next), said(whole); a != b {
		t.Errorf("after an edit: %s", a)
	}
	if was, is := slim.DropsOf(context.Background(), slim.Apart(next)), next.DropsOf(context.Background(), next.Apart(slim)); len(was) != len(is) || len(is) == 0 {
		t.Errorf("%d functions drop something, and %d did before", len(is), len(was))
	}
}
