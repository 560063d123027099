pub struct D(pub u8);

impl Drop for D {
    fn drop(&mut self) {}
}

pub trait Make {
    const N: usize;
    fn make() -> Self;
    fn both(&self, other: &Self) -> bool {
        true
    }
}

impl Make for D {
    const N: usize = 3;
    fn make() -> Self {
        D(Self::N as u8)
    }
}

pub struct P<T, U> {
    pub a: T,
    pub b: U,
}

impl<T, U: Clone> P<T, U> {
    pub fn new(a: T, b: U) -> Self {
        P { a, b }
    }
    pub fn split(self) -> (T, U) {
        (self.a, self.b)
    }
    pub fn with(self, a: T) -> Self {
        P { a, ..self }
    }
    pub fn get(&self) -> U {
        self.b.clone()
    }
}

pub fn generic<T: Make>(t: T) -> T {
    let u = T::make();
    if t.both(&u) {
        u
    } else {
        t
    }
}

pub fn copies<T: Copy>(t: T) -> (T, T) {
    let u = t;
    (t, u)
}

pub fn uses() -> u8 {
    let p = P::new(D(1), 2u8);
    let q = p.with(D(2));
    let (d, n) = q.split();
    let e = generic(d);
    let v: Vec<Box<D>> = Vec::new();
    let w = vec![D(1), D(2)];
    let s = String::from("x");
    let t = s.len();
    let o = Some(3).map(|x| x + 1);
    let f: fn(D) -> D = generic::<D>;
    let g = f(D(3));
    n
}

pub fn dynamic(b: &dyn Fn(u8) -> u8, c: Box<dyn std::fmt::Debug>) -> u8 {
    let x: &dyn std::fmt::Debug = &c;
    b(3)
}

pub fn iterate(v: Vec<D>) -> u8 {
    let mut sum = 0;
    for d in v {
        sum += d.0;
    }
    for i in 0..3 {
        sum += i;
    }
    sum
}

pub fn question(a: Option<D>) -> Option<u8> {
    let b = D(1);
    let c = a?;
    Some(c.0)
}

pub fn question_result(a: Result<D, String>) -> Result<u8, Box<dyn std::error::Error>> {
    let b = D(1);
    let c = a?;
    Ok(c.0)
}

pub const K: u8 = 3 + 4;
pub static S: [u8; 2] = [1, K];

pub fn constants() -> &'static u8 {
    let a = &5;
    let b = K;
    let c = S[1];
    let d = &None::<D>;
    let e: &'static [u8] = &[1, 2];
    let f = &mut [0u8; 0];
    &K
}
