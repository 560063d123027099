//@ edition: 2021,2024
//@ rule: destructors.scope.nesting.match-guard
//@ rule: destructors.scope.bindings.match-arm

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

fn no(_: &A) -> bool {
    false
}
fn yes(_: &B) -> bool {
    true
}
fn main() {
    match Some(C) {
        Some(_c) if no(&A) => {
            let _d = D;
        }
        Some(_c) if yes(&B) => {
            let _e = E;
        }
        _ => {}
    }
    let _f = F;
}
