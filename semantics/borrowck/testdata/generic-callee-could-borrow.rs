use std::fmt::Debug;
fn pr<T: Debug>(t: T) {}
fn two<T>(a: T, b: T) {}
fn main() {
    let s = String::new();
    pr(s);
    pr(s);
    let m = &mut 1;
    two(m, m);
    let n = &mut 2;
    pr(n);
    pr(n);
    let v = vec![1];
    let b = Box::new(v);
    pr(*b);
    pr(b);
}
