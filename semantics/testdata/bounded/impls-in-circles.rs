// Impls that need each other, in numbers that double with every level where nothing is remembered.
#![feature(marker_trait_attr)]

#[marker]
trait Round {}
struct A;
struct B;
impl Round for A where B: Round, B: Round {}
impl Round for B where A: Round {}
impl Round for B where A: Round, B: Round {}
impl Round for B {}

// An auto trait asks every field, which asks back.
struct Store {
    left: Box<Left>,
    right: Box<Right>,
    table: <Key as Lookup<Store>>::Row,
}
struct Left(Option<Box<Right>>, Option<Box<Store>>, <Key as Lookup<Left>>::Row);
struct Right(Option<Box<Left>>, Option<Box<Store>>, <Key as Lookup<Right>>::Row);
struct Key;
trait Table {
    type Column;
}
impl<T: Send + Sync> Table for T {
    type Column = Vec<T>;
}
trait Lookup<S> {
    type Row;
}
impl<S: Table> Lookup<S> for Key {
    type Row = Option<Box<S>>;
}

// A goal that grows: `(T,)` is asked for `T`.
trait Grow {
    type Out;
}
impl<T> Grow for T
where
    (T,): Grow,
{
    type Out = <(T,) as Grow>::Out;
}
trait Named {}
impl<T: Copy> Named for T {}
struct Leaf;
impl Named for <Leaf as Grow>::Out {}

// Each of two equal needs makes the other's variable larger.
struct Wrap<T>(*const T);
trait Unwrap {}
impl<T> Unwrap for Wrap<Wrap<T>> where Wrap<T>: Unwrap, Wrap<T>: Unwrap {}

fn round<T: Round>() {}
fn unwrap<T: Unwrap>() {}
fn send<T: Send>(_: &T) {}

fn all(store: Store) {
    round::<A>();
    unwrap::<Wrap<_>>();
    send(&store);
    drop(store);
}

fn main() {}
