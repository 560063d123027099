package semantics_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/syntax/source"
)

// TestErrorsThatAreNotOursSilenceWhatRestsOnThem runs whole checks of programs with errors that are
// rustc's business: `//~ ERROR code` stands where there is one of ours all the same. With rustc on the
// machine the marks are held against it.
func TestErrorsThatAreNotOursSilenceWhatRestsOnThem(t *testing.T) {
	files, _ := filepath.Glob("testdata/taint/*.rs")
	rustc, missing := exec.LookPath("rustc")
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".rs"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for i, l := range strings.Split(string(b), "\n") {
				if _, code, ok := strings.Cut(l, "//~ ERROR "); ok {
					want = append(want, fmt.Sprintf("%d %s", i+1, code))
				}
			}
			rep := semantics.LoadText(file, string(b), semantics.Options{Edition: source.Edition2021}).Check()
			var got []string
			for _, d := range rep.Diagnostics {
				if d.Code == semantics.PartialCode {
					t.Errorf("not whole: %s", d.Msg)
					continue
				}
				at, _ := rep.Resolve(d.Labels[0].Span)
				for _, l := range d.Labels {
					if l.Primary {
						at, _ = rep.Resolve(l.Span)
					}
				}
				got = append(got, fmt.Sprintf("%d %s", 1+strings.Count(string(b[:at.Start]), "\n"), d.Code))
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			if missing != nil {
				return
			}
			out, _ := exec.Command(rustc, "--edition=2021", "--error-format=short", "--emit=metadata", "-o", filepath.Join(t.TempDir(), "out"), file).CombinedOutput()
			for _, w := range want {
				line, code, _ := strings.Cut(w, " ")
				if !strings.Contains(string(out), ".rs:"+line+":") || !strings.Contains(string(out), "error["+code+"]") {
					t.Errorf("rustc does not say %s at line %s:\n%s", code, line, out)
				}
			}
		})
	}
}
