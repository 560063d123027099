fn main() {
    let mut v = vec![1];
    let c = || v.push(1);
    v.push(2);
    c();
}
