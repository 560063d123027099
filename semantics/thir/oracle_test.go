package thir_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: our thir held against rustc's. Both become trees of nodes, which are
// walked together: kinds, types and spans must be equal; scopes, temporary scopes and
// variables must correspond one to one.

// difference is where two trees part.
type difference struct{ path, ours, rustc string }

func (d difference) String() string {
	return d.path + "\n\t ours: " + d.ours + "\n\trustc: " + d.rustc
}

// comparer walks two trees.
type comparer struct {
	there, back map[string]string
	nodes       int
	diffs       []difference
}

func (c *comparer) compare(path string, ours, want *node) {
	c.nodes++
	name, _, _ := strings.Cut(ours.label, " ")
	path += "/" + name
	if want.span != "" && want.span != "expansion" && ours.span != want.span {
		c.diffs = append(c.diffs, difference{path + " " + ours.label, "span " + ours.span, "span " + want.span})
	}
	if loopBody := strings.HasSuffix(path, "/Loop/Block"); ours.label != want.label && !loopBody && !unevaluated(want.label) {
		c.diffs = append(c.diffs, difference{path, ours.label, want.label})
		mine, _, _ := strings.Cut(want.label, " ")
		if mine != name {
			return
		}
	}
	for i := range min(len(ours.ids), len(want.ids)) {
		c.correspond(path+" "+ours.label, ours.ids[i], want.ids[i])
	}
	if len(ours.kids) != len(want.kids) {
		c.diffs = append(c.diffs, difference{path, fmt.Sprint(len(ours.kids), " parts: ", labels(ours.kids)),
			fmt.Sprint(len(want.kids), " parts: ", labels(want.kids))})
		return
	}
	for i := range ours.kids {
		c.compare(path, ours.kids[i], want.kids[i])
	}
}

// unevaluated: rustc prints the extreme values of integers by name.
func unevaluated(label string) bool {
	return strings.HasPrefix(label, "Constant ") && strings.Contains(label, "::M")
}

func labels(ns []*node) string {
	var out []string
	for _, n := range ns {
		out = append(out, n.label)
	}
	return strings.Join(out, "; ")
}

// correspond holds that two names stand for the same thing everywhere.
func (c *comparer) correspond(path, ours, want string) {
	if (strings.HasPrefix(ours, "temp ") || strings.HasPrefix(want, "temp ")) && strings.Contains(path, "/Loop/Block") {
		return // the body of a loop is a block of its own in rustc
	}
	if w, ok := c.there[ours]; ok && w != want || !ok && c.back[want] != "" {
		c.diffs = append(c.diffs, difference{path, ours + " was " + c.there[ours], want + " was " + c.back[want]})
		return
	}
	c.there[ours], c.back[want] = want, ours
}

func editionOf(text string) source.Edition {
	if m := regexp.MustCompile(`//@ edition: ?(\d+)`).FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		return source.Edition(n)
	}
	return source.Edition2021
}

// thirTree asks rustc; ok is false if it rejects the program.
func thirTree(dir, file string, edition source.Edition, lib bool) (out, errs string, ok bool) {
	kind := "bin"
	if lib {
		kind = "lib"
	}
	cmd := exec.Command("rustc", "-Zunpretty=thir-tree", "-A", "warnings", "--edition", fmt.Sprint(edition), "--crate-type", kind, "--crate-name", "t", file)
	cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	cmd.Dir = dir
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	err := cmd.Run()
	return o.String(), e.String(), err == nil && o.Len() > 0
}

// result is what comparing one program found.
type result struct {
	bodies, nodes int
	// silent are bodies that are tainted or partial, with the reasons.
	silent []string
	diffs  []string
}

// compareProgram compares all bodies that are written in a program.
func compareProgram(name, text string, edition source.Edition, tree string) result {
	var res result
	p := semantics.LoadText(name, text, semantics.Options{Edition: edition})
	r := &reader{p: p, lines: source.NewLineTable(text)}
	want := map[string]rustcBody{}
	for _, b := range readThirTree(tree) {
		want[b.span] = b
	}
	for _, owner := range p.Bodies() {
		for _, b := range p.Thir(owner) {
			r.b = b
			if b.Value == 0 {
				res.silent = append(res.silent, name+": "+p.DefPath(b.Owner)+": no value "+fmt.Sprint(b.Unknown))
				continue
			}
			w, ok := want[r.span(b.Exprs[b.Value].Span)]
			if !ok || w.span == "expansion" {
				continue
			}
			at := p.DefPath(b.Owner)
			if b.Tainted || len(b.Unknown) > 0 {
				var why []string
				for _, u := range b.Infer.Errors {
					why = append(why, "tainted: "+u.Reason+" at "+r.span(u.Span))
				}
				for _, u := range b.Unknown {
					why = append(why, u.Reason+" at "+r.span(u.Span))
				}
				res.silent = append(res.silent, at+": "+strings.Join(why, "; "))
			}
			c := &comparer{there: map[string]string{}, back: map[string]string{}}
			ours := &node{label: "body", kids: append(r.params(), r.expr(b.Value))}
			c.compare(at, ours, &node{label: "body", kids: append(w.params, w.value)})
			res.bodies++
			res.nodes += c.nodes
			for _, d := range c.diffs {
				res.diffs = append(res.diffs, d.String())
			}
		}
	}
	return res
}

// TestThirAsRustc compares the programs of testdata; THIR_FILES names others.
func TestThirAsRustc(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc on this machine")
	}
	files, _ := filepath.Glob("testdata/*.rs")
	if extra := os.Getenv("THIR_FILES"); extra != "" {
		files, _ = filepath.Glob(extra)
	}
	if len(files) == 0 {
		t.Fatal("no programs")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".rs"), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := string(b)
			abs, _ := filepath.Abs(file)
			tree, errs, ok := thirTree(filepath.Dir(abs), filepath.Base(file), editionOf(text), !strings.Contains(text, "fn main("))
			if !ok {
				t.Fatal("rustc: ", errs)
			}
			res := compareProgram(filepath.Base(file), text, editionOf(text), tree)
			for _, s := range res.silent {
				t.Error("silent: ", s)
			}
			for _, d := range res.diffs {
				t.Error(d)
			}
			if res.bodies == 0 {
				t.Error("nothing compared")
			}
			t.Logf("%d bodies, %d nodes", res.bodies, res.nodes)
		})
	}
}

var _ types.Queries = (*semantics.Program)(nil)
