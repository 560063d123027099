//@ edition: 2021,2024
//@ rule: destructors.scope.bindings.match-arm
//@ rule: destructors.scope.match-arm
//@ rule: destructors.scope.nesting.match-arm
//@ rule: destructors.scope.nesting.match

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

fn main() {
    match (A, B) {
        (x, y) => {
            let _c = C;
        }
    }
    match Some(D) {
        Some(d) => {
            let _e = E;
            let _moved = d;
        }
        None => {}
    }
    let _f = F;
}
