package hir

import (
	"strings"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/macro"
	"drop-lsp/syntax/source"
)

// This file: the collector's way through macros and bodies: item macros, macro_rules!
// definitions, and the items that blocks declare.

// macroItem is a macro_rules! item in a body.
type macroItem struct {
	owner DefID
	item  *ast.Item
}

func hasAttr(attrs []*ast.Attr, name string) bool {
	for _, a := range attrs {
		if attrName(a) == name {
			return true
		}
	}
	return false
}

// unknown notes that something at a may declare anything.
func (k *collector) unknown(a at, r source.Range, reason string) {
	s := k.c.scopes[a.scope]
	s.unknown = true
	k.c.Unknown = append(k.c.Unknown, UnknownSource{a.rng(r), s.module, reason})
}

// define enters a macro_rules! definition into textual scope.
func (k *collector) define(d *Def, it *ast.Item, m *ast.MacroRulesItem, a at) {
	key := macroItem{a.parent, it}
	r := k.c.macroItems[key]
	if r == nil {
		r = k.c.parseRules(d.Name, m, &a.site)
	}
	k.c.rules[d.ID] = r
	k.c.ruleItems[r] = it
	k.textual = &macroScope{prev: k.textual, name: d.Name, rules: r}
}

// itemMacro expands a call in item position: at once if textual scope knows the macro, else
// when imports are resolved.
func (k *collector) itemMacro(m *ast.MacroCall, a at) {
	if m.Path != nil && len(m.Path.Segments) == 1 && !m.Path.Global {
		if r := k.textual.find(m.Path.Segments[0].Name.Text); r != nil {
			k.expandItems(m, r, a)
			return
		}
	}
	late := &macroScope{prev: k.textual}
	k.textual = late
	tries := 0
	run := k.later(func() {
		k.textual = late.prev
		r := k.c.macroByPath(&a.site, m.Path)
		k.expandItems(m, r, a)
		late.prev = k.textual // what the expansion defined is in scope after the call
	})
	k.calls = append(k.calls, func() bool {
		a.textual = late.prev
		tries++
		if k.c.macroByPath(&a.site, m.Path) == nil && tries < 2 {
			return false
		}
		run()
		return true
	})
}

// expandItems collects what a call in item position expands to; r nil: it cannot be known.
func (k *collector) expandItems(m *ast.MacroCall, r *macro.Rules, a at) {
	if r == nil {
		k.unknown(a, m.Range, "the macro is not known")
		return
	}
	if r.Builtin == "global_asm" {
		return
	}
	form := formItems
	if p := k.c.Defs.At(a.parent).Kind; p == KindImpl || p == KindTrait || a.foreign != nil {
		form = formAssoc
	}
	e, err := k.c.expandRules(&a.site, m, r, form)
	switch {
	case err != nil:
		if macro.Fatal(err) {
			k.c.Fatal = append(k.c.Fatal, Unknown{a.rng(m.Range), err.Error()})
		}
		k.unknown(a, m.Range, "macro "+r.Name+"!: "+err.Error())
	case e.bad:
		k.unknown(a, m.Range, "what macro "+r.Name+"! expands to does not parse")
	default:
		in := a
		in.site = a.site.inside(e)
		k.items(e.items, in)
	}
}

// body notes a body; the items declared in it are collected when the imports around it are
// resolved. Most bodies declare none: a look at the text spares the walk.
func (k *collector) body(d *Def, n ast.Node, u *ast.Unit, it *ast.Item, in at) {
	switch n := n.(type) {
	case nil:
		return
	case *ast.Block:
		if n == nil {
			return
		}
	}
	k.c.Bodies = append(k.c.Bodies, d.ID)
	if u != nil && !mayDeclare(u.Text[max(0, min(int(it.Head.End), len(u.Text))):]) {
		return
	}
	k.bodies = append(k.bodies, k.later(func() {
		in := in
		if in.xs != nil {
			in.xs = in.xs.clone()
		} else {
			in.xs = newExpansions()
		}
		k.walk(n, in)
		if len(in.xs.table) > 1 {
			k.c.states[d.ID] = in.xs
		}
	}))
}

