use std::cell::Cell;
struct D(u8);
impl Drop for D {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}
struct Holder<'a>(Cell<Option<&'a D>>);
impl Drop for Holder<'_> {
    fn drop(&mut self) {}
}
fn main() {
    let holder = Holder(Cell::new(None));
    let value = D(1);
    holder.0.set(Some(&value));
}
