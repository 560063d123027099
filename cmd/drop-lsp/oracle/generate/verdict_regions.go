package generate

import "strings"

// This file: functions and closures of the verdict generator whose lifetimes may not fit:
// variance, higher-ranked bounds, what closures and `impl Trait` capture, associated types.

// verdictRegions is the prelude of what this file writes.
const verdictRegions = `pub fn each(mut f: impl FnMut(&D)) { f(&new()) }
pub fn with<'a>(d: &'a D, f: impl FnOnce(&'a D)) { f(d) }
pub fn back(f: impl for<'x> Fn(&'x D) -> &'x D) {}
pub trait View { type Out<'x> where Self: 'x; fn view<'x>(&'x self) -> Self::Out<'x>; fn edit<'x>(&'x mut self) -> Self::Out<'x>; }
impl View for S {
    type Out<'x> = &'x D;
    fn view<'x>(&'x self) -> &'x D { &self.a }
    fn edit<'x>(&'x mut self) -> &'x D { &self.a }
}
pub struct In<'a>(pub Cell<&'a D>);
pub struct Fn1<'a>(pub fn(&'a D));
pub struct Mu<'a>(pub &'a mut D);
impl<'a> Mu<'a> { pub fn get(&self) -> &D { self.0 } pub fn cut(self) -> &'a mut D { self.0 } pub fn again<'x>(&'x mut self) -> Mu<'x> { Mu(self.0) } }
pub fn shorter<'x, 'a: 'x>(i: &'x In<'a>) -> &'x In<'a> { i }
`

// regionForms are functions; what stands between ⟨ and ⟩, apart by |, is chosen from.
var regionForms = []string{
	"fn sig<'a, 'b⟨|: 'a|⟩>(c: &Cell<&'a D>, d: &'b D) { c.set(d) }",
	"fn sig<'a, 'b⟨|: 'a|⟩>(v: &mut Vec<&'a D>, w: Vec<&'b D>) { ⟨v.extend(w)|v[0] = w[0]|for d in w { v.push(d) }⟩ }",
	"fn sig<'a>(f: for<'x> fn(&'x D) -> &'x D, d: &'a D) -> &'⟨static|a|a⟩ D { f(d) }",
	"fn sig<'a, F: ⟨Fn(&'a D) -> &'a D|for<'x> Fn(&'x D) -> &'x D|Fn(&D) -> &'a D⟩>(f: F, e: &'a D) -> ⟨&'a D|u32⟩ { let d = new(); ⟨f(&d);|f(e);⟩ ⟨todo!()|loop {}⟩ }",
	"fn sig<F: ⟨for<'x> Fn(&'x D) -> &'x D|Fn(&D) -> u32⟩>(f: F) -> u32 { let d = new(); ⟨f(&d); 1|let r = f(&d); drop(d); seen(r); 2|let r = f(&d); seen(r); 2⟩ }",
	"fn sig<'a>(d: &'a D) -> impl Fn() -> &'a D ⟨+ 'a |⟩{ ⟨move |⟩|| ⟨d|same(d)⟩ }",
	"fn sig<'a>(d: &'a D) -> Box<dyn Fn() -> &'a D⟨ + 'a|⟩> { Box::new(⟨move |⟩|| d) }",
	"fn sig<'a, 'b⟨|: 'a⟩>(f: fn(&'a D), d: &'b D) { f(d) }",
	"fn sig<'a, 'b⟨|: 'a⟩>(x: Fn1<'a>⟨|, e: &'b D⟩) -> Fn1<'⟨b|static|a⟩> where 'b: 'b { x }",
	"fn sig<'a, 'b⟨|: 'a⟩>(x: In<'b>) -> In<'⟨a|b⟩> { x }",
	"fn sig<'a, 'b⟨|: 'a⟩>(x: &'a mut &'b D, y: &'a D⟨|, z: &'b D⟩) { *x = ⟨y|*x⟩ }",
	"fn sig<'a, 'b⟨|: 'a⟩>(m: ⟨Mu<'a>|&'b mut Mu<'a>|&'a mut Mu<'b>⟩) -> &'⟨a|b⟩ ⟨mut |⟩D { m.0 }",
	"fn sig<'a>(m: ⟨Mu<'a>|&mut Mu<'a>⟩) -> ⟨&'a mut D|&'a D⟩ { ⟨m.0|&mut m.0.pair()|&mut *m.0⟩ }",
	"struct It<'a> { v: &'a mut [D] }\nimpl<'a> Iterator for It<'a> {\n    type Item = &'a ⟨|mut ⟩D;\n    fn next(&mut self) -> Option<Self::Item> { let (a, b) = self.v.split_first_mut()?; self.v = b; Some(a) }\n}",
	"fn sig(s: &mut S) { let v = s.⟨view|edit⟩(); ⟨s.n = 1;|look(&s.a);|s.a = new();|⟩ look(v) }",
	"fn sig<V: View>(mut s: V) { let v = s.⟨view|edit⟩(); ⟨drop(s);|s.edit();|s.view();|⟩ ⟨seen(v)|look(&v)|⟩ }",
	"fn sig<'a, V: View⟨| + 'a⟩>(s: &'a V) -> V::Out<'⟨a|static⟩> { s.view() }",
	"fn sig<'a, T⟨: 'a|: Tr|⟩>(t: &'a T) -> ⟨&'a T|Box<dyn Tr + 'a>|&'static T⟩ { ⟨t|Box::new(new())⟩ }",
	"fn sig<T: Tr⟨| + 'static⟩>(t: T) -> ⟨impl Tr + 'static|impl Tr⟩ { t }",
	"fn sig<'a>(d: &D, e: &'a D) -> ⟨impl Sized|impl Sized + 'a|impl Sized + use<'a>⟩ { ⟨e|d|(d, e)|1⟩ }",
	"fn sig<'a, 'b>(x: &'a D, y: &'b D) -> (⟨&'a|&'b⟩ D, ⟨&'a|&'b⟩ D) { let p = (x, y); let q = if yes() { ⟨(p.0, p.1)|(p.1, p.0)⟩ } else { ⟨p|(x, y)⟩ }; q }",
	"async fn sig<'a>(d: &'a D, e: &D) -> &'a D { std::future::ready(1).await; ⟨d|e|same(d)⟩ }",
	"static NAMES: std::sync::Mutex<Vec<&'static D>> = std::sync::Mutex::new(Vec::new());\nfn sig(d: &⟨'static |⟩D) { NAMES.lock().unwrap().push(d) }",
	"fn sig<'a>(v: &'a mut Vec<D>) -> Vec<&'a mut D> { let mut out = vec![]; ⟨for d in v.iter_mut() { out.push(d) }|while let Some(d) = v.iter_mut().next() { out.push(d) }|out.push(&mut v[0]); out.push(&mut v[1]);|let (a, b) = v.split_at_mut(1); out.push(&mut a[0]); out.push(&mut b[0]);⟩ out }",
}

