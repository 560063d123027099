//@ edition: 2021,2024
//@ rule: destructors.forget
//@ rule: destructors.manually-suppressing

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
struct E;
impl Drop for E {
    fn drop(&mut self) {
        println!("E");
    }
}

use std::mem::{self, ManuallyDrop};
struct Some2 {
    a: ManuallyDrop<A>,
    b: B,
}
fn main() {
    let _x = ManuallyDrop::new(A);
    let _y = Some2 { a: ManuallyDrop::new(A), b: B };
    mem::forget(C);
    let d = D;
    mem::forget(d);
    let _e = E;
}
