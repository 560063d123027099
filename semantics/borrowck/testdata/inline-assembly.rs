//@ edition: 2021
// Inline assembly reads its inputs and writes its outputs: an output initialises its place, one
// operand after the other.
use std::arch::asm;

struct D(u64);
impl Drop for D {
    fn drop(&mut self) {}
}

fn uninitialised_input() {
    let x: u64;
    unsafe { asm!("/*{}*/", in(reg) x) }
}

fn uninitialised_inout() {
    let mut x: u64;
    unsafe { asm!("/*{}*/", inout(reg) x) }
}

fn output_initialises() -> u64 {
    let x: u64;
    unsafe { asm!("/*{}*/", out(reg) x) }
    x
}

fn output_twice() {
    let x: u64;
    unsafe { asm!("/*{}*/", out(reg) x) }
    unsafe { asm!("/*{}*/", out(reg) x) }
    let y: u64 = 1;
    unsafe { asm!("/*{}*/", inout(reg) y) }
    let _ = (x, y);
}

fn not_mutable(p: &u64, q: (u64, u64)) {
    unsafe { asm!("/*{} {}*/", out(reg) *p, out(reg) q.0) }
}

fn borrowed_output() {
    let mut x = 1u64;
    let r = &x;
    unsafe { asm!("/*{}*/", out(reg) x) }
    println!("{}", r);
}

fn borrowed_input() {
    let mut x = 1u64;
    let r = &mut x;
    unsafe { asm!("/*{}*/", in(reg) x) }
    *r = 2;
}

fn shared_input_is_fine() {
    let x = 1u64;
    let r = &x;
    unsafe { asm!("/*{}*/", in(reg) x) }
    println!("{}", r);
}

fn through_a_box(mut b: Box<u64>, r: &mut u64) {
    let s = &mut *r;
    unsafe { asm!("/*{} {}*/", out(reg) *b, out(reg) *r) }
    *s = 1;
    drop(b);
    unsafe { asm!("/*{}*/", inout(reg) *b) }
}

fn moved_then_read(d: D) {
    drop(d);
    unsafe { asm!("/*{}*/", in(reg) d.0) }
}

fn reference_becomes_raw() -> *const u64 {
    let p: *const u64;
    {
        let x = 1u64;
        unsafe { asm!("/*{} {}*/", in(reg) &x, out(reg) p) }
    }
    p
}

fn order_of_operands() {
    let x: u64;
    unsafe { asm!("/*{} {}*/", out(reg) x, in(reg) x) }
}

fn only_one_way(c: bool) {
    let x: u64;
    if c {
        unsafe { asm!("/*{}*/", out(reg) x) }
    }
    println!("{}", x);
}

fn labels(d: D, e: D) {
    unsafe {
        asm!("jmp {}", label { drop(d); });
    }
    drop(d);
    unsafe {
        asm!("jmp {}", label { drop(e); return });
    }
    drop(e);
}

fn never_returns() -> u64 {
    let x: u64;
    unsafe { asm!("ud2", options(noreturn)) }
    x
}

fn captured() {
    let x = 1u64;
    let mut y = 1u64;
    let f = || unsafe { asm!("/*{} {}*/", in(reg) x, out(reg) y) };
    f();
    let r = &y;
    f();
    println!("{}", r);
}

fn captured_immutable() {
    let y = 1u64;
    let mut f = || unsafe { asm!("/*{}*/", out(reg) y) };
    f();
}

fn main() {}
