package oracle

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// This file: generated programs. Every value has a tracer type of its own, whose Drop
// prints its name. A straight-line program leaves values to scopes, statements and
// assignments alone, so that the destructors of our drop points are its trace. A
// branching one has ifs, matches, loops, early returns, partial moves and drop flags;
// its MIR is run, and its drop terminators are compared with rustc's, function by function.

const generated = 200

type variable struct {
	name string
	ty   string // of the generator's types: a tracer "T3", or "(T1, T2)", "Option<T4>", "Box<T5>", "S6"
	mut  bool
	gone bool // perhaps moved: not usable
}

type generator struct {
	r        *rand.Rand
	b        strings.Builder
	branches bool
	types    int
	vars     []variable
	names    int
	structs  []string // declarations
	fields   map[string][]string
	indent   int
	loops    []bool // the loops around: true where continue makes progress
	tests    int
	budget   int
}

func (g *generator) line(format string, args ...any) {
	g.b.WriteString(strings.Repeat("    ", g.indent))
	fmt.Fprintf(&g.b, format, args...)
	g.b.WriteByte('\n')
}

func (g *generator) tracer() string {
	g.types++
	return fmt.Sprintf("T%d", g.types-1)
}

func (g *generator) fresh() string {
	g.names++
	return fmt.Sprintf("v%d", g.names-1)
}

// value makes an expression of a fresh type.
func (g *generator) value(depth int) (expr, ty string) {
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
		g.structs = append(g.structs, fmt.Sprintf("struct %s {\n    a: %s,\n    b: %s,\n}%s\n", s, at, bt, drop))
		if g.r.IntN(2) == 0 {
			return s + " { b: " + b + ", a: " + a + " }", s // in another order
		}
		return s + " { a: " + a + ", b: " + b + " }", s
	}
}

