// A type parameter that must outlive a lifetime without a name.

trait Get<T> {
    fn get(self) -> T;
}

struct Foo<'a>(&'a mut &'a i32);

impl<'a> Foo<'a> {
    fn bar<F, T>(&self, _f: F)
    where
        F: FnOnce(&Foo<'a>) -> T,
        F: 'a,
    {
    }
}

fn captured<T: Copy>(foo: &Foo, t: T) {
    foo.bar(move |_| t);
}

fn one<G, T>(g: G, dest: &mut T) -> impl FnOnce() + '_
where
    G: Get<T>,
{
    move || *dest = g.get()
}

fn other<'a, G: 'a, T>(g: G, dest: &mut T) -> impl FnOnce() + '_
where
    G: Get<T>,
{
    move || *dest = g.get()
}

impl<'a> Foo<'a> {
    fn method<'b, G: Get<T> + 'b, T>(g: G, dest: &mut T) -> impl FnOnce() + '_ {
        move || *dest = g.get()
    }
}

fn main() {}
