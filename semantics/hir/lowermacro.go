package hir

import (
	"errors"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/macro"
	"drop-lsp/syntax/source"
)

// This file: macro calls in bodies. A call is replaced by what it expands to; one that cannot
// be expanded is unknown and may touch every local that its tokens name.

// within lowers what an expansion holds.
func (l *low) within(e *expanded, f func()) {
	old, frag, expn := l.site, l.frag, l.expn
	xs := l.xs
	l.site, l.expn = l.site.inside(e), 0
	l.xs = xs
	xs.frags++
	l.frag = xs.frags
	f()
	textual := l.textual
	l.site, l.frag, l.expn = old, frag, expn
	l.xs = xs
	if e.form == formStmts {
		l.textual = textual // statements stay in the block around the call
	}
}

// expand is Crate.expand, with the calls that were expanded ahead.
func (l *low) expand(m *ast.MacroCall, form fragForm) (*expanded, error) {
	if l.b != nil {
		if e := l.b.ahead[m]; e != nil && e.form == form {
			return e, nil
		}
	}
	e, err := l.c.expand(&l.site, m, form)
	if macro.Fatal(err) {
		l.fatal(l.span(m), err.Error())
	}
	return e, err
}

// macroExpr lowers a call in expression position.
func (l *low) macroExpr(sp source.Span, m *ast.MacroCall) ExprID {
	e, err := l.expand(m, formExpr)
	if err != nil || e.bad || e.expr == nil {
		return l.unknownMacro(sp, m, err)
	}
	var id ExprID
	l.within(e, func() { id = l.expr(e.expr) })
	return id
}

// nothing reports whether e is a macro call that expands to nothing, which may stand as a
// block's last expression and as an element of a list.
func (l *low) nothing(e ast.Expr) bool {
	m, ok := e.(*ast.MacroExpr)
	if !ok {
		return false
	}
	ex, err := l.expand(m.Mac, formExpr)
	if err != nil || ex.bad {
		return false
	}
	l.lookAhead(m.Mac, ex)
	return ex.expr == nil
}

// lookAhead keeps an expansion for when its call is lowered.
func (l *low) lookAhead(m *ast.MacroCall, e *expanded) {
	if l.b.ahead == nil {
		l.b.ahead = map[*ast.MacroCall]*expanded{}
	}
	l.b.ahead[m] = e
}

// stmtMacro lowers a call in statement position into the block around it. semi: a semicolon
// follows, which what it expands to takes over; last: the call is the block's tail.
func (l *low) stmtMacro(m *ast.MacroCall, sp source.Span, semi, last bool, out *Block) {
	e, err := l.expand(m, formStmts)
	if err != nil || e.bad {
		id := l.unknownMacro(sp, m, err)
		if last {
			out.Tail = id
		} else {
			out.Stmts = append(out.Stmts, Stmt{sp, StmtExpr{id, true}})
		}
		return
	}
	l.within(e, func() {
		l.stmts(e.stmts.Stmts, out)
		switch t := e.stmts.Tail.(type) {
		case nil:
		case *ast.MacroExpr:
			l.stmtMacro(t.Mac, l.span(t), semi, last, out)
		default:
			id := l.expr(t)
			if last {
				out.Tail = id
			} else {
				out.Stmts = append(out.Stmts, Stmt{sp, StmtExpr{id, semi}})
			}
		}
	})
}

// itemStmt: macro_rules! is in scope from here on; other items are in scope in the whole block.
func (l *low) itemStmt(s *ast.ItemStmt) {
	m, ok := s.Item.Kind.(*ast.MacroRulesItem)
	if !ok {
		return
	}
	if _, on := l.c.cfgAttrs(s.Item.Attrs); !on {
		return
	}
	l.c.trace.spoil()
	r := l.c.macroItems[macroItem{l.d.ID, s.Item}]
	if r == nil {
		r = l.c.parseRules(s.Item.Name.Text, m, &l.site)
	}
	l.textual = &macroScope{prev: l.textual, name: s.Item.Name.Text, rules: r}
	l.b.ribs = append(l.b.ribs, rib{rules: r})
}

