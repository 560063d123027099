fn main() {
    let mut x = 3;
    let r = &mut x;
    let s = x;
    *r = 4;
}
