// Autoderef and selection that come back to where they were.
use std::ops::Deref;
struct A(B);
struct B;
impl Deref for A {
    type Target = B;
    fn deref(&self) -> &B {
        &self.0
    }
}
impl Deref for B {
    type Target = A;
    fn deref(&self) -> &A {
        loop {}
    }
}
struct Me;
impl Deref for Me {
    type Target = Me;
    fn deref(&self) -> &Me {
        self
    }
}
struct More<T>(T);
impl<T> Deref for More<T> {
    type Target = More<More<T>>;
    fn deref(&self) -> &More<More<T>> {
        loop {}
    }
}
trait Foo {}
impl<T> Foo for T where Box<T>: Foo {}
trait Bar: Baz {}
trait Baz: Bar {}
trait Walk {
    fn walk(self);
}
impl<T: Walk> Walk for &mut T {
    fn walk(self) {}
}
fn descend<T>(t: T, n: usize)
where
    for<'a> &'a mut T: Walk,
{
    let mut t = t;
    descend(&mut t, n);
}
type Alias = Alias;
type One = Two;
type Two = One;
fn uses(a: A, m: Me, g: More<u8>, b: Box<dyn Bar>, t: One, x: Alias) {
    a.nothing();
    m.nothing();
    g.nothing();
    let _ = *****a;
    let _ = (b, t, x);
    foo(1);
}
fn foo<T: Foo>(_: T) {}
fn main() {}
