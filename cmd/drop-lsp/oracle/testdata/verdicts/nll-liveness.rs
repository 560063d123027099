//@ edition: 2021
// The ideas of RFC 2094's sections on liveness, drops and reborrows.
struct Wrap<'a> {
    value: &'a u32,
}
impl Drop for Wrap<'_> {
    fn drop(&mut self) {}
}
struct Plain<'a> {
    value: &'a u32,
}
fn read(_: &u32) {}
fn assigned_anew_is_not_live(mut p: u32, mut q: u32, c: bool) {
    let mut r = &p;
    if c {
        read(r);
        r = &q;
        p += 1;
        read(r);
    } else {
        p += 2;
    }
    read(&p);
    q += 1;
    read(&q);
}
fn used_on_one_path(mut p: u32, c: bool) {
    let r = &p;
    if c {
        p += 1; //~ ERROR E0506
        read(r);
    } else {
        p += 2;
    }
}
fn in_a_loop(mut p: u32, q: u32) {
    let mut r = &p;
    while *r < 3 {
        p += 1; //~ ERROR E0506
        read(r);
        r = &q;
        if q > 5 {
            r = &p;
        }
    }
}
fn destructor_uses() {
    let mut x = 22;
    let w = Wrap { value: &x };
    x += 1; //~ ERROR E0506
}
fn no_destructor_no_use() {
    let mut x = 22;
    let w = Plain { value: &x };
    x += 1;
    let _ = x;
}
fn moved_value_is_not_dropped() {
    let mut x = 22;
    let w = Wrap { value: &x };
    std::mem::forget(w);
    x += 1;
    let _ = x;
}
fn vector_of_references_may_dangle() {
    let mut x = 22;
    let v = vec![&x];
    read(v[0]);
    x += 1;
    let _ = x;
}
fn vector_of_wrapped_may_not() {
    let mut x = 22;
    let v = vec![Wrap { value: &x }];
    x += 1; //~ ERROR E0506
}
fn what_is_moved_in_part_is_whole_to_liveness() {
    let mut x = 22;
    let y = 3;
    let pair = (Wrap { value: &x }, Plain { value: &y });
    drop(pair.0);
    x += 1; //~ ERROR E0506
    read(pair.1.value);
    let _ = x;
}
