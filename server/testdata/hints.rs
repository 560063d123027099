use std::sync::Mutex;
struct D(u8);
impl Drop for D {
    fn drop(&mut self) {}
}
struct Pair {
    a: D,
    b: D,
}
fn make(n: u8) -> Option<D> {
    if n > 1 { Some(D(n)) } else { None }
}
fn read(d: &D) -> bool {
    d.0 > 1
}
fn order(early: bool) -> Option<u8> {
    let x = D(1);
    let mut y = D(2);
    y = D(3);
    let pair = Pair { a: D(4), b: D(5) };
    drop(pair.a);
    if early {
        drop(x);
    }
    let z = make(3)?;
    match make(4) {
        Some(w) => {
            let inner = D(w.0);
        }
        None => return None,
    }
    loop {
        let q = D(7);
        if early {
            break;
        } else {
            continue;
        }
    }
    read(&D(8));
    if read(&D(9)) {}
    while read(&D(10)) {}
    Some(z.0)
}
fn loops(list: Vec<D>, lock: &Mutex<Vec<u8>>) {
    for item in list {
        lock.lock().unwrap().push(item.0);
    }
    lock.lock().unwrap().len();
}
fn many(a: D, b: D, c: D, d: D, e: D, f: D) -> Result<u8, D> {
    let made = make(1).ok_or(D(2))?;
    return Ok(make(2).ok_or(D(3))?.0);
}
fn moved(d: D) -> D {
    let kept = Box::new(1);
    let other = move || kept;
    d
}
fn partly(p: Pair, b: Box<D>, t: (D, String)) {
    let D(_) = p.b;
    let gone = *b;
    let name = t.1;
}
async fn waits(d: D) -> D {
    let before = D(1);
    nothing().await;
    before
}
async fn nothing() {}
fn unsized_things(f: Box<dyn Fn() -> D>, s: Box<[D]>) {
    let _ = f();
    let c = |x: D| x.0;
    c(D(1));
}
fn behind(p: &mut Pair) {
    p.a = D(1);
}
