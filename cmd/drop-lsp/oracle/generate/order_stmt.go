package generate

import (
	"fmt"
	"strings"
)

// This file: statements of the order generator.

// statement writes one statement, as long as there is a budget.
func (g *order) statement() {
	if g.budget--; g.budget < 0 {
		return
	}
	forms := []func(){g.letValue, g.letValue, g.letPattern, g.temporaries, g.temporaries, g.temporaries, g.extended, g.scope, g.assign, g.assign,
		g.dropPart, g.dropPart, g.ifStatement, g.ifStatement, g.ifLet, g.ifLet, g.letElse, g.matchEnum, g.matchEnum, g.whileLoop, g.loopLabel,
		g.forLoop, g.closureValue, g.closureValue, g.lateInit, g.chain, g.matchRef, g.boxes, g.panics, g.leaveIf,
		g.destructure, g.destructure, g.through, g.through, g.operators, g.iterators, g.kept, g.shared, g.guarded,
		g.wildcards, g.wildcards, g.nested, g.nested, g.values, g.indexed, g.lists, g.assigning, g.waiting, g.waiting,
		g.guards, g.guards, g.slices, g.slices, g.holders, g.orPattern, g.awaits, g.outside}
	forms[g.r.IntN(len(forms))]()
}

// head is an expression where no struct literal and no block may stand in the open.
func head(e string) string {
	if strings.Contains(e, "{") {
		return "(" + e + ")"
	}
	return e
}

// declare writes a let of a fresh variable.
func (g *order) declare(t *ty, value string) {
	v := variable{name: g.fresh(), ty: t, mut: g.chance(1, 3)}
	mut := ""
	if v.mut {
		mut = "mut "
	}
	g.line("let %s%s = %s;", mut, v.name, value)
	g.vars = append(g.vars, v)
}

func (g *order) letValue() {
	t := g.anyType(2)
	g.declare(t, g.expr(t, 2))
}

// pattern makes an irrefutable pattern of a type and the variables that it binds.
func (g *order) pattern(t *ty, depth int) (string, []variable) {
	if depth == 0 || g.chance(1, 3) {
		if g.chance(1, 4) {
			return "_", nil
		}
		v := variable{name: g.fresh(), ty: t}
		return v.name, []variable{v}
	}
	var vs []variable
	var pats []string
	for _, a := range t.args {
		p, bound := g.pattern(a, depth-1)
		pats, vs = append(pats, p), append(vs, bound...)
	}
	switch t.head {
	case "tuple":
		if g.chance(1, 4) {
			p, bound := g.pattern(t.args[0], depth-1)
			return "(" + p + ", ..)", bound
		}
		return "(" + strings.Join(pats, ", ") + ")", vs
	case "P":
		if g.chance(1, 4) {
			p, bound := g.pattern(t.args[1], depth-1)
			return "P { b: " + p + ", .. }", bound
		}
		return "P { a: " + pats[0] + ", b: " + pats[1] + " }", vs
	case "array":
		if g.chance(1, 2) {
			v := variable{name: g.fresh(), ty: t.args[0]}
			return g.pick("["+v.name+", ..]", "[.., "+v.name+"]", "[_, "+v.name+" @ _]"), []variable{v}
		}
		return "[" + strings.Join(pats, ", ") + "]", vs
	}
	v := variable{name: g.fresh(), ty: t}
	return v.name, []variable{v}
}

func (g *order) letPattern() {
	t := &ty{g.pick("tuple", "P"), []*ty{g.anyType(1), g.anyType(1)}}
	if g.chance(1, 3) {
		t = &ty{"array", []*ty{tracer, tracer}}
	}
	value, from := "", t
	if path, pt, ok := g.moved(nil); ok && len(pt.args) == 2 && g.chance(1, 2) {
		value, from = path, pt
	} else {
		value = g.expr(t, 1)
	}
	p, vs := g.pattern(from, 2)
	if g.chance(1, 5) {
		g.line("let ref %s = %s;", g.fresh(), value)
		return
	}
	g.line("let %s = %s;", p, value)
	g.vars = append(g.vars, vs...)
}