func mayDeclare(text string) bool {
	for _, w := range []string{"!", "fn", "struct", "enum", "union", "impl", "trait", "mod", "use", "const", "static", "type", "extern"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// walk finds the blocks that declare items, in macro calls as well.
func (k *collector) walk(n ast.Node, in at) {
	ast.Walk(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Block:
			k.block(n, in)
			return false
		case *ast.Item:
			return false
		case *ast.MacroExpr:
			in.textual = k.textual
			if e := k.bodyMacro(n.Mac, &in, formExpr); e != nil && e.expr != nil {
				sub := in
				sub.site = in.site.inside(e)
				k.walk(e.expr, sub)
			}
			return false
		}
		return true
	})
}

// bodyMacro expands a call in a body if that may declare items; nil if not.
func (k *collector) bodyMacro(m *ast.MacroCall, in *at, form fragForm) *expanded {
	r := k.c.macroByPath(&in.site, m.Path)
	if r == nil || r.Std && r.Name != "thread_local" && !tokensDeclare(m.Args.Sub) {
		return nil
	}
	e, err := k.c.expandRules(&in.site, m, r, form)
	if err != nil || e.bad {
		return nil
	}
	in.xs.calls[m] = e
	return e
}

func tokensDeclare(ts []ast.TokenTree) bool {
	for i := range ts {
		if t := &ts[i]; t.Kind == ast.TokIdent && itemWords[t.Text] || tokensDeclare(t.Sub) {
			return true
		}
	}
	return false
}

var itemWords = map[string]bool{"fn": true, "struct": true, "enum": true, "union": true, "impl": true, "trait": true, "mod": true,
	"use": true, "const": true, "static": true, "type": true, "macro_rules": true, "extern": true}

// placed is a statement with the text in which it stands.
type placed struct {
	stmt ast.Stmt
	at   at
}

// statements lists a block's statements with those that its macro calls expand to.
func (k *collector) statements(b *ast.Block, in at, out []placed) []placed {
	call := func(m *ast.MacroCall) bool {
		in.textual = k.textual
		e := k.bodyMacro(m, &in, formStmts)
		if e == nil {
			return false
		}
		sub := in
		sub.site = in.site.inside(e)
		out = k.statements(e.stmts, sub, out)
		return true
	}
	for _, s := range b.Stmts {
		switch s := s.(type) {
		case *ast.MacroStmt:
			if _, ok := k.c.cfgAttrs(s.Attrs); ok {
				call(s.Mac)
			}
			continue
		case *ast.ItemStmt:
			if m, ok := s.Item.Kind.(*ast.MacroRulesItem); ok {
				if _, on := k.c.cfgAttrs(s.Item.Attrs); on {
					r := k.c.parseRules(s.Item.Name.Text, m, &in.site)
					k.c.macroItems[macroItem{in.parent, s.Item}] = r
					k.textual = &macroScope{prev: k.textual, name: s.Item.Name.Text, rules: r}
				}
			}
		}
		in.textual = k.textual
		out = append(out, placed{s, in})
	}
	if m, ok := b.Tail.(*ast.MacroExpr); ok && (m.Mac.Args.Delim == '{' || in.exp != nil) {
		if call(m.Mac) {
			return out
		}
	}
	if b.Tail != nil {
		in.textual = k.textual
		out = append(out, placed{&ast.ExprStmt{At: ast.At{Range: b.Tail.Rng()}, Expr: b.Tail}, in})
	}
	return out
}

// block collects a block's items, which are visible in all of it, then those of the blocks inside.
func (k *collector) block(b *ast.Block, in at) {
	textual := k.textual
	defer func() { k.textual = textual }()
	stmts := k.statements(b, in, nil)
	scope := in.scope
	for _, p := range stmts {
		if _, ok := p.stmt.(*ast.ItemStmt); ok {
			d := k.newDef(KindMod, "{block}", in, in.rng(b.Range))
			k.newScope(d.ID, in.scope, true)
			k.c.blocks[blockKey{in.parent, b}] = d.ID
			scope = d.ID
			break
		}
	}
	for _, items := range []bool{true, false} {
		for _, p := range stmts {
			p.at.scope = scope
			k.textual = p.at.textual
			is, ok := p.stmt.(*ast.ItemStmt)
			switch {
			case ok && items && is.Item != nil:
				k.item(is.Item, nil, p.at)
			case !ok && !items:
				k.walk(p.stmt, p.at)
			}
		}
	}
}
