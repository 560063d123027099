package hir

import (
	"math/big"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/macro"
	"drop-lsp/syntax/source"
)

// This file: bodies: scopes of locals, blocks, statements. The ribs are one stack
// of names, innermost last; a block that declares items stands in it as a marker,
// so that its items hide the locals outside the block and its own locals hide them.

type bodyLow struct {
	body  *Body
	ribs  []rib
	loops []target
	ahead map[*ast.MacroCall]*expanded // calls that were looked into before they are lowered
	co    coroutineLow
	// conditions are the `let`s that stand where they may.
	conditions map[*ast.LetExpr]bool
	// attrs are those of the closure that is lowered next.
	attrs []*ast.Attr
}

type rib struct {
	name  string
	mark  ast.Mark
	local LocalID
	scope DefID        // a marker: the items of this block
	rules *macro.Rules // a marker: this macro is defined here
}

// target is what break and continue can name.
type target struct {
	label string
	mark  ast.Mark
	id    ExprID
	loop  bool
	ribs  int // how many there are around it
}

// Body lowers the body of a fn, const, static, anonymous or inline const; nil if it has none.
// The caller caches it.
func (c *Crate) Body(id DefID) *Body {
	d := c.Defs.At(id)
	if d == nil {
		if _, n := c.innerDef(id); n != nil {
			return n.body
		}
	}
	if d == nil || c.nodes.At(id) == nil {
		return nil
	}
	c, done := c.traceBody(id)
	l := c.newLow(d)
	if xs := c.states[id]; xs != nil {
		l.xs = xs.clone()
	}
	body := l.item(id, d)
	c.number(id, l.in, c.sigInner[id])
	done()
	return body
}

// Unlowered is the body of a definition whose lowering failed: a value that is not known.
func (c *Crate) Unlowered(id DefID, reason string) *Body {
	d := c.Defs.At(id)
	if d == nil || c.nodes.At(id) == nil {
		return nil
	}
	body := newBody(id, d.Kind, c.Edition)
	body.Span = d.Span
	body.Expansions = newExpansions().table
	body.Exprs = append(body.Exprs, Expr{Span: d.Span, Kind: ExprUnknown{Reason: reason}})
	body.Scopes = append(body.Scopes, c.nodes.At(id).scope)
	body.Value = 1
	body.Unknown = []Unknown{{d.Span, reason}}
	return body
}

// item lowers the body of an item.
func (l *low) item(id DefID, d *Def) *Body {
	c := l.c
	switch k := c.nodes.At(id).item.Kind.(type) {
	case *ast.FnItem:
		if k.Body == nil {
			return nil
		}
		return l.body(id, d.Kind, &k.Sig, k.Body, nil)
	case *ast.ConstItem:
		if k.Expr != nil {
			return l.body(id, d.Kind, nil, nil, k.Expr)
		}
	case *ast.StaticItem:
		if k.Expr != nil {
			return l.body(id, d.Kind, nil, nil, k.Expr)
		}
	}
	return nil
}

// strangeFeatures are unstable ones that change what a program without new syntax means, in a way
// that is not modelled.
var strangeFeatures = []string{"pin_ergonomics", "ref_pat_eat_one_layer_2024", "ref_pat_eat_one_layer_2024_structural"}

// strange makes the body unknown where such a feature is on.
func (l *low) strange() {
	for _, f := range strangeFeatures {
		if l.c.Features[f] {
			l.b.body.Unknown = append(l.b.body.Unknown, Unknown{l.d.Span, "feature " + f})
		}
	}
}

func newBody(owner DefID, kind DefKind, edition source.Edition) *Body {
	return &Body{Owner: owner, Kind: kind, Edition: edition, Exprs: make([]Expr, 1, 64), Pats: make([]Pat, 1, 16),
		Locals: make([]Local, 1, 16), Scopes: make([]DefID, 1, 64)}
}

func (l *low) body(owner DefID, kind DefKind, sig *ast.FnSig, block *ast.Block, e ast.Expr) *Body {
	body := newBody(owner, kind, l.c.Edition)
	l.b = &bodyLow{body: body, conditions: map[*ast.LetExpr]bool{}}
	l.strange()
	if l.xs == nil {
		l.xs = newExpansions()
	}
	switch {
	case block == nil:
		body.Span = l.span(e)
		body.Value = l.expr(e)
	case sig != nil && (sig.Async || sig.Gen):
		body.Span = l.span(block)
		l.coroutineFn(sig, block)
	default:
		if sig != nil {
			l.fnParams(sig, nil)
		}
		body.Span = l.span(block)
		body.Value = l.blockExpr(block)
	}
	body.Expansions = l.xs.table
	return body
}

