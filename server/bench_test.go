package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"
)

// This file: how long a keystroke takes in a file of 10,000 lines, from the client's
// didChange until it has the file's diagnostics and the hints of the 60 lines on the
// screen, through a whole session. The program is testdata/part.rs, 51 times over:
//
//	go test -run XXX -bench Keystroke -benchtime 41x ./server

const benchParts = 51

func benchText(tb testing.TB) string {
	tb.Helper()
	part, err := os.ReadFile("testdata/part.rs")
	if err != nil {
		tb.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("use std::cell::RefCell;\nuse std::collections::HashMap;\nuse std::rc::Rc;\n\n")
	for i := range benchParts {
		b.WriteString(strings.ReplaceAll(string(part), "@", fmt.Sprint(i)))
	}
	b.WriteString("fn main() {\n    work1(\"1, 2\");\n}\n")
	return b.String()
}

// typist is a client that edits one document.
type typist struct {
	tb      testing.TB
	conn    jsonrpc2.Conn
	text    string
	version int
}

const benchDoc = "file:///bench.rs"

func newTypist(tb testing.TB, text string) *typist {
	tb.Helper()
	ours, theirs := net.Pipe()
	go func() { _ = Serve(context.Background(), theirs, NewPrograms(), "bench") }()
	t := &typist{tb: tb, conn: jsonrpc2.NewConn(jsonrpc2.NewStream(ours)), text: text, version: 1}
	t.conn.Go(context.Background(), func(ctx context.Context, reply jsonrpc2.Replier, _ jsonrpc2.Request) error {
		return reply(ctx, nil, nil)
	})
	t.call("initialize", map[string]any{"capabilities": map[string]any{"general": map[string]any{"positionEncodings": []string{"utf-8"}},
		"textDocument": map[string]any{"diagnostic": map[string]any{}}}})
	t.notify("initialized", map[string]any{})
	t.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": benchDoc, "languageId": "rust", "version": 1, "text": text}})
	return t
}

func (t *typist) call(method string, params any) json.RawMessage {
	t.tb.Helper()
	var out json.RawMessage
	if _, err := t.conn.Call(context.Background(), method, params, &out); err != nil {
		t.tb.Errorf("%s: %v", method, err)
	}
	return out
}

func (t *typist) notify(method string, params any) {
	t.tb.Helper()
	if err := t.conn.Notify(context.Background(), method, params); err != nil {
		t.tb.Fatal(err)
	}
}

func (t *typist) position(off int) map[string]int {
	return map[string]int{"line": strings.Count(t.text[:off], "\n"), "character": off - strings.LastIndex(t.text[:off], "\n") - 1}
}

// show asks for the diagnostics and the hints around an offset, at once.
func (t *typist) show(off int) (diagnostics int, hints []byte) {
	line := strings.Count(t.text[:off], "\n")
	var wg sync.WaitGroup
	wg.Go(func() {
		hints = t.call("textDocument/inlayHint", map[string]any{"textDocument": map[string]any{"uri": benchDoc}, "range": map[string]any{
			"start": map[string]int{"line": max(line-30, 0), "character": 0}, "end": map[string]int{"line": line + 30, "character": 0}}})
	})
	wg.Go(func() {
		var r struct{ Items []any }
		_ = json.Unmarshal(t.call("textDocument/diagnostic", map[string]any{"textDocument": map[string]any{"uri": benchDoc}}), &r)
		diagnostics = len(r.Items)
	})
	wg.Wait()
	return diagnostics, hints
}

// edit replaces the first old behind a mark.
func (t *typist) edit(mark, old, new string) int {
	t.tb.Helper()
	at := strings.Index(t.text, mark)
	i := strings.Index(t.text[max(at, 0):], old)
	if at < 0 || i < 0 {
		t.tb.Fatalf("no %q behind %q", old, mark)
	}
	at += i
	t.version++
	t.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": benchDoc, "version": t.version},
		"contentChanges": []any{map[string]any{"range": map[string]any{"start": t.position(at), "end": t.position(at + len(old))}, "text": new}}})
	t.text = t.text[:at] + new + t.text[at+len(old):]
	return at
}

