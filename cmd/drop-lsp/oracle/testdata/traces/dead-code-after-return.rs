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

fn f() -> i32 {
    let _a = A;
    return 1;
    #[allow(unreachable_code)]
    {
        let _b = B;
        2
    }
}
fn main() {
    f();
}
