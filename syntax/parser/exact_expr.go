package parser

import (
	"strings"

	"drop-lsp/syntax/ast"
)

// This file: the exact parser's expressions: operators by precedence
// (reference, expr.precedence), then prefix, postfix and primary forms.

// The levels of binary operators; higher binds tighter.
const (
	levelAssign = 1 + iota
	levelRange
	levelOr
	levelAnd
	levelCompare
	levelBitOr
	levelBitXor
	levelBitAnd
	levelShift
	levelSum
	levelProduct
	levelCast
)

var operators = map[string]int{"||": levelOr, "&&": levelAnd, "==": levelCompare, "!=": levelCompare, "<": levelCompare,
	">": levelCompare, "<=": levelCompare, ">=": levelCompare, "|": levelBitOr, "^": levelBitXor, "&": levelBitAnd,
	"<<": levelShift, ">>": levelShift, "+": levelSum, "-": levelSum, "*": levelProduct, "/": levelProduct, "%": levelProduct,
	"=": levelAssign, "+=": levelAssign, "-=": levelAssign, "*=": levelAssign, "/=": levelAssign, "%=": levelAssign,
	"^=": levelAssign, "&=": levelAssign, "|=": levelAssign, "<<=": levelAssign, ">>=": levelAssign,
	"..": levelRange, "..=": levelRange, "...": 0, "=>": 0, "->": 0}

// operator is the longest operator at hand with its level; 0: there is none.
func (p *exact) operator() (string, int) {
	if p.word(0) == "as" {
		return "as", levelCast
	}
	for n := 3; n > 0; n-- {
		s := p.touching(n)
		if level, ok := operators[s]; ok && len(s) == n {
			return s, level
		}
	}
	return "", 0
}

// touching is the next n characters of punctuation, if they touch.
func (p *exact) touching(n int) string {
	for k := range n {
		if p.sign(k) == 0 || k > 0 && p.peek(k).start != p.peek(k-1).end {
			return ""
		}
	}
	return p.src[p.start():p.peek(n-1).end]
}

// within reads inside delimiters, where struct expressions are allowed again.
func (p *exact) within(f func() ast.Expr) ast.Expr {
	old := p.noStruct
	p.noStruct = false
	e := f()
	p.noStruct = old
	return e
}

// expr reads any expression.
func (p *exact) expr() ast.Expr { return p.exprAt(levelAssign) }

// cond reads a condition or scrutinee.
func (p *exact) cond() ast.Expr {
	old := p.noStruct
	p.noStruct = true
	e := p.expr()
	p.noStruct = old
	return e
}

// exprAt reads an expression of operators of at least a level.
func (p *exact) exprAt(level int) ast.Expr {
	defer p.deeper()()
	start := p.start()
	if p.is("..") { // at any level, as rustc has it
		return p.rangeTo(start)
	}
	return p.rest(p.prefix(), start, level)
}

// rangeTo reads `..`, `..hi` or `..=hi`.
func (p *exact) rangeTo(start int) ast.Expr {
	if p.is("...") {
		p.fail()
	}
	r := &ast.RangeExpr{Inclusive: p.eat("..=")}
	if !r.Inclusive {
		p.expect("..")
	}
	if r.Inclusive || p.exprAhead() {
		r.Hi = p.exprAt(levelOr)
	}
	r.At = p.from(start)
	return r
}

// operand reads what follows a prefix operator.
func (p *exact) operand() ast.Expr {
	if p.is("..") {
		return p.rangeTo(p.start())
	}
	return p.prefix()
}

