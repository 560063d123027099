#![allow(dead_code)]
// Each const is evaluated here and by rustc.
pub const fn fact(n: u64) -> u64 { if n == 0 { 1 } else { n * fact(n - 1) } }
pub const fn fib(n: u32) -> u32 {
    let mut a = 0;
    let mut b = 1;
    let mut i = 0;
    while i < n {
        let t = a + b;
        a = b;
        b = t;
        i += 1;
    }
    a
}
pub struct P { x: i32, y: [u8; 3] }
impl P {
    pub const ORIGIN: P = P { x: -7, y: [1, 2, 3] };
    pub const fn sum(&self) -> i32 { self.x + self.y[0] as i32 + self.y[2] as i32 }
    pub const fn moved(mut self, by: i32) -> P { self.x += by; self }
}
pub enum E { A, B(u8), C { n: i64 } }
pub const fn weigh(e: &E) -> i64 { match e { E::A => 0, E::B(3..=9) => 1, E::B(x) => *x as i64, E::C { n } => *n } }
#[repr(u8)] pub enum D { X = 4, Y, Z = fact(3) as u8 }
pub trait T { const N: usize; const TWICE: usize = Self::N * 2; }
impl T for u8 { const N: usize = 3; }
impl T for u16 { const N: usize = 4; const TWICE: usize = 1; }
pub struct W<const N: usize>;
impl<const N: usize> W<N> { pub const SQUARE: usize = N * N; pub const fn get(&self) -> usize { N + Self::SQUARE } }
pub const fn pick<T2: Copy, const K: usize>(xs: [T2; K], i: usize) -> T2 { xs[i] }
pub const fn classify(o: Option<(u8, bool)>) -> i32 { match o { None => -1, Some((1, true)) => 1, Some((n, false)) => n as i32, _ => 99 } }
pub const fn labelled() -> u8 { let x = 'a: { if fib(3) == 2 { break 'a 5 } 6 }; x + 1 }
pub const fn bump(x: &mut u32) { *x = *x * 2 + 1; }
pub const fn bumped() -> u32 { let mut v = 3; bump(&mut v); bump(&mut v); v }
pub const fn count(s: &[u8]) -> usize { let mut n = 0; let mut i = 0; while i < s.len() { if s[i] == b'a' { n += 1 } i += 1 } n }
pub const fn tail(xs: &[u8]) -> u8 { match xs { [] => 0, [_, rest @ ..] => if let [a, .., b] = rest { *a + *b } else { 1 } } }

pub const C00: u64 = fact(10);
pub const C01: u32 = fib(20);
pub const C02: i32 = P::ORIGIN.sum();
pub const C03: i32 = P::ORIGIN.moved(10).x;
pub const C04: i64 = weigh(&E::B(200)) + weigh(&E::B(5)) * 1000 + weigh(&E::C { n: -4 }) + weigh(&E::A);
pub const C06: usize = <u8 as T>::TWICE * 100 + <u16 as T>::TWICE * 10 + <u16 as T>::N;
pub const C07: usize = W::<5>.get();
pub const C08: u8 = pick([3, 4, 5], 1);
pub const C09: i32 = classify(None) + classify(Some((1, true))) * 2 + classify(Some((7, false))) + classify(Some((2, true)));
pub const C10: u8 = labelled();
pub const C11: u32 = bumped();
pub const C12: usize = count(b"banana") + "xyz".len();
pub const C13: u8 = tail(&[1, 2, 3, 4]) + tail(&[]) + tail(&[9, 1]);
pub const C14: i8 = (-128i16 as i8) >> 3;
pub const C15: u128 = (u64::MAX as u128) << 3 ^ 5;
pub const C16: usize = [0u8; fib(7) as usize].len();
pub const C17: bool = !(C00 > 5 && C14 < 0) || 'x' < 'y';
pub const C18: i32 = { let (a, [b, _]) = (1, [2, 3]); a - b * 7 % 4 };
pub const C21: i64 = i64::MIN / 3 - -5;
pub const C_SIZES: usize = std::mem::size_of::<u16>() + std::mem::size_of::<[f32; C_LEN]>() * 100 + std::mem::size_of::<&str>() * 10_000 + std::mem::size_of::<Box<u8>>() * 1_000_000;
pub const C_ALIGNS: usize = std::mem::align_of::<u64>() + std::mem::align_of::<[u16; 3]>() * 100 + std::mem::align_of::<fn()>() * 10_000;
pub const C_LEN: usize = std::mem::size_of::<char>() / 2 + 1;
pub const C_OF_LEN: usize = [0u8; C_LEN].len();
