enum E { A(String), B { s: String, n: i32 }, C }
fn f(e: E) {
    match e { E::A(s) => drop(s), E::B { s, n } => drop(s), E::C => {} }
    match e { E::A(s) => drop(s), _ => {} }
}
fn g(e: &E) -> String {
    match e { E::A(s) => s.clone(), E::B { s, .. } => *s, E::C => String::new() }
}
fn h(e: &mut E) -> String {
    match *e { E::A(s) => s, E::B { s, n: _ } => s, E::C => String::new() }
}
