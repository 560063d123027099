//@ edition: 2021
// Which body an error silences: a pattern's its own closure, a lifetime's the constraints of its
// body, a generic argument's the body that writes it.
struct T(u8);
struct P<A>(A);
fn pattern(x: u8) {
    let y: u8;
    let c = || match x {};
    let d = || { let b = &1; *b = 2; }; //~ ERROR E0594
    drop(y); //~ ERROR E0381
}
fn lifetime<'a>(x: &'a T, y: &'b T) -> &'a T { x.0 = 1; y }
fn argument(x: &T) { let _: Option<P<u8, u8>> = None; x.0 = 1; }
fn parameter(x: &P<u8, u8>, y: &T) { y.0 = 1; } //~ ERROR E0594
fn depends<A, const N: fn(A)>(x: &T) { x.0 = 1; } //~ ERROR E0594
fn uses<A, const N: fn(A)>(x: &T) { depends::<A, N>(x); x.0 = 1; }
fn output<'a>(x: &'a u8) -> &'static u8 { let _: Option<Box<dyn for<'c> Fn() -> &'c u8>> = None; x }
fn main() {}