// rest reads the operators behind lhs.
func (p *exact) rest(lhs ast.Expr, start, level int) ast.Expr {
	for {
		op, l := p.operator()
		if l == 0 || l < level {
			return lhs
		}
		opAt := at(p.start(), p.start()+len(op))
		if op == "as" {
			p.i++
			t := p.typ(false)
			lhs = &ast.CastExpr{At: p.from(start), Expr: lhs, Type: t}
			continue
		}
		p.i += len(op)
		switch l {
		case levelAssign:
			r := p.exprAt(levelAssign)
			return &ast.AssignExpr{At: p.from(start), Op: op, OpAt: opAt, L: lhs, R: r}
		case levelRange:
			e := &ast.RangeExpr{Lo: lhs, Inclusive: op != ".."}
			if e.Inclusive || p.exprAhead() {
				e.Hi = p.exprAt(levelOr)
			}
			e.At = p.from(start)
			return e // nothing binds to a range: `a..b = c` is none
		case levelCompare:
			if b, ok := lhs.(*ast.BinaryExpr); ok && operators[b.Op] == levelCompare {
				p.fail() // comparisons do not chain
			}
		}
		r := p.exprAt(l + 1)
		lhs = &ast.BinaryExpr{At: p.from(start), Op: op, OpAt: opAt, L: lhs, R: r}
	}
}

var exprWords = words("async box break const continue crate false for gen if let loop match move return self Self static super true try unsafe while yield become _ do")

// exprAhead reports whether an expression may begin here.
func (p *exact) exprAhead() bool {
	switch x := p.tok(); x.kind {
	case lexLiteral, lexLifetime:
		return true
	case lexIdent:
		return p.name(0) || exprWords[p.word(0)]
	case lexPunct:
		if p.is("=>") {
			return false
		}
		c := p.sign(0)
		return strings.IndexByte("([!-*|&<#.", c) >= 0 && !p.is("<=") || c == '{' && !p.noStruct || p.is("::")
	}
	return false
}

func (p *exact) prefix() ast.Expr {
	defer p.deeper()()
	start := p.start()
	switch c := p.sign(0); c {
	case '#':
		attrs := p.attrs()
		e := p.prefix()
		return &ast.AttrExpr{At: p.from(start), Attrs: attrs, Expr: e}
	case '!', '-', '*':
		p.i++
		e := p.operand()
		return &ast.UnaryExpr{At: p.from(start), Op: c, Expr: e}
	case '&':
		p.i++
		if p.sign(0) == '&' && p.start() == p.end() {
			e := p.operand()
			return &ast.RefExpr{At: p.from(start), Expr: e}
		}
		r := &ast.RefExpr{}
		switch {
		case p.word(0) == "raw" && p.word(1) == "const" && p.sign(2) != '{':
			r.Raw = true
			p.i += 2
		case p.word(0) == "raw" && p.word(1) == "mut":
			r.Raw, r.Mut = true, true
			p.i += 2
		case p.word(0) == "pin" && (p.word(1) == "mut" || p.word(1) == "const" && p.sign(2) != '{'):
			p.i += 2
			e := p.operand()
			return &ast.UnstableExpr{At: p.from(start), Name: "&pin", Exprs: []ast.Expr{e}}
		default:
			r.Mut = p.eatWord("mut")
		}
		r.Expr = p.operand()
		r.At = p.from(start)
		return r
	}
	return p.postfix(p.primary(), start)
}

// postfix reads calls, indices, fields, methods and `?` behind e.
func (p *exact) postfix(e ast.Expr, start int) ast.Expr {
	for {
		switch p.sign(0) {
		case '?':
			p.i++
			e = &ast.TryExpr{At: p.from(start), Expr: e}
		case '(':
			args := p.args()
			e = &ast.CallExpr{At: p.from(start), Fn: e, Args: args}
		case '[':
			p.i++
			index := p.within(p.expr)
			p.expect("]")
			e = &ast.IndexExpr{At: p.from(start), Expr: e, Index: index}
		case '.':
			if p.is("..") {
				return e
			}
			p.i++
			e = p.dot(e, start)
		default:
			return e
		}
	}
}

// args reads `(a, b)`.
func (p *exact) args() []ast.Expr {
	var out []ast.Expr
	p.expect("(")
	p.within(func() ast.Expr {
		for p.sign(0) != ')' {
			out = append(out, p.expr())
			if !p.eat(",") {
				break
			}
		}
		return nil
	})
	p.expect(")")
	return out
}

