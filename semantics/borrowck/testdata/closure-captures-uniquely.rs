fn main() {
    let mut a = String::new();
    let r = &mut a;
    let c = || r.push('x');
    println!("{}", a);
    c();
}
