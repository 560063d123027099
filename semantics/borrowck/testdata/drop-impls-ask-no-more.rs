trait Foo {}
struct S<T>(T);
impl<T: Foo> Drop for S<T> { fn drop(&mut self) {} }
struct Q<'a, T>(&'a T);
impl<'a, T: Foo + 'static> Drop for Q<'a, T> where T: Clone { fn drop(&mut self) {} }
struct R<T: Clone>(T);
impl<T: Clone> Drop for R<T> { fn drop(&mut self) {} }
struct U<'a, 'b>(&'a u8, &'b u8);
impl<'a: 'b, 'b> Drop for U<'a, 'b> { fn drop(&mut self) {} }
fn main() {}
