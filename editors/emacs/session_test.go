// Package emacs tests the server in Emacs, with eglot.
package emacs

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestASessionInEmacs: session.el sees the error and the hover, mends the program, sees no error.
func TestASessionInEmacs(t *testing.T) {
	if exec.Command("emacs", "--batch", "-q", "--eval", "(require 'eglot)").Run() != nil {
		t.Skip("no Emacs with eglot (Debian: emacs-nox, elpa-eglot)")
	}
	dir := t.TempDir()
	server, file := filepath.Join(dir, "drop-lsp"), filepath.Join(dir, "holder.rs")
	if out, err := exec.Command("go", "build", "-o", server, "../../cmd/drop-lsp").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	text, err := os.ReadFile("../nvim/testdata/holder.rs")
	if err == nil {
		err = os.WriteFile(file, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("emacs", "--batch", "-q", "-l", "session.el", server, file)
	timer := time.AfterFunc(2*time.Minute, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
