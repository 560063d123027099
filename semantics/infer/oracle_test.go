package infer_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: inference held against rustc. For each program of testdata/types the
// types that rustc's thir gives to the expressions of each span (adjustments
// included) are compared with ours: every type of ours must be among rustc's.

// oracleTypes are the types of all expressions by span "line:col-line:col", as rustc's
// thir has them; recorded beside the program, held against rustc where there is one.
type oracleTypes map[string][]string

func editionOf(text string) source.Edition {
	if m := regexp.MustCompile(`//@ edition: ?(\d+)`).FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		return source.Edition(n)
	}
	return source.Edition2021
}

var spanLine = regexp.MustCompile(`^(\s*)span: (\S+\.rs):(\d+):(\d+): (\d+):(\d+) \(#(\d+)\)$`)

// rustcTypes asks rustc.
func rustcTypes(t *testing.T, file string, edition source.Edition) oracleTypes {
	t.Helper()
	cmd := exec.Command("rustc", "-Zunpretty=thir-tree", "--edition", fmt.Sprint(edition), "--crate-type", crateType(t, file), "--crate-name", "t", file)
	cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && out.Len() == 0 {
		t.Fatalf("rustc: %v\n%s", err, errs.String())
	}
	return parseThir(out.String(), filepath.Base(file))
}

func crateType(t *testing.T, file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "fn main(") {
		return "bin"
	}
	return "lib"
}

// parseThir reads the types and spans of all expressions.
func parseThir(text, base string) oracleTypes {
	out := oracleTypes{}
	opener := map[int]string{} // by indentation: what was opened there
	typ := map[int]string{}
	for line := range strings.SplitSeq(text, "\n") {
		trimmed := strings.TrimLeft(line, " ")
		indent := len(line) - len(trimmed)
		switch {
		case strings.HasSuffix(trimmed, "{"):
			opener[indent] = trimmed
		case strings.HasPrefix(trimmed, "ty: "):
			typ[indent] = trimmed[4:]
		default:
			m := spanLine.FindStringSubmatch(line)
			if m == nil || m[7] != "0" || filepath.Base(m[2]) != base || !strings.HasSuffix(opener[indent-4], "Expr {") {
				continue
			}
			key := fmt.Sprintf("%s:%s-%s:%s", m[3], m[4], m[5], m[6])
			if c := canonical(typ[indent]); !slices.Contains(out[key], c) {
				out[key] = append(out[key], c)
			}
		}
	}
	return out
}

var (
	reErased  = regexp.MustCompile(`'\{erased\}(, | )?`)
	reDefID   = regexp.MustCompile(`DefId\(\d+:\d+ ~ ([^)]*)\)`)
	rePath    = regexp.MustCompile(`(?:[A-Za-z_][A-Za-z_0-9]*(?:\[[0-9a-f]+\])?::)+`)
	reImpl    = regexp.MustCompile(`\{(?:impl|extern)#\d+\}::`)
	reParam   = regexp.MustCompile(`/#\d+`)
	reUsize   = regexp.MustCompile(`(\d)_(?:usize|u8|i32|bool)`)
	reBinder  = regexp.MustCompile(`for<[^>]*> `)
	reBound   = regexp.MustCompile(`, bound_vars: \[[^\]]*\] \}`)
	reImplArg = regexp.MustCompile(`\bimpl [A-Z][^|]*$`)
	reNamed   = regexp.MustCompile(`'\^(\d+(?:_\d+)?)\.Named\((?:DefId\([^)]*\)|[^()]*)\)`)
	reClosure = regexp.MustCompile(`Closure\(`)
)

// canonical brings rustc's debug form of a type and our own to a common one: no
// paths, no regions, closures without arguments.
func canonical(s string) string {
	s = closures(s)
	s = reNamed.ReplaceAllString(s, "'^$1")
	s = reDefID.ReplaceAllString(s, "$1")
	s = strings.ReplaceAll(s, " + '{erased}", "")
	s = reErased.ReplaceAllString(s, "")
	for reImpl.MatchString(s) {
		s = reImpl.ReplaceAllString(s, "")
	}
	s = rePath.ReplaceAllString(s, "")
	s = reParam.ReplaceAllString(s, "")
	s = reUsize.ReplaceAllString(s, "$1")
	s = reBinder.ReplaceAllString(s, "")
	s = strings.ReplaceAll(s, "Binder { value: ", "")
	s = strings.ReplaceAll(s, ", bound_vars: [] }", "")
	s = reBound.ReplaceAllString(s, "")
	s = reImplArg.ReplaceAllString(s, "impl")
	for _, w := range [...]struct{ open, short string }{{"dyn [", "dyn"}, {"Alias(", "alias"}} {
		for {
			at := strings.Index(s, w.open)
			if at < 0 {
				break
			}
			s = s[:at] + w.short + s[matching(s, at+len(w.open)-1)+1:]
		}
	}
	s = strings.ReplaceAll(s, ", >", ">")
	return strings.ReplaceAll(s, "<>", "")
}

