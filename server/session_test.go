package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"testing"

	"go.lsp.dev/jsonrpc2"
)

// This file: sessions with the real analysis: a marked text is opened, asked about, and
// the answer is read as a person would see it.

// session is a client with one document.
type session struct {
	*client
	text string
}

// begin opens a document in a server with the real analysis.
func begin(t *testing.T, capabilities, settings, text string) *session {
	t.Helper()
	ours, theirs := net.Pipe()
	c := &client{t: t, published: make(chan map[string]any, 64), registered: make(chan string, 4), done: make(chan error, 1)}
	go func() { c.done <- Serve(context.Background(), theirs, NewPrograms(), "test") }()
	c.conn = jsonrpc2.NewConn(jsonrpc2.NewStream(ours))
	c.conn.Go(context.Background(), func(ctx context.Context, reply jsonrpc2.Replier, req jsonrpc2.Request) error {
		if req.Method() == "textDocument/publishDiagnostics" {
			var m map[string]any
			_ = json.Unmarshal(req.Params(), &m)
			c.published <- m
		}
		if said := c.messages.Load(); said != nil && req.Method() == "window/showMessage" {
			*said <- string(req.Params())
		}
		return reply(ctx, nil, nil)
	})
	t.Cleanup(func() { _ = c.conn.Close() })
	if settings == "" {
		settings = "null"
	}
	c.call("initialize", `{"capabilities":`+capabilities+`,"initializationOptions":`+settings+`}`)
	c.notify("initialized", `{}`)
	c.open(text)
	return &session{c, text}
}

// pulls are the capabilities of a client that asks for diagnostics itself.
const pulls = `{"general":{"positionEncodings":["utf-8"]},"textDocument":{"diagnostic":{},"hover":{"contentFormat":["markdown","plaintext"]}}}`

// at is the position of the first mark, behind n bytes of it.
func (s *session) at(mark string, n int) string {
	s.t.Helper()
	off := strings.Index(s.text, mark)
	if off < 0 {
		s.t.Fatalf("no %q in the text", mark)
	}
	off += n
	return fmt.Sprintf(`{"line":%d,"character":%d}`, strings.Count(s.text[:off], "\n"), off-strings.LastIndex(s.text[:off], "\n")-1)
}

// edit sends a new text.
func (s *session) edit(version int, text string) {
	b, _ := json.Marshal(text)
	s.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":"file:///t.rs","version":%d},"contentChanges":[{"text":%s}]}`, version, b))
	s.text = text
}

// shown is the text with its hints in ⟨⟩.
func (s *session) shown() string {
	s.t.Helper()
	var hints []inlayHint
	if err := json.Unmarshal([]byte(s.call("textDocument/inlayHint", `{`+doc+`,"range":{"start":{"line":0,"character":0},"end":{"line":9999,"character":0}}}`)), &hints); err != nil {
		s.t.Fatal(err)
	}
	lines := strings.Split(s.text, "\n")
	for i := len(hints) - 1; i >= 0; i-- {
		h := hints[i]
		var label strings.Builder
		for _, p := range h.Label {
			label.WriteString(p.Value)
		}
		l := &lines[h.Position.Line]
		*l = (*l)[:h.Position.Character] + "⟨" + label.String() + "⟩" + (*l)[h.Position.Character:]
	}
	return strings.Join(lines, "\n")
}
