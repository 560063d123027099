//@ edition: 2021
//@ rule: destructors.operation

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

fn main() {
    let b = Box::new((A, B));
    let whole = Box::new(C);
    let inner = *whole;
    let (x, _) = *b;
    let _d = D;
}
