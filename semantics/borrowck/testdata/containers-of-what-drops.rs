struct N<'a> { s: &'a str }
impl Drop for N<'_> { fn drop(&mut self) {} }
struct W<T>(T);
struct B<T>(Box<T>);
fn main() {
    let w; let b; let o; let t; let a;
    let s = String::new();
    w = W(N { s: &s });
    b = B(Box::new(N { s: &s }));
    o = Some(N { s: &s });
    t = (1, N { s: &s });
    a = [N { s: &s }];
}
