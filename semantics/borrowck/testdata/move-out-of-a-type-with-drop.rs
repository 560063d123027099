struct D { s: String }
impl Drop for D { fn drop(&mut self) {} }
fn f(d: D) -> String { d.s }
fn g(d: D) { let D { s } = d; }
