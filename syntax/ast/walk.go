package ast

// This file: walking a tree. Children come in source order, types, paths' generic
// arguments and attributes' owners included; token trees are not entered. The
// node at an offset is found by the same walk.

// Walk calls f for n and, where f says so, for the nodes inside it: expressions, patterns,
// types, statements, blocks, arms and items. nil nodes are left out.
func Walk(n Node, f func(Node) bool) {
	w := walker{f}
	w.node(n)
}

// PathTo finds the innermost node that holds the byte offset (of the tree's text unit), with the
// nodes around it, outermost first; empty if n does not hold it.
func PathTo(n Node, off int32) []Node {
	var out []Node
	Walk(n, func(x Node) bool {
		if !x.Rng().Contains(off) {
			return false
		}
		for len(out) > 0 && !within(x, out[len(out)-1]) {
			out = out[:len(out)-1] // a neighbour that ends where x begins
		}
		out = append(out, x)
		return true
	})
	return out
}

func within(in, out Node) bool {
	a, b := in.Rng(), out.Rng()
	return b.Start <= a.Start && a.End <= b.End
}

type walker struct{ f func(Node) bool }

func (w walker) node(n Node) {
	switch n := n.(type) {
	case nil:
	case Expr:
		w.expr(n)
	case Pat:
		w.pat(n)
	case Type:
		w.typ(n)
	case Stmt:
		w.stmt(n)
	case *Block:
		w.block(n)
	case *Item:
		w.item(n)
	case *Arm:
		w.arm(n)
	case *Path:
		w.path(n)
	}
}

func (w walker) block(b *Block) {
	if b == nil || !w.f(b) {
		return
	}
	for _, s := range b.Stmts {
		w.stmt(s)
	}
	w.expr(b.Tail)
}

func (w walker) stmt(s Stmt) {
	if s == nil || !w.f(s) {
		return
	}
	switch s := s.(type) {
	case *LetStmt:
		w.pat(s.Pat)
		w.typ(s.Type)
		w.expr(s.Init)
		w.block(s.Else)
	case *ExprStmt:
		w.expr(s.Expr)
	case *ItemStmt:
		w.item(s.Item)
	}
}

func (w walker) exprs(es []Expr) {
	for _, e := range es {
		w.expr(e)
	}
}

func (w walker) arm(a *Arm) {
	if a != nil && w.f(a) {
		w.pat(a.Pat)
		w.expr(a.Guard)
		w.expr(a.Body)
	}
}

func (w walker) expr(e Expr) {
	if e == nil || !w.f(e) {
		return
	}
	switch e := e.(type) {
	case *PathExpr:
		w.path(e.Path)
	case *BlockExpr:
		w.block(e.Block)
	case *UnaryExpr:
		w.expr(e.Expr)
	case *BinaryExpr:
		w.expr(e.L)
		w.expr(e.R)
	case *AssignExpr:
		w.expr(e.L)
		w.expr(e.R)
	case *RefExpr:
		w.expr(e.Expr)
	case *CallExpr:
		w.expr(e.Fn)
		w.exprs(e.Args)
	case *MethodCallExpr:
		w.expr(e.Recv)
		w.args(e.Seg.Args)
		w.exprs(e.Args)
	case *FieldExpr:
		w.expr(e.Expr)
	case *IndexExpr:
		w.expr(e.Expr)
		w.expr(e.Index)
	case *RangeExpr:
		w.expr(e.Lo)
		w.expr(e.Hi)
	case *CastExpr:
		w.expr(e.Expr)
		w.typ(e.Type)
	case *TupleExpr:
		w.exprs(e.Elems)
	case *ArrayExpr:
		w.exprs(e.Elems)
	case *RepeatExpr:
		w.expr(e.Elem)
		w.expr(e.Len)
	case *StructExpr:
		w.path(e.Path)
		for i := range e.Fields {
			w.expr(e.Fields[i].Expr)
		}
		w.expr(e.Base)
	case *IfExpr:
		w.expr(e.Cond)
		w.block(e.Then)
		w.expr(e.Else)
	case *LetExpr:
		w.pat(e.Pat)
		w.expr(e.Expr)
	case *MatchExpr:
		w.expr(e.Expr)
		for _, a := range e.Arms {
			w.arm(a)
		}
	case *LoopExpr:
		w.block(e.Body)
	case *WhileExpr:
		w.expr(e.Cond)
		w.block(e.Body)
	case *ForExpr:
		w.pat(e.Pat)
		w.expr(e.Expr)
		w.block(e.Body)
	case *BreakExpr:
		w.expr(e.Expr)
	case *ReturnExpr:
		w.expr(e.Expr)
	case *YieldExpr:
		w.expr(e.Expr)
	case *BecomeExpr:
		w.expr(e.Expr)
	case *UnstableExpr:
		w.exprs(e.Exprs)
	case *TryExpr:
		w.expr(e.Expr)
	case *AwaitExpr:
		w.expr(e.Expr)
	case *ClosureExpr:
		for i := range e.Params {
			w.pat(e.Params[i].Pat)
			w.typ(e.Params[i].Type)
		}
		w.typ(e.Output)
		w.expr(e.Body)
	case *ParenExpr:
		w.expr(e.Expr)
	case *AttrExpr:
		w.expr(e.Expr)
	case *AsmExpr:
		w.exprs(e.Templates)
		for i := range e.Operands {
			o := &e.Operands[i]
			w.expr(o.Expr)
			w.expr(o.Out)
			w.block(o.Block)
		}
	case *BuiltinExpr:
		w.exprs(e.Args)
		for _, t := range e.Types {
			w.typ(t)
		}
	}
}

