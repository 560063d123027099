fn main() {
    let mut x = 1;
    let c = || { x = 2; };
    c();
    let mut y = 1;
    let mut d = || y += 1;
    let e = &y;
    d();
    println!("{}", e);
}
