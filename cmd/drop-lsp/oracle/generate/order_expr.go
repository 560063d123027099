package generate

import "fmt"

// This file: expressions of the order generator, by type.

// literal makes a value of a type from its constructor.
func (g *order) literal(t *ty, depth int) string {
	sub := func(i int) string { return g.expr(t.args[i], depth-1) }
	switch t.head {
	case "T":
		if g.chance(1, 12) {
			return "CT"
		}
		return g.trace()
	case "M":
		return "M(" + sub(0) + ")"
	case "tuple":
		out := "("
		for i := range t.args {
			if i > 0 {
				out += ", "
			}
			out += sub(i)
		}
		return out + ")"
	case "array":
		return "[" + sub(0) + ", " + sub(1) + "]"
	case "Option":
		if g.chance(1, 5) {
			if t.args[0].head == "T" && g.chance(1, 2) {
				return "NONE"
			}
			return "None::<" + t.args[0].String() + ">"
		}
		return "Some(" + sub(0) + ")"
	case "Result":
		if g.chance(1, 4) {
			return fmt.Sprintf("Err::<%s, %s>(%s)", t.args[0], t.args[1], sub(1))
		}
		return fmt.Sprintf("Ok::<%s, %s>(%s)", t.args[0], t.args[1], sub(0))
	case "Box":
		return "Box::new(" + sub(0) + ")"
	case "dyn":
		return "(Box::new(" + g.expr(tracer, depth-1) + ") as Box<dyn Tr>)"
	case "Vec":
		if g.chance(1, 4) {
			return "Vec::<" + t.args[0].String() + ">::new()"
		}
		return "vec![" + sub(0) + ", " + sub(0) + "]"
	case "W":
		return "W(" + sub(0) + ")"
	case "P":
		if g.chance(1, 3) {
			b := sub(1)
			return "P { b: " + b + ", a: " + sub(0) + " }"
		}
		if g.chance(1, 4) {
			if t.String() == "P<T, T>" && g.chance(1, 2) {
				return "P { b: " + sub(0) + ", ..PC }"
			}
			return "P { a: " + sub(0) + ", .." + g.expr(t, depth-1) + " }"
		}
		return "P { a: " + sub(0) + ", b: " + sub(1) + " }"
	case "E":
		switch g.r.IntN(4) {
		case 0:
			return fmt.Sprintf("E::<%s, %s>::V0", t.args[0], t.args[1])
		case 1:
			return fmt.Sprintf("E::<%s, %s>::V1(%s)", t.args[0], t.args[1], sub(0))
		}
		return "E::V2 { a: " + sub(0) + ", b: " + sub(1) + " }"
	}
	panic("no literal of " + t.head)
}

// closure runs f where return, `?`, await and leaving loops are impossible.
func (g *order) closed(f func() string) string {
	loops := g.loops
	g.loops = nil
	g.inside++
	defer func() { g.inside--; g.loops = loops }()
	return f()
}

// either makes two expressions of which one runs.
func (g *order) either(t *ty, depth int) (a, b string) {
	before := g.save()
	a = g.expr(t, depth)
	after := g.save()
	g.vars = before
	b = g.expr(t, depth)
	for i := range g.vars {
		g.vars[i].moved = append(g.vars[i].moved, after[i].moved...)
	}
	return a, b
}

