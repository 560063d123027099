//@ edition: 2021,2024
//@ rule: destructors.scope.params
//@ rule: destructors.scope.function
//@ rule: destructors.scope.nesting.function
//@ rule: destructors.scope.nesting.function-body

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
struct G;
impl Drop for G {
    fn drop(&mut self) {
        println!("G");
    }
}

fn f((x, _): (A, B), (_, y): (C, D)) {}
fn g(a: E, _: F) {
    let _h = G;
}
fn main() {
    f((A, B), (C, D));
    g(E, F);
}
