package mirtest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: asking rustc and ourselves for the bodies of a program at one stage.

// The stages that are compared: what the borrow checker reads, and drops made explicit.
const (
	ReadsBorrowck = "SimplifyCfg-promote-consts"
	Elaborated    = "ElaborateDrops"
)

var reImplAt = regexp.MustCompile(`<impl at [^>]*?:(\d+):(\d+): [^>]*>`)

// Rustc gives rustc's bodies after a pass, by name, with dir for its dumps; it fails where rustc refuses the program.
func Rustc(dir, path string, edition source.Edition, pass string) (map[string]*Dump, error) {
	cmd := exec.Command("rustc", "-Zdump-mir="+pass, "-Zdump-mir-dir="+dir, "-Zdump-mir-exclude-alloc-bytes", "-A", "warnings", "-W", "tail-expr-drop-order",
		fmt.Sprint("--edition=", int(edition)), "--crate-type", "lib", "--emit=mir", "-o", filepath.Join(dir, "out.mir"), path)
	cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("rustc: %v\n%s", err, errs.String())
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*."+pass+".after.mir"))
	out := map[string]*Dump{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		d := Read(string(text))
		out[reImplAt.ReplaceAllString(d.name, "<impl $1:$2>")] = d
	}
	return out, nil
}

// Ours are our prepared bodies by the names that rustc prints, and why a body is not to be compared.
func Ours(path, text string, edition source.Edition, of func(*semantics.Program, types.DefID) []*mir.Body) (out map[string]*Dump, notes map[string]string) {
	out, notes = map[string]*Dump{}, map[string]string{}
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
			out[name] = Read(mir.Printer{Body: body, Names: mir.QueryNames{Q: p}, Shapes: info}.Print(name))
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

// Derived says whether a body is of a derived impl: those are left out.
func Derived(text, name string) bool {
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
