package thir_test

import (
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"drop-lsp/syntax/source"
)

// This file: the examples of the Reference's chapters as programs, read from the
// installed documentation while the test runs.

var (
	reExample = regexp.MustCompile(`(?s)<code class="(language-rust[^"]*)"[^>]*>(.*?)</code>`)
	reTag     = regexp.MustCompile(`<[^>]*>`)
)

// chapter is the examples of a chapter of the Reference that compile, with their
// editions; nil if the documentation is not installed.
func chapter(t *testing.T, name string) []example {
	t.Helper()
	root, err := exec.Command("rustc", "--print", "sysroot").Output()
	if err != nil {
		t.Skip("no rustc on this machine")
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "share/doc/rust/html/reference", name+".html"))
	if err != nil {
		t.Skip("the Reference is not installed")
	}
	var out []example
	for i, m := range reExample.FindAllStringSubmatch(string(text), -1) {
		if strings.Contains(m[1], "ignore") || strings.Contains(m[1], "compile_fail") {
			continue
		}
		e := example{name: fmt.Sprintf("%s%02d.rs", name, i), edition: source.Edition2024}
		for _, ed := range []source.Edition{source.Edition2015, source.Edition2018, source.Edition2021} {
			if strings.Contains(m[1], fmt.Sprint("edition", ed)) {
				e.edition = ed
			}
		}
		e.text = html.UnescapeString(reTag.ReplaceAllString(m[2], ""))
		if !strings.Contains(e.text, "fn main(") {
			e.text = "fn main() {\n" + e.text + "\n}\n"
		}
		out = append(out, e)
	}
	return out
}

type example struct {
	name, text string
	edition    source.Edition
}

// TestReferenceAsRustc compares the examples of the chapter on destructors, and of the
// others that THIR_CHAPTERS names.
func TestReferenceAsRustc(t *testing.T) {
	names := []string{"destructors"}
	if more := os.Getenv("THIR_CHAPTERS"); more != "" {
		names = strings.Fields(more)
	}
	dir := t.TempDir()
	for _, name := range names {
		for _, e := range chapter(t, name) {
			t.Run(e.name, func(t *testing.T) {
				t.Parallel()
				e.name = strings.ReplaceAll(e.name, "/", "_")
				if err := os.WriteFile(filepath.Join(dir, e.name), []byte(e.text), 0o600); err != nil {
					t.Fatal(err)
				}
				tree, errs, ok := thirTree(dir, e.name, e.edition, false)
				if !ok {
					t.Skip("rustc rejects it: ", errs)
				}
				res := compareProgram(e.name, e.text, e.edition, tree)
				for _, s := range res.silent {
					t.Error("silent: ", s)
				}
				for _, d := range res.diffs {
					t.Error(d)
				}
				t.Logf("%d bodies, %d nodes", res.bodies, res.nodes)
			})
		}
	}
}
