//@ edition: 2024
// The ideas of RFC 1327: whose destructor may see which parameter's data.
#![feature(dropck_eyepatch)]
#![allow(internal_features)]
use std::cell::Cell;
use std::marker::PhantomData;

struct Sees<A, B>(A, B);
unsafe impl<#[may_dangle] A, B> Drop for Sees<A, B> {
    fn drop(&mut self) {}
}
struct OwnsBehindPointer<T>(*mut T, PhantomData<T>);
unsafe impl<#[may_dangle] T> Drop for OwnsBehindPointer<T> {
    fn drop(&mut self) {}
}
struct OnlyPoints<T>(*mut T);
unsafe impl<#[may_dangle] T> Drop for OnlyPoints<T> {
    fn drop(&mut self) {}
}
struct Lifetimes<'a, 'b>(&'a str, &'b str);
unsafe impl<#[may_dangle] 'a, 'b> Drop for Lifetimes<'a, 'b> {
    fn drop(&mut self) {}
}
struct Loud<'a>(&'a str);
impl Drop for Loud<'_> {
    fn drop(&mut self) {}
}
fn first_may_dangle() {
    let old = String::new();
    let s;
    let new = String::new();
    s = Sees(&*new, &*old);
}
fn second_may_not() {
    let old = String::new();
    let s;
    let new = String::new();
    s = Sees(&*old, &*new); //~ ERROR E0597
}
fn lifetimes_differ_alike() {
    let old = String::new();
    let (a, b);
    let new = String::new();
    a = Lifetimes(&new, &old);
    b = Lifetimes(&old, &new); //~ ERROR E0597
}
fn what_dangles_is_dropped_all_the_same() {
    let s;
    let new = String::new();
    s = Sees(Loud(&new), 1); //~ ERROR E0597
}
fn owned_by_its_phantom<'a>(make: fn(*const Loud<'_>) -> *mut Loud<'a>) {
    let o: OwnsBehindPointer<Loud>;
    let new = String::new();
    let mut inner = Loud(&new); //~ ERROR E0597
    o = OwnsBehindPointer(&mut inner, PhantomData);
}
fn only_pointed_at() {
    let o: OnlyPoints<Loud>;
    let new = String::new();
    let mut inner = Loud(&new);
    o = OnlyPoints(&mut inner);
}
struct Cyclic<'a>(Cell<Option<&'a Sees<Cyclic<'a>, ()>>>);
fn vectors_of_cells() {
    let v: Vec<Cell<Option<&String>>> = vec![Cell::new(None)];
    let s = String::new();
    v[0].set(Some(&s));
}
fn vectors_of_loud_cells() {
    let v: Vec<(Cell<Option<&String>>, Loud)> = vec![(Cell::new(None), Loud(""))];
    let s = String::new();
    v[0].0.set(Some(&s));
}
