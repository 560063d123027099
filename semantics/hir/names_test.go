package hir_test

import (
	"testing"

	"drop-lsp/semantics/hir"
)

// TestNameErrorsTaint holds one name error each, as rustc has it; the body `f` must be tainted.
func TestNameErrorsTaint(t *testing.T) {
	for code, text := range map[string]string{
		"E0408":  `enum E { A(u8), B } fn f(e: E) { match e { E::A(x) | E::B => {} } }`,
		"E0409":  `fn f(e: (u8, u8)) { let ((ref x, _) | (_, x)) = e; }`,
		"E0415":  `fn f(a: u8, a: u8) {}`,
		"E0415c": `fn f() { let _ = |a: u8, a: u8| {}; }`,
		"E0416":  `fn f(e: (u8, u8)) { let (a, a) = e; }`,
		"E0416o": `fn f(e: (u8, Option<u8>)) { let (a, Some(a) | None) = e else { return }; }`,
		"E0425":  `fn f() { nothing; }`,
		"E0426":  `fn f() { loop { break 'a; } }`,
		"E0268":  `fn f() { break; }`,
		"E0267":  `fn f() { loop { let _ = || break; } }`,
		"E0433":  `fn f() { nowhere::x(); }`,
		"E0412":  `fn f() { let x: Nothing = 1; }`,
		"E0423":  `struct S { x: u8 } fn f() { S; }`,
		"E0424":  `fn f() { self.x; }`,
		"E0532":  `fn g() {} fn f(x: u8) { match x { g() => {} _ => {} } }`,
		"E0574":  `mod m {} fn f() { m { x: 1 }; }`,
		"E0603":  `mod m { fn g() {} } fn f() { m::g(); }`,
		"E0261":  `fn f() { let x: &'a u8 = &1; }`,
		"E0401":  `fn f<T>(t: T) { fn g() { let x: T; } }`,
		"E0434":  `fn f() { let x = 1; fn g() { x; } }`,
		"E0531":  `fn f(x: u8) { match x { Nope(_) => {} _ => {} } }`,
	} {
		c, bodies := lowerText(text)
		ok := false
		for _, b := range bodies {
			n := c.PathString(b.Owner)
			ok = ok || (n == "f" || n == "f::g") && b.Tainted
		}
		if !ok {
			t.Errorf("%s: %s is not tainted", code, text)
		}
	}
}

// TestNamesResolve holds correct programs: nothing may be in error or unknown.
func TestNamesResolve(t *testing.T) {
	for _, text := range []string{
		`use std::f64; fn f() -> f64 { f64::consts::PI + f64::MAX + std::u8::MAX as f64 + u8::MAX as f64 }`,
		`enum E { A(u8), B { x: u8 }, C } use E::*; fn f(e: E) -> u8 { match e { A(x) | B { x } => x, C => 0 } }`,
		`struct T(u8); struct U; impl T { fn new() -> Self { Self(1) } } impl U { const X: U = Self; fn m(s: Self) { let Self = s; } } fn f() { let T(x) = T::new(); drop((x, U::X)); U::m(U) }`,
		`const LIMIT: u8 = 3; fn f(x: u8) -> u8 { match x { LIMIT => 1, limit => limit } }`,
		`mod a { pub mod b { pub(crate) fn g() {} pub(super) fn h() { super::k(); self::g(); crate::f() } } fn k() {} pub fn all() { b::h() } } fn f() { a::b::g(); a::all() }`,
		`fn f(v: Vec<u8>) { use std::collections::HashMap as Map; let mut m: Map<u8, _> = Map::new(); m.insert(1, v); { use std::fmt::Write as _; let mut s = String::new(); let _ = s.write_str("a"); } }`,
		`trait Tr { type A; const N: usize; fn m() -> Self::A; } fn f<T: Tr>(_: T) -> <T as Tr>::A { let _ = T::N + <T as Tr>::N; T::m() }`,
		`fn f<const N: usize>(x: [u8; N]) -> [u8; N] { let y = [0; N]; let _: [u8; { 1 + 2 }] = [1; 3]; if N > 1 { x } else { y } }`,
		`fn f(#[cfg(any())] gone: Nothing, x: u8) -> u8 { #[cfg(any())] let x = nothing; let v = [1, #[cfg(any())] nothing, x]; match x { #[cfg(any())] nothing() => {} _ => {} } v[0] }`,
		`fn f() { let x = 1; { let x = x; fn x_() {} x_(); drop(x) } let f = 2; let _ = f + x; }`,
		`extern crate std as mystd; fn f() { ::std::mem::drop(1); mystd::mem::drop(1); core::mem::drop(2); }`,
		`pub use self::inner::Thing as Renamed; mod inner { #[derive(Clone, Default)] pub struct Thing; } fn f() -> Renamed { Renamed::default().clone() }`,
		`fn f(o: Option<(u8, String)>) -> u8 { if let Some((a @ 1..=5, ref b)) | Some((a, ref b)) = o { a + b.len() as u8 } else { 0 } }`,
		`static mut G: u8 = 1; fn f() -> u8 { unsafe { G } } union U { a: u8, b: i8 } fn g(u: U) -> u8 { unsafe { match u { U { a } => a } } }`,
		`macro_rules! m { ($x:ident) => { mod $x { pub fn g() -> u8 { 1 } } } } m!(zed); fn f() -> u8 { zed::g() }`,
		`type Alias = std::io::Result<()>; fn f() -> Alias { Ok(()) } enum Opt { None, Some(u8) } fn g(o: Opt) -> Option<u8> { match o { Opt::None => None, Opt::Some(x) => Some(x) } }`,
	} {
		c, bodies := lowerText(text)
		for _, u := range c.Unknown {
			t.Errorf("%s\nunknown: %s", text, u.Reason)
		}
		for _, d := range c.Defs.All() {
			if d.Bad {
				t.Errorf("%s\n%s is bad", text, c.PathString(d.ID))
			}
		}
		for _, b := range bodies {
			if b.Tainted || len(b.Unknown) > 0 {
				t.Errorf("%s\n%s: tainted %v, unknown %v", text, c.PathString(b.Owner), b.Tainted, b.Unknown)
			}
		}
	}
}

func TestDerivesBoundParametersAndProjections(t *testing.T) {
	c, _ := lowerText(`trait Tr { type A; } #[derive(Clone, Copy)] struct S<'a, T: Tr, const N: usize>(&'a Vec<T::A>, [T; N], Option<(T::A, u8)>);`)
	n := 0
	for _, id := range c.Impls {
		d := c.Def(id)
		if d.Impl.Derived == "" {
			continue
		}
		n++
		ps := d.Generics.Params
		if len(ps) != 3 || len(ps[1].Bounds) != 2 || len(d.Generics.Where) != 2 {
			t.Errorf("%s: %+v where %+v", d.Impl.Derived, ps, d.Generics.Where)
		}
		if tr := d.Impl.Trait; tr == nil || tr.Res.DefKind != hir.KindTrait {
			t.Errorf("%s: no trait", d.Impl.Derived)
		}
	}
	if n != 2 {
		t.Errorf("%d derived impls", n)
	}
}
