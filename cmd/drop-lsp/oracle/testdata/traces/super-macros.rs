//@ edition: 2021,2024
//@ rule: destructors.scope.lifetime-extension.exprs.super-macros

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

use std::pin::pin;
fn main() {
    let _p = pin!(A);
    let _b = B;
    {
        let _q = pin!((C, D));
        let _e = E;
    }
    let _f = F;
}
