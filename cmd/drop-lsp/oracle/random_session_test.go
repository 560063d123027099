package oracle

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// This file: a long session of random edits through a client library that is not ours
// (session/random.py): every request is answered, every answer is that of a fresh start, the
// memory stays. Short by default; the whole of it over a program of 3,000 lines and over a
// published crate, some 40 minutes of processor time each:
//
//	DROP_LSP_RANDOM=10000 go test -v -timeout 6h -run Random ./cmd/drop-lsp/oracle

// pygls is where Python finds the client library.
func pygls(t *testing.T) string {
	t.Helper()
	if exec.Command("python3", "-c", "import pygls.lsp.client").Run() == nil {
		return ""
	}
	cache, err := filepath.Abs("../../../.cache/pygls")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(cache, "pygls")); err == nil {
		return cache
	}
	if os.Getenv("DROP_LSP_EDITORS") == "" {
		t.Skip("Python has no pygls; DROP_LSP_EDITORS=1 fetches it")
	}
	if out, err := exec.Command("pip", "install", "-q", "--target", cache, "pygls==2.1.1").CombinedOutput(); err != nil {
		t.Skipf("no pygls to be had: %v %s", err, out)
	}
	return cache
}

// randomSession runs edits over a file and logs what the client says.
func randomSession(t *testing.T, file, edits, every string) {
	t.Helper()
	library := pygls(t)
	server := filepath.Join(t.TempDir(), "drop-lsp")
	if out, err := exec.Command("go", "build", "-o", server, "..").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	c := exec.Command("python3", "session/random.py", server, file, edits, "1", every)
	c.Env = append(os.Environ(), "PYTHONPATH="+library)
	if d, ok := t.Deadline(); ok {
		timer := time.AfterFunc(time.Until(d)-10*time.Second, func() { _ = c.Process.Kill() })
		defer timer.Stop()
	}
	out, err := c.CombinedOutput()
	var said []string
	for _, line := range strings.Split(string(out), "\n") {
		if !strings.HasPrefix(line, "Ignoring notification") {
			said = append(said, line)
		}
	}
	t.Log(strings.Join(said, "\n"))
	if err != nil {
		t.Error(err)
	}
}

// edits is how many edits are asked for; a short run otherwise.
func edits() (n, every string) {
	if n := os.Getenv("DROP_LSP_RANDOM"); n != "" {
		return n, "20"
	}
	return "40", "10"
}

func TestARandomSessionAnswersAsAFreshStart(t *testing.T) {
	n, every := edits()
	parts := 1
	if os.Getenv("DROP_LSP_RANDOM") != "" {
		parts = 16 // 3,000 lines
	}
	part, err := os.ReadFile("../../../server/testdata/part.rs")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("use std::cell::RefCell;\nuse std::collections::HashMap;\nuse std::rc::Rc;\n\n")
	for i := range parts {
		b.WriteString(strings.ReplaceAll(string(part), "@", string(rune('a'+i))))
	}
	b.WriteString("fn main() {}\n")
	file := filepath.Join(t.TempDir(), "main.rs")
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	randomSession(t, file, n, every)
}

// smallvec is the text of the published crate, which Cargo downloads into the ignored folder.
func smallvec(t *testing.T) []byte {
	t.Helper()
	const root = "vendor/smallvec/src/lib.rs"
	own, err := filepath.Abs("../../../.cache/session")
	if err != nil {
		t.Fatal(err)
	}
	for _, cache := range []string{"../../../.cache/crates", own} {
		if text, err := os.ReadFile(filepath.Join(cache, root)); err == nil {
			return text
		}
	}
	if os.Getenv("DROP_LSP_EDITORS") == "" {
		t.Skip("no smallvec; DROP_LSP_EDITORS=1 fetches it")
	}
	if out, err := exec.Command("go", "run", "./crates", "-fetch", "-only", "^smallvec$", "-cache", own).CombinedOutput(); err != nil {
		t.Skipf("no smallvec to be had: %v %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(own, root))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestARandomSessionOverAPublishedCrate(t *testing.T) {
	n, every := edits()
	text := smallvec(t)
	file := filepath.Join(t.TempDir(), "lib.rs")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	randomSession(t, file, n, every)
}
