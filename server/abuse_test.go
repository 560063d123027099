package server

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// This file: bytes that no client should send. Each is answered with the error that the
// specification names, or with silence, and the session goes on; broken framing ends it
// with one error.

// raw is the client's end of a session, byte by byte.
type raw struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	done chan error
}

func rawSession(t *testing.T) *raw {
	t.Helper()
	ours, theirs := net.Pipe()
	r := &raw{t: t, conn: ours, in: bufio.NewReader(ours), done: make(chan error, 1)}
	go func() { r.done <- Serve(context.Background(), theirs, NewPrograms(), "test") }()
	t.Cleanup(func() { _ = ours.Close() })
	_ = ours.SetDeadline(time.Now().Add(60 * time.Second))
	return r
}

func frame(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

func (r *raw) send(bytes string) {
	r.t.Helper()
	if _, err := io.WriteString(r.conn, bytes); err != nil {
		r.t.Error(err)
	}
}

// answer is the next message that is an answer.
func (r *raw) answer() string {
	r.t.Helper()
	for {
		length := 0
		for {
			line, err := r.in.ReadString('\n')
			if err != nil {
				r.t.Fatal(err)
			}
			if line = strings.TrimSpace(line); line == "" {
				break
			}
			_, _ = fmt.Sscanf(line, "Content-Length: %d", &length)
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(r.in, body); err != nil {
			r.t.Fatal(err)
		}
		if !strings.Contains(string(body), `"method"`) {
			return string(body)
		}
	}
}

func (r *raw) initialize() *raw {
	r.send(frame(`{"jsonrpc":"2.0","id":"init","method":"initialize","params":{"capabilities":{"textDocument":{"diagnostic":{}}}}}`))
	mustContain(r.t, r.answer(), `"id":"init"`, `"serverInfo"`)
	r.send(frame(`{"jsonrpc":"2.0","method":"initialized","params":{}}`))
	return r
}

func TestWhatIsNoMessageIsAnsweredAndTheSessionGoesOn(t *testing.T) {
	r := rawSession(t)
	r.send(frame(`{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{}}`))
	mustContain(t, r.answer(), `"id":1`, "-32002")
	r.send(frame(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{}}`)) // silence
	r.initialize()
	text, _ := json.Marshal("fn f() { let s = String::new(); }\n")
	open := func(uri, text string) string {
		return frame(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"` + uri + `","languageId":"rust","version":1,"text":` + text + `}}}`)
	}
	r.send(open("file:///t.rs", string(text)))
	ask := func(id int, method, rest string) string {
		return frame(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"%s","params":{"textDocument":{"uri":"file:///t.rs"}%s}}`, id, method, rest))
	}
	for i, c := range []struct{ bytes, code string }{
		{frame(`{"jsonrpc":`), "-32700"},
		{frame(``), "-32700"},
		{frame("\xff\xfe{}"), "-32700"},
		{frame(`{"jsonrpc":"2.0","id":5,"method":"textDocument/hover","params":{"textDocument":{"uri":"` + "\xc3\x28" + `"}}}`), "-32700"},
		{frame(`7`), "-32600"},
		{frame(`[]`), "-32600"},
		{frame(`{"jsonrpc":"1.0","id":6,"method":"x"}`), "-32600"},
		{"GET / HTTP/1.1\r\n\r\n" + frame(`{`), "-32700"},
		{"content-length:2\r\nContent-Type: x\r\n\r\n{}", "-32600"},
		{frame(`{"jsonrpc":"2.0","id":7,"method":"initialize","params":{"capabilities":{}}}`), "-32600"},
		{frame(`{"jsonrpc":"2.0","id":8,"method":"no/such"}`), "-32601"},
		{frame(`{"jsonrpc":"2.0","id":9,"method":"textDocument/hover"}`), "-32602"},
		{frame(`{"jsonrpc":"2.0","id":10,"method":"textDocument/hover","params":[]}`), "-32602"},
		{frame(`{"jsonrpc":"2.0","id":11,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///other.rs"},"position":{"line":0,"character":0}}}`), "-32602"},
		{frame(`{"jsonrpc":"2.0","id":12,"method":"textDocument/hover","params":{"textDocument":{"uri":"::not a uri::"},"position":{"line":0,"character":0}}}`), "-32602"},
		{ask(13, "textDocument/hover", `,"position":{"line":-1,"character":0}`), "-32602"},
		{ask(14, "textDocument/hover", `,"position":{"line":4294967295,"character":4294967295}`), `"result":null`},
		{ask(15, "textDocument/inlayHint", `,"range":{"start":{"line":9999,"character":5},"end":{"line":0,"character":0}}`), `"result":[]`},
		{ask(16, "textDocument/inlayHint", `,"range":{"start":{"line":0,"character":0},"end":{"line":99999,"character":99999}}`), "drops "},
		{frame(`{"jsonrpc":"2.0","id":17,"method":"inlayHint/resolve","params":{"data":{"uri":"file:///t.rs","version":1,"at":-5},"label":[]}}`), `"result"`},
		{ask(18, "textDocument/codeAction", `,"range":{"start":{"line":9,"character":9},"end":{"line":0,"character":0}},"context":{}`), `"result":[]`},
	} {
		r.send(c.bytes)
		if got := r.answer(); !strings.Contains(got, c.code) {
			t.Errorf("%d: %.80q: got %s, want %s", i, c.bytes, got, c.code)
		}
	}
	for _, silent := range []string{
		frame(`{"jsonrpc":"2.0","method":"no/such","params":{}}`),
		frame(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":999}}`),
		frame(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":[]}`),
		frame(`{"jsonrpc":"2.0","id":4711,"result":null}`), // to nothing that was asked
		frame(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///none.rs","version":1},"contentChanges":[{"text":"x"}]}}`),
		frame(`{"jsonrpc":"2.0","method":"textDocument/didClose","params":{"textDocument":{"uri":"file:///none.rs"}}}`),
		frame(`{"jsonrpc":"2.0","method":"textDocument/didSave","params":{"textDocument":{"uri":"file:///none.rs"}}}`),
		frame(`{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration","params":{"settings":7}}`),
		open("file:///t.rs", string(text)), // opened twice
	} {
		r.send(silent)
	}
	r.send(ask(20, "textDocument/diagnostic", ""))
	mustContain(t, r.answer(), `"id":20`, `"kind":"full"`)
}

func TestAVeryLongMessageIsTaken(t *testing.T) {
	if testing.Short() {
		t.Skip("50 MB")
	}
	r := rawSession(t).initialize()
	text, _ := json.Marshal(strings.Repeat("fn f() { let s = String::new(); }\n", 50<<20/34))
	r.send(frame(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///t.rs","languageId":"rust","version":1,"text":` + string(text) + `}}}`))
	r.send(frame(`{"jsonrpc":"2.0","id":1,"method":"textDocument/diagnostic","params":{"textDocument":{"uri":"file:///t.rs"}}}`))
	mustContain(t, r.answer(), `"id":1`, `"items":[]`)
}

func TestBrokenFramingEndsTheSession(t *testing.T) {
	for _, bytes := range []string{"Content-Length: x\r\n\r\n{}", "Content-Length: -5\r\n\r\n{}", "Content-Length: 99999999999\r\n\r\n",
		strings.Repeat("x", 2*maxHeader)} {
		r := rawSession(t).initialize()
		go func() { _, _ = io.WriteString(r.conn, bytes) }()
		select {
		case err := <-r.done:
			if !errors.Is(err, errFraming) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%.30q: %v", bytes, err)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%.30q: the session goes on", bytes)
		}
	}
}

func TestAClosedConnectionEndsTheServer(t *testing.T) {
	for name, last := range map[string]string{
		"at once": "", "in a header": "Content-Le", "in a body": "Content-Length: 100\r\n\r\n{",
		"exit without shutdown": frame(`{"jsonrpc":"2.0","method":"exit"}`),
	} {
		r := rawSession(t).initialize()
		r.send(last)
		if !strings.HasPrefix(name, "exit") {
			_ = r.conn.Close()
		}
		select {
		case err := <-r.done:
			if !errors.Is(err, ErrNoShutdown) {
				t.Errorf("%s: %v", name, err)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s: the server goes on", name)
		}
	}
}
