//@ edition: 2021,2024
//@ rule: destructors.scope.lifetime-extension.sub-expressions

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

struct P {
    a: A,
    t: (B, C),
}
fn p() -> P {
    P { a: A, t: (B, C) }
}
fn main() {
    let _x = &p().a;
    let _d = D;
    let _y = &p().t.1;
    let _e = E;
    let _z = &[F][0];
    let _g = G;
}
