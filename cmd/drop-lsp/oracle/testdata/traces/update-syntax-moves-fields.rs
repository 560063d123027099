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

struct S {
    a: A,
    b: B,
    c: C,
}
fn main() {
    let old = S { a: A, b: B, c: C };
    let _new = S { a: A, ..old };
    let _d = D;
}
