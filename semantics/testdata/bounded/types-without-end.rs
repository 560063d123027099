// Types that hold themselves, by value or ever larger (E0072, E0320 in rustc).
struct Own(Own);
struct OwnTwice(OwnTwice, OwnTwice, String);
struct Grow<T>(Box<Grow<Grow<T>>>, T);
struct Both<T>(Option<Box<Both<(T, T)>>>, Option<Box<Both<[T; 2]>>>, T);
enum A {
    B(B),
    N,
}
struct B(A, A);
struct List(Option<Box<List>>);
trait Held {
    fn held(&self) -> Box<dyn Held>;
}
struct Object(Box<dyn Held>, Vec<Object>);
struct Deep<T: Next>(T, Option<Box<Deep<T::Next>>>);
trait Next {
    type Next: Next;
}
impl<T> Next for Vec<T> {
    type Next = Vec<Vec<T>>;
}
fn own(x: Own, y: OwnTwice) {
    let _a = x;
    let _b = y.0;
}
fn grow(x: Grow<String>, y: Both<String>) {
    let _a = x;
    let _b = y;
}
fn rest(a: A, l: List, o: Object, d: Deep<Vec<u8>>) {
    let _a = (a, l);
    let _o = o;
    let _d = d;
}
fn main() {}
