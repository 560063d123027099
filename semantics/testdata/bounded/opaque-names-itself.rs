// `impl PartialEq` is `impl PartialEq<Rhs = itself>`.

fn same(n: u32) -> impl PartialEq + PartialOrd {
    n
}

fn twice() {
    let a = same(1);
    drop(a);
    drop(a);
}

trait Pair<T> {
    type Both;
}
impl<'a> Pair<&'a u8> for u8 {
    type Both = u8;
}

fn pair() -> impl for<'a> Pair<&'a u8> {
    1u8
}

fn both() -> impl for<'a> Pair<&'a u8, Both = impl Sized> {
    pair()
}

fn main() {}
