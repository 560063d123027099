package generate

// This file: statements of the verdict generator.

func (g *verdict) statement() {
	forms := []func(){g.newOwner, g.newOwner, g.borrow, g.borrow, g.borrow, g.borrowMut, g.borrowMut, g.hold, g.hold, g.hold, g.use, g.use, g.use,
		g.assign, g.assign, g.move, g.move, g.branch, g.loop, g.match, g.closure, g.closure, g.late, g.twoPhase, g.cycle, g.reassign, g.leave, g.boxed,
		g.tail, g.tail, g.scrutinee, g.scrutinee, g.opaques, g.iterate, g.take, g.take, g.arrays, g.parts, g.parts, g.passing, g.passing, g.escape, g.escape, g.spread}
	forms[g.r.IntN(len(forms))]()
}

func (g *verdict) newOwner() {
	x := g.fresh("x")
	types := map[string]string{"D": "new()", "S": "S { a: new(), b: String::new(), n: k }", "Vec<D>": "vec![new(), new()]",
		"Option<D>": "Some(new())", "Box<D>": "Box::new(new())"}
	ty := g.pick("D", "D", "S", "S", "Vec<D>", "Option<D>", "Box<D>")
	mut := g.chance(3, 4)
	g.line("let %s%s: %s = %s;", map[bool]string{true: "mut "}[mut], x, ty, types[ty])
	g.owners = append(g.owners, owner{name: x, ty: ty, mut: mut})
}

func (g *verdict) borrow() {
	r := g.fresh("r")
	g.line("let mut %s: &D = %s;", r, g.shared())
	g.refs = append(g.refs, reference{r, "&D"})
}

func (g *verdict) borrowMut() {
	r := g.fresh("r")
	if g.chance(1, 3) {
		if s := g.owner("S"); s != "" {
			g.line("let %s = &mut %s;", r, s)
			g.refs = append(g.refs, reference{r, "&mut S"})
			return
		}
	}
	g.line("let %s: &mut D = %s;", r, g.unique())
	g.refs = append(g.refs, reference{r, "&mut D"})
}

// holders of a reference, by the expression that makes one.
var holders = []string{"H(%)", "HD(%)", "HD(%)", "G(%)", "GD(%)", "GE(%)", "gp(%)", "Some(%)", "Box::new(%)", "vec![%]", "(%, new())", "[%]",
	"Box::new(H(%)) as Box<dyn Tr + '_>", "ManuallyDrop::new(HD(%))", "G(HD(%))", "GE(HD(%))", "gp(HD(%))", "Some(GD(%))", "vec![H(%)]", "vec![HD(%)]",
	"Cell::new(%)", "RefCell::new(HD(%))", "std::rc::Rc::new(HD(%))", "GE(G(%))", "PhantomData::<HD<'_>>; look(%)"}

// hold makes a value that holds a reference; sometimes the holder is declared before what it refers to.
func (g *verdict) hold() {
	h := g.fresh("h")
	form := holders[g.r.IntN(len(holders))]
	fill := func(e string) string {
		out := ""
		for _, c := range form {
			if c == '%' {
				out += e
			} else {
				out += string(c)
			}
		}
		return out
	}
	if g.chance(1, 2) {
		x := g.fresh("x")
		switch g.r.IntN(3) {
		case 0: // one let turned around is another verdict
			g.line("let %s;", h)
			g.line("let %s = new();", x)
		case 1:
			g.line("let (%s, %s);", h, x)
			g.line("%s = new();", x)
		default:
			g.line("let %s = new();", x)
			g.line("let %s;", h)
		}
		g.line("%s = %s;", h, fill("&"+x))
		g.owners = append(g.owners, owner{name: x, ty: "D"})
	} else {
		g.line("let %s = %s;", h, fill(g.shared()))
	}
	g.refs = append(g.refs, reference{h, "held"})
}

