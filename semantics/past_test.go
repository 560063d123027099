package semantics

import (
	"strings"
	"testing"
)

const pastText = `struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
trait Go { fn go(&self) -> D { D(1) } }
impl Go for D {}
impl D { fn own(self) -> u8 { let x = self; x.0 } }
fn f(d: D) { let e = d; e.go(); }
fn main() { f(D(2)); let c = || D(3); c().own(); }
fn f1(d: D) { f(d) } fn f2(d: D) { f(d) } fn f3(d: D) { f(d) } fn f4(d: D) { f(d) } fn f5(d: D) { f(d) } fn f6(d: D) { f(d) }
`

// typed is the program after a text was typed and looked at.
func typed(p *Program, text string) *Program {
	n := p.Again(func(path string) (string, bool) { return text, path == "p.rs" })
	n.Check()
	n.Drops()
	return n
}

func (p *Program) toDo() int {
	return len(p.unanswered(p.Bodies(), qCheck)) + len(p.unanswered(p.Bodies(), qDrops))
}

// TestGoingBackCostsNothing breaks the file, which makes every answer unsure, edits it further, and
// undoes both: nothing is left to do. Breaking and mending it otherwise costs what differs.
func TestGoingBackCostsNothing(t *testing.T) {
	first := LoadText("p.rs", pastText, Options{})
	first.Check()
	first.Drops()
	broken := strings.Replace(pastText, "impl D {", "impl D (", 1)
	p := typed(first, broken)
	if !p.impls.wide {
		t.Fatal("the text is readable")
	}
	p = typed(p, strings.Replace(broken, "let e = d;", "let e = d; let n = 1;", 1))
	p = p.Again(func(path string) (string, bool) { return pastText, path == "p.rs" })
	if n := p.toDo(); n != 0 {
		t.Errorf("undone: %d questions about bodies are asked again", n)
	}
	p = typed(p, broken)
	mended := strings.Replace(pastText, "let x = self;", "let y = D(7); let x = self;", 1)
	p = p.Again(func(path string) (string, bool) { return mended, path == "p.rs" })
	if n := p.toDo(); n != 2 {
		t.Errorf("mended: %d questions about bodies are asked again, not the two about the one that differs", n)
	}
}

// TestWhatALaterSnapshotAddsDoesNotComeBack: an earlier snapshot was not asked about f; a later one, in
// which the type that f returns is another, was. Back in the earlier one, f returns what it returned.
func TestWhatALaterSnapshotAddsDoesNotComeBack(t *testing.T) {
	text := "type T = u8;\nfn f() -> T { loop {} }\nfn main() { let _x = f(); }\n"
	first := LoadText("p.rs", text, Options{})
	other := strings.Replace(text, "u8", "String", 1)
	p := first.Again(func(path string) (string, bool) { return other, path == "p.rs" })
	count := func(p *Program) (n int) {
		for _, f := range p.Drops() {
			for _, point := range f.Points {
				n += len(point.Drops)
			}
		}
		return n
	}
	if n := count(p); n == 0 {
		t.Fatal("a String is dropped")
	}
	p = p.Again(func(path string) (string, bool) { return text, path == "p.rs" })
	if n := count(p); n != 0 {
		t.Errorf("%d drops, of the later text", n)
	}
}

// TestThePastIsBounded edits for long, and breaks the file now and then.
func TestThePastIsBounded(t *testing.T) {
	p := LoadText("p.rs", pastText, Options{})
	p.Check()
	for i := range 200 {
		text := strings.Replace(pastText, "let e = d;", "let e = d;"+strings.Repeat(" ;", i), 1)
		if i%7 == 3 {
			text += "impl {"
		}
		p = typed(p, text)
		own := 0
		for _, e := range p.past.kept {
			own += e.own
		}
		if bodies := len(p.Bodies()); len(p.past.kept) > pastMost+1 || own > bodies*3+128 {
			t.Fatalf("edit %d: %d snapshots with %d bodies of their own are kept; the program has %d", i, len(p.past.kept), own, bodies)
		}
	}
	back := 0
	for m := p.memory.when; m != nil; m = m.before {
		back++
	}
	if back > longAgo+2 {
		t.Errorf("%d moments are remembered", back)
	}
}
