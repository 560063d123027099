//@ edition: 2021

use std::cell::Cell;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;

struct Noisy<'a>(Cell<Option<&'a u8>>);
impl Drop for Noisy<'_> {
    fn drop(&mut self) {}
}
struct Ph<'a>(PhantomData<Noisy<'a>>, Cell<Option<&'a u8>>);
struct Owns<'a>(PhantomData<Noisy<'a>>, Cell<Option<&'a u8>>, Box<u8>);
fn phantom() {
    let p;
    let x = 1;
    p = Ph(PhantomData, Cell::new(None));
    p.1.set(Some(&x));
}
fn phantom_beside_glue() {
    let p;
    let x = 1;
    p = Owns(PhantomData, Cell::new(None), Box::new(1));
    p.1.set(Some(&x)); //~ ERROR E0597
}
fn manually() {
    let p;
    let x = 1;
    p = ManuallyDrop::new(Noisy(Cell::new(None)));
    p.0.set(Some(&x));
}
fn plainly() {
    let p;
    let x = 1;
    p = Noisy(Cell::new(None));
    p.0.set(Some(&x)); //~ ERROR E0597
}
