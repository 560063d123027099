struct V(i32);
fn eat(_: V) {}
fn use_it(_: &V) {}
fn main() {
    let x = V(1);
    let r = &x;
    eat(x);
    use_it(r);
}