func (g *verdict) use() {
	ty := g.pick("&D", "&D", "&mut D", "held", "held", "&mut S")
	r := g.ref(ty)
	if r == "" {
		return
	}
	switch ty {
	case "&mut D":
		g.line("%s;", g.pick("change("+r+")", r+".0 += 1", "look("+r+")", "*"+r+" = new()"))
	case "&mut S":
		g.line("%s;", g.pick(r+".set(1)", "look("+r+".get())", r+".n += 1", "change(&mut "+r+".a)", "seen("+r+")"))
	case "held":
		g.line("%s;", g.pick("look(&"+r+")", "look(&"+r+")", "seen("+r+")", "drop("+r+")"))
	default:
		g.line("%s;", g.pick("look("+r+")", "seen("+r+")", "seen("+r+".0)"))
	}
}

func (g *verdict) assign() {
	p := g.place()
	switch g.r.IntN(5) {
	case 0:
		if s := g.owner("S"); s != "" {
			g.line("%s;", g.pick(s+".n = 1", s+".n += 1", s+".b = String::new()", s+".set(2)", s+" = S { a: new(), b: String::new(), n: 0 }"))
			return
		}
	case 1:
		if v := g.owner("Vec<D>"); v != "" {
			g.line("%s;", g.pick(v+".push(new())", v+".clear()", v+" = vec![]"))
			return
		}
	case 2:
		if o := g.owner("Option<D>"); o != "" {
			g.line("%s;", g.pick(o+" = None", o+".take()", "seen("+o+".as_ref())", "seen("+o+".as_mut())"))
			return
		}
	case 3:
		g.line("%s.0 += 1;", p)
		return
	}
	g.line("%s = new();", p)
}

func (g *verdict) move() {
	if g.chance(1, 3) {
		for _, ty := range []string{"S", "Option<D>", "Vec<D>", "Box<D>"} {
			if o := g.owner(ty); o != "" && g.chance(1, 2) {
				g.line("%s;", g.pick("seen("+o+")", "drop("+o+")", "let "+g.fresh("m")+" = "+o, "{ "+o+" }", "look(&"+o+")"))
				return
			}
		}
	}
	p := g.place()
	g.line("%s;", g.pick("seen("+p+")", "drop("+p+")", "let "+g.fresh("m")+" = "+p, "look(&"+p+")", "look(&"+p+")"))
}

func (g *verdict) branch() {
	g.line("if %s {", g.pick("yes()", "k > 1", g.place()+".0 > 1"))
	g.block(1 + g.r.IntN(2))
	if g.chance(1, 2) {
		g.line("} else {")
		g.block(1)
	}
	g.line("}")
}

func (g *verdict) loop() {
	g.line("%s {", g.pick("loop", "while yes()", "for _ in 0..2"))
	g.loops++
	g.block(1 + g.r.IntN(3))
	g.loops--
	if g.chance(1, 2) {
		g.line("    %s;", g.pick("break", "if yes() { break }"))
	} else {
		g.line("    if yes() { break; }")
	}
	g.line("}")
}

func (g *verdict) match() {
	o := g.owner("Option<D>")
	if o == "" {
		g.newOwner()
		return
	}
	x := g.fresh("b")
	switch g.r.IntN(4) {
	case 0:
		g.line("if let Some(%s) = %s {", x, o)
		g.owners = append(g.owners, owner{name: x, ty: "D"})
		g.block(1)
		g.owners = g.owners[:len(g.owners)-1]
	case 1:
		g.line("if let Some(ref mut %s) = %s {", x, o)
		g.refs = append(g.refs, reference{x, "&mut D"})
		g.block(2)
		g.refs = g.refs[:len(g.refs)-1]
	case 2:
		g.line("if let Some(%s) = &%s {", x, o)
		g.refs = append(g.refs, reference{x, "&D"})
		g.block(2)
		g.refs = g.refs[:len(g.refs)-1]
	default:
		g.line("match %s {", o)
		g.line("    Some(ref %s) if %s.0 > 1 => {", x, x)
		g.indent++
		g.refs = append(g.refs, reference{x, "&D"})
		g.block(1)
		g.refs = g.refs[:len(g.refs)-1]
		g.indent--
		g.line("    }")
		g.line("    Some(%s) => seen(%s),", x, x)
		g.line("    None => {}")
	}
	g.line("}")
}

