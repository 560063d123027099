fn main() {
    let mut x = 5;
    let y = &mut x;
    let z = &mut *y;
    *z = 1;
    *y = 2;
    *z = 3;
    let mut a = 1;
    let mut r = &mut a;
    let mut b = 2;
    r = &mut b;
    a = 3;
    *r = 4;
    println!("{}", b);
    *r = 5;
}
