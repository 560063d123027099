#![feature(auto_traits, negative_impls)]
// What rules an auto trait out for a type, rules it out for all of it; so does a destructor.
auto trait Shared {}
trait Bound {}

struct Lent<'a, T>(&'a T);
impl<'a, T: 'a> !Shared for Lent<'a, T> {}
struct Longer<'a, 'b>(&'a u8, &'b u8);
impl<'a, 'b> Drop for Longer<'a, 'b>
where
    'a: 'b,
{
    fn drop(&mut self) {}
}
struct Forever<'a>(&'a u8);
impl<'a> Drop for Forever<'a>
where
    'a: 'static,
{
    fn drop(&mut self) {}
}
struct Asks<T>(T);
impl<T: Bound> !Shared for Asks<T> {}
struct Special<T>(T);
impl !Shared for Special<u8> {}
struct Twice<T, U>(T, U);
impl<T> !Shared for Twice<T, T> {}
struct All<T>(T);
impl<T> !Shared for All<T> {}
