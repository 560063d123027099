package hir

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"drop-lsp/syntax/ast"
)

// This file: asm!. The operands become expressions and places, a register its canonical name
// ("eax" is ax), a clobbered ABI the registers that it clobbers (rustc_ast_lowering, asm.rs). What
// rustc rejects taints the body: nothing is said of it.

// ExprAsm is an inline assembly block.
type ExprAsm struct {
	// Template is the text, its placeholders as numbers: `mov {0}, {1:e}`.
	Template string
	Operands []AsmOperand
	Options  AsmOptions
}

// AsmOperand is an operand as it was lowered.
type AsmOperand struct {
	Kind ast.AsmKind
	Late bool
	// Reg is a class by its name, a register quoted: as MIR prints them.
	Reg   string
	Class AsmClass // of the register, or the class itself
	Expr  ExprID   // the input, or the place of an output; 0: `_`; of a const its ExprConstBlock; of sym a path
	Out   ExprID   // of AsmSplit; 0: `_`
	// Static is the static that sym names; zero: it names a function, in Expr.
	Static DefID
	Block  *Block // of AsmLabel
}

// AsmOptions are the options as bits, in rustc's order.
type AsmOptions uint16

// The options.
const (
	AsmPure AsmOptions = 1 << iota
	AsmNomem
	AsmReadonly
	AsmPreservesFlags
	AsmNoreturn
	AsmNostack
	AsmAttSyntax
	AsmRaw
	AsmMayUnwind
)

var asmOptions = strings.Fields("pure nomem readonly preserves_flags noreturn nostack att_syntax raw may_unwind")

// String is `PURE | NOMEM`, as MIR prints options.
func (o AsmOptions) String() string {
	var names []string
	for i, n := range asmOptions {
		if o&(1<<i) != 0 {
			names = append(names, strings.ToUpper(n))
		}
	}
	return strings.Join(names, " | ")
}

// Exprs calls f with the operands' expressions, in order; their label's blocks are not among them.
func (k *ExprAsm) Exprs(f func(ExprID)) {
	for i := range k.Operands {
		o := &k.Operands[i]
		if o.Expr != 0 {
			f(o.Expr)
		}
		if o.Out != 0 {
			f(o.Out)
		}
	}
}

// Labels calls f with the blocks of label operands.
func (k *ExprAsm) Labels(f func(*Block)) {
	for i := range k.Operands {
		if b := k.Operands[i].Block; b != nil {
			f(b)
		}
	}
}

// asmLow lowers one asm block.
type asmLow struct {
	*low
	out   ExprAsm
	bad   bool
	names map[string]int
	named []bool // by operand: no position names it
	used  []bool
	next  int // the next implicit argument
}

func (l *low) asm(e *ast.AsmExpr) ExprKind {
	a := &asmLow{low: l, names: map[string]int{}}
	a.options(e.Options)
	for i := range e.Operands {
		if _, on := l.c.cfgAttrs(e.Operands[i].Attrs); on {
			a.operand(&e.Operands[i])
		}
	}
	a.template(e)
	a.clobber(e.Clobbers)
	a.check()
	if a.bad {
		l.b.body.Tainted = true
		return ExprErr{}
	}
	return a.out
}

func (a *asmLow) fail() { a.bad = true }

func (a *asmLow) options(names []string) {
	for _, n := range names {
		i := slices.Index(asmOptions, n)
		if i < 0 || a.out.Options&(1<<i) != 0 {
			a.fail()
			continue
		}
		a.out.Options |= 1 << i
	}
}

