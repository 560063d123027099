#![allow(warnings)]
struct P { s: String }
fn into(v: Vec<String>) {
    for x in v {}
    v.len();
}
fn push(v: &Vec<i32>) { v.push(1); }
fn self_(o: Option<String>) -> usize {
    o.unwrap();
    o.is_some() as usize
}
fn matched(p: &P, o: &Option<String>) {
    let s = p.s;
    match *o {
        Some(t) => {}
        None => {}
    }
}
fn ret<'a>(x: &i32, y: &'a i32) -> &'a i32 {
    if *x > 0 {
        return x;
    }
    y
}
fn closure() -> impl Fn() -> usize {
    let v = vec![1];
    || v.len()
}
fn looped(s: String) {
    loop {
        drop(s);
    }
}
impl P {
    fn m(&self) { self.s = String::new(); }
    fn longer(&mut self) -> &mut String {
        let r = &mut self.s;
        let q = &mut self
            .s;
        r.push('a');
        q
    }
}
fn main() {}
