package borrowck_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/borrowck"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: borrowck's diagnostics held against rustc's on whole programs: code, message,
// every span with its label, notes and helps.

// checkProgram borrow-checks all bodies. why says which bodies could not be checked.
func checkProgram(p *semantics.Program, edition int) (out []diag.Diagnostic, why []string) {
	out = append(out, borrowck.Items(p, p.Crate)...)
	for _, def := range p.Bodies() {
		if e := borrowck.ExplicitDrops(p, p.Crate, p.Infer(def)); len(e) > 0 {
			out = append(out, e...)
			continue
		}
		bodies := p.Prepared(def)
		results := map[types.DefID]*borrowck.Result{}
		for i := len(bodies) - 1; i >= 0; i-- {
			b := bodies[i]
			if b.Tainted {
				why = append(why, p.DefPath(b.Owner)+": tainted")
				if res := p.Infer(def); res != nil {
					for _, e := range res.Errors {
						why = append(why, fmt.Sprintf("    %s: %s", place(p, e.Span), e.Reason))
					}
				}
			}
			for _, u := range b.Unknown {
				why = append(why, fmt.Sprintf("%s: %s: %s", p.DefPath(b.Owner), place(p, u.Span), u.Reason))
			}
			r := borrowck.Check(borrowck.Input{Q: p, Body: b, Closures: results, Crate: p.Crate, Edition: edition, Snippet: p.Snippet})
			r.Diagnostics = append(borrowck.ConstDrops(borrowck.Input{Q: p, Body: b, Crate: p.Crate, Snippet: p.Snippet}), r.Diagnostics...)
			results[b.Owner] = r
		}
		var all []diag.Diagnostic
		for _, b := range bodies[min(1, len(bodies)):] {
			all = append(all, results[b.Owner].Diagnostics...)
		}
		if len(bodies) > 0 {
			all = append(all, results[bodies[0].Owner].Diagnostics...)
		}
		out = append(out, all...)
	}
	return out, why
}

func place(p *semantics.Program, s source.Span) string {
	fs, ok := p.Resolve(s)
	if !ok {
		return "?"
	}
	text, _ := p.Text(fs.File)
	t := source.NewLineTable(text)
	l1, c1 := t.Position(fs.Start, source.UTF32)
	l2, c2 := t.Position(fs.End, source.UTF32)
	return fmt.Sprintf("%d:%d-%d:%d", l1+1, c1+1, l2+1, c2+1)
}

// lines puts a diagnostic into lines that compare.
func lines(p *semantics.Program, d diag.Diagnostic) []string {
	var out []string
	out = append(out, fmt.Sprintf("%s[%s] %s", d.Level, d.Code, d.Msg))
	var labels []string
	for _, l := range d.Labels {
		labels = append(labels, label(place(p, l.Span), l.Primary, l.Text))
	}
	slices.Sort(labels)
	out = append(out, labels...)
	for _, s := range d.Subs {
		if s.Ours {
			continue
		}
		var sl []string
		for _, l := range s.Labels {
			sl = append(sl, label(place(p, l.Span), l.Primary, l.Text))
		}
		slices.Sort(sl)
		out = append(out, fmt.Sprintf("  = %s: %s %v", s.Level, s.Msg, sl))
	}
	for i := 0; i < len(d.Suggestions); i++ {
		s := d.Suggestions[i]
		edits := s.Edits
		for i+1 < len(d.Suggestions) && d.Suggestions[i+1].Msg == s.Msg { // alternatives: rustc puts them into one
			i++
			edits = slices.Concat(edits, d.Suggestions[i].Edits)
		}
		var es []string
		for _, e := range edits {
			es = append(es, fmt.Sprintf("%s %q", place(p, e.Span), e.Text))
		}
		slices.Sort(es)
		out = append(out, fmt.Sprintf("  = help: %s %v", s.Msg, es))
	}
	return out
}

func label(at string, primary bool, text string) string {
	mark := "-"
	if primary {
		mark = "^"
	}
	return fmt.Sprintf("  %s %s %s", at, mark, text)
}

type rustcSpan struct {
	FileName  string `json:"file_name"`
	LineStart int    `json:"line_start"`
	LineEnd   int    `json:"line_end"`
	ColStart  int    `json:"column_start"`
	ColEnd    int    `json:"column_end"`
	Primary   bool   `json:"is_primary"`
	Label     string
	Suggested *string `json:"suggested_replacement"`
	Expansion *struct{ Span rustcSpan }
}

