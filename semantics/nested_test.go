package semantics_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// This file: what is nested deeply, grows or goes in circles ends soon and kills nothing: a
// stack that overflows cannot be caught and takes the server with it.

// manners is how long one program may take, on a machine that does much else.
const manners = 60 * time.Second

// nest writes open n times, then core, then shut n times.
func nest(n int, open, core, shut string) string {
	return strings.Repeat(open, n) + core + strings.Repeat(shut, n)
}

// nested are programs by name, each nested n times.
func nested(n int) map[string]string {
	return map[string]string{
		"types":       "struct S(" + nest(n, "Option<Box<", "u8", ">>") + ");\nfn f(s: S) -> S { let t = s; t }",
		"references":  "fn f<'a>(x: " + nest(n, "&'a ", "String", "") + ") -> " + nest(n, "&'a ", "String", "") + " { x }",
		"tuples":      "fn f(x: " + nest(n, "(", "String", ",)") + ") { let y = x; drop(y); }",
		"fn pointers": "fn f(x: " + nest(n, "fn(", "u8", ")") + ") { let y = x; drop(y); }",
		"parens":      "fn f() -> u8 { " + nest(n, "(", "1", ")") + " }",
		"blocks":      "fn f() -> String { " + nest(n, "{ let s = String::new(); ", "String::new()", " }") + " }",
		"ifs":         "fn f(b: bool) -> u8 { " + nest(n, "if b { 1 } else { ", "2", " }") + " }",
		"matches":     "fn f(o: Option<u8>) -> u8 { " + nest(n, "match o { Some(x) => x, None => ", "2", " }") + " }",
		"patterns":    "fn f(x: " + nest(n, "Option<", "String", ">") + ") { if let " + nest(n, "Some(", "s", ")") + " = x { drop(s); } }",
		"loops":       "fn f() { " + nest(n, "loop { let s = String::new(); ", "", " break; }") + " }",
		"closures":    "fn f(s: String) { let c = " + nest(n, "|| ", "drop(&s)", "") + "; }",
		"sums":        "fn f() -> u32 { " + strings.Repeat("1 + ", n) + "1 }",
		"negations":   "fn f() -> bool { " + strings.Repeat("!", n) + "true }",
		"methods":     "fn f(o: Option<String>) -> Option<String> { o" + strings.Repeat(".map(|s| s + \"\")", n) + " }",
		"calls":       "fn g<T>(t: T) -> Option<T> { Some(t) }\nfn f() { let x = " + nest(n, "g(", "String::new()", ")") + "; drop(x); }",
		"questions":   "fn f(o: Option<u8>) -> Option<u8> { o" + strings.Repeat("?", n) + "; None }",
		"modules":     nest(n, "mod m { ", "fn f() {}", " }"),
		"async":       "fn f() { let x = " + nest(n, "async { ", "String::new()", " }") + "; drop(x); }",
		"fields":      "struct S { s: Box<S>, t: String }\nfn f(x: S) { drop(x" + strings.Repeat(".s", n) + ".t); }",
		"wide tuple":  "fn f() { let x = (" + strings.Repeat("String::new(), ", n) + "); drop(x); }",
		"wide enum":   "enum E { " + wide(n) + " }\nfn f(e: E) { match e { E::V0(s) => drop(s), _ => {} } }",
		"tokens":      "macro_rules! m { ($($t:tt)*) => { $($t)* } }\nfn f() -> u8 { m!(" + nest(n, "(", "1", ")") + ") }",
	}
}

func wide(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "V%d(String), ", i)
	}
	return b.String()
}