// keystroke is one edit and its undoing; where the new text has a #, which is a number, only edits.
type keystroke struct{ mark, old, new string }

// cpu is the processor time of this process, which other processes disturb less.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// quantile is the value, in milliseconds, that a share of the durations does not exceed.
func quantile(d []time.Duration, share float64) float64 {
	slices.Sort(d)
	at := min(int(share*float64(len(d))), len(d)-1)
	return float64(d[at].Microseconds()) / 1000
}

// liveHeap is the number of bytes that are in use.
func liveHeap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// profile writes a CPU profile of the edits alone to DROP_LSP_PROFILE.NAME, where that is set, and
// what was allocated before and after them to NAME.allocs.base and NAME.allocs, what is in use to NAME.heap.
func profile(tb testing.TB, name string) (stop func()) {
	to := os.Getenv("DROP_LSP_PROFILE")
	if to == "" {
		return func() {}
	}
	f, err := os.Create(to + "." + name)
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		tb.Fatal(err)
	}
	allocs := func(name string) {
		if f, err := os.Create(to + "." + name); err == nil {
			_ = pprof.Lookup("allocs").WriteTo(f, 0)
			_ = f.Close()
		}
	}
	allocs(name + ".allocs.base")
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close()
		allocs(name + ".allocs")
		runtime.GC()
		if f, err := os.Create(to + "." + name + ".heap"); err == nil {
			_ = pprof.Lookup("heap").WriteTo(f, 0)
			_ = f.Close()
		}
	}
}

func BenchmarkKeystroke(b *testing.B) {
	var t *typist
	b.Cleanup(func() { _ = t.conn.Close() })
	for _, k := range []struct {
		name string
		keystroke
	}{
		{"body", keystroke{"fn work25", "*n > 10", "*n > 1#"}},
		{"signature", keystroke{"impl Logger25", "text: &str) -> usize", "text: &str, _n: u8) -> usize"}},
		{"field", keystroke{"pub struct Logger25", "name: String", "name: Box<str>"}},
		{"line", keystroke{"fn work0", "let total", "\nlet total"}},
		{"string", keystroke{"fn work25", "let total", "\"let total"}},
		{"comment", keystroke{"fn work25", "let total", "/*let total"}},
	} {
		b.Run(k.name, func(b *testing.B) {
			if t == nil {
				open := cpu()
				t = newTypist(b, benchText(b))
				if n, _ := t.show(0); n != 0 {
					b.Fatal(n, "diagnostics")
				}
				fmt.Fprintln(os.Stderr, "opened in", cpu()-open, "of processor time")
			}
			t.tb = b
			var took, used []time.Duration
			stop := profile(b, k.name)
			b.ResetTimer()
			now := k.old
			for i := range 2 * b.N {
				// There and back, but never the same text twice: going back to one costs little.
				next := k.new
				if i%2 == 1 && !strings.Contains(k.new, "#") {
					next = k.old
				}
				if next = strings.Replace(next, "#", fmt.Sprint(i), 1); !strings.Contains(k.new, "#") {
					next = fmt.Sprintf("/*%d*/ %s", i, next)
				}
				start, spent := time.Now(), cpu()
				at := t.edit(k.mark, now, next)
				if n, hints := t.show(at); n != 0 || len(hints) < 100 && k.name == "body" {
					b.Fatal(n, string(hints))
				}
				took, used = append(took, time.Since(start)), append(used, cpu()-spent)
				now = next
			}
			b.StopTimer()
			stop()
			if now != k.old {
				t.edit(k.mark, now, k.old)
			}
			b.ReportMetric(quantile(took, 0.5), "p50-ms")
			b.ReportMetric(quantile(took, 0.99), "p99-ms")
			b.ReportMetric(quantile(used, 0.5), "cpu-p50-ms")
			b.ReportMetric(quantile(used, 0.05), "cpu-p5-ms") // as on a machine that does nothing else, nearly
			b.ReportMetric(liveHeap()/(1<<20), "heap-MiB")
			b.ReportMetric(0, "ns/op")
		})
	}
}
