//@ edition: 2021,2024
//@ rule: destructors.scope.temporary.enclosing
//@ rule: destructors.scope.expression
//@ rule: destructors.scope.nesting.other

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

struct N<T>(i32, T);
fn a(n: i32) -> N<A> {
    N(n, A)
}
fn b(n: i32) -> N<B> {
    N(n, B)
}
fn c(n: i32) -> N<C> {
    N(n, C)
}
fn main() {
    let _local = D;
    if a(1).0 == 1 {
        b(2).0
    } else {
        c(3).0
    };
    let _x = a(1).0 == 0 || b(2).0 == 2 || c(3).0 == 0;
    let mut i = 0;
    while a(i).0 < 2 {
        i = i + 1;
        b(i).0;
    }
    match c(0).0 {
        0 => b(1).0,
        _ => 2,
    };
    let _last = E;
}
