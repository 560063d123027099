//@ edition: 2021,2024
//@ rule: destructors.scope.lifetime-extension.patterns
//@ rule: destructors.scope.lifetime-extension.patterns.extending
//@ rule: destructors.scope.lifetime-extension.patterns.let

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

struct W<T>(T);
fn main() {
    let ref _x = A;
    let (ref _y,) = (B,);
    let W(ref _z) = W(C);
    let [ref _v, ..] = [D];
    let _ = E;
    let ref _w = *&F;
    let _last = G;
}
