package mir

import (
	"fmt"
	"slices"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: the operands of inline assembly, and how MIR prints it:
//
//	asm!("mov {0}, {1}", out(reg) _3, in(reg) move _6, options(NOSTACK)) -> [return: bb1, unwind unreachable]

// AsmForm is the form of an operand; rustc's InlineAsmOperand.
type AsmForm uint8

// The forms of operands.
const (
	AsmIn AsmForm = iota
	AsmOut
	AsmInOut
	AsmConst
	AsmSymFn
	AsmSymStatic
	AsmLabel
)

// AsmOperand is one operand. Value is read by AsmIn and AsmInOut, and the constant of AsmConst
// and AsmSymFn; Place is written.
type AsmOperand struct {
	Form     AsmForm
	Late     bool
	Reg      string
	HasValue bool
	Value    Operand
	HasPlace bool // false: `_`
	Place    Place
	Static   types.DefID
	Target   int // of AsmLabel: index into Targets
}

// Reads: the operand is an input.
func (o *AsmOperand) Reads() bool { return o.Form == AsmIn || o.Form == AsmInOut }

// Values calls f with what the operands read, constants included.
func (k *InlineAsm) Values(f func(Operand)) {
	for i := range k.Operands {
		if k.Operands[i].HasValue {
			f(k.Operands[i].Value)
		}
	}
}

// Places calls f with the places that are written.
func (k *InlineAsm) Places(f func(Place)) {
	for i := range k.Operands {
		if k.Operands[i].HasPlace {
			f(k.Operands[i].Place)
		}
	}
}

// mapped are the operands with values and places replaced.
func (k *InlineAsm) mapped(value func(Operand) Operand, place func(Place) Place) []AsmOperand {
	out := slices.Clone(k.Operands)
	for i := range out {
		if out[i].HasValue {
			out[i].Value = value(out[i].Value)
		}
		if out[i].HasPlace {
			out[i].Place = place(out[i].Place)
		}
	}
	return out
}

func (p Printer) asm(k *InlineAsm) string {
	var w strings.Builder
	w.WriteString(`asm!("` + k.Template + `"`)
	for i := range k.Operands {
		w.WriteString(", " + p.asmOperand(&k.Operands[i]))
	}
	fmt.Fprintf(&w, ", options(%s))", k.Options)
	var to []string
	for i, t := range k.Targets {
		label := "label"
		if i == 0 && k.Options&hir.AsmNoreturn == 0 {
			label = "return"
		}
		to = append(to, fmt.Sprintf("%s: bb%d", label, t))
	}
	if un := unwindText(k.Unwind); un != "" {
		to = append(to, un)
	}
	switch {
	case len(k.Targets) == 0 && k.Unwind.Kind == UnwindTo:
		fmt.Fprintf(&w, " -> bb%d", k.Unwind.Block)
	case len(k.Targets) == 0 && len(to) > 0:
		w.WriteString(" -> " + to[0])
	case len(to) > 0:
		w.WriteString(" -> [" + strings.Join(to, ", ") + "]")
	}
	return w.String()
}

func (p Printer) asmOperand(o *AsmOperand) string {
	late, place := "", "_"
	if o.Late {
		late = "late"
	}
	if o.HasPlace {
		place = p.Place(o.Place)
	}
	switch o.Form {
	case AsmIn:
		return fmt.Sprintf("in(%s) %s", o.Reg, p.Operand(o.Value))
	case AsmOut:
		return fmt.Sprintf("%sout(%s) %s", late, o.Reg, place)
	case AsmInOut:
		return fmt.Sprintf("in%sout(%s) %s => %s", late, o.Reg, p.Operand(o.Value), place)
	case AsmConst:
		return "const " + p.Operand(o.Value)
	case AsmSymFn:
		return "sym_fn " + p.callee(o.Value)
	case AsmSymStatic:
		return "sym_static"
	}
	return fmt.Sprintf("label %d", o.Target)
}
