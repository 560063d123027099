use std::sync::Mutex;
fn f(m: &Mutex<Vec<i32>>) -> Option<i32> {
    m.lock().unwrap().pop()
}
fn g() -> i32 {
    let m = Mutex::new(1);
    *m.lock().unwrap()
}
fn h() -> usize {
    let m = Mutex::new(String::new());
    let x = m.lock().unwrap().len();
    x
}
