//@ edition: 2021,2024
//@ rule: destructors.scope.operators
//@ rule: destructors.scope.operands

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

impl std::ops::Add<B> for A {
    type Output = C;
    fn add(self, _b: B) -> C {
        let _d = D;
        C
    }
}
impl std::ops::Neg for &A {
    type Output = E;
    fn neg(self) -> E {
        E
    }
}
fn main() {
    let _f = F;
    A + B;
    let _c = A + B;
    -&A;
    let _g = G;
}