// expr makes an expression of a type.
func (g *order) expr(t *ty, depth int) string {
	if g.chance(1, 4) {
		if path, _, ok := g.moved(t); ok {
			return path
		}
	}
	if depth <= 0 || g.chance(1, 2) {
		return g.literal(t, max(depth, 1))
	}
	d := depth - 1
	if g.chance(1, 4) {
		if e := g.more(t, d); e != "" {
			return e
		}
	}
	x := g.fresh()
	switch g.r.IntN(34) {
	case 0:
		return "id(" + g.expr(t, d) + ")"
	case 1:
		return fmt.Sprintf("{ let %s = %s; %s }", x, g.expr(t, d), x)
	case 2:
		c := g.condition(d)
		a, b := g.either(t, d)
		return fmt.Sprintf("if %s { %s } else { %s }", c, a, b)
	case 3:
		a, b := g.either(t, d)
		return fmt.Sprintf("match k { 0 | 3 => %s, _ => %s }", a, b)
	case 4:
		return fmt.Sprintf("(%s, %s).0", g.expr(t, d), g.expr(g.anyType(1), d))
	case 5:
		return fmt.Sprintf("loop { break %s; }", head(g.expr(t, d)))
	case 6:
		l := g.label()
		c := g.condition(d)
		a, b := g.either(t, d)
		return fmt.Sprintf("%s: { if %s { break %s %s; } %s }", l, c, l, a, b)
	case 7:
		return g.closed(func() string { return "(move || " + g.expr(t, d) + ")()" })
	case 8:
		return g.closed(func() string { return "call(|| " + g.expr(t, d) + ")" })
	case 9:
		return "Some(" + g.expr(t, d) + ").unwrap()"
	case 10:
		return fmt.Sprintf("P { a: %s, b: %s }.b", g.expr(g.anyType(1), d), g.expr(t, d))
	case 11:
		return "(*Box::new(" + g.expr(t, d) + "))"
	case 12:
		e := g.expr(t, d)
		a := g.expr(t, d)
		return fmt.Sprintf("match Some(%s) { Some(%s) => %s, None => %s }", e, x, x, a)
	case 13:
		return fmt.Sprintf("{ hurt(k, %d); %s }", g.r.IntN(6), g.expr(t, d))
	case 14:
		e := g.expr(t, d)
		return fmt.Sprintf("if let Some(%s) = Some(%s) { %s } else { %s }", x, e, x, g.expr(t, d))
	case 15, 16:
		if g.ret != nil && g.inside == 0 {
			if g.ret.head == "Option" {
				return fmt.Sprintf("Some(%s)?", g.expr(t, d))
			}
			return fmt.Sprintf("Ok::<%s, T>(%s)?", t, g.expr(t, d))
		}
	case 17:
		e := g.expr(t, d)
		return fmt.Sprintf("match %s { %s if %s => %s, w => w }", head(e), x, g.pick("look(&"+x+")", g.test(), "look("+"&"+g.trace()+")"), x)
	case 18:
		if g.async && g.inside == 0 {
			return "leaf(" + g.expr(t, d) + ").await"
		}
	case 19:
		if v := g.seen(func(v *variable) bool { return v.mut && !v.fixed && v.ty.String() == t.String() }); v != nil && g.inside == 0 {
			name := v.name
			keep := v.moved
			v.moved = append(v.moved, name) // the new value must not move it
			e := g.expr(t, d)
			for i := range g.vars {
				if g.vars[i].name == name {
					g.vars[i].moved = keep
				}
			}
			return fmt.Sprintf("std::mem::replace(&mut %s, %s)", name, e)
		}
	case 20:
		return fmt.Sprintf("{ let (%s, _) = (%s, %s); %s }", x, g.expr(t, d), g.expr(tracer, d), x)
	case 21:
		return fmt.Sprintf("{ let [_, %s] = [%s, %s]; %s }", x, g.expr(t, d), g.expr(t, d), x)
	case 22:
		a := g.expr(t, d)
		return fmt.Sprintf("{ let %s; %s = %s; %s }", x, x, a, x)
	case 23:
		if t.head == "T" {
			return head(g.expr(t, d)) + g.pick(".pass()", ".get().made()", ".same()", ".maybe().unwrap()", ".made().pass()")
		}
		if t.head == "Option" {
			return head(g.expr(t, d)) + g.pick(".map(|x| x)", ".or(None)", ".and_then(|x| Some(x))")
		}
	case 24:
		if g.ret != nil && g.inside == 0 && g.chance(1, 3) {
			c := g.test()
			before := g.save()
			r := g.expr(g.ret, d)
			g.vars = before
			return fmt.Sprintf("if %s { return %s; } else { %s }", c, r, g.expr(t, d))
		}
	case 26:
		return "through(" + g.expr(t, d) + ")"
	case 27:
		if g.chance(1, 3) {
			return "ManuallyDrop::into_inner(ManuallyDrop::new(" + g.expr(t, d) + "))"
		}
		return g.pick("RefCell::new(", "Cell::new(") + g.expr(t, d) + ").into_inner()"
	case 28:
		return fmt.Sprintf("{ let %s = Mutex::new(%s); drop(%s.lock().unwrap()); %s.into_inner().unwrap() }", x, g.expr(t, d), x, x)
	case 29:
		return fmt.Sprintf("(match E::<_, T>::V1(%s) { E::V1(%s) | E::V2 { a: %s, .. } if look(&%s) => %s, E::V1(w) | E::V2 { a: w, .. } => w, E::V0 => %s })", g.expr(t, d), x, x, x, x, g.expr(t, d))
	case 30:
		return fmt.Sprintf("{ let [%s, .., w] = [%s, %s, %s]; %s }", x, g.expr(t, d), g.expr(t, d), g.expr(t, d), g.pick(x, "w", "{ drop("+x+"); w }"))
	case 31:
		return fmt.Sprintf("{ let %s = %s; let w = L(&%s); drop(w); %s }", x, g.expr(t, d), x, x)
	case 33:
		e := g.closed(func() string { return g.expr(t, d) })
		return "caught(|| " + e + ").unwrap()"
	case 32:
		return fmt.Sprintf("vec![%s, %s].pop().unwrap()", g.expr(t, d), g.expr(t, d))
	case 25:
		return fmt.Sprintf("{ let %s = &%s; look(%s); %s }", x, g.expr(g.anyType(1), d), x, g.expr(t, d))
	}
	return g.literal(t, depth)
}

// condition makes a boolean, often with temporaries.
func (g *order) condition(depth int) string {
	if depth <= 0 || g.chance(1, 2) {
		return g.test()
	}
	e := head(g.expr(tracer, depth-1))
	switch g.r.IntN(7) {
	case 0:
		return e + ".yes()"
	case 1:
		return g.test() + " && " + e + ".yes()"
	case 2:
		return e + ".no() || " + g.test()
	case 3:
		return "look(&" + e + ")"
	case 4:
		return "matches!(" + e + ".opt(), Some(_)) && " + g.test()
	case 5:
		return "{ let w = " + e + "; w.yes() }"
	}
	return "!" + e + ".get().no()"
}
