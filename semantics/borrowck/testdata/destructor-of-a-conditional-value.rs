struct D<'a>(&'a str);
impl Drop for D<'_> { fn drop(&mut self) {} }
fn f(b: bool) {
    let d;
    let s = String::new();
    if b { d = D(&s); }
}