// choose puts one of each group's alternatives for it.
func (g *verdict) choose(form string) string {
	for {
		before, rest, ok := strings.Cut(form, "⟨")
		if !ok {
			return form
		}
		group, after, _ := strings.Cut(rest, "⟩")
		form = before + g.pick(strings.Split(group, "|")...) + after
	}
}

// regions writes a function by one of the forms.
func (g *verdict) regions() string { return g.choose(regionForms[g.r.IntN(len(regionForms))]) }

// passing are closures whose parameters are borrowed for some lifetime.
func (g *verdict) passing() {
	x, p := g.fresh("x"), g.local()
	r := g.ref("&D")
	if r == "" {
		r = "given"
	}
	switch g.r.IntN(9) {
	case 0:
		g.line("let mut %s: Vec<&D> = vec![];", x)
		g.line("%s;", g.pick("each(|d| "+x+".push(d))", "with(&"+p+", |d| "+x+".push(d))", "each(|_| "+x+".push("+r+"))"))
	case 1:
		g.line("back(|d| %s);", g.pick("d", r, "same(d)", "&"+p, "either(d, "+r+")"))
		return
	case 2:
		g.line("let %s = |d: &D| %s;", x, g.pick("d", "d.0", "same(d)", "seen(d)"))
		g.line("%s(&%s);", x, p)
	case 3:
		g.line("let %s = %s;", x, g.pick("|d: &D| seen::<&D>(d)", "|d: &D| d.0", "|d: &D| look(d)", "|d| same(d)", "|d| seen::<&D>(d)", "|d| { look(d); d }"))
		g.line("%s(&%s);", x, p)
		g.line("%s(&new());", x)
	case 4:
		g.line("let %s = In(Cell::new(%s));", x, g.shared())
		g.line("%s;", g.pick(x+".0.set(&"+p+")", "shorter(&"+x+").0.set(&new())", "{ let w = new(); "+x+".0.set(&w); }", x+".0.get()"))
	case 5:
		g.line("let mut %s = Mu(%s);", x, g.unique())
		g.line("%s;", g.pick("let w = "+x+".again(); change("+x+".0); look(w.0)", "let w = "+x+".get(); "+x+".0.0 = 1; look(w)", "let w = "+x+".cut(); look(&"+x+".0.0); change(w)",
			x+".again().0.0 = 1; "+x+".again()", "let w = "+x+".get(); change("+x+".0)"))
	case 6:
		g.line("let %s = lent.view();", x)
		g.line("%s;", g.pick("lent.n = 1", "lent.edit()", "seen(lent)", "look(lent)"))
	case 7:
		g.line("let mut %s = %s;", x, g.shared())
		g.line("each(|d| %s);", g.pick(x+" = d", x+" = "+r, "look("+x+")", "{ let w = d; look(w) }"))
	default:
		g.line("let %s = std::iter::from_fn(|| Some(%s)).next();", x, g.pick("&"+p, r, "same(&"+p+")", "HD(&"+p+")"))
	}
	g.refs = append(g.refs, reference{x, "held"})
}