func (g *order) temporaries() {
	e := func() string { return head(g.expr(tracer, 1)) }
	x := g.fresh()
	t := g.anyType(2)
	switch g.r.IntN(21) {
	case 0:
		g.line("look(&%s);", g.expr(t, 2))
	case 1:
		g.line("look2(&%s, %s.get());", g.expr(t, 2), e())
	case 2:
		g.line("%s;", head(g.expr(t, 2)))
	case 3:
		g.line("let _ = %s;", g.expr(t, 2))
	case 4:
		g.line("_ = %s;", g.expr(t, 2))
	case 5:
		g.line("let %s = %s.get().name();", x, e())
	case 6:
		g.line("let %s = { %s.get().name() };", x, e())
	case 7:
		g.line("let %s = format!(\"{} {:?}\", %s.name(), %s.yes());", x, e(), e())
	case 8:
		g.line("assert!(%s.yes());", e())
	case 9:
		g.line("let %s = [%s.yes(), %s.no()];", x, e(), e())
	case 10:
		g.line("let %s = (%s.name(), %s.get().name());", x, e(), e())
	case 11:
		g.line("let %s = %s.yes() || %s.no();", x, e(), e())
	case 12:
		g.line("let %s = %s.name().len() + %s.name().len();", x, e(), e())
	case 13:
		g.line("take2(%s.name(), { %s.yes() });", e(), e())
	case 14:
		g.line("let _ = &%s;", g.expr(t, 2))
	case 15:
		g.line("let %s = match %s.get().name() { w => { %s.yes() } };", x, e(), e())
	case 16:
		g.line("let %s = if %s.yes() { %s.name() } else { \"no\" };", x, e(), e())
	case 17:
		g.line("let (%s, _) = (&%s, %s);", x, g.expr(t, 1), e())
	case 18:
		g.line("&%s;", g.expr(t, 2))
	case 19:
		g.line("%s.get().made().grow().grow();", e())
	default:
		g.line("take2(%s, %s);", g.expr(t, 2), g.expr(g.anyType(1), 1))
	}
}

func (g *order) extended() {
	e := func() string { return g.expr(g.anyType(1), 1) }
	x := g.fresh()
	switch g.r.IntN(13) {
	case 0:
		g.line("let %s = &%s;", x, e())
	case 1:
		g.line("let %s = (&%s, &mut %s);", x, e(), g.literal(g.anyType(1), 1))
	case 2:
		g.line("let %s = P { a: &%s, b: %s };", x, e(), e())
	case 3:
		g.line("let %s = Some(&%s);", x, e())
	case 4:
		t := g.anyType(1)
		c := g.test()
		a, b := g.either(t, 1)
		g.line("let %s = if %s { &%s } else { &%s };", x, c, a, b)
	case 5:
		g.line("let %s = match k { _ => &%s };", x, e())
	case 6:
		g.line("let %s = { &%s };", x, e())
	case 7:
		g.line("let %s = { let w = %s; &%s };", x, e(), e())
	case 8:
		g.line("let %s: &dyn Tr = &%s;", x, g.expr(tracer, 1))
	case 9:
		g.line("let %s = [&%s, &%s];", x, g.expr(tracer, 1), g.expr(tracer, 1))
	case 10:
		g.line("let %s = &(%s, %s).0;", x, e(), e())
	case 11:
		g.line("let %s: &[T] = &[%s, %s];", x, g.expr(tracer, 1), g.expr(tracer, 1))
	default:
		g.line("let ref %s = %s;", x, e())
	}
}

func (g *order) scope() {
	g.line("{")
	g.block(1+g.r.IntN(3), func() {
		if g.chance(1, 3) {
			g.line("%s.yes()", head(g.expr(tracer, 1)))
		}
	})
	g.line("};")
}

