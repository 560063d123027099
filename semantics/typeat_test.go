package semantics_test

import (
	"strings"
	"testing"

	"drop-lsp/semantics"
)

func TestTheTypeUnderTheCursor(t *testing.T) {
	const text = `
struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
struct G<'a, T>(&'a T, Vec<T>);
impl<'a, T: Clone> G<'a, T> { fn m(&self) -> Option<T> { None } }
fn f(v: Vec<Option<D>>, n: usize) -> Box<D> {
    let first = v.into_iter().next();
    let s: String = n.to_string();
    let g = G(&s, vec![]);
    Box::new(D(1))
}
`
	p := semantics.LoadText("t.rs", text, semantics.Options{})
	for _, c := range []struct{ at, name, glue string }{
		{"D(u8)", "D", "yes"},
		{"Option<D>>", "Option<D>", "yes"},
		{"Vec<Option", "Vec<Option<D>>", "yes"},
		{"usize)", "usize", "no"},
		{"first", "Option<Option<D>>", "yes"},
		{"v.into_iter", "Vec<Option<D>>", "yes"},
		{"String =", "String", "yes"},
		{"g = G", "G<'_, String>", "yes"},
		{"Option<T> {", "Option<T>", "depends"},
		{"T> { None", "T", "depends"},
		{"Box<D> {", "Box<D>", "yes"},
	} {
		g, hit, ok := p.TypeAt("t.rs", strings.Index(text, c.at))
		if !ok || g.Name != c.name || g.DropGlue != c.glue {
			t.Errorf("at %q: %v %q %s (hit %q), want %q %s", c.at, ok, g.Name, g.DropGlue, text[hit.Start:hit.End], c.name, c.glue)
		}
	}
}
