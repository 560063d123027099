// The note on where a requirement stands: the bound or where clause, of whatever kind.

fn by_trait<T: Into<&'static str>>(_: T) {}
trait Tr {}
impl Tr for &'static str {}
fn by_impl<T: Tr>(_: T) {}
trait Sup: 'static {}
impl<'a> Sup for &'a str where 'a: 'static {}
fn by_supertrait<T: Sup>(_: T) {}
fn by_lifetime<T>(_: T)
where
    T: 'static,
{
}
trait Obj<T>: 'static {}
fn by_object<T: ?Sized + Obj<S>, S>(_: S) {}
struct Holder<A, B>(A, B);
impl<A, B: Tr> Holder<A, B> {
    fn method<C: Copy>(self, _: C)
    where
        A: Sup,
    {
    }
}

fn main() {
    {
        let s = String::new();
        by_trait(&*s);
    }
    {
        let s = String::new();
        by_impl(&*s);
    }
    {
        let s = String::new();
        by_supertrait(&*s);
    }
    {
        let s = String::new();
        by_lifetime(&*s);
    }
    {
        let s = String::new();
        by_object::<dyn Obj<_>, _>(&*s);
    }
    {
        let s = String::new();
        Holder(&*s, "").method(0);
    }
    {
        let s = String::new();
        Holder("", &*s).method(0);
    }
}
