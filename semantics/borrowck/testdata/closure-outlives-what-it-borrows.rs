fn f() -> Box<dyn Fn() -> i32> { let x = 1; Box::new(|| x + 1) }
fn spawn<F: FnOnce() + 'static>(f: F) {}
fn main() {
    let x = 1;
    spawn(|| { let y = x; });
}
