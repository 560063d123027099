//@ edition: 2021

use std::task::Waker;
fn f(w: &Waker) {
    let v;
    let c = w.clone();
    v = &c;
}
fn g() {
    let mut it;
    let v = vec![1, 2];
    it = v.iter();
    it.next();
}
fn h() {
    let it;
    let v = vec![String::new()];
    it = v.iter().map(|s| s.len());
}
