// The lifetimes of a closure's own signature belong to its type: one that is no parameter of the
// signature stays alive as long as the closure.

struct D(u8);
fn same<'a>(d: &'a D) -> &'a D {
    d
}
fn new() -> D {
    D(0)
}

fn one_for_all_calls() {
    let a = D(1);
    let c = |d| same(d);
    c(&a);
    c(&new());
    drop(c);
}
fn one_for_each_call() {
    let a = D(1);
    let c = |d: &D| d.0;
    c(&a);
    c(&new());
    drop(c);
}
fn last_call() {
    let a = D(1);
    let c = |d| same(d);
    c(&a);
    c(&new());
}
fn in_a_box() {
    let c = Box::new(|d| same(d));
    {
        let b = D(2);
        c(&b);
    }
    drop(c);
}
fn returned<'a>(s: &'a [D]) -> impl Iterator<Item = &'a D> {
    s.iter().map(|d| same(d))
}

fn main() {}
