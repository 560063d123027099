//@ edition: 2021,2024
//@ straight
//@ rule: destructors.scope.lifetime-extension
//@ rule: destructors.scope.lifetime-extension.let
//@ rule: destructors.scope.lifetime-extension.exprs.borrows
//@ rule: destructors.scope.nesting.let-initializer

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
    let _x = &A;
    let _y = &mut B;
    let _c = C;
    {
        let _z = &&D;
        let _e = E;
    }
    let _f = F;
}