func (g *order) assign() {
	var all []int
	for i := range g.vars {
		if g.vars[i].mut {
			all = append(all, i)
		}
	}
	if len(all) == 0 {
		return
	}
	i := all[g.r.IntN(len(all))]
	name := g.vars[i].name
	ps := parts(name, g.vars[i].ty, 2)
	p := ps[g.r.IntN(len(ps))]
	e := g.expr(p.ty, 2)
	v := &g.vars[i]
	if p.path != name { // a part can be assigned where what it lies in is there
		for _, m := range v.moved {
			if within(p.path, m) {
				return
			}
		}
		// the whole may be partly moved, but a Box that was emptied cannot be filled in parts
		if strings.Contains(p.path, "*") && len(v.moved) > 0 {
			return
		}
	}
	g.line("%s = %s;", p.path, e)
	v.refill(p.path)
}

func (g *order) dropPart() {
	if path, _, ok := g.moved(nil); ok {
		switch g.r.IntN(5) {
		case 0:
			g.line("take(%s);", path)
		case 1:
			g.line("%s;", path)
		case 2:
			g.line("take2(%s, hurt(k, %d));", path, g.r.IntN(6))
		case 3:
			g.line("let %s = %s;", g.fresh(), path)
		default:
			g.line("drop(%s);", path)
		}
	}
}

// leave sometimes ends a branch by leaving.
func (g *order) leave() {
	switch n := g.r.IntN(7); {
	case n == 0 && g.inside == 0:
		g.returns()
	case n == 1 && len(g.loops) > 0:
		g.line("break %s;", g.loops[g.r.IntN(len(g.loops))])
	case n == 2 && len(g.loops) > 0:
		g.line("continue %s;", g.loops[g.r.IntN(len(g.loops))])
	}
}

func (g *order) returns() {
	if g.ret == nil {
		g.line("return;")
		return
	}
	g.line("return %s;", g.expr(g.ret, 1))
}

func (g *order) leaveIf() {
	g.line("if %s {", g.condition(1))
	g.branch(func() { g.block(1, g.leave) })
	g.line("}")
}

func (g *order) ifStatement() {
	g.line("if %s {", g.condition(2))
	g.arms(func() { g.block(1+g.r.IntN(2), g.leave) }, func() {
		if g.chance(1, 2) {
			g.line("} else {")
			g.block(1+g.r.IntN(2), nil)
		}
	})
	g.line("}")
}

// arms writes branches of which one runs.
func (g *order) arms(fs ...func()) {
	before := g.save()
	var moved [][]string
	for _, v := range before {
		moved = append(moved, v.moved)
	}
	for _, f := range fs {
		g.vars = append([]variable{}, before...)
		g.vars = g.save()
		f()
		for i := range before {
			moved[i] = append(moved[i], g.vars[i].moved...)
		}
	}
	g.vars = before
	for i := range g.vars {
		g.vars[i].moved = moved[i]
	}
}

// bound writes a block in which pattern variables are there.
func (g *order) bound(vs []variable, n int, then func()) {
	mark := len(g.vars)
	g.vars = append(g.vars, vs...)
	g.block(n, then)
	g.vars = g.vars[:mark]
}

func (g *order) ifLet() {
	t := g.anyType(1)
	opt := &ty{"Option", []*ty{t}}
	e := g.expr(opt, 2)
	if g.chance(1, 3) { // a borrowed scrutinee of a temporary
		x := g.fresh()
		g.line("if let Some(%s) = %s.opt() {", x, head(g.expr(tracer, 1)))
		g.arms(func() { g.block(1, g.leave) }, func() {
			g.line("} else {")
			g.block(1, nil)
		})
		g.line("}")
		return
	}
	p, vs := g.pattern(t, 1)
	g.line("if let Some(%s) = %s {", p, head(e))
	g.arms(func() { g.bound(vs, 1+g.r.IntN(2), g.leave) }, func() {
		if g.chance(1, 2) {
			g.line("} else {")
			g.block(1, nil)
		}
	})
	g.line("}")
}

