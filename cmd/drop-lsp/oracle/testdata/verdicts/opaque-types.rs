//@ edition: 2021

fn noisy<'a>(x: &'a u8) -> impl Sized + 'a {
    x
}
fn quiet() -> impl Sized {
    5
}
fn f() {
    let o;
    let x = 1;
    o = noisy(&x); //~ ERROR E0597
}
fn g() {
    let o;
    let x = 1;
    o = quiet();
    let _y = &x;
}
