fn make<'a>(x: &'a mut i32) -> impl FnMut() + 'a { move || *x += 1 }
fn main() {
    let mut x = 1;
    let mut f = make(&mut x);
    f();
    x += 1;
    f();
}
