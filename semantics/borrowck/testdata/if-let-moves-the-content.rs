fn f(o: Option<String>) {
    if let Some(s) = o { drop(s); }
    println!("{:?}", o);
}
fn g(mut o: Option<String>) -> Option<String> {
    if let Some(ref mut s) = o { s.push('x'); }
    while let Some(s) = o.take() { drop(s); }
    o
}
fn h(o: &Option<String>) -> usize { match o { Some(s) => s.len(), None => 0 } }
fn i(o: &Option<String>) -> String { o.unwrap() }
