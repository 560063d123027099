//@ edition: 2021,2024
//@ rule: destructors.scope.temporary.edition2024

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

struct N<T>(i32, T);
fn a(n: i32) -> N<A> {
    N(n, A)
}
fn b(n: i32) -> N<B> {
    N(n, B)
}
fn tail() -> i32 {
    let _c = C;
    a(1).0
}
fn main() {
    if let 1 = a(2).0 {
        b(1).0
    } else {
        let _d = D;
        b(2).0
    };
    if let 1 = a(1).0 {
        let _e = E;
    }
    tail();
    while let 0 = a(0).0 {
        let _f = F;
        break;
    }
    let _x = {
        let _g = G;
        b(1).0
    };
    match a(1).0 {
        1 => {}
        _ => {}
    }
}
