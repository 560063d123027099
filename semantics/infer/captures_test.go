package infer_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/syntax/source"
)

// This file: captures held against rustc, which lists those of every closure with
// #[rustc_capture_analysis]. The answers are recorded beside the programs of
// testdata/captures (-update asks rustc anew); where there is a rustc the records are
// held against it.

var update = flag.Bool("update", false, "record rustc's answers anew")

// rustcCaptures lists "line:col place -> mode" for every closure in source order.
func rustcCaptures(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("rustc", "--edition", fmt.Sprint(editionOf(string(text))), "--error-format=json", "--emit=metadata", "-o", filepath.Join(t.TempDir(), "out.rmeta"), file)
	cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	_ = cmd.Run() // the listing is made of errors
	type message struct {
		Message  string
		Children []message
		Spans    []struct {
			LineStart int `json:"line_start"`
			ColStart  int `json:"column_start"`
		}
	}
	type entry struct {
		line, col int
		text      string
	}
	var found []entry
	for line := range strings.SplitSeq(errs.String(), "\n") {
		var m message
		if json.Unmarshal([]byte(line), &m) != nil || m.Message != "Min Capture analysis includes:" {
			continue
		}
		e := entry{line: m.Spans[0].LineStart, col: m.Spans[0].ColStart}
		for _, c := range m.Children {
			e.text += fmt.Sprintf("%d:%d %s\n", e.line, e.col, strings.TrimPrefix(c.Message, "Min Capture "))
		}
		found = append(found, e)
	}
	slices.SortStableFunc(found, func(a, b entry) int { return 1000*(a.line-b.line) + a.col - b.col })
	out := ""
	for _, e := range found {
		out += e.text
	}
	return out
}

var modeNames = [...]string{infer.CaptureRef: "Immutable", infer.CaptureUnique: "UniqueImmutable",
	infer.CaptureMut: "Mutable", infer.CaptureMove: "ByValue"}

// ourCaptures lists ours in the same form, and what is tainted or unknown.
func ourCaptures(t *testing.T, file string) string {
	t.Helper()
	text, _ := os.ReadFile(file)
	const attr = "#[rustc_capture_analysis]" // the grammar has no attributes before closures
	text = bytes.ReplaceAll(text, []byte(attr), bytes.Repeat([]byte(" "), len(attr)))
	p := semantics.LoadText(filepath.Base(file), string(text), semantics.Options{Edition: editionOf(string(text))})
	lines := source.NewLineTable(string(text))
	out := ""
	for _, def := range p.Bodies() {
		res := p.Infer(def)
		for _, u := range slices.Concat(res.Errors, res.Unknown) {
			fs, _ := p.Resolve(u.Span)
			l, _ := lines.Position(fs.Start, source.UTF32)
			t.Errorf("%s:%d: %s", filepath.Base(file), l+1, u.Reason)
		}
		var ids []hir.ExprID
		for id := range res.Closures {
			ids = append(ids, id)
		}
		slices.SortFunc(ids, func(a, b hir.ExprID) int {
			return int(res.Body.Exprs[a].Span.Start - res.Body.Exprs[b].Span.Start)
		})
		for _, id := range ids {
			fs, _ := p.Resolve(res.Body.Exprs[id].Span)
			l, c := lines.Position(fs.Start, source.UTF32)
			for _, capt := range res.Closures[id].Captures {
				var steps []string
				for _, s := range capt.Proj {
					if s.Deref {
						steps = append(steps, "Deref")
					} else {
						steps = append(steps, fmt.Sprintf("(%d, %d)", s.Field, s.Variant))
					}
				}
				out += fmt.Sprintf("%d:%d %s[%s] -> %s\n", l+1, c+1, res.Body.Locals[capt.Local].Name,
					strings.Join(steps, ","), modeNames[capt.Mode])
			}
		}
	}
	return out
}

// TestCapturesAsRustc holds the captures of testdata/captures against the records.
func TestCapturesAsRustc(t *testing.T) {
	_, noRustc := exec.LookPath("rustc")
	files, _ := filepath.Glob("testdata/captures/*.rs")
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			golden := strings.TrimSuffix(file, ".rs") + ".captures"
			if *update {
				if err := os.WriteFile(golden, []byte(rustcCaptures(t, file)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			recorded, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			want := string(recorded)
			if noRustc == nil && want != rustcCaptures(t, file) {
				t.Errorf("%s is not what rustc says today", golden)
			}
			diffLines(t, want, ourCaptures(t, file))
		})
	}
}

// diffLines reports lines that only one of two sorted listings has, closure by closure.
func diffLines(t *testing.T, want, got string) {
	t.Helper()
	group := func(s string) (keys []string, m map[string]string) {
		m = map[string]string{}
		for line := range strings.SplitSeq(strings.TrimSpace(s), "\n") {
			at, rest, _ := strings.Cut(line, " ")
			if m[at] == "" {
				keys = append(keys, at)
			}
			m[at] += rest + "; "
		}
		return keys, m
	}
	wk, w := group(want)
	gk, g := group(got)
	for _, k := range slices.Concat(wk, gk) {
		if w[k] != g[k] {
			t.Errorf("closure at %s:\n  rustc %s\n  ours  %s", k, w[k], g[k])
			g[k] = w[k]
		}
	}
}
