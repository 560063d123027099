package parser

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/syntax/ast"
)

const sample = `#![allow(dead_code)]
use std::{fmt::{self, Debug as D}, io::*};
/// doc
pub struct S<'a, T: Clone = u8>(pub &'a T, #[x] [u8; 4]) where T: 'a;
enum E { A, B(i32) = 3, C { x: u8 } }
impl<'a, T: Clone> Drop for S<'a, T> {
    fn drop(&mut self) { let x = &raw const self.1; println!("{:?}", x); }
    const N: usize = { 3 };
}
unsafe extern "C" { safe fn f(x: i32); static mut G: u8; }
const fn g<const N: usize>() -> impl Fn(u8) -> u8 + 'static { async move |x| x; |x: u8| x + 1 }
fn h(mut a: u8, b: &dyn D) -> u8 {
    let (x, ref y @ Some(_)) = z else { return };
    'l: while let Some(q) = it.next() && q > 2 { break 'l; }
    match a { 0..=3 | 9 if a == 1 => {} S { x, .. } => (), _ => a.b::<u8>(1).0 = 3 }
    r#"a"b"#; c"x"; b'\''; 'a';
    if a { 1 } else { 2 }
}
mod m { #![inner] mod n; fn in_m() {} }
macro_rules! mm { ($x:expr) => { $x }; }
mm!{ a b }
`

// walk checks each unit against the file and hands it on.
func walk(t *testing.T, text string, us []*ast.Unit, see func(*ast.Unit)) {
	last := int32(0)
	for _, u := range us {
		if u.Start < last || text[u.Start:int(u.Start)+len(u.Text)] != u.Text || u.Item == nil || u.Item.End > int32(len(u.Text)) {
			t.Fatalf("unit at %d is not in the file, or not in order", u.Start)
		}
		for _, e := range u.Errors {
			if e.Start < 0 || e.End < e.Start || int(e.End) > len(u.Text) {
				t.Fatalf("error %v outside of its unit of %d bytes", e, len(u.Text))
			}
		}
		last = u.Start + int32(len(u.Text))
		see(u)
		walk(t, text, u.Children, see)
	}
}

func TestItemsOfEveryKindParse(t *testing.T) {
	f := ParseFile(sample)
	n := 0
	walk(t, sample, f.Units, func(u *ast.Unit) {
		n++
		if len(u.Errors) > 0 || u.Item.Bad {
			t.Errorf("%q: %v", u.Text, u.Errors)
		}
	})
	if n != 14 || len(f.Attrs) != 1 || len(f.Errors) != 0 {
		t.Errorf("%d units, %d attributes, errors %v", n, len(f.Attrs), f.Errors)
	}
	if g := ParseFile(sample); g.Units[3].Item != f.Units[3].Item {
		t.Error("equal texts do not share their item")
	}
}

func TestFragmentsParse(t *testing.T) {
	if e, errs := ParseExprText("a + b // c"); len(errs) > 0 || e.(*ast.BinaryExpr).End != 5 {
		t.Errorf("expression: %v %v", e, errs)
	}
	if b, errs := ParseStmtsText("let x = &raw mut y; m!(&raw const z); x"); len(errs) > 0 || len(b.Stmts) != 2 || b.Tail == nil {
		t.Errorf("statements: %v %v", b, errs)
	}
	if p, errs := ParsePatText("Some(ref mut x) | None"); len(errs) > 0 || len(p.(*ast.OrPat).Pats) != 2 {
		t.Errorf("pattern: %v %v", p, errs)
	}
	if ty, errs := ParseTypeText("dyn A + 'static"); len(errs) > 0 || len(ty.(*ast.DynType).Bounds) != 2 {
		t.Errorf("type: %v %v", ty, errs)
	}
	if is, errs := ParseItemsText("impl A { fn f() {} } struct B;"); len(errs) > 0 || len(is) != 2 {
		t.Errorf("items: %v %v", is, errs)
	}
	for _, bad := range []string{"", "a)", "1; 2", ")}fn g(){("} {
		if _, errs := ParseExprText(bad); len(errs) == 0 {
			t.Errorf("expression %q: no error", bad)
		}
	}
}

func TestHalfTypedItemLeavesTheOthers(t *testing.T) {
	text := "fn a() {}\nfn b() { if x {\nfn c() {}\nstruct D;\n"
	f := ParseFile(text)
	if n := len(f.Units); n < 4 || f.Units[n-1].Item.Name.Text != "D" || len(f.Units[1].Errors) == 0 || len(f.Units[2].Errors) != 0 {
		t.Errorf("%d units", n)
	}
}

func TestDeepNestingIsAnError(t *testing.T) {
	for _, s := range []string{"fn f() {" + strings.Repeat("(", 10000), strings.Repeat("mod m {", 10000), "fn f(){" + strings.Repeat("{", 10000) + strings.Repeat("}", 10001)} {
		f := ParseFile(s)
		if len(f.Units) == 0 {
			t.Error("no units")
		}
		ParseExprText(s)
	}
}