// usable picks a variable that is surely initialised; declared inside the current loop only, when it is to be moved.
func (g *generator) usable(from int, ok func(*variable) bool) *variable {
	var found []*variable
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

func any2(*variable) bool { return true }

func (g *generator) block(statements, movable int, then func()) {
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
func (g *generator) branch(f func()) {
	before := slices.Clone(g.vars)
	f()
	for i := range before {
		before[i].gone = before[i].gone || g.vars[i].gone
	}
	g.vars = before
}

func (g *generator) test() string {
	g.tests++
	return fmt.Sprintf("k / %d %% 2 == 0", 1<<(g.r.IntN(3)))
}

// statement writes one statement; variables from movable on may be moved.
func (g *generator) statement(movable int) {
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
		v := variable{name: g.fresh(), ty: t, mut: g.r.IntN(3) == 0}
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
		if v := g.usable(movable, any2); v != nil {
			w := variable{name: g.fresh(), ty: v.ty}
			g.line("let %s = %s;", w.name, v.name)
			v.gone = true
			g.vars = append(g.vars, w)
		}
	case n == 5:
		g.line("{")
		g.block(1+g.r.IntN(3), movable, nil)
		g.line("}")
	case n == 6:
		if v := g.usable(movable, func(v *variable) bool { return strings.HasPrefix(v.ty, "(") && split(v.ty[1 : len(v.ty)-1])[0] != "" }); v != nil {
			parts := split(v.ty[1 : len(v.ty)-1])
			a, b := g.fresh(), g.fresh()
			switch g.r.IntN(3) {
			case 0:
				g.line("let (%s, %s) = %s;", a, b, v.name)
				g.vars = append(g.vars, variable{name: b, ty: parts[1]})
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
			g.vars = append(g.vars, variable{name: a, ty: ty})
		}
	case n == 7:
		if v := g.usable(0, func(v *variable) bool { return v.mut && regexp.MustCompile(`^T\d+$`).MatchString(v.ty) }); v != nil {
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
		if v := g.usable(movable, func(v *variable) bool { return strings.HasPrefix(v.ty, "Option<") }); v != nil {
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
				g.vars = append(g.vars, variable{name: x, ty: inner})
				return
			}
			g.branch(func() {
				g.vars = append(g.vars, variable{name: x, ty: inner})
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
		if v := g.usable(movable, any2); v != nil {
			v.gone = true
			g.line("drop(%s);", v.name)
		}
	case n == 18:
		if v := g.usable(movable, func(v *variable) bool { return len(g.fields[v.ty]) == 2 }); v != nil {
			v.gone = true
			g.line("drop(%s.%s);", v.name, []string{"a", "b"}[g.r.IntN(2)])
		}
	case n == 19:
		if v := g.usable(movable, func(v *variable) bool { return strings.HasPrefix(v.ty, "Box<") }); v != nil {
			inner := v.ty[4 : len(v.ty)-1]
			name := v.name
			v.gone = true
			w := g.fresh()
			g.line("let %s = *%s;", w, name)
			g.vars = append(g.vars, variable{name: w, ty: inner})
		}
	case n == 20:
		if v := g.usable(movable, any2); v != nil {
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
		g.vars = append(g.vars, variable{name: x, ty: t, gone: true})
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
func (g *generator) leave() {
	switch n := g.r.IntN(6); {
	case n == 0:
		g.line("return;")
	case n == 1 && len(g.loops) > 0:
		g.line("break;")
	case n == 2 && len(g.loops) > 0 && g.loops[len(g.loops)-1]:
		g.line("continue;")
	}
}

// straightOrBranching writes a program.
func straightOrBranching(seed uint64) string {
	g := &generator{r: rand.New(rand.NewPCG(seed, 1)), branches: seed%4 != 0, fields: map[string][]string{}}
	head := ""
	var calls []string
	for i := range 2 {
		g.vars, g.budget, g.indent = nil, 14, 0
		if !g.branches && i == 1 {
			break
		}
		if !g.branches {
			g.line("fn main() {")
			g.block(8, 0, nil)
			g.line("}")
			break
		}
		p, pt := g.value(1)
		g.vars = append(g.vars, variable{name: "p", ty: pt})
		g.line("fn f%d(k: u32, p: %s) {", i, pt)
		g.block(9, 0, nil)
		g.line("}")
		for k := range 8 {
			calls = append(calls, fmt.Sprintf("    f%d(%d, %s);", i, k, p))
		}
	}
	if g.branches {
		g.line("fn main() {\n%s\n}", strings.Join(calls, "\n"))
	}
	for i := range g.types {
		head += fmt.Sprintf("struct T%d;\nimpl Drop for T%d {\n    fn drop(&mut self) {\n        println!(\"T%d\");\n    }\n}\n", i, i, i)
	}
	return head + strings.Join(g.structs, "") + g.b.String()
}

var dropTermRE = regexp.MustCompile(`(?m)^\s+drop\((.*)\) -> \[`)

// pathRE is the path before a type's last segment, and where a closure stands before its line.
var pathRE = regexp.MustCompile(`\b(\w+::)+|@[^ ]*/|@`)

var localRE = regexp.MustCompile(`(?m)^\s+let (?:mut )?(_\d+): (.*);`)

// rustcDrops are the types that the drop terminators of a dump drop, sorted.
func rustcDrops(dump string) (out []string) {
	locals := map[string]string{}
	for _, m := range localRE.FindAllStringSubmatch(dump, -1) {
		locals[m[1]] = m[2]
	}
	for _, m := range argRE.FindAllStringSubmatch(dump[:strings.Index(dump, "{\n")], -1) {
		locals[m[1]] = m[2]
	}
	for _, m := range dropTermRE.FindAllStringSubmatch(dump, -1) {
		out = append(out, placeType(locals, m[1]))
	}
	slices.Sort(out)
	return out
}

var argRE = regexp.MustCompile(`(_\d+): ([^,(){}]+|\([^()]*\)|[^,]*<[^>]*>)[,)]`)

// placeType is the type of a place as a dump prints it: a field's is written there, a box's and pointer's content is its argument.
func placeType(locals map[string]string, p string) string {
	if t, ok := locals[p]; ok {
		return t
	}
	if inner, ok := strings.CutPrefix(p, "(*"); ok {
		t := placeType(locals, strings.TrimSuffix(inner, ")"))
		if b, ok := strings.CutPrefix(t, "*const "); ok {
			return b
		}
		if b, ok := strings.CutPrefix(t, "std::boxed::Box<"); ok {
			return strings.TrimSuffix(b, ">")
		}
		return "*" + t
	}
	depth := 0
	for i := len(p) - 1; i > 0; i-- {
		switch p[i] {
		case ')', '>':
			depth++
		case '(', '<':
			depth--
		case ':':
			if depth == 1 && p[i+1] == ' ' {
				return p[i+2 : len(p)-1]
			}
		}
	}
	return p
}

// seeds is how many programs are generated: GENERATED=1000 asks for more than the usual.
func seeds(t *testing.T) int {
	t.Helper()
	if text := os.Getenv("GENERATED"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("GENERATED: %v", err)
		}
		return n
	}
	if testing.Short() {
		return 20
	}
	return generated
}

// TestGeneratedProgramsDropAsRustcSays: in each edition a program is partial, right, or wrong; none may be wrong.
func TestGeneratedProgramsDropAsRustcSays(t *testing.T) {
	needRustc(t)
	n, list := seeds(t), pending(t)
	dir := t.TempDir()
	for _, ed := range []string{"2021", "2024"} {
		partial, wrong := 0, 0
		for seed := range n {
			text := straightOrBranching(uint64(seed))
			file := filepath.Join(dir, fmt.Sprintf("g%d.rs", seed))
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			isPartial, diff := compareGenerated(t, file, ed, seed%4 == 0)
			key := fmt.Sprintf("generated %d %s", seed, ed)
			switch {
			case isPartial:
				partial++
			case diff == "" && list[key]:
				t.Errorf("%q holds now: take it off testdata/pending.txt", key)
			case diff != "" && list[key]:
				t.Logf("pending: %s", key)
			case diff != "":
				if wrong++; wrong <= 3 {
					t.Errorf("seed %d, edition %s (- rustc, + ours):\n%s\n%s", seed, ed, diff, text)
				}
			}
		}
		t.Logf("edition %s: %d programs, %d wrong, %d partial", ed, n, wrong, partial)
		if partial*10 > n {
			t.Errorf("edition %s: %d of %d are partial", ed, partial, n)
		}
		if wrong > 0 {
			t.Errorf("edition %s: %d of %d programs are wrong", ed, wrong, n)
		}
	}
}

// compareGenerated compares a program's trace with what our MIR does and, of a straight-line
// one, with its drop points; and its drop terminators with rustc's.
func compareGenerated(t *testing.T, file, ed string, straightLine bool) (partial bool, diff string) {
	t.Helper()
	want := trace(t, file, ed)
	fns := graphs(t, file, ed)
	partial = len(fns) == 0
	for _, f := range fns {
		partial = partial || f.Status != "complete" && !strings.HasPrefix(f.Name, "<")
	}
	if partial {
		return true, ""
	}
	got, err := runMIR(fns)
	if err != nil {
		got = append(got, err.Error())
	}
	diff = cmp.Diff(want, got)
	if diff == "" && straightLine {
		diff = cmp.Diff(want, pointsTrace(t, file, ed))
	}
	if diff == "" {
		diff = dropTerminators(t, file, ed, fns)
	}
	return false, diff
}

// dropTerminators compares the types that drop terminators drop, function by function.
func dropTerminators(t *testing.T, file, ed string, fns []graph) string {
	dumps := elaborated(t, file, ed)
	for _, f := range fns {
		dump, ok := dumps[f.Name]
		if !ok || strings.HasPrefix(f.Name, "<") {
			continue
		}
		var ours []string
		for _, b := range f.Blocks {
			if b.Terminator.Kind == "drop" {
				ours = append(ours, b.Terminator.Type)
			}
		}
		slices.Sort(ours)
		theirs := rustcDrops(dump)
		for i := range theirs {
			theirs[i] = pathRE.ReplaceAllString(theirs[i], "")
		}
		for i := range ours {
			ours[i] = pathRE.ReplaceAllString(ours[i], "")
		}
		slices.Sort(theirs)
		if diff := cmp.Diff(theirs, ours); diff != "" {
			return f.Name + " drops other types:\n" + diff
		}
	}
	return ""
}
