//@ edition: 2021,2024
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
struct E;
impl Drop for E {
    fn drop(&mut self) {
        println!("E");
    }
}
struct F;
impl Drop for F {
    fn drop(&mut self) {
        println!("F");
    }
}

trait Tr {
    fn m(&self) -> i32;
}
impl Tr for A {
    fn m(&self) -> i32 {
        1
    }
}
struct W<T> {
    t: T,
    b: B,
}
fn hold<T>(t: T) {
    let _w = W { t, b: B };
}
fn main() {
    let _x: Box<dyn Tr> = Box::new(A);
    hold(C);
    hold((D, E));
    let w = W { t: F, b: B };
    let W { t: _t, .. } = w;
    _x.m();
}