// fnParams lowers a fn's parameters. moved, if not nil, takes those of an async fn.
func (l *low) fnParams(sig *ast.FnSig, moved *movedParams) {
	b := l.b.body
	tys := []*Ty(nil)
	if l.d.Fn != nil {
		tys = l.d.Fn.Params
	}
	n := 0
	ty := func() *Ty {
		n++
		if n <= len(tys) {
			return tys[n-1]
		}
		return nil
	}
	add := func(p Param) {
		if moved != nil {
			moved.add(l, p)
		} else {
			b.Params = append(b.Params, p)
		}
	}
	if s := sig.Self; s != nil {
		sp := l.span(s)
		if s.Type != nil { // `self: T`: the pattern ends before the colon
			sp.End = min(sp.End, sp.Start+int32(len("self")))
			if s.Mut {
				sp.End = min(l.span(s).End, sp.Start+int32(len("mut self")))
			}
		}
		local := l.newLocal("self", sp, OriginSelf)
		pat := l.newPat(sp, PatBinding{Local: local, Mut: s.Mut && !s.Ref})
		b.Locals[local].Mut, b.Locals[local].Pat, b.Locals[local].Param = s.Mut && !s.Ref, pat, true
		l.push("self", l.mark(s.Start), local)
		add(Param{Pat: pat, Ty: ty(), Span: sp})
	}
	seen := map[hygienic]bool{}
	for i := range sig.Params {
		p := &sig.Params[i]
		if _, ok := l.c.cfgAttrs(p.Attrs); !ok {
			continue
		}
		first := len(b.Locals)
		t := ty()
		pat := l.paramPat(p.Pat, seen)
		for j := first; j < len(b.Locals); j++ {
			b.Locals[j].Param = true
		}
		add(Param{Pat: pat, Ty: t, Span: l.span(p)})
	}
}

func (l *low) newLocal(name string, sp source.Span, o LocalOrigin) LocalID {
	l.b.body.Locals = append(l.b.body.Locals, Local{Name: name, Span: sp, Origin: o})
	return LocalID(len(l.b.body.Locals) - 1)
}

func (l *low) newPat(sp source.Span, k PatKind) PatID {
	l.b.body.Pats = append(l.b.body.Pats, Pat{sp, k})
	return PatID(len(l.b.body.Pats) - 1)
}

func (l *low) newExpr(sp source.Span, k ExprKind) ExprID {
	l.b.body.Exprs = append(l.b.body.Exprs, Expr{sp, k})
	l.b.body.Scopes = append(l.b.body.Scopes, l.scope)
	return ExprID(len(l.b.body.Exprs) - 1)
}

func (l *low) push(name string, mark ast.Mark, id LocalID) {
	l.b.ribs = append(l.b.ribs, rib{name: name, mark: mark, local: id})
}

// enter remembers the names in scope; the result takes away what came since.
func (l *low) enter() func() {
	n, scope := len(l.b.ribs), l.scope
	return func() { l.b.ribs, l.scope = l.b.ribs[:n], scope }
}

// find looks a local up by name and mark; false if an item of a block stands before it, or
// there is none. On the way out past a macro's definition, the names that its body wrote
// become names of the place where it is defined.
func (l *low) find(name string, mark ast.Mark) (LocalID, bool) {
	for i := len(l.b.ribs) - 1; i >= 0; i-- {
		r := &l.b.ribs[i]
		switch {
		case r.rules != nil:
			mark = l.leave(mark, r.rules)
		case r.local != 0:
			if r.name == name && r.mark == mark {
				return r.local, true
			}
		default:
			if _, ok := l.c.scopes[r.scope].names[NSValue][name]; ok {
				return 0, false
			}
		}
	}
	return 0, false
}

// leave is a mark outside of the definition of rules.
func (l *low) leave(mark ast.Mark, rules *macro.Rules) ast.Mark {
	if mark != 0 {
		if info := l.xs.x.MarkInfo(mark); info.Rules == rules {
			return info.Parent
		}
	}
	return mark
}

// editionAt is the edition of the code at a span; 0: the crate's.
func (l *low) editionAt(s source.Span) source.Edition {
	if int(s.Expn) < len(l.xs.table) {
		return l.xs.table[s.Expn].Edition
	}
	return 0
}

