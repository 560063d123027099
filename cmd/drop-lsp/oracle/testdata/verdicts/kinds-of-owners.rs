//@ edition: 2021
// What std's owners need live when they drop: their content, by its own destructor.
use std::cell::{Cell, Ref, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use std::sync::{Mutex, RwLock};

struct Noisy<'a>(Cell<Option<&'a u8>>);
impl Drop for Noisy<'_> {
    fn drop(&mut self) {}
}
fn noisy<'a>() -> Noisy<'a> {
    Noisy(Cell::new(None))
}
fn option() {
    let o = Some(noisy());
    let x = 1;
    o.as_ref().unwrap().0.set(Some(&x)); //~ ERROR E0597
}
fn weak() {
    let w: Weak<Noisy>;
    let x = 1;
    let r = Rc::new(noisy());
    w = Rc::downgrade(&r);
    r.0.set(Some(&x));
}
fn map_of_references() {
    let mut m: HashMap<&str, &u8> = HashMap::new();
    let x = 1;
    m.insert("", &x);
}
fn mutex_of_noisy() {
    let m = Mutex::new(noisy());
    let x = 1;
    m.lock().unwrap().0.set(Some(&x)); //~ ERROR E0597
}
fn mutex_of_references() {
    let m = Mutex::new(None);
    let x = 1;
    *m.lock().unwrap() = Some(&x);
}
fn guard_of_a_lock() {
    let g;
    let m = RwLock::new(1);
    g = m.write().unwrap(); //~ ERROR E0597
}
fn reference_into_a_cell() {
    let r: Ref<u8>;
    let c = RefCell::new(1);
    r = c.borrow(); //~ ERROR E0597
}
fn reference_to_a_reference() {
    let r: &&Noisy;
    let x = 1;
    let n = noisy();
    let s = &n;
    r = &s;
    r.0.set(Some(&x));
}
fn array_of_arrays_of_none() {
    let a: [[Noisy; 0]; 3];
    let x = 1;
    let n: &Noisy = &noisy();
    a = [[], [], []];
    let _ = (&x, n, &a);
}
enum Either<L, R> {
    Left(L),
    Right(R),
}
fn variant_not_taken() {
    let e: Either<&u8, Noisy>;
    let x = 1;
    e = Either::Left(&x);
}
fn variant_not_taken_with_the_same_lifetime<'a>() {
    fn same<'a>(_: &'a u8) -> Either<&'a u8, Noisy<'a>> {
        loop {}
    }
    let e;
    let x = 1;
    e = same(&x); //~ ERROR E0597
}
fn closure_by_reference() {
    let c;
    let n = noisy();
    let x = 1;
    c = || n.0.set(None);
    c();
    n.0.set(Some(&x)); //~ ERROR E0597
}
fn boxed_closure() {
    let c: Box<dyn Fn() -> u8>;
    let x = 1;
    c = Box::new(|| x); //~ ERROR E0597
}
fn generic<T: Default>(make: fn(&u8) -> T) {
    let t;
    let x = 1;
    t = make(&x);
}
fn generic_held<'a, T: From<&'a u8>>() {
    let t: T;
    let x = 1;
    t = T::from(&x); //~ ERROR E0597
}
