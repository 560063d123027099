package oracle

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/cmd/drop-lsp/oracle/generate"
)

// This file: failing seeds become fixtures. GENERATED_KEEP names a folder into which a
// program that differs is written, shrunk, over its prelude, in the notation of fixtures:
// a body into semantics/mirbuild/testdata, a verdict into testdata/verdicts, say.
//
//	GENERATED=3000 GENERATED_KEEP=semantics/mirbuild/testdata go test -run GeneratedBodies ./cmd/drop-lsp/oracle

// keep writes a shrunk program as a fixture; errors are rustc's, as "line code" with lines counted from the module's.
func keep(t *testing.T, kind, prelude string, p generate.Program, ed string, errors []string) {
	t.Helper()
	dir := os.Getenv("GENERATED_KEEP")
	if dir == "" {
		return
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join("..", "..", "..", dir)
	}
	name := filepath.Join(dir, fmt.Sprintf("generated-%s-%d-%s.rs", kind, p.Seed, ed))
	writeText(t, name, fixture(prelude, p, ed, errors))
	t.Logf("kept as %s: give it a name that says what it shows", name)
}

func fixture(prelude string, p generate.Program, ed string, errors []string) string {
	b := generate.NewBatch(prelude, []generate.Program{p})
	lines := strings.Split(b.Text, "\n")
	for _, e := range errors {
		n, code := 0, ""
		if _, err := fmt.Sscanf(e, "%d %s", &n, &code); err == nil && n+b.First(0) <= len(lines) {
			lines[n+b.First(0)-1] += " //~ ERROR " + code
		}
	}
	return "//@ edition: " + ed + "\n" + strings.Join(lines, "\n")
}

// A kept program stands in the notation of fixtures: its edition first, each error on its line.
func TestAKeptProgramIsAFixture(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("GENERATED_KEEP", dir)
	keep(t, "verdict", "// prelude\n", generate.Program{Seed: 7, Text: "fn f() {\n    wrong();\n}\n"}, "2024", []string{"3 E0597"})
	got := readText(t, filepath.Join(dir, "generated-verdict-7-2024.rs"))
	want := "//@ edition: 2024\n// prelude\npub mod p7 {\nuse super::*;\nfn f() {\n    wrong(); //~ ERROR E0597\n}\n}\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