// TestLibrarySources prints how many files of the library and compiler hold errors, unstable syntax included.
func TestLibrarySources(t *testing.T) {
	root := os.Getenv("RUST_SOURCES")
	if root == "" {
		t.Skip("RUST_SOURCES is not set")
	}
	for _, dir := range []string{"library", "compiler"} {
		files, bad := 0, 0
		filepath.WalkDir(filepath.Join(root, dir), func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(p) != ".rs" {
				return nil
			}
			text, _ := os.ReadFile(p)
			f := ParseFile(string(text))
			errs := len(f.Errors)
			walk(t, string(text), f.Units, func(u *ast.Unit) {
				errs += len(u.Errors)
				for _, e := range u.Errors {
					if testing.Verbose() {
						t.Logf("%s: %s: %.60q", p, e.Msg, u.Text[e.Start:])
					}
				}
			})
			if files++; errs > 0 {
				bad++
			}
			return nil
		})
		t.Logf("%s: %d of %d files with errors", dir, bad, files)
		println(dir, bad, files)
	}
}

// FuzzParseFile empties the cache before each run: with it the same text covers other code the
// second time, so that the fuzzer spends its time on minimising what it takes for news
// (-fuzzminimizetime=10x bounds what is left of that).
func FuzzParseFile(f *testing.F) {
	f.Add(sample)
	f.Fuzz(func(t *testing.T, text string) {
		cache.Lock()
		cache.young, cache.old, cache.bytes = nil, nil, 0
		cache.Unlock()
		walk(t, text, ParseFile(text).Units, func(*ast.Unit) {})
		ParseExprText(text)
		ParseStmtsText(text)
		ParsePatText(text)
		ParseTypeText(text)
	})
}

func BenchmarkOneFunctionEdited(b *testing.B) {
	unit := "fn f() {\n    let x = vec![1];\n    drop(x);\n}\n"
	text := strings.Repeat(unit, 2500)
	ParseFile(text)
	for b.Loop() {
		text = strings.Replace(text, "drop(x", "drop(x.y", 1)
		ParseFile(text)
	}
}

func TestAWhereClauseThatEndsInACommaDoesNotHideTheBody(t *testing.T) {
	f := ParseFile("impl<T> S<T, { 1 + 1 }>\nwhere\n    T: Fn() -> u8,\n{\n    fn f<F>(f: F) -> u8\n    where\n        F: Fn() -> u8,\n    {\n        f()\n    }\n\n    fn g() {}\n}\nstruct N;\nfn h() {}\n")
	if errorCount(f) != 0 || len(f.Units) != 3 || len(f.Units[0].Children) != 2 {
		t.Errorf("%d errors, %d units", errorCount(f), len(f.Units))
	}
}

func TestWhatOnlyTheLibraryWritesParses(t *testing.T) {
	b, errs := ParseStmtsText(`super let mut p = x; builtin # format_args ( "{}" , a , b = c + 1 ) ; builtin # offset_of ( A<B> , c . d )`)
	if len(errs) > 0 || len(b.Stmts) != 2 || !b.Stmts[0].(*ast.LetStmt).Super || b.Stmts[0].Rng().Start != 0 {
		t.Fatalf("%v %+v", errs, b)
	}
	f := b.Stmts[1].(*ast.ExprStmt).Expr.(*ast.BuiltinExpr)
	if f.Name != "format_args" || len(f.Args) != 3 || f.Names[2] != "b" || f.Names[1] != "" {
		t.Errorf("%+v", f)
	}
	if o := b.Tail.(*ast.BuiltinExpr); o.Name != "offset_of" || len(o.Tokens) == 0 {
		t.Errorf("%+v", o)
	}
}

// A fn whose end is not typed yet is a fn with a broken body, and leaves the items around it alone.
func TestAFnThatIsLeftOpenIsAFn(t *testing.T) {
	for _, open := range []string{"/*", "\"", "(", "{", "[", "r#\"", "g(a, [", "if x {", "'"} {
		f := ParseFile("fn a() {}\nfn b(x: u8) -> u8 {\n    let y = x;\n    " + open + "let z = y;\n    z\n}\n\nfn c() {}\n")
		var fns []string
		for _, u := range f.Units {
			fn, ok := u.Item.Kind.(*ast.FnItem)
			if !ok || u.Item.Bad {
				t.Errorf("%s: %q is no fn", open, u.Text)
				continue
			}
			fns = append(fns, u.Item.Name.Text)
			if broken := u.Item.Name.Text == "b"; fn.Body.Bad != broken || broken && len(fn.Sig.Params) != 1 {
				t.Errorf("%s: %s is not as written", open, u.Item.Name.Text)
			}
		}
		if len(fns) != 3 {
			t.Errorf("%s: %v", open, fns)
		}
	}
}
