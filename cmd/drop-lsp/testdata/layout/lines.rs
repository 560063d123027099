#![allow(warnings)]
struct S { a: String, b: String }
fn consume(s: S) {}
fn long(mut v: Vec<i32>) {
    let r = &mut v;
    let c = || {
        v.push(1);
        v.push(2);
        v.push(3);
        v.push(4);
        v.push(5);
        v.push(6);
    };
    r.push(1);
    c();
}
fn moved(s: S) {
	let a = s.a;
    consume(s);
    for i in 0..2 { std::mem::drop(a); }
}
fn two<'a, 'b>(x: &'a i32, y: &'b i32) -> &'a i32 { y }
fn temp() -> usize {
    let x: &String;
    x = &String::from("é\u{7f}");
    x.len()
}
fn uninit(c: bool) { let x: i32; if c { x = 1; } println!("{x}"); }
fn assign(mut x: i32) { let r = &x; x = 2; println!("{r}"); }
fn not_mut(x: &i32, v: Vec<i32>) { *x = 1; v.push(1); }
fn nested(mut v: Vec<i32>) {
    let r = &mut v; v.iter().map(|x| {
        let q = &mut v;
        q.len()
    }).for_each(|z| {
        r.push(z as i32);
    });
}
fn main() {}
