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

// The bound on a type is named where it stands, a lifetime that the type does not tell is any.
struct Outlives<'a, T>(&'a T)
where
    T: 'a;
impl<'a, T> Drop for Outlives<'a, T>
where
    T: 'static, //~ ERROR E0367
{
    fn drop(&mut self) {}
}
struct AnyLifetime<T>(T);
impl<'any, T: 'any> Drop for AnyLifetime<T> {
    fn drop(&mut self) {}
}
