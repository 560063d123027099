fn f() -> String { String::new() }
fn main() {
    let r: &str = f().as_str();
    let n = r.len();
}
