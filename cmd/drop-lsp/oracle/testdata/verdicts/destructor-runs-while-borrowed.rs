//@ edition: 2021

struct D<'a>(&'a mut i32);
impl Drop for D<'_> {
    fn drop(&mut self) {
        *self.0 += 1;
    }
}
fn f() {
    let mut x = 1;
    let d = D(&mut x);
    x = 2; //~ ERROR E0506
}
fn g() {
    let mut x = 1;
    let d = &mut x;
    x = 2;
}
fn h<'a>(d: D<'a>) -> &'a mut i32 {
    &mut *d.0 //~ ERROR E0713
}
