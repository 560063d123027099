//@ edition: 2021

fn two_mut() {
    let mut x = 1;
    let a = &mut x;
    let b = &mut x; //~ ERROR E0499
    *a = 2;
    *b = 3;
}
fn shared_and_mut() {
    let mut v = vec![1];
    let first = &v[0];
    v.push(2); //~ ERROR E0502
    let _x = *first;
}
fn used_while_borrowed() {
    let mut x = 1;
    let r = &mut x;
    let y = x; //~ ERROR E0503
    *r = 2;
}
fn assigned_while_borrowed() {
    let mut x = 1;
    let r = &x;
    x = 2; //~ ERROR E0506
    let _y = *r;
}
fn moved_while_borrowed() {
    let s = String::new();
    let r = &s;
    drop(s); //~ ERROR E0505
    r.len();
}
fn two_phase() {
    let mut v = vec![1];
    v.push(v.len());
}
fn last_use() {
    let mut v = vec![1];
    let r = &v;
    r.len();
    v.push(1);
}
