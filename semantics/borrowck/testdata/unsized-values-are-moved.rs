// A str is not Copy, nor is anything unsized.

use std::fmt::Debug;
use std::ops::Index;

struct S;
impl Index<usize> for S {
    type Output = str;
    fn index(&self, _: usize) -> &str {
        "hello"
    }
}
struct T;
impl Index<usize> for T {
    type Output = dyn Debug + 'static;
    fn index(&self, _: usize) -> &(dyn Debug + 'static) {
        &42
    }
}

fn main() {
    S[0];
    T[0];
}
