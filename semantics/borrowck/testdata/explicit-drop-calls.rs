struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
struct W { d: D }
fn main() {
    let mut x = D(1);
    x.drop();
    D::drop(&mut x);
    Drop::drop(&mut x);
    <D as Drop>::drop(&mut x);
    let mut w = W { d: D(2) };
    w.d.drop();
    (&mut w).d.drop();
    let f = D::drop;
    let b = Box::new(D(3));
    { b }.drop();
}
