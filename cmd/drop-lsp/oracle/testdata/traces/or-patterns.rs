//@ edition: 2021,2024
//@ rule: destructors.scope.bindings.or-patterns

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

enum E {
    V0(A, B),
    V1(B, A),
}
fn f((E::V0(x, y) | E::V1(y, x)): E) {}
fn main() {
    f(E::V0(A, B));
    f(E::V1(B, A));
}
