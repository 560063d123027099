fn c() -> bool { true }
fn main() {
    let x;
    loop { if c() { x = 1; break; } }
    println!("{}", x);
    let y: i32;
    match c() { true => y = 1, false => {} }
    println!("{}", y);
    let z: i32;
    while c() { z = 1; }
    println!("{}", z);
    let w: i32;
    for _ in 0..3 { w = 2; }
    println!("{}", w);
}
