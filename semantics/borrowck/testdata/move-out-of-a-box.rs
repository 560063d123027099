fn main() {
    let b = Box::new(String::new());
    let s = *b;
    println!("{}", b);
    let r = &b;
    let mut x = Box::new(1);
    let y = &mut *x;
    let z = &x;
    *y = 2;
    println!("{}", z);
}
