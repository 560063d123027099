package semantics_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drop-lsp/semantics"
)

const tracer = "struct D(u8);\nimpl Drop for D { fn drop(&mut self) {} }\n"

// points shows the drop points of one function of a program, a line each.
func points(t *testing.T, text, fn string) string {
	t.Helper()
	p := semantics.LoadText("t.rs", tracer+text, semantics.Options{})
	var out strings.Builder
	for _, f := range p.Drops() {
		if f.Name != fn {
			continue
		}
		if f.Partial {
			t.Errorf("%s is partial: %v", fn, f.Unknown)
		}
		for _, pt := range f.Points {
			fmt.Fprintf(&out, "%s:", pt.Kind)
			for _, d := range pt.Drops {
				when := ""
				if d.When == semantics.Maybe {
					when = "maybe "
				}
				fmt.Fprintf(&out, " %s%s[%s]", when, d.Place, strings.Join(d.Destructors, " "))
			}
			out.WriteByte('\n')
		}
	}
	return out.String()
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if diff := cmp.Diff(strings.TrimLeft(want, "\n"), got); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
}

func TestWhatTheLibraryDropsIsShownOnce(t *testing.T) {
	same(t, points(t, `use std::{collections::*, rc::*, sync::*};
fn f(a: Vec<D>, b: HashMap<D, u8>, c: BTreeMap<u8, D>, d: Rc<D>, e: Weak<D>, f: std::array::IntoIter<D, 2>,
     g: Mutex<Vec<D>>, h: mpsc::Sender<D>, i: OnceLock<D>, j: Box<[D]>, k: BinaryHeap<D>) {}`, "f"), `
scope-end: k[<[D]>] j[<[D]>] i[<D>] h[<[D]>] g[<[D]>] f[<[D]>] e[] d[<D>] c[<[(u8, D)]>] b[<[(D, u8)]>] a[<[D]>]
`)
}

func TestAnEnumMovedOutOfInOneArmIsWholeInTheOthers(t *testing.T) {
	text := `enum E { A(D), B { x: D, y: D }, C }
fn f(e: E) { match e { E::B { x, .. } => { drop(x); return; } E::A(_) => { return; } E::C => {} } }
fn g(e: E) { if let E::A(x) = e { drop(x); } }`
	same(t, points(t, text, "f"), "return: e.y[D]\nreturn: e[<enum E>]\nscope-end: e[<enum E>]\n")
	same(t, points(t, text, "g"), "scope-end: maybe e[<enum E>]\n")
}

func TestCapturesHaveTheNamesOfTheirVariables(t *testing.T) {
	same(t, points(t, `fn f(a: D, b: (D, D)) { let c = move || { let _x = a; let _y = &b.1; }; c() }`, "f::{closure#0}"),
		"scope-end: _x[D] b.1[D]\n")
}

func TestTheIteratorOfAForLoopIsDroppedAfterIt(t *testing.T) {
	same(t, points(t, `fn f(a: [D; 2]) { for _d in a { } }`, "f"), `
scope-end: _d[D]
scope-end: <temporary>[<[D]>]
`)
}

func TestADropsEffectTellsGuardsFromMemory(t *testing.T) {
	p := semantics.LoadText("t.rs", tracer+`use std::{cell::*, fs::File, rc::*, sync::*};
macro_rules! m { ($e:expr) => {{ let inner = $e; inner.0 }} }
fn f(a: String, b: Rc<Vec<u8>>, c: File, d: Option<D>, e: Vec<Box<D>>, g: MutexGuard<'_, u8>, h: RefMut<'_, u8>, i: std::vec::Drain<'_, u8>, j: Vec<File>) {
    m!({ let k = D(1); k });
    m!({ let l = D(1); D(l.0) });
}`, semantics.Options{})
	var got []string
	for _, f := range p.Drops() {
		for _, pt := range f.Points {
			for _, d := range pt.Drops {
				got = append(got, fmt.Sprint(d.Place, ":", d.Effect, ":", pt.Origin))
			}
		}
	}
	want := "inner:destructor:2 l:destructor:1 inner:destructor:2 j:destructor:0 i:guard:0 h:guard:0 g:guard:0 e:destructor:0 d:destructor:0 c:destructor:0 b:memory:0 a:memory:0"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

func TestAnUnseenItemAddsNoImplsToTheLibrary(t *testing.T) {
	p := semantics.LoadText("t.rs", "fn f(text: &str) { for word in text.split(',') { let _ = word.trim(); } }\nfor struct X {}\n", semantics.Options{})
	if all := p.Drops(); len(all) != 0 {
		t.Errorf("char is no FnMut whatever was not seen: %+v", all)
	}
}
