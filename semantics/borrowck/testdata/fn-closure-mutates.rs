fn call<F: Fn()>(f: F) { f() }
fn main() {
    let mut x = 1;
    call(|| x += 1);
    let s = String::new();
    call(move || drop(s));
}
