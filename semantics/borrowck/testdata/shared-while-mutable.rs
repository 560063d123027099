fn main() {
    let mut x = 1;
    let a = &mut x;
    let b = &x;
    *a = 1;
    let c = *b;
}
