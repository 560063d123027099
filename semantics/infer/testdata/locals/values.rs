// Literals, tuples, arrays, references, structs, enums, blocks, control flow.
use std::fmt::Debug;

#[derive(Clone)]
struct Point<T> {
    x: T,
    y: T,
}

struct Wrap<'a, T: ?Sized>(&'a T);

struct Marker;

enum Shape {
    Circle { radius: f64 },
    Square(u32, u32),
    Empty,
}

type Alias = Shape;

const LIMIT: usize = 4;
static NAMES: [&str; 3] = ["a", "b", "c"];

impl Shape {
    const UNIT: Self = Shape::Square(1, 1);
    fn empty() -> Self {
        Self::Empty
    }
    fn circle() -> Self {
        Self::Circle { radius: 1.0 }
    }
    fn square() -> Alias {
        Alias::Square(2, 3)
    }
}

impl<T> Point<T> {
    fn new(x: T, y: T) -> Self {
        Self { x, y }
    }
    fn swap(self) -> Point<T> {
        let Self { x, y } = self;
        Point { x: y, y: x }
    }
}

fn literals() {
    let a = 1;
    let b = 2u8;
    let c = 3.5;
    let d = 4f32;
    let e = 'x';
    let f = "str";
    let g = b"bytes";
    let h = b'b';
    let i = true;
    let j = c"cstr";
    let k = 0xffu64;
    let l: i64 = 5;
    let m = -l;
    let n = !b;
    let o = ();
}

fn aggregates() {
    let t = (1, "two", 3.0);
    let (p, q, r) = t;
    let arr = [1u16, 2, 3];
    let rep = [0i8; 5];
    let many = [None; LIMIT];
    let first: Option<u32> = many[0];
    let nested = [[1, 2], [3, 4]];
    let [x, y, z] = arr;
    let [head, tail @ ..] = rep;
    let pt = Point { x: 1, y: 2 };
    let pf = Point { x: 1.5, ..Point::new(0.0, 0.0) };
    let Point { x: px, y: ref py } = pt;
    let w = Wrap("unsized");
    let w2 = Wrap(&pt);
    let m = Marker;
    let s: &[i32] = &[1, 2, 3];
    let u: &dyn Debug = &a0();
    let bx: Box<[i32]> = Box::new([1, 2, 3]);
    let by: Box<dyn Debug> = Box::new(5u8);
    let name = NAMES[1];
    let unit = Shape::UNIT;
}

fn control(flag: bool, n: u32) -> u32 {
    let a = if flag { 1 } else { 2 };
    let b = loop {
        if flag {
            break "out";
        }
    };
    let c = 'l: {
        if flag {
            break 'l 1u8;
        }
        2
    };
    let d = match n {
        0 => 'z',
        1..=9 => 'd',
        _ => return 7,
    };
    let e = match Shape::empty() {
        Shape::Circle { radius } => radius,
        Shape::Square(w, h) => (w * h) as f64,
        Alias::Empty => 0.0,
    };
    let f = {
        let inner = n;
        inner
    };
    let g = if flag { Some(n) } else { None };
    if let Some(h) = g {
        let i = h;
    }
    let Some(j) = g else { return 0 };
    while let Some(k) = g {
        let l = k;
        break;
    }
    let never = if flag { panic_now() } else { 3i16 };
    let unit = while flag {};
    let mut late;
    if flag {
        late = 1u64;
    } else {
        late = 2;
    }
    let r = &mut late;
    *r = 3;
    let rr = &r;
    let v = **rr;
    n
}

fn a0() -> u8 {
    0
}

fn panic_now() -> ! {
    loop {}
}

fn modes(p: &(String, u8), q: &mut Option<String>, r: &&[u8]) {
    let (s, n) = p;
    let &(ref s2, n2) = p;
    if let Some(t) = q {
        let u = t;
    }
    match r {
        [a, b, rest @ ..] => {
            let c = *a;
        }
        [one] => {}
        [] => {}
    }
    match (p, 1) {
        ((text, num), one) => {}
    }
    let x @ (y, _) = (1u8, 2u16);
    match Some(3i64) {
        Some(z @ 1..=5) | Some(z) => {}
        None => {}
    }
}

fn casts(n: i32, p: *const u8, s: &[u16; 4]) {
    let a = n as u8;
    let b = a as char;
    let c = n as f32;
    let d = p as usize;
    let e = s as *const u16;
    let f = s as &[u16];
    let g = 0 as *mut i32;
    let h = casts as fn(i32, *const u8, &[u16; 4]);
    let i = 'c' as u32;
    let j = true as i8;
    let k = &n as *const i32 as *const ();
    let l = &raw const n;
}

fn generic<T: Clone, const N: usize>(t: T, arr: [T; N]) -> (T, usize) {
    let u = t;
    let n = N;
    let p = Point::new(u, t3(arr));
    let q = p;
    (t2(q), n)
}

fn t3<T, U>(p: T) -> U {
    loop {}
}

fn t2<T>(p: T) -> ! {
    loop {}
}

fn main() {
    let p = Point::new(1u8, 2).swap();
    let q = Point::<i64>::new(1, 2);
    let f = Point::<char>::new;
    let c = Some;
    let s: Option<&str> = c("x");
    let sh = [Shape::circle(), Shape::square(), Shape::Empty];
    let fns = [literals, aggregates];
}
