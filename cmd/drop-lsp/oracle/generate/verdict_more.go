package generate

import "fmt"

// This file: statements of the verdict generator whose verdict may depend on the edition
// (tails, if-let scrutinees, what `impl Trait` captures), and more of the language: loops
// over borrows, patterns that move or borrow, arrays, struct update, closures that escape,
// async blocks.

// verdictMore is the prelude of what this file writes.
const verdictMore = `pub fn held<'a>(d: &'a D) -> Option<HD<'a>> { Some(HD(d)) }
pub fn opaque(d: &D) -> impl Sized { 1 }
pub fn caught<'a, T>(t: T, d: &'a D) -> impl Tr + 'a where T: Tr + 'a { t }
pub fn plain<T: Tr>(t: &T) -> impl Tr { 1 }
impl Tr for u32 {}
pub trait Get { fn of<'a>(&'a self, d: &'a D) -> &'a D; fn own(&self) -> &D; fn take(self) -> D where Self: Sized; }
impl Get for S {
    fn of<'a>(&'a self, d: &'a D) -> &'a D { d }
    fn own(&self) -> &D { &self.a }
    fn take(self) -> D { self.a }
}
pub fn through<G: Get + ?Sized>(g: &G) -> &D { g.own() }
pub fn run(f: impl FnOnce()) { f() }
pub fn twice(mut f: impl FnMut()) { f(); f() }
pub fn stays(f: impl FnOnce() + 'static) {}
pub struct DD { pub a: D, pub b: Option<D>, pub n: u32 }
impl Drop for DD { fn drop(&mut self) {} }
pub enum ED { A(D), B { d: D, n: u32 } }
impl Drop for ED { fn drop(&mut self) {} }
pub fn dd() -> DD { DD { a: new(), b: None, n: 1 } }
`

// some is a place of type D that is often a local owner.
func (g *verdict) local() string {
	if d := g.owner("D"); d != "" && g.chance(2, 3) {
		return d
	}
	return g.place()
}

// tail is a block whose tail has temporaries that refer to its locals, or are referred to.
func (g *verdict) tail() {
	m, x := g.fresh("m"), g.fresh("x")
	switch g.r.IntN(8) {
	case 0:
		g.line("let %s = { let %s = RefCell::new(new()); %s.borrow().0 };", m, x, x)
	case 1:
		g.line("let %s = { let %s = std::sync::Mutex::new(new()); %s.lock().unwrap().0 };", m, x, x)
	case 2:
		g.line("let %s = { let %s = new(); HD(&%s).0.0 };", m, x, x)
	case 3:
		g.line("let %s = { let %s = new(); match held(&%s) { Some(h) => h.0.0, None => 1 } };", m, x, x)
	case 4:
		g.line("let %s = { let %s = new(); if held(&%s).is_some() { 1 } else { 2 } };", m, x, x)
	case 5:
		g.line("%s({ %s(&new()) });", g.pick("look", "seen"), g.pick("same", ""))
	case 6:
		g.line("let %s = { let %s = new(); %s };", m, x, g.pick("H(&"+x+").0.0", "GE(&"+x+").0.0", "GD(&"+x+").0.0", "Box::new(HD(&"+x+")).0.0"))
	default:
		g.line("let %s = %s { %s(&new()) } else { %s };", m, g.pick("if yes()", "if k > 1"), g.pick("same", "&*"), g.shared())
		g.refs = append(g.refs, reference{m, "&D"})
	}
}

// scrutinee is a temporary of an if let or match, and what the arms do meanwhile.
func (g *verdict) scrutinee() {
	p := g.local()
	change := g.pick(p+" = new()", "drop("+p+")", "change(&mut "+p+")", p+".0 += 1", "look(&"+p+")")
	e := g.pick("held(&"+p+")", "Some(H(&"+p+"))", "Some(GE(&"+p+"))", "held(&"+p+").as_ref()", "Some(HD(&"+p+").0.0)")
	switch g.r.IntN(4) {
	case 0:
		g.line("if let Some(w) = %s { look(&w) } else { %s }", e, change)
	case 1:
		g.line("if let Some(_) = %s { %s } else { look(&%s) }", e, change, p)
	case 2:
		g.line("match %s { Some(ref w) => look(w), None => { %s } }", e, change)
	default:
		g.line("while let Some(_) = %s { %s; break }", e, change)
	}
}

