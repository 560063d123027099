package macro

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// define reads `matcher => body; …`.
func define(t testing.TB, text string, e source.Edition) *Rules {
	t.Helper()
	ts, err := Tokenize("{" + text + "}")
	if err != nil {
		t.Fatal(err)
	}
	r, err := ParseRules(ts[0], e, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Name, r.Crate = "m", "here"
	return r
}

func expandText(t testing.TB, r *Rules, args string) (*Expansion, error) {
	t.Helper()
	ts, err := Tokenize("(" + args + ")")
	if err != nil {
		t.Fatal(err)
	}
	return New(Options{Edition: source.Edition2021}).Expand(r, Call{Args: ts[0], Site: Written{1}, Range: ts[0].Range, Expn: 7})
}

func TestRulesChooseAndTranscribe(t *testing.T) {
	for _, c := range []struct{ rules, args, want string }{
		{`($a:expr) => {$a * 2}`, `1 + 2`, `( 1 + 2 ) * 2`},
		{`($a:expr) => {$a * 2}`, `x`, `x * 2`},
		{`($($a:expr),* $(,)?) => {[$($a),*]}`, `1, a.b::<C>(2), |x| x + 1,`, `[ 1 , ( a . b :: < C > ( 2 ) ) , ( | x | x + 1 ) ]`},
		{`($t:ty) => {a(); let x: A<$t>}`, `Vec<Vec<u8>>`, `a ( ) ; let x : A < Vec < Vec < u8 >> >`},
		{`(Foo<$t:ty>) => {$t}`, `Foo<Vec<u8>>`, `Vec < u8 >`},
		{`($t:ty) => {$t::new()}`, `Vec<u8>`, `< Vec < u8 > > :: new ( )`},
		{`(+ $($t:tt)*) => {plus}; (+= $($t:tt)*) => {assign}`, `+= 1`, `assign`},
		{`($a:tt $b:tt) => {$b $a}`, `=> x`, `x =>`},
		{`($($k:ident => [$($v:expr),*]);*) => {$($k($($v),*);)*}`, `a => [1, 2]; b => []`, `a ( 1 , 2 ) ; b ( ) ;`},
		{`($p:pat) => {1}; ($p:pat_param | $q:pat_param) => {2}`, `A | B`, `1`},
		{`($p:pat_param) => {1}; ($p:pat_param | $q:pat_param) => {2}`, `A | B`, `2`},
		{`($v:vis struct $n:ident;) => {$v fn $n}`, `pub(crate) struct S;`, `pub ( crate ) fn S`},
		{`($v:vis struct $n:ident;) => {$v fn $n}`, `struct S;`, `fn S`},
		{`($l:lifetime $b:block) => {$l: loop $b}`, `'a { break 'a; }`, `'a : loop { break 'a ; }`},
		{`(-$l:literal) => {minus}; ($l:literal) => {$l}`, `-1`, `minus`},
		{`($l:literal) => {match $l.abs() { $l..=5 => 1 }}`, `-1`, `match ( - 1 ) . abs ( ) { - 1 ..= 5 => 1 }`},
		{`($i:item) => {$i}`, `fn f<T: A>(x: T) -> Vec<T> where T: B { x }`, `fn f < T : A > ( x : T ) -> Vec < T > where T : B { x }`},
		{`($(#[$m:meta])* $n:ident) => {$(#[$m])* $n}`, `#[a(b)] #[c = "d"] n`, `# [ a ( b ) ] # [ c = "d" ] n`},
		{`(if $c:expr => $d:expr) => {$d}`, `if a < b && c == (1) => match x { _ => 1 } + 2`, `( match x { _ => 1 } + 2 )`},
		{`($s:stmt) => {$s;}`, `let x: u8 = if a { 1 } else { 2 }`, `let x : u8 = if a { 1 } else { 2 } ;`},
		{`() => {$crate::f()}`, ``, `crate :: f ( )`},
		{`($($x:tt)*) => {macro_rules! n { ($$y:tt) => {$y} }}`, ``, ``},
		{`($e:expr) => {$e}`, `a..=b`, `( a ..= b )`},
		{`($e:expr) => {$e}`, `for<'a> |x: &'a u8| -> u8 { *x }`, `( for < 'a > | x : & 'a u8 | -> u8 { * x } )`},
		{`($e:expr) => {$e}`, `S { a: 1, ..Default::default() }.x.0.1 as u8 as i32`, `( S { a : 1 , .. Default :: default ( ) } . x . 0 . 1 as u8 as i32 )`},
	} {
		if c.want == "" {
			continue
		}
		exp, err := expandText(t, define(t, c.rules, source.Edition2021), c.args)
		if err != nil {
			t.Errorf("%s on %s: %v", c.rules, c.args, err)
		} else if exp.Text != c.want {
			t.Errorf("%s on %s:\n got %s\nwant %s", c.rules, c.args, exp.Text, c.want)
		}
	}
}

func TestNoRuleMatches(t *testing.T) {
	if _, err := expandText(t, define(t, `(a) => {}`, 2021), `b`); !errors.Is(err, ErrNoRule) {
		t.Error(err)
	}
}

func TestSpansAndMarksOfTokens(t *testing.T) {
	exp, err := expandText(t, define(t, `($a:ident) => {let $a = x; $crate::f($a)}`, 2021), `name`)
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) int32 { return int32(strings.Index(exp.Text, s)) }
	if s := exp.SpanAt(source.Range{Start: at("name"), End: at("name") + 4}); s != (source.Span{Item: 1, Start: 1, End: 5}) {
		t.Error("argument stands at", s)
	}
	if exp.MarkAt(at("name")) != 0 || exp.MarkAt(at("x")) == 0 || exp.MarkAt(at("let")) != exp.MarkAt(at("x")) {
		t.Error("marks are wrong")
	}
	if c, ok := exp.CrateAt(at("crate")); !ok || c != "here" {
		t.Error("$crate is", c, ok)
	}
	if s := exp.SpanAt(source.Range{Start: at("x"), End: at("x") + 1}); s.Expn != 7 || s.Item != 1 {
		t.Error("a body's token without a place should take the call's:", s)
	}
}

