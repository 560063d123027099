//@ edition: 2021

enum E<'a> {
    A(u8),
    B(Noisy<'a>),
}
struct Noisy<'a>(&'a u8);
impl Drop for Noisy<'_> {
    fn drop(&mut self) {}
}
fn f() {
    let e;
    let x = 1;
    e = if x == 1 { E::A(1) } else { E::B(Noisy(&x)) }; //~ ERROR E0597
}
fn g() {
    let mut e = None;
    let x = 1;
    e = Some(Noisy(&x)); //~ ERROR E0597
}
fn h() {
    let mut e = None;
    let x = 1;
    e = Some(&x);
}
