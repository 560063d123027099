//@ edition: 2021

struct Noisy<'a>(&'a u8);
impl Drop for Noisy<'_> {
    fn drop(&mut self) {}
}
fn free(_n: Noisy<'_>) {}
fn pointers() {
    let (r, p, f): (&Noisy<'_>, *const Noisy<'_>, fn(Noisy<'_>));
    let x = 1;
    let n = Noisy(&x);
    f = free;
    p = &n;
    r = &n;
}
fn values() {
    let r: (Noisy<'_>,);
    let x = 1;
    r = (Noisy(&x),); //~ ERROR E0597
}
