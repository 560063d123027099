package mir

import (
	"fmt"
	"strings"

	"drop-lsp/semantics/types"
)

// This file: the printer. It spells places, rvalues, statements and terminators
// as rustc's --emit=mir does; how types and definitions are named is the caller's.

// Names spells what a body refers to.
type Names interface {
	Type(types.Type) string
	// Const is a constant without the `const` before it: `1_u8`, `()`, or a path.
	Const(*Const) string
	Region(types.Region) string
	// Aggregate is an aggregate of the given fields, already printed.
	Aggregate(a Aggregate, fields []string) string
	Variant(t types.Type, variant int) string
}

// Printer prints one body.
type Printer struct {
	Body   *Body
	Names  Names
	Shapes Shapes // to name the variant of a downcast; may be nil
}

// Print is the whole body.
func (p Printer) Print(name string) string {
	var w strings.Builder
	fmt.Fprintf(&w, "fn %s(", name)
	for a := 1; a <= p.Body.ArgCount; a++ {
		if a > 1 {
			w.WriteString(", ")
		}
		fmt.Fprintf(&w, "_%d: %s", a, p.Names.Type(p.Body.Locals[a].Type))
	}
	fmt.Fprintf(&w, ") -> %s {\n", p.Names.Type(p.Body.Locals[0].Type))
	for _, v := range p.Body.VarInfo {
		fmt.Fprintf(&w, "    debug %s => %s;\n", v.Name, p.Place(v.Place))
	}
	for i, l := range p.Body.Locals {
		if i > 0 && i <= p.Body.ArgCount {
			continue
		}
		mut := ""
		if l.Mut || i == 0 {
			mut = "mut "
		}
		fmt.Fprintf(&w, "    let %s_%d: %s;\n", mut, i, p.Names.Type(l.Type))
	}
	for i := range p.Body.Blocks {
		w.WriteString("\n" + p.Block(BlockID(i)))
	}
	w.WriteString("}\n")
	return w.String()
}

// Block is one block with its label.
func (p Printer) Block(b BlockID) string {
	var w strings.Builder
	blk := &p.Body.Blocks[b]
	cleanup := ""
	if blk.Cleanup {
		cleanup = " (cleanup)"
	}
	fmt.Fprintf(&w, "    bb%d%s: {\n", b, cleanup)
	for i := range blk.Stmts {
		fmt.Fprintf(&w, "        %s;\n", p.Stmt(blk.Stmts[i].Kind))
	}
	fmt.Fprintf(&w, "        %s;\n    }\n", p.Term(blk.Term.Kind))
	return w.String()
}

// Place is a place, each projection around what it projects from.
func (p Printer) Place(pl Place) string {
	s := fmt.Sprintf("_%d", pl.Local)
	var t types.Type
	if p.Shapes != nil {
		t = p.Body.Locals[pl.Local].Type
	}
	for _, e := range pl.Proj {
		s = p.project(s, t, e)
		if t != nil {
			t = ProjectedType(p.Shapes, t, e)
		}
	}
	return s
}

func (p Printer) project(s string, t types.Type, e Proj) string {
	end := ""
	if e.FromEnd {
		end = "-"
	}
	switch e.Kind {
	case Deref:
		return "(*" + s + ")"
	case Field:
		return fmt.Sprintf("(%s.%d: %s)", s, e.Field, p.Names.Type(e.Type))
	case Downcast:
		return fmt.Sprintf("(%s as %s)", s, p.Names.Variant(t, e.Field))
	case Index:
		return fmt.Sprintf("%s[_%d]", s, e.Local)
	case ConstIndex:
		return fmt.Sprintf("%s[%s%d of %d]", s, end, e.From, e.To)
	case Subslice:
		switch {
		case !e.FromEnd:
			return fmt.Sprintf("%s[%d..%d]", s, e.From, e.To)
		case e.To == 0:
			return fmt.Sprintf("%s[%d:]", s, e.From)
		case e.From == 0:
			return fmt.Sprintf("%s[:-%d]", s, e.To)
		}
		return fmt.Sprintf("%s[%d:-%d]", s, e.From, e.To)
	case OpaqueCast:
		return fmt.Sprintf("(%s as %s)", s, p.Names.Type(e.Type))
	}
	panic("mir: unknown projection")
}