func TestFragmentStaysWholeInNestedCall(t *testing.T) {
	outer := define(t, `($e:expr) => {n!($e)}`, 2021)
	exp, err := expandText(t, outer, `1 + 2`)
	if err != nil {
		t.Fatal(err)
	}
	ts, _ := Tokenize(exp.Text)
	x := exp.x
	for rules, want := range map[string]string{
		`($a:tt + $b:tt) => {two}; ($a:tt) => {$a * 3}`: `( 1 + 2 ) * 3`,
		`(($($t:tt)*)) => {paren}; ($e:expr) => {$e}`:   `( 1 + 2 )`,
	} {
		in, err := x.Expand(define(t, rules, 2021), Call{Args: ts[2], Site: exp, Range: ts[2].Range, Depth: 1})
		if err != nil || in.Text != want {
			t.Errorf("%s: %v %v", rules, in, err)
		}
	}
}

// expandAll expands every call that Lookup or the definitions in the text know,
// on tokens, as hir does on the parsed text.
func expandAll(t testing.TB, x *Expander, ts []ast.TokenTree, defs map[string]*Rules, depth int) []ast.TokenTree {
	var out []ast.TokenTree
	for i := 0; i < len(ts); i++ {
		if ts[i].Text == "macro_rules" && i+3 < len(ts) {
			r, err := ParseRules(ts[i+3], source.Edition2021, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Name = ts[i+2].Text
			defs[r.Name] = r
			i += 3
			continue
		}
		if ts[i].Kind == ast.TokIdent && i+2 < len(ts) && isPunct(ts[i+1], "!") && ts[i+2].Kind == ast.TokDelim && depth < 40 {
			def := defs[ts[i].Text]
			if def == nil {
				def = Std(ts[i].Text)
			}
			if def != nil {
				for n := len(out); n > 2 && isPunct(out[n-1], ":") && isPunct(out[n-2], ":"); n = len(out) {
					out = out[:n-3] // the path's earlier segments
				}
				exp, err := x.Expand(def, Call{Args: ts[i+2], Site: nil, Range: ts[i].Range, Depth: depth})
				if err != nil {
					t.Fatalf("%s: %v", ts[i].Text, err)
				}
				inner, err := Tokenize(exp.Text)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, expandAll(t, x, inner, defs, depth+1)...)
				i += 2
				continue
			}
		}
		c := ts[i]
		c.Sub = expandAll(t, x, c.Sub, defs, depth)
		out = append(out, c)
	}
	return out
}

// TestStandardMacrosAgainstRustc compiles the program that our expansions make
// of testdata/std.rs: rustc must accept it, and it must print what the original prints.
func TestStandardMacrosAgainstRustc(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc")
	}
	src, err := os.ReadFile("testdata/std.rs")
	if err != nil {
		t.Fatal(err)
	}
	ts, err := Tokenize(string(src))
	if err != nil {
		t.Fatal(err)
	}
	out := expandAll(t, New(Options{Edition: 2021}), ts, map[string]*Rules{}, 0)
	exp, _ := New(Options{}).print(glue(out, nil))
	text := strings.NewReplacer("builtin # format_args_nl", "std::format_args_nl!", "builtin # format_args", "format_args!",
		"builtin # cfg", "cfg!").Replace(exp.Text)
	features := "#![feature(super_let,print_internals,format_args_nl,panic_internals,rt,liballoc_internals,core_intrinsics,fmt_internals,hint_must_use)]\n#![allow(internal_features,unused,warnings)]\n"
	for _, p := range []string{"crate :: io", "crate :: panicking", "crate :: option", "crate :: fmt :: format", "crate :: fmt",
		"crate :: boxed", "crate :: intrinsics", "crate :: rt", "crate :: vec", "crate :: pin", "crate :: task", "crate :: __export"} {
		root := "std"
		switch p {
		case "crate :: panicking":
			root = "core"
		case "crate :: boxed", "crate :: vec", "crate :: __export", "crate :: intrinsics":
			root = "alloc"
		}
		text = strings.ReplaceAll(text, p, root+strings.TrimPrefix(p, "crate"))
	}
	text = features + "extern crate alloc;\n" + text
	if a, b := runRust(t, string(src)), runRust(t, text); a != b {
		t.Errorf("original prints\n%s\nexpanded prints\n%s\ntext\n%s", a, b, text)
	}
}

