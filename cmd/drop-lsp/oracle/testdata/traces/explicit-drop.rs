//@ edition: 2021
//@ rule: destructors.drop_in_place

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
    let a = A;
    let _b = B;
    drop(a);
    let c = C;
    std::mem::drop(c);
    let _d = D;
}
