package server

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
)

// This file holds a session of random edits against fresh ones: after each pause the
// diagnostics and hints are those of a server that opens the same text. A long session's
// heap stays where it is.

// sessionEdits replace one text by another, wherever it stands first.
var sessionEdits = [][2]string{
	{"*n > 10", "*n > 1"}, {"*n > 1)", "*n > 10)"}, {"text: &str) -> usize", "text: &str, _n: u8) -> usize"},
	{"text: &str, _n: u8) -> usize", "text: &str) -> usize"}, {"name: String", "name: Box<str>"}, {"name: Box<str>", "name: String"},
	{"let total", "\"let total"}, {"\"let total", "let total"}, {"let total", "/*let total"}, {"/*let total", "let total"},
	{"drop(guard);", "drop(guard); guard.last();"}, {" guard.last();", ""}, {"impl Drop for Logger0", "impl Clone for Logger0"},
	{"impl Clone for Logger0", "impl Drop for Logger0"}, {"list.push(s.scaled(total));", "list.push(s.scaled(total)); s.area();"}, {" s.area();", ""},
	{"#[derive(Debug, Clone, PartialEq)]", "#[derive(Debug, Clone, PartialEq, Copy)]"}, {", Copy)]", ")]"},
	{"fn parse", "mod k { pub struct Logger1; }\nfn parse"}, {"mod k { pub struct Logger1; }\n", ""}, {"    b\n}", "    a\n}"}, {"    a\n}", "    b\n}"},
}

// shown is what a client sees of the document.
func (t *typist) shown() string {
	var hints, diagnostics json.RawMessage
	var wg sync.WaitGroup
	doc := map[string]any{"uri": benchDoc}
	wg.Go(func() {
		hints = t.call("textDocument/inlayHint", map[string]any{"textDocument": doc, "range": map[string]any{
			"start": map[string]int{"line": 0, "character": 0}, "end": map[string]int{"line": 1 << 20, "character": 0}}})
	})
	wg.Go(func() { diagnostics = t.call("textDocument/diagnostic", map[string]any{"textDocument": doc}) })
	wg.Wait()
	// Hints to be resolved name the document's version.
	return strings.ReplaceAll(string(diagnostics)+"\n"+string(hints), fmt.Sprintf(`"version":%d`, t.version), `"version":0`)
}

// replace makes the document's text another one, by one change of what differs.
func (t *typist) replace(text string) {
	from := 0
	for from < min(len(text), len(t.text)) && text[from] == t.text[from] {
		from++
	}
	end := 0
	for end < min(len(text), len(t.text))-from && text[len(text)-1-end] == t.text[len(t.text)-1-end] {
		end++
	}
	t.version++
	t.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": benchDoc, "version": t.version},
		"contentChanges": []any{map[string]any{"range": map[string]any{"start": t.position(from), "end": t.position(len(t.text) - end)},
			"text": text[from : len(text)-end]}}})
	t.text = text
}

// sessionText is the benchmark's program, some parts of it.
func sessionText(tb testing.TB, parts int) string {
	tb.Helper()
	part, err := os.ReadFile("testdata/part.rs")
	if err != nil {
		tb.Fatal(err)
	}
	text := "use std::cell::RefCell;\nuse std::collections::HashMap;\nuse std::rc::Rc;\n\n"
	for i := range parts {
		text += strings.ReplaceAll(string(part), "@", fmt.Sprint(i))
	}
	return text
}

// TestASessionShowsWhatAFreshOneShows edits a program of some hundred lines.
func TestASessionShowsWhatAFreshOneShows(t *testing.T) {
	first := sessionText(t, 2)
	session := newTypist(t, first)
	defer func() { _ = session.conn.Close() }()
	r := rand.New(rand.NewPCG(3, 1))
	for step := range 40 {
		was := session.text
		for range 1 + r.IntN(3) {
			text := session.text
			switch at := r.IntN(len(text)); r.IntN(8) {
			case 0:
				text = first
			case 1:
				text = text[:at] + []string{"\"", "{", "}", "/*", "x", ";", "(", "\n"}[r.IntN(8)] + text[at:]
			default:
				e := sessionEdits[r.IntN(len(sessionEdits))]
				text = strings.Replace(text, e[0], e[1], 1)
			}
			session.replace(text)
		}
		if step%2 == 0 {
			continue // asks for nothing between
		}
		fresh := newTypist(t, session.text)
		if got, want := session.shown(), fresh.shown(); got != want {
			t.Fatalf("step %d:\n%s\n--- after\n%s\n--- shows\n%s\n--- fresh\n%s", step, session.text, was, got, want)
		}
		_ = fresh.conn.Close()
	}
}

// TestALongSessionsHeapStaysFlat makes 2,400 edits, each a text that was not there before. What is
// live after the second half is what was live after the first, but for a tolerance.
func TestALongSessionsHeapStaysFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	session := newTypist(t, sessionText(t, 2))
	defer func() { _ = session.conn.Close() }()
	const edits, slack = 2400, 8 << 20
	var half float64
	for i := range edits {
		e := []keystroke{{"fn work1", "*n > 1", fmt.Sprintf("*n > %d && *n > 1", i)}, {"fn work1", fmt.Sprintf("*n > %d && *n > 1", i-1), "*n > 1"},
			{"impl Logger1", "text: &str", fmt.Sprintf("_a%d: [u8; %d], text: &str", i, i)}, {"impl Logger1", fmt.Sprintf("_a%d: [u8; %d], text: &str", i-1, i-1), "text: &str"}}[i%4]
		session.show(session.edit(e.mark, e.old, e.new))
		if i == edits/2 {
			half = liveHeap()
		}
	}
	end := liveHeap()
	t.Logf("live heap: %.1f MiB after half of %d edits, %.1f MiB after all", half/(1<<20), edits, end/(1<<20))
	if end > half+slack {
		t.Errorf("the heap grew from %.1f to %.1f MiB", half/(1<<20), end/(1<<20))
	}
}