// operand lowers one operand. Explicit registers stand behind the named ones, these behind the positional.
func (a *asmLow) operand(o *ast.AsmOperand) {
	at := len(a.out.Operands)
	k := AsmOperand{Kind: o.Kind, Late: o.Late}
	if o.Kind <= ast.AsmSplit {
		a.register(&k, o)
	}
	switch {
	case o.Explicit:
		if o.Name != "" {
			a.fail()
		}
	case o.Name != "":
		if _, twice := a.names[o.Name]; twice {
			a.fail()
		}
		a.names[o.Name] = at
	case slices.Contains(a.named, true):
		a.fail()
	}
	a.named = append(a.named, o.Explicit || o.Name != "")
	a.used = append(a.used, o.Explicit)
	switch o.Kind {
	case ast.AsmConst:
		k.Expr = a.inlineConst(o.Expr)
	case ast.AsmSym:
		a.sym(&k, o)
	case ast.AsmLabel:
		k.Block = a.block(o.Block)
	default:
		k.Expr, k.Out = a.opt(o.Expr), a.opt(o.Out)
	}
	a.out.Operands = append(a.out.Operands, k)
}

func (a *asmLow) inlineConst(e ast.Expr) ExprID {
	id := a.newExpr(a.span(e), ExprErr{})
	owner := a.b.body
	k := ExprConstBlock{}
	k.Body = a.constBody(KindInlineConst, e, id, func(d DefID) {
		k.Def = d
		owner.Exprs[id].Kind = k
	})
	owner.Exprs[id].Kind = k
	return id
}

// sym names a static or a function.
func (a *asmLow) sym(k *AsmOperand, o *ast.AsmOperand) {
	if _, ok := o.Expr.(*ast.PathExpr); !ok {
		a.fail()
		return
	}
	k.Expr = a.expr(o.Expr)
	if p, ok := a.b.body.Exprs[k.Expr].Kind.(ExprPath); ok && p.Path.Unresolved == 0 && p.Path.Res.DefKind == KindStatic {
		k.Static, k.Expr = p.Path.Res.Def, 0
	}
}

func (a *asmLow) register(k *AsmOperand, o *ast.AsmOperand) {
	if !o.Explicit {
		class, ok := asmClasses[o.Reg]
		if !ok || class.clobberOnly() {
			a.fail()
		}
		k.Class, k.Reg = class, o.Reg
		return
	}
	r, ok := asmRegs[o.Reg]
	onlyClobber := o.Kind == ast.AsmOut && o.Expr == nil
	if !ok || r.class.clobberOnly() && !onlyClobber {
		a.fail()
		return
	}
	k.Class, k.Reg = r.class, strconv.Quote(r.name)
}

// ---------- the template ----------

func (a *asmLow) template(e *ast.AsmExpr) {
	var w strings.Builder
	first := true
	for _, t := range e.Templates {
		if x, ok := t.(*ast.AttrExpr); ok {
			if _, on := a.c.cfgAttrs(x.Attrs); !on {
				continue
			}
			t = x.Expr
		}
		for {
			p, ok := t.(*ast.ParenExpr)
			if !ok {
				break
			}
			t = p.Expr
		}
		lit, ok := t.(*ast.LitExpr)
		if !ok || lit.Lit.Kind != ast.LitStr {
			a.fail()
			return
		}
		if !first {
			w.WriteByte('\n')
		}
		first = false
		if a.out.Options&AsmRaw != 0 {
			w.WriteString(strings.NewReplacer("{", "{{", "}", "}}").Replace(lit.Lit.Value))
		} else {
			a.pieces(&w, lit.Lit.Value)
		}
	}
	if slices.Contains(a.used, false) {
		a.fail() // argument never used
	}
	a.out.Template = w.String()
}

// pieces reads one string: text and `{arg:modifier}`.
func (a *asmLow) pieces(w *strings.Builder, s string) {
	for len(s) > 0 {
		i := strings.IndexAny(s, "{}")
		if i < 0 {
			w.WriteString(s)
			return
		}
		w.WriteString(s[:i])
		if s = s[i:]; len(s) > 1 && s[1] == s[0] {
			w.WriteString(s[:2])
			s = s[2:]
			continue
		}
		end := strings.IndexByte(s, '}')
		if s[0] == '}' || end < 0 {
			a.fail()
			return
		}
		a.placeholder(w, s[1:end])
		s = s[end+1:]
	}
}

