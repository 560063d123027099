//@ edition: 2018,2021,2024

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

fn call<Fun: FnOnce()>(f: Fun) {
    let _b = B;
    f();
}
fn main() {
    let a = A;
    let c = C;
    let f = move || {
        let _moved = a;
        let _d = D;
    };
    call(f);
    let _g = || {
        let _x = &c;
    };
    let e = E;
    let _k = move || {
        let _x = &e;
    };
    let _f = F;
}
