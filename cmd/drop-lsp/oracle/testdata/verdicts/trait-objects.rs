//@ edition: 2021

trait T {}
struct R<'a>(&'a u8);
impl T for R<'_> {}
fn object() {
    let o: Box<dyn T + '_>;
    let x = 1;
    o = Box::new(R(&x)); //~ ERROR E0597
}
fn reference() {
    let o: &dyn T;
    let x = 1;
    let r = R(&x);
    o = &r;
}
