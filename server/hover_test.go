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
		{"a = D", 0, "```rust\na: D\n```\n\n- not dropped at [line 10](file:///t.rs#L10) (`return`): moved\n- not dropped at [line 20](file:///t.rs#L20) (end of scope): moved\n- moved at [line 10](file:///t.rs#L10)\n- moved at [line 17](file:///t.rs#L17)"},
		{"pair =", 1, "```rust\npair: (D, String)\n```\n\n- dropped at [line 10](file:///t.rs#L10) (`return`)\n- what is left is dropped at [line 20](file:///t.rs#L20) (end of scope): `pair.1`\n- `pair.0` moved at [line 12](file:///t.rs#L12)\n\nRuns `D::drop`."},
		{"work();", 1, "If it unwinds, dropped: `pair`, `a`."},
		{"+= 1;", 5, "Dropped here:\n\n```rust\ntemporary: MutexGuard<'_, D>\n```\n\n`'a` must be live: MutexGuard<'a, T> implements Drop."},
		{"::new(D(3)", 3, "No destructor of `D` runs until `ManuallyDrop::drop` is called."},
		{"kept", 1, "```rust\nManuallyDrop<D>\n```\n\nNever dropped by itself: what `D` needs runs only through `ManuallyDrop::drop`."},
		{"forget", 1, "Never dropped: no destructor of `D` runs, its memory is not freed."},
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
