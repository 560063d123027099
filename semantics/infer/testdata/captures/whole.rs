//@ edition: 2018
#![feature(rustc_attrs, stmt_expr_attributes)]
#![allow(unused)]
struct D(String);
impl Drop for D { fn drop(&mut self) {} }
struct P { x: i32, y: String, z: (String, String), d: D }
#[derive(Clone, Copy)]
struct C { a: i32, b: i32 }
#[repr(packed)]
struct K { a: u8, b: u32, c: String }
union U { a: u32, b: f32 }
enum E { A(String, i32), B }
enum One { V(String, i32) }
struct R<'a> { r: &'a mut P, s: &'a P, bx: Box<P> }
fn p() -> P { P { x: 1, y: String::new(), z: (String::new(), String::new()), d: D(String::new()) } }

fn fields() {
    let mut v = p();
    let c = #[rustc_capture_analysis] || { let a = &v.x; let b = &v.z.0; };
    let mut c = #[rustc_capture_analysis] || { v.x += 1; v.z.1.push('a'); };
    let c = #[rustc_capture_analysis] || { drop(v.y); let q = v.x; };
    let w = p();
    let c = #[rustc_capture_analysis] move || { println!("{}", w.z.0); w.x };
    let u = p();
    let c = #[rustc_capture_analysis] || { let z = u.z; let y = &u.y; };
}
fn references<'a>(r: R<'a>, m: &mut P, s: &P) {
    let mut c = #[rustc_capture_analysis] || { m.x += 1; let a = &m.y; };
    c();
    let c = #[rustc_capture_analysis] || { let a = &s.y; let b = s.x; };
    let mut c = #[rustc_capture_analysis] || { r.r.x = 2; let a = &r.s.z.0; let b = &r.bx.y; };
    c();
    let mut c = #[rustc_capture_analysis] move || { m.x = 3; };
    let c = #[rustc_capture_analysis] move || { let a = &r.s.y; };
    let mm = &mut 3;
    let mut c = #[rustc_capture_analysis] || { *mm += 1; };
    c();
    let mut c = #[rustc_capture_analysis] || { let mr = &mut *mm; };
    c();
}
fn boxes() {
    let b = Box::new(p());
    let c = #[rustc_capture_analysis] || { let y = b.y; };
    let b = Box::new(p());
    let c = #[rustc_capture_analysis] || { let y = &b.y; };
    let mut b = Box::new((String::new(), 1));
    let mut c = #[rustc_capture_analysis] || { b.1 = 3; };
    c();
    let c = #[rustc_capture_analysis] move || { let y = &b.0; };
}
fn drops() {
    let d = (D(String::new()), 3);
    let c = #[rustc_capture_analysis] || { let x = &d.0.0; };
    let c = #[rustc_capture_analysis] move || { let x = &d.0.0; };
    let v = p();
    let c = #[rustc_capture_analysis] move || { let x = &v.d.0; let y = v.z.1; };
}
fn copies() {
    let c = C { a: 1, b: 2 };
    let f = #[rustc_capture_analysis] || c.a;
    let f = #[rustc_capture_analysis] move || c.a + c.b;
    let f = #[rustc_capture_analysis] || { let q = c; };
}
unsafe fn raw(p: *mut C, k: K, mut u: U) {
    let f = #[rustc_capture_analysis] || { (*p).a = 1; };
    let f = #[rustc_capture_analysis] || { let a = k.a; };
    let f = #[rustc_capture_analysis] || { let c = &k.c; };
    let f = #[rustc_capture_analysis] || { let a = u.a; };
    let t = (p, 1);
    let f = #[rustc_capture_analysis] || { (*t.0).b = 1; };
}
fn patterns(e: E, o: One, t: (String, i32), op: Option<String>) {
    let f = #[rustc_capture_analysis] || { match e { E::A(ref s, _) => {}, E::B => {} } };
    let f = #[rustc_capture_analysis] || { match e { _ => {} } };
    let f = #[rustc_capture_analysis] || { let _ = e; };
    let f = #[rustc_capture_analysis] || { let One::V(_, n) = o; };
    let f = #[rustc_capture_analysis] || { let One::V(ref s, _) = o; };
    let f = #[rustc_capture_analysis] || { let (_, n) = t; };
    let f = #[rustc_capture_analysis] || { let (s, _) = &t; };
    let f = #[rustc_capture_analysis] || { if let Some(s) = &op { s.len(); } };
    let f = #[rustc_capture_analysis] || { if let Some(_) = op { } };
    let f = #[rustc_capture_analysis] || { match t.1 { 1 => {}, 2..=4 => {}, x if x > 3 => {}, _ => {} } };
    let f = #[rustc_capture_analysis] || { match (&t.0, 1) { (s, _) => {} } };
    let f = #[rustc_capture_analysis] || { let q = &t; };
    let f = #[rustc_capture_analysis] || { while let Some(s) = op { break; } };
    let f = #[rustc_capture_analysis] || { match e { E::A(s, n) => {}, E::B => {} } };
    let a = [String::new(), String::new()];
    let f = #[rustc_capture_analysis] || { let [x, ..] = &a; };
    let f = #[rustc_capture_analysis] || { let q = &a[1]; };
    let f = #[rustc_capture_analysis] || { let [x, y] = a; };
    let sl: &[u8] = &[1, 2];
    let f = #[rustc_capture_analysis] || { match sl { [a, ..] => {}, [] => {} } };
}
fn nested() {
    let mut v = p();
    let w = p();
    let mut f = #[rustc_capture_analysis] || {
        let mut g = #[rustc_capture_analysis] || { v.x += 1; };
        let h = #[rustc_capture_analysis] move || { let t = w.y; };
        g();
    };
    let mut n = 0;
    let f = #[rustc_capture_analysis] move || { let k = 1; let g = #[rustc_capture_analysis] || { n + k }; g() };
    let s = (String::new(), String::new());
    let f = #[rustc_capture_analysis] || {
        let g = #[rustc_capture_analysis] || { let a = &s.0; };
        let h = #[rustc_capture_analysis] || { let b = &s; };
    };
    let f = #[rustc_capture_analysis] |x: i32| { let g = #[rustc_capture_analysis] |y: i32| x + y + s.0.len() as i32; };
}
fn calls() {
    let mut v = vec![1];
    let mut f = #[rustc_capture_analysis] || v.push(2);
    f();
    let mut g = #[rustc_capture_analysis] || f();
    g();
    let h = #[rustc_capture_analysis] || v.len() + v[0];
    let mut i = #[rustc_capture_analysis] || { v[0] = 3; };
    i();
    let b: Box<dyn FnMut()> = Box::new(i);
    let mut j = #[rustc_capture_analysis] || { let mut b = b; b() };
    let s = String::new();
    let k = #[rustc_capture_analysis] || { let t = P { x: 3, ..p() }; s + "a" };
    let base = p();
    let rc = std::rc::Rc::new(p());
    let l = #[rustc_capture_analysis] || { let a = &rc.y; };
    let m = #[rustc_capture_analysis] move || { let a = rc.x; };
    let mut opt = Some(String::new());
    let n = #[rustc_capture_analysis] || { opt.take(); opt = None; };
    let t = (1, String::new());
    let o = #[rustc_capture_analysis] || { let z = t.1.clone(); return t.0; };
    let q = #[rustc_capture_analysis] || { let y = C { a: 1, ..C { a: t.0, b: 3 } }; };
}
fn order() {
    let a = String::new();
    let b = String::new();
    let t = (String::new(), String::new(), String::new());
    let f = #[rustc_capture_analysis] move || { let x = &b; let y = &a; };
    let g = #[rustc_capture_analysis] move || { let x = &t.2; let y = &t.0; };
}
struct Z { f: String, g: Vec<u8> }
impl Z {
    fn m(&mut self) -> usize {
        let c = #[rustc_capture_analysis] || self.f.len();
        let n = c();
        let mut d = #[rustc_capture_analysis] || self.g.push(1);
        d();
        n
    }
    fn o(self) { let c = #[rustc_capture_analysis] || { drop(self.f) }; }
}
fn generic<T: Clone, F: Fn(T) -> T>(t: T, f: F, g: impl FnOnce()) {
    let c = #[rustc_capture_analysis] || f(t.clone());
    let d = #[rustc_capture_analysis] || g();
    let e = #[rustc_capture_analysis] || t;
}
fn main() {}
