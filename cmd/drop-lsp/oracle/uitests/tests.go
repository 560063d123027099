package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// This file: which tests are taken, and what their headers say. The headers are
// compiletest's: `// edition:2021`, `// compile-flags: --cfg x`, `// revisions: a b`,
// `//[a] edition:2018`; since 1.79 `//@ edition:2021`, `//@[a] edition:2018`. Flags that change what code is made of a program, which lints it
// gets or how messages look are dropped for both sides, so both are asked the same.

// testCase is a test, or one revision of it.
type testCase struct {
	Path     string // in the folder of the tests
	Revision string
	Edition  string // its own
	Cfg      []string
	Test     bool
	Type     string // --crate-type, if the test says one
	Text     string // hash of its text
}

func (c testCase) name() string {
	if c.Revision != "" {
		return c.Path + "#" + c.Revision
	}
	return c.Path
}

// top is the folder that the test lies in; `.` for those in none.
func (c testCase) top() string {
	if i := strings.IndexByte(c.Path, '/'); i >= 0 {
		return c.Path[:i]
	}
	return "."
}

var (
	directiveRE = regexp.MustCompile(`^//@?\s*(?:\[([^\]]+)\])?\s*([a-z][a-z0-9_-]*)(:?)\s*(.*)$`)
	outlinedRE  = regexp.MustCompile(`(?m)^\s*(?:pub(?:\([a-z ]+\))?\s+|unsafe\s+)*mod\s+(?:r#)?(\w+)\s*;`)
	pathAttrRE  = regexp.MustCompile(`#!?\[path\s*=\s*"([^"]+)"`)
	includeRE   = regexp.MustCompile(`include!\s*[({\[]\s*"([^"]+)"`)
	insideRE    = regexp.MustCompile(`#!?\[rustc_(?:capture_analysis|mir\b)`)
	otherRE     = regexp.MustCompile(`#!\[(?:feature\([^)]*\bno_core\b|no_core|crate_type\s*=\s*"proc[-_]macro")|extern crate proc_macro\b`)
)

// pick reads the folder: the tests that are taken, and how many are not, by reason.
func pick(folder string, only *regexp.Regexp) ([]testCase, map[string]int, error) {
	texts := map[string]string{}
	ignored := map[string]bool{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.Name() == "compiletest-ignore-dir":
			ignored[filepath.Dir(path)] = true
		case !d.IsDir() && filepath.Ext(path) == ".rs":
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			texts[path] = string(b)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	modules := moduleFiles(texts)
	var out []testCase
	skipped := map[string]int{}
	for path, text := range texts {
		rel, err := filepath.Rel(folder, path)
		if err != nil {
			return nil, nil, err
		}
		rel = filepath.ToSlash(rel)
		if !only.MatchString(rel) {
			continue
		}
		switch {
		case strings.Contains("/"+rel, "/auxiliary/"), modules[path], ignoredBelow(folder, path, ignored):
			skipped["part of another test"]++
		case outlinedRE.MatchString(text), includeRE.MatchString(text):
			skipped["more than one file"]++
		case insideRE.MatchString(text):
			skipped["makes rustc print its insides as errors"]++
		case otherRE.MatchString(text):
			skipped["no core library, or a procedural macro"]++
		default:
			cases, reason := casesOf(rel, text)
			if reason != "" {
				skipped[reason]++
			}
			out = append(out, cases...)
		}
	}
	slices.SortFunc(out, func(a, b testCase) int { return strings.Compare(a.name(), b.name()) })
	return out, skipped, nil
}

// moduleFiles are the files that others bring in by `mod`, `#[path]` or `include!`.
func moduleFiles(texts map[string]string) map[string]bool {
	out := map[string]bool{}
	for path, text := range texts {
		dir, own := filepath.Dir(path), strings.TrimSuffix(path, ".rs")
		for _, m := range outlinedRE.FindAllStringSubmatch(text, -1) {
			for _, d := range []string{dir, own} {
				out[filepath.Join(d, m[1]+".rs")] = true
				out[filepath.Join(d, m[1], "mod.rs")] = true
			}
		}
		for _, re := range []*regexp.Regexp{pathAttrRE, includeRE} {
			for _, m := range re.FindAllStringSubmatch(text, -1) {
				out[filepath.Join(dir, m[1])] = true
			}
		}
	}
	for path := range out {
		if _, ok := texts[path]; !ok {
			delete(out, path)
		}
	}
	return out
}

func ignoredBelow(folder, path string, ignored map[string]bool) bool {
	for d := filepath.Dir(path); len(d) >= len(folder); d = filepath.Dir(d) {
		if ignored[d] {
			return true
		}
	}
	return false
}

// casesOf are a test's revisions; or the reason why it is not taken.
func casesOf(path, text string) ([]testCase, string) {
	sum := sha256.Sum256([]byte(text))
	base := testCase{Path: path, Edition: "2015", Text: hex.EncodeToString(sum[:8])}
	ds := directives(text)
	revisions := []string{""}
	for _, d := range ds {
		switch {
		case d.name == "aux-build", d.name == "aux-crate", d.name == "proc-macro":
			return nil, "needs another crate"
		case strings.HasPrefix(d.name, "only-") && !here(d.name[len("only-"):]),
			strings.HasPrefix(d.name, "ignore-") && d.revision == "" && here(d.name[len("ignore-"):]):
			return nil, "for another machine"
		case d.name == "revisions":
			revisions = strings.Fields(d.value)
		}
	}
	var out []testCase
	for _, r := range revisions {
		c := base
		c.Revision = r
		if r != "" {
			c.Cfg = append(c.Cfg, r)
		}
		for _, d := range ds {
			if d.revision != "" && !slices.Contains(strings.Split(d.revision, ","), r) {
				continue
			}
			switch d.name {
			case "edition":
				c.Edition, _, _ = strings.Cut(strings.TrimSpace(d.value), "..") // of several the first
			case "compile-flags":
				if !c.follow(words(d.value)) {
					return nil, "flags for another crate or machine"
				}
			}
		}
		if !slices.Contains([]string{"2015", "2018", "2021", "2024"}, c.Edition) {
			return nil, "an edition that is none"
		}
		out = append(out, c)
	}
	return out, ""
}

// directive is one line of a test's header.
type directive struct{ revision, name, value string }

func directives(text string) (out []directive) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "fn") || strings.HasPrefix(line, "mod") {
			break
		}
		m := directiveRE.FindStringSubmatch(line)
		if m == nil || m[3] == "" && !strings.HasPrefix(m[2], "only-") && !strings.HasPrefix(m[2], "ignore-") {
			continue
		}
		out = append(out, directive{m[1], m[2], m[4]})
	}
	return out
}

