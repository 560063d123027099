package parser

import "drop-lsp/syntax/ast"

// This file: `builtin # asm(…)`, what asm! stands for: templates, then operands, options(…) and
// clobber_abi(…) (reference, asm.ts-args). The words are keywords only here.

// asmForms are the operands by the word that they begin with.
var asmForms = map[string]ast.AsmOperand{
	"in": {Kind: ast.AsmIn}, "out": {Kind: ast.AsmOut}, "lateout": {Kind: ast.AsmOut, Late: true},
	"inout": {Kind: ast.AsmInOut}, "inlateout": {Kind: ast.AsmInOut, Late: true},
	"const": {Kind: ast.AsmConst}, "sym": {Kind: ast.AsmSym}, "label": {Kind: ast.AsmLabel},
}

// asm reads the arguments behind the name.
func (p *exact) asm(start int) ast.Expr {
	e := &ast.AsmExpr{}
	p.expect("(")
	p.within(func() ast.Expr {
		for p.sign(0) != ')' {
			p.asmArg(e)
			if !p.eat(",") {
				break
			}
		}
		return nil
	})
	p.expect(")")
	e.At = p.from(start)
	if len(e.Templates) == 0 {
		p.fail()
	}
	return e
}

func (p *exact) asmArg(e *ast.AsmExpr) {
	attrs := p.attrs()
	start := p.start()
	if p.sign(1) == '(' {
		switch p.word(0) {
		case "clobber_abi":
			p.i++
			p.asmList(func() { e.Clobbers = append(e.Clobbers, p.asmText()) })
			return
		case "options":
			p.i++
			p.asmList(func() { e.Options = append(e.Options, p.anyIdent().Text) })
			return
		}
	}
	name := ""
	if p.name(0) && p.sign(1) == '=' && p.sign(2) != '=' {
		name = p.ident().Text
		p.expect("=")
	}
	form, ok := asmForms[p.word(0)]
	if !ok {
		if name != "" || len(e.Operands) > 0 {
			p.fail()
		}
		x := p.expr()
		if len(attrs) > 0 {
			x = &ast.AttrExpr{At: p.from(start), Attrs: attrs, Expr: x}
		}
		e.Templates = append(e.Templates, x)
		return
	}
	p.i++
	form.Attrs, form.Name = attrs, name
	p.asmOperand(&form)
	form.At = p.from(start)
	e.Operands = append(e.Operands, form)
}

// asmOperand reads what follows an operand's word.
func (p *exact) asmOperand(o *ast.AsmOperand) {
	switch o.Kind {
	case ast.AsmConst, ast.AsmSym:
		o.Expr = p.expr()
		return
	case ast.AsmLabel:
		o.Block = p.block()
		return
	}
	p.expect("(")
	if p.tok().kind == lexLiteral {
		o.Reg, o.Explicit = p.asmText(), true
	} else {
		o.Reg = p.anyIdent().Text
	}
	p.expect(")")
	if o.Kind == ast.AsmOut {
		o.Expr = p.asmPlace()
		return
	}
	o.Expr = p.expr()
	if o.Kind == ast.AsmInOut && p.eat("=>") {
		o.Kind = ast.AsmSplit
		o.Out = p.asmPlace()
	}
}

// asmPlace reads where a value goes; nil: `_`.
func (p *exact) asmPlace() ast.Expr {
	if p.eatWord("_") {
		return nil
	}
	return p.expr()
}

// asmText is the text of a string literal.
func (p *exact) asmText() string {
	l, ok := p.literal().(*ast.LitExpr)
	if !ok || l.Lit.Kind != ast.LitStr {
		p.fail()
	}
	return l.Lit.Value
}

func (p *exact) asmList(item func()) {
	p.expect("(")
	for p.sign(0) != ')' {
		item()
		if !p.eat(",") {
			break
		}
	}
	p.expect(")")
}