func (l *low) macroType(t *ast.MacroType) TyKind {
	e, err := l.expand(t.Mac, formType)
	if err != nil || e.bad {
		return TyUnknown{Reason: "macro"}
	}
	var k TyKind
	l.within(e, func() { k = l.tyKind(e.ty) })
	return k
}

// macro lowers a call in pattern position.
func (p *patLow) macro(x *ast.MacroPat) PatID {
	l := p.l
	e, err := l.expand(x.Mac, formPat)
	if err != nil || e.bad {
		l.b.body.Unknown = append(l.b.body.Unknown, Unknown{l.span(x), "macro in a pattern"})
		return l.newPat(l.span(x), PatUnknown{"macro"})
	}
	var id PatID
	l.within(e, func() { id = p.pat(e.pat) })
	return id
}

// unknownMacro is a call that is not expanded.
func (l *low) unknownMacro(sp source.Span, m *ast.MacroCall, err error) ExprID {
	name := "macro"
	if m.Path != nil && len(m.Path.Segments) > 0 {
		name = m.Path.Segments[len(m.Path.Segments)-1].Name.Text
	}
	var ce *macro.CompileError
	if errors.As(err, &ce) {
		l.b.body.Tainted = true
		return l.newExpr(sp, ExprErr{})
	}
	reason := "macro " + name + "! is not expanded"
	if err != nil && !errors.Is(err, macro.ErrUnknown) {
		reason += ": " + err.Error()
	}
	return l.unknownTokens(sp, reason, m.Args.Sub)
}

// unknownTokens is an expression of tokens whose meaning is not known: it may touch every
// local that they name.
func (l *low) unknownTokens(sp source.Span, reason string, tokens []ast.TokenTree) ExprID {
	l.b.body.Unknown = append(l.b.body.Unknown, Unknown{sp, reason})
	return l.newExpr(sp, ExprUnknown{Reason: reason, Uses: l.named(tokens)})
}

// named are the locals that tokens name, whatever their marks.
func (l *low) named(tokens []ast.TokenTree) []LocalID {
	seen := map[LocalID]bool{}
	var uses []LocalID
	use := func(text string) {
		for i := len(l.b.ribs) - 1; i >= 0; i-- {
			if r := &l.b.ribs[i]; r.local != 0 && r.name == text {
				if !seen[r.local] {
					seen[r.local] = true
					uses = append(uses, r.local)
				}
				return
			}
		}
	}
	var walk func([]ast.TokenTree)
	walk = func(ts []ast.TokenTree) {
		for i := range ts {
			switch t := &ts[i]; t.Kind {
			case ast.TokIdent:
				use(t.Text)
			case ast.TokLiteral:
				words(t.Text, use)
			case ast.TokDelim:
				walk(t.Sub)
			}
		}
	}
	walk(tokens)
	return uses
}

// words calls f with each word of a literal: a format string captures locals.
func words(s string, f func(string)) {
	start := -1
	for i := 0; i <= len(s); i++ {
		in := i < len(s) && (s[i] == '_' || s[i] >= 0x80 || s[i]|32 >= 'a' && s[i]|32 <= 'z' || s[i] >= '0' && s[i] <= '9')
		if in && start < 0 {
			start = i
		} else if !in && start >= 0 {
			f(s[start:i])
			start = -1
		}
	}
}

// builtin lowers what only the compiler's own macros expand to.
func (l *low) builtin(e *ast.BuiltinExpr) ExprKind {
	text := func(s string) ExprKind { return ExprLit{Lit{Kind: ast.LitStr, Value: s}} }
	switch e.Name {
	case "format_args", "format_args_nl":
		return l.formatArgs(e)
	case "env", "include_str":
		return text("") // some text that is not known here
	}
	sp := l.span(e)
	reason := "built-in macro " + e.Name + "!"
	k := ExprUnknown{Reason: reason, Uses: l.named(e.Tokens)}
	l.b.body.Unknown = append(l.b.body.Unknown, Unknown{sp, reason})
	return k
}
