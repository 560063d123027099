fn main() {
    let mut v = Vec::new();
    let x = 1;
    v.push(&x);
}
