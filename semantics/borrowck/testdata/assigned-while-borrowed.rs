fn use_it(_: &i32) {}
fn main() {
    let mut x = 1;
    let r = &x;
    x = 2;
    use_it(r);
}
