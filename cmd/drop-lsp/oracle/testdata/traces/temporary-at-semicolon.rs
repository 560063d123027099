//@ edition: 2021,2024
//@ rule: destructors.scope.temporary
//@ rule: destructors.scope.temporary.intro
//@ rule: destructors.scope.statement
//@ rule: destructors.scope.nesting.expr-statement
//@ rule: destructors.scope.nesting.statement

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

impl A {
    fn b(&self) -> B {
        B
    }
}
impl B {
    fn n(&self) -> i32 {
        1
    }
}
fn main() {
    let _c = C;
    A.b().n();
    let _n = A.b().n();
    let _ = D;
    let _ = E;
}
