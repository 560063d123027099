package oracle

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.lsp.dev/jsonrpc2"
)

// This file: a person at an editor. The real program serves over stdio; the client
// opens the cycle of two values, gets both errors, types the fix, gets none, undoes it,
// and gets both again; hints and hovers are read in full (testdata/session, -update).

// editor is a client of one `drop-lsp serve`.
type editor struct {
	t         *testing.T
	conn      jsonrpc2.Conn
	published chan published
	uri       string
	version   int
}

type published struct {
	URI         string          `json:"uri"`
	Version     int             `json:"version"`
	Diagnostics []lspDiagnostic `json:"diagnostics"`
}

type lspDiagnostic struct {
	Range   lspRange `json:"range"`
	Code    any      `json:"code"`
	Message string   `json:"message"`
	Related []struct {
		Location struct {
			Range lspRange `json:"range"`
		} `json:"location"`
		Message string `json:"message"`
	} `json:"relatedInformation"`
}

type lspRange struct {
	Start, End struct{ Line, Character int }
}

func (r lspRange) String() string {
	return fmt.Sprintf("%d:%d-%d:%d", r.Start.Line, r.Start.Character, r.End.Line, r.End.Character)
}

type pipes struct {
	io.Reader
	io.WriteCloser
}

func open(t *testing.T, file, text string) *editor {
	t.Helper()
	c := exec.Command(binary, "serve", "--stdio")
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	e := &editor{t: t, published: make(chan published, 64), uri: "file://" + file, version: 1}
	e.conn = jsonrpc2.NewConn(jsonrpc2.NewStream(pipes{out, in}))
	e.conn.Go(context.Background(), func(ctx context.Context, reply jsonrpc2.Replier, req jsonrpc2.Request) error {
		if req.Method() == "textDocument/publishDiagnostics" {
			var p published
			if err := json.Unmarshal(req.Params(), &p); err == nil {
				e.published <- p
			}
		}
		return reply(ctx, nil, nil)
	})
	t.Cleanup(func() {
		e.call("shutdown", nil)
		e.notify("exit", nil)
		done := make(chan struct{})
		go func() { _ = c.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Error("the server does not exit")
			_ = c.Process.Kill()
		}
	})
	e.call("initialize", map[string]any{"processId": nil, "rootUri": nil, "capabilities": map[string]any{
		"textDocument": map[string]any{"publishDiagnostics": map[string]any{"relatedInformation": true},
			"hover": map[string]any{"contentFormat": []string{"markdown"}}}}})
	e.notify("initialized", map[string]any{})
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": e.uri, "languageId": "rust", "version": e.version, "text": text}})
	return e
}

func (e *editor) call(method string, params any) json.RawMessage {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var out json.RawMessage
	if _, err := e.conn.Call(ctx, method, params, &out); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
	return out
}

func (e *editor) notify(method string, params any) {
	e.t.Helper()
	if err := e.conn.Notify(context.Background(), method, params); err != nil {
		e.t.Fatalf("%s: %v", method, err)
	}
}

// edit replaces a range, given by its text's first occurrence, as an editor does.
func (e *editor) edit(text *string, old, new string) {
	e.t.Helper()
	i := strings.Index(*text, old)
	if i < 0 {
		e.t.Fatalf("%q is not in the text", old)
	}
	e.version++
	e.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": e.uri, "version": e.version},
		"contentChanges": []any{map[string]any{"range": map[string]any{"start": position(*text, i), "end": position(*text, i+len(old))}, "text": new}}})
	*text = strings.Replace(*text, old, new, 1)
}

// position is the line and UTF-16 column of an offset in ASCII text.
func position(text string, off int) map[string]int {
	line := strings.Count(text[:off], "\n")
	return map[string]int{"line": line, "character": off - (strings.LastIndex(text[:off], "\n") + 1)}
}

// diagnostics waits for those of the version that was typed last.
func (e *editor) diagnostics() []lspDiagnostic {
	e.t.Helper()
	timeout := time.After(20 * time.Second)
	for {
		select {
		case p := <-e.published:
			if p.Version == e.version {
				return p.Diagnostics
			}
		case <-timeout:
			e.t.Fatal("no diagnostics")
		}
	}
}

// TestTheCycleIsRejectedWhileTyping is the whole road in an editor's eyes.
func TestTheCycleIsRejectedWhileTyping(t *testing.T) {
	if pending(t)["session"] {
		t.Skip("pending: session")
	}
	file, err := filepath.Abs("../testdata/examples/cell-cycle.rs")
	if err != nil {
		t.Fatal(err)
	}
	text := readText(t, file)
	impl := text[strings.Index(text, "impl Drop"):strings.Index(text, "fn main")]
	e := open(t, file, text)
	first := e.diagnostics()
	if len(first) != 2 || first[0].Code != "E0597" || first[1].Code != "E0597" {
		t.Fatalf("want the two E0597, got %+v", first)
	}
	var b bytes.Buffer
	for _, d := range first {
		fmt.Fprintf(&b, "%s %v %s\n", d.Range, d.Code, d.Message)
		for _, r := range d.Related {
			fmt.Fprintf(&b, "    %s %s\n", r.Location.Range, r.Message)
		}
	}
	b.WriteString("\nhints\n")
	show := func(raw json.RawMessage) {
		if len(raw) == 0 {
			b.WriteString("nothing\n")
			return
		}
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		_ = enc.Encode(v)
	}
	document := map[string]any{"uri": e.uri}
	show(e.call("textDocument/inlayHint", map[string]any{"textDocument": document,
		"range": map[string]any{"start": position(text, 0), "end": position(text, len(text))}}))
	for _, at := range []string{"Node<'a> {", "left = ", "Node { name: String::from(\"right\")", "name: String,"} {
		fmt.Fprintf(&b, "hover on %s\n", at)
		show(e.call("textDocument/hover", map[string]any{"textDocument": document, "position": position(text, strings.Index(text, at))}))
	}
	golden := "testdata/session/cell-cycle.txt"
	got := strings.ReplaceAll(b.String(), e.uri, "file:///cell-cycle.rs")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(readText(t, golden), got); diff != "" {
		t.Errorf("the session shows something else (- recorded, + now):\n%s", diff)
	}
	e.edit(&text, impl, "")
	if d := e.diagnostics(); len(d) != 0 {
		t.Errorf("without impl Drop: %+v", d)
	}
	e.edit(&text, "fn main", impl+"fn main")
	if d := e.diagnostics(); cmp.Diff(first, d) != "" {
		t.Errorf("after undo: %s", cmp.Diff(first, d))
	}
}
