fn inc(x: &mut i32) { *x += 1; }
fn main() {
    let x = 1;
    inc(&mut x);
    let y = &mut 1;
    inc(y); inc(y);
    let z = &x;
    let r = &mut x;
    let s: &i32 = r;
    let t = &1;
    *t = 2;
    let (a, b) = (1, 2);
    a = 3;
    let c; c = 1; c = 2;
    for i in 0..3 { i += 1; }
}
