package server

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const hovered = `use std::sync::{Mutex, MutexGuard};
struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
struct Holder<'a> { plain: u8, name: String, guard: MutexGuard<'a, D> }
fn take(_: D) {}
fn work() {}
fn f(early: bool, lock: &Mutex<D>) -> Option<u8> {
    let a = D(1);
    let pair = (D(2), String::new());
    if early { take(a); return None; }
    work();
    let moved = pair.0;
    lock.lock().unwrap().0 += 1;
    let kept = std::mem::ManuallyDrop::new(D(3));
    std::mem::forget(moved);
    drop(&a);
    drop(a);
    let n = 5;
    Some(n)
}
`

// say is the hover's text at a mark.
func (s *session) say(mark string, n int) string {
	s.t.Helper()
	var h struct{ Contents struct{ Kind, Value string } }
	raw := s.call("textDocument/hover", `{`+doc+`,"position":`+s.at(mark, n)+`}`)
	if err := json.Unmarshal([]byte(raw), &h); err != nil && raw != "" {
		s.t.Error(raw)
	}
	return h.Contents.Value
}

func TestHoverSaysWhereThingsEnd(t *testing.T) {
	s := begin(t, pulls, "", hovered)
	for _, c := range []struct {
		mark string
		n    int
		want string
	}{
		{"a = D", 0, "```rust\na: D\n```\n\n- moved at [line 10](file:///t.rs#L10)\n- moved at [line 17](file:///t.rs#L17)"},
		{"pair =", 1, "```rust\npair: (D, String)\n```\n\n- dropped at [line 10](file:///t.rs#L10) (`return`)\n- what is left is dropped at [line 20](file:///t.rs#L20) (end of scope): `pair.1`\n- `pair.0` moved at [line 12](file:///t.rs#L12)\n\nRuns `D::drop`."},
		{"work();", 1, "If it unwinds, dropped: `pair`, `a`."},
		{"+= 1;", 5, "Dropped here:\n\n```rust\ntemporary: MutexGuard<'_, D>\n```\n\nReleases what it borrows.\n\n`'a` must be live: MutexGuard<'a, T> implements Drop."},
		{"::new(D(3)", 3, "No destructor of `D` runs until `ManuallyDrop::drop` is called."},
		{"kept", 1, "```rust\nManuallyDrop<D>\n```\n\nNever dropped by itself: what `D` needs runs only through `ManuallyDrop::drop`."},
		{"forget", 1, "Never dropped: no destructor of `D` runs, nothing that it owns is freed."},
		{"drop(&a)", 1, "Dropped here: `&D`. Nothing runs: `&D` has no drop glue."},
		{"drop(a)", 1, "Dropped here: `D`. Runs `D::drop`."},
		{"return None", 1, "Dropped here:\n\n```rust\npair: (D, String)\n```\n\nRuns `D::drop`."},
		{"Holder", 1, "```rust\nHolder<'a>\n```\n\nDrop glue, in this order:\n\n- `name: String`\n- `guard: MutexGuard<'a, D>`\n\n`'a` must be live: MutexGuard<'a, T> implements Drop, in field guard of Holder<'a>."},
		{"n = 5", 0, ""},
		{"name: String", 8, ""},
	} {
		if diff := cmp.Diff(c.want, s.say(c.mark, c.n)); diff != "" {
			t.Errorf("%q: - want, + got:\n%s", c.mark, diff)
		}
	}
}

