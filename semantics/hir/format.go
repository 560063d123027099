package hir

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/macro"
	"drop-lsp/syntax/source"
)

// This file: format_args!, as rustc's AST lowering builds it (rustc_ast_lowering, format.rs):
// nested format_args! are merged into the outer one, literals into the string, and the rest
// becomes
//
//	{ super let args = (&a, &b);
//	  super let args = [Argument::new_display(args.0), Argument::new_debug(args.1)];
//	  unsafe { Arguments::new(b"…", &args) } }
//
// or Arguments::from_str("…") where no argument is left. The byte string is the template in
// core::fmt's encoding.

// fmtArg is an argument: an expression with the text in which it stands, or a captured name.
type fmtArg struct {
	site    site
	expr    ast.Expr
	capture string
	mark    ast.Mark
	span    source.Span
}

// format is a format_args! before it is built: pieces name arguments by their index in args.
type format struct {
	pieces []macro.FormatPiece
	args   []fmtArg
}

func (l *low) formatArgs(e *ast.BuiltinExpr) ExprKind {
	f, ok := l.readFormat(e)
	if !ok {
		l.b.body.Tainted = true
		return ExprErr{}
	}
	fromConst := len(f.args) == 0
	l.flatten(f)
	l.inlineLiterals(f)
	return l.buildFormat(f, l.span(e), l.litSpan(e), fromConst)
}

func (l *low) litSpan(e *ast.BuiltinExpr) source.Span { return l.span(e.Args[0]) }

// readFormat reads the string and lists the arguments.
func (l *low) readFormat(e *ast.BuiltinExpr) (*format, bool) {
	if len(e.Args) == 0 {
		return nil, false
	}
	lit, ok := e.Args[0].(*ast.LitExpr)
	if !ok || lit.Lit.Kind != ast.LitStr {
		return nil, false
	}
	parsed, err := macro.ParseFormat(lit.Lit.Text, e.Name == "format_args_nl", e.Names[1:])
	if err != nil {
		return nil, false
	}
	f := &format{pieces: parsed.Pieces}
	for _, a := range e.Args[1:] {
		f.args = append(f.args, fmtArg{site: l.site, expr: a, span: l.span(a)})
	}
	for _, c := range parsed.Captures {
		r := source.Range{Start: lit.Start + c.Range.Start, End: lit.Start + c.Range.End}
		f.args = append(f.args, fmtArg{site: l.site, capture: c.Name, mark: l.mark(lit.Start), span: l.rng(r)})
	}
	for i, used := range parsed.Used {
		if !used && i < len(f.args) {
			return nil, false // argument never used
		}
	}
	return f, true
}

// peel takes parentheses and references off an argument and expands what is a macro call.
func (l *low) peel(a *fmtArg) (ast.Expr, site) {
	s, e := a.site, a.expr
	for range 64 {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.Expr
			continue
		case *ast.RefExpr:
			if !x.Raw {
				e = x.Expr
				continue
			}
		case *ast.MacroExpr:
			old := l.site
			l.site = s
			ex, err := l.expand(x.Mac, formExpr)
			s = l.site
			l.site = old
			if err != nil || ex.bad || ex.expr == nil {
				return e, s
			}
			l.lookAhead(x.Mac, ex)
			e, s = ex.expr, s.inside(ex)
			continue
		}
		break
	}
	return e, s
}

// eachIndex applies f to every index of an argument.
func (f *format) eachIndex(g func(int) int) {
	for i := range f.pieces {
		p := &f.pieces[i]
		if !p.IsArg {
			continue
		}
		p.Arg = g(p.Arg)
		if p.Width.IsArg {
			p.Width.Value = g(p.Width.Value)
		}
		if p.Precision.IsArg {
			p.Precision.Value = g(p.Precision.Value)
		}
	}
}

func (f *format) usedElsewhere(i int) bool {
	for j := range f.pieces {
		if j != i && f.pieces[j].IsArg && f.pieces[j].Arg == f.pieces[i].Arg {
			return true
		}
	}
	return false
}

// flatten merges nested format_args! into f.
func (l *low) flatten(f *format) {
	for i := 0; i < len(f.pieces); {
		p := f.pieces[i]
		inner := l.nestedFormat(f, i)
		if inner == nil {
			i++
			continue
		}
		at := p.Arg
		f.eachIndex(func(x int) int {
			if x > at {
				return x + len(inner.args) - 1
			}
			return x
		})
		inner.eachIndex(func(x int) int { return x + at })
		args := append([]fmtArg{}, f.args[:at]...)
		args = append(args, inner.args...)
		f.args = append(args, f.args[at+1:]...)
		pieces := append([]macro.FormatPiece{}, f.pieces[:i]...)
		pieces = append(pieces, inner.pieces...)
		f.pieces = append(pieces, f.pieces[i+1:]...)
	}
}

