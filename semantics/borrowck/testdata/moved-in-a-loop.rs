struct V(i32);
fn eat(_: V) {}
fn main() {
    let x = V(1);
    loop { eat(x); }
}
