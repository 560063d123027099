package generate

// This file: statements of the order generator about patterns that move nothing or parts of
// parts, functions as values, trait objects, arrays by index, lists behind boxes, closures
// that assign and return, futures that own what they wait with.

// wildcards look at places without moving them, or move less than they name.
func (g *order) wildcards() {
	v := g.seen(anything)
	x := g.fresh()
	if v == nil {
		g.line("let _: T = %s;", g.expr(tracer, 1))
		return
	}
	name := v.name
	switch g.r.IntN(8) {
	case 0:
		g.line("let _ = %s;", name)
	case 1:
		g.line("match %s { _ => {} }", name)
	case 2:
		g.line("_ = %s;", name)
	case 3:
		g.line("let ref %s = %s;", x, name)
	case 4:
		g.line("match (%s, &%s) { (_, %s) => take(look(%s)) }", g.trace(), name, x, x)
	case 5:
		g.line("let _ = (&%s, %s);", name, g.trace())
	case 6:
		g.line("if let _ = %s {", name)
		g.branch(func() { g.block(1, g.leave) })
		g.line("}")
	default:
		g.line("let (_, ref %s) = (%s, &%s);", x, g.trace(), name)
	}
}

// nested are patterns within patterns, with alternatives inside.
func (g *order) nested() {
	t := g.anyType(1)
	x, y := variable{name: g.fresh(), ty: t}, variable{name: g.fresh(), ty: tracer}
	result := &ty{"Result", []*ty{t, t}}
	whole := &ty{"tuple", []*ty{{"Option", []*ty{result}}, tracer}}
	e := g.expr(whole, 2)
	switch g.r.IntN(4) {
	case 0:
		g.line("match %s {", head(e))
		g.line("    (Some(Ok(%s) | Err(%s)), %s)%s => {", x.name, x.name, y.name, g.pick("", " if "+g.test(), " if look2(&"+x.name+", &"+y.name+")"))
	case 1:
		g.line("match %s {", head(e))
		g.line("    (Some(Ok(%s)), %s) | (Some(Err(%s)), %s) => {", x.name, y.name, x.name, y.name)
	case 2:
		g.line("match %s {", head(e))
		g.line("    (Some(Ok(%s)), _) if %s => {", x.name, g.condition(1))
		y.name = ""
	default:
		g.line("let (Some(Ok(%s) | Err(%s)), %s) = %s else {", x.name, x.name, y.name, head(e))
		g.branch(func() { g.block(1, g.away) })
		g.line("};")
		g.vars = append(g.vars, x, y)
		return
	}
	bound := []variable{x}
	if y.name != "" {
		bound = append(bound, y)
	}
	z := variable{name: g.fresh(), ty: tracer}
	g.indent++
	g.arms(func() { g.bound(bound, 1, g.leave) }, func() {
		g.line("}")
		g.line("(None, %s) => {", z.name)
		g.bound([]variable{z}, 1, nil)
	}, func() {
		g.line("}")
		g.line("_ => {")
		g.block(1, g.leave)
	})
	g.line("}")
	g.indent--
	g.line("}")
}

// away leaves the block, whatever is around it.
func (g *order) away() {
	if g.inside > 0 {
		g.line("panic!();")
		return
	}
	if len(g.loops) > 0 && g.chance(1, 2) {
		g.line("%s %s;", g.pick("break", "continue"), g.loops[len(g.loops)-1])
		return
	}
	g.returns()
}

// functions as values, methods by path, objects.
func (g *order) values() {
	x := g.fresh()
	e := func() string { return g.expr(tracer, 1) }
	t := g.anyType(1)
	switch g.r.IntN(9) {
	case 0:
		g.line("let %s: fn(T) -> T = id;", x)
		g.line("take(%s(%s));", x, e())
	case 1:
		g.declare(&ty{"Option", []*ty{{"W", []*ty{t}}}}, "Some("+g.expr(t, 1)+").map(W)")
	case 2:
		g.line("take(Some(%s).map(T::pass).as_ref().map(T::name));", e())
	case 3:
		g.line("let %s: Box<dyn Tr> = Box::new(%s);", x, g.expr(t, 1))
		g.line("take2(%s.seen(), %s);", x, e())
	case 4:
		g.line("let %s: [Box<dyn Tr>; 2] = [Box::new(%s), Box::new(%s)];", x, e(), g.expr(t, 1))
	case 5:
		g.line("{ let %s: &dyn Tr = &%s; take(%s.seen()) }", x, g.expr(t, 1), x)
	case 6:
		g.line("let %s: &mut dyn Tr = &mut %s;", x, g.literal(t, 1))
	case 7:
		g.line("let %s = <T as Tr>::own(%s) + Tr::own(%s);", x, e(), g.expr(t, 1))
	default:
		g.line("assert_eq!(%s, %s, \"{}\", %s.name());", e(), e(), e())
	}
}

