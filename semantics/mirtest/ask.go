package mirtest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
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

var reImplAt = regexp.MustCompile(`<impl at (?:[^>]*/)?([^>/]*?:\d+:\d+): [^>]*>`)

// Rustc gives rustc's bodies after a pass, by name, with dir for its dumps and further flags; it
// fails where rustc refuses the program.
func Rustc(dir, path string, edition source.Edition, pass string, flags ...string) (map[string]*Dump, error) {
	args := []string{"-Zdump-mir=" + pass, "-Zdump-mir-dir=" + dir, "-Zdump-mir-exclude-alloc-bytes", "-A", "warnings", "-W", "tail-expr-drop-order",
		fmt.Sprint("--edition=", int(edition)), "--crate-type", "lib", "--emit=mir", "-o", filepath.Join(dir, "out.mir")}
	cmd := exec.Command("rustc", append(append(args, flags...), path)...)
	cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("rustc: %v\n%s", err, errs.String())
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*."+pass+".after.mir"))
	out, twice := map[string]*Dump{}, map[string]bool{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		d := Read(string(text))
		if strings.Contains(d.name, "{synthetic#") {
			continue // the body of an async closure's coroutine as a call by value has it
		}
		name := reImplAt.ReplaceAllString(d.name, "<impl $1>")
		twice[name] = twice[name] || out[name] != nil
		out[name] = d
	}
	for name := range twice {
		if twice[name] { // of impls that one macro makes: their names do not tell them apart
			delete(out, name)
		}
	}
	return out, nil
}

// Ours are our bodies of a program that is one file by the names that rustc prints, and why a body is not to be compared.
func Ours(path, text string, edition source.Edition, of func(*semantics.Program, types.DefID) []*mir.Body) (out map[string]*Dump, notes map[string]string) {
	return OursOf(semantics.LoadText(path, text, semantics.Options{Edition: edition}), of)
}

// OursOf is Ours of a program that is loaded.
func OursOf(p *semantics.Program, of func(*semantics.Program, types.DefID) []*mir.Body) (out map[string]*Dump, notes map[string]string) {
	out, notes = map[string]*Dump{}, map[string]string{}
	names := namer{p, map[string]*source.LineTable{}}
	for _, owner := range p.Bodies() {
		for _, body := range of(p, owner) {
			name := names.of(body.Owner)
			if body.Tainted {
				notes[name] = "tainted"
				if r := p.Infer(owner); r != nil && len(r.Errors) > 0 {
					s, _ := p.Snippet(r.Errors[0].Span)
					notes[name] += fmt.Sprintf(": %s: %q", r.Errors[0].Reason, s)
				}
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

// namer names definitions as rustc's dumps do.
type namer struct {
	p     *semantics.Program
	lines map[string]*source.LineTable // by file
}

// of is a definition's path, impls by file, line and column.
func (n namer) of(def types.DefID) string {
	p := n.p
	d := p.Crate.Defs.At(def)
	if d == nil || d.Kind == hir.KindClosure || d.Kind == hir.KindCoroutine || d.Kind == hir.KindInlineConst {
		parent := p.Parent(def)
		if parent.IsZero() {
			return p.DefPath(def)
		}
		return n.of(parent) + strings.TrimPrefix(p.DefPath(def), p.DefPath(parent))
	}
	own := d.Name
	if d.Kind == hir.KindImpl {
		fs, _ := p.Resolve(d.HeadSpan)
		line, col := n.table(fs.File).Position(fs.Start, source.UTF32)
		own = fmt.Sprintf("<impl %s:%d:%d>", filepath.Base(fs.File), line+1, col+1)
	}
	if d.Kind == hir.KindAnonConst {
		path := p.DefPath(def)
		own = path[strings.LastIndex(path, ":")+1:]
	}
	if d.Parent.IsZero() || d.Parent == p.Crate.Root {
		return own
	}
	return n.of(d.Parent) + "::" + own
}

func (n namer) table(file string) *source.LineTable {
	t := n.lines[file]
	if t == nil {
		text, _ := n.p.Text(file)
		t = source.NewLineTable(text)
		n.lines[file] = t
	}
	return t
}

var reDerivedAt = regexp.MustCompile(`<impl [^>]*?:(\d+):\d+>`)

// Derived says whether a body is of a derived impl: those are left out.
func Derived(text, name string) bool {
	m := reDerivedAt.FindStringSubmatch(name)
	if m == nil {
		return false
	}
	line, _ := strconv.Atoi(m[1])
	lines := strings.Split(text, "\n")
	return line <= len(lines) && strings.Contains(lines[line-1], "#[derive(")
}
