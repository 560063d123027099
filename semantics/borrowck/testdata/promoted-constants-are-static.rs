fn main() {
    let x: &'static i32;
    let y = 1;
    x = &y;
    let z: &'static str = String::new().as_str();
    let v = Vec::<&'static i32>::new();
    let mut w = v;
    w.push(&y);
    let a = &5; let b: &'static i32 = a; let c: &'static i32 = &5;
    const fn k() -> i32 { 3 }
    let d: &'static i32 = &k();
}
