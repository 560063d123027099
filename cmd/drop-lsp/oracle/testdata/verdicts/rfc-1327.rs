//@ edition: 2021
// Every program of RFC 1327, whole and in words of our own; `//@ example:` names the
// section and the program's number in it (testdata/rfcs.txt has them all).
#![feature(dropck_eyepatch)]
#![allow(internal_features, unused)]
use std::fmt::Display;
use std::marker::PhantomData;

trait Source {
    fn free(&self) {}
}
struct Arena;
impl Source for Arena {}
impl Source for &Arena {}
struct Loud<'a>(&'a str);
impl Drop for Loud<'_> {
    fn drop(&mut self) {}
}

/// Looks at nothing of its parameters' (the blunt hatch of RFC 1238, said one by one).
struct Blunt<T, A: Source> {
    start: *mut T,
    owns: PhantomData<T>,
    source: A,
}
unsafe impl<#[may_dangle] T, #[may_dangle] A: Source> Drop for Blunt<T, A> {
    fn drop(&mut self) {}
}
//@ example: 1327 motivation 1
fn blunt_is_blind_to_its_elements() {
    let raw: Blunt<&str, Arena>;
    let text = String::new();
    raw = Blunt { start: &mut &*text, owns: PhantomData, source: Arena };
}
/// Frees through its source.
struct Raw<T, A: Source> {
    start: *mut T,
    owns: PhantomData<T>,
    source: A,
}
//@ example: 1327 example vec 1
//@ example: 1327 example rawvec 1
unsafe impl<#[may_dangle] T, A: Source> Drop for Raw<T, A> {
    fn drop(&mut self) {
        self.source.free()
    }
}
//@ example: 1327 example vec 2
fn source_dies_first() {
    let (raw, arena): (Raw<&str, &Arena>, Arena);
    arena = Arena;
    raw = Raw { start: std::ptr::null_mut(), owns: PhantomData, source: &arena }; //~ ERROR E0597
}
fn blunt_would_let_its_source_die_first() {
    let (raw, arena): (Blunt<&str, &Arena>, Arena);
    arena = Arena;
    raw = Blunt { start: std::ptr::null_mut(), owns: PhantomData, source: &arena };
}
fn elements_may_dangle() {
    let arena = Arena;
    let raw;
    let text = String::new();
    raw = Raw { start: &mut &*text, owns: PhantomData, source: &arena };
}

struct Foo<'a, X, Y>(&'a str, X, Y);
//@ example: 1327 attributes 1
//@ example: 1327 attributes 4
unsafe impl<'a, #[may_dangle] X, Y> Drop for Foo<'a, X, Y> {
    fn drop(&mut self) {}
}
struct Bar<'a, X, Y>(&'a str, X, Y);
//@ example: 1327 attributes 2
unsafe impl<#[may_dangle] 'a, X, Y> Drop for Bar<'a, X, Y> {
    fn drop(&mut self) {}
}
struct Baz<'a, X, Y>(&'a str, X, Y);
//@ example: 1327 attributes 3
unsafe impl<#[may_dangle] 'a, X, #[may_dangle] Y> Drop for Baz<'a, X, Y> {
    fn drop(&mut self) {}
}
fn one_type_may_dangle() {
    let old = String::new();
    let (one, two, three);
    let new = String::new();
    one = Foo(&old, &*new, &*old);
    two = Foo(&*new, &*old, &*old); //~ ERROR E0597
    three = Foo(&old, &*old, &*new);
}
fn one_lifetime_may_dangle() {
    let old = String::new();
    let (one, two);
    let new = String::new();
    one = Bar(&new, &*old, &*old);
    two = Bar(&old, &*new, &*old); //~ ERROR E0597
}
fn a_lifetime_and_a_type_may_dangle() {
    let old = String::new();
    let (one, two);
    let new = String::new();
    one = Baz(&new, &*old, &*new);
    two = Baz(&old, &*new, &*old); //~ ERROR E0597
}

struct InspectorA<'a>(&'a u8, &'static str);
//@ example: 1327 rustonomicon 1
unsafe impl<#[may_dangle] 'a> Drop for InspectorA<'a> {
    fn drop(&mut self) {
        println!("{}", self.1);
    }
}
struct InspectorB<T: Display>(T, &'static str);
//@ example: 1327 rustonomicon 2
unsafe impl<#[may_dangle] T: Display> Drop for InspectorB<T> {
    fn drop(&mut self) {
        println!("{}", self.1);
    }
}
struct Inspector<'a>(&'a u8);
impl Drop for Inspector<'_> {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}
fn inspectors() {
    let (a, b, c, days);
    days = Box::new(1);
    a = InspectorA(&days, "a");
    b = InspectorB(&*days, "b");
    c = Inspector(&days); //~ ERROR E0597
}
struct InspectorC<'a, 'b, 'c>(&'a str, &'b str, &'c str);
//@ example: 1327 multiple lifetimes 1
unsafe impl<#[may_dangle] 'a, 'b, #[may_dangle] 'c> Drop for InspectorC<'a, 'b, 'c> {
    fn drop(&mut self) {
        println!("{}", self.1);
    }
}
//@ example: 1327 multiple lifetimes 2
fn what_it_reads_lives_longer() {
    let b;
    let (i, a, c);
    a = String::from("a");
    b = String::from("b");
    c = String::from("c");
    i = InspectorC(&a, &b, &c);
}
//@ example: 1327 multiple lifetimes 3
fn what_it_reads_does_not() {
    let (a, c);
    let (i, b);
    a = String::from("a");
    b = String::from("b");
    c = String::from("c");
    i = InspectorC(&a, &b, &c); //~ ERROR E0597
}
//@ example: 1327 semantics 1
fn a_vector_of_inspectors() {
    let (a, c);
    let (i, b);
    a = String::from("a");
    b = String::from("b");
    c = String::from("c");
    i = vec![InspectorC(&a, &b, &c)]; //~ ERROR E0597
}
//@ example: 1327 semantics 2
fn a_vector_is_blind_itself() {
    let b;
    let (i, a, c);
    a = String::from("a");
    b = String::from("b");
    c = String::from("c");
    i = vec![InspectorC(&a, &b, &c)];
}