// TestHoverSpeaksOfTheWordAlone: what merely stands around a place, or ends where it begins, says nothing there.
func TestHoverSpeaksOfTheWordAlone(t *testing.T) {
	const text = `struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
struct Pair { one: D, two: u8 }
fn make() -> Option<D> {
    let mut a = Pair { one: D(1), two: 2 };
    a.one = D(3);
    let list = vec![D(1), D(2)];
    for d in list {
        let e = D(4);
    }
    let b = try_it()?;
    if read(&D(9)) { work(); }
    if b.0 > 1 { None } else { Some(b) }
}
fn try_it() -> Option<D> { None }
fn read(_: &D) -> bool { true }
fn work() {}
`
	s := begin(t, pulls, "", text)
	for _, c := range []struct {
		mark string
		n    int
		want string
	}{
		{"{\n    let mut", 0, ""}, {"mut a", 0, ""}, {"one: D(1)", 0, ""}, {"(1), two", 3, ""}, {";\n    a.one", 0, ""}, {"&mut self", 1, ""},
		{"self) {}", 0, ""}, {"if b.0", 0, ""}, {"{ None", 0, ""}, {"Pair { one: D(1", 0, "```rust\nPair\n```\n\nDrop glue, in this order:\n\n- `one: D`"},
		{"try_it()?", 0, "If it unwinds, dropped: `a`."},
		{"b = try", 0, "```rust\nb: D\n```\n\n- maybe dropped at [line 14](file:///t.rs#L14) (end of scope), 1 of 2\n- moved at [line 13](file:///t.rs#L13)\n\nMoved out on some path: a drop flag decides.\n\nRuns `D::drop`."},
		{"&D(9)", 1, "```rust\ntemporary: D\n```\n\n- dropped at [line 12](file:///t.rs#L12) (condition)\n\nRuns `D::drop`."},
		{"read(&D(9))", 0, "If it unwinds, dropped: `temporary: D`, `b`, `a`."},
		{"    }\n    let b", 4, "Dropped here, in this order:\n\n1. `e: D`. Runs `D::drop`.\n2. `d: D`. Runs `D::drop`.\n\nAfter the loop, dropped:\n\n```rust\niterator: IntoIter<D>\n```\n\nRuns the destructors of each element of `[D]`."},
	} {
		if got := s.say(c.mark, c.n); got != c.want {
			t.Errorf("%q: got\n%s", c.mark, got)
		}
	}
}

// TestHoverTellsWhatAnEditionDecides, and only where it does.
func TestHoverTellsWhatAnEditionDecides(t *testing.T) {
	const text = `struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
impl D { fn get(&self) -> Option<&u8> { Some(&self.0) } }
fn mk() -> D { D(1) }
fn tail() -> bool {
    let a = D(1);
    mk().get().is_some()
}
fn if_let() -> u8 {
    if let Some(x) = mk().get() { *x } else { 1 }
}
fn neither() -> bool {
    if let Some(_) = mk().get() {}
    while let Some(_) = mk().get() {}
    mk().get().is_some();
    true
}
fn alone() -> bool { mk().get().is_some() }
`
	since, before := begin(t, pulls, `{"edition":"2024"}`, text), begin(t, pulls, `{"edition":"2018"}`, text)
	for mark, want := range map[string][2]string{
		"mk().get().is_some()\n": {"Since edition 2024 a temporary of a block's last expression is dropped before the block's variables", "Before edition 2024 a temporary of a block's last expression outlives the block's variables"},
		"mk().get() { *x":        {"Since edition 2024 a temporary of `if let` is dropped before `else`", "Before edition 2024 a temporary of `if let` lives on through `else`"},
	} {
		for i, s := range []*session{since, before} {
			if got := s.say(mark, 0); !strings.Contains(got, want[i]) || !strings.Contains(got, "destructors.scope.temporary.edition2024") {
				t.Errorf("%q: %s", mark, got)
			}
		}
	}
	if got := before.say("}\nfn if_let", 0); !strings.Contains(got, "1. `a: D`") || !strings.Contains(got, "2. `temporary: D`") || !strings.Contains(got, "outlives") {
		t.Error(got)
	}
	for _, mark := range []string{"mk().get() {}\n    while", "mk().get() {}\n    mk", "mk().get().is_some();", "mk().get().is_some() }"} {
		for _, s := range []*session{since, before} {
			if got := s.say(mark, 0); !strings.Contains(got, "temporary: D") || strings.Contains(got, "edition") {
				t.Errorf("%q: %s", mark, got)
			}
		}
	}
}

