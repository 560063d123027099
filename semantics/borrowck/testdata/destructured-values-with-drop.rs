struct D(&'static str);
impl Drop for D { fn drop(&mut self) {} }
struct P { a: D, b: D }
fn main() {
    let p = P { a: D("a"), b: D("b") };
    let a = p.a;
    let q = p;
    let d = D("x");
    let D(s) = d;
    let t = (D("1"), D("2"));
    let (x, _) = t;
    drop(t);
    let o = Some(D("z"));
    if let Some(d) = &o { let e = *d; }
}
