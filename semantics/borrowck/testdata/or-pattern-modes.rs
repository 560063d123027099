// The alternatives of a pattern can bind one variable in two ways: by reference and by value. The
// variable's storage is where the first one says.
struct Noisy<T>(T);
impl<T> Drop for Noisy<T> {
    fn drop(&mut self) {}
}
fn values(r: &Result<u8, &u8>) -> u8 {
    match r {
        Ok(n) | &Err(n) => *n,
    }
}
fn kept(r: &Result<u8, &u8>) {
    match (Noisy(&&0), r) {
        (mut kept, Ok(n) | &Err(n)) if *n > 0 => kept.0 = &n,
        _ => {}
    }
}
fn gone(r: &Result<u8, &u8>) {
    match (Noisy(&&0), r) {
        (mut kept, &Err(n) | Ok(n)) if *n > 0 => kept.0 = &n,
        _ => {}
    }
}
fn no_guard() {
    match (Noisy(&&0), 1) {
        (mut kept, ref n) => kept.0 = &n,
    }
}
fn moved(r: Result<String, &String>) -> usize {
    match &r {
        Ok(s) | &Err(s) => s.len(),
    }
}
