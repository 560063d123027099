package semantics

import (
	"fmt"
	"strings"

	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: the elaborated MIR of each body, as `mir --format json` shows it.

// FunctionMIR is one body as `mir --format json` shows it.
type FunctionMIR struct {
	Name    string
	Span    FileSpan
	Partial bool
	Unknown []UnknownPart
	Locals  []MIRLocal
	Blocks  []MIRBlock
	// Promoted are the constants that were promoted out of the body: `const promoted[i]`.
	Promoted []FunctionMIR
}

// MIRLocal is a local of a body; Name is empty for a temporary.
type MIRLocal struct {
	ID         int
	Type, Name string
}

// MIRBlock is a basic block.
type MIRBlock struct {
	ID         int
	Cleanup    bool
	Statements []string
	Terminator MIRTerminator
}

// MIRTerminator ends a block; Fields holds the rest of its kind's fields by their
// names in the interface (place, type, target, unwind, …).
type MIRTerminator struct {
	Kind   string
	Span   FileSpan
	Fields map[string]any
}

// MIR lists the bodies after drop elaboration, in source order.
func (p *Program) MIR() []FunctionMIR {
	var out []FunctionMIR
	for _, owner := range p.Bodies() {
		for _, b := range p.elaborated(owner) {
			if p.shown(b) {
				out = append(out, p.functionMIR(b))
			}
		}
	}
	return out
}

// MIRTextAt is the elaborated MIR of the innermost body at an offset, as rustc prints it.
func (p *Program) MIRTextAt(file string, offset int) (name, text string, ok bool) {
	size := 0
	for _, owner := range p.bodiesIn(FileSpan{File: file, Start: offset, End: offset}) {
		for _, b := range p.elaborated(owner) {
			at := p.bodySpan(b)
			if n := at.End - at.Start; !p.shown(b) || at.File != file || offset < at.Start || offset > at.End || name != "" && n >= size {
				continue
			}
			size = at.End - at.Start
			name = p.DefPath(b.Owner)
			text = p.mirText(name, b)
		}
	}
	return name, text, name != ""
}

func (p *Program) mirText(name string, b *mir.Body) string {
	var out strings.Builder
	for _, u := range p.unknownParts(b) {
		fmt.Fprintf(&out, "// not analysed whole: %s\n", u.Reason)
	}
	if len(b.Blocks) == 0 {
		return out.String()
	}
	print := mir.Printer{Body: b, Names: mir.QueryNames{Q: p, Closure: p.closureName}, Shapes: p.typesOf(b)}
	out.WriteString(guard(func() string { return print.Print(name) }, func(reason string) string { return "// " + reason + "\n" }))
	return out.String()
}

func (p *Program) functionMIR(b *mir.Body) FunctionMIR {
	f := FunctionMIR{Name: p.DefPath(b.Owner), Span: p.defSpan(b.Owner), Unknown: p.unknownParts(b)}
	f.Partial = len(f.Unknown) > 0
	v := &mirView{Program: p, body: b, ty: p.typesOf(b)}
	v.printer = mir.Printer{Body: b, Names: mir.QueryNames{Q: p, Closure: p.closureName}, Shapes: v.ty}
	names := map[mir.LocalID]string{}
	for _, d := range b.VarInfo {
		if len(d.Place.Proj) == 0 {
			names[d.Place.Local] = d.Name
		}
	}
	for i := range b.Locals {
		l := MIRLocal{ID: i, Type: p.typeName(b.Locals[i].Type, b.Owner), Name: b.Locals[i].Name}
		if n, ok := names[mir.LocalID(i)]; ok && l.Name == "" {
			l.Name = n
		}
		f.Locals = append(f.Locals, l)
	}
	for _, c := range b.Promoted {
		f.Promoted = append(f.Promoted, p.functionMIR(c))
	}
	f.Blocks = guard(v.blocks, func(reason string) []MIRBlock {
		f.Partial = true
		f.Unknown = append(f.Unknown, UnknownPart{p.span(b.Span), reason})
		return nil
	})
	return f
}

// mirView prints one body.
type mirView struct {
	*Program
	body    *mir.Body
	ty      *mir.TypeInfo
	printer mir.Printer
}

func (v *mirView) blocks() []MIRBlock {
	var out []MIRBlock
	for i := range v.body.Blocks {
		blk := &v.body.Blocks[i]
		n := MIRBlock{ID: i, Cleanup: blk.Cleanup}
		for _, s := range blk.Stmts {
			if _, nop := s.Kind.(mir.Nop); !nop {
				n.Statements = append(n.Statements, v.printer.Stmt(s.Kind))
			}
		}
		n.Terminator = v.terminator(&blk.Term)
		out = append(out, n)
	}
	return out
}

func (v *mirView) terminator(t *mir.Terminator) MIRTerminator {
	out := MIRTerminator{Span: v.span(t.Span), Fields: map[string]any{}}
	set := func(name string, value any) { out.Fields[name] = value }
	target := func(name string, b mir.BlockID) {
		if b != mir.NoBlock {
			set(name, int(b))
		}
	}
	switch k := t.Kind.(type) {
	case mir.Goto:
		out.Kind = "goto"
		target("target", k.Target)
	case mir.SwitchInt:
		out.Kind = "switch"
		set("on", v.printer.Operand(k.On))
		set("targets", v.switchTargets(k))
		target("otherwise", k.Targets[len(k.Targets)-1])
	case mir.Drop:
		out.Kind = "drop"
		set("place", v.printer.Place(k.Place))
		set("type", v.typeName(mir.PlaceType(v.body, v.ty, k.Place), v.body.Owner))
		target("target", k.Target)
		v.unwind(k.Unwind, set)
	case mir.Call:
		out.Kind = "call"
		set("callee", v.callee(k.Func))
		set("dest", v.printer.Place(k.Dest))
		args := []string{}
		for _, a := range k.Args {
			args = append(args, v.printer.Operand(a))
		}
		set("args", args)
		target("target", k.Target)
		v.unwind(k.Unwind, set)
	case mir.Assert:
		out.Kind = "assert"
		target("target", k.Target)
		v.unwind(k.Unwind, set)
	case mir.InlineAsm:
		out.Kind = "asm"
		if len(k.Targets) > 0 {
			target("target", k.Targets[0])
		}
		v.unwind(k.Unwind, set)
	case mir.Yield:
		out.Kind = "yield"
		target("target", k.Resume)
		target("drop", k.Drop)
	case mir.CoroutineDrop:
		out.Kind = "coroutine_drop"
	case mir.Return:
		out.Kind = "return"
	case mir.Resume:
		out.Kind = "resume"
	case mir.Terminate:
		out.Kind = "terminate"
	case mir.Unreachable:
		out.Kind = "unreachable"
	case mir.FalseEdge:
		out.Kind = "goto"
		target("target", k.Real)
	case mir.FalseUnwind:
		out.Kind = "goto"
		target("target", k.Real)
	case mir.Escape:
		out.Kind = "unknown"
		all := []int{}
		for _, b := range k.Targets {
			all = append(all, int(b))
		}
		set("targets", all)
	}
	return out
}

// callee is the function called, with its type arguments.
func (v *mirView) callee(o mir.Operand) string {
	if o.Kind == mir.Constant && o.Const != nil {
		return v.printer.Names.Const(o.Const)
	}
	return v.printer.Operand(o)
}

func (v *mirView) switchTargets(k mir.SwitchInt) []map[string]any {
	out := []map[string]any{}
	for i, val := range k.Values {
		text := mir.SwitchText(val)
		if p, ok := k.Type.(*types.Prim); ok {
			text = mir.Integer(val, p.Prim)
		}
		out = append(out, map[string]any{"value": text, "block": int(k.Targets[i])})
	}
	return out
}

// unwind sets the field of that name; none where the terminator cannot unwind.
func (v *mirView) unwind(u mir.Unwind, set func(string, any)) {
	switch u.Kind {
	case mir.UnwindContinue:
		set("unwind", "continue")
	case mir.UnwindTo:
		set("unwind", int(u.Block))
	case mir.UnwindTerminate:
		set("unwind", "terminate")
	case mir.UnwindUnreachable:
		set("unwind", "unreachable")
	}
}
