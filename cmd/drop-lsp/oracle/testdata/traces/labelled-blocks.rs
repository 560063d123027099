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

fn f(n: i32) -> A {
    let _b = B;
    let r = 'out: {
        let _c = C;
        if n == 0 {
            break 'out A;
        }
        let _d = D;
        'in_: loop {
            let _e = E;
            if n == 1 {
                break 'out A;
            }
            break 'in_;
        }
        A
    };
    let _f = F;
    r
}
fn main() {
    f(0);
    f(1);
    let _x = f(2);
}
