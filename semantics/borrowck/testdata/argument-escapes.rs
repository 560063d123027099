fn need(_: &'static str) {}
fn f(s: &str) { need(s); }
