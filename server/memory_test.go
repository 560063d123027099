package server

import (
	"encoding/json"
	"testing"
)

// TestTheServerSaysWhatItHolds asks for the memory before and after a program of 1,500 lines is closed,
// of which nothing is held then, and with it under other settings, under which it is held once.
func TestTheServerSaysWhatItHolds(t *testing.T) {
	s := begin(t, pulls, "", sessionText(t, 8))
	other := func(text string) {
		s.notify("textDocument/didClose", `{`+doc+`}`)
		s.open(text)
		s.text = text
	}
	ask := func() (m memoryAnswer) {
		s.shown()
		if err := json.Unmarshal([]byte(s.call("dropLsp/memory", `{}`)), &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	// What stays of the library once it was looked at, and what other tests hold, is not the program's.
	ask()
	other("fn main() {}")
	without := ask()
	other(sessionText(t, 8))
	open := ask()
	if open.Documents != 1 || open.System < open.Heap || open.Goroutines == 0 {
		t.Errorf("with a document: %+v", open)
	}
	for _, edition := range []string{"2018", "2024", "2021"} {
		s.notify("workspace/didChangeConfiguration", `{"settings":{"drop-lsp":{"edition":"`+edition+`"}}}`)
		if m := ask(); m.Heap > open.Heap*3/2 {
			t.Errorf("under edition %s: %d bytes, %d before", edition, m.Heap, open.Heap)
		}
	}
	other("fn main() {}")
	if m := ask(); m.Documents != 1 || m.Heap > without.Heap+(open.Heap-without.Heap)/3 {
		t.Errorf("without: %+v, closed: %+v, open: %+v", without, m, open)
	}
}

// TestPaceLeavesRoom: little memory in use is no reason to collect often.
func TestPaceLeavesRoom(t *testing.T) {
	for live, want := range map[uint64]int{0: 1000, 1 << 20: 1000, 32 << 20: 400, 128 << 20: 100, 1 << 30: 100} {
		if got := percentFor(live); got != want {
			t.Errorf("%d MiB in use: %d%%, want %d%%", live>>20, got, want)
		}
	}
}
