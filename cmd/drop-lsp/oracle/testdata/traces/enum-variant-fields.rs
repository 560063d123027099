//@ edition: 2021
//@ rule: destructors.operation

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

enum E {
    V0(A, B),
    V1 { c: C, d: D },
    V2,
}
fn main() {
    let _x = E::V0(A, B);
    let _y = E::V1 { d: D, c: C };
    let _z = E::V2;
}
