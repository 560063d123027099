package server

import (
	"encoding/json"
	"testing"
)

// TestTheServerSaysWhatItHolds asks for the memory before and after a document is closed.
func TestTheServerSaysWhatItHolds(t *testing.T) {
	s := begin(t, pulls, "", "fn main() { let v = vec![String::new()]; }\n")
	ask := func() (m memoryAnswer) {
		if err := json.Unmarshal([]byte(s.call("dropLsp/memory", `{}`)), &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	s.shown()
	if m := ask(); m.Documents != 1 || m.Heap < 1<<20 || m.System < m.Heap || m.Goroutines == 0 {
		t.Errorf("with a document: %+v", m)
	}
	s.notify("textDocument/didClose", `{`+doc+`}`)
	if m := ask(); m.Documents != 0 {
		t.Errorf("without one: %+v", m)
	}
}