// closures brings the closure types in a debug form to "{closure KIND SIGNATURE CAPTURES}";
// bound regions stay, as '^0.
func closures(s string) string {
	for {
		all := reClosure.FindAllStringIndex(s, -1)
		if all == nil {
			return s
		}
		at := all[len(all)-1] // the innermost first
		end := matching(s, at[1]-1)
		inside := s[at[1]:end]
		list := inside[strings.Index(inside, ", [")+3 : len(inside)-1]
		parts := split(list)
		if len(parts) < 3 {
			return s
		}
		parts = parts[len(parts)-3:]
		sig := parts[1]
		if i := strings.LastIndex(sig, ", bound_vars:"); i >= 0 {
			sig = sig[:i]
		}
		sig = sig[strings.Index(sig, "fn("):]
		s = s[:at[0]] + "{closure " + parts[0] + " " + reNamed.ReplaceAllString(sig, "'^$1") + " " + parts[2] + "}" + s[end+1:]
	}
}

// split cuts a list at the commas outside of brackets.
func split(s string) []string {
	var out []string
	depth, from := 0, 0
	for i, c := range s {
		switch c {
		case '(', '[', '{', '<':
			depth++
		case ')', ']', '}':
			depth--
		case '>':
			if s[i-1] != '-' {
				depth--
			}
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(s[from:i]))
				from = i + 1
			}
		}
	}
	return append(out, strings.TrimSpace(s[from:]))
}

