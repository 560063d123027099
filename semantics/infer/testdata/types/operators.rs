use std::ops::{Add, AddAssign, Deref, DerefMut, Index, IndexMut, Mul, Neg, Not};
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug)]
struct V(f64, f64);
impl Add for V { type Output = V; fn add(self, o: V) -> V { V(self.0 + o.0, self.1 + o.1) } }
impl Mul<f64> for V { type Output = V; fn mul(self, o: f64) -> V { V(self.0 * o, self.1 * o) } }
impl Neg for V { type Output = V; fn neg(self) -> V { V(-self.0, -self.1) } }
impl AddAssign for V { fn add_assign(&mut self, o: V) { self.0 += o.0; self.1 += o.1; } }
impl Not for V { type Output = bool; fn not(self) -> bool { self.0 == 0.0 } }
struct W { v: Vec<V>, b: Box<i32> }
impl Deref for W { type Target = Vec<V>; fn deref(&self) -> &Vec<V> { &self.v } }
impl DerefMut for W { fn deref_mut(&mut self) -> &mut Vec<V> { &mut self.v } }
impl Index<&str> for W { type Output = V; fn index(&self, i: &str) -> &V { &self.v[i.len()] } }
impl IndexMut<&str> for W { fn index_mut(&mut self, i: &str) -> &mut V { &mut self.v[i.len()] } }
fn gen<T: Add<Output = T> + Copy>(a: T, b: T) -> T { a + b + a }
fn main() {
    let a = V(1.0, 2.0);
    let b = a + a * 2.0;
    let mut c = -b;
    c += a;
    let d = !c;
    let e = a == b;
    let f = a < b;
    let mut w = W { v: vec![a, b], b: Box::new(3) };
    w.push(c);
    let n = w.len();
    w["a"] = a;
    w[""].0 += 1.0;
    let x = w["a"];
    w.v[0] = b;
    let y = &w.v[0];
    let z = *w.b + 1;
    *w.b += 2;
    *w.b = 5;
    let s = String::from("a") + "b" + &String::from("c");
    let t = &s == "abc" || s == "abc" || "abc" == s;
    let u = 1u8 as u32 + 2 << 3 & 4 | 5 ^ 6;
    let g = gen(1, 2);
    let h = gen(1.0f32, 2.0);
    let i = &1 + 2;
    let j = 3 - &4;
    let k = -5i64;
    let l = !0u8;
    let m = !true;
    let q = 1 << 3u8;
    let mut r = 1;
    r += 2;
    r <<= 1u64;
    let mut arr = [[0u8; 3]; 4];
    arr[1][2] = 3;
    arr[n][0] += 1;
    let sl = &arr[1..3];
    let sm = &mut arr[..2];
    sm[0][1] = 2;
    let st = &s[1..];
    let p = &a as *const V;
    let o = unsafe { (*p).0 };
    let mut opt = Some(3);
    if let Some(v) = &mut opt { *v += 1; }
    if let Some(v) = opt.as_mut() { *v -= 1; }
    let cmp = "a" < "b" && 'a' <= 'b' && (1, 2) == (1, 2) && [1] != [2];
    let rr = &mut r;
    *rr += 1;
    *rr = *rr * 2;
}
