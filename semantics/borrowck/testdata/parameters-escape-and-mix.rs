fn f<'a>(x: &'a i32, y: &i32) -> &'a i32 { if *x > 1 { x } else { y } }
struct S { v: Vec<String> }
impl S {
    fn get<'a>(&'a self, k: &'a str) -> &'a str { k }
    fn bad(&self, k: &str) -> &str { k }
    fn bad2<'a>(&self, k: &'a str) -> &'a str { &self.v[0] }
}
fn g<'a>(x: &mut Vec<&'a i32>, y: &i32) { x.push(y); }
fn h(x: &mut Vec<&i32>, y: &i32) { x.push(y); }
