//@ edition: 2021

#[derive(Clone, Copy)]
struct A; //~ ERROR E0184
impl Drop for A {
    fn drop(&mut self) {}
}
#[derive(Clone)]
struct B;
impl Copy for B {} //~ ERROR E0184
impl Drop for B {
    fn drop(&mut self) {}
}
