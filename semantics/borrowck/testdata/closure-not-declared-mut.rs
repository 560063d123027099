fn f(x: &mut i32) { let c = || { *x = 1; }; c(); }
fn g(x: i32) { let c = move || { x += 1; }; c(); }
