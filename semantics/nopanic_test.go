package semantics

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"testing"
	"time"

	"drop-lsp/syntax/halftyped"
	"drop-lsp/syntax/source"
)

// This file: half-typed code of every kind makes no station panic, not even one whose panic a guard
// would have caught, nor run without end. The texts are fixtures, each after a few random edits.
// More, other ones, texts in folders of yours as well, and the text at hand in a file (for what ends
// the process, which no test can report):
//
//	DROP_LSP_HALF_TYPED=20000 DROP_LSP_HALF_SEED=1 DROP_LSP_HALF_TEXTS=ui:src DROP_LSP_HALF_LAST=/tmp/last.rs \
//	    go test -timeout 4h -run HalfTyped ./semantics

// halfLimit is how long the analysis of a small text may take.
const halfLimit = 60 * time.Second

// firstOwn is the first place of ours behind a panic's.
var firstOwn = regexp.MustCompile(`(?s)\npanic\(.*?/((?:syntax|semantics|server)/\S+\.go:\d+)`)

// placeOf is where a stack begins that is ours.
func placeOf(stack string) string {
	if m := firstOwn.FindStringSubmatch(stack); m != nil {
		return m[1]
	}
	return stack
}

// halfCase is a text that was edited.
type halfCase struct {
	text    string
	edition source.Edition
}

// panics are what the analysis of a text panics with, guarded or not.
func (c halfCase) panics() (out []string) {
	var mu sync.Mutex
	OnPanic(func(what any, stack []byte) {
		mu.Lock()
		defer mu.Unlock()
		out = append(out, fmt.Sprintf("%v\n%s", what, stack))
	})
	defer func() {
		if p := recover(); p != nil {
			out = append(out, fmt.Sprintf("not guarded: %v\n%s", p, debug.Stack()))
		}
		OnPanic(nil)
	}()
	p := LoadText("t.rs", c.text, Options{Edition: c.edition})
	p.Ended()
	p.CheckFirst(context.Background(), "")
	p.Drops()
	return out
}

// inTime is panics, which must end in time.
func (c halfCase) inTime(t *testing.T) []string {
	done := make(chan []string, 1)
	go func() { done <- c.panics() }()
	select {
	case out := <-done:
		return out
	case <-time.After(halfLimit):
		stacks := make([]byte, 1<<20)
		t.Fatalf("not done after %v: edition %v\n%s\n%s", halfLimit, c.edition, c.text, stacks[:runtime.Stack(stacks, true)])
	}
	return nil
}

func TestHalfTypedCodeMakesNothingPanic(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(256 << 20)) // what recurses without end ends soon
	n, first, last := numberOr("DROP_LSP_HALF_TYPED", 150), numberOr("DROP_LSP_HALF_SEED", 0), os.Getenv("DROP_LSP_HALF_LAST")
	folders := append([]string{"borrowck/testdata", "drops/testdata", "thir/testdata", "mirbuild/testdata", "testdata/taint", "../server/testdata/part.rs"},
		filepath.SplitList(os.Getenv("DROP_LSP_HALF_TEXTS"))...)
	texts, err := halftyped.Texts(folders...)
	if err != nil || len(texts) < 100 {
		t.Fatal(len(texts), "texts", err)
	}
	said := map[string]bool{}
	for i := range n {
		r := rand.New(rand.NewPCG(uint64(first), uint64(i)))
		c := halfCase{text: halftyped.Edits(r, texts[r.IntN(len(texts))], 1+r.IntN(4))}
		c.edition = []source.Edition{source.Edition2015, source.Edition2018, source.Edition2021, source.Edition2024}[r.IntN(4)]
		if last != "" {
			if err := os.WriteFile(last, []byte(c.text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		for _, what := range c.inTime(t) {
			where := placeOf(what)
			if said[where] {
				continue
			}
			said[where] = true
			least := halftyped.Shrink(c.text, halfLimit, func(text string) bool {
				for _, w := range (halfCase{text, c.edition}).panics() {
					if placeOf(w) == where {
						return true
					}
				}
				return false
			})
			t.Errorf("seed %d, case %d, edition %v: %s\n--- the least of its text:\n%s\n---", first, i, c.edition, what, least)
		}
	}
}

// didPanic are the least texts that once made the analysis panic, recurse or run without end.
var didPanic = map[string]string{
	"a name that recovery invents":         "fn f() { let É; }\nfn g() { let ; let Some() = 1; let x: = 1; x.; }\nuse É",
	"a name that is not ASCII":             "use nowhere::*;\nfn f(Éa: u8) { match 1 { Éb => (), éc => () } }",
	"let-else without a value":             "fn i(v: &[String]) -> String { let [a, ..] =for  v else { return String::new() }; *a }",
	"return in a constant":                 "fn f() { const { return }; const { loop { return } } }\nconst X: u8 = loop { return 1 };",
	"a binding that a wrong pattern holds": "fn f(a @ box b: Box<u8>) { (b); let box x = Box::new('c'); println!(\"{}\", x); || x; || { let box y = Box::new(1); || y }; }",
	"a field that is none, in a closure":   "struct S;\nasync fn f(self) { || S { d } = self }\nfn g(s: S) { || { let S { d } = s; d } }",
	"a tested place that is not captured":  "enum Either { X, Two(\nfn f() { let x = (); || Either::Two() = x",
	"a constant operand that is not known": "use std::arch::asm\nfn f(){asm!(\"{}\", sym None::<()>)}\npub fn main(){asm!(\"{}\",sym::is_even",
	"a bound that is no trait":             "trait Foo<a{type Input\nfn needs_super<F:<F as Foo>::Input>(){",
	"an array of so many":                  "fn f(m: [String; 64_000_000]) -> String { let [a, ..] = m; a }\nfn g(m: [String; 64_000_000]) -> String { let [a, rest @ ..] = m; a }",
	"an empty path among derives":          "#[derive(,]struct DerefWrapperHideX<X>{",
	"a need that doubles what it is of":    "struct P<A>(A);\ntrait N {}\nimpl<A, B> N for P<(P<A>, P<B>)> where P<A>: N, P<B>: N {}\nfn n<A: N>() {}\nfn f() { n::<P<_>>(); }",
}

func TestTextsThatMadeSomethingPanic(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(256 << 20))
	for name, text := range didPanic {
		for _, edition := range []source.Edition{source.Edition2015, source.Edition2024} {
			for _, what := range (halfCase{text, edition}).inTime(t) {
				t.Errorf("%s, edition %v: %s", name, edition, what)
			}
		}
	}
}

// numberOr is a number that the environment gives.
func numberOr(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}