// growing are programs whose types grow, need themselves or name themselves.
var growing = map[string]string{
	"generic fn calls itself with more": "fn f<T>(n: u32, t: T) { if n > 0 { f(n - 1, Some(t)); } }\nfn main() { f(3, String::new()); }",
	"field that grows":                  "struct G<T>(T, Option<Box<G<Vec<T>>>>);\nfn f(g: G<String>) { let h = g; drop(h); }",
	"fields that double":                "struct G<T>(Option<Box<G<(T, T)>>>);\nfn f(g: G<String>) { drop(g); }",
	"impl that grows":                   "trait T {}\nimpl<X> T for Option<X> where Option<Option<X>>: T {}\nfn g<X: T>() {}\nfn f() { g::<Option<u8>>(); }",
	"impls that double":                 "trait T {}\nimpl<X> T for Option<X> where Option<(X, X)>: T, Option<[X; 2]>: T {}\nfn g<X: T>() {}\nfn f() { g::<Option<u8>>(); }",
	"associated type that grows":        "trait T { type A; }\nimpl<X> T for X { type A = <Option<X> as T>::A; }\nfn f(x: <u8 as T>::A) { drop(x); }",
	"associated types that double":      "trait T { type A; }\nimpl<X> T for Vec<X> { type A = (<Vec<(X, X)> as T>::A, <Vec<[X; 2]> as T>::A); }\nfn f(x: <Vec<u8> as T>::A) { drop(x); }",
	"associated type of itself":         "trait T { type A: T; }\nfn f<X: T<A = X>>(x: X::A) where <X::A as T>::A: T<A = X> { drop(x); }",
	"supertrait of itself":              "trait T<X>: T<Vec<X>> {}\nfn f<X: T<u8>>(x: X) { drop(x); }",
	"deref of itself":                   "use std::ops::Deref;\nstruct S<T>(T);\nimpl<T> Deref for S<T> { type Target = S<S<T>>; fn deref(&self) -> &S<S<T>> { loop {} } }\nfn f(s: S<u8>) { s.missing(); let t = &s; drop(t.0); }",
	"opaque type of itself":             "fn f(n: u32) -> impl Sized { if n == 0 { return None; } Some(f(n - 1)) }\nfn main() { drop(f(3)); }",
	"opaque types of each other":        "fn f() -> impl Sized { (g(), 1) }\nfn g() -> impl Sized { (f(), 1) }\nfn main() { drop(f()); }",
	"opaque type compared":              "fn f() -> impl PartialEq { 1 }\nfn main() { let x = f(); drop(x); drop(x); }",
	"async fn of itself":                "async fn f(s: String) { f(s).await; }\nfn main() { drop(f(String::new())); }",
	"variable of itself":                "fn f() { let mut v = Vec::new(); v.push(v); let x; x = Some(x); }",
	"closure of itself":                 "fn f() { let g; g = |x| g(g); drop(g); }",
	"constants of each other":           "const A: usize = B + 1; const B: usize = A + 1;\nfn f(x: [String; A]) { drop(x); }",
	"alias of itself":                   "type A = Option<B>; type B = Option<A>;\nfn f(x: A) { drop(x); }",
	"alias that doubles":                "type A<T> = (T, T);\nfn f(x: " + nest(24, "A<", "String", ">") + ") { drop(x); }",
	"auto trait in circles":             "struct A(Option<Box<B>>, Option<Box<C>>); struct B(Option<Box<A>>, Option<Box<C>>); struct C(Option<Box<A>>, Option<Box<B>>);\nfn s<T: Send + Sync + Unpin>(_: T) {}\nfn f(a: A) { s(a); }",
	"trait objects in circles":          "trait T { fn next(&self) -> Box<dyn T>; }\nimpl<X: Into<Box<dyn T>>> From<X> for Box<dyn T> where Box<dyn T>: From<Vec<X>> { fn from(x: X) -> Self { loop {} } }\nfn f(x: u8) -> Box<dyn T> { x.into() }",
}

func TestNestedProgramsEnd(t *testing.T) {
	for _, n := range []int{30, 300} {
		for name, text := range nested(n) {
			t.Run(fmt.Sprint(name, " ", n), func(t *testing.T) { endsSoon(t, text) })
		}
	}
}

func TestGrowingProgramsEnd(t *testing.T) {
	for name, text := range growing {
		t.Run(name, func(t *testing.T) { endsSoon(t, text) })
	}
}

// endsSoon fails if a program takes long. One that overflows the stack ends the test by itself.
func endsSoon(t *testing.T, text string) {
	done := make(chan struct{})
	start := time.Now()
	go func() {
		defer close(done)
		analyse(text)
	}()
	select {
	case <-done:
		if testing.Verbose() && time.Since(start) > time.Second {
			t.Log(time.Since(start))
		}
	case <-time.After(manners):
		t.Fatalf("not done after %v:\n%.200s", manners, text)
	}
}
