package oracle

import (
	"bufio"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drop-lsp/cmd/drop-lsp/oracle/mirrun"
)

// This file: the examples of the Reference's chapter on destructors and of the
// Nomicon's on drop flags, destructors, the drop check and PhantomData, read from the
// documentation that is installed with rustc. rustc says the verdict; a program that it
// accepts and that prints is run, and our MIR must print the same.

var chapters = []string{"reference/destructors", "nomicon/drop-flags", "nomicon/destructors", "nomicon/dropck", "nomicon/phantom-data"}

var (
	exampleRE = regexp.MustCompile(`(?s)<code class="language-rust([^"]*)">(.*?)</code>`)
	tagRE     = regexp.MustCompile(`<[^>]*>`)
	ruleRE    = regexp.MustCompile(`id="r-(destructors[^"]*)"`)
)

func book(t testing.TB, chapter string) string {
	t.Helper()
	needRustc(t)
	root, err := exec.Command("rustc", "--print", "sysroot").Output()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "share/doc/rust/html", chapter+".html"))
	if err != nil {
		t.Skipf("rustc's documentation is not installed (component rust-docs): %v", err)
	}
	return string(b)
}

// examples are a chapter's programs, hidden lines included; those marked `ignore` are not programs.
func examples(t testing.TB, chapter string) (out []string) {
	for _, m := range exampleRE.FindAllStringSubmatch(book(t, chapter), -1) {
		if strings.Contains(m[1], "ignore") {
			continue
		}
		text := html.UnescapeString(tagRE.ReplaceAllString(m[2], ""))
		if !strings.Contains(text, "fn main()") {
			text = "fn main() {\n" + text + "\n}\n"
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		t.Fatalf("no example in %s", chapter)
	}
	return out
}

func TestExamplesOfTheBooks(t *testing.T) {
	list := pending(t)
	for _, chapter := range chapters {
		for i, text := range examples(t, chapter) {
			for _, ed := range []string{"2021", "2024"} {
				name := fmt.Sprintf("%s %d %s", chapter, i+1, ed)
				t.Run(name, func(t *testing.T) {
					file := filepath.Join(t.TempDir(), "example.rs")
					if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
						t.Fatal(err)
					}
					all := rustcErrors(t, file, ed)
					want := onlyPromised(all)
					got, partial := check(t, file, ed)
					diff := cmp.Diff(allWords(want), allWords(got))
					if diff == "" && len(partial) > 0 && len(all) == len(want) {
						diff = "partial: " + strings.Join(partial, "\n")
					}
					if diff == "" && len(all) == 0 && strings.HasPrefix(chapter, "reference") {
						out := mirrun.New(loaded(text, ed)).Run("main")
						diff = differs(trace(t, file, ed), out) + out.Cannot
					}
					settle(t, list, "book "+name, diff)
				})
			}
		}
	}
}

// TestEveryRuleOfTheReferenceHasAFixture reads the table of rules, testdata/rules.txt,
// and the fixtures' `//@ rule:` lines; the table itself is held against the chapter.
func TestEveryRuleOfTheReferenceHasAFixture(t *testing.T) {
	fixtures := map[string][]string{}
	for _, file := range inputs(t, "traces") {
		for _, l := range strings.Split(readText(t, file), "\n") {
			if r, ok := strings.CutPrefix(l, "//@ rule: "); ok {
				fixtures[r] = append(fixtures[r], filepath.Base(file))
			}
		}
	}
	var rules []string
	sc := bufio.NewScanner(strings.NewReader(readText(t, "testdata/rules.txt")))
	for sc.Scan() {
		rules = append(rules, sc.Text())
		if len(fixtures[sc.Text()]) == 0 {
			t.Errorf("no fixture shows %s", sc.Text())
		}
	}
	for r := range fixtures {
		if !slices.Contains(rules, r) {
			t.Errorf("%v: %s is no rule of the chapter", fixtures[r], r)
		}
	}
	t.Run("table", func(t *testing.T) {
		var now []string
		for _, m := range ruleRE.FindAllStringSubmatch(book(t, "reference/destructors"), -1) {
			now = append(now, m[1])
		}
		slices.Sort(now)
		if diff := cmp.Diff(slices.Compact(now), rules); diff != "" {
			t.Errorf("rules.txt is not the chapter's list (- chapter, + table):\n%s", diff)
		}
	})
}

// TestEveryExampleOfTheRFCsHasAFixture: testdata/rfcs.txt lists the programs of RFC 1327
// and RFC 2094, each by its section and its number there.
func TestEveryExampleOfTheRFCsHasAFixture(t *testing.T) {
	var have []string
	for _, file := range inputs(t, "verdicts") {
		for _, l := range strings.Split(readText(t, file), "\n") {
			if e, ok := strings.CutPrefix(strings.TrimSpace(l), "//@ example: "); ok {
				have = append(have, e)
			}
		}
	}
	slices.Sort(have)
	want := strings.Split(strings.TrimSpace(readText(t, "testdata/rfcs.txt")), "\n")
	slices.Sort(want)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("- examples, + fixtures:\n%s", diff)
	}
}
