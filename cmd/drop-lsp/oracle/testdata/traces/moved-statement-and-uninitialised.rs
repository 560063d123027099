//@ edition: 2021
//@ rule: destructors.intro

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

fn main() {
    let moved;
    moved = A;
    moved;
    let _uninitialised: B;
    let partly = (C, D);
    std::mem::forget(partly.1);
}
