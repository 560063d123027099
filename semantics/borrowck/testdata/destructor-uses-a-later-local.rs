struct S<'a>(&'a i32);
impl<'a> Drop for S<'a> { fn drop(&mut self) {} }
fn main() {
    let s;
    let x = 1;
    s = S(&x);
}
