struct S { a: String, b: String }
fn main() {
    let s = S { a: String::new(), b: String::new() };
    let c = || drop(s.a);
    println!("{}", s.b);
    c();
    println!("{}", s.a);
}