// dot reads what follows a `.`.
func (p *exact) dot(e ast.Expr, start int) ast.Expr {
	x := p.tok()
	if x.kind == lexLiteral {
		p.i++
		from := x.start
		text := strings.TrimSuffix(p.src[x.start:x.end], ".")
		for i, part := range strings.Split(text, ".") { // x.0.1 has the literal 0.1
			if part == "" || strings.Trim(part, "0123456789") != "" || i > 1 {
				p.i--
				p.fail()
			}
			end := from + len(part)
			e = &ast.FieldExpr{At: at(start, end), Expr: e, Name: ast.Ident{At: at(from, end), Text: part}}
			from = end + 1
		}
		if len(text) < x.end-x.start { // x.0.f: the literal took the dot
			return p.dot(e, start)
		}
		return e
	}
	switch p.word(0) {
	case "await":
		p.i++
		return &ast.AwaitExpr{At: p.from(start), Expr: e}
	case "yield":
		p.i++
		return &ast.YieldExpr{At: p.from(start), Expr: e}
	case "use":
		p.i++
		return &ast.UnstableExpr{At: p.from(start), Name: "use", Exprs: []ast.Expr{e}}
	case "match":
		p.i++
		m := p.arms(&ast.MatchExpr{Expr: e})
		m.At = p.from(start)
		return m
	}
	seg := ast.PathSegment{Name: p.ident()}
	if p.is("::") && p.sign(2) == '<' {
		p.i += 2
		seg.Args = p.angle()
		if p.sign(0) != '(' {
			p.fail()
		}
	}
	if p.sign(0) == '(' {
		args := p.args()
		return &ast.MethodCallExpr{At: p.from(start), Recv: e, Seg: seg, Args: args}
	}
	return &ast.FieldExpr{At: p.from(start), Expr: e, Name: seg.Name}
}

func (p *exact) literal() ast.Expr {
	x := p.tok()
	t := p.src[x.start:x.end]
	lit := ast.Lit{At: at(x.start, x.end), Text: t}
	switch {
	case t == "true" || t == "false":
		lit.Kind, lit.Value = ast.LitBool, t
	case x.kind != lexLiteral:
		p.fail()
	default:
		textLit(&lit)
	}
	p.i++
	return &ast.LitExpr{At: lit.At, Lit: lit}
}

// textLit fills a literal's kind, suffix and value from its text.
func textLit(lit *ast.Lit) {
	t := lit.Text
	if t[0] >= '0' && t[0] <= '9' {
		numberLit(lit)
		return
	}
	q := byte('"')
	if t[0] == '\'' || strings.HasPrefix(t, "b'") {
		q = '\''
	}
	open := strings.IndexByte(t, q)
	prefix := t[:open]
	lit.Value = between(t, q)
	lit.Suffix = strings.TrimLeft(t[strings.LastIndexByte(t, q)+1:], "#")
	if !strings.Contains(prefix, "r") {
		lit.Value = unescape(lit.Value)
	} else if n := strings.Count(prefix, "#"); n > 0 {
		lit.Value = t[open+1 : strings.LastIndex(t, "\""+strings.Repeat("#", n))]
	}
	switch {
	case q == '\'' && prefix == "b":
		lit.Kind = ast.LitByte
	case q == '\'':
		lit.Kind = ast.LitChar
	case prefix != "" && prefix[0] == 'b':
		lit.Kind = ast.LitByteStr
	case prefix != "" && prefix[0] == 'c':
		lit.Kind = ast.LitCStr
	default:
		lit.Kind = ast.LitStr
	}
}

