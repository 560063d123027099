struct G<'a>(&'a u8);
impl Drop for G<'_> { fn drop(&mut self) {} }
fn main() {
    let mut v = Vec::new();
    let x = 1;
    v.push(G(&x));
}