// opaques capture or do not.
func (g *verdict) opaques() {
	h, p := g.fresh("h"), g.local()
	g.line("let %s = %s;", h, g.pick("opaque(&"+p+")", "caught(H(&"+p+"), &"+g.place()+")", "caught(new(), &"+p+")", "plain(&H(&"+p+"))", "plain(&"+p+")"))
	if g.chance(1, 2) {
		g.line("%s;", g.pick(p+" = new()", "drop("+p+")", "change(&mut "+p+")"))
	}
	g.refs = append(g.refs, reference{h, "held"})
}

// iterate is a loop over what is borrowed or moved.
func (g *verdict) iterate() {
	v := g.owner("Vec<D>")
	if v == "" {
		v = g.fresh("x")
		g.line("let mut %s: Vec<D> = vec![new(), new()];", v)
		g.owners = append(g.owners, owner{v, "Vec<D>", true})
	}
	r := g.fresh("r")
	ty := "&D"
	switch g.r.IntN(7) {
	case 0:
		g.line("for %s in %s.iter() {", r, v)
	case 1:
		g.line("for %s in &%s {", r, v)
	case 2:
		g.line("for %s in &mut %s {", r, v)
		ty = "&mut D"
	case 3:
		g.line("for %s in %s.iter_mut().rev() {", r, v)
		ty = "&mut D"
	case 4:
		g.line("for %s in %s {", r, v)
		ty = ""
	case 5:
		g.line("while let Some(%s) = %s.%s {", r, v, g.pick("first()", "iter().next()", "last()"))
	default:
		g.line("while let Some(mut %s) = %s.pop() {", r, v)
		ty = ""
	}
	if ty == "" {
		g.owners = append(g.owners, owner{r, "D", true})
	} else {
		g.refs = append(g.refs, reference{r, ty})
	}
	g.loops++
	g.block(1 + g.r.IntN(2))
	g.loops--
	if ty == "" {
		g.owners = g.owners[:len(g.owners)-1]
	} else {
		g.refs = g.refs[:len(g.refs)-1]
	}
	if g.chance(1, 3) {
		g.line("    %s.%s;", v, g.pick("push(new())", "clear()", "len()", "truncate(1)"))
	}
	if g.chance(1, 2) {
		g.line("    break;")
	}
	g.line("}")
}

// take moves out of what may not be moved out of, or in parts.
func (g *verdict) take() {
	m, x := g.fresh("m"), g.fresh("x")
	if s := g.owner("S"); s != "" {
		switch g.r.IntN(7) {
		case 0:
			g.line("let S { a: %s, .. } = %s;", m, s)
		case 1:
			g.line("let S { a: ref %s, n: %s, .. } = %s;", m, x, s)
			g.refs = append(g.refs, reference{m, "&D"})
			return
		case 2:
			g.line("let S { a: ref mut %s, .. } = %s;", m, s)
			g.refs = append(g.refs, reference{m, "&mut D"})
			return
		case 3:
			g.line("let %s = S { a: new(), ..%s };", m, s)
			g.owners = append(g.owners, owner{m, "S", false})
			return
		case 4:
			g.line("let %s = %s.take();", m, s)
		case 5:
			g.line("let %s = %s(&%s);", m, g.pick("through", "through::<S>", "Get::own"), s)
			g.refs = append(g.refs, reference{m, "&D"})
			return
		default:
			g.line("let %s = %s.of(%s);", m, s, g.shared())
			g.refs = append(g.refs, reference{m, "&D"})
			return
		}
		g.owners = append(g.owners, owner{m, "D", false})
		return
	}
	if r := g.ref("&D"); r != "" && g.chance(1, 4) {
		g.line("let %s = *%s;", m, r)
		return
	}
	g.line("let %s = %s;", m, g.pick("lent.a", "&lent.a", "&mut lent.a", "lent.take()", "std::mem::replace(&mut lent.a, new())"))
}