func (p *exact) primary() ast.Expr {
	start := p.start()
	x := p.tok()
	switch x.kind {
	case lexLiteral:
		return p.literal()
	case lexLifetime:
		return p.labelled()
	case lexPunct:
		switch p.sign(0) {
		case '(':
			return p.parens()
		case '[':
			return p.array()
		case '{':
			b := p.block()
			return &ast.BlockExpr{At: b.At, Block: b}
		case '|':
			return p.closure()
		case '<':
			return p.pathExpr()
		case ':':
			if p.is("::") {
				return p.pathExpr()
			}
		}
		p.fail()
	}
	switch w := p.word(0); w {
	case "true", "false":
		return p.literal()
	case "_":
		p.i++
		return &ast.UnderscoreExpr{At: p.from(start)}
	case "if":
		return p.ifExpr()
	case "match":
		return p.match()
	case "loop", "while":
		return p.loop(nil, start)
	case "for":
		if p.sign(1) == '<' && !p.qualifiedPattern() {
			return p.closure()
		}
		return p.loop(nil, start)
	case "unsafe":
		p.i++
		b := p.block()
		return &ast.BlockExpr{At: p.from(start), Unsafe: true, Block: b}
	case "const":
		if p.sign(1) == '{' {
			p.i++
			b := p.block()
			return &ast.BlockExpr{At: p.from(start), Const: true, Block: b}
		}
		return p.closure()
	case "let":
		p.i++
		l := &ast.LetExpr{Pat: p.pat()}
		p.expect("=")
		l.Expr = p.exprAt(levelCompare)
		l.At = p.from(start)
		return l
	case "move", "static", "use":
		return p.closure()
	case "return", "become", "break", "continue":
		return p.jump(w)
	case "yield":
		return p.jump(w)
	case "do":
		if p.word(1) == "yeet" {
			p.i++
			return p.jump("do yeet")
		}
	case "async", "gen", "try":
		if e := p.coroutine(w); e != nil {
			return e
		}
	case "builtin":
		if p.sign(1) == '#' {
			return p.builtin()
		}
	}
	return p.pathExpr()
}

// qualifiedPattern: `for <T>::X in e`, which is no binder.
func (p *exact) qualifiedPattern() bool {
	i := p.i
	defer func() { p.i = i }()
	depth := 0
	for k := 1; k < 64; k++ {
		switch p.sign(k) {
		case '<':
			depth++
		case '>':
			if depth--; depth == 0 {
				return p.puncts(k+1, "::")
			}
		}
	}
	return false
}

// coroutine reads `async { }`, `async move { }`, async closures and their like; nil: w is a name.
func (p *exact) coroutine(w string) ast.Expr {
	start := p.start()
	n := 1
	if w == "try" && p.word(1) == "bikeshed" {
		p.i += 2
		p.typ(true)
		b := p.block()
		return &ast.BlockExpr{At: p.from(start), Try: true, Block: b}
	}
	gen := w == "gen"
	if w == "async" && p.word(1) == "gen" {
		gen = true
		n = 2
	}
	move := p.word(n) == "move" && w != "try"
	if move || p.word(n) == "use" && w != "try" {
		n++
	}
	if w == "async" && p.sign(n) == '|' && !gen {
		return p.closure()
	}
	if p.sign(n) != '{' || p.noStruct && n == 1 && w == "gen" { // before edition 2024 a name
		return nil
	}
	p.i += n
	head := p.from(start).End
	b := p.block()
	return &ast.BlockExpr{At: p.from(start), Async: w == "async", Gen: gen, Try: w == "try", Move: move, Block: b, HeadEnd: head}
}

func (p *exact) pathExpr() ast.Expr {
	start := p.start()
	path := p.path(exprPath)
	switch {
	case p.macroAt(0) && path.Qself == nil:
		m := p.macro(path)
		return &ast.MacroExpr{At: m.At, Mac: m}
	case p.sign(0) == '{' && !p.noStruct:
		return p.structExpr(path, start)
	}
	return &ast.PathExpr{At: path.At, Path: path}
}

func (p *exact) structExpr(path *ast.Path, start int) ast.Expr {
	s := &ast.StructExpr{Path: path}
	p.expect("{")
	p.within(func() ast.Expr {
		for p.sign(0) != '}' {
			attrs := p.attrs()
			if p.eat("..") {
				if s.Rest = p.sign(0) == '}'; !s.Rest {
					s.Base = p.expr()
				}
				break
			}
			f := p.fieldInit()
			f.Attrs = attrs
			s.Fields = append(s.Fields, f)
			if !p.eat(",") {
				break
			}
		}
		return nil
	})
	p.expect("}")
	s.At = p.from(start)
	return s
}

