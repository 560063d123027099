struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
struct W { a: D, n: u8 }
const X: u8 = (W { a: D(1), n: 2 }).n;
static Y: u8 = { let d = D(1); 3 };
const fn f(d: D) {}
const fn g<T>(t: T) -> u8 { 1 }
const fn h<T>(t: Option<T>) -> Option<T> { t }
const N: Option<Vec<u8>> = None;
const Z: usize = (&Vec::<u8>::new()).len();
fn main() {}
