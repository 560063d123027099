struct S<T>(T);
impl Drop for S<u32> { fn drop(&mut self) {} }
struct P<A, B>(A, B);
impl<A> Drop for P<A, A> { fn drop(&mut self) {} }
struct L<'a>(&'a u8);
impl Drop for L<'static> { fn drop(&mut self) {} }
fn main() {}
