//@ edition: 2021,2024
//@ rule: destructors.scope.bindings.patterns

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

struct S {
    a: A,
    b: B,
    c: C,
}
fn main() {
    let (_x, _y) = (D, E);
    let S { c: _c, a: _a, .. } = S { a: A, b: B, c: C };
    let [_p, _q, ..] = [F, F, F];
}
