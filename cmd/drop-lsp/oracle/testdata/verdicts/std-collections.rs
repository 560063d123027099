//@ edition: 2021

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

struct Noisy<'a>(&'a u8);
impl Drop for Noisy<'_> {
    fn drop(&mut self) {}
}
fn quiet() {
    let (mut v, b, r, mut o, mut m);
    let x = 1;
    v = Vec::new();
    v.push(&x);
    b = Box::new(&x);
    r = Rc::new(Cell::new(&x));
    o = Some(&x);
    m = HashMap::new();
    m.insert(1, &x);
    let _ = (&b, &r);
    o = None;
}
fn vec() {
    let mut v = Vec::new();
    let x = 1;
    v.push(Noisy(&x)); //~ ERROR E0597
}
fn boxed() {
    let b;
    let x = 1;
    b = Box::new(Noisy(&x)); //~ ERROR E0597
}
fn rc() {
    let b;
    let x = 1;
    b = Rc::new(RefCell::new(Some(Noisy(&x)))); //~ ERROR E0597
}
fn map() {
    let mut m = HashMap::new();
    let x = 1;
    m.insert(1, Noisy(&x)); //~ ERROR E0597
}
fn array_iterator() {
    let i;
    let x = 1;
    i = [Noisy(&x)].into_iter(); //~ ERROR E0597
}
fn array_iterator_of_references() {
    let i;
    let x = 1;
    i = [&x].into_iter(); //~ ERROR E0597
}
