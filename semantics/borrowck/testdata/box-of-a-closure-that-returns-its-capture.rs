// What is expected of a closure's result may be the very type of what it returns: nothing is
// reborrowed then, and the variable itself is captured.

struct D(u8);
fn boxed<'a>(d: &'a D) -> Box<dyn Fn() -> &'a D + 'a> {
    Box::new(|| d)
}
fn bound<'a>(d: &'a D) -> Box<dyn Fn() -> &'a D + 'a> {
    let b: Box<dyn Fn() -> &'a D + 'a> = Box::new(|| d);
    b
}
fn behind_static<'a>(d: &'a D) -> Box<dyn Fn() -> &'a D> {
    Box::new(|| d)
}
fn moved<'a>(d: &'a D) -> Box<dyn Fn() -> &'a D + 'a> {
    Box::new(move || d)
}
fn of_a_field<'a>(d: &'a D) -> Box<dyn Fn() -> u8 + 'a> {
    Box::new(|| d.0)
}
fn covariant<'a>(d: &'a D) -> Option<&'a D> {
    Some(d)
}

fn main() {}
