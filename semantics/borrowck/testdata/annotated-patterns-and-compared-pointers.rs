//@ edition: 2021
struct Foo<'a>(&'a u32);
enum E<'a> { V(&'a u32), N }
fn in_let() {
    let y = 22;
    let foo = Foo(&y);
    let Foo::<'static>(_z) = foo;
}
fn in_match() {
    let y = 22;
    match E::V(&y) {
        E::V::<'static>(_z) => {}
        E::N => {}
    }
}
fn any() {
    let y = 22;
    let Foo::<'_>(_z) = Foo(&y);
}
fn pointers<'a, 'b>(x: *mut &'a i32, y: *mut &'b i32) -> bool { x == y }
fn same<'a>(x: *mut &'a i32, y: *mut &'a i32) -> bool { x < y }
fn fns<'a, 'b, 'c>(f: fn(&'c mut &'a i32), g: fn(&'c mut &'b i32)) -> bool { f == g }
fn fns_ok<'a>(f: fn(&i32), g: fn(&'a i32)) -> bool { g == f }
fn main() {}
