//@ edition: 2021,2024

struct A;
impl Drop for A {
    fn drop(&mut self) {
        println!("A");
    }
}
struct B;
impl Drop for B {
    fn drop(&mut self) {
        println!("B");
    }
}
struct C;
impl Drop for C {
    fn drop(&mut self) {
        println!("C");
    }
}
struct D;
impl Drop for D {
    fn drop(&mut self) {
        println!("D");
    }
}

fn f(n: i32) {
    let a: A;
    let b: (B, C);
    if n > 0 {
        a = A;
    }
    if n > 1 {
        b = (B, C);
        drop(b.1);
    }
    let _d = D;
}
fn main() {
    f(0);
    f(1);
    f(2);
}
