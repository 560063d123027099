//@ edition: 2021
// An opaque type that captures a lifetime of the binder around it (E0657), and a where clause for
// one lifetime where one for all is needed (E0277), silence the body; calls of it are checked.
trait Hrtb<'a> { type Assoc; }
impl<'a> Hrtb<'a> for () { type Assoc = (); }
impl<'a> Hrtb<'a> for &'a () { type Assoc = (); }
struct T(u8);
fn named<'b>(x: &'b (), y: &T) -> impl for<'a> Hrtb<'a, Assoc = impl Send + 'a> { y.0 = 1; x }
fn calls(y: &T) { let _ = named(&(), y); y.0 = 1; } //~ ERROR E0594
trait Foo<'x> { fn foo(&'x self) -> &'x isize; }
fn for_any<F: for<'c> Foo<'c>>(_: &F) {}
fn for_some<'x, F: Foo<'x>>(f: &'x F, y: &T) { y.0 = 1; for_any(f); }
fn for_all<'x, F: for<'c> Foo<'c>>(f: &'x F, y: &T) { for_any(f); y.0 = 1; } //~ ERROR E0594
fn main() {}
