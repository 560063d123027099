// What a trait goal asks of a parameter's lifetimes, wherever the goal stands.
use std::any::Any;

struct S;
impl S {
    fn associated<E: Any>() {}
    fn method<E: Any>(&self) {}
}
fn free<E: Any>() {}
struct Held<E: Any>(E);

fn path<E>() {
    S::associated::<E>();
}
fn function<E>() {
    free::<E>()
}
fn method<E>() {
    S.method::<E>()
}
fn value<E>() {
    let _x = free::<E>;
}
fn constructor<E>(e: E) {
    let _x = Held::<E>(e);
}
fn inferred<E>(e: E) {
    let _x = Held(e);
}
fn written<E>() {
    let _: Option<Held<E>> = None;
}
fn object<E>(e: &dyn Any) -> bool {
    e.is::<E>()
}
fn closure<E>() {
    let _c = |e: &dyn Any| e.is::<E>();
}
type Any2 = Box<dyn for<'a> Fn(&(dyn Any + 'a)) -> Box<dyn Any + 'a>>;
fn expected<E>() -> Any2 {
    Box::new(|e| Box::new(e.is::<E>()))
}
// `dyn Any + 'a` is well-formed for 'a: 'static only, which its use as a parameter implies.
fn implied<'a>(e: &(dyn Any + 'a)) -> &'a u8 {
    let _ = e.is::<u8>();
    &1
}
fn fine<E: 'static>() -> Any2 {
    Box::new(|e| Box::new(e.is::<E>()))
}
