// What a field implies of the lifetime grows by one projection a round: rustc gives up.

trait Parent<'a>: 'a {
    type Child: Parent<'a>;
}

struct Tree<'a, P: Parent<'a>> {
    own: &'a P,
    below: Option<Box<Tree<'a, P::Child>>>,
}

impl<'a, P: Parent<'a>> Drop for Tree<'a, P> {
    fn drop(&mut self) {}
}

fn walk<'a, P: Parent<'a>>(tree: Tree<'a, P>) -> &'a P {
    tree.own
}

// A bound of an associated type that names its own trait (E0391).
trait Shelf {
    type Item;
}

trait Book: Shelf<Item: Book> {}

fn read<B: Book>(b: B) -> B::Item {
    todo!()
}

fn main() {}
