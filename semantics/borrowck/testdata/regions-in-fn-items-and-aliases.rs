//@ edition: 2021
// Lifetimes in fn items, fn pointers and projections.
use std::cell::Cell;
fn assert_static<T: 'static>(_: T) {}
fn early<'a: 'a>() {}
fn fn_item<'a>() { assert_static(early::<'a>); }
fn produce<'a>() -> &'a u32 { loop {} }
fn apply<T: FnOnce() -> R, R>(t: T, _x: R) -> R { t() }
fn one_item_two_lifetimes<'a, 'b>(x: &'a u32, y: &'b u32) -> (&'a u32, &'b u32) {
    let f = produce;
    let a = apply(f, x);
    let b = apply(f, y);
    (a, b)
}
fn implied_in_fn_pointer<'a, 'd>(x: for<'c> fn(fn(&'c fn(&'c ())))) -> fn(fn(&'a fn(&'d ()))) { x }
struct P<'a>(&'a ());
impl P<'static> { const C: i32 = 10; }
fn constant<'a>() { P::<'a>::C; }
struct Two<'a, 'b: 'a>(&'a &'b ());
impl<'a, 'b> Two<'a, 'b> { fn change(_: &'b ()) -> &'a () { loop {} } }
fn transmute<'a, 'b>(u: &'b ()) -> &'a () { Two::<'a, 'b>::change(u) }
trait Context { type Container: ?Sized; fn first(c: &Self::Container) -> &str; }
impl<'a> Context for P<'a> {
    type Container = [&'a str];
    fn first<'r>(c: &'r Self::Container) -> &'r str { c[0] }
}
trait Has<'a> { type Out; }
fn need<T: 'static>(_: T) {}
fn by_where_clause<A: Has<'static>>(x: A::Out) where A::Out: 'static { need(x) }
trait Any2<'b, 'c> { type Out: 'b + 'c; }
fn require<'a, 'b, 'c, T: Any2<'b, 'c>>(_: Cell<&'a ()>, _: T) where T::Out: 'a {}
fn two<'a, 'b, T: Any2<'b, 'b>>(cell: Cell<&'a ()>, t: T) { (|c, t| require::<T>(c, t))(cell, t) }
fn main() {}