// arrays: indices that are known, and patterns.
func (g *verdict) arrays() {
	a, r := g.fresh("a"), g.fresh("r")
	g.line("let mut %s = [new(), new(), new()];", a)
	switch g.r.IntN(6) {
	case 0:
		g.line("let [ref %s, ref mut w, _] = %s;", r, a)
		g.line("%s;", g.pick("change(w)", a+"[0] = new()", a+"[1] = new()", a+"[2] = new()", a+"[k as usize] = new()"))
	case 1:
		g.line("let [%s, .., w] = %s;", g.fresh("m"), a)
		g.line("%s;", g.pick("look(&"+a+")", "look(&"+a+"[1])", a+"[0] = new()", "seen(w)"))
		return
	case 2:
		g.line("let [%s, rest @ ..] = &mut %s;", r, a)
		g.line("%s;", g.pick("change(rest)", "rest[0] = new()", a+"[1] = new()", "look(&"+a+"[0])"))
	case 3:
		g.line("let %s = &%s[%s];", r, a, g.pick("0", "k as usize", "1"))
		g.line("%s;", g.pick(a+"[0] = new()", a+"[1].0 = 1", "seen("+a+")", "change(&mut "+a+"[2])", "look(&"+a+")"))
	case 4:
		g.line("let (%s, w) = %s.split_at_mut(1);", r, a)
		g.line("%s;", g.pick("change(w)", "w[0] = "+r+"[0].pair()", "std::mem::swap(&mut "+r+"[0], &mut w[0])", a+"[0] = new()"))
	default:
		g.line("let %s = %s.%s.unwrap();", r, a, g.pick("first()", "iter().max_by_key(|d| d.0)", "get(1)"))
		g.line("%s;", g.pick(a+"[0] = new()", "seen("+a+")", "look(&"+a+")"))
	}
	if g.chance(2, 3) {
		g.line("look(&%s);", r)
	}
}

// escape is a closure or future that may live longer than what it refers to.
func (g *verdict) escape() {
	c, p := g.fresh("c"), g.local()
	body := g.pick("look(&"+p+")", "look(&"+p+")", "drop("+p+")", p+".0 += 1", p+" = new()", "change(&mut "+p+")")
	move := g.pick("", "", "move ")
	switch g.r.IntN(9) {
	case 0:
		g.line("stays(%s|| %s);", move, body)
		return
	case 1:
		g.line("let %s: Box<dyn FnOnce() + '_> = Box::new(%s|| %s);", c, move, body)
	case 2:
		g.line("let %s: Box<dyn FnOnce()> = Box::new(%s|| %s);", c, move, body)
		g.line("stays(%s);", c)
		return
	case 3:
		g.line("std::thread::spawn(%s|| %s);", move, body)
		return
	case 4:
		g.line("let %s = %s|| %s;", c, move, body)
		g.line("run(%s);", c)
		if g.chance(1, 2) {
			g.line("run(%s);", c)
		}
		return
	case 5:
		g.line("twice(%s|| %s);", move, body)
		return
	case 6:
		g.line("let %s = async %s{ %s; };", c, move, body)
	case 7:
		g.line("let %s = async %s{ %s; std::future::ready(1).await; look(&%s); };", c, move, body, g.place())
	default:
		g.line("let %s = %s|| { let w = &%s; move || look(w) };", c, move, p)
		g.line("%s()();", c)
	}
	if g.chance(1, 2) {
		g.line("%s;", g.pick(p+" = new()", "drop("+p+")", "look(&"+p+")"))
	}
	g.refs = append(g.refs, reference{c, "held"})
}

// spread assigns by a pattern, or leaves where one does not match.
func (g *verdict) spread() {
	x := g.fresh("x")
	switch g.r.IntN(4) {
	case 0:
		if r := g.ref("&D"); r != "" && r != "given" {
			g.line("(%s, _) = (%s, %s);", r, g.shared(), g.shared())
			return
		}
	case 1:
		g.line("(%s, _) = (new(), %s);", g.place(), g.shared())
		return
	case 2:
		if o := g.owner("Option<D>"); o != "" {
			g.line("let Some(%s%s) = %s%s else { panic!() };", g.pick("", "ref ", "ref mut "), x, g.pick("", "", "&"), o)
			return
		}
	}
	g.line("let %s = (|| { let d = %s?; %s })();", x, g.pick("Some("+g.shared()+")", "held(&"+g.place()+")"), g.pick("Some(d)", "Some(1)", "look(&d); None::<D>"))
	g.refs = append(g.refs, reference{x, "held"})
}

// later writes a function whose result goes on with a borrow that only one way needs.
func (g *verdict) later() string {
	return fmt.Sprintf("fn later<'a>(v: &'a mut Vec<D>, o: &'a mut Option<D>) -> &'a mut D {\n    %s\n    %s\n}",
		g.pick("if let Some(d) = v.first_mut() { return d; }", "match o { Some(d) => return d, None => {} }", "if let Some(d) = o.as_mut() { if yes() { return d; } }", "for d in v.iter_mut() { if yes() { return d; } }",
			"loop { match v.last_mut() { Some(d) if d.0 > 1 => return d, _ => { v.push(new()); } } if yes() { break } }"),
		g.pick("v.push(new()); &mut v[0]", "*o = Some(new()); o.as_mut().unwrap()", "o.insert(new())", "v.last_mut().unwrap()", "match o { Some(d) => d, n => n.insert(new()) }"))
}

