package semantics

import (
	"testing"

	"drop-lsp/syntax/diag"
)

// TestWhatATraitThatIsNotKnownSays: a trait of a crate that is not there may ask of its types what
// nothing else says (`trait Tr: Send + 'static`); then nothing is reported as missing.
func TestWhatATraitThatIsNotKnownSays(t *testing.T) {
	p := LoadText("lib.rs", `use unknown::{Future, Own, Yoke};
fn boxed<T: Own>(t: T) -> Box<dyn Fn()> { Box::new(move || { let _ = &t; }) }
struct Wrap<T>(T);
impl<'a, T> Future for &'a mut Wrap<T> { type Output = Self; }
struct Guard<'a, T: ?Sized>(&'a T);
struct Lock<'a, T: ?Sized>(Option<&'a T>);
impl<'a, T: ?Sized> Future for Lock<'a, T> { type Output = Guard<'a, T>; }
trait Marker: 'static { type Data: 'static; }
struct Never<Y>(std::marker::PhantomData<Y>);
impl<Y> Marker for Never<Y> where for<'a> Y: Yoke<'a> { type Data = Y; }
`, Options{})
	for _, d := range p.Check().Diagnostics {
		if d.Level == diag.Error {
			t.Errorf("%s: %s", d.Code, d.Msg)
		}
	}
}
