package oracle

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"drop-lsp/syntax/halftyped"
)

// This file: bad input. Whatever a file holds, every command answers or says one clear
// line; none crashes, hangs, or fills the memory.

// bad are texts that no compiler likes.
func bad(t *testing.T) map[string][]byte {
	t.Helper()
	whole := readText(t, "testdata/traces/temporary-scopes.rs") + readText(t, "testdata/traces/closures.rs")
	r := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 20000)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	out := map[string][]byte{
		"random bytes":       noise,
		"invalid utf-8":      []byte("fn main() { let x = \"\xff\xfe\"; }\n\xc3\x28"),
		"a line of 10 MB":    []byte("fn main() { let x = \"" + strings.Repeat("a", 10<<20) + "\"; }"),
		"10,000 parentheses": []byte("fn main() { let x = " + strings.Repeat("(", 10000) + "1" + strings.Repeat(")", 10000) + "; }"),
		"10,000 blocks":      []byte("fn main() " + strings.Repeat("{", 10000) + strings.Repeat("}", 10000)),
		"10,000 types":       []byte("type T = " + strings.Repeat("Option<", 10000) + "u8" + strings.Repeat(">", 10000) + "; fn main() {}"),
		"long sum":           []byte("fn main() { let x = 1" + strings.Repeat(" + 1", 10000) + "; }"),
		"recursive macro":    []byte("macro_rules! m { ($($t:tt)*) => { m!($($t)* $($t)* x) } }\nfn main() { m!(a); }"),
		"recursive type":     []byte("struct S(S); struct A(B); struct B(A); enum E { A(Option<E>) }\nimpl Drop for S { fn drop(&mut self) {} }\nfn f(s: S, a: A, e: E) {}\nfn main() {}"),
		"recursive alias":    []byte("type A = B; type B = Option<A>; fn f(a: A) {} fn main() {}"),
		"growing type":       []byte("struct G<T>(Option<Box<G<Option<T>>>>, T); impl<T> Drop for G<T> { fn drop(&mut self) {} }\nfn f(g: G<u8>) {} fn main() {}"),
		"recursive trait":    []byte("trait T { type A: T; } fn f<X: T>(x: <<X as T>::A as T>::A) where X::A: T<A = X> {} fn main() {}"),
		"recursive const":    []byte("const A: usize = B; const B: usize = A; fn f(x: [String; A]) {} fn main() {}"),
		"endless const":      []byte("const fn f() -> usize { loop {} } fn g(x: [String; f()]) {} fn main() {}"),
		"mod cycle":          []byte("#[path = \"mod cycle.rs\"] mod again; fn main() {}"),
		"empty":              nil,
		"only a quote":       []byte("\""),
	}
	for i := range 40 {
		out[fmt.Sprintf("cut at %d", i)] = []byte(whole[:len(whole)*i/40])
	}
	for i := range 5 {
		out[fmt.Sprintf("half-typed %d", i)] = []byte(halftyped.Edits(r, whole, 1+r.IntN(8)))
	}
	return out
}

func TestBadInputIsAnsweredOrRefusedInOneLine(t *testing.T) {
	dir := t.TempDir()
	for name, text := range bad(t) {
		t.Run(name, func(t *testing.T) {
			if pending(t)["bad "+name] {
				t.Skip("pending")
			}
			file := filepath.Join(dir, name+".rs")
			if err := os.WriteFile(file, text, 0o666); err != nil {
				t.Fatal(err)
			}
			commands := []string{"check", "drops", "glue", "mir", "graph"}
			if strings.HasPrefix(name, "cut") {
				commands = commands[:2]
			}
			for _, sub := range commands {
				if sub == "graph" {
					tame(t, sub, file)
					continue
				}
				tame(t, sub, "--format", "json", file)
			}
		})
	}
	t.Run("vanished", func(t *testing.T) { tame(t, "check", filepath.Join(dir, "vanished.rs")) })
}

// tame runs a command with bounded memory and time.
func tame(t *testing.T, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, "sh", append([]string{"-c", `ulimit -v 4000000; exec "$0" "$@"`, binary}, args...)...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	_ = c.Run()
	switch status := c.ProcessState.ExitCode(); {
	case ctx.Err() != nil:
		t.Errorf("%s does not end", args[0])
	case status < 0 || status > 2 || bytes.Contains(stderr.Bytes(), []byte("goroutine ")):
		t.Errorf("%s: status %d\n%.2000s", args[0], status, stderr.Bytes())
	case bytes.Contains(stdout.Bytes(), []byte("internal error")) || bytes.Contains(stderr.Bytes(), []byte("internal error")):
		t.Errorf("%s: an internal error: %.2000s", args[0], stderr.Bytes())
	case status == 2 && bytes.Count(stderr.Bytes(), []byte("\n")) != 1:
		t.Errorf("%s: not one line: %s", args[0], stderr.Bytes())
	}
}
