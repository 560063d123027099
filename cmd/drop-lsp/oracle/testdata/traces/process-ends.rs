//@ edition: 2021,2024
//@ rule: destructors.process-termination

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
    {
        let _b = B;
    }
    std::process::exit(0);
}
