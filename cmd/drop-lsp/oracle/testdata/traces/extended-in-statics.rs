//@ edition: 2021,2024
//@ rule: destructors.scope.lifetime-extension.static

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

static S: &Option<A> = &None;
const C0: &(i32, Option<B>) = &(1, None);
fn main() {
    let _x = S;
    let _y = C0;
    let _c = C;
}
