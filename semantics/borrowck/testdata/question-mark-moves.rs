fn p(s: &str) -> Result<i32, std::num::ParseIntError> { s.parse::<i32>() }
fn f(s: String) -> Result<i32, std::num::ParseIntError> {
    let r = p(&s)?;
    drop(s);
    let n = p(&s)?;
    Ok(r + n)
}
fn g(o: Option<String>) -> Option<usize> { let s = o?; drop(o); Some(s.len()) }
fn h() -> Option<&'static str> { let s = String::new(); let r = Some(&s)?; Some(r.as_str()) }
