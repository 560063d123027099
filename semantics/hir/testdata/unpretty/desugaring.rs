//@ edition: 2024
struct P { a: i32, b: (i32, i32) }
enum E { A(i32), B { x: i32 }, C }
fn f(v: Vec<i32>, mut o: Option<i32>) -> Result<i32, String> {
    for x in v.iter() { if *x > 2 { break; } else { continue } }
    'l: for i in 0..10 { while i > 3 && o.is_some() { break 'l } }
    while let Some(q) = o { o = None; }
    if let Some(z) = o && z > 1 { } else if o.is_none() { }
    let Some(k) = o else { return Err(String::new()) };
    let (mut a, mut b) = (1, 2);
    (a, b) = (b, a);
    [a, .., b] = [1, 2, 3];
    (_, P { a, b: (b, _) }) = (1, P { a: 1, b: (2, 3) });
    let y = g()?;
    let r = (1..2, 1..=2, ..3, 5.., ..);
    let c = |x: i32, y| -> i32 { x + y };
    let d = move || c(1, 2);
    let t = 'b: { if a > 1 { break 'b 5; } 6 };
    match (E::A(1)) { E::A(n @ 1..=5) if n > 2 => {}, E::A(-1 | 2) => (), E::B { x, .. } => drop(x), E::C => {}, _ => {} }
    a += 1; b = -a; let n = !true; let arr = [1; 4]; let s = &arr[1..]; let m = &mut a; *m = 2;
    let x = unsafe { *(&raw const b) };
    let st = P { a: 1, ..P { a: 2, b: (1, 1) } };
    let loop_v = loop { break 3 };
    let h = x as u8 as i64;
    v.iter().map(|x| x + 1).collect::<Vec<_>>();
    Ok(a.max(b))
}
fn g() -> Result<i32, String> { Err(String::new()) }
fn main(){}
