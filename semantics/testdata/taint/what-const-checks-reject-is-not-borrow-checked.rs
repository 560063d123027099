//@ edition: 2021
// An error of const checking taints the body; its values are followed, not only its types.
use std::cell::Cell;
fn run() -> u8 { 1 }
struct D;
impl Drop for D { fn drop(&mut self) {} }
const ESCAPES: &mut [u8] = &mut [1];
const CELL: &Cell<u8> = &Cell::new(1);
const CALLS: u8 = { let d = D; let e = d; std::mem::forget(d); std::mem::forget(e); run() };
const fn pointer(f: fn(), d: D) { let e = d; std::mem::forget(d); std::mem::forget(e); f() }
const MOVED: u8 = { let d = D; std::mem::forget(d); std::mem::forget(d); 1 }; //~ ERROR E0382
const NONE: Option<Cell<u8>> = {
    let mut c = None;
    let mut i = 0;
    while i == 0 {
        let mut x = None;
        c = x;
        x = Some(Cell::new(0));
        let _ = x;
        i += 1;
    }
    c
};
fn main() { let _: &'static _ = &NONE; }
