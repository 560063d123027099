#[derive(Debug)]
struct A;
impl std::ops::Add for A { type Output = A; fn add(self, o: A) -> A { A } }
impl std::ops::Not for A { type Output = A; fn not(self) -> A { A } }
fn main() {
    let a = A; let b = A;
    let c = a + b;
    let d = a;
    let e = !c;
    let f = !c;
    let s = String::new() + "x";
    let t = s + "y";
    println!("{}", s);
}
