pub struct D(pub u8);

impl Drop for D {
    fn drop(&mut self) {}
}

pub fn by_ref() -> u8 {
    let a = D(1);
    let f = || a.0;
    f()
}

pub fn by_mut() -> u8 {
    let mut n = 1;
    let mut f = |x: u8| n += x;
    f(2);
    f(3);
    n
}

pub fn by_move() -> u8 {
    let a = D(1);
    let b = D(2);
    let f = move || a.0;
    let g = || drop(b);
    g();
    f()
}

pub fn fields() -> u8 {
    let mut p = (D(1), D(2), 3u8);
    let f = || p.0.0;
    let x = f();
    let mut g = || p.2 = 4;
    g();
    let h = move || p.1;
    let d = h();
    x
}

pub fn nested(v: &mut Vec<u8>) {
    let mut f = || {
        let mut g = || v.push(1);
        g();
    };
    f();
}

pub fn apply<F: FnOnce(D) -> u8>(f: F) -> u8 {
    f(D(3))
}

pub fn passed() -> u8 {
    apply(|D(x)| x) + apply(|d| d.0)
}

pub fn returns() -> impl Fn(u8) -> u8 {
    let d = D(1);
    move |x| x + d.0
}
