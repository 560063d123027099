// What the default binding mode makes a reference cannot be declared mut; a box behind a capture
// does not change whether it may be assigned.

fn shared(x: &(i32, String)) {
    let (a, b) = x;
    a = &3;
    b.push('c');
}
fn unique(x: &mut (i32, String)) {
    let (a, b) = x;
    *a = 3;
    b.push('c');
    let c = &mut b;
    c.clear();
}
fn written(x: (i32, String)) {
    let (ref a, b) = x;
    a = &3;
    let c = &mut a;
    let d = &mut b;
    let _ = (c, d);
}
fn annotated() {
    let Some(n): &mut Option<i32> = &mut &Some(5i32) else { return };
    *n += 1;
}
fn captured() {
    let boxed = Box::new((1, 2));
    let mut c = || boxed.0 = 20;
    c();
}

fn main() {}
