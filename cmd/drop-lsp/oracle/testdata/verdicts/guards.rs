//@ edition: 2021

use std::cell::RefCell;
use std::sync::{Mutex, RwLock};

fn refcell() -> i32 {
    let c = RefCell::new(1);
    *c.borrow() //~ ERROR E0597
}
fn mutex() -> i32 {
    let m = Mutex::new(1);
    *m.lock().unwrap() //~ ERROR E0597
}
fn rwlock() -> i32 {
    let m = RwLock::new(1);
    let r = *m.read().unwrap();
    r
}
fn held() {
    let g;
    let m = Mutex::new(1);
    g = m.lock().unwrap(); //~ ERROR E0597
}
