package generate

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// This file: plain programs. Every value has a tracer type of its own, whose Drop prints its
// name: so the types of drop terminators and the destructors of drop points tell the values
// apart. A straight-line program (each fourth) leaves values to scopes, statements and
// assignments alone, so that the destructors of our drop points, in order, are its trace. A
// branching one has ifs, matches, loops, early returns, partial moves and drop flags.

// PlainPrelude is what the plain programs share.
const PlainPrelude = `#![allow(warnings)]
pub fn caught<R>(f: impl FnOnce() -> R) -> Option<R> { std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)).ok() }
pub fn rest() {}
`

// Straight is the name of a straight-line program's function.
const Straight = "straight"

// owned is a owned.
type owned struct {
	name string
	ty   string // of the generator's types: a tracer "T3", or "(T1, T2)", "Option<T4>", "Box<T5>", "S6"
	mut  bool
	gone bool // perhaps moved: not usable
}

// plain writes one program.
type plain struct {
	r        *rand.Rand
	b        strings.Builder
	branches bool
	types    int
	vars     []owned
	names    int
	structs  []string // declarations
	fields   map[string][]string
	indent   int
	loops    []bool // the loops around: true where continue makes progress
	tests    int
	budget   int
}

func (g *plain) line(format string, args ...any) {
	g.b.WriteString(strings.Repeat("    ", g.indent))
	fmt.Fprintf(&g.b, format, args...)
	g.b.WriteByte('\n')
}

func (g *plain) tracer() string {
	g.types++
	return fmt.Sprintf("T%d", g.types-1)
}

func (g *plain) fresh() string {
	g.names++
	return fmt.Sprintf("v%d", g.names-1)
}

// value makes an expression of a fresh type.
func (g *plain) value(depth int) (expr, ty string) {
	n := g.r.IntN(10)
	if depth == 0 || n < 4 {
		t := g.tracer()
		return t, t
	}
	a, at := g.value(depth - 1)
	switch {
	case n < 6:
		b, bt := g.value(depth - 1)
		return "(" + a + ", " + b + ")", "(" + at + ", " + bt + ")"
	case n < 7 && g.branches:
		return "Some(" + a + ")", "Option<" + at + ">"
	case n < 8:
		return "Box::new(" + a + ")", "Box<" + at + ">"
	case n < 9 && len(g.vars) > 0:
		return "{ let w = " + a + "; w }", at
	default:
		b, bt := g.value(depth - 1)
		s := fmt.Sprintf("S%d", len(g.structs))
		drop := ""
		if g.r.IntN(3) == 0 {
			drop = fmt.Sprintf("\nimpl Drop for %s {\n    fn drop(&mut self) {\n        println!(\"%s\");\n    }\n}", s, s)
			g.fields[s] = nil
		} else {
			g.fields[s] = []string{at, bt}
		}
		g.structs = append(g.structs, fmt.Sprintf("pub struct %s {\n    pub a: %s,\n    pub b: %s,\n}%s\n", s, at, bt, drop))
		if g.r.IntN(2) == 0 {
			return s + " { b: " + b + ", a: " + a + " }", s // in another order
		}
		return s + " { a: " + a + ", b: " + b + " }", s
	}
}

