#![allow(warnings)]
use std::cell::RefCell;
struct W<'a> { r: &'a str, c: RefCell<String> }
fn ifs<'a, T: 'a>(a: &'a mut Vec<T>, b: T) -> &'a T {
    match a.first() {
        Some(x) => return x,
        None => {
            a.push(b);
        }
    }
    &a[0]
}
fn tail() -> usize {
    let c = RefCell::new(String::new());
    c.borrow().len()
}
fn spawn() {
    let s = String::new();
    std::thread::spawn(|| {
        println!("{s}");
    });
}
fn boxed<'a>(x: &'a str) -> Box<dyn Fn() -> usize> {
    Box::new(move || {
        x.len()
    })
}
fn bounded<T>(t: T) -> Box<dyn std::any::Any> where T: std::fmt::Debug { Box::new(t) }
fn dyn_<T: std::fmt::Debug>(t: T) -> Box<dyn std::fmt::Debug> {
    Box::new(t)
}
fn two_mut(v: &mut [i32]) {
    let (a, b) = (&mut v[0], &mut v[1]);
    *a = *b;
}
fn moved_in_closure() {
    let s = String::new();
    let f = move || s.len();
    println!("{}", s);
    f();
}
fn arr(a: [String; 2], i: usize) -> String { a[i] }
const C: Vec<String> = Vec::new();
fn stat<'a>(w: W<'a>) -> W<'static> { w }
struct Dr(String);
impl Drop for Dr { fn drop(&mut self) {} }
fn out(d: Dr) -> String { d.0 }
fn call(d: Dr) { d.drop(); }
#[derive(Clone)]
struct Cp;
impl Copy for Cp {}
impl Drop for Cp { fn drop(&mut self) {} }
struct Gen<T>(T);
impl Drop for Gen<u8> { fn drop(&mut self) {} }
fn main() {}
