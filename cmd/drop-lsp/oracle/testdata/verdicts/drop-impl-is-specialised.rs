//@ edition: 2021

struct A<T>(T);
impl Drop for A<u32> { //~ ERROR E0366
    fn drop(&mut self) {}
}
struct B<'a>(&'a u8);
impl Drop for B<'static> { //~ ERROR E0366
    fn drop(&mut self) {}
}
struct C<T>(T);
impl<T: Clone> Drop for C<T> { //~ ERROR E0367
    fn drop(&mut self) {}
}
struct D<T: Clone>(T);
impl<T: Clone> Drop for D<T> {
    fn drop(&mut self) {}
}
