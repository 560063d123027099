package hir

import (
	"slices"
	"strconv"
	"sync"

	"drop-lsp/syntax/source"
)

// This file: the definitions that stand inside bodies and signatures: closures,
// async blocks, inline consts and anonymous consts. rustc numbers them per parent
// in the order in which it meets them: what a piece of text holds comes before
// what the macro calls in it expand to.
//
//	fn f() { m!(|| 1); || { || 2 } }    f::{closure#0} the second, f::{closure#0}::{closure#0}
//	                                    the one inside it, f::{closure#1} the macro's argument
//
// So the ids are handed out when the whole body is lowered.

// innerDef is one such definition while its body is being lowered.
type innerDef struct {
	kind DefKind
	frag int // the expansion in which it stands, in preorder; 0: as written
	span source.Span
	head source.Span
	kids []*innerDef
	set  func(DefID) // enters the id where it is wanted

	owner *Body  // the body that holds the expression; nil for the consts of signatures
	expr  ExprID // of a closure or inline const
	body  *Body  // of consts
}

// inner begins a definition inside the one at hand; the result ends it.
func (l *low) inner(n *innerDef) func() {
	n.frag = l.frag
	l.in.kids = append(l.in.kids, n)
	old := l.in
	l.in = n
	return func() { l.in = old }
}

// innerDefs are the inner definitions of a crate met so far, with the bodies of the consts among them.
type innerDefs struct {
	mu    sync.Mutex
	defs  map[DefID]*Def
	nodes map[DefID]*innerDef
}

// innerCounts is how many inner definitions of each kind a definition's signature has.
type innerCounts struct{ closures, consts int }

// number hands out the ids of what stands in parent, beginning at counts.
func (c *Crate) number(parent DefID, root *innerDef, counts innerCounts) innerCounts {
	slices.SortStableFunc(root.kids, func(a, b *innerDef) int { return a.frag - b.frag })
	for _, n := range root.kids {
		name := ""
		switch n.kind {
		case KindClosure, KindCoroutine:
			name = "{closure#" + strconv.Itoa(counts.closures) + "}"
			counts.closures++
		default:
			name = "{constant#" + strconv.Itoa(counts.consts) + "}"
			counts.consts++
		}
		id := c.in.Interner.inner(c.ID, parent, name)
		d := &Def{ID: id, Kind: n.kind, Name: name, Parent: parent, Span: n.span, HeadSpan: n.head, NameSpan: n.head,
			Vis: Vis{Module: c.Root}, Edition: c.Edition, Generics: &Generics{Owner: id, Parent: parent}}
		n.set(id)
		c.innerDefs.mu.Lock()
		c.innerDefs.defs[id], c.innerDefs.nodes[id] = d, n
		c.innerDefs.mu.Unlock()
		c.number(id, n, innerCounts{})
	}
	return counts
}

// inner is the id of the definition of that name inside parent.
func (in *Interner) inner(c CrateID, parent DefID, name string) DefID {
	id := in.Def(c, strconv.Itoa(int(parent.Index))+name)
	in.mu.Lock()
	defer in.mu.Unlock()
	in.parents[id] = parent
	return id
}

// innerDef finds an inner definition, lowering the body that holds it if need be.
func (c *Crate) innerDef(id DefID) (*Def, *innerDef) {
	get := func() (*Def, *innerDef) {
		c.innerDefs.mu.Lock()
		defer c.innerDefs.mu.Unlock()
		return c.innerDefs.defs[id], c.innerDefs.nodes[id]
	}
	if d, n := get(); d != nil {
		return d, n
	}
	for owner, ok := c.in.Interner.parent(id); ok; owner, ok = c.in.Interner.parent(owner) {
		if c.Defs.At(owner) != nil {
			c.Body(owner)
			break
		}
	}
	return get()
}

func (in *Interner) parent(id DefID) (DefID, bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	p, ok := in.parents[id]
	return p, ok
}

// Closure tells where a closure, async block or inline const stands: the owner of the hir
// body that holds its expression (a fn, const, static or anonymous const), and the
// expression. ok is false for anything else.
func (c *Crate) Closure(id DefID) (owner DefID, e ExprID, ok bool) {
	_, n := c.innerDef(id)
	if n == nil || n.owner == nil || n.expr == 0 {
		return DefID{}, 0, false
	}
	return n.owner.Owner, n.expr, true
}

// BodyOwner is the item in whose text a definition inside a body stands (through closures
// and consts around it); the definition itself where it is none.
func (c *Crate) BodyOwner(id DefID) DefID {
	for {
		p, ok := c.in.Interner.parent(id)
		if !ok {
			return id
		}
		id = p
	}
}
