//@ edition: 2021

struct D;
impl Drop for D {
    fn drop(&mut self) {}
}
fn main() {
    let x = D;
    x.drop(); //~ ERROR E0040
    let y = D;
    Drop::drop(&mut { y }); //~ ERROR E0040
    drop(D);
}
