trait Sh { fn name(&self) -> String; }
struct C<'a> { s: &'a str }
impl<'a> Sh for C<'a> { fn name(&self) -> String { self.s.to_string() } }
fn mk(s: &str) -> Box<dyn Sh> { Box::new(C { s }) }
fn mk2<'a>(s: &'a str) -> Box<dyn Sh + 'a> { Box::new(C { s }) }
fn stat<T: Sh + 'static>(t: T) {}
fn main() {
    let s = String::new();
    stat(C { s: &s });
    let b: Box<dyn Sh + 'static> = Box::new(C { s: &s });
}