// here reports whether a condition of only- or ignore- holds on this machine.
func here(what string) bool {
	switch what {
	case "linux", "unix", "gnu", "x86_64", "64bit", "x86_64-unknown-linux-gnu", "endian-little", "stable":
		return true
	}
	return false
}

// follow takes the flags that decide what the program is; false: it is not one program on this machine.
func (c *testCase) follow(flags []string) bool {
	for i := 0; i < len(flags); i++ {
		name, value, joined := strings.Cut(flags[i], "=")
		next := func() string {
			if !joined && i+1 < len(flags) {
				i++
				return flags[i]
			}
			return value
		}
		switch name {
		case "--cfg":
			c.Cfg = append(c.Cfg, next())
		case "--edition":
			c.Edition = next()
		case "--test":
			c.Test = true
		case "--crate-type":
			c.Type = next()
		case "--extern", "--target", "-L", "-Lnative":
			return false
		default:
			if strings.HasPrefix(name, "@") || strings.HasPrefix(name, "-L") {
				return false
			}
		}
	}
	return true
}

// words splits flags as a shell does.
func words(s string) (out []string) {
	var b strings.Builder
	quote, in := rune(0), false
	for _, r := range s {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"' && !in):
			quote, in = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if in {
				out = append(out, b.String())
			}
			b.Reset()
			in = false
		default:
			b.WriteRune(r)
			in = true
		}
	}
	if in {
		out = append(out, b.String())
	}
	return out
}

// question is a test in an edition.
type question struct {
	testCase
	In      string   // the edition asked for
	Columns []string // where it counts: own, 2021, 2024
}

// questions are the tests in each edition; the own edition that is one of the others is asked once.
func questions(cases []testCase, editions []string) ([]question, error) {
	var out []question
	for _, c := range cases {
		first := len(out)
		for _, column := range editions {
			in := column
			switch column {
			case "own":
				in = c.Edition
			case "2015", "2018", "2021", "2024":
			default:
				return nil, fmt.Errorf("-editions %s: not own or an edition", column)
			}
			if i := slices.IndexFunc(out[first:], func(q question) bool { return q.In == in }); i >= 0 {
				q := &out[first+i]
				q.Columns = append(q.Columns, column)
				continue
			}
			out = append(out, question{c, in, []string{column}})
		}
	}
	return out, nil
}
