fn f<'a>(x: &'a str, y: &str) -> &'a str { if x.len() > 1 { x } else { y } }
struct S<'a> { r: &'a str }
impl<'a> S<'a> {
    fn get(&self) -> &'a str { self.r }
    fn set(&mut self, s: &str) { self.r = s; }
    fn bad<'b>(&'b self, o: &'b str) -> &'a str { o }
}
fn g<'a, 'b: 'a>(x: &'b str) -> &'a str { x }
fn h<'a, 'b: 'a>(x: &'a str) -> &'b str { x }
fn s(x: &str) -> &'static str { x }
