struct P { a: String }
fn f(p: &P) -> String { p.a }
fn g(p: &mut Option<String>) -> String {
    match *p { Some(s) => s, None => String::new() }
}
