package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGraphDrawsAFunction(t *testing.T) {
	const file = "testdata/examples/cell-cycle.rs"
	out := filepath.Join(t.TempDir(), "out.svg")
	stdout, stderr, status := process(t, "graph", file, "--fn", "main", "-o", out)
	written, err := os.ReadFile(out)
	if status != 0 || stdout+stderr != "" || err != nil || !strings.HasPrefix(string(written), "<svg ") || !strings.Contains(string(written), ">right<") {
		t.Fatalf("status %d, %v: %s%s\n%s", status, err, stdout, stderr, written)
	}
	if stdout, _, status := process(t, "graph", file); status != 0 || stdout != string(written) {
		t.Errorf("without --fn and -o: status %d\n%s", status, stdout)
	}
	if _, stderr, status := process(t, "graph", file, "--fn", "nobody"); status != 2 || !strings.Contains(stderr, "no function nobody") {
		t.Errorf("no such function: status %d, %s", status, stderr)
	}
}