// enterExpn opens a desugaring of what stands at place; spans made until it is closed carry it.
func (l *low) enterExpn(kind ExpnKind, name string, place source.Span) func() {
	old := l.expn
	edition := l.editionAt(place)
	if kind == ExpnFormat {
		edition = source.Edition2024 // the library's, where format_args! is declared
	}
	l.xs.table = append(l.xs.table, Expansion{Kind: kind, Name: name, CallSite: place, Parent: place.Expn, Edition: edition})
	l.expn = source.ExpnID(len(l.xs.table) - 1)
	return func() { l.expn = old }
}

func (l *low) blockExpr(b *ast.Block) ExprID {
	id := l.newExpr(l.span(b), nil)
	l.b.body.Exprs[id].Kind = ExprBlock{Block: l.block(b)}
	return id
}

func (l *low) block(b *ast.Block) *Block {
	defer l.enter()()
	out := &Block{Span: l.span(b)}
	if b.Bad {
		l.b.body.Tainted = true
	}
	if s, ok := l.c.blocks[blockKey{l.d.ID, b}]; ok {
		l.c.trace.spoil()
		l.scope, out.Scope = s, s
		l.b.ribs = append(l.b.ribs, rib{scope: s})
		for _, id := range l.c.blockItems[s] {
			l.b.body.Items = append(l.b.body.Items, id)
			out.Stmts = append(out.Stmts, Stmt{l.c.Defs.At(id).Span, StmtItem{id}})
		}
	}
	textual := l.textual
	l.stmts(b.Stmts, out)
	l.tail(b.Tail, out)
	l.textual = textual
	return out
}

func (l *low) stmts(ss []ast.Stmt, out *Block) {
	for _, s := range ss {
		l.stmt(s, out)
	}
}

// tail lowers a block's last expression; a macro call in braces stands for statements there.
func (l *low) tail(e ast.Expr, out *Block) {
	switch m := e.(type) {
	case nil:
		return
	case *ast.AttrExpr:
		if !l.on(m) {
			out.promoteLast()
			return
		}
	case *ast.MacroExpr:
		if m.Mac.Args.Delim == '{' {
			l.stmtMacro(m.Mac, l.span(m), false, true, out)
			return
		}
		if l.nothing(m) {
			return
		}
	}
	out.Tail = l.expr(e)
}

// promoteLast makes a last statement without a semicolon the tail: what stood after it was configured out.
func (b *Block) promoteLast() {
	n := len(b.Stmts)
	if n == 0 {
		return
	}
	if e, ok := b.Stmts[n-1].Kind.(StmtExpr); ok && !e.Semi {
		b.Stmts, b.Tail = b.Stmts[:n-1], e.Expr
	}
}

func (l *low) stmt(s ast.Stmt, out *Block) {
	sp := l.span(s)
	add := func(k StmtKind) { out.Stmts = append(out.Stmts, Stmt{sp, k}) }
	switch s := s.(type) {
	case *ast.LetStmt:
		if _, ok := l.c.cfgAttrs(s.Attrs); !ok {
			return
		}
		k := StmtLet{Super: s.Super}
		if s.Type != nil {
			k.Ty = l.ty(s.Type)
		}
		if s.Init != nil {
			k.Init = l.expr(s.Init)
		}
		if s.Else != nil {
			if s.Init == nil { // "expected `=`"
				k.Init = l.expr(nil)
			}
			k.Else = l.block(s.Else)
		}
		k.Pat = l.bindPat(s.Pat)
		add(k)
	case *ast.ExprStmt:
		if _, ok := l.c.cfgAttrs(s.Attrs); ok {
			add(StmtExpr{l.expr(s.Expr), s.Semi})
		}
	case *ast.MacroStmt:
		if _, ok := l.c.cfgAttrs(s.Attrs); ok {
			l.stmtMacro(s.Mac, sp, s.Semi, false, out)
		}
	case *ast.ItemStmt:
		l.itemStmt(s)
	case *ast.EmptyStmt:
	default:
		l.b.body.Tainted = true
	}
}

func lit(a ast.Lit) Lit {
	out := Lit{Kind: a.Kind, Suffix: a.Suffix, Text: a.Text, Value: a.Value}
	if a.Kind == ast.LitInt {
		if n, ok := new(big.Int).SetString(a.Value, 10); ok {
			out.Lo = new(big.Int).And(n, new(big.Int).SetUint64(^uint64(0))).Uint64()
			out.Hi = new(big.Int).Rsh(n, 64).Uint64()
		}
	}
	return out
}
