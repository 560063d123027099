struct D<'a>(&'a mut i32);
impl Drop for D<'_> { fn drop(&mut self) { *self.0 += 1; } }
fn main() {
    let mut x = 1;
    let d = D(&mut x);
    x = 2;
    drop(d);
    x = 3;
    let e = D(&mut x);
    println!("{}", x);
}
