// What is promoted is checked for what it moves.

#[derive(Clone)]
struct Outer(Inner);
#[derive(Clone)]
struct Inner;

fn by_index() {
    const C: [Inner; 1] = [Inner];
    let _ = Outer(C[0]).clone();
}
fn in_a_tuple() {
    &([Inner][0],);
}
fn copied() {
    const N: [u8; 2] = [1, 2];
    let _: &'static (u8,) = &(N[0],);
}

fn main() {}