// indexed are arrays that are filled and emptied by index.
func (g *order) indexed() {
	x, i := g.fresh(), g.fresh()
	g.line("let mut %s = [const { NONE }; 2];", x)
	g.line("%s[%s] = Some(%s);", x, g.pick("0", "1", "k as usize % 2"), g.expr(tracer, 1))
	switch g.r.IntN(5) {
	case 0:
		g.line("drop(%s[0].take());", x)
	case 1:
		g.line("for %s in &mut %s { *%s = Some(%s); }", i, x, i, g.trace())
	case 2:
		g.line("let [%s, _] = %s;", i, x)
		g.vars = append(g.vars, variable{name: i, ty: &ty{"Option", []*ty{tracer}}})
		return
	case 3:
		g.line("if let [Some(%s), None] | [None, Some(%s)] = %s {", i, i, x)
		g.branch(func() { g.bound([]variable{{name: i, ty: tracer}}, 1, g.leave) })
		g.line("}")
		return
	}
	if g.chance(1, 2) {
		g.line("%s = [Some(%s), None];", x, g.expr(tracer, 1))
	}
}

// lists are taken apart in a loop, box by box.
func (g *order) lists() {
	l, x := g.fresh(), variable{name: g.fresh(), ty: tracer}
	label := g.label()
	g.line("let mut %s = List::Cons(%s, Box::new(List::Cons(%s, Box::new(List::End))));", l, g.expr(tracer, 1), g.expr(tracer, 1))
	switch g.r.IntN(4) {
	case 0:
		g.line("%s: while let List::Cons(%s, rest) = %s {", label, x.name, l)
		g.line("    %s = *rest;", l)
	case 1:
		g.line("%s: loop {", label)
		g.line("    let List::Cons(%s, rest) = %s else { break };", x.name, l)
		g.line("    %s = *rest;", l)
	case 2:
		g.line("if let List::Cons(_, rest) = %s {", l)
		g.branch(func() {
			g.block(1, func() { g.line("if let List::Cons(w, _) = *rest { take(w) }") })
		})
		g.line("}")
		return
	default:
		g.line("{ let mut at = &mut %s;", l)
		g.line("while let List::Cons(_, rest) = at { at = rest; }")
		g.line("*at = List::Cons(%s, Box::new(List::End)); }", g.expr(tracer, 1))
		return
	}
	g.loops = append(g.loops, label)
	g.again(func() { g.bound([]variable{x}, 1+g.r.IntN(2), nil) })
	g.loops = g.loops[:len(g.loops)-1]
	g.line("}")
}

// assigning are closures that assign to what they capture, or return early.
func (g *order) assigning() {
	f := g.fresh()
	v := g.changed(func(v *variable) bool { return len(v.moved) == 0 })
	if v == nil || g.chance(1, 3) {
		t := g.anyType(1)
		a := g.closed(func() string { return g.expr(t, 1) })
		b := g.closed(func() string { return g.expr(t, 1) })
		g.line("let %s = || { if %s { return %s; } let w = %s; %s };", f, g.test(), a, g.trace(), b)
		x := variable{name: g.fresh(), ty: t}
		g.line("let %s = %s();", x.name, f)
		g.vars = append(g.vars, x)
		return
	}
	name, t := v.name, v.ty
	g.line("{ let mut %s = |w: %s| { %s = w; hurt(k, %d); };", f, t, name, g.r.IntN(6))
	g.line("%s(%s);", f, g.closed(func() string { return g.literal(t, 1) }))
	if g.chance(1, 2) {
		g.line("%s(%s);", f, g.closed(func() string { return g.literal(t, 1) }))
	}
	g.line("}")
}

// waiting are futures that own what they wait with, and are left to wait.
func (g *order) waiting() {
	if !g.async || g.inside > 0 {
		g.nested()
		return
	}
	f, w := g.fresh(), g.fresh()
	g.inside++
	path, _, ok := g.moved(nil)
	g.inside--
	if !ok {
		path = g.trace()
	}
	late := g.pick("Later(false).await", "leaf("+g.trace()+").await", "if "+g.test()+" { Later(false).await }")
	switch g.r.IntN(5) {
	case 0:
		g.line("let %s = async move { let %s = %s; %s; look(&%s); };", f, w, path, late, w)
	case 1:
		g.line("let %s = async move { look(&%s); %s; };", f, path, late)
	case 2:
		g.line("let %s = Box::pin(async move { let %s = %s; %s; });", f, w, path, late)
	case 3:
		g.line("let %s = async { look(&%s); %s; take(%s) };", f, g.trace(), late, g.trace())
	default:
		g.line("let %s = async move { take2(%s, %s); };", f, path, late)
	}
	switch g.r.IntN(4) {
	case 0, 1:
		g.line("%s.await;", f)
	case 2:
		g.line("drop(%s);", f)
	}
}