func (l *low) nestedFormat(f *format, i int) *format {
	p := f.pieces[i]
	if !p.IsArg || p.Trait != "" && p.Trait != "?" || f.args[p.Arg].expr == nil || f.usedElsewhere(i) {
		return nil
	}
	e, s := l.peel(&f.args[p.Arg])
	b, ok := e.(*ast.BuiltinExpr)
	if !ok || b.Name != "format_args" && b.Name != "format_args_nl" {
		return nil
	}
	old := l.site
	l.site = s
	inner, ok := l.readFormat(b)
	l.site = old
	if !ok {
		return nil
	}
	return inner
}

// plain says that the piece is `{}` without options.
func plain(p *macro.FormatPiece) bool {
	return p.Trait == "" && !p.Alternate && p.Fill == 0 && p.Align == 0 && p.Sign == 0 && !p.Zero && !p.Width.Given && !p.Precision.Given
}

func (l *low) inlineLiterals(f *format) {
	remove := make([]bool, len(f.args))
	for i := range f.pieces {
		p := &f.pieces[i]
		if !p.IsArg || !plain(p) || f.args[p.Arg].expr == nil {
			continue
		}
		e, _ := l.peel(&f.args[p.Arg])
		if text, ok := inlined(e); ok {
			remove[p.Arg] = true
			*p = macro.FormatPiece{Lit: text}
		}
	}
	f.eachIndex(func(i int) int { remove[i] = false; return i })
	var args []fmtArg
	index := make([]int, len(f.args))
	for i, a := range f.args {
		index[i] = len(args)
		if !remove[i] {
			args = append(args, a)
		}
	}
	f.eachIndex(func(i int) int { return index[i] })
	f.args = args
}

// inlined is the text of a literal that rustc writes into the string.
func inlined(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.LitExpr)
	if !ok {
		return "", false
	}
	switch lit.Lit.Kind {
	case ast.LitStr:
		return lit.Lit.Value, true
	case ast.LitInt:
		n, err := strconv.ParseUint(lit.Lit.Value, 10, 64)
		limit, ok := intLimits[lit.Lit.Suffix]
		return lit.Lit.Value, ok && (err == nil && n <= limit || strings.HasSuffix(lit.Lit.Suffix, "128"))
	}
	return "", false
}

var intLimits = map[string]uint64{"": math.MaxInt32, "i8": math.MaxInt8, "i16": math.MaxInt16, "i32": math.MaxInt32,
	"i64": math.MaxInt64, "isize": math.MaxInt64, "i128": math.MaxUint64, "u8": math.MaxUint8, "u16": math.MaxUint16,
	"u32": math.MaxUint32, "u64": math.MaxUint64, "usize": math.MaxUint64, "u128": math.MaxUint64}

// fmtUse is a distinct use of an argument: which, and by what constructor of fmt::rt::Argument.
type fmtUse struct {
	arg int
	fn  string
}

var fmtTraits = map[string]string{"": "new_display", "?": "new_debug", "x?": "new_debug", "X?": "new_debug", "x": "new_lower_hex",
	"X": "new_upper_hex", "o": "new_octal", "b": "new_binary", "e": "new_lower_exp", "E": "new_upper_exp", "p": "new_pointer"}

// encode writes the template, and lists the uses in the order of their first appearance.
// ok is false where the template is only text.
func (f *format) encode() (code []byte, uses []fmtUse, text string, ok bool) {
	use := func(arg int, fn string) uint16 {
		for i, u := range uses {
			if u == (fmtUse{arg, fn}) {
				return uint16(i)
			}
		}
		uses = append(uses, fmtUse{arg, fn})
		return uint16(len(uses) - 1)
	}
	count := func(c macro.FormatCount) (bool, uint16) {
		if c.IsArg {
			return true, use(c.Value, "from_usize")
		}
		return false, uint16(c.Value)
	}
	next := uint16(0)
	for i := range f.pieces {
		p := &f.pieces[i]
		if !p.IsArg {
			if text += p.Lit; i+1 < len(f.pieces) && !f.pieces[i+1].IsArg {
				continue
			}
			if i+1 == len(f.pieces) && len(code) == 0 {
				return nil, nil, text, false
			}
			code = appendText(code, text)
			text = ""
			continue
		}
		at := len(code)
		code = append(code, 0xc0)
		pos := use(p.Arg, fmtTraits[p.Trait])
		if flags := fmtFlags(p); flags != 0x6000_0020 {
			code[at] |= 1
			code = binary.LittleEndian.AppendUint32(code, flags)
			for k, c := range []macro.FormatCount{p.Width, p.Precision} {
				if !c.Given {
					continue
				}
				if indirect, v := count(c); indirect || v != 0 {
					code[at] |= 2 << k
					if indirect {
						code[at] |= 16 << k
					}
					code = binary.LittleEndian.AppendUint16(code, v)
				}
			}
		}
		if next != pos {
			code[at] |= 8
			code = binary.LittleEndian.AppendUint16(code, pos)
		}
		next = pos + 1
	}
	if len(f.pieces) == 0 {
		return nil, nil, "", false
	}
	return append(code, 0), uses, "", true
}

