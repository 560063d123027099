//@ edition: 2021,2024
//@ rule: destructors.scope.lifetime-extension.exprs
//@ rule: destructors.scope.lifetime-extension.exprs.extending

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
struct I;
impl Drop for I {
    fn drop(&mut self) {
        println!("I");
    }
}
struct J;
impl Drop for J {
    fn drop(&mut self) {
        println!("J");
    }
}
struct K;
impl Drop for K {
    fn drop(&mut self) {
        println!("K");
    }
}

struct W<T>(T);
struct R<'a> {
    h: &'a H,
}
trait Any {}
impl Any for I {}
fn main() {
    let _t = (&A, &B);
    let _a = [&C];
    let _b = { &D };
    let _w = W(&E);
    let _o = Some(&F);
    let _i = if true { &G } else { &G };
    let _r = R { h: &H };
    let _d = &I as &dyn Any;
    let _u = unsafe { &J };
    let _last = K;
}
