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
struct F;
impl Drop for F {
    fn drop(&mut self) {
        println!("F");
    }
}

fn f(c: bool, d: bool) {
    let x = (A, B);
    let y;
    if c {
        drop(x.0);
    }
    if d {
        y = C;
        let _e = E;
    }
    let z = D;
    if c {
        drop(z);
    } else if d {
        return;
    }
    let _f = F;
}
fn main() {
    f(false, false);
    f(false, true);
    f(true, false);
    f(true, true);
}
