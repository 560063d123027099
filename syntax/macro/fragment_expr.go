package macro

import "drop-lsp/syntax/ast"

// This file: where an expression, a statement or an item ends (see fragment.go).

var binaryOps = words("+ - * / % ^ & | << >> == != < <= > >= && || = += -= *= /= %= ^= &= |= <<= >>=")

// expr reads an expression. noStruct: `x {` is no struct literal (conditions).
func (r *reader) expr(p place, noStruct bool) (place, bool) {
	if !r.enter() {
		return p, false
	}
	defer r.leave()
	start := p
	for {
		q, ok := r.operand(p, noStruct)
		if !ok {
			return start, false
		}
		p = q
	ops:
		for {
			if q, ok := r.eatKw(p, "as"); ok {
				if p, ok = r.ty(q, false); !ok {
					return start, false
				}
				continue
			}
			op := r.punct(p)
			switch {
			case op == ".." || op == "..=":
				p = r.next(p)
				if !r.canBeginExpr(p) || noStruct && r.group(p, '{') {
					return p, op == ".."
				}
				break ops
			case op == "<-":
				p = place{p.i, p.off + 1}
				break ops
			case binaryOps[op]:
				p = r.next(p)
				break ops
			default:
				return p, true
			}
		}
	}
}

// canBeginExpr is rustc's check of the first token.
func (r *reader) canBeginExpr(p place) bool {
	t := r.at(p)
	if t == nil {
		return false
	}
	switch t.Kind {
	case ast.TokLiteral, ast.TokLifetime:
		return true
	case ast.TokDelim:
		switch t.Frag {
		case "item", "vis", "meta", "ty", "pat", "pat_param", "stmt":
			return t.Delim != 0
		}
		return true
	case ast.TokPunct:
		switch r.punct(p) {
		case "-", "*", "!", "|", "||", "&", "&&", "..", "...", "..=", "<", "<<", "::", "#", "<-":
			return true
		}
		return false
	}
	if t.Raw || !reserved[t.Text] {
		return true
	}
	switch t.Text {
	case "async", "break", "const", "continue", "false", "for", "if", "let", "loop", "match", "move", "return",
		"static", "true", "unsafe", "while", "self", "Self", "super", "crate", "$crate", "_":
		return true
	}
	return false
}

func (r *reader) operand(p place, noStruct bool) (place, bool) {
	if !r.enter() {
		return p, false
	}
	defer r.leave()
	switch r.punct(p) {
	case "-", "*", "!":
		return r.operand(r.next(p), noStruct)
	case "&", "&&":
		q := r.next(p)
		if k := r.kw(r.next(q)); r.kw(q) == "raw" && (k == "const" || k == "mut") {
			return r.operand(r.next(r.next(q)), noStruct)
		}
		q, _ = r.eatKw(q, "mut")
		return r.operand(q, noStruct)
	case "#":
		if r.group(r.next(p), '[') {
			return r.operand(r.next(r.next(p)), noStruct)
		}
		return p, false
	case "..", "..=":
		q := r.next(p)
		if r.canBeginExpr(q) && !(noStruct && r.group(q, '{')) {
			return r.operand(q, noStruct)
		}
		return q, r.punct(p) == ".."
	case "|", "||":
		return r.closure(p, noStruct)
	}
	q, ok := r.primary(p, noStruct)
	if !ok {
		return p, false
	}
	return r.postfix(q)
}

func (r *reader) postfix(p place) (place, bool) {
	for {
		switch {
		case r.punct(p) == "?", r.group(p, '('), r.group(p, '['):
			p = r.next(p)
		case r.punct(p) == ".":
			q := r.next(p)
			switch {
			case r.kind(q, ast.TokLiteral), r.frag(q) == "literal":
				p = r.next(q)
			case r.ident(q) || r.kw(q) == "await" || r.kw(q) == "match":
				p = r.segmentArgs(r.next(q), false)
			default:
				return p, false
			}
		default:
			return p, true
		}
	}
}

func (r *reader) closure(p place, noStruct bool) (place, bool) {
	if r.punct(p) == "||" {
		p = r.next(p)
	} else {
		p = r.next(p)
		for {
			if q, ok := r.eat(p, "|"); ok {
				p = q
				break
			}
			for r.punct(p) == "#" && r.group(r.next(p), '[') {
				p = r.next(r.next(p))
			}
			q, ok := r.pat(p, false)
			if !ok {
				return p, false
			}
			if c, is := r.eat(q, ":"); is {
				if q, ok = r.ty(c, false); !ok {
					return p, false
				}
			}
			p = q
			if q, ok := r.eat(p, ","); ok {
				p = q
			} else if r.punct(p) != "|" {
				return p, false
			}
		}
	}
	if a, ok := r.eat(p, "->"); ok {
		q, ok := r.ty(a, false)
		return r.next(q), ok && (r.group(q, '{') || r.frag(q) == "block")
	}
	return r.expr(p, noStruct)
}

