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
struct E;
impl Drop for E {
    fn drop(&mut self) {
        println!("E");
    }
}

fn g(n: i32) -> Result<A, B> {
    if n == 0 { Ok(A) } else { Err(B) }
}
fn f(n: i32) -> Result<C, B> {
    let _d = D;
    let _a = g(n)?;
    let _e = E;
    Ok(C)
}
fn main() {
    let _x = f(0);
    let _y = f(1);
}
