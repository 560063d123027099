//@ edition: 2021
// The ideas of RFC 2094's sections on reborrow constraints, supporting prefixes, access
// levels and two-phase borrows.
struct Node {
    data: u32,
    next: Option<Box<Node>>,
}
fn through_a_shared_reference<'a>(r: &'a &'a mut u32) -> &'a u32 {
    &**r
}
fn mutable_reborrow_freezes() {
    let mut x = 1;
    let p = &mut x;
    let q = &mut *p;
    *p += 1; //~ ERROR E0503
    *q += 1;
}
fn reference_itself_may_change<'a>(mut p: &'a mut Node, other: &'a mut Node) -> &'a mut u32 {
    let d = &mut p.data;
    p = other;
    p.data = 1;
    d
}
fn box_may_not_change(mut p: Box<Node>, other: Box<Node>) {
    let d = &mut p.data;
    p = other; //~ ERROR E0506
    *d = 1;
}
fn shared_reference_under_a_mutable_one(mut x: u32, y: u32) {
    let mut s = &x;
    let m = &mut s;
    let deep: &u32 = &**m;
    *m = &y;
    let _ = (deep, m);
    x += 1;
    let _ = x;
}
fn argument_reads_the_receiver() {
    let mut v = vec![1, 2];
    v.push(v.len());
}
fn argument_writes_the_receiver() {
    let mut v = vec![1, 2];
    v.push({
        v.push(3); //~ ERROR E0499
        4
    });
}
fn shared_borrow_ends_before_the_activation() {
    let mut v = vec![1, 2];
    let first = &v;
    v.push(first.len());
}
fn explicit_borrow_has_one_phase() {
    let mut v = vec![1, 2];
    Vec::push(&mut v, v.len()); //~ ERROR E0502
}
fn operator_assigns() {
    let mut v = vec![1, 2];
    v[0] += v[1];
}
fn storage_ends() -> &'static u32 {
    let x = 1;
    &x //~ ERROR E0515
}
fn inner_scope() {
    let r;
    {
        let x = 1;
        r = &x; //~ ERROR E0597
    }
    let _ = *r;
}
fn behind_a_reference<'a>(n: &'a mut Node) -> Option<&'a mut u32> {
    let next = n.next.as_mut()?;
    n.data = 1;
    Some(&mut next.data)
}
fn moved_while_borrowed(n: Box<Node>) {
    let d = &n.data;
    drop(n); //~ ERROR E0505
    let _ = *d;
}
fn named_lifetimes_must_be_declared<'a, 'b>(x: &'a u32, y: &'b u32) -> &'a u32 {
    let _ = x;
    y //~ ERROR lifetime may not live long enough
}
fn not_both<'a>(x: &'a mut u32, y: &mut u32) -> &'a mut u32 {
    let _ = x;
    y //~ ERROR E0621
}
fn closure_borrows_what_it_uses() {
    let mut x = 1;
    let mut c = || x += 1;
    x += 1; //~ ERROR E0503
    c();
}
