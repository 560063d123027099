//@ edition: 2021,2024
//@ straight
//@ rule: destructors.scope.bindings
//@ rule: destructors.scope.bindings.let
//@ rule: destructors.scope.block
//@ rule: destructors.scope.nesting
//@ rule: destructors.scope.list

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

fn main() {
    let _first = A;
    {
        let _inner = B;
        let _innermost = { let _x = C; D };
    }
    let _last = E;
}
