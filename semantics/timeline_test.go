package semantics_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drop-lsp/semantics"
	"drop-lsp/syntax/source"
)

// life shows a timeline as text, lines counted from the function's first: a value with its bars,
// `?` where only a flag knows; moves, borrows, drops.
func life(t *testing.T, text, fn string) string {
	t.Helper()
	p := semantics.LoadText("t.rs", text, semantics.Options{})
	tl, ok := p.TimelineOf(fn)
	if !ok || tl.Partial {
		t.Fatalf("%s: found %t, %+v", fn, ok, tl)
	}
	return lifeText(tl)
}

func lifeText(tl *semantics.Timeline) string {
	var out strings.Builder
	bars := func(bs []semantics.TimelineBar) string {
		var s []string
		for _, b := range bs {
			run := fmt.Sprintf("%d-%d", b.First-tl.First, b.Last-tl.First)
			if b.Maybe {
				run += "?"
			}
			s = append(s, run)
		}
		return strings.Join(s, " ")
	}
	for _, v := range tl.Values {
		fmt.Fprintf(&out, "%s %s: %s  %s\n", v.Kind, v.Name, v.Type, bars(v.Bars))
	}
	for _, m := range tl.Moves {
		to := m.Into
		if m.To >= 0 {
			to = tl.Values[m.To].Name
		}
		fmt.Fprintf(&out, "move %s -> %s  %d\n", m.Place, to, m.Line-tl.First)
	}
	for _, b := range tl.Borrows {
		fmt.Fprintf(&out, "borrow %s mut=%t held by %s  %s\n", b.Place, b.Mutable, strings.Join(b.HeldBy, ", "), bars(b.Bars))
		if c := b.Conflict; c != nil {
			fmt.Fprintf(&out, "  broken by %s at %d, needed by %s of %q at %d\n", c.Access, c.Line-tl.First, c.Need, c.ByName, c.NeedLine-tl.First)
		}
	}
	for _, d := range tl.Drops {
		fmt.Fprintf(&out, "%s %d: %d/%d %s %s\n", d.Exit, d.Line-tl.First, d.Order, d.Of, d.When, d.Place)
	}
	for _, e := range tl.Errors {
		fmt.Fprintf(&out, "error %s at %d: %s\n", e.Code, e.Line-tl.First, e.Message)
	}
	return out.String()
}

func TestTheCellCycleShowsWhichDropNeedsWhichBorrow(t *testing.T) {
	text, err := os.ReadFile("../cmd/drop-lsp/testdata/examples/cell-cycle.rs")
	if err != nil {
		t.Fatal(err)
	}
	same(t, life(t, string(text), "main"), `
variable left: Node<'_>  1-4
variable right: Node<'_>  2-4
borrow left mut=false held by left, right  2-4
  broken by drop at 4, needed by drop of "left" at 4
borrow right mut=false held by left, right  3-4
  broken by drop at 4, needed by drop of "left" at 4
scope-end 4: 1/2 always right
scope-end 4: 2/2 always left
error E0597 at 2: `+"`left`"+` does not live long enough
error E0597 at 3: `+"`right`"+` does not live long enough
`)
}

func TestAValueThatIsMovedOnOneWayIsThereOnlyMaybe(t *testing.T) {
	same(t, life(t, tracer+`fn f(c: bool) {
    let x = D(1);
    let y = D(2);
    if c {
        drop(x);
        println!("gone");
    } else {
        println!("kept");
    }
    println!("who knows");
    let z = y;
    z.0;
}`, "f"), `
variable x: D  1-4 7-7 8-12?
variable y: D  2-10
variable z: D  10-12
move x -> drop()  4
move y -> z  10
scope-end 12: 1/2 always z
scope-end 12: 2/2 maybe x
`)
}

// An option whose content was moved out is gone, though as None it is initialised still.
func TestAValueOfWhichNothingThatNeedsDropIsLeftIsGone(t *testing.T) {
	same(t, life(t, tracer+`fn f(o: Option<D>) -> Option<D> {
    let Some(d) = o else { return None };
    println!("{}", d.0);
    Some(d)
}`, "f"), `
argument o: Option<D>  0-1
variable d: D  1-3
move o.0 -> d  1
move d -> return  3
`)
}

func TestWhatOneWayOutDropsIsNotThereOnAnother(t *testing.T) {
	same(t, life(t, tracer+`fn open(n: u8) -> Result<D, u8> { Ok(D(n)) }
fn f(keep: bool) -> Result<D, u8> {
    let config = open(1)?;
    let mut current = open(2)?;
    let spare = D(3);
    if !keep {
        drop(spare);
    }
    current = open(4)?;
    config.0;
    Ok(current)
}`, "f"), `
variable config: D  1-10
variable current: D  2-9
variable spare: D  3-5 6-10?
move spare -> drop()  5
move current -> return  9
question-mark 2: 1/1 always config
question-mark 7: 1/3 maybe spare
question-mark 7: 2/3 always current
question-mark 7: 3/3 always config
assignment 7: 1/1 always current
scope-end 10: 1/2 maybe spare
scope-end 10: 2/2 always config
`)
}