func (p *exact) fieldInit() ast.FieldInit {
	start := p.start()
	f := ast.FieldInit{}
	if x := p.tok(); x.kind == lexLiteral {
		p.i++
		f.Name = ast.Ident{At: at(x.start, x.end), Text: p.src[x.start:x.end]}
	} else {
		f.Name = p.ident()
		if p.sign(0) != ':' {
			f.Shorthand, f.At = true, f.Name.At
			f.Expr = &ast.PathExpr{At: f.At, Path: &ast.Path{At: f.At, Segments: []ast.PathSegment{{Name: f.Name}}}}
			return f
		}
	}
	p.expect(":")
	f.Expr = p.expr()
	f.At = p.from(start)
	return f
}

func (p *exact) parens() ast.Expr {
	start := p.start()
	p.expect("(")
	var elems []ast.Expr
	comma := false
	p.within(func() ast.Expr {
		for p.sign(0) != ')' {
			elems = append(elems, p.expr())
			if comma = p.eat(","); !comma {
				break
			}
		}
		return nil
	})
	p.expect(")")
	if len(elems) == 1 && !comma {
		return &ast.ParenExpr{At: p.from(start), Expr: elems[0]}
	}
	return &ast.TupleExpr{At: p.from(start), Elems: elems}
}

func (p *exact) array() ast.Expr {
	start := p.start()
	p.expect("[")
	var elems []ast.Expr
	var n ast.Expr
	p.within(func() ast.Expr {
		for p.sign(0) != ']' {
			elems = append(elems, p.expr())
			if len(elems) == 1 && p.eat(";") {
				n = p.expr()
				break
			}
			if !p.eat(",") {
				break
			}
		}
		return nil
	})
	p.expect("]")
	if n != nil {
		return &ast.RepeatExpr{At: p.from(start), Elem: elems[0], Len: n}
	}
	return &ast.ArrayExpr{At: p.from(start), Elems: elems}
}

func (p *exact) closure() ast.Expr {
	start := p.start()
	c := &ast.ClosureExpr{For: p.binder()}
	c.Const, c.Static = p.eatWord("const"), p.eatWord("static")
	c.Async = p.eatWord("async")
	use := p.word(0) == "use"
	c.Move = p.eatWord("move") || p.eatWord("use")
	if !p.eat("||") {
		p.expect("|")
		for p.sign(0) != '|' {
			q := ast.Param{Attrs: p.attrs()}
			from := p.start()
			q.Pat = p.onePat()
			if p.eat(":") {
				q.Type = p.typ(true)
			}
			q.At = p.from(from)
			c.Params = append(c.Params, q)
			if !p.eat(",") {
				break
			}
		}
		p.expect("|")
	}
	c.DeclEnd = p.from(start).End
	if p.eat("->") {
		c.Output = p.typ(false)
		c.DeclEnd = p.from(start).End
		b := p.block()
		c.Body = &ast.BlockExpr{At: b.At, Block: b}
	} else {
		c.Body = p.exprAt(levelAssign)
	}
	c.At = p.from(start)
	if use { // it clones what it captures: feature ergonomic_clones
		return &ast.UnstableExpr{At: c.At, Name: "use closure", Exprs: []ast.Expr{c}}
	}
	return c
}

func (p *exact) jump(w string) ast.Expr {
	start := p.start()
	p.i++
	value := func() ast.Expr {
		if p.exprAhead() {
			return p.exprAt(levelAssign)
		}
		return nil
	}
	switch w {
	case "return":
		e := value()
		return &ast.ReturnExpr{At: p.from(start), Expr: e}
	case "yield":
		e := value()
		return &ast.YieldExpr{At: p.from(start), Expr: e}
	case "do yeet":
		u := &ast.UnstableExpr{Name: w}
		if e := value(); e != nil {
			u.Exprs = []ast.Expr{e}
		}
		u.At = p.from(start)
		return u
	case "become":
		e := p.exprAt(levelAssign)
		return &ast.BecomeExpr{At: p.from(start), Expr: e}
	case "continue":
		l := p.optLifetime()
		return &ast.ContinueExpr{At: p.from(start), Label: l}
	}
	b := &ast.BreakExpr{Label: p.optLifetime()}
	if b.Label != nil && p.sign(0) == ':' && !p.is("::") { // a labelled block as the value stands in parentheses
		p.fail()
	}
	b.Expr = value()
	b.At = p.from(start)
	return b
}

