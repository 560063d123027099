package drops

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: a reader of the MIR that rustc prints, enough for the programs in
// testdata, and types known by their printed names.

// world interns types by name and knows the test programs' ADTs.
type world struct {
	byName map[string]types.Type
	names  map[types.Type]string
}

func newWorld() *world {
	return &world{map[string]types.Type{}, map[types.Type]string{}}
}

func (w *world) typ(name string) types.Type {
	name = strings.ReplaceAll(strings.TrimSpace(name), "std::boxed::", "")
	t, ok := w.byName[name]
	if !ok {
		t = &types.Adt{}
		w.byName[name], w.names[t] = t, name
	}
	return t
}

func (w *world) variants(vs ...[]string) []mir.VariantShape {
	var out []mir.VariantShape
	for i, v := range vs {
		s := mir.VariantShape{Discr: mir.SwitchValue{Lo: uint64(i)}}
		for _, f := range v {
			s.Fields = append(s.Fields, w.typ(f))
		}
		out = append(out, s)
	}
	return out
}

// variantNames are those of the enums in testdata.
var variantNames = map[string]int{"None": 0, "Some": 1, "A": 0, "B": 1, "C": 2}

func (w *world) Shape(t types.Type) mir.Shape {
	n := w.names[t]
	switch {
	case n == "D":
		return mir.Shape{Kind: mir.ShapeStruct, HasDrop: true, Variants: w.variants([]string{"u8"})}
	case n == "P":
		return mir.Shape{Kind: mir.ShapeStruct, Variants: w.variants([]string{"D", "u32", "D"})}
	case n == "E":
		return mir.Shape{Kind: mir.ShapeEnum, Variants: w.variants([]string{"D", "D"}, []string{"D"}, nil)}
	case strings.HasPrefix(n, "Option<"):
		return mir.Shape{Kind: mir.ShapeEnum, Variants: w.variants(nil, []string{n[7 : len(n)-1]})}
	case strings.HasPrefix(n, "Box<"):
		return mir.Shape{Kind: mir.ShapeStruct, Box: true, HasDrop: true, Elem: w.typ(n[4 : len(n)-1]), Variants: w.variants(nil)}
	case strings.HasPrefix(n, "&mut "):
		return mir.Shape{Kind: mir.ShapePointer, Elem: w.typ(n[5:])}
	case strings.HasPrefix(n, "&"):
		return mir.Shape{Kind: mir.ShapePointer, Elem: w.typ(n[1:])}
	case strings.HasPrefix(n, "("):
		return mir.Shape{Kind: mir.ShapeTuple, Variants: w.variants(split(n[1 : len(n)-1]))}
	case strings.HasPrefix(n, "["):
		elem, l, _ := strings.Cut(n[1:len(n)-1], "; ")
		k, _ := strconv.ParseUint(l, 10, 64)
		return mir.Shape{Kind: mir.ShapeArray, Elem: w.typ(elem), Len: k, LenKnown: true}
	}
	return mir.Shape{}
}

func (w *world) NeedsDrop(t types.Type) bool {
	s := w.Shape(t)
	if s.HasDrop || s.Kind == mir.ShapeArray && s.Len > 0 && w.NeedsDrop(s.Elem) {
		return true
	}
	for _, v := range s.Variants {
		for _, f := range v.Fields {
			if w.NeedsDrop(f) {
				return true
			}
		}
	}
	return false
}

func (w *world) ArrayOf(e types.Type, n uint64) types.Type {
	return w.typ(fmt.Sprintf("[%s; %d]", w.names[e], n))
}
func (w *world) Bool() types.Type               { return w.typ("bool") }
func (w *world) Unit() types.Type               { return w.typ("()") }
func (w *world) MutRef(t types.Type) types.Type { return w.typ("&mut " + w.names[t]) }
func (w *world) Discr(types.Type) types.Type    { return w.typ("isize") }
func (w *world) DropFn(t types.Type) mir.Const {
	return mir.Const{Text: "<" + w.names[t] + " as Drop>::drop"}
}

// mir.Names.
func (w *world) Type(t types.Type) string { return w.names[t] }
func (w *world) Const(c *mir.Const) string {
	if c.Scalar {
		return strconv.FormatBool(c.Lo == 1)
	}
	return c.Text
}
func (w *world) Region(types.Region) string { return "" }
func (w *world) Aggregate(_ mir.Aggregate, fields []string) string {
	return "aggregate(" + strings.Join(fields, ", ") + ")"
}
func (w *world) Variant(_ types.Type, v int) string { return fmt.Sprint("variant ", v) }

// split cuts at the commas outside brackets.
func split(s string) []string {
	var out []string
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(', '[', '{', '<':
			depth++
		case ')', ']', '}':
			depth--
		case '>':
			if i == 0 || s[i-1] != '-' {
				depth--
			}
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(s[from:i]))
				from = i + 1
			}
		}
	}
	if last := strings.TrimSpace(s[from:]); last != "" {
		out = append(out, last)
	}
	return out
}

