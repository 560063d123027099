struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
union U { a: u8, d: D }
union V<T> { a: T, b: std::mem::ManuallyDrop<D> }
union W { r: &'static D, s: (u8, std::mem::ManuallyDrop<String>), t: [std::mem::ManuallyDrop<D>; 2], c: String }
union First { a: D, b: D }
fn main() {}
