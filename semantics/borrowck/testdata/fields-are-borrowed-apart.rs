struct P { x: i32, y: i32 }
fn main() {
    let mut p = P { x: 1, y: 2 };
    let a = &mut p.x;
    let b = &mut p.y;
    *a = 1; *b = 2;
    let c = &mut p.x;
    let d = &p;
    *c = 3;
    println!("{}", d.x);
}
