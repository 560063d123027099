//@ edition: 2021
// Hidden types whose regions are equal to captured ones, and a receiver that is an alias.
fn equal<'a: 'b, 'b: 'a>(x: *mut &'b i32) -> impl Sized + 'a { x }
fn to_static<'a: 'static>(x: &'a i32) -> impl Sized { x }
fn least<'a, 'b: 'a, 'c: 'a>(x: fn(&'b ()), y: fn(&'c ()), c: bool) -> impl Sized + 'a { if c { x } else { y } }
fn pair<'a>(s: &'a str) -> (impl Sized + 'a, impl Iterator<Item = impl Iterator<Item = char> + 'a> + 'a) {
    (s, s.lines().map(|l| l.chars()))
}
fn hidden_in_path(x: std::cell::Ref<i32>) -> impl Into<std::cell::Ref<i32>> { x }
fn bound_inside(x: &u32) -> impl Fn(&u32) -> u32 { x; |y| *y }
struct S;
type Alias = S;
impl S {
    fn alias<'a>(self: &Alias, f: &'a u32) -> &u32 { f }
    fn boxed(self: Box<&Alias>, f: &u32) -> &u32 { drop(self); f }
    fn itself(self: &S, f: &u32) -> &u32 { f }
}
trait T { fn f<'a>(x: &i32, y: &'a i32) -> &'a i32; }
impl T for S { fn f<'a>(x: &i32, y: &'a i32) -> &'a i32 { if *x > *y { x } else { y } } }
fn main() {}
