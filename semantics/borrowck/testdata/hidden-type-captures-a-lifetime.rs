//@ edition: 2021
trait Swap: Sized { fn swap(self, o: Self); }
impl<T> Swap for &mut T { fn swap(self, o: Self) {} }
trait Trait<'a> {}
impl<T> Trait<'_> for T {}
fn named<'a>(x: &'a i32) -> impl Sized { x }
fn anon(x: &i32) -> impl Sized { x }
fn anon2(x: &i32) -> impl Copy { let y = x; (y, 1) }
fn gen<T: Clone>(x: &T) -> impl Sized { x }
fn apit(x: &i32, y: impl Clone) -> impl Sized { x }
fn bounded<'a, 'b>(x: &'a i32, y: &'b i32) -> impl Sized + 'a { y }
fn us<'a, 'b, T>(x: &'a i32, y: &'b i32, t: T) -> impl Sized + use<'a, T> { y }
fn us2<T>(x: &i32, t: T) -> impl Sized + use<T> { x }
fn us3(x: &i32) -> impl Sized + use<> { x }
struct S<'s>(&'s i32);
impl<'s> S<'s> {
    fn m(&self) -> impl Sized { self.0 }
    fn n(&self) -> impl Sized { self }
    fn o(&self) -> impl Iterator<Item = &'s i32> { std::iter::once(&self.0).cloned() }
    fn p(self: &Self, y: &i32) -> impl Sized + '_ { y }
}
fn path(s: S) -> impl Sized { s }
fn path2(s: S<'_>) -> impl Sized { s }
fn nested<'a>(s: &'a i32) -> (impl Sized, impl Sized + 'a) { (s, s) }
fn both<'a, 'b>(a: &'a i32, b: &'b i32, c: bool) -> impl Trait<'a> + Trait<'b> { if c { a } else { b } }
fn unsuited<'a, 'b>(a: fn(&'a u8) -> &'a u8, b: &'b u8) -> impl Trait<'b> { a }
fn mutr<'a, 'b>(a: &'a mut &'b i32) -> impl Swap + 'a { a }
fn early<'a: 'a>(x: &'a i32) -> impl Sized { x }
fn ret_early<'a>(x: &'a i32, c: bool) -> impl Sized { if c { return x; } x }
fn main() {}
