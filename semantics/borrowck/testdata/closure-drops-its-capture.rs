struct D<'a>(&'a i32);
impl Drop for D<'_> { fn drop(&mut self) {} }
fn main() {
    let c;
    let x = 1;
    let d = D(&x);
    c = move || { let _ = &d; };
}