// usable picks a variable that is surely initialised; declared inside the current loop only, when it is to be moved.
func (g *plain) usable(from int, ok func(*owned) bool) *owned {
	var found []*owned
	for i := from; i < len(g.vars); i++ {
		if v := &g.vars[i]; !v.gone && ok(v) {
			found = append(found, v)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found[g.r.IntN(len(found))]
}

func always(*owned) bool { return true }

func (g *plain) block(statements, movable int, then func()) {
	mark := len(g.vars)
	g.indent++
	for range statements {
		g.statement(movable)
	}
	if then != nil {
		then()
	}
	g.indent--
	g.vars = g.vars[:mark]
}

// branch runs a part of a program that may not run: what it moves may be gone after it.
func (g *plain) branch(f func()) {
	before := slices.Clone(g.vars)
	f()
	for i := range before {
		before[i].gone = before[i].gone || g.vars[i].gone
	}
	g.vars = before
}

func (g *plain) test() string {
	g.tests++
	return fmt.Sprintf("k / %d %% 2 == 0", 1<<(g.r.IntN(3)))
}

// statement writes one statement; variables from movable on may be moved.
func (g *plain) statement(movable int) {
	if g.budget--; g.budget < 0 {
		return
	}
	n := g.r.IntN(22)
	if !g.branches {
		n = g.r.IntN(9)
	}
	switch {
	case n < 3:
		e, t := g.value(2)
		v := owned{name: g.fresh(), ty: t, mut: g.r.IntN(3) == 0}
		mut := ""
		if v.mut {
			mut = "mut "
		}
		g.line("let %s%s = %s;", mut, v.name, e)
		g.vars = append(g.vars, v)
	case n == 3:
		e, _ := g.value(1)
		g.line([]string{"%s;", "let _ = %s;", "let _ = &%s;", "&%s;"}[g.r.IntN(4)], e)
	case n == 4:
		if v := g.usable(movable, always); v != nil {
			w := owned{name: g.fresh(), ty: v.ty}
			g.line("let %s = %s;", w.name, v.name)
			v.gone = true
			g.vars = append(g.vars, w)
		}
	case n == 5:
		g.line("{")
		g.block(1+g.r.IntN(3), movable, nil)
		g.line("}")
	case n == 6:
		if v := g.usable(movable, func(v *owned) bool { return strings.HasPrefix(v.ty, "(") && split(v.ty[1 : len(v.ty)-1])[0] != "" }); v != nil {
			parts := split(v.ty[1 : len(v.ty)-1])
			a, b := g.fresh(), g.fresh()
			switch g.r.IntN(3) {
			case 0:
				g.line("let (%s, %s) = %s;", a, b, v.name)
				g.vars = append(g.vars, owned{name: b, ty: parts[1]})
			case 1:
				g.line("let (%s, _) = %s;", a, v.name)
			default:
				g.line("let %s = %s.%d;", a, v.name, 0)
			}
			ty := parts[0]
			for i := range g.vars {
				if g.vars[i].name == v.name {
					g.vars[i].gone = true
				}
			}
			g.vars = append(g.vars, owned{name: a, ty: ty})
		}
	case n == 7:
		if v := g.usable(0, func(v *owned) bool { return v.mut && regexp.MustCompile(`^T\d+$`).MatchString(v.ty) }); v != nil {
			g.line("%s = %s;", v.name, v.ty)
		}
	case n == 8:
		e, _ := g.value(1)
		g.line("let _%s = &%s;", g.fresh(), e)
	case n < 12:
		g.line("if %s {", g.test())
		g.branch(func() { g.block(1+g.r.IntN(3), movable, g.leave) })
		if g.r.IntN(2) == 0 {
			g.line("} else {")
			g.branch(func() { g.block(1+g.r.IntN(2), movable, nil) })
		}
		g.line("}")
	case n == 12:
		if v := g.usable(movable, func(v *owned) bool { return strings.HasPrefix(v.ty, "Option<") }); v != nil {
			name, inner := v.name, v.ty[len("Option<"):len(v.ty)-1]
			x := g.fresh()
			v.gone = true
			switch g.r.IntN(3) {
			case 0:
				g.line("if let Some(%s) = %s {", x, name)
			case 1:
				g.line("match %s {", name)
				g.line("    None => {}")
				g.line("    Some(%s) => {", x)
			default:
				g.line("let Some(%s) = %s else {", x, name)
				g.branch(func() { g.block(1, len(g.vars), func() { g.line("return;") }) })
				g.line("};")
				g.vars = append(g.vars, owned{name: x, ty: inner})
				return
			}
			g.branch(func() {
				g.vars = append(g.vars, owned{name: x, ty: inner})
				g.block(1+g.r.IntN(2), movable, nil)
				g.vars = g.vars[:len(g.vars)-1]
			})
			g.line("}")
			if strings.HasPrefix(lastLine(g.b.String(), "match "+name), "match") {
				g.line("}")
			}
		}
	case n == 13:
		i := g.fresh()
		g.line("let mut %s = 0;", i)
		g.line("while %s < 2 {", i)
		g.line("    %s += 1;", i)
		g.loops = append(g.loops, true)
		g.branch(func() { g.block(1+g.r.IntN(3), len(g.vars), g.leave) })
		g.loops = g.loops[:len(g.loops)-1]
		g.line("}")
	case n == 14:
		g.line("loop {")
		g.loops = append(g.loops, false)
		g.branch(func() {
			g.block(1+g.r.IntN(3), len(g.vars), func() { g.line("break;") })
		})
		g.loops = g.loops[:len(g.loops)-1]
		g.line("}")
	case n < 18:
		if v := g.usable(movable, always); v != nil {
			v.gone = true
			g.line("drop(%s);", v.name)
		}
	case n == 18:
		if v := g.usable(movable, func(v *owned) bool { return len(g.fields[v.ty]) == 2 }); v != nil {
			v.gone = true
			g.line("drop(%s.%s);", v.name, []string{"a", "b"}[g.r.IntN(2)])
		}
	case n == 19:
		if v := g.usable(movable, func(v *owned) bool { return strings.HasPrefix(v.ty, "Box<") }); v != nil {
			inner := v.ty[4 : len(v.ty)-1]
			name := v.name
			v.gone = true
			w := g.fresh()
			g.line("let %s = *%s;", w, name)
			g.vars = append(g.vars, owned{name: w, ty: inner})
		}
	case n == 20:
		if v := g.usable(movable, always); v != nil {
			f := g.fresh()
			v.gone = true
			g.line("let %s = move || {", f)
			g.line("    let _c = %s;", v.name)
			g.line("};")
			if g.r.IntN(2) == 0 {
				g.line("%s();", f)
			}
		}
	default:
		t := g.tracer()
		x := g.fresh()
		g.line("let %s;", x)
		g.line("if %s {", g.test())
		g.line("    %s = %s;", x, t)
		g.line("}")
		g.vars = append(g.vars, owned{name: x, ty: t, gone: true})
	}
}

func lastLine(s, what string) string {
	i := strings.LastIndex(s, what)
	if i < 0 {
		return ""
	}
	return s[i:]
}

// leave sometimes ends a branch by leaving.
func (g *plain) leave() {
	switch n := g.r.IntN(6); {
	case n == 0:
		g.line("return;")
	case n == 1 && len(g.loops) > 0:
		g.line("break;")
	case n == 2 && len(g.loops) > 0 && g.loops[len(g.loops)-1]:
		g.line("continue;")
	}
}

// Plain writes the program of a seed; the editions have it in common.
func Plain(seed uint64, _ string) Program {
	g := &plain{r: rand.New(rand.NewPCG(seed, 1)), branches: seed%4 != 0, fields: map[string][]string{}}
	var calls []Call
	call := func(name, with string) {
		g.line("pub fn call_%s(k: u32, polls: u32) {", name)
		g.line("    %s(%s);", name, with)
		g.line("}")
		calls = append(calls, Call{Name: "call_" + name})
	}
	for i := range 2 {
		g.vars, g.budget, g.indent = nil, 14, 0
		if !g.branches {
			g.line("pub fn %s() {", Straight)
			g.block(8, 0, nil)
			g.line("}")
			call(Straight, "")
			break
		}
		p, pt := g.value(1)
		g.vars = append(g.vars, owned{name: "p", ty: pt})
		g.line("pub fn f%d(k: u32, p: %s) {", i, pt)
		g.block(9, 0, nil)
		g.line("}")
		call(fmt.Sprintf("f%d", i), "k, "+p)
	}
	head := ""
	for i := range g.types {
		head += fmt.Sprintf("pub struct T%d;\nimpl Drop for T%d {\n    fn drop(&mut self) {\n        println!(\"T%d\");\n    }\n}\n", i, i, i)
	}
	return Program{seed, head + strings.Join(g.structs, "") + g.b.String(), calls}
}

// split cuts at the commas outside of all brackets.
func split(s string) (out []string) {
	depth, start, quoted := 0, 0, false
	for i := 0; i < len(s); i++ {
		if s[i] == '"' && (i == 0 || s[i-1] != '\\') {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		switch s[i] {
		case '(', '[', '{', '<':
			depth++
		case ')', ']', '}':
			depth--
		case '>':
			if i > 0 && s[i-1] != '-' && s[i-1] != '=' {
				depth--
			}
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(s[start:i]))
				start = i + 1
			}
		}
	}
	if rest := strings.TrimSpace(s[start:]); rest != "" {
		out = append(out, rest)
	}
	return out
}
