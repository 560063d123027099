package hir_test

import (
	"testing"

	"drop-lsp/semantics/hir"
)

// TestMacrosAreExpanded lowers programs that rustc accepts: nothing in them may be unknown or
// in error; and programs with a name error behind a macro, which must be tainted.
func TestMacrosAreExpanded(t *testing.T) {
	for _, text := range []string{
		`fn f(x: i32, s: String) { println!(); println!("hi {x} {} {:?} {:>5$} {:.*}", s, x, 7, 3, 1.0, 5); eprintln!("{}", 5); let _ = format!("{s}"); }`,
		`use std::fmt::Write; fn f(w: &mut String) { write!(w, "a{}", 1).unwrap(); writeln!(w).unwrap(); panic!("a {}", w); }`,
		`fn f(v: Vec<i32>) { assert!(v.len() > 1, "no {}", v[0]); assert_eq!(v[0], 1); dbg!(&v); let z = vec![1, 2]; let y = vec![0; 3]; drop((z, y)); todo!("{}", 1) }`,
		`fn f() { let p = std::pin::pin!(1); let m = matches!(1, 1 | 2 if true); let k = std::ptr::addr_of!(m); debug_assert!(m, "{:?} {k:?}", p); unreachable!() }`,
		`macro_rules! m { ($e:expr) => { n!($e + 1) } } macro_rules! n { ($($t:tt)*) => { { let x = 1; ($($t)*) * x } } } fn f(x: i32) -> i32 { m!(x) }`,
		`#[macro_use] mod a { macro_rules! k { () => { 1 } } } fn h() -> i32 { k!() } macro_rules! n { () => {} } fn f() { n!() }`,
		`macro_rules! item { ($n:ident) => { struct $n(u8); impl Drop for $n { fn drop(&mut self) { println!("{}", self.0) } } } } item!(A); fn f() { let _a = A(1); item!(B); let _b = B(2); }`,
		`mod a { #[macro_export] macro_rules! late { ($t:ty) => { pub type T = $t; } } } use self::b::late; mod b { pub use crate::late; } late!(u8); fn f() -> T { 1 }`,
		`fn f() -> i32 { let a = 1; macro_rules! get { () => { a } } let a = "s"; let _ = a; get!() }`,
		`macro_rules! lp { ($b:block) => { 'a: loop { if true { break 'a; } $b } } } fn f() { 'a: loop { lp!({ break 'a }); } }`,
		`macro_rules! stmts { ($n:ident) => { let $n = 1; let hidden = $n; drop(hidden); } } fn f() -> i32 { stmts!(v); v }`,
		`macro_rules! p { ($a:ident) => { Some($a) } } macro_rules! ty { ($t:ty) => { Option<$t> } } fn f(o: ty![i32]) -> i32 { match o { p!(x) => x, _ => 0 } }`,
		`thread_local! { static A: std::cell::Cell<u8> = const { std::cell::Cell::new(1) }; pub static B: String = String::new(); } fn f() { A.with(|a| a.set(2)); B.with(|b| drop(b.clone())) }`,
		`struct S; macro_rules! made { ($n:ident) => { fn $n(&self) {} } } impl S { made!(a); } fn f(s: S) { s.a() }`,
		`macro_rules! count { () => { 0 }; ($h:tt $($t:tt)*) => { 1 + count!($($t)*) } } const N: usize = count!(a b c d); fn f() -> [u8; N] { [0; N] }`,
		`fn f() { let s = concat!("a", 1, stringify!(b c)); let _ = (line!(), file!(), column!(), module_path!(), cfg!(unix), s, option_env!("X"), env!("PATH")); }`,
	} {
		c, bodies := lowerText(text)
		for _, u := range c.Unknown {
			t.Errorf("%s\nunknown: %s", text, u.Reason)
		}
		for _, d := range c.Defs.All() {
			if d.Bad && d.Kind != hir.KindUse {
				t.Errorf("%s\n%s is bad", text, c.PathString(d.ID))
			}
		}
		for _, b := range bodies {
			if b.Tainted || len(b.Unknown) > 0 {
				t.Errorf("%s\n%s: tainted %v, unknown %v", text, c.PathString(b.Owner), b.Tainted, b.Unknown)
			}
		}
	}
	for _, text := range []string{
		`macro_rules! m { () => { let hidden = 1; } } fn f() -> i32 { m!(); hidden }`,
		`macro_rules! m { () => { x } } fn f() -> i32 { let x = 1; m!() }`,
		`fn f() { println!("{}", nothing) }`,
		`fn f() { println!("{nothing}") }`,
		`fn f() { println!("{} {}", 1) }`,
		`macro_rules! m { () => { self.0 } } struct S(u8); impl S { fn f(&self) -> u8 { m!() } }`,
		`macro_rules! m { () => { break 'a } } fn f() { 'a: loop { m!() } }`,
	} {
		_, bodies := lowerText(text)
		if !bodies[0].Tainted {
			t.Errorf("%s\nis not tainted", text)
		}
	}
}

// Spans of what the user wrote are places in the text; others name the call through their expansion.
func TestSpansInExpansions(t *testing.T) {
	text := `macro_rules! m { ($e:expr) => { ($e, 7) } } fn f(abc: u8) { let _t = m!(abc); }`
	c, bodies := lowerText(text)
	b := bodies[0]
	seen := 0
	for i := range b.Exprs {
		e := &b.Exprs[i]
		place, _ := c.Place(e.Span.Item)
		at := func(start, end int32) string { return text[place.Start+start : place.Start+end] }
		switch e.Kind.(type) {
		case hir.ExprPath:
			seen++
			if at(e.Span.Start, e.Span.End) != "abc" || e.Span.Expn != 0 {
				t.Errorf("the argument stands at %+v", e.Span)
			}
		case hir.ExprLit:
			seen++
			x := b.Expansions[e.Span.Expn]
			call, _ := c.Place(x.CallSite.Item)
			if at(e.Span.Start, e.Span.End) != "7" || text[call.Start+x.CallSite.Start:call.Start+x.CallSite.End] != "m!(abc)" || x.Name != "m" {
				t.Errorf("the body's token stands at %+v of %+v", e.Span, x)
			}
		}
	}
	if seen != 2 {
		t.Errorf("%d expressions", seen)
	}
}