func (g *order) letElse() {
	if g.inside > 0 {
		return
	}
	t := g.anyType(1)
	e := g.expr(&ty{"Option", []*ty{t}}, 2)
	p, vs := g.pattern(t, 1)
	g.line("let Some(%s) = %s else {", p, head(e))
	g.branch(func() {
		g.block(1, func() {
			if len(g.loops) > 0 && g.chance(1, 2) {
				g.line("break %s;", g.loops[len(g.loops)-1])
			} else {
				g.returns()
			}
		})
	})
	g.line("};")
	g.vars = append(g.vars, vs...)
}

func (g *order) matchEnum() {
	t := &ty{"E", []*ty{g.anyType(1), g.anyType(1)}}
	value := ""
	if path, pt, ok := g.moved(t); ok {
		value, t = path, pt
	} else {
		value = g.expr(t, 2)
	}
	g.line("match %s {", head(value))
	a, as := g.pattern(t.args[0], 1)
	b, bs := g.pattern(t.args[0], 1)
	c, cs := g.pattern(t.args[1], 1)
	guard := g.pick("", "", " if "+g.test(), " if look(&"+g.trace()+")", fmt.Sprintf(" if { hurt(k, %d); false }", g.r.IntN(6)))
	g.arms(
		func() {
			g.line("    E::V1(%s)%s => {", a, guard)
			g.indent++
			g.bound(as, 1, g.leave)
			g.line("}")
			g.indent--
		},
		func() {
			g.line("    E::V2 { a: %s, b: %s } => {", b, c)
			g.indent++
			g.bound(append(bs, cs...), 1, nil)
			g.line("}")
			g.indent--
		},
		func() {
			if g.chance(1, 2) {
				x := g.fresh()
				g.line("    %s => {}", g.pick("_", x, x+" @ _", "E::V0 | E::V1(_)"))
				return
			}
			g.line("    E::V0 | E::V1(..) => {")
			g.indent++
			g.block(1, nil)
			g.line("}")
			g.indent--
		})
	g.line("}")
}

func (g *order) matchRef() {
	x := g.fresh()
	if v := g.seen(func(v *variable) bool { return v.ty.head == "Option" || v.ty.head == "E" }); v != nil {
		ctor := "Some"
		if v.ty.head == "E" {
			ctor = "E::V1"
		}
		name := v.name
		g.line("match %s {", name)
		g.line("    %s(ref %s) if look(%s) => {", ctor, x, x)
		g.indent++
		g.again(func() { g.block(1, nil) })
		g.line("}")
		g.indent--
		g.line("    _ => {}")
		g.line("}")
		return
	}
	g.line("match (%s.get(), %s) {", head(g.expr(tracer, 1)), g.expr(g.anyType(1), 1))
	g.line("    (w, _) if w.no() => {}")
	g.line("    (_, %s) => {", x)
	g.indent++
	g.branch(func() { g.block(1, g.leave) })
	g.line("}")
	g.indent--
	g.line("}")
}

func (g *order) whileLoop() {
	i := g.fresh()
	l := g.label()
	g.line("let mut %s = 0;", i)
	g.line("%s: while %s < 2 && %s {", l, i, g.pick("true", g.trace()+".yes()", "look(&"+g.trace()+")"))
	g.line("    %s += 1;", i)
	g.body(l)
	g.line("}")
}

// body writes a loop's body.
func (g *order) body(label string) {
	g.loops = append(g.loops, label)
	g.again(func() { g.block(1+g.r.IntN(3), g.leave) })
	g.loops = g.loops[:len(g.loops)-1]
}

