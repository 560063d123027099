fn main() {
    let mut s = String::from("hello");
    let w = first(&s);
    s.clear();
    println!("{}", w);
    let mut arr = [String::new(), String::new()];
    let [a, b] = &mut arr;
    a.push('x'); b.push('y');
    let c = &arr[0];
    arr[1] = String::new();
    println!("{}", c);
    let sl = &mut arr[..];
    if let [x, .., y] = sl { std::mem::swap(x, y); }
    let t = arr[0];
}
fn first(s: &String) -> &str { &s[..1] }
