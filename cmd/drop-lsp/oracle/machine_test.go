package oracle

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// This file: a small machine that runs the MIR which `mir --format json` prints, so
// that the order of drops in programs with branches and loops can be compared with
// the running program's. It keeps real values (structs, enums, boxes, references); a
// `drop` terminator drops what the place holds, by the value's own form. It knows a
// handful of the library's functions; another one is an error.

// value is what a local holds: a number, or a composite with a name and cells.
type value struct {
	name    string // last segment of the type; "" for tuples, "[]" for arrays
	variant string
	fields  []*cell
	num     int64
	str     string
	unit    bool
	ref     *cell  // of a reference
	fn      string // of a closure: its type as printed
}

type cell struct{ v *value }

type machine struct {
	fns     map[string]*graph
	drops   map[string]string // the types that implement Drop: its function
	statics map[string]*cell
	output  []string
	steps   int
}

// runMIR runs main and gives what the destructors print.
func runMIR(fns []graph) (out []string, err error) {
	m := &machine{fns: map[string]*graph{}, drops: map[string]string{}, statics: map[string]*cell{}}
	defer func() {
		r := recover()
		if _, ok := r.(exit); ok {
			out = m.output
		} else if r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	for i := range fns {
		m.fns[fns[i].Name] = &fns[i]
	}
	for name := range m.fns {
		if ty, ok := strings.CutSuffix(name, " as Drop>::drop"); ok {
			ty, _, _ = strings.Cut(ty[1:], "<")
			m.drops[ty[strings.LastIndex(ty, ":")+1:]] = name
		}
	}
	m.call("main", nil)
	return m.output, nil
}

func (m *machine) drop(c *cell) {
	v := c.v
	if v == nil {
		panic("an uninitialised value is dropped")
	}
	if v.ref != nil {
		return
	}
	if fn := m.drops[v.name]; fn != "" {
		m.call(fn, []*value{{ref: c}})
	}
	if v.name == "ManuallyDrop" {
		return
	}
	for _, f := range v.fields {
		if f.v != nil {
			m.drop(f)
		}
	}
}

type frame struct {
	m      *machine
	graph  *graph
	locals map[int]*cell
}

func (f *frame) local(n int) *cell {
	c := f.locals[n]
	if c == nil {
		c = &cell{}
		f.locals[n] = c
	}
	return c
}

func (m *machine) call(name string, args []*value) *value {
	g := m.fns[plain(name)]
	if g == nil {
		return m.library(name, args)
	}
	if g.Status != "complete" {
		panic(fmt.Sprintf("%s is partial: %v", name, g.Unknown))
	}
	return m.run(name, g, args)
}

// run executes one body.
func (m *machine) run(name string, g *graph, args []*value) *value {
	f := &frame{m: m, graph: g, locals: map[int]*cell{}}
	for i, a := range args {
		f.local(i + 1).v = a
	}
	index := map[int]int{}
	for i, b := range g.Blocks {
		index[b.ID] = i
	}
	at := g.Blocks[0].ID
	for {
		if m.steps++; m.steps > 100000 {
			panic("does not end")
		}
		b := g.Blocks[index[at]]
		for _, s := range b.Statements {
			f.statement(s)
		}
		t := b.Terminator
		switch t.Kind {
		case "return":
			return f.local(0).v
		case "goto", "assert":
			at = *t.Target
		case "drop":
			m.drop(f.place(t.Place))
			at = *t.Target
		case "switch":
			n := f.operand(t.On).num
			at = *t.Otherwise
			for _, x := range t.Targets {
				if v, err := x.Value.Int64(); err == nil && v == n {
					at = x.Block
					break
				}
			}
		case "call":
			var args []*value
			for _, a := range t.Args {
				args = append(args, f.operand(a))
			}
			v := m.call(t.Callee, args)
			if t.Target == nil {
				panic("a call that should not return does: " + t.Callee)
			}
			f.place(t.Dest).v = v
			at = *t.Target
		default:
			panic("cannot run a terminator " + t.Kind)
		}
	}
}

// exit ends the program.
type exit struct{}

// library runs the few functions of std that the fixtures use.
func (m *machine) library(name string, args []*value) *value {
	short := plain(name)
	last := short[strings.LastIndex(short, ":")+1:]
	if strings.HasPrefix(name, "<Box<") && last == "drop" {
		return &value{} // a box is freed
	}
	if strings.HasPrefix(name, "<") && len(args) > 0 {
		self := args[0]
		if self.ref != nil && self.ref.v != nil {
			self = self.ref.v
		}
		if self.name == "Box" {
			self = self.fields[0].v
		}
		switch {
		case self.fn != "":
			args = append(args[:1], untuple(args[1:])...)
			return m.closure(self.fn, args)
		case self.name != "":
			for fn := range m.fns { // dynamic dispatch, or a generic call
				if strings.Contains(fn, self.name+" as ") && strings.HasSuffix(fn, "::"+last) {
					return m.call(fn, args)
				}
			}
		}
	}
	switch last {
	case "drop":
		m.drop(&cell{args[0]})
		return &value{}
	case "forget":
		return &value{}
	case "exit":
		panic(exit{})
	case "branch":
		if args[0].variant == "Err" || args[0].variant == "None" {
			return &value{name: "ControlFlow", variant: "Break", fields: []*cell{{args[0]}}}
		}
		return &value{name: "ControlFlow", variant: "Continue", fields: args[0].fields}
	case "from_residual", "new_unchecked", "identity", "into", "from":
		if last == "new_unchecked" {
			return &value{name: "Pin", fields: []*cell{{args[0]}}}
		}
		return args[0]
	case "from_str":
		return args[0]
	case "new_display", "new_debug":
		return &value{str: shown(args[0], last == "new_debug")}
	case "_print":
		m.output = append(m.output, lines(args[0].str)...)
		return &value{}
	case "load":
		return &value{num: args[0].ref.v.num}
	case "fetch_add":
		args[0].ref.v.num += args[1].num
		return &value{}
	case "eq":
		return &value{num: truth(text(args[0]) == text(args[1]))}
	case "ne":
		return &value{num: truth(text(args[0]) != text(args[1]))}
	case "new":
		switch {
		case strings.HasPrefix(short, "Arguments"):
			return &value{str: format(text(args[0]), args[1])}
		case strings.HasPrefix(short, "Vec"):
			return &value{name: "[]"}
		case strings.HasPrefix(short, "Box"), strings.Contains(short, "::Box::new"):
			return &value{name: "Box", fields: []*cell{{args[0]}}}
		case strings.Contains(short, "ManuallyDrop"):
			return &value{name: "ManuallyDrop", fields: []*cell{{args[0]}}}
		}
	}
	panic("cannot run " + name)
}

// shown is a value as `{}` or `{:?}` prints it.
func shown(v *value, debug bool) string {
	for v.ref != nil {
		v = v.ref.v
	}
	switch {
	case v.name == "[]":
		return "[]"
	case v.name != "":
		return v.name
	case v.str != "" && debug:
		return strconv.Quote(v.str)
	case v.str != "":
		return v.str
	case v.unit:
		return "()"
	}
	return fmt.Sprint(v.num)
}

// format fills the library's template of format_args!: a byte below 0x80 is the length
// of a literal piece, 0xc0 the place of the next argument, 0 the end.
func format(template string, args *value) string {
	var b strings.Builder
	for args.ref != nil {
		args = args.ref.v
	}
	next := 0
	for i := 0; i < len(template); i++ {
		switch n := template[i]; {
		case n == 0:
			return b.String()
		case n < 0x80:
			b.WriteString(template[i+1 : i+1+int(n)])
			i += int(n)
		case n == 0xc0:
			b.WriteString(args.fields[next].v.str)
			next++
		default:
			panic(fmt.Sprintf("cannot read the template %q", template))
		}
	}
	return b.String()
}

// text is the string behind references.
func text(v *value) string {
	for v.ref != nil && v.ref.v != nil {
		v = v.ref.v
	}
	return v.str
}

// untuple spreads the tuple of arguments with which a closure is called.
func untuple(args []*value) (out []*value) {
	for _, a := range args {
		for _, f := range a.fields {
			out = append(out, f.v)
		}
	}
	return out
}

var closureRE = regexp.MustCompile(`:(\d+):(\d+): `)

// closure finds a closure's body by where it stands.
func (m *machine) closure(ty string, args []*value) *value {
	at := closureRE.FindStringSubmatch(ty)
	for name, g := range m.fns {
		if at != nil && strings.Contains(name, "{closure#") && fmt.Sprint(g.Span.LineStart) == at[1] && fmt.Sprint(g.Span.ColStart) == at[2] {
			if g.Locals[1].Type != "" && strings.HasPrefix(g.Locals[1].Type, "&") && args[0].ref == nil {
				args[0] = &value{ref: &cell{args[0]}}
				out := m.call(name, args)
				m.drop(args[0].ref)
				return out
			}
			return m.call(name, args)
		}
	}
	panic("no body for " + ty)
}

// plain is a path without its type arguments.
func plain(path string) string {
	var b strings.Builder
	for {
		i := strings.Index(path, "::<")
		if i < 0 {
			b.WriteString(path)
			return b.String()
		}
		b.WriteString(path[:i])
		depth, j := 0, i+2
		for ; j < len(path); j++ {
			if path[j] == '<' {
				depth++
			} else if path[j] == '>' && path[j-1] != '-' {
				if depth--; depth == 0 {
					break
				}
			}
		}
		path = path[min(j+1, len(path)):]
	}
}

func (f *frame) statement(s string) {
	s = strings.TrimSuffix(s, ";")
	dest, rv, ok := strings.Cut(s, " = ")
	if !ok || strings.HasPrefix(s, "FakeRead") || strings.HasPrefix(s, "AscribeUserType") {
		return // storage and the like
	}
	if d, ok := strings.CutPrefix(dest, "discriminant("); ok {
		_ = d
		panic("cannot run " + s)
	}
	v := f.rvalue(rv)
	f.place(dest).v = v
}

var binaries = map[string]func(a, b int64) int64{
	"Add": func(a, b int64) int64 { return a + b }, "Sub": func(a, b int64) int64 { return a - b }, "Mul": func(a, b int64) int64 { return a * b },
	"Rem": func(a, b int64) int64 { return a % b }, "Div": func(a, b int64) int64 { return a / b }, "BitAnd": func(a, b int64) int64 { return a & b },
	"Eq": func(a, b int64) int64 { return truth(a == b) }, "Ne": func(a, b int64) int64 { return truth(a != b) },
	"Lt": func(a, b int64) int64 { return truth(a < b) }, "Le": func(a, b int64) int64 { return truth(a <= b) },
	"Gt": func(a, b int64) int64 { return truth(a > b) }, "Ge": func(a, b int64) int64 { return truth(a >= b) },
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

var applyRE = regexp.MustCompile(`^(\w+)\((.*)\)$`)

func (f *frame) rvalue(s string) *value {
	switch {
	case strings.HasPrefix(s, "&raw const "), strings.HasPrefix(s, "&raw mut "):
		return &value{ref: f.place(s[strings.Index(s[5:], " ")+6:])}
	case strings.HasPrefix(s, "&mut "):
		return &value{ref: f.place(s[5:])}
	case strings.HasPrefix(s, "&"):
		return &value{ref: f.place(s[1:])}
	case strings.HasPrefix(s, "copy "), strings.HasPrefix(s, "move "), strings.HasPrefix(s, "const "):
		x, _, _ := strings.Cut(s, " as ")
		if strings.HasPrefix(s, "const ") || balanced(x) {
			return f.operand(x)
		}
		return f.operand(s)
	case strings.HasPrefix(s, "deref_copy "):
		return f.place(s[len("deref_copy "):]).v
	case strings.HasPrefix(s, "discriminant("):
		return &value{num: f.discriminant(f.place(s[len("discriminant(") : len(s)-1]).v)}
	case strings.HasPrefix(s, "["):
		return f.aggregate("[]", "", split(s[1:len(s)-1]))
	case strings.HasPrefix(s, "("):
		v := f.aggregate("", "", split(s[1:len(s)-1]))
		v.unit = len(v.fields) == 0
		return v
	}
	if m := applyRE.FindStringSubmatch(s); m != nil {
		args := split(m[2])
		op := strings.TrimSuffix(m[1], "WithOverflow")
		if fn := binaries[op]; fn != nil && len(args) == 2 {
			n := &value{num: fn(f.operand(args[0]).num, f.operand(args[1]).num)}
			if op != m[1] {
				return &value{fields: []*cell{{n}, {&value{}}}}
			}
			return n
		}
		switch m[1] {
		case "Not":
			return &value{num: 1 - f.operand(args[0]).num}
		case "Neg":
			return &value{num: -f.operand(args[0]).num}
		}
	}
	return f.adt(s)
}

func balanced(s string) bool { return strings.Count(s, "(") == strings.Count(s, ")") }

// discriminant is the index by the variants' names, of the enums that fixtures use.
func (f *frame) discriminant(v *value) int64 {
	switch v.variant {
	case "", "None", "Ok", "V0", "Continue":
		return 0
	case "Some", "Err", "V1", "Break":
		return 1
	case "V2":
		return 2
	}
	panic("unknown variant " + v.variant)
}

// adt reads `Pair::<A, B> { a: move _1, b: … }`, `D(const 1_u8)`, `Option::<A>::Some(…)`, `Unit`.
func (f *frame) adt(s string) *value {
	head, body, named := s, "", false
	if i := strings.Index(s, " { "); i >= 0 && strings.HasSuffix(s, " }") {
		head, body, named = s[:i], s[i+3:len(s)-2], true
	} else if strings.HasSuffix(s, ")") {
		depth := 0
		for i := len(s) - 1; i >= 0; i-- {
			if s[i] == ')' {
				depth++
			} else if s[i] == '(' {
				if depth--; depth == 0 {
					head, body = s[:i], s[i+1:len(s)-1]
					break
				}
			}
		}
	}
	if strings.HasPrefix(head, "{closure@") {
		v := f.aggregate("closure", "", nil)
		v.fn = head
		for _, p := range split(body) {
			if _, after, ok := strings.Cut(p, ": "); ok {
				p = after
			}
			v.fields = append(v.fields, &cell{f.operand(p)})
		}
		return v
	}
	head = plain(head)
	segs := strings.Split(head, "::")
	name, variant := segs[len(segs)-1], ""
	switch name {
	case "None", "Some", "Ok", "Err", "V0", "V1", "V2", "Continue", "Break":
		variant = name
		if len(segs) > 1 {
			name = segs[len(segs)-2]
		}
	}
	var parts []string
	for _, p := range split(body) {
		if _, after, ok := strings.Cut(p, ": "); named && ok && !strings.HasPrefix(p, "move ") {
			p = after
		}
		parts = append(parts, p)
	}
	return f.aggregate(name, variant, parts)
}

func (f *frame) aggregate(name, variant string, parts []string) *value {
	v := &value{name: name, variant: variant}
	for _, p := range parts {
		v.fields = append(v.fields, &cell{f.operand(p)})
	}
	return v
}

var intRE = regexp.MustCompile(`^(-?\d+)_?[iu](\d+|size)$`)

func (f *frame) operand(s string) *value {
	s = strings.TrimSpace(s)
	if p, ok := strings.CutPrefix(s, "move "); ok {
		return f.place(p).v
	}
	if p, ok := strings.CutPrefix(s, "copy "); ok {
		return clone(f.place(p).v)
	}
	c, ok := strings.CutPrefix(s, "const ")
	if !ok {
		panic("cannot read the operand " + s)
	}
	switch {
	case c == "true":
		return &value{num: 1}
	case c == "false":
		return &value{}
	case c == "()":
		return &value{unit: true}
	case strings.HasPrefix(c, `"`), strings.HasPrefix(c, `b"`):
		text, err := strconv.Unquote(strings.TrimPrefix(c, "b"))
		if err != nil {
			panic(fmt.Sprintf("cannot read the text %s: %v", c, err))
		}
		return &value{str: text}
	case strings.HasPrefix(c, "{"):
		static := f.m.statics[c]
		if static == nil {
			static = &cell{&value{}}
			f.m.statics[c] = static
		}
		return &value{ref: static}
	}
	if i, ok := strings.CutPrefix(c, "promoted["); ok {
		n, err := strconv.Atoi(i[:len(i)-1])
		if err != nil {
			panic("cannot read " + s)
		}
		return f.m.run(c, &f.graph.Promoted[n], nil)
	}
	if m := intRE.FindStringSubmatch(c); m != nil {
		n, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			panic(err)
		}
		return &value{num: n}
	}
	for _, name := range []string{c, "main::" + c} { // a named constant
		if g := f.m.fns[name]; g != nil && isConstant(c) {
			return f.m.run(name, g, nil)
		}
	}
	return f.adt(c) // a unit struct or variant
}

// isConstant tells the path of a constant from that of a function or a unit struct.
func isConstant(path string) bool {
	last := path[strings.LastIndex(path, ":")+1:]
	return strings.ToUpper(last) == last && !strings.HasPrefix(last, "{")
}

func clone(v *value) *value {
	if v == nil {
		panic("an uninitialised value is copied")
	}
	w := *v
	return &w
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

// place reads `_1`, `(*_1)`, `(_1.0: T)`, `((_1 as Some).0: T)`, `_1[_2]`, `_1[0 of 1]`.
func (f *frame) place(s string) *cell {
	c, rest := f.placePrefix(strings.TrimSpace(s))
	if strings.TrimSpace(rest) != "" {
		panic(fmt.Sprintf("cannot read the place %q", s))
	}
	return c
}

func (f *frame) placePrefix(s string) (*cell, string) {
	var c *cell
	switch {
	case strings.HasPrefix(s, "_"):
		n := 1
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		id, err := strconv.Atoi(s[1:n])
		if err != nil {
			panic(fmt.Sprintf("cannot read the place %q", s))
		}
		c, s = f.local(id), s[n:]
	case strings.HasPrefix(s, "(*"):
		inner, rest := f.placePrefix(s[2:])
		switch v := inner.v; {
		case v != nil && v.ref != nil:
			c = v.ref
		case v != nil && v.name == "Box":
			c = v.fields[0]
		case v != nil && v.str != "":
			c = inner // a literal is its own reference
		default:
			c = &cell{&value{}} // what a constant or static points to
		}
		s = strings.TrimPrefix(rest, ")")
	case strings.HasPrefix(s, "("):
		inner, rest := f.placePrefix(s[1:])
		if strings.HasPrefix(rest, " as ") {
			return inner, rest[strings.Index(rest, ")")+1:]
		}
		dot := strings.Index(rest, ":")
		n, err := strconv.Atoi(strings.TrimPrefix(rest[:dot], "."))
		if err != nil {
			panic(fmt.Sprintf("cannot read the place %q", s))
		}
		if inner.v == nil {
			inner.v = &value{}
		}
		for len(inner.v.fields) <= n {
			inner.v.fields = append(inner.v.fields, &cell{})
		}
		c = inner.v.fields[n]
		depth := 0
		for i := dot; i < len(rest); i++ {
			if rest[i] == '(' {
				depth++
			} else if rest[i] == ')' {
				if depth == 0 {
					s = rest[i+1:]
					break
				}
				depth--
			}
		}
	default:
		panic(fmt.Sprintf("cannot read the place %q", s))
	}
	for strings.HasPrefix(s, "[") {
		end := strings.Index(s, "]")
		text := s[1:end]
		n := 0
		if from, to, ok := strings.Cut(text, ".."); ok {
			i, err := strconv.Atoi(from)
			if err != nil {
				panic("cannot read the index " + text)
			}
			j, err := strconv.Atoi(to)
			if err != nil || strings.HasPrefix(to, "-") {
				j += len(c.v.fields)
			}
			c, s = &cell{&value{name: "[]", fields: c.v.fields[i:j]}}, s[end+1:]
			continue
		}
		if strings.HasPrefix(text, "_") {
			n = int(f.place(text).v.num)
		} else if _, err := fmt.Sscanf(text, "%d of", &n); err != nil {
			panic("cannot read the index " + text)
		}
		if n < 0 {
			n += len(c.v.fields)
		}
		c, s = c.v.fields[n], s[end+1:]
	}
	return c, s
}
