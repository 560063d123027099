//@ edition: 2021,2024
//@ rule: destructors.scope.const-promotion

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

const fn five() -> i32 {
    5
}
fn keep(x: &'static i32) -> &'static i32 {
    x
}
fn main() {
    let _a = A;
    let x = keep(&5);
    let y: &'static Option<B> = &None;
    let _b = C;
    let _z = five();
}
