package semantics_test

import (
	"fmt"
	"strings"
	"testing"

	"drop-lsp/semantics"
)

const ends = tracer + `fn take(_: D) {}
fn work() {}
fn f(early: bool) -> u8 {
    let a = D(1);
    let b = D(2);
    let pair = (D(3), D(4));
    if early { take(a); return 0; }
    work();
    let gone = pair.0;
    std::mem::forget(b);
    work();
    drop(gone);
    1
}
`

func TestTheEndsOfAVariable(t *testing.T) {
	p := semantics.LoadText("t.rs", ends, semantics.Options{})
	at := func(mark string, n int) int { return strings.Index(ends, mark) + n }
	show := func(v semantics.ValueEnds) string {
		var b strings.Builder
		line := func(s semantics.FileSpan) int { return strings.Count(ends[:s.Start], "\n") + 1 }
		fmt.Fprintf(&b, "%s: %s %d:", v.Name, v.Type, line(v.Decl))
		for _, e := range v.Exits {
			fmt.Fprintf(&b, " %s@%d %d/%d", e.Kind, line(e.At), e.Order, e.Of)
			for _, d := range e.Drops {
				fmt.Fprintf(&b, "[%s %s]", d.Place, d.When)
			}
		}
		for _, m := range v.Moves {
			fmt.Fprintf(&b, " move %s@%d", m.Place, line(m.At))
		}
		return b.String()
	}
	for mark, want := range map[string]string{
		"a = D":  "a: D 6: return@9 0/0 scope-end@16 2/2[a always] move a@9",
		"pair =": "pair: (D, D) 8: return@9 1/2[pair always] scope-end@16 1/2[pair.1 always] move pair.0@11",
		"gone);": "gone: D 11: scope-end@16 0/0 move gone@14",
	} {
		v, ok := p.ValueAt("t.rs", at(mark, 1))
		if got := show(v); !ok || got != want {
			t.Errorf("%s:\n got %s\nwant %s", mark, got, want)
		}
	}
	for n, want := range map[int]string{
		at("work();\n    let", 0):  "[pair b a]",
		at("work();\n    drop", 0): "[gone pair.1 a]",
		at("drop(gone)", 0):        "[pair.1 a]",
	} {
		c, ok := p.CallAt("t.rs", n)
		var names []string
		for _, d := range c.Unwind {
			names = append(names, d.Place)
		}
		if got := fmt.Sprint(names); !ok || got != want {
			t.Errorf("unwinding: got %s, want %s", got, want)
		}
	}
	if c, _ := p.CallAt("t.rs", at("forget", 0)); c.Callee != "core::mem::forget" || len(c.Args) != 1 || c.Args[0].Type != "D" {
		t.Errorf("%+v", c)
	}
}
