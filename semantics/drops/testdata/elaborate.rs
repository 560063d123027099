// Programs whose drops are elaborated by us and by rustc, and compared.
struct D(u8);
impl Drop for D {
    fn drop(&mut self) {}
}
struct P {
    a: D,
    n: u32,
    b: D,
}
enum E {
    A(D, D),
    B(D),
    C,
}
fn make() -> D {
    D(0)
}
fn take(_d: D) {}

fn whole() {
    let _a = D(1);
    let _b = make();
}
fn moved_whole() {
    let a = D(1);
    take(a);
}
fn conditional(c: bool) {
    let a = D(1);
    if c {
        take(a);
    }
}
fn partly(c: bool) {
    let p = P { a: D(1), n: 0, b: D(2) };
    if c {
        take(p.a);
    }
}
fn partly_always(p: P) -> D {
    p.b
}
fn boxed(c: bool) {
    let b = Box::new(D(1));
    if c {
        take(*b);
    }
}
fn boxed_always() {
    let b = Box::new(D(1));
    take(*b);
}
fn option(o: Option<D>, c: bool) {
    if c {
        if let Some(d) = o {
            take(d);
        }
    }
}
fn variants(e: E) {
    if let E::A(x, _) = e {
        take(x);
    }
}
fn matched(e: E) {
    match e {
        E::A(x, _y) => take(x),
        E::B(x) => take(x),
        E::C => {}
    }
}
fn replace(c: bool) {
    let mut a = D(1);
    if c {
        take(a);
    }
    a = D(2);
    take(make());
    let _ = &a;
}
fn late(c: bool) {
    let a;
    if c {
        a = make();
    }
}
fn looped(mut n: u32) {
    let mut a = D(1);
    while n > 0 {
        take(a);
        a = make();
        n = n / 2;
    }
}
fn tuple(c: bool, t: (D, (D, D), u8)) {
    if c {
        take((t.1).0);
    }
}
fn array(c: bool, t: [D; 3]) {
    if c {
        let [_, x, _] = t;
        take(x);
    }
}
fn argument(c: bool, a: D) {
    if c {
        take(a);
    }
}
fn through(r: &mut D) {
    *r = make();
}
fn boxed_parts(c: bool, b: Box<P>) {
    if c {
        take((*b).a);
    }
}
fn boxed_twice(c: bool, b: Box<Box<D>>) {
    if c {
        take(**b);
    }
}
fn option_box(c: bool, o: Option<Box<D>>) {
    if c {
        if let Some(b) = o {
            take(*b);
        }
    }
}
fn refilled(c: bool, mut p: P) {
    take(p.a);
    if c {
        p.a = make();
    }
}
fn array_ends(c: bool, t: [D; 4]) {
    if c {
        let [x, .., y] = t;
        take(x);
        take(y);
    }
}
fn left_early(c: bool) -> u8 {
    let a = D(1);
    loop {
        let b = make();
        if c {
            take(a);
            break;
        }
        take(b);
    }
    1
}
