//@ edition: 2021

use std::thread;
fn f() -> impl Fn() -> i32 {
    let x = 1;
    || x //~ ERROR E0373
}
fn g() {
    let v = vec![1];
    thread::spawn(|| v.len()); //~ ERROR E0373
}
fn h<'a>(x: &'a str) {
    thread::spawn(move || x.len()); //~ ERROR E0521
}
fn k<'a>(x: &'a u8) -> Box<dyn Fn() -> u8> {
    Box::new(move || *x) //~ ERROR lifetime may not live long enough
}
