package infer_test

import (
	"bufio"
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
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// Adjustments are rustc's: at each span as many borrows, dereferences, raw borrows,
// pointer coercions and NeverToAny as rustc's thir has there.
func TestAdjustmentsAsRustc(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc to compare with")
	}
	files := map[string]source.Edition{}
	for _, pattern := range []string{"testdata/types/*.rs", "testdata/locals/*.rs"} {
		paths, _ := filepath.Glob(pattern)
		for _, p := range paths {
			text, _ := os.ReadFile(p)
			files[p] = editionOf(string(text))
		}
	}
	corpus := false
	if list, err := os.Open(os.Getenv("CORPUS")); err == nil {
		corpus = true
		for in := bufio.NewScanner(list); in.Scan(); {
			var edition int
			var path string
			fmt.Sscan(in.Text(), &edition, &path)
			files[path] = source.Edition(edition)
		}
	}
	compared := 0
	for path, edition := range files {
		n, wrong := compareAdjustments(t, path, edition)
		compared += n
		for _, w := range wrong {
			if corpus {
				t.Log("differs: " + w)
			} else {
				t.Error(w)
			}
		}
	}
	t.Logf("%d spans compared", compared)
}

// counts are the numbers of each kind of node at a span.
type counts map[string]int

func (c counts) String() string {
	var out []string
	for k, n := range c {
		if n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, k))
		}
	}
	sort.Strings(out)
	return strings.Join(out, ", ")
}

var thirSpan = regexp.MustCompile(`span: (\S+\.rs):(\d+):(\d+): (\d+):(\d+) \(#(\d+)\)$`)

// thirCounts reads the nodes of rustc's thir; spans of expansions are left out.
func thirCounts(path string, edition source.Edition) map[string]counts {
	text, _ := os.ReadFile(path)
	crate := "lib"
	if regexp.MustCompile(`(?m)^(pub )?(const )?fn main\(`).Match(text) {
		crate = "bin"
	}
	cmd := exec.Command("rustc", "-Zunpretty=thir-tree", "--edition", fmt.Sprint(edition), "--crate-type", crate, "--cap-lints", "allow", path)
	cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	out, err := cmd.Output()
	if err != nil && len(out) == 0 {
		return nil
	}
	all := map[string]counts{}
	key, kindNext := "", false
	for in := range bytes.Lines(out) {
		line := strings.TrimSpace(string(in))
		switch {
		case strings.HasPrefix(line, "span: "):
			key = ""
			if m := thirSpan.FindStringSubmatch(line); m != nil && m[6] == "0" {
				key = m[2] + ":" + m[3] + "-" + m[4] + ":" + m[5]
			}
		case line == "kind:":
			kindNext = key != ""
			continue
		case kindNext:
			name, _, _ := strings.Cut(line, " ")
			if name == "Pointer" {
				name = "PointerCoercion"
			}
			if all[key] == nil {
				all[key] = counts{}
			}
			if adjustNames[name] {
				all[key][name]++
			}
		}
		kindNext = false
	}
	return all
}

var adjustNames = map[string]bool{"Borrow": true, "RawBorrow": true, "Deref": true, "PointerCoercion": true, "NeverToAny": true}

func compareAdjustments(t *testing.T, path string, edition source.Edition) (n int, wrong []string) {
	want := thirCounts(path, edition)
	if want == nil {
		return 0, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	p := semantics.LoadText(path, text, semantics.Options{Edition: edition})
	lines := source.NewLineTable(text)
	got := map[string]counts{}
	skip := map[string]bool{}
	for _, id := range p.Bodies() {
		r := p.Infer(id)
		if r == nil {
			continue
		}
		clean := !r.Tainted && len(r.Unknown) == 0
		for i := range r.Body.Exprs {
			if i == 0 {
				continue
			}
			key := lineKey(p, lines, r.Body.Exprs[i].Span)
			if key == "" {
				continue
			}
			if !clean {
				skip[key] = true
			}
			if got[key] == nil {
				got[key] = counts{}
			}
			skipOdd(p, lines, r, hir.ExprID(i), key, skip)
			addAdjustments(got[key], r, hir.ExprID(i))
		}
	}
	for key, g := range got {
		w := want[key]
		if skip[key] || w == nil {
			continue
		}
		n++
		if g.String() != w.String() {
			wrong = append(wrong, fmt.Sprintf("%s:%s: ours %s; rustc's %s", filepath.Base(path), key, g, w))
		}
	}
	sort.Strings(wrong)
	return n, wrong
}

// lineKey is a span as thir prints it; "" for what is no text of the file.
func lineKey(p *semantics.Program, lines *source.LineTable, s source.Span) string {
	if s.Expn != 0 {
		return ""
	}
	fs, ok := p.Resolve(s)
	if !ok {
		return ""
	}
	l, c := lines.Position(fs.Start, source.UTF32)
	m, d := lines.Position(fs.End, source.UTF32)
	return fmt.Sprintf("%d:%d-%d:%d", l+1, c+1, m+1, d+1)
}

// skipOdd leaves out closures, whose captures stand at their span, casts, and blocks, whose adjustments have their tail's span.
func skipOdd(p *semantics.Program, lines *source.LineTable, r *infer.Result, id hir.ExprID, key string, skip map[string]bool) {
	switch k := r.Body.Exprs[id].Kind.(type) {
	case hir.ExprClosure:
		skip[key] = true
	case hir.ExprCast: // some of the operand's adjustments stand at the cast
		skip[key], skip[lineKey(p, lines, r.Body.Exprs[k.Expr].Span)] = true, true
	case hir.ExprBlock:
		if len(r.Adjustments[id]) > 0 {
			skip[key] = true
			if k.Block.Tail != 0 {
				skip[lineKey(p, lines, r.Body.Exprs[k.Block.Tail].Span)] = true
			}
		}
	}
}

func addAdjustments(c counts, r *infer.Result, id hir.ExprID) {
	_, overloaded := r.Callees[id]
	switch k := r.Body.Exprs[id].Kind.(type) {
	case hir.ExprAddrOf:
		if k.Raw {
			c["RawBorrow"]++
		} else {
			c["Borrow"]++
		}
	case hir.ExprUnary:
		if k.Op == '*' {
			c["Deref"]++
		}
	case hir.ExprIndex:
		if overloaded {
			c["Deref"]++
		}
	case hir.ExprPath:
		if r.Paths[id].DefKind == hir.KindStatic { // a place behind a pointer
			c["Deref"]++
		}
	}
	for _, a := range r.Adjustments[id] {
		switch a.Kind {
		case infer.NeverToAny:
			if _, never := a.Target.(*types.Never); !never {
				c["NeverToAny"]++
			}
		case infer.DerefBuiltin:
			c["Deref"]++
		case infer.DerefOverloaded:
			c["Deref"]++
			c["Borrow"]++
		case infer.BorrowRef:
			c["Borrow"]++
		case infer.BorrowRawPtr:
			c["RawBorrow"]++
		default:
			c["PointerCoercion"]++
		}
	}
}
