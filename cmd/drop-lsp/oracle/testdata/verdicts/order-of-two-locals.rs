//@ edition: 2021

struct D<'a>(&'a i32);
impl Drop for D<'_> {
    fn drop(&mut self) {}
}
fn right() {
    let x = 1;
    let d = D(&x);
}
fn wrong() {
    let d;
    let x = 1;
    d = D(&x); //~ ERROR E0597
}
fn same_pattern() {
    let (mut d, x) = (None, 1);
    d = Some(D(&x)); //~ ERROR E0597
}
