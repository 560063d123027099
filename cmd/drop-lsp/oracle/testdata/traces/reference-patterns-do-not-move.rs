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

fn f(o: &Option<A>) -> bool {
    match o {
        Some(_) => true,
        None => false,
    }
}
fn main() {
    let o = Some(A);
    f(&o);
    if let Some(ref _a) = o {
        let _b = B;
    }
    let _c = C;
}
