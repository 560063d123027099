fn f(mut x: Option<i32>) {
    match x {
        Some(ref mut n) if { x = None; false } => { *n = 1; }
        _ => {}
    }
}
fn g(s: Option<String>) {
    match s { Some(t) if { drop(t); false } => {}, _ => {} }
}
