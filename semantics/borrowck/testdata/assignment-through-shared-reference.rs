fn f(x: &i32) { *x = 1; }
struct P { a: i32 }
fn g(p: &P) { p.a = 1; }
fn main() {
    let p = P { a: 1 };
    p.a = 2;
}