// parts of what implements Drop: they cannot be moved out, but borrowed, copied and assigned.
func (g *verdict) parts() {
	x, m := g.fresh("x"), g.fresh("m")
	wrap := g.chance(1, 4)
	if wrap {
		g.line("let mut %s = Box::new(dd());", x)
	} else {
		g.line("let mut %s = dd();", x)
	}
	switch g.r.IntN(12) {
	case 0:
		g.line("let %s = %s.a;", m, x)
	case 1:
		g.line("let %s = %s.n;", m, x)
	case 2:
		if !wrap {
			g.line("let DD { %s, n, .. } = %s;", g.pick("a", "ref a", "a: _", "ref mut a"), x)
		}
	case 3:
		if !wrap {
			g.line("let %s = DD { %s, ..%s };", m, g.pick("n: 1", "a: new(), b: None", "a: new()"), x)
		}
	case 4:
		g.line("%s = new();", g.pick(x+".a", x+".b.as_mut().unwrap().0 = 1; "+x+".a"))
	case 5:
		g.line("let %s = %s|| %s;", m, g.pick("", "move "), g.pick("look(&"+x+".a)", "drop("+x+".a)", x+".n = 1", "seen("+x+".n)", "drop("+x+".b.take())"))
		g.line("%s = dd();", g.pick(x+".a = new(); "+m+"(); let w", "let w", x+".n = 1; let w"))
	case 6:
		if e := g.pick("", "", "&", "&mut "); e == "" {
			g.line("match %s.b { Some(%s) => {} None => {} }", x, g.pick("d", "ref d", "ref mut d", "_", "D(n)"))
		} else {
			g.line("match %s%s.b { Some(%s) => {} None => {} }", e, x, g.pick("d", "_", "D(n)"))
		}
	case 7:
		g.line("if let Some(%s) = %s.b { %s }", g.pick("d", "ref d", "ref mut d"), x, g.pick("look(&d)", x+".a = new()", "seen(1)", "drop("+x+".a)"))
	case 8:
		g.line("let %s = ED::A(new());", m)
		g.line("match %s { ED::A(%s) => {} ED::B { n, .. } => seen(n) }", m, g.pick("d", "ref d", "_", "D(n)"))
	case 9:
		g.line("let (%s, ref w) = (%s.n, &%s.a);", m, x, x)
		g.line("%s;", g.pick("drop("+x+")", x+".n = 2", x+".a = new()", "look(w)"))
		g.line("look(w);")
	case 10:
		g.line("let %s = &mut %s.a;", m, x)
		g.line("%s;", g.pick(x+".n = 1", "look(&"+x+".b)", "drop("+x+")", "let "+x+"b = "+x+".b"))
		g.line("change(%s);", m)
	default:
		g.line("let %s; { let w = dd(); %s = %s; }", m, m, g.pick("&w.a", "w.n", "w.b", "&w.b"))
		g.line("look(&%s);", m)
	}
	if g.chance(1, 3) {
		g.line("%s;", g.pick("look(&"+x+".a)", "seen("+x+")", x+".a = new()", x+" = "+map[bool]string{true: "Box::new(dd())", false: "dd()"}[wrap]))
	}
}

// items are constants and statics with destructors in them, and calls of destructors.
func (g *verdict) items() string {
	return g.pick(
		"const N: u32 = { let d = D(1); d.0 };",
		"const N: u32 = { let d = D(1); std::mem::forget(d); 1 };",
		"const N: (D, u32) = (D(1), 2);",
		"const N: u32 = (D(1), 2).1;",
		"const N: Option<D> = { let mut d = None; d = Some(D(1)); d };",
		"static N: D = { let d = D(1); d };",
		"const fn item_moved(d: D) -> D { d }",
		"const fn item_ended(d: D) -> u32 { d.0 }",
		"const fn item_generic<T>(t: T) -> u32 { 1 }",
		"const fn item_kept<T>(t: T) -> T { t }",
		"const fn item_taken(d: &mut Option<D>) { *d = None; }",
		"fn item_called(mut d: D) { d.drop(); }",
		"fn item_path(mut d: D) { Drop::drop(&mut d); }",
		"static N: &D = &D(1);",
		"fn item_held() -> &'static D { &D(1) }",
		"fn item_kept() -> &'static Option<D> { &None }",
		"const N: &'static [D] = &[D(1), D(2)];",
	)
}
