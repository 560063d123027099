package mirbuild_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: our MIR before borrowck held against rustc's for the programs in testdata.

// The stages that are compared: what the borrow checker reads, and drops made explicit.
const (
	readsBorrowck = "SimplifyCfg-promote-consts"
	elaborated    = "ElaborateDrops"
)

func TestOurMIRIsRustcs(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc on this machine")
	}
	files, err := filepath.Glob("testdata/*.rs")
	if err != nil || len(files) == 0 {
		t.Fatal("no programs", err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".rs"), func(t *testing.T) {
			t.Parallel()
			compareBodies(t, f, readsBorrowck, (*semantics.Program).Prepared)
		})
	}
}

var reEdition = regexp.MustCompile(`(?m)^//@ edition: ?(\d+)`)

func TestOurElaboratedMIRIsRustcs(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc on this machine")
	}
	files, _ := filepath.Glob("testdata/*.rs")
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".rs"), func(t *testing.T) {
			t.Parallel()
			compareBodies(t, f, elaborated, (*semantics.Program).Elaborated)
		})
	}
}

// compareBodies compares all bodies of a file at one stage.
func compareBodies(t *testing.T, path, stage string, of func(*semantics.Program, types.DefID) []*mir.Body) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edition := source.Edition2021
	if m := reEdition.FindSubmatch(text); m != nil {
		_, _ = fmt.Sscan(string(m[1]), &edition)
	}
	want := rustcDumps(t, path, edition, stage)
	got, notes := ourDumps(path, string(text), edition, of)
	names := make([]string, 0, len(want))
	for n := range want {
		names = append(names, n)
	}
	sort.Strings(names)
	compared := 0
	waits := pending(string(text))
	for _, n := range names {
		if waits(n) || strings.Contains(n, "promoted[") {
			continue
		}
		ours, ok := got[n]
		if !ok {
			if !derived(string(text), n) {
				t.Errorf("%s: we have no body", n)
			}
			continue
		}
		compared++
		if note := notes[n]; note != "" {
			t.Errorf("%s: %s", n, note)
			continue
		}
		if stage == elaborated || strings.Contains(n, "{closure") {
			want[n].simplify()
			ours.simplify()
		}
		if diff := sameDump(want[n], ours); diff != "" {
			t.Errorf("%s: %s%s", n, diff, ours.typesOf())
		}
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

// pending reads `//@ pending: name …`: bodies that differ because of an earlier station.
func pending(text string) func(name string) bool {
	var names []string
	for _, m := range rePending.FindAllStringSubmatch(text, -1) {
		names = append(names, strings.Fields(m[1])...)
	}
	return func(name string) bool {
		for _, n := range names {
			if strings.HasSuffix(name, n) || strings.Contains(name, n+"::") {
				return true
			}
		}
		return false
	}
}

var rePending = regexp.MustCompile(`(?m)^//@ pending: (.*)$`)

// derived says whether a body is of a derived impl: those are left out.
func derived(text, name string) bool {
	var line int
	at := strings.Index(name, "<impl ")
	if at < 0 {
		return false
	}
	if _, err := fmt.Sscanf(name[at:], "<impl %d:", &line); err != nil {
		return false
	}
	lines := strings.Split(text, "\n")
	return line <= len(lines) && strings.Contains(lines[line-1], "#[derive(")
}

var reImplAt = regexp.MustCompile(`<impl at [^>]*?:(\d+):(\d+): [^>]*>`)

// rustcDumps are rustc's bodies after a pass, by name.
func rustcDumps(t *testing.T, path string, edition source.Edition, pass string) map[string]*dump {
	out, err := askRustc(t.TempDir(), path, edition, pass)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// askRustc is rustcDumps with a folder for the dumps; it fails where rustc refuses the program.
func askRustc(dir, path string, edition source.Edition, pass string) (map[string]*dump, error) {
	cmd := exec.Command("rustc", "-Zdump-mir="+pass, "-Zdump-mir-dir="+dir, "-Zdump-mir-exclude-alloc-bytes", "-A", "warnings", "-W", "tail-expr-drop-order",
		fmt.Sprint("--edition=", int(edition)), "--crate-type", "lib", "--emit=mir", "-o", filepath.Join(dir, "out.mir"), path)
	cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("rustc: %v\n%s", err, errs.String())
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*."+pass+".after.mir"))
	out := map[string]*dump{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		d := readDumpText(string(text))
		out[reImplAt.ReplaceAllString(d.name, "<impl $1:$2>")] = d
	}
	return out, nil
}

// ourDumps are our prepared bodies by the names that rustc prints, and why a body is not to be compared.
func ourDumps(path, text string, edition source.Edition, of func(*semantics.Program, types.DefID) []*mir.Body) (out map[string]*dump, notes map[string]string) {
	out, notes = map[string]*dump{}, map[string]string{}
	p := semantics.LoadText(path, text, semantics.Options{Edition: edition})
	lines := source.NewLineTable(text)
	for _, owner := range p.Bodies() {
		for _, body := range of(p, owner) {
			name := rustcName(p, lines, body.Owner)
			if body.Tainted {
				notes[name] = "tainted"
			}
			for _, u := range body.Unknown {
				s, _ := p.Snippet(u.Span)
				notes[name] += fmt.Sprintf("\n\tunknown: %s: %q", u.Reason, s)
			}
			info := mir.NewTypes(p, traits.NewEnv(p, p.Predicates(body.Owner)))
			out[name] = readDumpText(mir.Printer{Body: body, Names: mir.QueryNames{Q: p}, Shapes: info}.Print(name))
			if len(body.Blocks) > 0 {
				for _, err := range mir.Validate(body) {
					notes[name] += "\n\t" + err.Error()
				}
			}
		}
	}
	return out, notes
}

// rustcName is a definition's path as rustc's dumps name it, impls by line and column.
func rustcName(p *semantics.Program, lines *source.LineTable, def types.DefID) string {
	d := p.Crate.Defs[def]
	if d == nil || d.Kind == hir.KindClosure || d.Kind == hir.KindCoroutine || d.Kind == hir.KindInlineConst {
		parent := p.Parent(def)
		if parent.IsZero() {
			return p.DefPath(def)
		}
		return rustcName(p, lines, parent) + strings.TrimPrefix(p.DefPath(def), p.DefPath(parent))
	}
	own := d.Name
	if d.Kind == hir.KindImpl {
		fs, _ := p.Resolve(d.HeadSpan)
		line, col := lines.Position(fs.Start, source.UTF32)
		own = fmt.Sprintf("<impl %d:%d>", line+1, col+1)
	}
	if d.Kind == hir.KindAnonConst {
		path := p.DefPath(def)
		own = path[strings.LastIndex(path, ":")+1:]
	}
	if d.Parent.IsZero() || d.Parent == p.Crate.Root {
		return own
	}
	return rustcName(p, lines, d.Parent) + "::" + own
}
