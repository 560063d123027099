//@ edition: 2021
// What an asm block cannot take silences its own body.
use std::arch::asm;
fn fits(x: &u64, s: u64) { x = &1; unsafe { asm!("/*{}*/", in(reg) s) } } //~ ERROR E0384
fn no_scalar(x: &u64, s: String) { *x = 1; unsafe { asm!("/*{}*/", in(reg) s) } }
fn no_byte(x: &u64) { *x = 1; unsafe { asm!("/*{}*/", in(reg) 1u8) } }
fn unsized_pointee(x: &u64) { *x = 1; unsafe { asm!("/*{}*/", in(reg) "a") } }
fn not_tied(x: &u64, f: f64, mut i: u64) { *x = 1; unsafe { asm!("/*{}*/", inout(reg) f => i) } }
fn no_place(x: &u64) { *x = 1; unsafe { asm!("/*{}*/", out(reg) 1u64 + 2) } }
fn no_integer(x: &u64) { *x = 1; unsafe { asm!("/*{}*/", const 1.0) } }
fn no_function(x: &u64) { *x = 1; unsafe { asm!("/*{}*/", sym C) } }
fn unknown(x: &u64) { *x = 1; let y; unsafe { asm!("/*{}*/", in(reg) y) } }
const C: u64 = 1;
fn main() {}
