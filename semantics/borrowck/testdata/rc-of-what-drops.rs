use std::rc::Rc;
use std::cell::RefCell;
struct P<'a> { c: RefCell<Vec<Rc<P<'a>>>>, n: &'a str }
impl Drop for P<'_> { fn drop(&mut self) {} }
fn main() {
    let p;
    let s = String::from("x");
    p = Rc::new(P { c: RefCell::new(vec![]), n: &s });
}