func appendText(code []byte, s string) []byte {
	for len(s) > 0 {
		n := min(len(s), math.MaxUint16)
		for n < len(s) && !utf8.RuneStart(s[n]) {
			n--
		}
		if n < 0x80 {
			code = append(code, byte(n))
		} else {
			code = binary.LittleEndian.AppendUint16(append(code, 0x80), uint16(n))
		}
		code = append(code, s[:n]...)
		s = s[n:]
	}
	return code
}

func fmtFlags(p *macro.FormatPiece) uint32 {
	fill := p.Fill
	if fill == 0 {
		fill = ' '
	}
	flags := uint32(fill)
	for i, on := range []bool{p.Sign == '+', p.Sign == '-', p.Alternate, p.Zero, p.Trait == "x?", p.Trait == "X?", p.Width.Given, p.Precision.Given} {
		if on {
			flags |= 1 << (21 + i)
		}
	}
	align := map[byte]uint32{'<': 0, '>': 1, '^': 2, 0: 3}[p.Align]
	return flags | align<<29
}

// buildFormat makes the expression.
func (l *low) buildFormat(f *format, sp, litSpan source.Span, fromConst bool) ExprKind {
	defer l.enterExpn(ExpnFormat, "format_args", sp)()
	inner := l.expn
	sp.Expn = inner
	relative := func(name string, path ...string) ExprID {
		p := l.std(sp, NSType, path...)
		p.Unresolved = 1
		p.Segments = append(p.Segments, Segment{Name: name, Span: sp, Infer: true})
		return l.newExpr(sp, ExprPath{p})
	}
	code, uses, text, ok := f.encode()
	if !ok {
		fn := "from_str"
		if !fromConst {
			fn = "from_str_nonconst"
		}
		callee := relative(fn, "core", "fmt", "Arguments")
		str := l.newExpr(litSpan, ExprLit{Lit{Kind: ast.LitStr, Value: text, Text: strconv.Quote(text)}})
		return ExprCall{callee, []ExprID{str}}
	}
	var block *Block
	var args ExprID
	if len(f.args) == 0 {
		args = l.newExpr(sp, ExprArray{})
	} else {
		block = &Block{Span: sp}
		let := func(init ExprID) LocalID {
			id, pat := l.binding(sp, "args", false, OriginMacro)
			block.Stmts = append(block.Stmts, Stmt{sp, StmtLet{Pat: pat, Init: init, Super: true}})
			return id
		}
		var refs []ExprID
		for i := range f.args {
			a := &f.args[i]
			l.expn = 0
			x := l.fmtArg(a)
			l.expn = inner
			at := a.span
			at.Expn = inner
			refs = append(refs, l.newExpr(at, ExprAddrOf{Expr: x}))
		}
		first := let(l.newExpr(sp, ExprTuple{refs}))
		var made []ExprID
		for _, u := range uses {
			at := f.args[u.arg].span
			at.Expn = inner
			field := l.newExpr(at, ExprField{l.localExpr(sp, first), strconv.Itoa(u.arg), sp})
			made = append(made, l.newExpr(at, ExprCall{relative(u.fn, "core", "fmt", "rt", "Argument"), []ExprID{field}}))
		}
		args = l.localExpr(sp, let(l.newExpr(sp, ExprArray{made})))
	}
	callee := relative("new", "core", "fmt", "Arguments")
	template := l.newExpr(sp, ExprLit{Lit{Kind: ast.LitByteStr, Value: string(code), Text: "b" + strconv.QuoteToASCII(string(code))}})
	call := l.newExpr(sp, ExprCall{callee, []ExprID{template, l.newExpr(sp, ExprAddrOf{Expr: args})}})
	unsafe := &Block{Span: sp, Tail: call, Unsafe: true}
	if block == nil {
		return ExprBlock{Block: unsafe}
	}
	block.Tail = l.newExpr(sp, ExprBlock{Block: unsafe})
	return ExprBlock{Block: block}
}

// fmtArg lowers an argument where it stands.
func (l *low) fmtArg(a *fmtArg) ExprID {
	old := l.site
	defer func() { l.site = old }()
	l.site = a.site
	l.scope, l.textual = old.scope, old.textual
	if a.expr != nil {
		return l.expr(a.expr)
	}
	id := l.newExpr(a.span, ExprErr{})
	l.b.body.Exprs[id].Kind = l.nameExpr(a.capture, a.mark, a.span)
	return id
}
