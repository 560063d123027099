package server

import (
	"context"
	"encoding/json"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"

	"drop-lsp/semantics"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// scripted answers from what a test says; a text with "panic" makes it panic, one with
// "wait" waits for the end of its request.
type scripted struct{ waiting chan struct{} }

func find(text, what string) (int, int) {
	i := strings.Index(text, what)
	return i, i + len(what)
}

func (a scripted) Check(_ context.Context, r Request) (semantics.Report, error) {
	text, _ := r.ReadText(r.Files[0])
	rep := semantics.Report{Text: r.ReadText, Resolve: func(s source.Span) (semantics.FileSpan, bool) {
		return semantics.FileSpan{File: r.Files[0], Start: int(s.Start), End: int(s.End)}, s.Valid()
	}}
	if i, j := find(text, "&y"); i >= 0 {
		b := int32(strings.LastIndex(text, "}"))
		rep.Diagnostics = []diag.Diagnostic{{Level: diag.Error, Code: "E0597", Msg: "`y` does not live long enough",
			Labels: []diag.Label{{Span: source.Span{Item: 1, Start: int32(i), End: int32(j)}, Primary: true, Text: "borrowed value does not live long enough"},
				{Span: source.Span{Item: 1, Start: b, End: b + 1}, Text: "`y` dropped here while still borrowed"}},
			Subs: []diag.Sub{{Level: diag.Note, Msg: "a note"}}}}
	}
	return rep, nil
}

func (a scripted) Drops(ctx context.Context, r Request) (Drops, error) {
	text, _ := r.ReadText(r.Files[0])
	if strings.Contains(text, "panic") {
		panic("scripted")
	}
	if strings.Contains(text, "wait") {
		a.waiting <- struct{}{}
		<-ctx.Done()
		return Drops{}, ctx.Err()
	}
	end := strings.LastIndex(text, "}")
	at := func(name string) semantics.FileSpan {
		i, j := find(text, name)
		return semantics.FileSpan{File: r.Files[0], Start: i, End: j}
	}
	return Drops{Functions: []semantics.FunctionDrops{{Name: "f", Points: []semantics.DropPoint{{
		Span: semantics.FileSpan{File: r.Files[0], Start: end, End: end + 1}, Kind: "scope-end",
		Drops: []semantics.DropEntry{
			{Place: "y", Span: at("y"), Type: "D", When: semantics.Always, Destructors: []string{"D"}, DropImpl: at("fn")},
			{Place: "x", Span: at("x"), Type: "G<'a>", When: semantics.Maybe, RequiresLive: []semantics.Requirement{{Param: "'a", Because: []string{"G<'a> implements Drop"}}}}},
	}}}}}, nil
}

func (a scripted) Ends(context.Context, Request) (bool, error) { return false, nil }
func (a scripted) Glue(context.Context, Request) (Glue, error) { return Glue{}, nil }
func (a scripted) MIR(context.Context, Request) (MIR, error)   { return MIR{}, nil }
func (a scripted) Timeline(context.Context, Request, Function) (*semantics.Timeline, error) {
	return nil, nil
}
func (a scripted) DropsApart(context.Context, Request, Request) (was, is Drops, err error) {
	return was, is, nil
}
func (a scripted) Forget(string) {}

func (a scripted) Reread() {}
func (a scripted) MIRText(context.Context, Request, Function) (string, string, error) {
	return "", "", nil
}
func (a scripted) TypeAt(context.Context, Request, string, int, bool) (*TypeAt, error) {
	return nil, nil
}
func (a scripted) EditionRule(context.Context, Request, semantics.FileSpan) semantics.EditionRule {
	return semantics.NoEditionRule
}

func (a scripted) ValueAt(context.Context, Request, string, int) (*semantics.ValueEnds, error) {
	return nil, nil
}
func (a scripted) BlocksAround(context.Context, Request, string, int) []semantics.BlockView {
	return nil
}
func (a scripted) ImplAround(context.Context, Request, string, int) (at semantics.FileSpan) {
	return at
}
func (a scripted) DeriveAt(context.Context, Request, string, int, string) (at semantics.FileSpan) {
	return at
}
func (a scripted) Implicit(context.Context, Request) (Implicit, error)              { return Implicit{}, nil }
func (a scripted) DropImpls(context.Context, Request) ([]semantics.DropImpl, error) { return nil, nil }
func (a scripted) CallAt(context.Context, Request, string, int) (*semantics.CallAt, error) {
	return nil, nil
}

// client is the other end of a session.
type client struct {
	t          *testing.T
	conn       jsonrpc2.Conn
	published  chan map[string]any
	registered chan string
	done       chan error
	analysis   scripted
	messages   atomic.Pointer[chan string] // takes what is shown to the user, if it is set
	unset      atomic.Bool                 // the user has no settings
}

func start(t *testing.T, capabilities string) *client {
	t.Helper()
	ours, theirs := net.Pipe()
	c := &client{t: t, published: make(chan map[string]any, 16), registered: make(chan string, 4), done: make(chan error, 1), analysis: scripted{make(chan struct{}, 1)}}
	go func() { c.done <- Serve(context.Background(), theirs, c.analysis, "test") }()
	c.conn = jsonrpc2.NewConn(jsonrpc2.NewStream(ours))
	c.conn.Go(context.Background(), func(ctx context.Context, reply jsonrpc2.Replier, req jsonrpc2.Request) error {
		switch req.Method() {
		case "textDocument/publishDiagnostics":
			var m map[string]any
			_ = json.Unmarshal(req.Params(), &m)
			c.published <- m
		case "client/registerCapability":
			c.registered <- string(req.Params())
		case "workspace/configuration":
			if c.unset.Load() {
				return reply(ctx, []any{nil}, nil)
			}
			return reply(ctx, []any{map[string]any{"inlayHints": map[string]any{"dropOrder": map[string]any{"enable": false}}}}, nil)
		}
		return reply(ctx, nil, nil)
	})
	t.Cleanup(func() { _ = c.conn.Close() })
	c.call("initialize", `{"capabilities":`+capabilities+`}`)
	c.notify("initialized", `{}`)
	return c
}

func (c *client) try(method, params string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var out json.RawMessage
	_, err := c.conn.Call(ctx, method, json.RawMessage(params), &out)
	return string(out), err
}

func (c *client) call(method, params string) string {
	c.t.Helper()
	out, err := c.try(method, params)
	if err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
	return out
}

func (c *client) notify(method, params string) {
	c.t.Helper()
	if err := c.conn.Notify(context.Background(), method, json.RawMessage(params)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) open(text string) {
	b, _ := json.Marshal(text)
	c.notify("textDocument/didOpen", `{"textDocument":{"uri":"file:///t.rs","languageId":"rust","version":1,"text":`+string(b)+`}}`)
}

func mustContain(t *testing.T, got string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(got, w) {
			t.Errorf("no %s in\n%s", w, got)
		}
	}
}

const doc = `"textDocument":{"uri":"file:///t.rs"}`
const everything = `"range":{"start":{"line":0,"character":0},"end":{"line":99,"character":0}}`

func TestDiagnosticsArePushedAndFollowEdits(t *testing.T) {
	c := start(t, `{}`)
	c.open("fn f() {\n  /*𝄞*/ g(&y);\n}")
	b, _ := json.Marshal(<-c.published)
	mustContain(t, string(b), `"code":"E0597"`, `"start":{"character":11,"line":1}`, `"version":1`, `a note`, `error_codes/E0597.html`, `dropped here while still borrowed`)
	c.notify("textDocument/didChange", `{"textDocument":{"uri":"file:///t.rs","version":2},"contentChanges":[{"range":{"start":{"line":1,"character":11},"end":{"line":1,"character":12}},"text":""}]}`)
	b, _ = json.Marshal(<-c.published)
	mustContain(t, string(b), `"diagnostics":[]`, `"version":2`)
}

func TestDiagnosticsArePulledInTheClientsEncoding(t *testing.T) {
	c := start(t, `{"general":{"positionEncodings":["utf-32","utf-16"]},"textDocument":{"diagnostic":{}}}`)
	c.open("fn f() {\n  /*𝄞*/ g(&y);\n}")
	mustContain(t, c.call("textDocument/diagnostic", `{`+doc+`}`), `"kind":"full"`, `"line":1,"character":10`)
}

func TestHintsAndHoverShowTheOrder(t *testing.T) {
	c := start(t, `{}`)
	c.open("fn f() { let x; let y; }")
	mustContain(t, c.call("textDocument/inlayHint", `{`+doc+`,`+everything+`}`), `"character":24`, `"1 y"`, `"2 maybe x"`, `must be live: G\u003c'a\u003e implements Drop`, `"location":{"uri":"file:///t.rs"`,
		`{"value":": D","tooltip":`, `"location":{"uri":"file:///t.rs","range":{"start":{"line":0,"character":0},"end":{"line":0,"character":2}}}`)
	mustContain(t, c.call("textDocument/hover", `{`+doc+`,"position":{"line":0,"character":13}}`), "end of scope", "2 of 2")
	mustContain(t, c.call("textDocument/hover", `{`+doc+`,"position":{"line":0,"character":23}}`), "1. y: D")
	if got := c.call("textDocument/hover", `{`+doc+`,"position":{"line":0,"character":4}}`); got != "null" && got != "" {
		t.Errorf("hover over nothing: %s", got)
	}
}

func TestSettingsAreAskedFor(t *testing.T) {
	c := start(t, `{"workspace":{"configuration":true}}`)
	c.open("fn f() { let x; let y; }")
	hints := func(want bool) bool {
		for range 50 {
			if (c.call("textDocument/inlayHint", `{`+doc+`,`+everything+`}`) != "[]") == want {
				return true
			}
			time.Sleep(20 * time.Millisecond)
		}
		return false
	}
	if !hints(false) {
		t.Fatal("hints are shown although the client's configuration forbids them")
	}
	c.unset.Store(true)
	c.notify("workspace/didChangeConfiguration", `{"settings":null}`)
	if !hints(true) {
		t.Error("the settings are kept that the user took back")
	}
}

// TestSettingsSendNothingTwice: settings that change nothing in the diagnostics do not have a client that
// is sent them get them again.
func TestSettingsSendNothingTwice(t *testing.T) {
	c := start(t, `{"workspace":{"configuration":true}}`)
	c.open("fn f() { let x; }")
	<-c.published
	c.notify("workspace/didChangeConfiguration", `{"settings":null}`)
	select {
	case m := <-c.published:
		t.Error("sent again:", m)
	case <-time.After(2 * pushDelay):
	}
}

func code(err error) jsonrpc2.Code {
	if e, ok := err.(*jsonrpc2.Error); ok {
		return e.Code
	}
	return 0
}

func TestAnEditMakesAnOldRequestContentModified(t *testing.T) {
	c := start(t, `{}`)
	c.open("wait")
	got := make(chan error)
	go func() { _, err := c.try("textDocument/hover", `{`+doc+`}`); got <- err }()
	<-c.analysis.waiting
	c.notify("textDocument/didChange", `{"textDocument":{"uri":"file:///t.rs","version":2},"contentChanges":[{"text":"x y }"}]}`)
	if err := <-got; code(err) != -32801 {
		t.Errorf("%v", err)
	}
}

func TestARequestIsCancelled(t *testing.T) {
	c := start(t, `{}`)
	c.open("wait")
	got := make(chan error)
	go func() { _, err := c.try("textDocument/hover", `{`+doc+`}`); got <- err }()
	<-c.analysis.waiting
	c.notify("$/cancelRequest", `{"id":2}`) // initialize was 1
	if err := <-got; code(err) != -32800 {
		t.Errorf("%v", err)
	}
}

func TestTheServerOutlivesBadInput(t *testing.T) {
	c := start(t, `{}`)
	c.open("panic")
	if _, err := c.try("textDocument/hover", `{`+doc+`}`); code(err) != jsonrpc2.InternalError {
		t.Errorf("panic: %v", err)
	}
	for method, want := range map[string]jsonrpc2.Code{"textDocument/inlayHint": jsonrpc2.InvalidParams, "no/such": jsonrpc2.MethodNotFound} {
		if _, err := c.try(method, `[1]`); code(err) != want {
			t.Errorf("%s: %v", method, err)
		}
	}
	c.notify("textDocument/didChange", `{"textDocument":{"uri":"file:///nowhere.rs"},"contentChanges":[{"range":{"start":{"line":9,"character":9},"end":{"line":0,"character":0}},"text":"x"}]}`)
	c.notify("textDocument/didOpen", `7`)
	c.open("x y }")
	mustContain(t, c.call("textDocument/hover", `{`+doc+`,"position":{"line":0,"character":0}}`), "dropped")
}

func TestShutdownThenExitEndsTheServer(t *testing.T) {
	c := start(t, `{}`)
	c.call("shutdown", `null`)
	if _, err := c.try("textDocument/hover", `{`+doc+`}`); code(err) != jsonrpc2.InvalidRequest {
		t.Errorf("after shutdown: %v", err)
	}
	c.notify("exit", `null`)
	if err := <-c.done; err != nil {
		t.Error(err)
	}
}

func TestFilesThatChangeOnDiskAreLookedAtAgain(t *testing.T) {
	c := start(t, `{"workspace":{"didChangeWatchedFiles":{"dynamicRegistration":true}}}`)
	if m := <-c.registered; !strings.Contains(m, "workspace/didChangeWatchedFiles") || !strings.Contains(m, "**/*.rs") {
		t.Errorf("registered %s", m)
	}
	c.open("fn f() { g(&y); }")
	<-c.published
	c.notify("workspace/didChangeWatchedFiles", `{"changes":[{"uri":"file:///m.rs","type":3}]}`)
	b, _ := json.Marshal(<-c.published)
	mustContain(t, string(b), `"code":"E0597"`, `"version":1`)
}

func TestExitWithoutShutdownIsTold(t *testing.T) {
	c := start(t, `{}`)
	c.notify("exit", `null`)
	if err := <-c.done; err != ErrNoShutdown {
		t.Error(err)
	}
}

func TestTheClientsEncodingIsChosen(t *testing.T) {
	for offered, want := range map[string]string{`[]`: "utf-16", `["utf-16","utf-8"]`: "utf-8", `["utf-32","utf-16"]`: "utf-32", `["ebcdic"]`: "utf-16"} {
		var list []string
		_ = json.Unmarshal([]byte(offered), &list)
		if _, got := chooseEncoding(list); got != want {
			t.Errorf("%s: %s, want %s", offered, got, want)
		}
	}
}

func TestAClosedDocumentHasNoDiagnostics(t *testing.T) {
	c := start(t, `{}`)
	c.open("fn f() { g(&y); }")
	<-c.published
	c.notify("textDocument/didClose", `{`+doc+`}`)
	b, _ := json.Marshal(<-c.published)
	mustContain(t, string(b), `"diagnostics":[]`)
	if _, err := c.try("textDocument/hover", `{`+doc+`}`); code(err) != jsonrpc2.InvalidParams {
		t.Errorf("hover in a closed document: %v", err)
	}
}
