package hir

import (
	"strconv"
	"strings"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/macro"
	"drop-lsp/syntax/parser"
	"drop-lsp/syntax/source"
)

// This file: macro calls: which macro a path names, its expansion, and the parse
// of what it expands to. A call's expansion is a text of its own; nodes parsed
// from it have ranges in that text, and the expansion leads them back to the
// source (site.rng) and tells the marks of their names (hygiene).
//
// Items need expansions before bodies are lowered, for what they declare. So the
// collector expands the calls in item position and, in bodies, those of macros
// that may declare items; the bodies' lowering finds these by the call (expansions.calls).

// site is the text in which nodes stand, and what macro names mean there.
type site struct {
	src     source.ItemID
	exp     *macro.Expansion // nil: the text as written
	depth   int              // of expansions
	scope   DefID
	textual *macroScope
	xs      *expansions // nil: nothing was expanded yet
}

// macroScope is the textual scope of macro_rules!, innermost first.
// reference, macro.decl.scope.textual
type macroScope struct {
	prev  *macroScope
	name  string
	rules *macro.Rules
}

func (s *macroScope) find(name string) *macro.Rules {
	for ; s != nil; s = s.prev {
		if s.name == name {
			return s.rules
		}
	}
	return nil
}

// expansions are those of one body, signature or item macro with all that is nested in it.
type expansions struct {
	x     *macro.Expander
	table []Expansion // by ExpnID
	calls map[*ast.MacroCall]*expanded
	frags int // expansions entered so far, in preorder
}

func newExpansions() *expansions {
	return &expansions{x: macro.New(macro.Options{}), table: make([]Expansion, 1, 4), calls: map[*ast.MacroCall]*expanded{}}
}

// clone goes on where xs stands; xs itself does not change any more.
func (xs *expansions) clone() *expansions {
	if xs == nil {
		return newExpansions()
	}
	return &expansions{x: xs.x.Clone(), table: xs.table[:len(xs.table):len(xs.table)], calls: xs.calls}
}

// expanded is one call's expansion with its parse, one of the forms.
type expanded struct {
	exp   *macro.Expansion
	expn  source.ExpnID
	form  fragForm
	expr  ast.Expr // nil: nothing
	stmts *ast.Block
	pat   ast.Pat
	ty    ast.Type
	items []*ast.Item
	bad   bool // what it expands to does not parse
}

// fragForm is what a call's place asks for.
type fragForm uint8

const (
	formExpr fragForm = iota
	formStmts
	formPat
	formType
	formItems
	formAssoc
)

func (s *site) rng(r source.Range) source.Span {
	if s.exp != nil {
		return s.exp.SpanAt(r)
	}
	return source.Span{Item: s.src, Start: r.Start, End: r.End}
}

func (s *site) text() macro.Site {
	if s.exp != nil {
		return s.exp
	}
	return macro.Written{Item: s.src}
}

// mark is the hygiene mark of the name at an offset.
func (s *site) mark(off int32) ast.Mark {
	if s.exp == nil {
		return 0
	}
	return s.exp.MarkAt(off)
}

// dollar finds the crate that the `crate` of a `$crate` means.
func (c *Crate) dollar(s *site, off int32) (Res, bool) {
	if s.exp == nil {
		return Res{}, false
	}
	name, ok := s.exp.CrateAt(off)
	if !ok {
		return Res{}, false
	}
	return c.crateByKey(name), true
}

// crateKey is the name by which macros remember the crate that they come from.
func (c *Crate) crateKey() string { return "#" + strconv.Itoa(int(c.ID)) }

func (c *Crate) crateByKey(key string) Res {
	mod := Res{Kind: ResDef, DefKind: KindMod, Def: c.Root}
	if key == c.crateKey() {
		return mod
	}
	for _, d := range c.linked {
		if d.crateKey() == key {
			mod.Def = d.Root
			return mod
		}
	}
	if c.in.External != nil {
		if id, ok := c.in.External.CrateRoot(key); ok {
			mod.Def = id
			return mod
		}
	}
	return Res{Kind: ResUnknown}
}

// parseRules reads a macro_rules! definition that stands in s.
func (c *Crate) parseRules(name string, k *ast.MacroRulesItem, s *site) *macro.Rules {
	r, err := macro.ParseRules(k.Body, c.Edition, s.text())
	if err != nil {
		r = &macro.Rules{} // matches nothing
	}
	r.Name, r.Crate, r.Edition = name, c.crateKey(), c.Edition
	return r
}

// macroByPath finds the macro that a path names; nil: there is none, or it cannot be known.
func (c *Crate) macroByPath(s *site, p *ast.Path) *macro.Rules {
	r := c.findMacro(s, p)
	c.traceMacro(s, p, r)
	return r
}

