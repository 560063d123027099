use std::io::{self, Read, Write};
enum E { Io(io::Error), Parse(std::num::ParseIntError), None }
impl From<io::Error> for E { fn from(e: io::Error) -> E { E::Io(e) } }
impl From<std::num::ParseIntError> for E { fn from(e: std::num::ParseIntError) -> E { E::Parse(e) } }
fn read(mut r: impl Read) -> Result<i32, E> {
    let mut s = String::new();
    r.read_to_string(&mut s)?;
    let n: i32 = s.trim().parse()?;
    if n < 0 { return Err(E::None); }
    Ok(n)
}
fn opt(v: &[i32]) -> Option<i32> { let a = v.first()?; let b = v.get(1)?; Some(a + b) }
fn main() {
    let v = vec![1, 2, 3];
    let mut total = 0;
    for (i, x) in v.iter().enumerate() { total += i as i32 * x; }
    for x in &v { total += x; }
    let mut w = v.clone();
    for x in &mut w { *x += 1; }
    for x in w { total += x; }
    let mut i = 0;
    while i < 10 { i += 1; if i == 5 { continue; } }
    let found = loop { i -= 1; if i == 3 { break i * 2; } };

    match read("5".as_bytes()) { Ok(n) if n > 3 => total += n, Ok(_) => {}, Err(E::Io(e)) => { e.kind(); } Err(_) => () }
    let Some(o) = opt(&v) else { panic!("no") };
    let mut st = vec![1];
    while let Some(t) = st.pop() { if t < 3 { st.push(t + 1); } }
    let s = match total { 0 => "zero", 1..=9 => "few", _ => "many" };
    let t = (1, "a", 2.0);
    let (a, b, c) = t;
    let [x, .., y] = [1, 2, 3, 4];
    let r = 0..10;
    let l = r.len();
    let z = (1..=5).rev().step_by(2).map(|x| x * x).collect::<Vec<u64>>();
    io::stdout().write_all(b"x").unwrap();
    println!("{} {:?} {total}", s, z);
    let text = format!("{:>5}", a);
    let bytes = text.as_bytes()[0];
    assert_eq!(l, 10);
    assert!(total > 0, "bad {}", total);
    if let Some(q) = v.iter().max() { let qq = q; }
    let u = if total > 1 { Some(1u8) } else { None };
    let bx: Box<[i32]> = vec![1].into_boxed_slice();
    let rf = &bx[..];
    let cl = v.iter().copied().filter(|&x| x % 2 == 0).count();
    let pos = v.iter().position(|x| *x == 2);
    let by = v.chunks(2).map(|c| c.len()).sum::<usize>();
    let d = std::time::Duration::from_secs(1);
}
