//@ edition: 2021,2024

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
struct F;
impl Drop for F {
    fn drop(&mut self) {
        println!("F");
    }
}

enum E {
    V0(A),
    V1(B, C),
}
fn f(e: E) {
    let _d = D;
    match e {
        E::V0(a) => {
            let _f = F;
        }
        E::V1(b, _) => {
            drop(b);
        }
    }
}
fn main() {
    f(E::V0(A));
    f(E::V1(B, C));
}
