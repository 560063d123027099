package semantics

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// endsBehind is what each program of testdata/ends.txt stands behind.
const endsBehind = "fn other() { let s = String::new(); drop(s); drop(s); }\nfn main() {}\n"

type endsCase struct {
	name string
	ends bool // as rustc says
	text string
}

func endsCases(t *testing.T) []endsCase {
	b, err := os.ReadFile("testdata/ends.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []endsCase
	for _, part := range strings.Split(string(b), "### ")[1:] {
		head, text, _ := strings.Cut(part, "\n")
		name, answer, _ := strings.Cut(head, " ")
		out = append(out, endsCase{name, answer == "ends", endsBehind + text})
	}
	return out
}

// goesOnAnyway are programs at which rustc ends and check does not: what ends it is not looked for.
var goesOnAnyway = map[string]bool{
	"macro-include-missing": true, "macro-include-in-fn": true, // files of include! are not read
	"macro-ambiguity":       true,                      // two ways to match a macro's arguments
	"trait-impl-unimported": true,                      // what an unresolved import is, is not known
	"trait-alias":           true,                      // unstable
	"wf-supertrait-cycle":   true, "const-cycle": true, // E0391
	"trait-overflow": true, // E0275
}

func TestCheckEndsWhereRustcEnds(t *testing.T) {
	silent, on := 0, 0
	for _, c := range endsCases(t) {
		found := false
		for _, d := range LoadText("main.rs", c.text, Options{Edition: source.Edition2021}).Check().Diagnostics {
			found = found || d.Code == diag.Code("E0382")
		}
		switch {
		case c.ends && found && !goesOnAnyway[c.name]:
			t.Errorf("%s: rustc ends before the borrow checker, check goes on", c.name)
		case c.ends && !found && goesOnAnyway[c.name]:
			t.Errorf("%s: check ends now: take it off the list", c.name)
		case !c.ends:
			on++
			if !found {
				silent++
				t.Logf("%s: silent, though rustc goes on", c.name)
			}
		}
	}
	if silent > on/12 {
		t.Errorf("silent in %d of %d programs in which rustc goes on", silent, on)
	}
}

// Who is typing keeps the errors of the other bodies.
func TestTypingGoesOn(t *testing.T) {
	p := LoadText("main.rs", endsBehind+"use std::fmt", Options{Edition: source.Edition2021})
	if n := len(p.CheckFirst(t.Context(), "").Diagnostics); n == 0 {
		t.Error("no error")
	}
}

func TestRustcEndsAsRecorded(t *testing.T) {
	rustc, err := exec.LookPath("rustc")
	if err != nil || testing.Short() || os.Getenv("DROP_LSP_ORACLE") == "" {
		t.Skip("asks rustc about each program: set DROP_LSP_ORACLE")
	}
	dir := t.TempDir()
	for _, c := range endsCases(t) {
		file := filepath.Join(dir, c.name+".rs")
		if err := os.WriteFile(file, []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		out, _ := exec.Command(rustc, "--edition=2021", "--emit=metadata", "--out-dir", dir, file).CombinedOutput()
		if ends := !strings.Contains(string(out), "E0382"); ends != c.ends {
			t.Errorf("%s: rustc ends: %v, recorded: %v", c.name, ends, c.ends)
		}
	}
}