type rustcDiag struct {
	Message  string
	Level    string
	Code     *struct{ Code string }
	Spans    []rustcSpan
	Children []rustcDiag
}

// place is the span in the program's own file: of an expansion the call.
func (s rustcSpan) place() string {
	for s.Expansion != nil && strings.Contains(s.FileName, "/library/") {
		s = s.Expansion.Span
	}
	return fmt.Sprintf("%d:%d-%d:%d", s.LineStart, s.ColStart, s.LineEnd, s.ColEnd)
}

// promised are the errors that the borrow checker reports.
func promised(code, msg string) bool {
	switch code {
	case "E0040", "E0120", "E0184", "E0366", "E0367", "E0493", "E0740", "E0309", "E0310", "E0311", "E0373", "E0381", "E0382", "E0384", "E0499", "E0500", "E0501", "E0502", "E0503", "E0505",
		"E0506", "E0507", "E0508", "E0509", "E0510", "E0515", "E0521", "E0524", "E0594", "E0596", "E0597", "E0621",
		"E0700", "E0712", "E0713", "E0716":
		return true
	}
	return code == "" && (msg == "lifetime may not live long enough" || strings.HasSuffix(msg, "` does not live long enough") || strings.HasPrefix(msg, "captured variable cannot escape"))
}

// rustc runs rustc and gives its errors in the same lines; others counts the errors of other kinds.
func rustc(t testing.TB, file, edition string) (out [][]string, others int) {
	cmd := exec.Command("rustc", "--edition", edition, "--error-format=json", "--emit=metadata", "-Awarnings", "-o", filepath.Join(t.TempDir(), "out"), file)
	if !strings.Contains(read(file), "fn main") {
		cmd.Args = append(cmd.Args, "--crate-type=lib")
	}
	if strings.Contains(read(file), "#![feature") {
		cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	_ = cmd.Run()
	sc := bufio.NewScanner(&stderr)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var d rustcDiag
		if json.Unmarshal(sc.Bytes(), &d) != nil || d.Level != "error" || strings.HasPrefix(d.Message, "aborting") {
			continue
		}
		code := ""
		if d.Code != nil {
			code = d.Code.Code
		}
		if !promised(code, d.Message) {
			others++
			continue
		}
		ls := []string{fmt.Sprintf("error[%s] %s", code, d.Message)}
		var labels []string
		for _, s := range d.Spans {
			labels = append(labels, label(s.place(), s.Primary, s.Label))
		}
		slices.Sort(labels)
		ls = append(ls, labels...)
		var sugg []string
		for _, ch := range d.Children {
			var sl []string
			isSugg := false
			for _, s := range ch.Spans {
				if s.Suggested != nil {
					isSugg = true
					sl = append(sl, fmt.Sprintf("%s %q", s.place(), *s.Suggested))
				} else if s.FileName == file {
					sl = append(sl, label(s.place(), s.Primary, s.Label))
				}
			}
			slices.Sort(sl)
			line := fmt.Sprintf("  = %s: %s %v", ch.Level, ch.Message, sl)
			if isSugg {
				sugg = append(sugg, line)
			} else {
				ls = append(ls, line)
			}
		}
		out = append(out, append(ls, sugg...))
	}
	return out, others
}

func read(file string) string {
	b, _ := os.ReadFile(file)
	return string(b)
}

// compare checks a file both ways and lists the differences; empty: none.
func compare(t testing.TB, file string) (diff, why []string, others int) {
	text := read(file)
	edition, value := editionOf(text)
	p := semantics.LoadText(file, text, semantics.Options{Edition: value})
	ours, why := checkProgram(p, int(value))
	want, others := rustc(t, file, edition)
	var got [][]string
	for _, d := range ours {
		got = append(got, lines(p, d))
	}
	key := func(ls []string) string { return strings.Join(ls, "\n") }
	for _, w := range want {
		if i := slices.IndexFunc(got, func(g []string) bool { return key(g) == key(w) }); i >= 0 {
			got = slices.Delete(got, i, i+1)
			continue
		}
		// the same error said differently
		if i := slices.IndexFunc(got, func(g []string) bool { return g[0] == w[0] }); i >= 0 {
			diff = append(diff, "differs: "+w[0])
			for _, l := range w[1:] {
				if !slices.Contains(got[i], l) {
					diff = append(diff, "    want "+l)
				}
			}
			for _, l := range got[i][1:] {
				if !slices.Contains(w, l) {
					diff = append(diff, "    got  "+l)
				}
			}
			got = slices.Delete(got, i, i+1)
			continue
		}
		diff = append(diff, "missing: "+key(w))
	}
	for _, g := range got {
		diff = append(diff, "false: "+key(g))
	}
	return diff, why, others
}

