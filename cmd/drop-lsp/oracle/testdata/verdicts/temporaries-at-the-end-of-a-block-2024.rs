//@ edition: 2024

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
    lock(&x).n()
}
fn h() {
    let x = 1;
    match lock(&x).n() {
        _ => {}
    }
}
fn tail() -> usize {
    let s = { &String::from("a") };
    s.len()
}
