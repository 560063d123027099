package server

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"

	"drop-lsp/semantics"
	"drop-lsp/syntax/halftyped"
)

// This file: a session in which somebody types nonsense and the editor asks for everything,
// everywhere. No answer is an internal error, none is partial because of one, and all come in time.
// More of it, other ones, texts of yours as well, and the text at hand in a file:
//
//	DROP_LSP_HALF_TYPED=20000 DROP_LSP_HALF_SEED=1 DROP_LSP_HALF_TEXTS=ui:src DROP_LSP_HALF_LAST=/tmp/last.rs \
//	    go test -timeout 4h -run HalfTyped ./server

// mess is the session; it notes what goes wrong.
type mess struct {
	*session
	r    *rand.Rand
	at   string // where it is, for messages
	mu   sync.Mutex
	said map[string]bool
	told map[string]int // answers that say something, by request
}

// fault reports something once for each place at which it happens.
func (y *mess) fault(where, what string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if !y.said[where] {
		y.said[where] = true
		y.t.Errorf("%s: %s\n--- the text:\n%s\n---", y.at, what, y.text)
	}
}

// ask makes a request; the answer is "" if it is an error that the protocol knows.
func (y *mess) ask(method, params string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	var out json.RawMessage
	_, err := y.conn.Call(ctx, method, json.RawMessage(params), &out)
	switch {
	case ctx.Err() != nil:
		stacks := make([]byte, 1<<20)
		y.t.Fatalf("%s: %s is not answered: %s\n--- the text:\n%s\n---\n%s", y.at, method, params, y.text, stacks[:runtime.Stack(stacks, true)])
	case code(err) == jsonrpc2.InternalError:
		y.fault(method+err.Error(), fmt.Sprintf("%s %s: %v", method, params, err))
	}
	if s := string(out); s != "" && s != "null" && s != "[]" {
		y.told[method]++
	}
	return string(out)
}

// anywhere is a position in the text, or near it.
func (y *mess) anywhere() string {
	off := y.r.IntN(len(y.text) + 1)
	line, column := strings.Count(y.text[:off], "\n"), off-strings.LastIndex(y.text[:off], "\n")-1
	return fmt.Sprintf(`{"line":%d,"character":%d}`, line+y.r.IntN(20)/19, column)
}

// each asks for what the answer to another request lists.
func (y *mess) each(list, method, params string) {
	var items []json.RawMessage
	if json.Unmarshal([]byte(list), &items) != nil {
		return
	}
	for i, it := range items {
		if i < 5 {
			y.ask(method, fmt.Sprintf(params, it))
		}
	}
}

// askAll asks for everything once, at places of chance.
func (y *mess) askAll() {
	y.ask("textDocument/diagnostic", `{`+doc+`}`)
	whole := `"range":{"start":{"line":0,"character":0},"end":{"line":9999,"character":0}}`
	y.each(y.ask("textDocument/inlayHint", `{`+doc+`,`+whole+`}`), "inlayHint/resolve", "%s")
	y.ask("textDocument/codeLens", `{`+doc+`}`)
	for range 2 {
		y.ask("textDocument/codeAction", `{`+doc+`,"range":{"start":`+y.anywhere()+`,"end":`+y.anywhere()+`},"context":{"diagnostics":[]}}`)
		for _, method := range []string{"textDocument/hover", "textDocument/documentHighlight", "textDocument/references", "dropLsp/glue", "dropLsp/mir"} {
			y.ask(method, `{`+doc+`,"position":`+y.anywhere()+`,"context":{}}`)
		}
		y.ask("dropLsp/timeline", `{`+doc+`,"position":`+y.anywhere()+`,"svg":true}`)
		items := y.ask("textDocument/prepareCallHierarchy", `{`+doc+`,"position":`+y.anywhere()+`}`)
		y.each(items, "callHierarchy/incomingCalls", `{"item":%s}`)
		y.each(items, "callHierarchy/outgoingCalls", `{"item":%s}`)
	}
}

func TestHalfTypedSessionsHaveNoInternalError(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(256 << 20))
	steps, seed, last := envNumber("DROP_LSP_HALF_TYPED", 120), envNumber("DROP_LSP_HALF_SEED", 0), os.Getenv("DROP_LSP_HALF_LAST")
	texts, err := halftyped.Texts(append([]string{"testdata/part.rs", "../semantics/borrowck/testdata", "../semantics/drops/testdata"},
		strings.FieldsFunc(os.Getenv("DROP_LSP_HALF_TEXTS"), func(c rune) bool { return c == os.PathListSeparator })...)...)
	if err != nil || len(texts) < 50 {
		t.Fatal(len(texts), "texts", err)
	}
	y := &mess{session: begin(t, pulls, "", ""), r: rand.New(rand.NewPCG(uint64(seed), 11)), said: map[string]bool{}, told: map[string]int{}}
	semantics.OnPanic(func(what any, stack []byte) { y.fault(fmt.Sprint(what), fmt.Sprintf("%v\n%s", what, stack)) })
	defer semantics.OnPanic(nil)
	text, before := "", ""
	for step := range steps {
		y.at = fmt.Sprintf("seed %d, step %d", seed, step)
		was := text
		switch {
		case step%8 == 0:
			text = texts[y.r.IntN(len(texts))]
		case step%8 == 5: // taken back
			text = before
		default:
			text = halftyped.Edit(y.r, text)
		}
		before = was
		y.edit(step+2, text)
		if last != "" {
			if err := os.WriteFile(last, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if step%3 != 1 { // else several edits come before anything is asked
			y.askAll()
		}
	}
	for _, method := range []string{"textDocument/diagnostic", "textDocument/inlayHint", "inlayHint/resolve", "textDocument/hover", "dropLsp/mir", "dropLsp/timeline"} {
		if y.told[method] == 0 {
			t.Errorf("no answer to %s says anything", method)
		}
	}
	t.Log(y.told)
}

// envNumber is a number that the environment gives.
func envNumber(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}