func (g *verdict) closure() {
	c := g.fresh("c")
	p := g.place()
	body := g.pick("look(&"+p+")", "change(&mut "+p+")", p+" = new()", "drop("+p+")", p+".0 += 1", "seen("+p+".0)")
	if r := g.ref("&D"); r != "" && g.chance(1, 3) {
		body = "seen(" + r + ")"
	}
	if r := g.ref("&mut D"); r != "" && g.chance(1, 3) {
		body = g.pick(r+".0 += 1", "change("+r+")", "look(&*"+r+")")
	}
	g.line("let %s%s = %s|| %s;", g.pick("mut ", "mut ", ""), c, g.pick("", "", "move "), body)
	if g.chance(1, 2) {
		g.line("%s();", c)
	}
	g.refs = append(g.refs, reference{c, "held"})
}

func (g *verdict) late() {
	x := g.fresh("x")
	g.line("let %s%s: D;", g.pick("", "mut "), x)
	if g.chance(2, 3) {
		g.line("if yes() { %s = new(); }%s", x, g.pick("", " else { "+x+" = new(); }", " else { panic!() }"))
	}
	if g.chance(1, 3) {
		g.line("%s = new();", x)
	}
	g.line("%s(&%s);", g.pick("look", "seen"), x)
	g.owners = append(g.owners, owner{name: x, ty: "D", mut: true})
}

func (g *verdict) twoPhase() {
	if v := g.owner("Vec<D>"); v != "" && g.chance(1, 2) {
		g.line("%s;", g.pick(v+".push(D("+v+".len() as u32))", v+".push(D("+v+"[0].0))", "let "+g.fresh("m")+" = ("+v+".push(new()), "+v+".len())",
			v+".push(D({ "+v+".clear(); 1 }))", "std::mem::swap(&mut "+v+"[0], &mut new())"))
		return
	}
	if s := g.owner("S"); s != "" {
		g.line("%s;", g.pick(s+".set("+s+".count())", s+".set({ "+s+".n = 1; 2 })", s+".grow().0 = "+s+".count()", "seen(("+s+".grow(), "+s+".get()))"))
	}
}

func (g *verdict) cycle() {
	a, b := g.fresh("n"), g.fresh("n")
	t := g.pick("Node", "NodeD")
	if g.chance(1, 2) {
		g.line("let (%s, %s) = (%s { next: Cell::new(None) }, %s { next: Cell::new(None) });", a, b, t, t)
	} else {
		g.line("let %s = %s { next: Cell::new(None) };", a, t)
		g.line("let %s = %s { next: Cell::new(None) };", b, t)
	}
	g.line("%s.next.set(Some(&%s));", a, b)
	if g.chance(1, 2) {
		g.line("%s.next.set(Some(&%s));", b, a)
	}
}

func (g *verdict) reassign() {
	if r := g.ref("&D"); r != "" && r != "given" {
		g.line("%s = %s;", r, g.shared())
	}
}

func (g *verdict) leave() {
	switch g.r.IntN(4) {
	case 0:
		if g.loops > 0 {
			g.line("if yes() { %s; }", g.pick("break", "continue"))
			return
		}
	case 1:
		if g.ret == "&'a D" {
			g.line("if yes() { return %s; }", g.shared())
			return
		}
		if g.ret == "D" {
			g.line("if yes() { return %s; }", g.place())
			return
		}
	case 2:
		g.line("forever(%s);", g.shared())
		return
	}
	g.use()
}

func (g *verdict) boxed() {
	v := g.fresh("h")
	g.line("let mut %s: Vec<&D> = vec![];", v)
	g.line("%s;", g.pick("keep(&mut "+v+", "+g.shared()+")", v+".push("+g.shared()+")"))
	if g.chance(1, 2) {
		g.line("%s = new();", g.place())
	}
	g.refs = append(g.refs, reference{v, "held"})
}
