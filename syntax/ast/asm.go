package ast

// This file: `asm!`, as its tokens are read once the macro is known to be the compiler's own.

// AsmExpr is an inline assembly block: templates, operands, options and clobbered ABIs in
// the order in which they stand.
type AsmExpr struct {
	At
	Templates []Expr
	Operands  []AsmOperand
	Options   []string
	// Clobbers are the literals of clobber_abi(…).
	Clobbers []string
}

// AsmKind is the form of an operand.
type AsmKind uint8

// The forms of operands. AsmSplit is `inout(reg) a => b`.
const (
	AsmIn AsmKind = iota
	AsmOut
	AsmInOut
	AsmSplit
	AsmConst
	AsmSym
	AsmLabel
)

// AsmOperand is one operand of an asm block.
type AsmOperand struct {
	At
	Attrs []*Attr
	Name  string // `name = …`; "": none
	Kind  AsmKind
	Late  bool
	// Reg is the register class, or the register where Explicit.
	Reg      string
	Explicit bool
	Expr     Expr // of AsmOut: nil for `_`
	Out      Expr // of AsmSplit: nil for `_`
	Block    *Block
}

func (*AsmExpr) isExpr() {}
