//@ edition: 2021,2024
//@ straight
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

struct Two {
    one: A,
    two: B,
}
impl Drop for Two {
    fn drop(&mut self) {
        println!("Two");
    }
}
struct Plain {
    c: C,
    d: D,
}
fn main() {
    let _x = Two { two: B, one: A };
    let _y = Plain { d: D, c: C };
}