func (r *reader) block(p place) (place, bool) {
	return r.next(p), r.group(p, '{') || r.frag(p) == "block"
}

func (r *reader) primary(p place, noStruct bool) (place, bool) {
	t := r.at(p)
	if t == nil {
		return p, false
	}
	switch t.Kind {
	case ast.TokLiteral:
		return r.next(p), true
	case ast.TokLifetime:
		q, ok := r.eat(r.next(p), ":")
		if !ok {
			return p, false
		}
		return r.primary(q, noStruct)
	case ast.TokDelim:
		switch t.Frag {
		case "expr", "expr_2021", "literal", "block", "stmt":
			return r.next(p), true
		case "lifetime":
			if q, ok := r.eat(r.next(p), ":"); ok {
				return r.primary(q, noStruct)
			}
			return p, false
		}
		if t.Delim != 0 {
			return r.next(p), true
		}
	case ast.TokIdent:
		if !t.Raw {
			if q, ok, done := r.keywordExpr(p, t.Text, noStruct); done {
				return q, ok
			}
		}
	}
	q, ok := r.path(p, false)
	if !ok {
		return p, false
	}
	if r.punct(q) == "!" && r.anyGroup(r.next(q)) {
		return r.next(r.next(q)), true
	}
	if r.group(q, '{') && !noStruct {
		return r.next(q), true
	}
	return q, true
}

// keywordExpr reads an expression that begins with a keyword; done is false if it is none.
func (r *reader) keywordExpr(p place, k string, noStruct bool) (place, bool, bool) {
	q := r.next(p)
	switch k {
	case "true", "false", "_":
		return q, true, true
	case "if":
		e, ok := r.ifExpr(p)
		return e, ok, true
	case "while":
		e, ok := r.expr(q, true)
		if ok {
			e, ok = r.block(e)
		}
		return e, ok, true
	case "match":
		e, ok := r.expr(q, true)
		return r.next(e), ok && r.group(e, '{'), true
	case "loop":
		e, ok := r.block(q)
		return e, ok, true
	case "for":
		e, ok := r.forExpr(q)
		return e, ok, true
	case "let":
		e, ok := r.pat(q, true)
		if ok {
			e, ok = r.eat(e, "=")
		}
		if ok {
			e, ok = r.operand(e, noStruct)
		}
		return e, ok, true
	case "return", "yield", "break", "become":
		if k == "yield" || k == "become" {
			if !r.canBeginExpr(q) || r.anyGroup(q) {
				return p, false, false
			}
		}
		if k == "break" && (r.kind(q, ast.TokLifetime) || r.frag(q) == "lifetime") && r.punct(r.next(q)) != ":" {
			q = r.next(q)
		}
		if !r.canBeginExpr(q) || noStruct && r.group(q, '{') {
			return q, true, true
		}
		e, ok := r.expr(q, noStruct)
		return e, ok, true
	case "continue":
		if r.kind(q, ast.TokLifetime) || r.frag(q) == "lifetime" {
			q = r.next(q)
		}
		return q, true, true
	case "builtin":
		if r.punct(q) == "#" {
			e := r.next(r.next(q))
			return r.next(e), r.group(e, '('), true
		}
	case "unsafe", "const", "async", "static", "move", "gen", "try":
		e := p
		for {
			w := r.kw(e)
			if w == "unsafe" || w == "const" || w == "async" || w == "static" || w == "move" || w == "gen" || w == "try" {
				e = r.next(e)
				continue
			}
			break
		}
		if b, ok := r.block(e); ok {
			return b, true, true
		}
		if c := r.punct(e); c == "|" || c == "||" {
			b, ok := r.closure(e, noStruct)
			return b, ok, true
		}
		return p, false, reserved[k]
	}
	return p, false, false
}

func (r *reader) ifExpr(p place) (place, bool) {
	for {
		q, ok := r.expr(r.next(p), true)
		if ok {
			q, ok = r.block(q)
		}
		if !ok {
			return p, false
		}
		e, is := r.eatKw(q, "else")
		if !is {
			return q, true
		}
		if r.kw(e) != "if" {
			return r.block(e)
		}
		p = e
	}
}

func (r *reader) forExpr(p place) (place, bool) {
	if c := r.punct(p); len(c) > 0 && c[0] == '<' { // for<'a> |x| …
		q, ok := r.genericArgs(p)
		if !ok {
			return p, false
		}
		for r.kw(q) == "move" || r.kw(q) == "async" || r.kw(q) == "static" {
			q = r.next(q)
		}
		if c := r.punct(q); c != "|" && c != "||" {
			return p, false
		}
		return r.closure(q, false)
	}
	q, ok := r.pat(p, true)
	if ok {
		q, ok = r.eatKw(q, "in")
	}
	if ok {
		q, ok = r.expr(q, true)
	}
	if ok {
		q, ok = r.block(q)
	}
	return q, ok
}

// ---------- statements and items ----------

func (r *reader) attrs(p place) place {
	for r.punct(p) == "#" && r.group(r.next(p), '[') {
		p = r.next(r.next(p))
	}
	return p
}

