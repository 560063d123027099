fn main() {
    let mut v = Vec::new();
    {
        let s = String::from("a");
        let mut add = |x: &str| { let _ = x; v.push(s.as_str()); };
        add("b");
    }
    println!("{:?}", v);
}
