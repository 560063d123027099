package infer_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// The types of all named locals of the programs in testdata/locals are rustc's: as the
// debug information of its MIR has them. The programs are correct, so that no body may be tainted or partial.
func TestLocalsHaveRustcsTypes(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc to compare with")
	}
	files, err := filepath.Glob("testdata/locals/*.rs")
	if err != nil || len(files) == 0 {
		t.Fatal("no programs")
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			edition := source.Edition2021
			if strings.Contains(string(text), "//@ edition: 2024") {
				edition = source.Edition2024
			}
			want := rustcLocals(t, path, edition)
			got := ourLocals(t, path, string(text), edition)
			compareLocals(t, got, want)
		})
	}
}

func compareLocals(t *testing.T, got, want map[string]bool) {
	for _, l := range sortedKeys(got) {
		if !want[l] {
			t.Errorf("ours alone: %s", l)
		}
	}
	for _, l := range sortedKeys(want) {
		name, typ, _ := strings.Cut(l, ": ")
		guard := strings.HasPrefix(typ, "&") && want[name+": "+typ[1:]] // the reference that a guard sees
		if !got[l] && !guard {
			t.Errorf("rustc's alone: %s", l)
		}
	}
}

func sortedKeys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

var (
	debugLine   = regexp.MustCompile(`debug (\w+) => _(\d+);`)
	letLine     = regexp.MustCompile(`let (?:mut )?_(\d+): (.*?)(?: as UserTypeProjection .*)?;$`)
	paramLine   = regexp.MustCompile(`[(,] ?_(\d+): `)
	modulePath  = regexp.MustCompile(`(?:\w+::)+(\w+)`)
	closurePath = regexp.MustCompile(`\{closure@[^}]*\}`)
	fnItem      = regexp.MustCompile(` \{[^{}]*\}`)
)

// shorten leaves of a type what both print alike.
func shorten(s string) string {
	s = closurePath.ReplaceAllString(s, "{closure}")
	s = strings.ReplaceAll(s, "'_ ", "")
	s = regexp.MustCompile(`<'_>`).ReplaceAllString(s, "")
	s = strings.ReplaceAll(s, "<'_, ", "<")
	for range 3 {
		s = fnItem.ReplaceAllString(s, "")
	}
	return modulePath.ReplaceAllString(s, "$1")
}

// rustcLocals are the named locals of rustc's MIR.
func rustcLocals(t *testing.T, path string, edition source.Edition) map[string]bool {
	dir := t.TempDir()
	cmd := exec.Command("rustc", "--edition", fmt.Sprint(edition), "--emit=mir", "-Zdump-mir=built", "-Zdump-mir-dir="+dir, "-Awarnings",
		"-o", filepath.Join(dir, "out.mir"), path)
	cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("rustc: %v\n%s", err, out)
	}
	out := map[string]bool{}
	dumps, _ := filepath.Glob(filepath.Join(dir, "*.built.after.mir"))
	for _, d := range dumps {
		text, _ := os.ReadFile(d)
		addLocals(out, string(text))
	}
	return out
}

func addLocals(out map[string]bool, mir string) {
	typ := map[string]string{}
	for _, line := range strings.Split(mir, "\n") {
		if strings.HasPrefix(line, "fn ") {
			head := line[:strings.LastIndex(line, "{")]
			locs := paramLine.FindAllStringSubmatchIndex(head, -1)
			for i, l := range locs {
				var end int
				if i+1 < len(locs) {
					end = locs[i+1][0]
				} else {
					end = l[1] + closing(head[l[1]:])
				}
				typ[head[l[2]:l[3]]] = head[l[1]:end]
			}
		}
		if m := letLine.FindStringSubmatch(line); m != nil {
			typ[m[1]] = m[2]
		}
	}
	for _, m := range debugLine.FindAllStringSubmatch(mir, -1) {
		out[m[1]+": "+shorten(typ[m[2]])] = true
	}
}

// closing is the place of the parenthesis that closes a parameter list.
func closing(s string) int {
	open := 0
	for i, c := range s {
		switch c {
		case '(':
			open++
		case ')':
			if open == 0 {
				return i
			}
			open--
		}
	}
	return len(s)
}

// ourLocals are the named locals of our inference.
func ourLocals(t *testing.T, path, text string, edition source.Edition) map[string]bool {
	p := semantics.LoadText(filepath.Base(path), text, semantics.Options{Edition: edition})
	out := map[string]bool{}
	for _, id := range p.Bodies() {
		r := p.Infer(id)
		if r == nil {
			t.Errorf("%s: no result", p.DefPath(id))
			continue
		}
		for _, e := range r.Errors {
			t.Errorf("%s: tainted: %s (%q)", p.DefPath(id), e.Reason, cut(text, p, e.Span))
		}
		for _, e := range r.Unknown {
			t.Errorf("%s: unknown: %s (%q)", p.DefPath(id), e.Reason, cut(text, p, e.Span))
		}
		pr := &types.Printer{Q: p, Region: func(types.Region) string { return "" }, Closure: func(types.DefID) string { return "{closure}" }}
		for i := 1; i < len(r.Body.Locals); i++ {
			l := &r.Body.Locals[i]
			if l.Name != "" {
				out[l.Name+": "+shorten(pr.Type(r.LocalTypes[i]))] = true
			}
		}
	}
	return out
}
