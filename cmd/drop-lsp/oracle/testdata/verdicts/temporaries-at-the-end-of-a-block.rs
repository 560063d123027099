//@ edition: 2021

struct Guard<'a>(&'a i32);
impl Drop for Guard<'_> {
    fn drop(&mut self) {}
}
impl Guard<'_> {
    fn n(&self) -> i32 {
        1
    }
}
fn lock(x: &i32) -> Guard<'_> {
    Guard(x)
}
fn f() -> i32 {
    let x = 1;
    lock(&x).n() //~ ERROR E0597
}
fn g() -> i32 {
    let x = 1;
    let r = lock(&x).n();
    r
}
fn h() {
    let x = 1;
    match lock(&x).n() { //~ ERROR E0597
        _ => {}
    }
}
fn k() {
    let x = 1;
    if let 1 = lock(&x).n() {} //~ ERROR E0597
}
