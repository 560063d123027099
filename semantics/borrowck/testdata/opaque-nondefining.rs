// A function that calls itself: what it gets is opaque, its hidden type is what it returns.
struct Tree;
impl Tree {
    fn walk(&self, again: bool) -> impl Sized + '_ {
        if again {
            let other = Tree;
            other.walk(false);
        }
        self
    }
    fn in_closure(&self) -> impl Sized + '_ {
        let _ = || {
            let other = Tree;
            other.in_closure();
        };
        self
    }
}
fn once() -> impl FnOnce() {
    if false {
        let f = Box::new(once());
        f();
    }
    let s = String::new();
    move || drop(s)
}
fn twice() -> impl FnOnce() {
    if false {
        let f = twice();
        f();
        f();
    }
    || ()
}
fn elided<'a>(v: &'a u8) -> impl FnOnce() + use<'_> {
    move || _ = v
}
fn outlives<'a>(v: &'a u8) -> impl FnOnce() + '_ {
    move || _ = v
}
trait Make<'a> {
    type Made;
    fn make(self) -> Self::Made;
}
trait Like {
    type Output;
}
struct Held<T>(T);
impl<T> Like for Held<T> {
    type Output = T;
}
fn resolved<'a, T: Make<'a>>(x: T) -> impl Like<Output = T::Made> {
    Held(x.make())
}
