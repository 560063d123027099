// Constants that need themselves, never end, or are enormous.
const A: usize = B;
const B: usize = A + 1;
const LEN: usize = [0u8; LEN].len();
static S: usize = *T;
static T: &usize = &S;
const fn forever() -> usize {
    loop {}
}
const fn deep(n: usize) -> usize {
    deep(n + 1)
}
const fn count(n: u64) -> u64 {
    let mut i = 0;
    while i < n {
        i += 1;
    }
    i
}
struct Own([u8; std::mem::size_of::<Own>()]);
enum E {
    X = E::Y as isize,
    Y = E::X as isize,
}
trait Len {
    const N: usize;
}
impl Len for u8 {
    const N: usize = <u16 as Len>::N;
}
impl Len for u16 {
    const N: usize = <u8 as Len>::N;
}
fn lengths() {
    let _a = [0u8; A];
    let _b = [String::new(); LEN];
    let _c: [u8; forever()] = loop {};
    let _d: [u8; deep(0)] = loop {};
    let _e = [0u8; count(u64::MAX) as usize];
    let _f = [0u8; <u8 as Len>::N];
    let _g: [String; usize::MAX];
    let _h: [[[String; 1 << 40]; 1 << 40]; 1 << 40];
    let _i = [[0u8; 1 << 30]; 1 << 30];
    let _j = [const { String::new() }; 1 << 50];
    match [0u8; 1 << 40] {
        [0, .., 1] => {}
        _ => {}
    }
}
fn main() {}
