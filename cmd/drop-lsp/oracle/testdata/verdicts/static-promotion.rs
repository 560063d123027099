//@ edition: 2021

const fn five() -> i32 {
    5
}
fn keep(x: &'static i32) {}
fn f() {
    keep(&5);
    keep(&(1 + 2));
    keep(&five()); //~ ERROR E0716
    let y: &'static Option<String> = &None;
    let s = 1;
    keep(&s); //~ ERROR E0597
}
static X: i32 = 3;
const K: &'static i32 = &4;
fn g() -> &'static i32 {
    if X == 3 { &X } else { K }
}
struct D(i32);
impl Drop for D {
    fn drop(&mut self) {}
}
fn inline() {
    let a: &'static i32 = &const { 5 };
    let b: &'static D = const { &D(1) };
    let c: &'static D = &const { D(2) }; //~ ERROR E0716
    let d: &'static Option<D> = &const { None };
}