// Operand is `copy p`, `move p` or `const c`.
func (p Printer) Operand(o Operand) string {
	switch o.Kind {
	case Copy:
		return "copy " + p.Place(o.Place)
	case Move:
		return "move " + p.Place(o.Place)
	}
	if _, fn := o.Const.Type.(*types.FnDef); fn && o.Const.Def.IsZero() {
		return p.Names.Const(o.Const)
	}
	return "const " + p.Names.Const(o.Const)
}

func (p Printer) operands(os []Operand) []string {
	out := make([]string, len(os))
	for i, o := range os {
		out[i] = p.Operand(o)
	}
	return out
}

// Stmt is a statement without its semicolon.
func (p Printer) Stmt(k StmtKind) string {
	switch k := k.(type) {
	case Assign:
		return p.Place(k.Place) + " = " + p.Rvalue(k.Rvalue)
	case FakeRead:
		causes := [...]string{"ForMatchGuard", "ForMatchedPlace(None)", "ForGuardBinding", "ForLet(None)", "ForIndex"}
		return fmt.Sprintf("FakeRead(%s, %s)", causes[k.Cause], p.Place(k.Place))
	case SetDiscriminant:
		return fmt.Sprintf("discriminant(%s) = %d", p.Place(k.Place), k.Variant)
	case StorageLive:
		return fmt.Sprintf("StorageLive(_%d)", k.Local)
	case StorageDead:
		return fmt.Sprintf("StorageDead(_%d)", k.Local)
	case Ascribe:
		variances := [...]string{"*", "+", "-", "o"}
		return fmt.Sprintf("AscribeUserType(%s, %s, UserTypeProjection { base: UserType(%d), projs: [] })", p.Place(k.Place), variances[k.Variance], k.Annotation)
	case PlaceMention:
		return fmt.Sprintf("PlaceMention(%s)", p.Place(k.Place))
	case BackwardIncompatibleDrop:
		return fmt.Sprintf("BackwardIncompatibleDropHint(%s)", p.Place(k.Place))
	case Nop:
		return "nop"
	}
	panic(fmt.Sprintf("mir: unknown statement %T", k))
}

var casts = [...]string{"Misc", "PointerCoercion(ReifyFnPointer)", "PointerCoercion(UnsafeFnPointer)", "PointerCoercion(ClosureFnPointer)",
	"PointerCoercion(MutToConstPointer)", "PointerCoercion(ArrayToPointer)", "PointerCoercion(Unsize)", "PointerExposeProvenance", "PointerWithExposedProvenance", "Transmute"}

// Rvalue is the right side of an assignment.
func (p Printer) Rvalue(r Rvalue) string {
	switch r := r.(type) {
	case Use:
		return p.Operand(r.X)
	case Repeat:
		if r.N.Kind != types.ConstValue {
			return fmt.Sprintf("[%s; %s]", p.Operand(r.X), p.Names.Const(&Const{Text: r.N.Name, Def: r.N.Def, Args: r.N.Args}))
		}
		return fmt.Sprintf("[%s; %d]", p.Operand(r.X), r.N.Lo)
	case Ref:
		return p.ref(r)
	case RawPtr:
		if r.Mut {
			return "&raw mut " + p.Place(r.Place)
		}
		if r.Fake {
			return "&raw const (fake) " + p.Place(r.Place)
		}
		return "&raw const " + p.Place(r.Place)
	case ThreadLocalRef:
		return fmt.Sprintf("&/*tls*/ %v", r.Def)
	case Cast:
		return fmt.Sprintf("%s as %s (%s)", p.Operand(r.X), p.Names.Type(r.Type), casts[r.Kind])
	case Binary:
		return fmt.Sprintf("%s(%s, %s)", r.Op, p.Operand(r.L), p.Operand(r.R))
	case Unary:
		return fmt.Sprintf("%s(%s)", r.Op, p.Operand(r.X))
	case Discriminant:
		return "discriminant(" + p.Place(r.Place) + ")"
	case Len:
		return "Len(" + p.Place(r.Place) + ")"
	case Aggregate:
		return p.Names.Aggregate(r, p.operands(r.Fields))
	case CopyForDeref:
		return "deref_copy " + p.Place(r.Place)
	case Opaque:
		return fmt.Sprintf("unknown(%q)", r.Reason)
	}
	panic(fmt.Sprintf("mir: unknown rvalue %T", r))
}

