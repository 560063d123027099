#[derive(Clone)]
struct Big { a: String, b: Vec<i32> }
fn main() {
    let b1 = Big { a: String::new(), b: vec![] };
    let b2 = Big { a: String::from("x"), ..b1 };
    println!("{}", b1.a);
    println!("{:?}", b1.b);
    let b3 = b2.clone();
    let Big { a, .. } = b2;
    let b4 = b2;
    let r = &b3;
    let b5 = b3;
    println!("{}", r.a);
}
