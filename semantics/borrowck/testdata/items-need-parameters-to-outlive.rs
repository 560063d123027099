//@ edition: 2021
// What an item's types ask of its parameters must be said, by a bound or by its header.
trait Family { type At<'a> where Self: 'a; }
impl<T> Family for Vec<T> { type At<'a> = &'a [T] where Self: 'a; }
trait Holds<'a, T: 'a> {}
trait Plain<'a, T> { type Out; }
trait Lasting: 'static {}
struct Field<T>(&'static T); //~ ERROR E0310
struct Inferred<'a, T>(&'a T, Option<&'a [T]>);
struct InFn<T>(fn(&'static T)); //~ ERROR E0310
struct Said<T: 'static>(&'static T);
impl<'a, T> Plain<'a, T> for u8 { type Out = Inferred<'a, T>; } //~ ERROR E0309
impl<'a, T> Plain<'a, T> for &'a T { type Out = &'a T; }
impl<T> Lasting for T {} //~ ERROR E0310
fn clause<'a, T, L: Holds<'a, T>>(_: L) {} //~ ERROR E0309
fn implied<'a, T, L: Holds<'a, T>>(_: L, _: &'a T) {}
fn main() {}
