// The where clause of an impl needs the projection that the impl gives (E0275 in rustc).
trait Small {}
impl Small for () {}
trait Pair {
    type A;
    type B;
}
impl<T: Pair> Pair for (T,)
where
    Self::A: Small,
    Self::B: Small,
{
    type A = ();
    type B = ();
}
trait Lent<'a>
where
    for<'b> <Self as Lent<'b>>::U: Clone,
{
    type U: ?Sized;
}
impl<'a> Lent<'a> for u32
where
    for<'b> <Self as Lent<'b>>::U: Clone,
{
    type U = str;
}
trait Ping {
    type Out;
}
trait Pong {
    type Out;
}
impl Ping for u8 {
    type Out = <u8 as Pong>::Out;
}
impl Pong for u8 {
    type Out = <u8 as Ping>::Out;
}
trait Grow {
    type Out;
}
impl<T> Grow for Vec<T>
where
    Vec<Vec<T>>: Grow,
{
    type Out = <Vec<Vec<T>> as Grow>::Out;
}
fn main() {
    let _x: <(_,) as Pair>::A = ();
    let _y: <u8 as Ping>::Out;
    let _z: <Vec<u8> as Grow>::Out;
    let _l: &<u32 as Lent<'_>>::U = "";
}
