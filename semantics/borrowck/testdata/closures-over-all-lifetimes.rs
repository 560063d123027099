fn each<F: for<'a> Fn(&'a str) -> &'a str>(f: F) {}
fn one<'b, F: Fn(&'b str) -> &'b str>(f: F, s: &'b str) {}
fn main() {
    each(|s| s);
    each(|s| &s[1..]);
    let out = String::new();
    each(|s| &out);
    one(|s| s, &out);
}
