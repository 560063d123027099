//@ edition: 2021
// The data is said to escape by the first argument that has its lifetime, used or not.
pub struct D(pub u32);
pub struct S {
    pub a: D,
}
pub fn forever(_: &'static D) {}

pub fn first_is_unused<'a>(_given: &'a D, lent: &'a mut S) {
    forever(&lent.a); //~ ERROR E0521
}

pub fn only_one<'a>(lent: &'a mut S) {
    forever(&lent.a); //~ ERROR E0521
}
