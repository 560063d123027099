//@ edition: 2021,2024
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
struct H;
impl Drop for H {
    fn drop(&mut self) {
        println!("H");
    }
}

fn main() {
    loop {
        (A, B, (C, D, break), E);
    }
    let _f = F;
    let _x = loop {
        let _g = G;
        let _y = (H, { if true { break 1 } ; 2 });
    };
}
