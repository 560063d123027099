//@ edition: 2021,2024
//@ rule: destructors.scope.desugaring

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

fn main() {
    let mut i = 0;
    while i < 2 {
        let _a = A;
        i = i + 1;
    }
    loop {
        let _b = B;
        if i == 4 {
            let _c = C;
            break;
        }
        i = i + 1;
        if i == 3 {
            continue;
        }
        let _d = D;
    }
    let _e = E;
}
