//@ edition: 2021
// A type with the length that is an error is one: bodies that use it are silent.
struct T(u8);
struct Name([u8; LEN]);
struct Kind([u8; "x"]);
struct Inner([u8; { let x: u8 = "a"; 3 }]);
struct Zero([u8; 1 / 0]);
const PANICS: usize = panic!();
struct Panics([u8; PANICS]);
const NAMES: usize = NONE;
struct Names([u8; NAMES]);
const TYPED: NoSuch = 1;
struct Typed([u8; TYPED]);
fn name(s: &Name) { s.0[0] = 1; }
fn written(s: &[u8; LEN]) { s[0] = 1; }
fn kind(s: &Kind) { s.0[0] = 1; }
fn inner(s: &Inner) { s.0[0] = 1; }
fn zero(s: &Zero) { s.0[0] = 1; }
fn panics(s: &Panics) { s.0[0] = 1; }
fn names(s: &Names) { s.0[0] = 1; }
fn typed(s: &Typed) { s.0[0] = 1; }
fn beside(s: &Name, t: &T) { t.0 = 1; } //~ ERROR E0594
fn generic<const N: usize>(s: &[u8; N]) { s[0] = 1; } //~ ERROR E0594
fn main() {}
