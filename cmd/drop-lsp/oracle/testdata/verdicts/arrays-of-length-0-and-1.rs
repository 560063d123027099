//@ edition: 2021

struct Noisy<'a>(&'a u8);
impl Drop for Noisy<'_> {
    fn drop(&mut self) {}
}
fn none() {
    let mut a: [Option<Noisy<'_>>; 0] = [];
    let x = 1;
    a = [];
    let _ = Some(Noisy(&x));
}
fn empty<'a>() {
    let x;
    let a: [Noisy<'_>; 0];
    x = 1;
    a = if false { let _n = [Noisy(&x)]; [] } else { [] };
}
fn one() {
    let a: [Noisy<'_>; 1];
    let x = 1;
    a = [Noisy(&x)]; //~ ERROR E0597
}
