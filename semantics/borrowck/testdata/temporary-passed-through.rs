fn id(x: &i32) -> &i32 { x }
fn v() -> i32 { 3 }
fn use_it(_: &i32) {}
fn main() {
    let r = id(&v());
    use_it(r);
}
