use std::mem::ManuallyDrop;
use std::marker::PhantomData;
struct D<'a>(&'a i32);
impl Drop for D<'_> { fn drop(&mut self) {} }
struct Ph<T>(PhantomData<T>);
fn mk<T>(_: &T) -> Ph<T> { Ph(PhantomData) }
fn main() {
    let m; let p; let z: [D; 0]; let r;
    let x = 1;
    m = ManuallyDrop::new(D(&x));
    p = mk(&D(&x));
    z = [];
    let d = D(&x);
    r = &d;
}
