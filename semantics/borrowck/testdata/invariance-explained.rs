use std::cell::Cell;
struct P<'a, T>(Cell<&'a T>);
fn f<'a, 'b>(c: &'a Cell<&'b i32>, x: &'a i32) { c.set(x); }
fn g<'a, 'b>(v: &mut Vec<&'a i32>, x: &'b i32) { v.push(x); }
fn h<'a, 'b>(p: P<'a, i32>) -> P<'b, i32> { p }
fn i<'a, 'b>(p: *mut &'a i32) -> *mut &'b i32 { p }
fn k<'a, 'b>(p: &'a mut &'b i32) -> &'a mut &'a i32 { p }
