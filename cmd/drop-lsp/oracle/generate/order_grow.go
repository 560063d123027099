package generate

import "fmt"

// This file: statements of the order generator about assignment in all its forms, the
// program's own operators, iterators and smart pointers, what macros and `super let` keep
// alive, and shared ownership.

// changed finds a variable that may be assigned, besides some others.
func (g *order) changed(ok func(*variable) bool, but ...string) *variable {
	var all []*variable
next:
	for i := range g.vars {
		v := &g.vars[i]
		for _, b := range but {
			if v.name == b {
				continue next
			}
		}
		if v.mut && ok(v) {
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[g.r.IntN(len(all))]
}

func anything(*variable) bool { return true }

// filled says that a variable of a name has its value again.
func (g *order) filled(name string) {
	for i := range g.vars {
		if g.vars[i].name == name {
			g.vars[i].refill(name)
		}
	}
}

// destructure assigns to the variables of a pattern.
func (g *order) destructure() {
	v := g.changed(anything)
	if v == nil {
		g.mutable()
		return
	}
	name, t := v.name, v.ty
	other := g.anyType(1)
	switch g.r.IntN(6) {
	case 0:
		if w := g.changed(anything, name); w != nil {
			second, u := w.name, w.ty
			a := g.expr(t, 1)
			g.line("(%s, %s) = (%s, %s);", name, second, a, g.expr(u, 1))
			g.filled(second)
			break
		}
		fallthrough
	case 1:
		a := g.expr(t, 1)
		g.line("(%s, _) = (%s, %s);", name, a, g.expr(other, 1))
	case 2:
		a := g.expr(other, 1)
		g.line("P { b: %s, .. } = P { a: %s, b: %s };", name, a, g.expr(t, 1))
	case 3:
		a := g.expr(t, 1)
		g.line("[%s, ..] = [%s, %s];", name, a, g.expr(t, 1))
	case 4:
		a := g.expr(other, 1)
		g.line("(_, (%s, _)) = (%s, (%s, %s));", name, a, g.expr(t, 1), g.expr(other, 1))
	default:
		g.line("{ (%s, ..) = (%s, %s) };", name, g.expr(t, 1), g.expr(other, 1))
	}
	g.filled(name)
}

// mutable declares a variable that is assigned later.
func (g *order) mutable() {
	t := g.anyType(2)
	v := variable{name: g.fresh(), ty: t, mut: true}
	g.line("let mut %s = %s;", v.name, g.expr(t, 1))
	g.vars = append(g.vars, v)
}

// through assigns through a reference.
func (g *order) through() {
	v := g.changed(func(v *variable) bool { return len(v.moved) == 0 })
	if v == nil {
		g.mutable()
		return
	}
	name, t := v.name, v.ty
	x := g.fresh()
	keep := v.moved
	v.moved = append(v.moved, name) // the new value must not move it
	defer func() {
		for i := range g.vars {
			if g.vars[i].name == name {
				g.vars[i].moved = keep
			}
		}
	}()
	switch {
	case t.head == "Option" && g.chance(2, 3):
		g.line("if let Some(%s) = &mut %s {", x, name)
		g.line("    *%s = %s;", x, g.closed(func() string { return g.literal(t.args[0], 1) }))
		g.line("}")
	case t.head == "Option":
		g.line("let %s = %s.%s;", x, name, g.pick("take()", "replace("+g.expr(t.args[0], 1)+")"))
	case t.head == "array":
		g.line("%s[%s] = %s;", name, g.pick("0", "1", "k as usize % 2"), g.expr(t.args[0], 1))
	case t.head == "Vec":
		g.line("%s;", g.pick(name+".push("+g.expr(t.args[0], 1)+")", name+".pop()", name+".truncate(1)", name+".clear()",
			"for "+x+" in "+name+".iter_mut() { *"+x+" = "+g.closed(func() string { return g.literal(t.args[0], 1) })+" }"))
	case t.head == "T" && g.chance(1, 2):
		g.line("%s += %s;", name, g.expr(tracer, 1))
	case len(t.args) == 2 && t.head == "tuple":
		g.line("{ let %s = &mut %s.1; *%s = %s; }", x, name, x, g.expr(t.args[1], 1))
	default:
		g.line("{ let %s = &mut %s; *%s = %s; }", x, name, x, g.expr(t, 1))
	}
}

// operators are the program's own: what they are given are temporaries or is moved.
func (g *order) operators() {
	e := func() string { return head(g.expr(tracer, 1)) }
	x := g.fresh()
	switch g.r.IntN(10) {
	case 0:
		g.declare(tracer, e()+" + "+e())
	case 1:
		g.line("look(&(%s + %s));", e(), e())
	case 2:
		g.line("take(%s == %s);", e(), e())
	case 3:
		g.line("let %s = &W(%s)[&%s];", x, g.expr(g.anyType(1), 1), e())
	case 4:
		g.line("let %s = Q { a: %s, n: k }.yes();", x, g.expr(tracer, 1))
	case 5:
		g.line("let %s = &*Q { a: %s, n: k };", x, g.expr(g.anyType(1), 1))
	case 6:
		g.line("if %s == %s && !(-%s).no() {", e(), e(), e())
		g.branch(func() { g.block(1, g.leave) })
		g.line("}")
	case 7:
		t := g.anyType(1)
		g.line("let mut %s = Q { a: %s, n: k };", x, g.expr(t, 1))
		g.line("*%s = %s;", x, g.expr(t, 1))
	case 8:
		g.line("match (Q { a: %s, n: k }).get() { w if w.no() => {} w => take(%s) };", g.expr(tracer, 1), e())
	default:
		g.line("let %s = (%s + %s).yes() == %s.yes();", x, e(), e(), e())
	}
}

// iterators are the program's own.
func (g *order) iterators() {
	t := g.anyType(1)
	l, x := g.label(), g.fresh()
	few := "Few(Some(" + g.expr(t, 1) + "), " + g.pick("None", "Some("+g.expr(t, 1)+")") + ")"
	if g.chance(1, 2) {
		p, vs := g.pattern(t, 1)
		g.line("%s: for %s in %s {", l, p, few)
		g.loops = append(g.loops, l)
		g.again(func() { g.bound(vs, 1+g.r.IntN(2), g.leave) })
		g.loops = g.loops[:len(g.loops)-1]
		g.line("}")
		return
	}
	g.line("let mut %s = %s;", x, few)
	w := variable{name: g.fresh(), ty: t}
	g.line("%s: while let Some(%s) = %s.next() {", l, w.name, x)
	g.loops = append(g.loops, l)
	g.again(func() { g.bound([]variable{w}, 1+g.r.IntN(2), g.leave) })
	g.loops = g.loops[:len(g.loops)-1]
	g.line("}")
}

// kept is what macros and `super let` keep alive.
func (g *order) kept() {
	e := func() string { return head(g.expr(tracer, 1)) }
	x := g.fresh()
	switch g.r.IntN(9) {
	case 0:
		g.line("let %s = std::pin::pin!(%s);", x, g.expr(g.anyType(1), 1))
	case 1:
		g.line("look(&*std::pin::pin!(%s));", g.expr(g.anyType(1), 1))
	case 2:
		g.line("let %s = { super let w = %s; &w };", x, g.expr(g.anyType(1), 1))
	case 3:
		g.line("let %s = format_args!(\"{} {}\", %s.name(), %s.get().name());", x, e(), e())
	case 4:
		g.line("take(format_args!(\"{}\", %s.name()).as_str());", e())
	case 5:
		g.line("let %s = if %s { super let w = %s; &w } else { &%s };", x, g.test(), g.expr(tracer, 1), g.trace())
	case 6:
		g.line("let %s = (std::pin::pin!(%s), &%s);", x, g.expr(tracer, 1), g.expr(g.anyType(1), 1))
	case 7:
		g.line("let %s = match k { 0 => { super let w = (%s, %s); &w.0 } _ => &%s };", x, g.trace(), g.expr(tracer, 1), g.trace())
	default:
		g.line("let %s = const { &T(\"block\") };", x)
	}
}

// shared is owned more than once.
func (g *order) shared() {
	x, y := g.fresh(), g.fresh()
	t := g.anyType(1)
	switch g.r.IntN(4) {
	case 0:
		g.line("let %s = Rc::new(%s);", x, g.expr(t, 1))
		g.line("let %s = %s.clone();", y, x)
		if g.chance(1, 2) {
			g.line("drop(%s);", x)
		}
	case 1:
		g.line("let %s = Rc::new(%s);", x, g.expr(t, 1))
		g.line("{ let w = (Rc::clone(&%s), %s); hurt(k, %d); }", x, g.trace(), g.r.IntN(6))
	case 2:
		g.line("let mut %s = ManuallyDrop::new(%s);", x, g.expr(t, 1))
		if g.chance(1, 2) {
			g.line("if %s { unsafe { ManuallyDrop::drop(&mut %s) } }", g.test(), x)
		}
	default:
		g.line("std::mem::forget(%s);", g.expr(t, 1))
	}
}

// guarded is a match whose guards match themselves.
func (g *order) guarded() {
	t := g.anyType(1)
	x := variable{name: g.fresh(), ty: t}
	g.line("match %s {", head(g.expr(&ty{"Option", []*ty{t}}, 1)))
	guard := g.pick("let Some(w) = "+g.trace()+".opt()", "let Some(w) = "+g.trace()+".maybe() && w.no()", "let w = "+g.trace()+" && look2(&"+x.name+", &w)",
		g.test()+" && let Some(w) = "+g.trace()+".opt()", "let Some(w) = "+g.trace()+".maybe()")
	g.line("    Some(%s) if %s => {", x.name, guard)
	g.indent++
	g.arms(func() { g.bound([]variable{x}, 1, g.leave) }, func() {
		g.line("}")
		g.line("%s => {", g.pick("_", "Some(_) | None", "w"))
		g.block(1, g.leave)
	})
	g.line("}")
	g.indent--
	g.line("}")
}

// more makes an expression of a type by what this file is about; "" where none fits.
func (g *order) more(t *ty, d int) string {
	x := g.fresh()
	switch g.r.IntN(15) {
	case 0, 1:
		if len(g.loops) == 0 || g.inside > 0 {
			return ""
		}
		l, c := g.loops[g.r.IntN(len(g.loops))], g.test()
		return fmt.Sprintf("if %s { %s %s } else { %s }", c, g.pick("break", "continue"), l, g.expr(t, d))
	case 2:
		if t.head == "T" {
			return "(" + g.expr(t, d) + " + " + g.expr(t, d) + ")"
		}
	case 3:
		if t.String() == "W<T>" {
			return "made(" + g.expr(tracer, d) + ")"
		}
	case 4:
		if t.head == "T" {
			return "adder(" + g.expr(t, d) + ")(" + g.expr(t, d) + ")"
		}
	case 5:
		return "Few(Some(" + g.expr(t, d) + "), Some(" + g.expr(t, d) + ")).next().unwrap()"
	case 6:
		if t.head == "T" {
			return "const { T(\"block\") }"
		}
	case 7:
		return fmt.Sprintf("{ let %s = std::pin::pin!(%s); %s }", x, g.expr(g.anyType(1), d), g.expr(t, d))
	case 8:
		return "[" + g.expr(t, d) + ", " + g.expr(t, d) + "].into_iter().next().unwrap()"
	case 9:
		return "Q { a: " + g.expr(t, d) + ", n: k }.a"
	case 10:
		e, other := g.expr(t, d), g.expr(t, d)
		return fmt.Sprintf("match (%s, %s) { (%s, _) if %s => %s, (_, w) => w }", e, other, x, g.test(), x)
	case 11:
		e := g.closed(func() string { return g.expr(t, d) })
		return "(|| Some(Some(" + e + ")?))().unwrap()"
	case 12:
		return "Some(" + g.expr(t, d) + ").take().unwrap()"
	case 13:
		e := g.expr(t, d)
		return fmt.Sprintf("if let E::V1(%s) | E::V2 { a: %s, .. } = (E::<_, T>::V2 { a: %s, b: %s }) { %s } else { %s }", x, x, e, g.trace(), x, g.expr(t, d))
	case 14:
		a, b := g.expr(t, d), g.expr(t, d)
		return fmt.Sprintf("{ let mut %s = %s; %s = %s; %s }", x, a, x, b, x)
	}
	return ""
}
