trait T {}
struct N<'a>(&'a str);
impl T for N<'_> {}
fn main() {
    let d: Box<dyn T>;
    let s = String::new();
    d = Box::new(N(&s));
}
