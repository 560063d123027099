//@ edition: 2021
// Inline assembly: its operands in every form, its ways out, and what is dropped around it.

#![feature(asm_unwind)]
use std::arch::asm;
use std::mem::MaybeUninit;

struct D(u64);
impl Drop for D {
    fn drop(&mut self) {}
}

static GLOBAL: u64 = 7;
const SEVEN: i32 = 7;

extern "C" fn helper(x: u64) -> u64 {
    x
}

fn make() -> D {
    D(1)
}

pub fn operands(mut x: u64, p: &u32, q: &mut [u8; 4], f: f64) -> u64 {
    let y: u64;
    let z;
    unsafe {
        asm!("mov {0}, {1}", "add {0}, {2}", out(reg) y, in(reg) x, const 5, in("rcx") p, options(nostack, pure, nomem));
        asm!("/*{0} {a:e}*/", in(reg) q, a = lateout(reg) z);
        asm!("call {0}", sym helper, inout("eax") x as u32 => _, lateout("rdx") _, clobber_abi("C"));
        asm!("/*{a}*/", a = inlateout(reg) x);
        asm!(concat!("/*{0} ", "{1}*/"), in(xmm_reg) f, sym GLOBAL);
        asm!("/*{} {} {{*/", inout(reg) x => x, const SEVEN + 1);
    }
    let w: u64 = z;
    x + y + w
}

pub fn places(v: &mut [u64], s: &mut (u64, [u32; 3]), i: usize, m: &mut MaybeUninit<u64>) {
    unsafe {
        asm!("/*{}*/", out(reg) v[i]);
        asm!("/*{} {}*/", inout(reg) s.0, lateout(reg) s.1[i]);
        asm!("/*{} {}*/", in(reg) v[i + 1], out(reg) *m);
    }
}

pub fn pointers(b: Box<u32>) {
    let g = make();
    unsafe {
        asm!("/*{}*/", in(reg) helper);
        asm!("/*{} {}*/", in(reg) &*b, in(reg) &raw const g.0);
        asm!("/*{}*/", in(reg) make().0);
    }
    drop(b);
}

pub fn never_returns(d: D) -> u32 {
    let _e = make();
    unsafe { asm!("ud2", in("rdi") d.0, options(noreturn)) }
}

pub fn unwinds(d: D) -> u64 {
    let e = make();
    let x: u64;
    unsafe { asm!("/*{}*/", out(reg) x, options(may_unwind)) };
    drop(e);
    x + d.0
}

pub fn moves_before(d: D, c: bool) {
    if c {
        drop(d);
    }
    unsafe { asm!("nop", options(may_unwind, nomem)) }
}

pub fn jumps(d: D) -> u32 {
    let e = make();
    unsafe {
        asm!("jmp {}", label {
            drop(e);
            return 1;
        });
        asm!("jmp {} // {}", label { let _f = make(); }, in(reg) 3, options(nomem));
        asm!("jmp {}", label { drop(d) }, options(noreturn));
    }
    2
}

pub fn in_closures(mut a: u64, b: u64, d: D) -> u64 {
    let mut f = || unsafe { asm!("/*{} {} {}*/", inout(reg) a, in(reg) b, in(reg) d.0) };
    f();
    a
}

pub fn raw(mut x: [u16; 2]) -> u16 {
    unsafe {
        asm!("{", "}", options(raw, att_syntax));
        asm!(
            "/* {0:x} */",
            "/* {1:l} */",
            inlateout(reg) x[0],
            out(reg_abcd) x[1],
            options(preserves_flags),
            options(nostack, readonly),
        );
    }
    x[0]
}

fn main() {}
