fn c() -> bool { true }
fn main() {
    let x: i32;
    if c() { x = 1; }
    let y = x;
}
