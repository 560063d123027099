fn main() {
    let mut v = vec![1];
    let a = &v;
    v.push(2);
    let n = a.len();
}
