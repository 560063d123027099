fn main() {
    let mut v = vec![1, 2, 3];
    for x in &v { v.push(*x); }
    for x in v.iter_mut() { println!("{}", v.len()); *x += 1; }
    let first = &v[0];
    v.clear();
    println!("{}", first);
}