func (w walker) pats(ps []Pat) {
	for _, p := range ps {
		w.pat(p)
	}
}

func (w walker) pat(p Pat) {
	if p == nil || !w.f(p) {
		return
	}
	switch p := p.(type) {
	case *IdentPat:
		w.pat(p.Sub)
	case *LitPat:
		w.expr(p.Expr)
	case *RangePat:
		w.expr(p.Lo)
		w.expr(p.Hi)
	case *RefPat:
		w.pat(p.Pat)
	case *TuplePat:
		w.pats(p.Elems)
	case *SlicePat:
		w.pats(p.Elems)
	case *PathPat:
		w.path(p.Path)
	case *TupleStructPat:
		w.path(p.Path)
		w.pats(p.Elems)
	case *StructPat:
		w.path(p.Path)
		for i := range p.Fields {
			w.pat(p.Fields[i].Pat)
		}
	case *OrPat:
		w.pats(p.Pats)
	case *ParenPat:
		w.pat(p.Pat)
	case *UnstablePat:
		w.pats(p.Pats)
		w.expr(p.Guard)
	}
}

func (w walker) typ(t Type) {
	if t == nil || !w.f(t) {
		return
	}
	switch t := t.(type) {
	case *PathType:
		w.path(t.Path)
	case *RefType:
		w.typ(t.Elem)
	case *PtrType:
		w.typ(t.Elem)
	case *SliceType:
		w.typ(t.Elem)
	case *ArrayType:
		w.typ(t.Elem)
		w.expr(t.Len)
	case *TupleType:
		for _, e := range t.Elems {
			w.typ(e)
		}
	case *FnPtrType:
		for _, e := range t.Params {
			w.typ(e)
		}
		w.typ(t.Output)
	case *ImplType:
		w.bounds(t.Bounds)
	case *DynType:
		w.bounds(t.Bounds)
	case *ParenType:
		w.typ(t.Elem)
	case *UnstableType:
		w.typ(t.Elem)
	}
}

func (w walker) bounds(bs []Bound) {
	for i := range bs {
		w.path(bs[i].Trait)
	}
}

func (w walker) path(p *Path) {
	if p == nil || !w.f(p) {
		return
	}
	w.typ(p.Qself)
	for i := range p.Segments {
		w.args(p.Segments[i].Args)
	}
}

func (w walker) args(a *GenericArgs) {
	if a == nil {
		return
	}
	for i := range a.Args {
		w.typ(a.Args[i].Type)
		w.expr(a.Args[i].Const)
	}
	for _, t := range a.Inputs {
		w.typ(t)
	}
	w.typ(a.Output)
	for i := range a.Assoc {
		w.typ(a.Assoc[i].Type)
		w.expr(a.Assoc[i].Const)
		w.bounds(a.Assoc[i].Bounds)
	}
}

func (w walker) generics(g *Generics) {
	for i := range g.Params {
		p := &g.Params[i]
		w.bounds(p.Bounds)
		w.typ(p.Type)
		w.typ(p.Default)
		w.expr(p.DefExpr)
	}
	for i := range g.Where {
		w.typ(g.Where[i].Type)
		w.bounds(g.Where[i].Bounds)
	}
}

func (w walker) items(is []*Item) {
	for _, i := range is {
		w.item(i)
	}
}

func (w walker) fields(fs []Field) {
	for i := range fs {
		w.typ(fs[i].Type)
		w.expr(fs[i].Default)
	}
}

func (w walker) item(it *Item) {
	if it == nil || !w.f(it) {
		return
	}
	switch k := it.Kind.(type) {
	case *FnItem:
		w.generics(&k.Sig.Generics)
		if k.Sig.Self != nil {
			w.typ(k.Sig.Self.Type)
		}
		for i := range k.Sig.Params {
			w.pat(k.Sig.Params[i].Pat)
			w.typ(k.Sig.Params[i].Type)
		}
		w.typ(k.Sig.Output)
		w.block(k.Body)
	case *StructItem:
		w.generics(&k.Generics)
		w.fields(k.Fields)
	case *UnionItem:
		w.generics(&k.Generics)
		w.fields(k.Fields)
	case *EnumItem:
		w.generics(&k.Generics)
		for i := range k.Variants {
			w.fields(k.Variants[i].Fields)
			w.expr(k.Variants[i].Disc)
		}
	case *TraitItem:
		w.generics(&k.Generics)
		w.bounds(k.Bounds)
		w.items(k.Items)
	case *TraitAliasItem:
		w.generics(&k.Generics)
		w.bounds(k.Bounds)
	case *ImplItem:
		w.generics(&k.Generics)
		w.path(k.Trait)
		w.typ(k.Self)
		w.items(k.Items)
	case *TypeItem:
		w.generics(&k.Generics)
		w.bounds(k.Bounds)
		w.typ(k.Type)
	case *ConstItem:
		w.generics(&k.Generics)
		w.typ(k.Type)
		w.expr(k.Expr)
	case *StaticItem:
		w.typ(k.Type)
		w.expr(k.Expr)
	case *ModItem:
		w.items(k.Items)
	case *ForeignItem:
		w.items(k.Items)
	}
}
