struct P { a: i32, b: i32 }
fn main() {
    let p: P;
    p.a = 1;
    let mut q: P;
    q.b = 2;
    let s = String::new();
    drop(s);
    s.len();
    let mut t = String::new();
    drop(t);
    t = String::new();
    t.len();
    let r: &i32;
    *r;
}
