// Where clauses for all lifetimes about an associated type, and what supertraits say of opaque ones.
trait Lend {
    type Lent<'a>
    where
        Self: 'a;
    fn lend(&mut self) -> Self::Lent<'_>;
}
fn two<T: Lend>(t: &mut T) {
    let a = t.lend();
    let _b = t.lend();
    drop(a);
}
fn dropped<T: Lend>(t: &mut T) {
    let _a = t.lend();
    let _b = t.lend();
}
fn nothing_borrowed<T: Lend>(t: &mut T)
where
    for<'a> T::Lent<'a>: 'static,
{
    let a = t.lend();
    let _b = t.lend();
    drop(a);
}
fn moved<T: Lend>(mut t: T)
where
    for<'a> T::Lent<'a>: 'static,
{
    let a = t.lend();
    drop(t);
    drop(a);
}
fn kept<T: Lend>(t: &mut T) -> Box<dyn std::any::Any + '_>
where
    for<'a> T::Lent<'a>: std::any::Any,
{
    let a = t.lend();
    let b = t.lend();
    drop(a);
    Box::new(b)
}
fn for_all<'b, T: Lend + 'b>(t: &'b mut T)
where
    for<'a> T::Lent<'a>: 'a,
{
    let a = t.lend();
    let _b = t.lend();
    drop(a);
}

trait Held<'a> {}
impl<T> Held<'_> for T {}
trait Outlives<'a>: 'a {}
impl<'a, T: 'a> Outlives<'a> for T {}
fn by_super<'o>(_: &'o [i32]) -> impl Held<'o> + for<'a> Outlives<'a> {}
fn held<'o>(_: &'o [i32]) -> impl Held<'o> {}
fn short_lived() {
    let _a = by_super(&[1][..].to_vec());
    let b = held(&[1][..].to_vec());
    drop(b);
}

// The bounds that a type implies once it is normalised, before and after what that needs.
trait Refer<'a> {
    type To;
}
impl<'a, T: 'a> Refer<'a> for T {
    type To = &'a T;
}
fn outlives<'a, T: 'a>() {}
fn of_argument<'a, T>(_: <T as Refer<'a>>::To) {
    outlives::<'a, T>();
}
fn of_none<'a, T>() {
    outlives::<'a, T>();
}
trait Family {
    type Member<'a, 'b: 'a>;
}
fn member<'a, 'b, T: Family>(_: <T as Family>::Member<'a, 'b>, x: &'b str) -> &'a str {
    x
}
fn stranger<'a, 'b, T: Family>(_: T, x: &'b str) -> &'a str {
    x
}