func runRust(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	file, bin := filepath.Join(dir, "a.rs"), filepath.Join(dir, "a")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("rustc", "--edition=2021", "-Awarnings", "-o", bin, file)
	c.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%.3000s", out)
	}
	out, err := exec.Command(bin).Output()
	if err != nil {
		t.Error(err)
	}
	return string(out)
}

func TestFormatStrings(t *testing.T) {
	f, err := ParseFormat(`"a\n{x}{:>w$.*?}{{{0}"`, true, []string{"", "", "w"})
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Captures) != 1 || f.Captures[0] != (FormatCapture{"x", source.Range{Start: 5, End: 6}}) {
		t.Error(f.Captures)
	}
	if p := f.Pieces[2]; p.Arg != 1 || p.Width.Value != 2 || p.Precision.Value != 0 || !p.Precision.IsArg || p.Trait != "?" {
		t.Errorf("%+v", p)
	}
	if f.Pieces[3].Lit != "{" || f.Pieces[5].Lit != "\n" {
		t.Errorf("%+v", f.Pieces)
	}
	for _, bad := range []string{`"{"`, `"}"`, `"{}"`, `"{:y}"`, `1`, `"`} {
		if _, err := ParseFormat(bad, false, nil); err == nil {
			t.Error(bad, "was accepted")
		}
	}
}

func TestBuiltins(t *testing.T) {
	for _, c := range []struct{ name, args, want string }{
		{"concat", `"a", 1_0u8, 'c', true, -2, concat!("x", "y")`, `"a10ctrue-2xy"`},
		{"stringify", `a + b(c)`, `"a + b(c)"`},
		{"println", `concat!("a", "{}"), 1`, `{ crate :: io :: _print ( crate :: format_args_nl ! ( concat ! ( "a" , "{}" ) , 1 ) ) ; }`},
		{"format_args", `concat!("a", "{}"), 1`, `builtin # format_args ( "a{}" , 1 )`},
		{"panic", ``, `crate :: panicking :: panic ( "explicit panic" )`},
		{"vec", `1; 2`, `crate :: vec :: from_elem ( 1 , 2 )`},
	} {
		exp, err := expandText(t, Std(c.name), c.args)
		if err != nil || exp.Text != c.want {
			t.Errorf("%s!(%s): %v\n%v", c.name, c.args, err, exp)
		}
	}
	var ce *CompileError
	if _, err := expandText(t, Std("compile_error"), `"no"`); !errors.As(err, &ce) || ce.Msg != "no" {
		t.Error(err)
	}
}

func TestMacrosDoNotGrowWithoutEnd(t *testing.T) {
	r := define(t, `($($a:ident)*) => {$($a $a)*}`, 2021)
	if _, err := expandText(t, r, strings.Repeat("a ", 300_000)); !errors.Is(err, ErrTooBig) {
		t.Error(err)
	}
}

func FuzzExpand(f *testing.F) {
	f.Add(`($($a:expr),*) => {[$($a),*]}`, `1, 2`)
	f.Add(`($t:ty; $p:pat) => {$t $p}`, `Vec<Vec<u8>>; A | B`)
	f.Add(`($($($a:tt)*);*) => {$($($a)*)*}`, `a b; c`)
	f.Fuzz(func(t *testing.T, rules, args string) {
		ts, _ := Tokenize("{" + rules + "}")
		as, _ := Tokenize("(" + args + ")")
		if len(ts) == 0 || len(as) == 0 {
			return
		}
		x := New(Options{Edition: 2021})
		for _, name := range []string{"println", "vec", "concat", "assert_eq", "thread_local", "stringify"} {
			if e, err := x.Expand(Std(name), Call{Args: as[0], Site: Written{1}}); err == nil {
				e.SpanAt(source.Range{End: int32(len(e.Text))})
			}
		}
		_, _ = ParseFormat(args, false, nil)
		r, err := ParseRules(ts[0], 2021, nil)
		if err != nil {
			return
		}
		e, err := x.Expand(r, Call{Args: as[0], Site: Written{1}})
		if err != nil {
			return
		}
		again, _ := Tokenize(e.Text)
		_, _ = x.Expand(r, Call{Args: ast.TokenTree{Sub: again}, Site: e, Depth: 1})
	})
}

func BenchmarkVec(b *testing.B) {
	ts, _ := Tokenize("[" + strings.Repeat("x.f(1) + 2, ", 100) + "]")
	r := Std("vec")
	for b.Loop() {
		if _, err := New(Options{}).Expand(r, Call{Args: ts[0], Site: Written{1}}); err != nil {
			b.Fatal(err)
		}
	}
}
