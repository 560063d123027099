package generate

// This file: statements of the order generator in which something is held while
// destructors run: guards of locks and cells, references in values with a Drop impl,
// slices, or-patterns, and what is alive across an await.

func (g *order) guards() {
	m, x := g.fresh(), g.fresh()
	t := g.anyType(1)
	kind := g.pick("Mutex", "RefCell")
	get := map[string]string{"Mutex": m + ".lock().unwrap()", "RefCell": m + ".borrow_mut()"}[kind]
	g.line("let %s = %s::new(%s);", m, kind, g.expr(t, 2))
	switch g.r.IntN(9) {
	case 0:
		g.line("let %s = %s;", x, get)
	case 1:
		g.line("*%s = %s;", get, g.expr(t, 1))
	case 2:
		g.line("take2(look(&*%s), %s);", get, g.expr(tracer, 1))
	case 3:
		g.line("match %s { w if look(&*w) => {} w => take(%s) };", get, g.expr(tracer, 1))
	case 4:
		g.line("let %s = { look(&*%s) };", x, get)
	case 5:
		g.line("if look(&*%s) {", get)
		g.branch(func() { g.block(1, g.leave) })
		g.line("}")
	case 6:
		g.line("let %s = std::mem::replace(&mut *%s, %s);", x, get, g.expr(t, 1))
		g.vars = append(g.vars, variable{name: x, ty: t})
	case 7:
		g.line("drop(%s);", get)
		g.line("let %s = %s.into_inner();", x, m)
	case 8:
		g.line("let mut %s = %s;", x, get)
		g.line("*%s = %s;", x, g.expr(t, 1))
		if g.chance(1, 2) {
			g.line("drop(%s);", x)
		}
	}
}

func (g *order) slices() {
	x, y := g.fresh(), g.fresh()
	e := func() string { return g.expr(tracer, 1) }
	switch g.r.IntN(7) {
	case 0:
		g.line("let [%s, %s @ ..] = [%s, %s, %s];", x, y, e(), e(), e())
		g.vars = append(g.vars, variable{name: x, ty: tracer}, variable{name: y, ty: &ty{"array", []*ty{tracer, tracer}}})
	case 1:
		g.line("if let [%s, .., %s] = &vec![%s, %s][..] {", x, y, e(), e())
		g.branch(func() { g.block(1, g.leave) })
		g.line("}")
	case 2:
		g.line("match [%s, %s] {", e(), e())
		g.line("    [%s, _] if look(&%s) => {", x, x)
		g.indent++
		g.arms(func() { g.bound([]variable{{name: x, ty: tracer}}, 1, nil) }, func() {
			g.line("}")
			g.line("[.., %s] => {", y)
			g.bound([]variable{{name: y, ty: tracer}}, 1, g.leave)
		})
		g.line("}")
		g.indent--
		g.line("}")
	case 3:
		g.line("match vec![%s].as_slice() {", e())
		g.line("    [] | [_, _, ..] => {}")
		g.line("    [%s] => take2(look(%s), %s),", x, x, e())
		g.line("}")
	case 4:
		g.line("let mut %s = [%s, %s];", x, e(), e())
		g.line("%s[%d] = %s;", x, g.r.IntN(2), e())
		g.vars = append(g.vars, variable{name: x, ty: &ty{"array", []*ty{tracer, tracer}}})
	case 5:
		g.line("let mut %s = vec![%s, %s];", x, e(), e())
		g.line("%s[k as usize %% 2] = %s;", x, e())
		g.line("while let Some(%s) = %s.pop() {", y, x)
		g.again(func() { g.bound([]variable{{name: y, ty: tracer}}, 1, nil) })
		g.line("}")
	default:
		g.line("let [_, ref %s, _] = [%s, %s, %s];", x, e(), e(), e())
	}
}

// holders are values with a Drop impl that refer to others.
func (g *order) holders() {
	x := g.fresh()
	v := g.seen(func(*variable) bool { return true })
	if v == nil {
		g.line("let %s = L(&%s);", x, g.expr(tracer, 1))
		return
	}
	name := v.name
	switch g.r.IntN(5) {
	case 0:
		g.line("drop(L(&%s));", name)
	case 1:
		g.line("{ let %s = L(&%s); %s }", x, name, g.pick("hurt(k, 3)", "take("+g.trace()+")"))
	case 2:
		g.line("look2(&L(&%s), &%s);", name, g.trace())
	case 3:
		g.line("{ let %s = M(&%s); let w = vec![L(&%s)]; hurt(k, %d) }", x, name, name, g.r.IntN(6))
	default:
		g.line("match L(&%s) { %s if %s => take(%s), _ => {} };", name, x, g.test(), x)
	}
}

func (g *order) orPattern() {
	t := g.anyType(1)
	x := variable{name: g.fresh(), ty: t}
	e := g.expr(&ty{"Result", []*ty{t, t}}, 1)
	guard := g.pick("", " if "+g.test(), " if look(&"+x.name+")", " if look(&"+g.trace()+")")
	if guard == "" {
		g.line("let (Ok(%s) | Err(%s)) = %s;", x.name, x.name, e)
		g.vars = append(g.vars, x)
		return
	}
	g.line("match %s {", head(e))
	g.line("    Ok(%s) | Err(%s)%s => {", x.name, x.name, guard)
	g.indent++
	g.arms(func() { g.bound([]variable{x}, 1, g.leave) }, func() {
		g.line("}")
		g.line("Ok(_) | Err(_) => {")
		g.block(1, nil)
	})
	g.line("}")
	g.indent--
	g.line("}")
}

// locals of the thread and of the program.
func (g *order) outside() {
	x := g.fresh()
	switch g.r.IntN(6) {
	case 0:
		g.line("TC.set(Some(%s));", g.expr(tracer, 1))
	case 1:
		g.line("let %s = TC.take();", x)
		g.vars = append(g.vars, variable{name: x, ty: &ty{"Option", []*ty{tracer}}})
	case 2:
		e := g.closed(func() string { return g.expr(tracer, 1) })
		g.line("TL.with(|%s| %s.borrow_mut().push(%s));", x, x, e)
	case 3:
		g.line("let %s = TL.with_borrow_mut(|w| w.pop());", x)
	case 4:
		g.line("look2(&ST, &%s);", g.expr(tracer, 1))
	default:
		g.line("let %s = (&ST, CT, &CT, [NONE, NONE]);", x)
	}
}

// awaits are what is alive while an async function waits; elsewhere a block of temporaries.
func (g *order) awaits() {
	if !g.async || g.inside > 0 {
		g.temporaries()
		return
	}
	x := g.fresh()
	switch g.r.IntN(5) {
	case 0:
		g.line("take2(%s, Later(false).await);", g.expr(g.anyType(1), 1))
	case 1:
		g.line("let %s = leaf(%s).await;", x, g.expr(tracer, 1))
		g.vars = append(g.vars, variable{name: x, ty: tracer})
	case 2:
		e := g.closed(func() string { return g.expr(tracer, 1) })
		g.line("let %s = async move { let w = %s; Later(false).await; w }.await;", x, e)
		g.vars = append(g.vars, variable{name: x, ty: tracer})
	case 3:
		g.line("look2(&%s, &leaf(%s).await);", g.expr(tracer, 1), g.expr(tracer, 1))
	default:
		e := g.closed(func() string { return g.expr(tracer, 1) })
		g.line("let %s = async { take(%s); Later(false).await };", x, e)
	}
}
