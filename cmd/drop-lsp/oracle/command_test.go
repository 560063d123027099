package oracle

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// This file: asking drop-lsp, as a process.

var update = flag.Bool("update", false, "ask rustc anew and rewrite its recorded answers")

var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "drop-lsp")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "drop-lsp")
	out, err := exec.Command("go", "build", "-o", binary, "drop-lsp/cmd/drop-lsp").CombinedOutput()
	if err != nil {
		fmt.Fprintf(os.Stderr, "drop-lsp does not build: %v\n%s", err, out)
		os.Exit(1)
	}
	status := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

// ask runs a command and gives its standard output.
func ask(t testing.TB, args ...string) []byte {
	t.Helper()
	c := exec.Command(binary, args...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	_ = c.Run()
	if s := c.ProcessState.ExitCode(); s != 0 && s != 1 || bytes.Contains(stderr.Bytes(), []byte("panic")) {
		t.Fatalf("drop-lsp %v: status %d\n%s", args, s, stderr.Bytes())
	}
	return stdout.Bytes()
}

// check gives our errors and, apart, the reasons why bodies are partial.
func check(t testing.TB, file, edition string) (errors []message, partial []string) {
	t.Helper()
	for _, m := range messages(t, ask(t, "check", "--edition", edition, "--format", "json", file)) {
		switch {
		case m.Level == "error":
			errors = append(errors, m)
		case m.code() == "drop-lsp::partial":
			partial = append(partial, fmt.Sprintf("%d:%d %s", m.primary().LineStart, m.primary().ColStart, m.Message))
		}
	}
	return errors, partial
}

// function is one function of `drops --format json`.
type function struct {
	Name    string `json:"name"`
	Status  string `json:"status"`
	Unknown []struct {
		Span   span   `json:"span"`
		Reason string `json:"reason"`
	} `json:"unknown"`
	Points []point `json:"points"`
}

type point struct {
	Span  span   `json:"span"`
	Kind  string `json:"kind"`
	Drops []struct {
		Place        string   `json:"place"`
		Span         span     `json:"span"`
		Type         string   `json:"type"`
		When         string   `json:"when"`
		Destructors  []string `json:"destructors"`
		RequiresLive []string `json:"requires_live"`
	} `json:"drops"`
}

func dropsOf(t testing.TB, file, edition string) []function {
	t.Helper()
	var out struct{ Functions []function }
	b := ask(t, "drops", "--edition", edition, "--format", "json", file)
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatalf("drops: %v\n%s", err, b)
	}
	return out.Functions
}

func readText(t testing.TB, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// inputs are the Rust files of a folder of testdata.
func inputs(t testing.TB, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.rs"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures in %s: %v", folder, err)
	}
	return files
}
