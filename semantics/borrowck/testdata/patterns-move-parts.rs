fn f(t: (String, String)) {
    let (a, _) = t;
    println!("{}", t.1);
    println!("{}", t.0);
}
fn g(t: &(String, String)) { let (a, b) = *t; }
fn h(v: Vec<String>) -> String { v[0] }
fn i(v: &[String]) -> String { let [a, ..] = v else { return String::new() }; *a }
