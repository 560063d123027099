//@ edition: 2021,2024
//@ straight
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
    let mut x = (A, B);
    x = (A, B);
    let mut y;
    y = C;
    y = C;
    let z;
    z = D;
    x.0 = A;
}
