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

fn f(o: Option<A>) {
    let _b = B;
    let Some(_a) = o else {
        let _c = C;
        return;
    };
    let _d = D;
}
fn main() {
    f(Some(A));
    f(None);
}