// matching is the position of the bracket that closes the one at i.
func matching(s string, i int) int {
	depth := 0
	for ; i < len(s); i++ {
		switch s[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(s) - 1
}

// ---------- ours ----------

// show prints a type in the common form.
func show(q types.Queries, t types.Type) string {
	list := func(args []types.Arg) string {
		var parts []string
		for _, a := range args {
			switch a := a.(type) {
			case types.Type:
				parts = append(parts, show(q, a))
			case types.Region:
				if a.Kind == types.ReBound {
					parts = append(parts, showBound(a))
				}
			case types.Const:
				parts = append(parts, (&types.Printer{Q: q}).Const(a, nil))
			}
		}
		return strings.Join(parts, ", ")
	}
	name := func(d types.DefID) string {
		p := q.DefPath(d)
		if i := strings.LastIndex(p, "::"); i >= 0 {
			p = p[i+2:]
		}
		return p
	}
	mut := func(m bool) string {
		if m {
			return "mut "
		}
		return ""
	}
	switch t := t.(type) {
	case *types.Ref:
		if t.Region.Kind == types.ReBound {
			return "&" + showBound(t.Region) + " " + mut(t.Mut) + show(q, t.Elem)
		}
		return "&" + mut(t.Mut) + show(q, t.Elem)
	case *types.RawPtr:
		if t.Mut {
			return "*mut " + show(q, t.Elem)
		}
		return "*const " + show(q, t.Elem)
	case *types.Slice:
		return "[" + show(q, t.Elem) + "]"
	case *types.Array:
		return "[" + show(q, t.Elem) + "; " + (&types.Printer{Q: q}).Const(t.Len, nil) + "]"
	case *types.Tuple:
		if t.Elems.Len() == 1 {
			return "(" + list(t.Elems.List) + ",)"
		}
		return "(" + list(t.Elems.Slice()) + ")"
	case *types.FnDef:
		if q.DefKind(t.Def) == hir.KindCtor {
			return "FnDef(" + name(q.Parent(t.Def)) + "::{constructor#0}, [" + list(t.Args.Slice()) + "])"
		}
		return "FnDef(" + name(t.Def) + ", [" + list(t.Args.Slice()) + "])"
	case *types.Closure:
		info := q.Closure(t.Def)
		if info == nil {
			return "{closure}"
		}
		kind := [...]string{types.KindFn: "i8", types.KindFnMut: "i16", types.KindFnOnce: "i32", types.KindUnknown: "?"}[info.Kind]
		in := q.Interner()
		sig := "fn(" + show(q, in.Tuple(info.Sig.Inputs...)) + ")"
		if out := show(q, info.Sig.Output); out != "()" {
			sig += " -> " + out
		}
		return "{closure " + kind + " " + sig + " " + show(q, in.TupleOf(t.Captured)) + "}"
	case *types.FnPtr:
		var in []types.Arg
		for _, i := range t.Sig.Inputs {
			in = append(in, i)
		}
		out := "fn(" + list(in) + ")"
		if r := show(q, t.Sig.Output); r != "()" {
			out += " -> " + r
		}
		if t.Sig.ABI != "" && t.Sig.ABI != "Rust" {
			out = "extern \"" + t.Sig.ABI + "\" " + out
		}
		if t.Sig.Unsafe {
			out = "unsafe " + out
		}
		return out
	case *types.Dyn:
		return "dyn"
	case *types.Alias:
		return "alias"
	case *types.Param:
		if strings.HasPrefix(t.Name, "impl") {
			return "impl"
		}
		return t.Name
	case *types.Adt:
		if s := list(t.Args.Slice()); s != "" {
			return name(t.Def) + "<" + s + ">"
		}
		return name(t.Def)
	}
	return types.Print(q, t)
}

// showBound prints a bound region as rustc's debug form does.
func showBound(r types.Region) string {
	if r.Depth == 0 {
		return fmt.Sprintf("'^%d", r.Index)
	}
	return fmt.Sprintf("'^%d_%d", r.Depth, r.Index)
}

// ourTypes calls visit with every expression that is written in the source, the key of its span and its types.
func ourTypes(p *semantics.Program, res *infer.Result, lines *source.LineTable, visit func(e hir.ExprID, key string, ts []types.Type)) {
	for i, e := range res.Body.Exprs {
		if i == 0 || e.Span.Expn != 0 {
			continue
		}
		fs, ok := p.Resolve(e.Span)
		if !ok || res.ExprTypes[i] == nil {
			continue
		}
		pos := func(o int) string {
			l, c := lines.Position(o, source.UTF32)
			return fmt.Sprintf("%d:%d", l+1, c+1)
		}
		ts := []types.Type{res.ExprTypes[i]}
		for _, a := range res.Adjustments[hir.ExprID(i)] {
			if _, block := e.Kind.(hir.ExprBlock); block {
				break // rustc gives them the span of the block's tail
			}
			ts = append(ts, a.Target)
		}
		visit(hir.ExprID(i), pos(fs.Start)+"-"+pos(fs.End), ts)
	}
}

// compare holds one program's types against rustc's; it gives the number of types compared and what differs.
func compare(t *testing.T, file string, want oracleTypes) (n int, wrong []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := semantics.LoadText(filepath.Base(file), string(text), semantics.Options{Edition: editionOf(string(text))})
	lines := source.NewLineTable(string(text))
	for _, def := range p.Bodies() {
		res := p.Infer(def)
		if res == nil {
			continue
		}
		at := func(s source.Span) string {
			fs, _ := p.Resolve(s)
			l, c := lines.Position(fs.Start, source.UTF32)
			return fmt.Sprintf("%s:%d:%d", filepath.Base(file), l+1, c+1)
		}
		for _, u := range res.Errors {
			wrong = append(wrong, fmt.Sprintf("%s: tainted: %s", at(u.Span), u.Reason))
		}
		for _, u := range res.Unknown {
			wrong = append(wrong, fmt.Sprintf("%s: unknown: %s", at(u.Span), u.Reason))
		}
		ourTypes(p, res, lines, func(e hir.ExprID, key string, ts []types.Type) {
			all := want[key]
			if all == nil {
				return
			}
			for _, ty := range ts {
				n++
				if s := canonical(show(p, ty)); !slices.Contains(all, s) {
					wrong = append(wrong, fmt.Sprintf("%s: %s (%T): ours %s, rustc %s", filepath.Base(file), key,
						res.Body.Exprs[e].Kind, s, strings.Join(all, " | ")))
				}
			}
		})
	}
	return n, wrong
}

// TestTypesAsRustc compares the programs of testdata/types.
func TestTypesAsRustc(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc on this machine")
	}
	files, _ := filepath.Glob("testdata/types/*.rs")
	if extra := os.Getenv("INFER_FILES"); extra != "" {
		files, _ = filepath.Glob(extra)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, _ := os.ReadFile(file)
			n, wrong := compare(t, file, rustcTypes(t, file, editionOf(string(text))))
			if n == 0 {
				t.Error("nothing compared")
			}
			for _, w := range wrong {
				t.Error(w)
			}
			t.Logf("%d types compared", n)
		})
	}
}
