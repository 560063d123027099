//@ edition: 2021

struct Noisy<'a>(&'a u8);
impl Drop for Noisy<'_> {
    fn drop(&mut self) {}
}
fn by_move() {
    let f;
    let x = 1;
    let n = Noisy(&x); //~ ERROR E0597
    f = move || {
        let _m = &n;
    };
}
fn by_reference() {
    let f;
    let x = 1;
    let n = &x;
    f = move || {
        let _m = n;
    };
}
fn spawn<'a>() -> impl Fn() -> u8 + 'a {
    let x = 1;
    || x //~ ERROR E0373
}
fn moved() {
    let n = vec![1];
    let f = move || n.len();
    f();
    n.len(); //~ ERROR E0382
}
