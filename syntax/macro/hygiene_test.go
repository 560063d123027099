package macro

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// renamed gives locals and labels that carry a mark names of their own, so that
// rustc, reading the expansion as plain text, resolves as the marks say.
func renamed(ts []ast.TokenTree) []ast.TokenTree {
	out := append([]ast.TokenTree(nil), ts...)
	for i, t := range out {
		if t.Mark != 0 && (t.Text == "x" || t.Text == "'a") {
			out[i].Text = fmt.Sprintf("%s_m%d", t.Text, t.Mark)
		}
		out[i].Sub = renamed(t.Sub)
	}
	return out
}

// TestMarksResolveAsRustcDoes runs each call as written and as expanded by marks.
func TestMarksResolveAsRustcDoes(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc")
	}
	var written, expanded strings.Builder
	for i, c := range []struct{ rules, args string }{
		{`($e:expr) => {{ let x = 1; $e * 100 + x }}`, `x`},
		{`($n:ident, $e:expr) => {{ let $n = 2; let x = 5; $e + $n + x * 0 }}`, `x, x`},
		{`($e:expr) => {{ let mut n = 0; 'a: loop { n += 1; if n > 3 { break 'a; } $e } n }}`, `if x == 10 { break 'a 77 }`},
		{`($p:pat, $e:expr) => {{ match 8 { $p => { let x = 3; $e - x } } }}`, `x, x`},
		{`($($s:stmt;)*) => {{ $($s;)* let x = 4; x }}`, `let x = 1; let y = x;`},
	} {
		r := define(t, c.rules, source.Edition2021)
		exp, err := expandText(t, r, c.args)
		if err != nil {
			t.Fatal(err)
		}
		by, err := exp.x.print(renamed(exp.Tokens))
		if err != nil {
			t.Fatal(err)
		}
		show := func(e string) string { return `let v: i32 = 'a: loop { break ` + e + "; }; println!(\"{v}\");\n" }
		fmt.Fprintf(&written, "macro_rules! m%d { %s }\n%s", i, c.rules, show(fmt.Sprintf("m%d!(%s)", i, c.args)))
		expanded.WriteString(show(by.Text))
	}
	wrap := func(s string) string { return "fn main() { let x = 10;\n" + s + "}" }
	if a, b := runRust(t, wrap(written.String())), runRust(t, wrap(expanded.String())); a != b {
		t.Errorf("as written:\n%s\nby marks:\n%s\n%s", a, b, expanded.String())
	}
}

func TestMarkOfAMacroInsideAnExpansionHasAParent(t *testing.T) {
	exp, err := expandText(t, define(t, `() => {x y}`, 2021), ``)
	if err != nil {
		t.Fatal(err)
	}
	outer := exp.MarkAt(0)
	body, _ := Tokenize(`{() => {` + exp.Text + `}}`)
	inner, err := ParseRules(body[0], 2021, shifted{exp, int32(len(`{() => {`))})
	if err != nil {
		t.Fatal(err)
	}
	in, err := exp.x.Expand(inner, Call{Site: exp, Depth: 1})
	if err != nil {
		t.Fatal(err)
	}
	if info := exp.x.MarkInfo(in.MarkAt(0)); info.Parent != outer || info.Rules != inner {
		t.Errorf("%+v, want the parent %d", info, outer)
	}
}

type shifted struct {
	Site
	by int32
}

func (s shifted) MarkAt(off int32) ast.Mark { return s.Site.MarkAt(max(off-s.by, 0)) }
