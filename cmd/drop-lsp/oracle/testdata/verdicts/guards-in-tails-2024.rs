//@ edition: 2024

use std::cell::RefCell;
use std::sync::{Mutex, RwLock};

fn refcell() -> i32 {
    let c = RefCell::new(1);
    *c.borrow()
}
fn mutex() -> i32 {
    let m = Mutex::new(1);
    *m.lock().unwrap()
}
fn temporary() -> usize {
    let x = &String::from("a").as_str().len();
    let y = String::from("b").as_str(); //~ ERROR E0716
    *x + y.len()
}
