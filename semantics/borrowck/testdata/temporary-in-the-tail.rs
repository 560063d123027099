use std::cell::RefCell;
fn f() -> usize {
    let c = RefCell::new(String::new());
    c.borrow().len()
}
