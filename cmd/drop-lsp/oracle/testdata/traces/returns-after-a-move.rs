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

fn f(n: i32) -> i32 {
    let a = A;
    let _b = B;
    if n == 0 {
        drop(a);
        return 1;
    }
    if n == 1 {
        return 2;
    }
    let _c = C;
    3
}
fn main() {
    f(0);
    f(1);
    f(2);
}