// stmt reads a statement without its semicolon.
func (r *reader) stmt(p place) (place, bool) {
	p = r.attrs(p)
	switch r.frag(p) {
	case "stmt", "item", "expr", "expr_2021":
		if r.frag(p) == "stmt" || r.frag(p) == "item" {
			return r.next(p), true
		}
	}
	q := p
	if r.kw(p) == "super" && r.kw(r.next(p)) == "let" {
		q = r.next(p)
	}
	if r.kw(q) == "let" {
		return r.letStmt(r.next(q))
	}
	if e, ok := r.item(p); ok {
		return e, true
	}
	return r.expr(p, false)
}

func (r *reader) letStmt(p place) (place, bool) {
	p, ok := r.pat(p, true)
	if !ok {
		return p, false
	}
	if q, is := r.eat(p, ":"); is {
		if p, ok = r.ty(q, true); !ok {
			return p, false
		}
	}
	if q, is := r.split(p, "="); is {
		if p, ok = r.expr(q, false); !ok {
			return p, false
		}
	}
	if q, is := r.eatKw(p, "else"); is {
		return r.block(q)
	}
	return p, true
}

func (r *reader) vis(p place) place {
	if r.frag(p) == "vis" {
		return r.next(p)
	}
	q, ok := r.eatKw(p, "pub")
	if !ok {
		return p
	}
	if r.group(q, '(') {
		sub := r.at(q).Sub
		if len(sub) > 0 && sub[0].Kind == ast.TokIdent {
			switch w := sub[0].Text; {
			case w == "in", len(sub) == 1 && (w == "crate" || w == "$crate" || w == "self" || w == "super"):
				return r.next(q)
			}
		}
	}
	return q
}

// item reads an item: to the `;` or the braces that end its kind.
func (r *reader) item(p place) (place, bool) {
	p = r.attrs(p)
	if r.frag(p) == "item" {
		return r.next(p), true
	}
	p = r.vis(p)
	switch k := r.kw(p); k {
	case "const", "static", "unsafe", "async":
		n := r.next(p)
		if w := r.kw(n); w == "move" || r.group(n, '{') || r.punct(n) == "|" || r.punct(n) == "||" {
			return p, false
		}
		if k == "const" || k == "static" {
			if w := r.kw(n); w != "fn" && w != "unsafe" && w != "async" && w != "extern" && w != "trait" && w != "impl" {
				return r.itemEnd(p, false)
			}
		}
		return r.itemEnd(p, true)
	case "fn", "struct", "enum", "trait", "impl", "mod", "extern":
		if k == "extern" && r.kw(r.next(p)) == "crate" {
			return r.itemEnd(p, false)
		}
		return r.itemEnd(p, true)
	case "type", "use":
		return r.itemEnd(p, false)
	case "union", "auto", "safe":
		if r.ident(r.next(p)) || k != "union" && reserved[r.kw(r.next(p))] {
			return r.itemEnd(p, true)
		}
	case "macro_rules":
		if q, ok := r.eat(r.next(p), "!"); ok && r.ident(q) && r.anyGroup(r.next(q)) {
			return r.macroEnd(r.next(q))
		}
	case "macro":
		if r.ident(r.next(p)) {
			return r.itemEnd(p, true)
		}
	}
	return p, false
}

func (r *reader) macroEnd(p place) (place, bool) {
	brace := r.group(p, '{')
	p = r.next(p)
	if !brace {
		p, _ = r.eat(p, ";")
	}
	return p, true
}

// itemMacro reads a macro call in item position.
func (r *reader) itemMacro(p place) (place, bool) {
	p, ok := r.path(r.attrs(p), false)
	if ok {
		p, ok = r.eat(p, "!")
	}
	if !ok || !r.anyGroup(p) {
		return p, false
	}
	return r.macroEnd(p)
}

// itemEnd scans to the end of an item: `;`, or braces if the kind may end in them.
func (r *reader) itemEnd(p place, braces bool) (place, bool) {
	angle := 0
	for ; p.i < len(r.ts); p = r.next(p) {
		switch {
		case r.punct(p) == ";":
			return r.next(p), true
		case r.punct(p) == "<":
			angle++
		case r.punct(p) == ">":
			angle--
		case r.punct(p) == ">>":
			angle -= 2
		case braces && r.group(p, '{') && angle <= 0:
			return r.next(p), true
		}
	}
	return p, false
}

// meta reads the content of an attribute.
func (r *reader) meta(p place) (place, bool) {
	if r.frag(p) == "meta" {
		return r.next(p), true
	}
	if r.kw(p) == "unsafe" && r.group(r.next(p), '(') {
		return r.next(r.next(p)), true
	}
	p, ok := r.path(p, false)
	if !ok {
		return p, false
	}
	if r.anyGroup(p) {
		return r.next(p), true
	}
	if q, is := r.eat(p, "="); is {
		return r.expr(q, false)
	}
	return p, true
}
