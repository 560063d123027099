use std::collections::HashMap;
use std::ops::{Add, AddAssign, Deref, DerefMut, Index, IndexMut, Neg, Not};
use std::rc::Rc;

#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub struct V(f32, f32);

impl Add for V {
    type Output = V;
    fn add(self, o: V) -> V {
        V(self.0 + o.0, self.1 + o.1)
    }
}

impl AddAssign for V {
    fn add_assign(&mut self, o: V) {
        self.0 += o.0;
    }
}

impl Neg for V {
    type Output = V;
    fn neg(self) -> V {
        V(-self.0, -self.1)
    }
}

impl Index<usize> for V {
    type Output = f32;
    fn index(&self, i: usize) -> &f32 {
        if i == 0 { &self.0 } else { &self.1 }
    }
}

impl IndexMut<usize> for V {
    fn index_mut(&mut self, i: usize) -> &mut f32 {
        match i {
            0 => &mut self.0,
            _ => &mut self.1,
        }
    }
}

pub struct Guard<'a>(&'a mut Vec<String>);

impl<'a> Deref for Guard<'a> {
    type Target = Vec<String>;
    fn deref(&self) -> &Vec<String> {
        self.0
    }
}

impl<'a> DerefMut for Guard<'a> {
    fn deref_mut(&mut self) -> &mut Vec<String> {
        &mut *self.0
    }
}

impl<'a> Drop for Guard<'a> {
    fn drop(&mut self) {
        self.push(String::from("end"));
    }
}

pub fn operators(a: V, mut b: V) -> bool {
    let c = a + b;
    b += c;
    let d = -b;
    b[0] = d[1];
    b[1] += 2.0;
    c == d || a < b
}

pub fn derefs(v: &mut Vec<String>) -> usize {
    let mut g = Guard(v);
    g.push("x".to_string());
    let n = g.len();
    let first = &g[0];
    let k = first.len();
    g[0] = String::new();
    n + k
}

pub fn maps() -> Option<u32> {
    let mut m: HashMap<String, Vec<u32>> = HashMap::new();
    m.entry("a".into()).or_default().push(1);
    m.insert(String::from("b"), vec![2, 3]);
    let x = m["a"][0];
    let y = m.get("b")?.first()?;
    let t: u32 = m.values().flatten().sum();
    Some(x + y + t)
}

pub fn rcs() -> usize {
    let a = Rc::new(String::from("a"));
    let b = Rc::clone(&a);
    let c = a.clone();
    let d: Rc<dyn std::fmt::Display> = c;
    let s: &str = &b;
    Rc::strong_count(&a) + s.len() + b.len()
}

pub fn strings(name: &str) -> String {
    let mut s = String::new();
    s += "a";
    s.push_str(name);
    let t = s.clone() + "b" + &s;
    let u = format!("{}-{t:?}", s);
    let v = &t[1..];
    let w = &s[..];
    println!("{u} {v} {w}");
    let x: String = vec!["a", "b"].join(",");
    x + v
}

pub fn slices(v: &mut [i32]) -> i32 {
    v[0] = v[1] + v[2];
    let n = v.len();
    v[n - 1] += 1;
    let (a, b) = v.split_at_mut(1);
    a[0] = b[0];
    let m = [[1, 2], [3, 4]];
    let i = 1;
    m[i][0] + m[0][i]
}

pub fn bits(a: bool, b: u8) -> bool {
    let c = !b & 0x0f | b << 1 ^ b >> 2;
    !a & (c != 0) | a
}

pub fn bools(a: Vec<bool>) -> bool {
    a.iter().all(|x| *x) && a.iter().any(|&x| !x)
}

pub fn boxes(b: Box<dyn Fn(i32) -> i32>) -> i32 {
    let c = Box::new(3);
    let d = *c + b(*c);
    let mut e = Box::new((String::new(), 1));
    e.1 = d;
    let s = e.0;
    e.0 = String::from("again");
    s.len() as i32 + e.1
}

pub fn sorted(mut v: Vec<(String, u32)>) -> Vec<String> {
    v.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    v.into_iter().filter(|(_, n)| *n > 1).map(|(s, _)| s).collect()
}
