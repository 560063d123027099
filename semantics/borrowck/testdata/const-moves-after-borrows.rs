// Behind a reference that lets a value change any value may stand; behind another none.
use std::cell::Cell;
const fn a() -> Option<Vec<u8>> { let mut x: Option<Vec<u8>> = None; let _y = &mut x; None }
const fn b() -> Option<Cell<Option<Vec<u8>>>> { let x: Option<Cell<Option<Vec<u8>>>> = None; let _y = &x; None }
const fn c() -> Option<Vec<u8>> { let x: Option<Vec<u8>> = None; let _y = &x; x }
const fn d(v: Vec<u8>) -> Vec<u8> { let mut v = v; let _y = &mut v; v }
const fn e(v: Vec<u8>) -> Vec<u8> { let _y = &v; v }
const fn f<T>(v: Cell<Option<Vec<T>>>) -> Cell<Option<Vec<T>>> { let _y = &v; v }
fn main() {}
