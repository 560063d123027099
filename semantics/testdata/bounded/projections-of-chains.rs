// Each level asks for the projections of the level below several times: without a cache
// of projections the work doubles with every level.
trait Parser {
    type Input: Iterator;
    type Output;
    fn chain<P>(self, p: P) -> Chain<Self, P>
    where
        Self: Sized,
    {
        Chain(self, p)
    }
    fn parse(self, input: Self::Input) -> Option<(Self::Output, Self::Input)>;
}
struct Token<T: Iterator>(T::Item);
impl<T: Iterator> Parser for Token<T> {
    type Input = T;
    type Output = T::Item;
    fn parse(self, _: T) -> Option<(T::Item, T)> {
        None
    }
}
struct Chain<L, R>(L, R);
impl<L: Parser, R: Parser<Input = L::Input>> Parser for Chain<L, R> {
    type Input = L::Input;
    type Output = (L::Output, R::Output);
    fn parse(self, _: Self::Input) -> Option<(Self::Output, Self::Input)> {
        None
    }
}
trait Owned {
    type Static: 'static;
}
impl<T: Owned, U: Owned> Owned for (T, U) {
    type Static = (T::Static, U::Static);
}
impl Owned for () {
    type Static = ();
}
trait Build {
    type Output;
    fn build(&self) -> Self::Output;
}
impl<S: Build, T: Build> Build for (S, T)
where
    S::Output: Owned,
    <S::Output as Owned>::Static: Into<S::Output>,
{
    type Output = (S::Output, T::Output);
    fn build(&self) -> Self::Output {
        loop {}
    }
}
impl Build for () {
    type Output = ();
    fn build(&self) {}
}
fn parse<I: Iterator<Item = i32>>(i: I) -> Option<I> {
    Chain(Token(0), Token(1))
        .chain(Chain(Token(0), Token(1)))
        .chain(Chain(Token(0), Token(1)))
        .chain(Chain(Token(0), Token(1)))
        .chain(Chain(Token(0), Token(1)))
        .chain(Chain(Token(0), Token(1)))
        .chain(Chain(Token(0), Token(1)))
        .chain(Chain(Token(0), Token(1)))
        .chain(Chain(Token(0), Token(1)))
        .chain(Chain(Token(0), Token(1)))
        .parse(i)
        .map(|(_, i)| i)
}
fn main() {
    let _ = parse(Some(0).into_iter());
    let it = ((((((((((((), ()), ()), ()), ()), ()), ()), ()), ()), ()), ()), ());
    it.build();
}
