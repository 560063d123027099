#[derive(Clone, Copy)]
struct A;
impl Drop for A { fn drop(&mut self) {} }
struct B;
impl Clone for B { fn clone(&self) -> B { B } }
impl Copy for B {}
impl Drop for B { fn drop(&mut self) {} }
fn main() {}
