fn use_it(_: &i32) {}
fn main() {
    let r;
    {
        let x = 5;
        r = &x;
    }
    use_it(r);
}
