package thir_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/semantics"
)

// This file: exhaustiveness held against rustc, function by function: each line of
// testdata/patterns/exhaust.rs that is a function either has `//~ ERROR` at its end or not.

func TestExhaustiveness(t *testing.T) {
	file := "testdata/patterns/exhaust.rs"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	p := semantics.LoadText("exhaust.rs", string(text), semantics.Options{Edition: 2024})
	checked := 0
	ours := map[int]bool{}
	for _, def := range p.Bodies() {
		for _, b := range p.Thir(def) {
			fs, ok := p.Resolve(b.Hir.Span)
			if !ok {
				continue
			}
			n := strings.Count(string(text[:fs.Start]), "\n")
			for _, u := range b.Unknown {
				t.Errorf("line %d: unknown: %s", n+1, u.Reason)
			}
			if res := p.Infer(def); res.Tainted {
				t.Errorf("line %d: tainted by inference: %v", n+1, res.Errors)
			}
			ours[n] = ours[n] || b.Tainted
			checked++
		}
	}
	for n, l := range lines {
		if want := strings.Contains(l, "//~ ERROR"); want != ours[n] {
			t.Errorf("line %d: rustc error %v, ours %v: %s", n+1, want, ours[n], l)
		}
	}
	if checked < 40 {
		t.Errorf("only %d bodies checked", checked)
	}
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc on this machine: the marks were not held against it")
	}
	out, _ := exec.Command("rustc", "--edition", "2024", "--crate-type", "lib", "--emit=metadata", "--error-format=short",
		"-A", "warnings", "-o", filepath.Join(t.TempDir(), "out.rmeta"), file).CombinedOutput()
	bad := map[string]bool{}
	for line := range strings.SplitSeq(string(out), "\n") {
		if parts := strings.SplitN(line, ":", 4); len(parts) == 4 && strings.Contains(parts[3], "error[E") {
			bad[parts[1]] = true
		}
	}
	for i, l := range lines {
		if n := fmt.Sprint(i + 1); bad[n] != strings.Contains(l, "//~ ERROR") {
			t.Errorf("line %s: rustc says error %v: %s", n, bad[n], l)
		}
	}
}
