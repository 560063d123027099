package semantics_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drop-lsp/semantics"
	"drop-lsp/syntax/halftyped"
)

// This file: snapshots of half-typed code. However broken a text is, and however it came to be, what
// is said of it is what is said of the text alone, and nothing panics. More, and other ones:
//
//	DROP_LSP_HALF_TYPED=20000 DROP_LSP_HALF_SEED=1 go test -timeout 4h -run HalfTyped ./semantics

// showAll also shows the bodies where rustc would have ended before.
func showAll(p *semantics.Program) string {
	var b strings.Builder
	b.WriteString(show(p))
	for _, d := range p.CheckFirst(context.Background(), "").Diagnostics {
		at, _ := p.Resolve(d.Primary())
		fmt.Fprintln(&b, at, d.Code, d.Msg)
	}
	return b.String()
}

func TestHalfTypedSnapshotsAreThoseOfTheirText(t *testing.T) {
	number := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return n
		}
		return otherwise
	}
	steps, seed := number("DROP_LSP_HALF_TYPED", 60), number("DROP_LSP_HALF_SEED", 0)
	texts, err := halftyped.Texts("../server/testdata/part.rs", "borrowck/testdata", "drops/testdata")
	if err != nil {
		t.Fatal(err)
	}
	texts = append(texts, edited)
	r := rand.New(rand.NewPCG(uint64(seed), 13))
	text, before := "", ""
	semantics.OnPanic(func(what any, stack []byte) { t.Errorf("%v\n%s\n--- of\n%s", what, stack, text) })
	defer semantics.OnPanic(nil)
	var p *semantics.Program
	for step := range steps {
		was := text
		switch {
		case step%10 == 0:
			text, p = texts[r.IntN(len(texts))], nil
		case step%7 == 6:
			text = before // taken back
		default:
			text = halftyped.Edit(r, text)
		}
		before = was
		if p == nil {
			p = semantics.LoadText("t.rs", text, semantics.Options{})
		} else {
			p = p.Again(func(path string) (string, bool) { return text, path == "t.rs" })
		}
		if step%3 == 1 {
			continue // several edits before anything is asked
		}
		if got, want := showAll(p), showAll(semantics.LoadText("t.rs", text, semantics.Options{})); got != want {
			t.Fatalf("seed %d, step %d:\n%s\n--- after\n%s\n%s", seed, step, text, was, cmp.Diff(want, got))
		}
	}
}
