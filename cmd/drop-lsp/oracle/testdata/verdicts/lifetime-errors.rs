//@ edition: 2021

struct S<'a> {
    r: &'a str,
}
impl<'a> S<'a> {
    fn get(&self) -> &'a str {
        self.r
    }
    fn bad(&self, o: &str) -> &str {
        o //~ ERROR lifetime may not live long enough
    }
    fn set(&mut self, o: &str) {
        self.r = o; //~ ERROR E0621
    }
}
fn push<'a>(v: &mut Vec<&'a u8>, x: &u8) {
    v.push(x); //~ ERROR E0621
}
fn boxed<T>(t: T) -> Box<dyn std::any::Any> {
    Box::new(t) //~ ERROR E0310
}
fn hold<'a, T>(t: &'a T) -> Box<dyn Fn() + 'a>
where
    T: Fn(),
{
    Box::new(move || t())
}
