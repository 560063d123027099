struct D(u8);

impl Drop for D {
    fn drop(&mut self) {}
}

pub fn main() {
    let a = D(1);
    let b = D(2);
}