func needRustc(t testing.TB) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc to compare with")
	}
}

// DROP_LSP_FILES names files to compare, for work on the checker.
func TestFiles(t *testing.T) {
	if os.Getenv("DROP_LSP_FILES") == "" {
		t.Skip("DROP_LSP_FILES names no files")
	}
	needRustc(t)
	files, _ := filepath.Glob(os.Getenv("DROP_LSP_FILES"))
	good, partial, other := 0, 0, 0
	for _, f := range files {
		diff, why, others := compare(t, f)
		false1 := slices.ContainsFunc(diff, func(d string) bool { return strings.HasPrefix(d, "false") })
		switch {
		case others > 0 && !false1:
			other++
			continue
		case len(diff) == 0 && len(why) == 0:
			good++
			continue
		case len(why) > 0 && !false1:
			partial++
			if os.Getenv("DROP_LSP_PARTIAL") == "" {
				continue
			}
		}
		t.Logf("%s\n%s\n%s", f, strings.Join(diff, "\n"), strings.Join(why, "\n"))
	}
	t.Logf("%d of %d equal, %d not whole, %d with other errors", good, len(files), partial, other)
}

var update = flag.Bool("update", false, "write rustc's answers into testdata")

// Every program of testdata gets rustc's answers: code, message, labels, notes and suggestions.
func TestFixtures(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.rs")
	_, err := exec.LookPath("rustc")
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".rs"), func(t *testing.T) {
			t.Parallel()
			recorded := strings.TrimSuffix(f, ".rs") + ".want"
			edition, _ := editionOf(read(f))
			if err == nil {
				want, _ := rustc(t, f, edition)
				text := joined(want)
				if *update {
					if err := os.WriteFile(recorded, []byte(text), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if text != read(recorded) {
					t.Errorf("the recorded answers are not rustc's: run with -update\n%s", text)
				}
			}
			p := semantics.LoadText(f, read(f), semantics.Options{Edition: editions[edition]})
			ours, why := checkProgram(p, int(editions[edition]))
			var got [][]string
			for _, d := range ours {
				got = append(got, lines(p, d))
			}
			if g := joined(got); g != read(recorded) || len(why) > 0 {
				t.Errorf("got\n%s\nwant\n%s\nnot whole: %v", g, read(recorded), why)
			}
		})
	}
}

// joined puts answers into one text, sorted: rustc's order between bodies is not ours to keep.
func joined(ds [][]string) string {
	var out []string
	for _, d := range ds {
		out = append(out, strings.Join(d, "\n")+"\n")
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

var editions = map[string]source.Edition{"2015": source.Edition2015, "2018": source.Edition2018, "2021": source.Edition2021, "2024": source.Edition2024}

// editionOf reads `//@ edition: 2024`; 2021 if it is not there.
func editionOf(text string) (string, source.Edition) {
	for e, v := range editions {
		if strings.Contains(text, "//@ edition: "+e) {
			return e, v
		}
	}
	return "2021", source.Edition2021
}

// DROP_LSP_ACCEPTED names files that rustc accepts: no error may be reported.
func TestAccepted(t *testing.T) {
	if os.Getenv("DROP_LSP_ACCEPTED") == "" {
		t.Skip("DROP_LSP_ACCEPTED names no files")
	}
	files, _ := filepath.Glob(os.Getenv("DROP_LSP_ACCEPTED"))
	bad, whole := 0, 0
	for _, f := range files {
		func() {
			defer func() {
				if r := recover(); r != nil {
					t.Logf("%s: panic: %v\n%s", f, r, debug.Stack())
				}
			}()
			p := semantics.LoadText(f, read(f), semantics.Options{Edition: source.Edition2024})
			out, why := checkProgram(p, 2024)
			if len(why) == 0 {
				whole++
			}
			if len(out) > 0 {
				bad++
				for _, d := range out {
					t.Logf("%s\n%s", f, strings.Join(lines(p, d), "\n"))
				}
			}
		}()
	}
	t.Logf("%d files, %d whole, %d with false errors", len(files), whole, bad)
}
