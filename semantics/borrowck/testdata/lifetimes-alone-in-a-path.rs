// Lifetimes alone leave a path's types to inference.

use std::marker::PhantomData;

struct R<'a, T: ?Sized>(&'a T, PhantomData<&'a mut &'a T>);
impl<'a> R<'a, ()> {
    const NEW: Self = R(&(), PhantomData);
}
impl<'a, T> R<'a, T> {
    fn new(r: &'a T) -> Self {
        R(r, PhantomData)
    }
}
fn equate<T>(_: T, _: T) {}

fn constant<'a>() {
    let y = ();
    equate(R::new(&y), R::<'a>::NEW);
}
fn function<'a>() {
    let y = 1;
    equate(R::new(&y), R::<'a>::new(&y));
}
fn constructor<'a>() {
    let y = 1;
    let _ = R::<'a>(&1, PhantomData);
    let _ = R::<'a>(&y, PhantomData);
}

fn main() {}