func (p Printer) ref(r Ref) string {
	region := p.Names.Region(r.Region)
	if region != "" {
		region += " "
	}
	kinds := [...]string{"", "fake shallow ", "fake ", "mut ", "mut ", "mut "}
	return "&" + region + kinds[r.Kind] + p.Place(r.Place)
}

func unwindText(u Unwind) string {
	switch u.Kind {
	case UnwindContinue:
		return "unwind continue"
	case UnwindTo:
		return fmt.Sprintf("unwind: bb%d", u.Block)
	case UnwindTerminate:
		return "unwind terminate(cleanup)"
	case UnwindUnreachable:
		return "unwind unreachable"
	}
	return ""
}

// ways is the list of targets behind the arrow.
func ways(label string, to BlockID, u Unwind) string {
	un := unwindText(u)
	switch {
	case to == NoBlock && un == "":
		return ""
	case to == NoBlock && u.Kind == UnwindTo:
		return fmt.Sprintf(" -> bb%d", u.Block)
	case to == NoBlock:
		return " -> " + un
	case un == "":
		return fmt.Sprintf(" -> [%s: bb%d]", label, to)
	}
	return fmt.Sprintf(" -> [%s: bb%d, %s]", label, to, un)
}

// Term is a terminator without its semicolon.
func (p Printer) Term(k TermKind) string {
	switch k := k.(type) {
	case Goto:
		return fmt.Sprintf("goto -> bb%d", k.Target)
	case SwitchInt:
		var w strings.Builder
		for i, v := range k.Values {
			fmt.Fprintf(&w, "%s: bb%d, ", SwitchText(v), k.Targets[i])
		}
		return fmt.Sprintf("switchInt(%s) -> [%sotherwise: bb%d]", p.Operand(k.On), w.String(), k.Targets[len(k.Targets)-1])
	case Resume:
		return "resume"
	case Terminate:
		return "terminate(cleanup)"
	case Return:
		return "return"
	case Unreachable:
		return "unreachable"
	case Drop:
		return "drop(" + p.Place(k.Place) + ")" + ways("return", k.Target, k.Unwind)
	case Call:
		return fmt.Sprintf("%s = %s(%s)", p.Place(k.Dest), p.callee(k.Func), strings.Join(p.operands(k.Args), ", ")) + ways("return", k.Target, k.Unwind)
	case Assert:
		not := "!"
		if k.Expected {
			not = ""
		}
		return fmt.Sprintf("assert(%s%s, %s)", not, p.Operand(k.Cond), strings.Join(append([]string{fmt.Sprintf("%q", k.Msg)}, p.operands(k.Args)...), ", ")) + ways("success", k.Target, k.Unwind)
	case FalseEdge:
		return fmt.Sprintf("falseEdge -> [real: bb%d, imaginary: bb%d]", k.Real, k.Imaginary)
	case FalseUnwind:
		return "falseUnwind" + ways("real", k.Real, k.Unwind)
	case Yield:
		s := fmt.Sprintf("%s = yield(%s) -> [resume: bb%d", p.Place(k.Arg), p.Operand(k.Value), k.Resume)
		if k.Drop != NoBlock {
			s += fmt.Sprintf(", drop: bb%d", k.Drop)
		}
		return s + "]"
	case InlineAsm:
		return p.asm(&k)
	case CoroutineDrop:
		return "coroutine_drop"
	case Escape:
		return fmt.Sprintf("unknown -> %v", k.Targets)
	}
	panic(fmt.Sprintf("mir: unknown terminator %T", k))
}

func (p Printer) callee(o Operand) string {
	if o.Kind == Constant {
		return p.Names.Const(o.Const)
	}
	return p.Operand(o)
}

// SwitchText is a switch value in decimal; 128 bits in hexadecimal.
func SwitchText(v SwitchValue) string {
	if v.Hi != 0 {
		return fmt.Sprintf("0x%x%016x", v.Hi, v.Lo)
	}
	return fmt.Sprint(v.Lo)
}