func (a *asmLow) placeholder(w *strings.Builder, s string) {
	arg, modifier, _ := strings.Cut(s, ":")
	arg, modifier = strings.TrimSpace(arg), strings.TrimSpace(modifier)
	at, ok := a.next, true
	switch n, err := strconv.Atoi(arg); {
	case arg == "":
		a.next++
	case err == nil:
		at = n
	case strings.IndexFunc(arg, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) >= 0:
		ok = false
	default:
		if at, ok = a.names[arg]; ok {
			a.placed(w, at, modifier)
			return
		}
	}
	if !ok || at < 0 || at >= len(a.named) || a.named[at] {
		a.fail()
		return
	}
	a.placed(w, at, modifier)
}

func (a *asmLow) placed(w *strings.Builder, at int, modifier string) {
	a.used[at] = true
	w.WriteString("{" + strconv.Itoa(at))
	if modifier != "" {
		o := &a.out.Operands[at]
		if len(modifier) > 1 || o.Kind > ast.AsmSplit || !strings.Contains(asmModifiers[o.Class], modifier) {
			a.fail()
		}
		w.WriteString(":" + modifier)
	}
	w.WriteByte('}')
}

// ---------- what must agree ----------

func (o *AsmOperand) output() bool {
	return o.Kind == ast.AsmOut || o.Kind == ast.AsmInOut || o.Kind == ast.AsmSplit
}

// stores: the operand writes to a place.
func (o *AsmOperand) stores() bool {
	return o.Kind == ast.AsmOut && o.Expr != 0 || o.Kind == ast.AsmInOut || o.Kind == ast.AsmSplit && o.Out != 0
}

// check is what rustc says of options and operands together.
func (a *asmLow) check() {
	var stores, outputs, labels bool
	for i := range a.out.Operands {
		o := &a.out.Operands[i]
		stores = stores || o.stores()
		outputs = outputs || o.output()
		labels = labels || o.Kind == ast.AsmLabel
	}
	has := func(x AsmOptions) bool { return a.out.Options&x != 0 }
	switch {
	case has(AsmNomem) && has(AsmReadonly), has(AsmPure) && has(AsmNoreturn),
		has(AsmPure) && (!has(AsmNomem|AsmReadonly) || !stores),
		has(AsmNoreturn) && outputs && !labels,
		has(AsmMayUnwind) && labels,
		labels && stores: // asm_goto_with_outputs is not stable
		a.fail()
	}
	a.conflicts()
}

// conflicts: no register is given twice, but a late output may share an input's.
func (a *asmLow) conflicts() {
	in, out := map[string]bool{}, map[string]bool{}
	for i := range a.out.Operands {
		o := &a.out.Operands[i]
		if o.Kind > ast.AsmSplit || !strings.HasPrefix(o.Reg, `"`) {
			continue
		}
		input := o.Kind != ast.AsmOut || !o.Late
		output := o.Kind != ast.AsmIn
		own := strings.Trim(o.Reg, `"`)
		for _, r := range overlapping(own) {
			if input && in[r] || output && out[r] {
				a.fail()
			}
		}
		in[own], out[own] = in[own] || input, out[own] || output
	}
}

// clobber adds what clobber_abi says to the operands.
func (a *asmLow) clobber(abis []string) {
	taken := map[string]bool{}
	for i := range a.out.Operands {
		o := &a.out.Operands[i]
		if len(abis) > 0 && o.output() && !strings.HasPrefix(o.Reg, `"`) {
			a.fail()
		}
		if o.output() {
			for _, r := range overlapping(strings.Trim(o.Reg, `"`)) {
				taken[r] = true
			}
		}
	}
	for _, abi := range abis {
		regs, ok := asmABIs[abi]
		if !ok {
			a.fail()
		}
		for _, r := range regs {
			if !taken[r] {
				taken[r] = true
				a.out.Operands = append(a.out.Operands,
					AsmOperand{Kind: ast.AsmOut, Late: true, Reg: strconv.Quote(r), Class: asmRegs[r].class})
			}
		}
	}
}