func TestPartsAndTemporaries(t *testing.T) {
	same(t, life(t, tracer+`fn mk(n: u8) -> D { D(n) }
fn f(p: (D, D), v: Vec<D>) -> Option<D> {
    let a = p.0;
    match mk(1).0 {
        1 => println!("one"),
        _ => println!("other"),
    }
    let mut last = mk(2);
    for d in v {
        last = d;
    }
    let w = Wrap {
        inner: a,
        other: mk(3),
    };
    let r = &w.inner;
    println!("{}", r.0);
    let n = Some(last)?;
    Some(n)
}
struct Wrap { inner: D, other: D }`, "f"), `
argument p: (D, D)  0-18
argument v: Vec<D>  0-7
variable a: D  1-11
temporary mk(1): D  2-5
variable last: D  6-16
variable d: D  7-8
temporary v: IntoIter<D>  7-9
variable w: Wrap  10-18
variable n: D  16-17
move p.0 -> a  1
move v -> for  7
move d -> last  8
move a -> w  11
move last -> ?  16
move n -> return  17
borrow w.inner mut=false held by r  14-15
statement-end 5: 1/1 always <temporary>
assignment 8: 1/1 always last
scope-end 9: 1/1 always <temporary>
question-mark 16: 1/2 always w
question-mark 16: 2/2 always p.1
scope-end 18: 1/2 always w
scope-end 18: 2/2 always p.1
`)
}

func TestClosuresAndAsyncFunctionsHaveTimelinesOfTheirOwn(t *testing.T) {
	text := tracer + `fn f(a: D, b: D) {
    let c = move || {
        let x = a;
        let y = &b;
        y.0 + x.0
    };
    c();
}
async fn g(a: D) {
    let b = a;
    async {}.await;
    b.0;
}`
	same(t, life(t, text, "f"), `
argument a: D  0-1
argument b: D  0-1
variable c: {closure@t.rs:4:13: 4:20}  1-6
move a -> c  1
move b -> c  1
move c -> call_once()  6
`)
	same(t, life(t, text, "f::{closure#0}"), `
variable x: D  1-4
capture a: D  0-1
capture b: D  0-4
move a -> x  1
borrow b mut=false held by y  2-3
scope-end 4: 1/2 always x
scope-end 4: 2/2 always b
`)
	same(t, life(t, text, "g"), `
variable a: D  0-1
variable b: D  1-4
temporary async {}.await: {async block@t.rs:13:5: 13:10}  2-2
move a -> b  1
match-arm 2: 1/1 always <temporary>
scope-end 4: 1/1 always b
`)
}

// TestTimelinesShowTheDropsOfTheDropPoints holds the timelines of the programs whose traces are
// tested against their drop points: the same drops, each on a line on which its value is alive,
// and certainly so where the drop always runs.
func TestTimelinesShowTheDropsOfTheDropPoints(t *testing.T) {
	files, err := filepath.Glob("../cmd/drop-lsp/oracle/testdata/*/*.rs")
	if err != nil || len(files) < 50 {
		t.Fatal(err, len(files))
	}
	drops, borrows, moves := 0, 0, 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p := semantics.LoadText(file, string(text), semantics.Options{Edition: source.Edition2021})
		points := map[string][]string{}
		for _, f := range p.Drops() {
			for _, pt := range f.Points {
				for _, d := range pt.Drops {
					points[f.Name] = append(points[f.Name], fmt.Sprint(pt.Kind, " ", d.Place, " ", d.When))
				}
			}
		}
		for _, name := range p.FunctionNames() {
			tl, ok := p.TimelineOf(name)
			if !ok || tl.Name != name {
				continue // an async fn has its body's
			}
			var got []string
			for _, d := range tl.Drops {
				got = append(got, fmt.Sprint(d.Exit, " ", d.Place, " ", d.When))
				drops++
				if !alive(tl.Values[d.Value].Bars, d.Line, d.When == semantics.Always) {
					t.Errorf("%s: %s: %s is dropped (%s) on line %d, its bars are %v", file, name, d.Place, d.When, d.Line+1, tl.Values[d.Value].Bars)
				}
			}
			if diff := cmp.Diff(points[name], got); diff != "" {
				t.Errorf("%s: %s: - drop points, + timeline:\n%s", file, name, diff)
			}
			borrows, moves = borrows+len(tl.Borrows), moves+len(tl.Moves)
		}
	}
	t.Logf("%d programs: %d drops, %d moves, %d borrows", len(files), drops, moves, borrows)
}

func alive(bars []semantics.TimelineBar, line int, certain bool) bool {
	for _, b := range bars {
		if b.First <= line && line <= b.Last {
			return !certain || !b.Maybe
		}
	}
	return false
}

func TestATimelineBeginsWithTheFunction(t *testing.T) {
	const text = "struct D;\nimpl Drop for D { fn drop(&mut self) {} }\n/// Says much.\n/// And more.\n#[inline]\npub fn f(a: D) {\n    let b = D;\n}\n/// Too.\npub async fn g(a: D) {}\n"
	p := semantics.LoadText("t.rs", text, semantics.Options{})
	for name, want := range map[string][2]int{"f": {5, 7}, "g": {9, 9}} {
		got, ok := p.TimelineOf(name)
		if !ok || got.First != want[0] || got.Last != want[1] {
			t.Errorf("%s: %v, want lines %v", name, got, want)
		}
	}
}
