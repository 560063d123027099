package macro

import "drop-lsp/syntax/ast"

// This file: asm!, whose templates are expanded (`concat!(…)` stands where a string may) and
// whose operands are left to the parser:
//
//	asm!(concat!("mov {0}, ", "{1}"), out(reg) y, in(reg) x)
//	builtin # asm("mov {0}, {1}", out(reg) y, in(reg) x)

// asm expands the templates, which stand before all operands and options.
func asm(sc *scene, args []ast.TokenTree) ([]ast.TokenTree, error) {
	r := &reader{ts: args, steps: new(int)}
	*r.steps = maxSteps
	var out []ast.TokenTree
	from := 0
	for {
		at := from
		for at+1 < len(args) && isPunct(args[at], "#") {
			at += 2 // an attribute
		}
		if !template(args[at:]) {
			break
		}
		end, ok := r.expr(place{i: at}, false)
		if !ok {
			return nil, errNoMatch
		}
		lit, err := sc.eager(args[at:end.i])
		if err != nil {
			return nil, err
		}
		out = append(append(out, args[from:at]...), lit...)
		if from = end.i; from >= len(args) || !isPunct(args[from], ",") {
			break
		}
		out = append(out, args[from])
		from++
	}
	return sc.builtin("asm", append(out, args[from:]...)), nil
}

// template reports whether a template begins here: a literal, or a macro call that makes one.
func template(ts []ast.TokenTree) bool {
	if len(ts) == 0 {
		return false
	}
	switch t := ts[0]; t.Kind {
	case ast.TokLiteral:
		return true
	case ast.TokDelim:
		return t.Delim == 0
	case ast.TokIdent:
		return len(ts) > 1 && (isPunct(ts[1], "!") || isPunct(ts[1], "::"))
	}
	return isPunct(ts[0], "::")
}
