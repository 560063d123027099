//@ edition: 2021
// Bodies that generated programs brought up, shrunk.
pub struct T(pub &'static str);
impl Drop for T {
    fn drop(&mut self) {}
}
pub trait Tr {}
impl Tr for T {}
pub fn id<A>(a: A) -> A {
    a
}
pub fn take<A>(_: A) {}

// Moves behind an unwind edge that is never taken still count as moves: v's drop flag.
pub fn assigned_late() {
    let v;
    v = (T(""), id(T("")));
}

// An element of a tuple from which nothing is expected is not coerced.
pub fn tuple_of_a_block() {
    let _x = ({ Box::new(T("a")) as Box<dyn Tr> }, T("b"));
}

pub fn tuple_of_a_branch(k: u32) {
    let _x = (if k > 1 { Box::new(T("a")) as Box<dyn Tr> } else { Box::new(T("c")) as Box<dyn Tr> }, T("b"));
}

#[allow(unreachable_code)]
pub fn tuple_that_returns(k: u32) {
    let _x = (if k > 1 { return } else { T("a") }, T("b"));
    take((return, T("c")));
}

// Both branches have the very type that `*v` has, whatever its lifetimes: the second is not coerced once more.
pub fn assigned_through_a_guard(k: bool, mut v: std::cell::RefMut<Box<dyn Tr>>, a: T, b: T) {
    *v = if k { Box::new(a) as Box<dyn Tr> } else { Box::new(b) as Box<dyn Tr> };
}
