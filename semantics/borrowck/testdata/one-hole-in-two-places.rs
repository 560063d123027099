// A `_` that an alias puts into two places is one type, lifetimes included; two `_` are two.

use std::cell::Cell;
type Pair<T> = (T, T);
type DoubleCell<A> = Cell<(A, A)>;

fn coupled<'a>(x: &'a u32, s: &'static u32) -> &'static u32 {
    let ((y, _z),): (Pair<_>,) = ((s, x),);
    y
}
fn uncoupled<'a>(x: &'a u32, s: &'static u32) -> &'static u32 {
    let ((y, _z),): ((_, _),) = ((s, x),);
    y
}
fn make<'b>(_: &'b u32) -> Cell<(&'static u32, &'b u32)> {
    panic!()
}
fn invariant() {
    let b = 44;
    let _x: DoubleCell<_> = make(&b);
}
fn covariant() {
    let b = 44;
    let _y: Pair<_> = make(&b).get();
}

fn main() {}