func (g *order) loopLabel() {
	l := g.label()
	if g.chance(1, 2) {
		t := g.anyType(1)
		x := g.fresh()
		g.line("let %s = %s: loop {", x, l)
		g.again(func() {
			g.block(1, func() { g.line("break %s %s;", l, g.expr(t, 1)) })
		})
		g.line("};")
		g.vars = append(g.vars, variable{name: x, ty: t})
		return
	}
	g.line("%s: {", l)
	g.branch(func() {
		g.block(2, func() { g.line("if %s { break %s; }", g.condition(1), l) })
	})
	g.line("}")
}

func (g *order) forLoop() {
	t := g.anyType(1)
	l := g.label()
	p, vs := g.pattern(t, 1)
	a, b := g.expr(t, 1), g.expr(t, 1)
	g.line("%s: for %s in %s {", l, p, g.pick("["+a+", "+b+"]", "vec!["+a+", "+b+"]", "Some("+a+")", "vec!["+a+", "+b+"].into_iter().rev()"))
	g.loops = append(g.loops, l)
	g.again(func() { g.bound(vs, 1+g.r.IntN(2), g.leave) })
	g.loops = g.loops[:len(g.loops)-1]
	g.line("}")
}

func (g *order) closureValue() {
	f := g.fresh()
	g.inside++
	path, _, ok := g.moved(nil)
	g.inside--
	if ok {
		x := g.fresh()
		body := g.closed(func() string {
			return g.pick("let "+x+" = "+path+";", "drop("+path+");", "look(&"+path+");", path+";", "hurt(k, 2); let "+x+" = "+path+"; "+g.trace()+".eat();")
		})
		g.line("let %s = move || { %s };", f, body)
		switch g.r.IntN(4) {
		case 0:
			g.line("%s();", f)
		case 1:
			g.line("call(%s);", f)
		case 2:
			g.line("let %s: Box<dyn FnOnce()> = Box::new(%s);", x, f)
			if g.chance(1, 2) {
				g.line("%s();", x)
			}
		}
		return
	}
	if v := g.seen(func(*variable) bool { return true }); v != nil {
		g.line("let %s = |x: T| look2(&x, &%s);", f, v.name)
		g.line("%s(%s);", f, g.trace())
	}
}

func (g *order) lateInit() {
	x := variable{name: g.fresh(), ty: g.anyType(1), moved: nil}
	x.moved = []string{x.name}
	g.line("let %s;", x.name)
	g.line("if %s {", g.condition(1))
	g.line("    %s = %s;", x.name, g.expr(x.ty, 1))
	if g.chance(1, 2) {
		g.line("} else {")
		g.line("    %s = %s;", x.name, g.literal(x.ty, 1))
		x.moved = nil
	} else {
		g.line("    look(&%s);", x.name)
	}
	g.line("}")
	g.vars = append(g.vars, x)
}

func (g *order) chain() {
	if g.edition < "2024" {
		g.ifLet() // let chains are of 2024
		return
	}
	x := g.fresh()
	g.line("if (%s) && let Some(%s) = %s.maybe() && %s {", g.condition(1), x, "("+g.expr(tracer, 1)+")", g.pick("look(&"+x+")", g.test(), g.trace()+".yes()"))
	g.arms(func() { g.bound([]variable{{name: x, ty: tracer}}, 1, g.leave) }, func() {
		g.line("} else {")
		g.block(1, nil)
	})
	g.line("}")
}

func (g *order) boxes() {
	x := variable{name: g.fresh(), ty: g.anyType(1), mut: true}
	if path, t, ok := g.moved(&ty{"Box", []*ty{tracer}}); ok {
		_ = t
		g.line("let %s = *%s;", x.name, path)
		x.ty, x.mut = tracer, false
		g.vars = append(g.vars, x)
		return
	}
	g.line("let mut %s = Box::new(%s);", x.name, g.expr(x.ty, 1))
	x.ty = &ty{"Box", []*ty{x.ty}}
	g.vars = append(g.vars, x)
}

func (g *order) panics() {
	g.line("hurt(k, %d);", g.r.IntN(6))
}
