//@ edition: 2021

#![feature(dropck_eyepatch)]
struct Eye<T>(T);
unsafe impl<#[may_dangle] T> Drop for Eye<T> {
    fn drop(&mut self) {}
}
struct Noisy<'a>(&'a u8);
impl Drop for Noisy<'_> {
    fn drop(&mut self) {}
}
fn dangles() {
    let e;
    let x = 1;
    e = Eye(&x);
}
fn does_not() {
    let e;
    let x = 1;
    e = Eye(Noisy(&x)); //~ ERROR E0597
}
