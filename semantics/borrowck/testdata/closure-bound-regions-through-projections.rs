//@ edition: 2021
// What an expected signature says of its lifetimes holds through projections too: of a generic
// associated type, of an impl with a lifetime, and of one that is known only later.
use std::marker::PhantomData;
struct Id<'id>(PhantomData<fn(&'id ()) -> &'id ()>);
struct S<'id>(Id<'id>);
struct M;
trait Family { type At<'a>; }
impl Family for M { type At<'id> = S<'id>; }
trait With<'a> { type At; }
impl<'a> With<'a> for M { type At = S<'a>; }
unsafe trait Yokeable<'a> { type Output: 'a; }
unsafe impl<'a, T: 'static + ?Sized> Yokeable<'a> for &'static T { type Output = &'a T; }
struct Yoke<Y: for<'a> Yokeable<'a>>(PhantomData<Y>);
fn family<F>(_: F) where for<'id> F: FnOnce(Id<'id>) -> <M as Family>::At<'id> {}
fn any_family<T: Family, F>(_: F) where for<'id> F: FnOnce(Id<'id>) -> T::At<'id> {}
fn with<F>(_: F) where for<'id> F: FnOnce(Id<'id>) -> <M as With<'id>>::At {}
fn later<Y: for<'a> Yokeable<'a>>(_: Yoke<Y>, _: for<'a> fn(&'a str, &'a ()) -> <Y as Yokeable<'a>>::Output) {}
fn all(y: Yoke<&'static str>) {
    family(|id| S(id));
    any_family::<M, _>(|id| S(id));
    with(|id| S(id));
    later(y, |x, _| x);
}
fn other<'a>(y: Yoke<&'static str>, s: S<'a>) {
    family(|_| s); //~ ERROR
    later(y, |_, _| "");
}
