fn hr<F>(f: F) where F: for<'a> Fn(&'a str) -> &'a str { f("x"); }
fn main() {
    hr(|s| s);
    let s = String::new();
    let f = |x: &str, y: &u8| s.len() + x.len();
    f("", &1);
    let g = move |z: Option<&'static str>| { drop(s); z };
    g(None);
}
