fn main() {
    let mut s = String::from("a");
    s.push_str(&s);
    let mut v = vec![1, 2];
    v.push(v.len());
    let l = &mut v;
    l.push(l.len());
    let i = 0;
    v[i] = v[i] + v.len();
}
