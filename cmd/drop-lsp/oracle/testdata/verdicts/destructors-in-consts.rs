//@ edition: 2021

struct D;
impl Drop for D {
    fn drop(&mut self) {}
}
const A: Option<D> = (None::<D>, 1).0;
const fn f(_x: D) {} //~ ERROR E0493
static S: u8 = {
    let _d = D; //~ ERROR E0493
    1
};
