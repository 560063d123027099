fn f() -> &'static i32 { let x = 1; &x }
fn g<'a>() -> Vec<&'a i32> { let x = 1; vec![&x] }
fn h(s: String) -> &'static str { s.as_str() }
fn k() -> &'static str { String::new().as_str() }
