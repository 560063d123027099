// Of two bounds of an opaque type that differ in a lifetime alone, the last one is taken.
trait Trait<'t> {}
impl<'t> Trait<'t> for () {}
fn both<'x, 'y>() -> impl Trait<'x> + Trait<'y> {}
fn asks<'x, T: Trait<'x>>(_: T) {}
fn last<'x, 'y>() {
    asks::<'y, _>(both::<'x, 'y>());
}
fn first<'x, 'y>() {
    asks::<'x, _>(both::<'x, 'y>());
}