var (
	reLet    = regexp.MustCompile(`^\s*let (?:mut )?_(\d+): (.*);$`)
	reBlock  = regexp.MustCompile(`^    bb(\d+)( \(cleanup\))?: \{$`)
	reTarget = regexp.MustCompile(`([\w]+): bb(\d+)`)
	reName   = regexp.MustCompile(`\bbb\d+\b|\b_\d+\b`)
	reOp     = regexp.MustCompile(`\b(move|copy) `)
)

// dumpReader reads one body.
type dumpReader struct {
	w    *world
	body *mir.Body
	s    string // what is left of a place
}

func readDump(w *world, text string) *mir.Body {
	r := &dumpReader{w: w, body: &mir.Body{}}
	locals := map[int]types.Type{}
	var cur *mir.Block
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "fn ") {
			sig := line[strings.Index(line, "(")+1 : strings.LastIndex(line, ") -> ")]
			for i, a := range split(sig) {
				_, t, _ := strings.Cut(a, ": ")
				locals[i+1] = w.typ(t)
				r.body.ArgCount++
			}
		} else if m := reLet.FindStringSubmatch(line); m != nil {
			n, _ := strconv.Atoi(m[1])
			locals[n] = w.typ(m[2])
		} else if m := reBlock.FindStringSubmatch(line); m != nil {
			if cur == nil {
				for i := 0; i < len(locals); i++ {
					r.body.Locals = append(r.body.Locals, mir.Local{Type: locals[i]})
				}
			}
			r.body.Blocks = append(r.body.Blocks, mir.Block{Cleanup: m[2] != ""})
			cur = &r.body.Blocks[len(r.body.Blocks)-1]
		} else if cur != nil && strings.HasPrefix(line, "        ") {
			r.line(cur, strings.TrimSuffix(strings.TrimSpace(line), ";"))
		}
	}
	return r.body
}

func (r *dumpReader) line(b *mir.Block, s string) {
	stmt := func(k mir.StmtKind) { b.Stmts = append(b.Stmts, mir.Statement{Kind: k}) }
	i := strings.LastIndex(s, " -> ")
	switch {
	case strings.HasPrefix(s, "StorageLive("):
		stmt(mir.StorageLive{Local: r.place(s[12 : len(s)-1]).Local})
	case strings.HasPrefix(s, "StorageDead("):
		stmt(mir.StorageDead{Local: r.place(s[12 : len(s)-1]).Local})
	case strings.HasPrefix(s, "PlaceMention(") || s == "nop":
	case s == "return":
		b.Term.Kind = mir.Return{}
	case s == "resume":
		b.Term.Kind = mir.Resume{}
	case s == "unreachable":
		b.Term.Kind = mir.Unreachable{}
	case i >= 0:
		b.Term.Kind = r.term(s[:i], s[i+4:])
	default:
		l, rv, _ := strings.Cut(s, " = ")
		place := r.place(l)
		if strings.HasPrefix(rv, "deref_copy ") {
			r.body.Locals[place.Local].Origin = mir.OriginDerefTemp
		}
		stmt(mir.Assign{Place: place, Rvalue: r.rvalue(rv)})
	}
}

func (r *dumpReader) term(s, to string) mir.TermKind {
	at := map[string]mir.BlockID{}
	var order []string
	for _, m := range reTarget.FindAllStringSubmatch(to, -1) {
		n, _ := strconv.Atoi(m[2])
		at[m[1]] = mir.BlockID(n)
		order = append(order, m[1])
	}
	var un mir.Unwind
	if b, ok := at["unwind"]; ok {
		un = mir.Unwind{Kind: mir.UnwindTo, Block: b}
	} else if strings.Contains(to, "unwind continue") {
		un.Kind = mir.UnwindContinue
	} else if strings.Contains(to, "unwind terminate") {
		un.Kind = mir.UnwindTerminate
	}
	inner := s[strings.Index(s, "(")+1:]
	inner = strings.TrimSuffix(inner, ")")
	switch {
	case s == "goto":
		n, _ := strconv.Atoi(strings.TrimPrefix(to, "bb"))
		return mir.Goto{Target: mir.BlockID(n)}
	case strings.HasPrefix(s, "drop("):
		return mir.Drop{Place: r.place(inner), Target: at["return"], Unwind: un}
	case strings.HasPrefix(s, "assert("):
		args := split(inner)
		return mir.Assert{Cond: r.operand(strings.TrimPrefix(args[0], "!")), Target: at["success"], Unwind: un}
	case strings.HasPrefix(s, "switchInt("):
		k := mir.SwitchInt{On: r.operand(inner)}
		for _, name := range order {
			k.Targets = append(k.Targets, at[name])
			if name != "otherwise" {
				v, _ := strconv.ParseUint(name, 10, 64)
				k.Values = append(k.Values, mir.SwitchValue{Lo: v})
			}
		}
		return k
	}
	dest, call, _ := strings.Cut(s, " = ")
	open := strings.LastIndex(call, "(")
	k := mir.Call{Dest: r.place(dest), Target: mir.NoBlock, Unwind: un}
	k.Func = mir.Operand{Kind: mir.Constant, Const: &mir.Const{Text: call[:open]}}
	for _, a := range split(call[open+1 : len(call)-1]) {
		k.Args = append(k.Args, r.operand(a))
	}
	if b, ok := at["return"]; ok {
		k.Target = b
	}
	return k
}