func (c *Crate) findMacro(s *site, p *ast.Path) *macro.Rules {
	if p == nil || len(p.Segments) == 0 {
		return nil
	}
	var names []string
	for _, seg := range p.Segments {
		names = append(names, seg.Name.Text)
	}
	if len(names) == 1 && !p.Global {
		if r := s.textual.find(names[0]); r != nil {
			return r
		}
	}
	if root, ok := c.dollar(s, p.Segments[0].Name.Start); ok && names[0] == "crate" {
		r, rest := c.descend(root, names, 1, NSMacro, s.scope)
		if rest != 0 || r.Kind != ResDef {
			// Private macros of the standard library, and those of a crate that exports by macro_use.
			return c.rulesByName(root, names[len(names)-1])
		}
		return c.rulesOf(r)
	}
	r, rest := c.findNames(s.scope, names, p.Global, NSMacro, nil)
	if rest != 0 {
		return nil
	}
	return c.rulesOf(r)
}

func (c *Crate) rulesByName(root Res, name string) *macro.Rules {
	if root.Kind == ResDef && root.Def.IsStd() {
		return macro.Std(name)
	}
	return nil
}

// rulesOf are the rules of a macro's definition.
func (c *Crate) rulesOf(r Res) *macro.Rules {
	if r.Kind != ResDef || r.DefKind != KindMacro {
		return nil
	}
	if r.Def.Crate == c.ID {
		return c.rules[r.Def]
	}
	if d := c.linked[r.Def.Crate]; d != nil {
		return d.rules[r.Def]
	}
	if c.in.External != nil && r.Def.IsStd() {
		return macro.Std(c.in.External.Name(r.Def))
	}
	return nil
}

// options are an Expander's surroundings at s.
func (c *Crate) options(s *site) macro.Options {
	at := *s
	return macro.Options{
		Edition: c.Edition, Crate: c.crateKey(), NoStd: c.NoStd, Module: c.Name,
		Lookup: func(path string) *macro.Rules {
			names := strings.Split(strings.ReplaceAll(path, " ", ""), "::")
			if names[0] == "$crate" {
				return macro.Std(names[len(names)-1])
			}
			p := &ast.Path{}
			for _, n := range names {
				p.Segments = append(p.Segments, ast.PathSegment{Name: ast.Ident{Text: n}})
			}
			bare := at
			bare.exp = nil
			return c.macroByPath(&bare, p)
		},
		Cfg: func(ts []ast.TokenTree) (bool, bool) { return c.cfg(ts), true },
	}
}

// expand expands a call and parses what comes out; nil with the reason where that cannot be known.
func (c *Crate) expand(s *site, m *ast.MacroCall, form fragForm) (*expanded, error) {
	if s.xs != nil {
		if e := s.xs.calls[m]; e != nil && e.form == form {
			return e, nil
		}
	}
	rules := c.macroByPath(s, m.Path)
	if rules == nil {
		return nil, macro.ErrUnknown
	}
	return c.expandRules(s, m, rules, form)
}

func (c *Crate) expandRules(s *site, m *ast.MacroCall, rules *macro.Rules, form fragForm) (*expanded, error) {
	if s.xs == nil {
		s.xs = newExpansions()
	}
	call := s.rng(m.Range)
	s.xs.table = append(s.xs.table, Expansion{Kind: ExpnMacro, Name: rules.Name, CallSite: call, Parent: call.Expn, Edition: rules.Edition,
		Foreign: rules.Crate != c.crateKey()})
	expn := source.ExpnID(len(s.xs.table) - 1)
	s.xs.x.Use(c.options(s))
	exp, err := s.xs.x.Expand(rules, macro.Call{Args: m.Args, Site: s.text(), Range: m.Range, Expn: expn, Depth: s.depth})
	if err != nil {
		return nil, err
	}
	e := &expanded{exp: exp, expn: expn}
	e.parse(form)
	return e, nil
}

// parse reads the expansion as what its place asks for.
func (e *expanded) parse(form fragForm) {
	e.form = form
	text := e.exp.Text
	var errs []ast.SyntaxError
	switch form {
	case formExpr:
		// A semicolon at the end is let pass in expression position.
		if text = strings.TrimRight(text, " ;"); text != "" {
			e.expr, errs = parser.ParseExprText(text)
		}
	case formStmts:
		e.stmts, errs = parser.ParseStmtsText(text)
	case formPat:
		e.pat, errs = parser.ParsePatText(text)
	case formType:
		e.ty, errs = parser.ParseTypeText(text)
	case formItems:
		e.items, errs = parser.ParseItemsText(text)
	case formAssoc:
		e.items, errs = parser.ParseAssocItemsText(text)
	}
	e.bad = len(errs) > 0
}

// inside is the site of the nodes of an expansion of a call in s.
func (s *site) inside(e *expanded) site {
	in := *s
	in.exp, in.depth = e.exp, s.depth+1
	return in
}
