//@ pending: LOCAL
use std::cell::{Cell, RefCell};
use std::fmt;

pub enum Color {
    Red = 1,
    Green = 5,
    Blue,
}

pub union U {
    pub a: u32,
    pub b: f32,
}

pub static mut COUNT: u32 = 0;
pub static NAME: &str = "x";
pub const LIMIT: usize = 4;
pub const NONE: Option<String> = None;

thread_local! {
    static LOCAL: RefCell<Vec<u8>> = RefCell::new(Vec::new());
}

pub struct Stack<T, const N: usize> {
    items: [Option<T>; N],
    len: usize,
}

impl<T: Copy, const N: usize> Stack<T, N> {
    pub fn new() -> Self {
        Stack { items: [None; N], len: 0 }
    }
    pub fn push(&mut self, t: T) -> Result<(), T> {
        if self.len == N {
            return Err(t);
        }
        self.items[self.len] = Some(t);
        self.len += 1;
        Ok(())
    }
    pub fn pop(&mut self) -> Option<T> {
        if self.len == 0 {
            None
        } else {
            self.len -= 1;
            self.items[self.len].take()
        }
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Color::Red => write!(f, "red"),
            Color::Green => f.write_str("green"),
            Color::Blue => write!(f, "{}", "blue"),
        }
    }
}

pub fn color(c: Color) -> u8 {
    c as u8
}

pub fn unions() -> f32 {
    let mut u = U { a: 1 };
    u.b = 2.0;
    unsafe { u.b }
}

pub fn statics() -> usize {
    unsafe {
        COUNT += 1;
    }
    LOCAL.with(|l| l.borrow_mut().push(1));
    let s = NAME;
    s.len() + LIMIT
}

pub fn arrays() -> usize {
    let a = [0u8; LIMIT];
    let b: [Option<String>; 2] = [NONE; 2];
    let c = [String::new(); 0];
    let d = [const { String::new() }; 2];
    let e: [[u8; 2]; 3] = [[1, 2]; 3];
    a.len() + d.len() + e.len()
}

pub fn raw(p: *const u8, q: *mut u8) -> u8 {
    unsafe {
        *q = *p;
        let r = &raw const *p;
        let s = p as usize;
        let t = s as *const u8;
        *t + *p.add(1)
    }
}

pub fn casts(x: f64, n: i64, c: char) -> u32 {
    let a = x as i32;
    let b = n as u8 as char;
    let d = c as u32;
    let e = n as f32;
    let f = arrays as fn() -> usize;
    let g = arrays as usize;
    let h = &[1u8, 2] as &[u8];
    let i = true as u8;
    a as u32 + d
}

pub fn cells() -> u8 {
    let c = Cell::new(1);
    c.set(c.get() + 1);
    let r = RefCell::new(vec![1u8]);
    r.borrow_mut().push(2);
    let n = r.borrow()[0];
    let m = r.borrow().len() as u8;
    c.get() + n + m
}

pub fn never(b: bool) -> u32 {
    let x: u32 = if b { return 3 } else { 4 };
    let y = match x {
        0 => panic!("zero"),
        1 => unreachable!(),
        n => n,
    };
    let z = loop {
        if y > 3 {
            break;
        }
        return 5;
    };
    x + y
}

pub fn assertions(a: u32, b: u32) {
    assert!(a > b);
    assert_eq!(a, b, "message {}", a);
    assert_ne!(a, 3);
    debug_assert!(a == b, "x");
    let m = matches!(a, 1 | 2 if b > 3);
}

pub fn struct_update(s: Stack<u8, 2>) -> Stack<u8, 2> {
    Stack { len: 0, ..s }
}

pub fn shadow() -> String {
    let s = String::from("a");
    let s = s + "b";
    let s = { s };
    s
}

pub fn inner() -> u8 {
    fn helper(x: u8) -> u8 {
        x + 1
    }
    const C: u8 = 3;
    struct Local(u8);
    impl Local {
        fn get(&self) -> u8 {
            self.0
        }
    }
    helper(C) + Local(2).get()
}