func (r *dumpReader) operand(s string) mir.Operand {
	switch {
	case strings.HasPrefix(s, "move "):
		return mir.Operand{Kind: mir.Move, Place: r.place(s[5:])}
	case strings.HasPrefix(s, "copy "):
		return mir.Operand{Kind: mir.Copy, Place: r.place(s[5:])}
	}
	text := strings.TrimPrefix(s, "const ")
	c := &mir.Const{Text: text}
	if text == "true" || text == "false" {
		c.Scalar = true
		if text == "true" {
			c.Lo = 1
		}
	}
	return mir.Operand{Kind: mir.Constant, Const: c}
}

func (r *dumpReader) rvalue(s string) mir.Rvalue {
	switch {
	case strings.HasSuffix(s, "(Transmute)"):
		x, _, _ := strings.Cut(s, " as *const ")
		return mir.Cast{Kind: mir.CastTransmute, X: r.operand(x)}
	case strings.HasPrefix(s, "deref_copy "):
		return mir.CopyForDeref{Place: r.place(s[11:])}
	case strings.HasPrefix(s, "&mut "):
		return mir.Ref{Kind: mir.Mut, Place: r.place(s[5:])}
	case strings.HasPrefix(s, "&"):
		return mir.Ref{Place: r.place(s[1:])}
	case strings.HasPrefix(s, "discriminant("):
		return mir.Discriminant{Place: r.place(s[13 : len(s)-1])}
	case strings.HasPrefix(s, "move "), strings.HasPrefix(s, "copy "), strings.HasPrefix(s, "const "):
		return mir.Use{X: r.operand(s)}
	}
	a := mir.Aggregate{}
	for _, at := range reOp.FindAllStringIndex(s, -1) {
		o := mir.Operand{Kind: mir.Copy, Place: r.place(s[at[1]:])}
		if s[at[0]] == 'm' {
			o.Kind = mir.Move
		}
		a.Fields = append(a.Fields, o)
	}
	return a
}

// place reads a place from the front of s.
func (r *dumpReader) place(s string) mir.Place {
	r.s = s
	return r.readPlace()
}

func (r *dumpReader) number() int {
	i := 0
	for i < len(r.s) && r.s[i] >= '0' && r.s[i] <= '9' {
		i++
	}
	n, _ := strconv.Atoi(r.s[:i])
	r.s = r.s[i:]
	return n
}

func (r *dumpReader) readPlace() mir.Place {
	var p mir.Place
	switch {
	case strings.HasPrefix(r.s, "(*"):
		r.s = r.s[2:]
		p = r.readPlace().Project(mir.Proj{Kind: mir.Deref})
		r.s = r.s[1:]
	case strings.HasPrefix(r.s, "("):
		r.s = r.s[1:]
		p = r.readPlace()
		if strings.HasPrefix(r.s, " as ") {
			end := strings.Index(r.s, ")")
			p = p.Project(mir.Proj{Kind: mir.Downcast, Field: variantNames[r.s[4:end]]})
			r.s = r.s[end+1:]
			break
		}
		r.s = r.s[1:]
		f := r.number()
		r.s = r.s[2:]
		end := closing(r.s)
		p = p.Project(mir.Proj{Kind: mir.Field, Field: f, Type: r.w.typ(r.s[:end])})
		r.s = r.s[end+1:]
	default:
		r.s = strings.TrimPrefix(r.s, "_")
		p = mir.Place{Local: mir.LocalID(r.number())}
	}
	for strings.HasPrefix(r.s, "[") {
		r.s = r.s[1:]
		p = p.Project(r.index())
		r.s = r.s[1:]
	}
	return p
}

func (r *dumpReader) index() mir.Proj {
	if strings.HasPrefix(r.s, "_") {
		r.s = r.s[1:]
		return mir.Proj{Kind: mir.Index, Local: mir.LocalID(r.number())}
	}
	e := mir.Proj{Kind: mir.Subslice, From: uint64(r.number())}
	if strings.HasPrefix(r.s, " of ") {
		e.Kind = mir.ConstIndex
		r.s = r.s[4:]
	} else {
		r.s = strings.TrimPrefix(r.s, "..")
	}
	e.To = uint64(r.number())
	return e
}

// closing is where the bracket that is open at the start of s closes.
func closing(s string) int {
	depth := 0
	for i := range s {
		switch s[i] {
		case '(', '[':
			depth++
		case ')', ']':
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return len(s)
}