// labelled reads a loop or block with a label.
func (p *exact) labelled() ast.Expr {
	start := p.start()
	l := p.lifetime()
	p.expect(":")
	if p.sign(0) == '{' {
		b := p.block()
		return &ast.BlockExpr{At: p.from(start), Label: l, Block: b}
	}
	return p.loop(l, start)
}

func (p *exact) loop(l *ast.Lifetime, start int) ast.Expr {
	switch {
	case p.eatWord("loop"):
		b := p.block()
		return &ast.LoopExpr{At: p.from(start), Label: l, Body: b}
	case p.eatWord("while"):
		c := p.cond()
		b := p.block()
		return &ast.WhileExpr{At: p.from(start), Label: l, Cond: c, Body: b}
	}
	p.expectWord("for")
	await := p.word(0) == "await"
	if await {
		p.i++
	}
	f := &ast.ForExpr{Label: l, Pat: p.pat()}
	p.expectWord("in")
	f.Expr = p.cond()
	f.Body = p.block()
	f.At = p.from(start)
	if await {
		return &ast.UnstableExpr{At: f.At, Name: "for await", Exprs: []ast.Expr{f}}
	}
	return f
}

func (p *exact) ifExpr() ast.Expr {
	defer p.deeper()()
	start := p.start()
	p.expectWord("if")
	e := &ast.IfExpr{Cond: p.cond(), Then: p.block()}
	if p.eatWord("else") {
		if p.word(0) == "if" {
			e.Else = p.ifExpr()
		} else {
			b := p.block()
			e.Else = &ast.BlockExpr{At: b.At, Block: b}
		}
	}
	e.At = p.from(start)
	return e
}

func (p *exact) match() ast.Expr {
	start := p.start()
	p.expectWord("match")
	m := p.arms(&ast.MatchExpr{Expr: p.cond()})
	m.At = p.from(start)
	return m
}

// arms reads `{ arms }`.
func (p *exact) arms(m *ast.MatchExpr) *ast.MatchExpr {
	p.expect("{")
	p.within(func() ast.Expr {
		p.innerAttrs()
		for p.sign(0) != '}' {
			m.Arms = append(m.Arms, p.arm())
		}
		return nil
	})
	p.expect("}")
	return m
}

func (p *exact) arm() *ast.Arm {
	a := &ast.Arm{Attrs: p.attrs()}
	start := p.start()
	a.Pat = p.pat()
	if p.eatWord("if") {
		a.Guard = p.expr()
	}
	p.expect("=>")
	var whole bool
	a.Body, whole = p.statementExpr()
	a.At = p.from(start)
	if !p.eat(",") && p.sign(0) != '}' && !whole {
		p.fail()
	}
	return a
}

// builtin reads `builtin # name(operands)`.
func (p *exact) builtin() ast.Expr {
	start := p.start()
	p.i += 2
	e := &ast.BuiltinExpr{Name: p.ident().Text}
	if e.Name == "asm" {
		return p.asm(start)
	}
	if !builtinCalls[e.Name] {
		e.Tokens = p.group().Sub
		e.At = p.from(start)
		return e
	}
	for _, x := range p.args() {
		named := ""
		if as, ok := x.(*ast.AssignExpr); ok && as.Op == "=" {
			if q, ok := as.L.(*ast.PathExpr); ok && len(q.Path.Segments) == 1 {
				named, x = q.Path.Segments[0].Name.Text, as.R
			}
		}
		e.Args, e.Names = append(e.Args, x), append(e.Names, named)
	}
	e.At = p.from(start)
	return e
}
