//@ edition: 2024
struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
fn main() { let a = D(1); let b = D(2); if let Some(x) = Some(&a) { x.0; } 
 match 3u8 { 1..=3 if b.0 == 2 => {}, y if let Some(z) = Some(y) => {} _ => {} } }
