fn f<'a>(v: &mut Vec<&'a str>) {
    let s = String::new();
    v.push(&s);
}
fn g(mut s: String) -> &'static mut String { &mut s }
fn h<'a>(x: &'a String, y: String) -> &'a str { let z = &y; if true { z } else { x } }
