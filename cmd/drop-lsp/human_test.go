package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestExcerptsAreLaidOutAsRustcDoes feeds rustc's own spans to the renderer and
// compares with what rustc rendered. Warnings are allowed away in the programs:
// theirs are the inline suggestions that the JSON does not tell apart.
func TestExcerptsAreLaidOutAsRustcDoes(t *testing.T) {
	rustc, err := exec.LookPath("rustc")
	if err != nil {
		t.Skip("no rustc on this machine")
	}
	files, _ := filepath.Glob("testdata/layout/*.rs")
	seen := 0
	for _, file := range files {
		out, _ := exec.Command(rustc, "--edition=2021", "--error-format=json", "--emit=metadata", "-o", os.DevNull, file).CombinedOutput()
		for _, line := range strings.Split(string(out), "\n") {
			var d diagnostic
			if json.Unmarshal([]byte(line), &d) != nil || len(d.Spans) == 0 || d.Rendered == nil {
				continue
			}
			seen++
			got := renderHuman(d, newTexts(readFile), false)
			if diff := cmp.Diff(*d.Rendered, got); diff != "" {
				t.Errorf("%s: %s (-rustc +drop-lsp)\n%s", file, d.Message, diff)
			}
		}
	}
	if seen == 0 {
		t.Error("rustc found nothing in the programs")
	}
}

func readFile(name string) (string, bool) {
	b, err := os.ReadFile(name)
	return string(b), err == nil
}