// TestHoverOnTypesThatAreOpen: of which only run time or the caller knows what is dropped.
func TestHoverOnTypesThatAreOpen(t *testing.T) {
	s := begin(t, pulls, "", "trait T {}\nfn f<X>(x: X, b: Box<dyn T>, v: Vec<u8>) {\n    let a = async { x };\n}\n")
	for mark, want := range map[string]string{
		"X, b":      "```rust\nX\n```\n\nWhether anything is dropped depends on what `X` is.",
		"dyn T":     "```rust\ndyn T\n```\n\nRuns the drop glue of the value behind it.",
		"Box<":      "```rust\nBox<dyn T>\n```\n\nDrops `dyn T`.\n\nNothing must be live when it drops.",
		"Vec<u8>) ": "", // only frees memory: others say that it needs drop
	} {
		if got := s.say(mark, 0); got != want {
			t.Errorf("%q: %s", mark, got)
		}
	}
}

// TestHoverFollowsAVariableIntoWhatTookIt: the closure that a variable was moved into ends it.
func TestHoverFollowsAVariableIntoWhatTookIt(t *testing.T) {
	const text = `struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
async fn get(n: u8) -> Option<u8> { Some(n) }
fn spawn(names: Vec<D>, count: D) -> impl Sized {
    let tag = D(1);
    async move {
        let n = get(names[0].0).await?;
        drop(tag);
        let seen = || { let c = &count; c.0 };
        Some(seen() + n)
    }
}
fn list(all: Vec<Box<dyn Fn()>>) {
    for f in &all { f(); }
}
`
	s := begin(t, pulls, `{"edition":"2021"}`, text)
	for _, c := range []struct {
		mark string
		n    int
		want string
	}{
		{"tag = D", 0, "```rust\ntag: D\n```\n\n- moved at [line 6](file:///t.rs#L6)"},
		{"tag);", 0, "```rust\ntag: D\n```\n\n- dropped at [line 7](file:///t.rs#L7) (`?`), 2 of 3\n- moved at [line 8](file:///t.rs#L8)\n\nRuns `D::drop`."},
		{"names[0]", 0, "```rust\nnames: Vec<D>\n```\n\n- dropped at [line 7](file:///t.rs#L7) (`?`), 1 of 3\n- dropped at [line 11](file:///t.rs#L11) (end of scope), 1 of 2\n\nRuns the destructors of each element of `[D]`."},
		{"count; c.0", 0, "```rust\ncount: D\n```\n\n- dropped at [line 7](file:///t.rs#L7) (`?`), 3 of 3\n- dropped at [line 11](file:///t.rs#L11) (end of scope), 2 of 2\n\nRuns `D::drop`."},
		{"await?", 2, "Dropped here:\n\n```rust\nfuture: impl Future<Output = Option<u8>>\n```\n\nRuns the destructors of `{async fn body of get()}`.\n\n---\n\n" +
			"If the future is dropped while it waits here, dropped: `future: impl Future<Output = Option<u8>>`, `names`, `tag`, `count`."},
		{"all: Vec", 0, "```rust\nall: Vec<Box<dyn Fn()>>\n```\n\n- dropped at [line 15](file:///t.rs#L15) (end of scope)\n\nRuns the destructors of each element of `[Box<dyn Fn()>]`.\n\n" +
			"What it borrows must be live: a trait object may hold anything that lives as long, in what Vec<T, A> owns."},
	} {
		if diff := cmp.Diff(c.want, s.say(c.mark, c.n)); diff != "" {
			t.Errorf("%q: - want, + got:\n%s", c.mark, diff)
		}
	}
}

func TestHoverInPlainText(t *testing.T) {
	s := begin(t, `{"textDocument":{"hover":{"contentFormat":["plaintext"]}}}`, "", hovered)
	got := s.say("pair =", 1)
	if strings.ContainsAny(got, "`[]") || !strings.Contains(got, "- what is left is dropped at line 20 (end of scope): pair.1") {
		t.Error(got)
	}
}

func TestHoverCanBeSwitchedOff(t *testing.T) {
	if got := begin(t, pulls, `{"hover":{"enable":false}}`, hovered).say("a = D", 0); got != "" {
		t.Error(got)
	}
}
