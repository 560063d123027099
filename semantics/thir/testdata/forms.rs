use std::collections::HashMap;
fn f<T: ?Sized>(_: &T) -> u8 { 0 }
fn main() {
    let mut v: Vec<u8> = Vec::new(); v.push(1); let c = |x: u8| x + v[0]; c(2);
    let s = "a\"b"; match s { "x" => {}, "y{" => {}, _ => {} }
    if let (1..=3, b'a', 'c', [1, .., 2], Some(&x @ 1)) = (1u8, 2u8, 'c', [1, 2, 3], Some(&1)) { let _ = x; }
    const K: u8 = 3; match 1u8 { K => {}, u8::MAX => {}, _ => {} }
    let m: HashMap<&str, Box<dyn Fn(u8) -> u8>> = HashMap::new(); f(&m);
    let _ = f::<str>("a"); static S: u8 = 1; let _r = &S; let p = &raw const v; let _ = p as usize;
    let z = [0u8; 4]; for q in z { if q == 1 { continue } else { break } }
    while let Some(x) = v.pop() { let _ = -1i32 as i8; }
    let t = std::ops::Range { start: 1, ..(0..2) }; let _ = t;
}
