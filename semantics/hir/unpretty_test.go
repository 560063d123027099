package hir_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"drop-lsp/syntax/source"
)

var (
	attribute  = regexp.MustCompile(`#\[[^\]]*\]`)
	libPath    = regexp.MustCompile(`(^|[^\w>])::(?:std|core|alloc)(?:::\w+)*::(\w+)`)
	jumpTarget = regexp.MustCompile(`\b(break|continue)\b(\s*'\w+)?`)
	elided     = regexp.MustCompile(`'_`)
)

// normal takes off what the two printers do differently: white space, parentheses, attributes,
// labels of jumps, where the library's names stand.
func normal(s string) string {
	s = attribute.ReplaceAllString(s, "")
	s = libPath.ReplaceAllString(s, "$1$2")
	s = jumpTarget.ReplaceAllString(s, "$1@")
	s = elided.ReplaceAllString(s, "")
	s = strings.NewReplacer("format_arguments::", "Arguments::", "format_argument::", "Argument::", "range_inclusive_new", "RangeInclusive::new").Replace(s)
	return strings.NewReplacer(" ", "", "\n", "", "(", "", ")", "", "@@", "@").Replace(s)
}

// functions cuts rustc's output into bodies by the functions' names.
func functions(s string) map[string]string {
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`\bfn (\w+)`).FindAllStringSubmatchIndex(s, -1) {
		open := strings.IndexByte(s[m[1]:], '{')
		if open < 0 {
			continue
		}
		start, depth := m[1]+open, 0
		inString := false
		for i := start; i < len(s); i++ {
			switch c := s[i]; {
			case inString && c == '\\':
				i++
			case c == '"':
				inString = !inString
			case inString:
			case c == '{':
				depth++
			case c == '}':
				depth--
			}
			if depth == 0 {
				out[s[m[2]:m[3]]] = s[start : i+1]
				break
			}
		}
	}
	return out
}

// TestBodiesEqualRustcsHir lowers the programs of testdata and compares with what rustc shows.
func TestBodiesEqualRustcsHir(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc")
	}
	files, _ := filepath.Glob("testdata/unpretty/*.rs")
	if len(files) == 0 {
		t.Fatal("no programs")
	}
	if f := os.Getenv("HIR_PROGRAM"); f != "" {
		files = []string{f}
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		edition, name := source.Edition2021, "2021"
		if strings.Contains(string(text), "//@ edition: 2024") {
			edition, name = source.Edition2024, "2024"
		}
		cmd := exec.Command("rustc", "--edition", name, "--cap-lints=allow", "-Zunpretty=hir", file)
		cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v %s", file, err, err.(*exec.ExitError).Stderr)
		}
		want := functions(string(out))
		c, bodies := lowerEdition(string(text), edition)
		for _, b := range bodies {
			d := c.Def(b.Owner)
			if want[d.Name] == "" {
				continue
			}
			if b.Tainted || len(b.Unknown) > 0 {
				t.Errorf("%s: %s: tainted %v, unknown %v", file, d.Name, b.Tainted, b.Unknown)
			}
			if got, want := normal(printBody(b)), normal(want[d.Name]); got != want {
				i := 0
				for i < min(len(got), len(want)) && got[i] == want[i] {
					i++
				}
				from := max(0, i-40)
				t.Errorf("%s: %s\n got …%s\nwant …%s", file, d.Name, cutText(got, from), cutText(want, from))
			}
		}
	}
}

func cutText(s string, from int) string { return s[min(from, len(s)):min(len(s), from+160)] }
