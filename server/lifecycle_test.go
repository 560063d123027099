package server

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"

	"drop-lsp/semantics"
)

// slow takes long to check, until it is cancelled.
type slow struct{ Programs }

func (s slow) Check(ctx context.Context, r Request) (semantics.Report, error) {
	if text, _ := r.ReadText(r.Files[0]); strings.Contains(text, "slow") {
		select {
		case <-ctx.Done():
			return semantics.Report{}, ctx.Err()
		case <-time.After(5 * time.Second):
		}
	}
	return s.Programs.Check(ctx, r)
}

func (s slow) Implicit(ctx context.Context, r Request) (Implicit, error) {
	if text, _ := r.ReadText(r.Files[0]); strings.Contains(text, "long") {
		time.Sleep(progressDelay + 100*time.Millisecond)
	}
	return s.Programs.Implicit(ctx, r)
}

// watching is a client that keeps what it is told.
func watching(t *testing.T, params string) (c *client, told chan string) {
	t.Helper()
	ours, theirs := net.Pipe()
	c = &client{t: t, done: make(chan error, 1)}
	told = make(chan string, 100)
	go func() { c.done <- Serve(context.Background(), theirs, slow{NewPrograms()}, "test") }()
	c.conn = jsonrpc2.NewConn(jsonrpc2.NewStream(ours))
	c.conn.Go(context.Background(), func(ctx context.Context, reply jsonrpc2.Replier, req jsonrpc2.Request) error {
		told <- req.Method() + " " + string(req.Params())
		return reply(ctx, nil, nil)
	})
	t.Cleanup(func() { _ = c.conn.Close() })
	c.call("initialize", params)
	c.notify("initialized", `{}`)
	return c, told
}

// hear waits for a message that has all of the parts.
func hear(t *testing.T, told chan string, parts ...string) string {
	t.Helper()
	for {
		select {
		case m := <-told:
			missing := false
			for _, p := range parts {
				missing = missing || !strings.Contains(m, p)
			}
			if !missing {
				return m
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("not told: %v", parts)
		}
	}
}

func TestLongWorkIsShownAndCanBeCancelled(t *testing.T) {
	c, told := watching(t, `{"capabilities":{"window":{"workDoneProgress":true},"textDocument":{"diagnostic":{}},"experimental":{"serverStatusNotification":true}}}`)
	c.open("fn slow() {}")
	answer := make(chan error)
	go func() { _, err := c.try("textDocument/diagnostic", `{`+doc+`}`); answer <- err }()
	hear(t, told, "experimental/serverStatus", `"quiescent":false`)
	created := hear(t, told, "workDoneProgress/create")
	hear(t, told, "$/progress", `"kind":"begin"`, `"cancellable":true`, "analysing t.rs")
	var token struct{ Token string }
	_ = json.Unmarshal([]byte(created[strings.IndexByte(created, ' '):]), &token)
	c.notify("window/workDoneProgress/cancel", `{"token":"`+token.Token+`"}`)
	if err := <-answer; code(err) != -32800 {
		t.Errorf("cancelled: %v", err)
	}
	hear(t, told, "$/progress", `"kind":"end"`)
}

// TestTheStatusIsReadyAgainAfterAnyLongWork, not only after that for diagnostics, and says what it said before.
func TestTheStatusIsReadyAgainAfterAnyLongWork(t *testing.T) {
	c, told := watching(t, `{"capabilities":{"window":{"workDoneProgress":true},"textDocument":{"diagnostic":{}},"experimental":{"serverStatusNotification":true}}}`)
	c.open("struct S; // long\nimpl Drop for S { fn drop(&mut self) {} }\nfn f(s: S) {}\nfn g() { unknown_macro!(); }\n")
	c.call("textDocument/diagnostic", `{`+doc+`}`)
	before := hear(t, told, "experimental/serverStatus", `"quiescent":true`)
	mustContain(t, c.call("textDocument/references", `{`+doc+`,"position":{"line":1,"character":22},"context":{}}`), `"line":2`)
	hear(t, told, "experimental/serverStatus", `"quiescent":false`)
	hear(t, told, "$/progress", `"kind":"begin"`)
	if after := hear(t, told, "experimental/serverStatus", `"quiescent":true`); after != before {
		t.Errorf("%s, before %s", after, before)
	}
}

func TestTheStatusSaysWhatIsPartial(t *testing.T) {
	c, told := watching(t, `{"capabilities":{"textDocument":{"diagnostic":{}},"experimental":{"serverStatusNotification":true}}}`)
	hear(t, told, "experimental/serverStatus", `"quiescent":false`)
	c.open("fn f() { unknown_macro!(); }\nfn g() {}\n")
	c.call("textDocument/diagnostic", `{`+doc+`}`)
	hear(t, told, "experimental/serverStatus", `"quiescent":true`)
}

func TestTheTraceTellsOfMessages(t *testing.T) {
	c, told := watching(t, `{"trace":"messages","capabilities":{"textDocument":{"diagnostic":{}}}}`)
	c.open("fn f() {}")
	hear(t, told, "$/logTrace", "textDocument/didOpen: ", " ms")
	c.notify("$/setTrace", `{"value":"verbose"}`)
	c.call("textDocument/diagnostic", `{`+doc+`}`)
	hear(t, told, "$/logTrace", "textDocument/diagnostic: ", `"verbose":"{\"textDocument\"`)
	c.notify("$/setTrace", `{"value":"off"}`)
	c.call("textDocument/diagnostic", `{`+doc+`}`)
	select {
	case m := <-told:
		t.Error(m)
	case <-time.After(20 * time.Millisecond):
	}
}

func TestTheLogGoesToAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log")
	c, told := watching(t, `{"capabilities":{},"initializationOptions":{"log":{"file":"`+file+`"}}}`)
	c.notify("textDocument/didOpen", `7`)
	for range 100 {
		if b, _ := os.ReadFile(file); strings.Contains(string(b), "notification refused") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	b, _ := os.ReadFile(file)
	mustContain(t, string(b), "version=test", "notification refused")
	c.notify("workspace/didChangeConfiguration", `{"settings":{"drop-lsp":{"log":{"file":"/no/such/folder/log"},"hover":{"enable":1}}}}`)
	hear(t, told, "window/showMessage", "drop-lsp.hover.enable: boolean expected")
	hear(t, told, "window/showMessage", "the log file cannot be written")
	c.notify("workspace/didChangeConfiguration", `{"settings":{"drop-lsp":{}}}`)
}

func TestSeveralRoots(t *testing.T) {
	dir := t.TempDir()
	c, _ := watching(t, `{"capabilities":{"workspace":{"workspaceFolders":true},"textDocument":{"diagnostic":{}}},"workspaceFolders":[{"uri":"file://`+dir+`/a","name":"a"}]}`)
	for _, root := range []string{"a", "b"} {
		_ = os.MkdirAll(filepath.Join(dir, root), 0o755)
		uri := "file://" + filepath.Join(dir, root, "lib.rs")
		if root == "b" {
			c.notify("workspace/didChangeWorkspaceFolders", `{"event":{"added":[{"uri":"file://`+dir+`/b","name":"b"}],"removed":[]}}`)
		}
		text, _ := json.Marshal("fn " + root + "(x: String) { drop(x); drop(x); }")
		c.notify("textDocument/didOpen", `{"textDocument":{"uri":"`+uri+`","languageId":"rust","version":1,"text":`+string(text)+`}}`)
		mustContain(t, c.call("textDocument/diagnostic", `{"textDocument":{"uri":"`+uri+`"}}`), "E0382")
	}
}
