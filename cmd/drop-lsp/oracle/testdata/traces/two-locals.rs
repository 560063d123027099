//@ edition: 2015,2018,2021,2024
//@ straight
//@ rule: destructors
//@ rule: destructors.intro
//@ rule: destructors.scope
//@ rule: destructors.scope.intro
// The first program that went the whole road.

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

fn main() {
    let _a = A;
    let _b = B;
}
