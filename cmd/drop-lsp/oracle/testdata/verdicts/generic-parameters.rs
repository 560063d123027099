//@ edition: 2021

struct G<T>(T);
struct H<T>(T);
impl<T> Drop for H<T> {
    fn drop(&mut self) {}
}
fn f() {
    let g;
    let h;
    let x = 1;
    g = G(&x);
    h = H(&x); //~ ERROR E0597
}
fn generic<T: Default>() {
    let mut g = Vec::new();
    let t = T::default();
    g.push(&t);
}
