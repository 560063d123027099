package hir

import (
	"reflect"
	"slices"
	"strings"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/macro"
)

// This file: the item barrier. A crate that is lowered after an edit keeps of the one
// before what still holds: a signature or body whose syntax is the same, and whose names
// mean what they meant. To tell, lowering writes down each name that it looks up, and
// what it found:
//
//	fn f(x: S) { g(x) }     f's signature asked for the type S, its body for the value g
//
// If S and g are found as before, f need not be lowered again, whatever else is new.

// trace is what one lowering asked for.
type trace struct {
	owner   DefID
	seen    map[asked]struct{}
	checks  []func(*Crate) bool // does the crate answer as before?
	spoiled bool                // it asked for more than can be told
	bad     bool                // of a signature: the definition was in error before it was lowered
}

// asked is a question that was asked once.
type asked struct {
	at     DefID
	names  string
	ns     Namespace
	kind   askedKind
	global bool
}

type askedKind uint8

const (
	askedChild askedKind = iota
	askedLexical
	askedNames
	askedMacro
	askedUnknown
)

func (t *trace) note(k asked, check func(*Crate) bool) {
	if t == nil {
		return
	}
	if _, ok := t.seen[k]; ok && k.kind != askedChild {
		return
	}
	if t.seen == nil {
		t.seen = map[asked]struct{}{}
	}
	t.seen[k] = struct{}{}
	t.checks = append(t.checks, check)
}

// spoil says that the lowering must be done again whatever changes.
func (t *trace) spoil() {
	if t != nil {
		t.spoiled = true
	}
}

// holds reports whether a crate answers everything as before.
func (t *trace) holds(c *Crate) bool {
	if t == nil || t.spoiled {
		return false
	}
	for _, check := range t.checks {
		if !check(c) {
			return false
		}
	}
	return true
}

// traceMacro notes which macro a path means. A local one is the same if its definition's
// syntax is.
func (c *Crate) traceMacro(s *site, p *ast.Path, r *macro.Rules) {
	if c.trace == nil || p == nil {
		return
	}
	var names []string
	for _, seg := range p.Segments {
		names = append(names, seg.Name.Text)
	}
	it, owner := c.ruleItems[r], c.trace.owner
	if r != nil && it == nil && !r.Std {
		c.trace.spoil() // of a body, or of a dependency
		return
	}
	scope, exp := s.scope, s.exp
	c.trace.note(asked{at: scope, names: strings.Join(names, "::"), kind: askedMacro, global: p.Global}, func(n *Crate) bool {
		at := site{scope: scope, exp: exp}
		if node := n.nodes.At(owner); node != nil {
			at.textual = node.textual
		}
		now := n.findMacro(&at, p)
		return now == r || it != nil && n.ruleItems[now] == it
	})
}

// traceSignature lowers a signature and keeps what it asked for.
func (c *Crate) traceSignature(d *Def) {
	t := &trace{owner: d.ID, bad: d.Bad}
	listening := *c
	listening.trace = t
	order := len(c.Order)
	listening.lowerSignature(d)
	c.Order = listening.Order
	if len(c.Order) > order || c.sigInner[d.ID] != (innerCounts{}) || d.Expansions != nil {
		t.spoil() // opaque types, constants and expansions are definitions of their own
	}
	c.sigTraces[d.ID] = t
}

// traceBody is the crate that listens to the lowering of a body, and what ends it.
func (c *Crate) traceBody(id DefID) (*Crate, func()) {
	t := &trace{owner: id}
	listening := *c
	listening.trace = t
	return &listening, func() { c.keepBodyTrace(id, t) }
}

// sameSyntax reports whether a definition comes from the same text as before.
func (c *Crate) sameSyntax(old *Crate, id DefID) bool {
	a, b := old.nodes.At(id), c.nodes.At(id)
	return a != nil && b != nil && a.item == b.item && a.src == b.src && a.exp == nil && b.exp == nil && a.derive == b.derive &&
		a.derived == b.derived && a.scope == b.scope && (a.foreign == nil) == (b.foreign == nil)
}

// reuseSignature takes a definition's details from the crate before, if they still hold.
func (c *Crate) reuseSignature(old *Crate, id DefID) bool {
	if old == nil {
		return false
	}
	d, o := c.Defs.At(id), old.Defs.At(id)
	if o == nil || o.Kind != d.Kind || o.Generics == nil || d.Generics != nil || o.Parent != d.Parent || !c.sameSyntax(old, id) {
		return false
	}
	if p, op := c.Defs.At(d.Parent), old.Defs.At(d.Parent); p == nil || op == nil ||
		(p.Kind == KindImpl || p.Kind == KindTrait) && p.Generics != op.Generics {
		return false
	}
	switch {
	case o.Impl != nil && !slices.Equal(o.Impl.Items, c.itemIDs(id)), o.Trait != nil && !slices.Equal(o.Trait.Items, c.itemIDs(id)),
		o.Macro != nil, !old.sigTraces[id].holds(c):
		return false
	}
	d.Generics, d.Fn, d.Adt, d.Trait, d.Impl, d.Alias, d.Const, d.Fatal, d.Bad = o.Generics, o.Fn, o.Adt, o.Trait, o.Impl, o.Alias, o.Const, o.Fatal, d.Bad || o.Bad
	if d.Kind == KindEnum {
		for _, v := range c.childrenOf(id) {
			if ov := old.Defs.At(v.ID); ov != nil && v.Kind == KindVariant {
				v.Variant = ov.Variant
			}
		}
	}
	c.sigInner[id], c.sigTraces[id] = old.sigInner[id], old.sigTraces[id]
	return true
}

// Diff is what another crate has otherwise.
type Diff struct {
	Defs   map[DefID]bool // definitions that are new, gone, or declare something else
	Bodies map[DefID]bool // owners of bodies that are new, gone, or lowered otherwise
	Scopes map[DefID]bool // modules and blocks in whose scope other traits are
	Types  bool           // the names of types are others
}

// Diff compares a crate with the one before.
func (c *Crate) Diff(old *Crate) Diff {
	out := Diff{Defs: map[DefID]bool{}, Bodies: map[DefID]bool{}, Scopes: map[DefID]bool{}}
	for id, d := range c.Defs.All() {
		o := old.Defs.At(id)
		if o == nil || !sameDef(o, d) {
			out.Defs[id] = true
		}
		out.Types = out.Types || o == nil && namesType(d)
		if s := c.scopes[id]; s != nil && old.scopes[id] != nil && !slices.Equal(c.TraitsInScopeOf(id), old.TraitsInScopeOf(id)) {
			out.Scopes[id] = true
		}
	}
	for id, o := range old.Defs.All() {
		if c.Defs.At(id) == nil {
			out.Defs[id] = true
			out.Types = out.Types || namesType(o)
		}
	}
	for _, id := range old.Bodies {
		if !c.sameBody(old, id, out.Defs) {
			out.Bodies[id] = true
		}
	}
	return out
}

func namesType(d *Def) bool {
	switch d.Kind {
	case KindStruct, KindEnum, KindUnion, KindTrait, KindMod, KindTraitAlias:
		return true
	}
	return false
}

// sameDef compares two states of a definition, but for where its body ends.
func sameDef(a, b *Def) bool {
	if a.Kind != b.Kind || a.Parent != b.Parent || a.Vis != b.Vis || a.HeadSpan != b.HeadSpan || a.NameSpan != b.NameSpan || a.Bad != b.Bad {
		return false
	}
	if a.Generics == b.Generics && a.Generics != nil && a.Fn == b.Fn && a.Adt == b.Adt && a.Impl == b.Impl && a.Alias == b.Alias && a.Const == b.Const &&
		a.Trait == b.Trait && slices.Equal(a.Attrs, b.Attrs) {
		return true
	}
	x, y := *a, *b
	x.Span = y.Span
	if x.Macro != nil && y.Macro != nil && x.Macro.Item == y.Macro.Item {
		x.Macro = y.Macro
	}
	return reflect.DeepEqual(&x, &y)
}

// sameBody reports whether a body that was lowered for the crate before is what lowering it for
// this one would give.
func (c *Crate) sameBody(old *Crate, id DefID, changed map[DefID]bool) bool {
	d := c.Defs.At(id)
	if d == nil || changed[id] || changed[d.Parent] && d.Parent != c.Root || !c.sameSyntax(old, id) || old.states[id] != nil || c.states[id] != nil {
		return false
	}
	t := c.bodyTrace(id)
	return t != nil && t == old.bodyTrace(id)
}

// bodyTrace is what lowering a body asked for, as it was written then. Crates that differ within bodies
// share the traces: one of a body is kept, that of the text lowered last.
type bodyTrace struct {
	item *ast.Item
	*trace
}

// bodyTrace is the trace of a body as it is written now; nil: there is none.
func (c *Crate) bodyTrace(id DefID) *trace {
	v, ok := c.bodyTraces.Load(id)
	n := c.nodes.At(id)
	if !ok || n == nil || v.(bodyTrace).item != n.item {
		return nil
	}
	return v.(bodyTrace).trace
}

func (c *Crate) keepBodyTrace(id DefID, t *trace) {
	c.bodyTraces.Store(id, bodyTrace{c.nodes.At(id).item, t})
}

// keepBodies takes over from the crate before what lowering asked for in the bodies that hold
// still, with the definitions inside of them.
func (c *Crate) keepBodies(old *Crate) {
	if old == nil {
		return
	}
	kept := map[DefID]bool{}
	for _, id := range old.Bodies {
		if t := old.bodyTrace(id); t != nil && c.sameSyntax(old, id) && t.holds(c) {
			c.keepBodyTrace(id, t)
			kept[id] = true
		}
	}
	old.innerDefs.mu.Lock()
	defer old.innerDefs.mu.Unlock()
	for id, d := range old.innerDefs.defs {
		if n := old.innerDefs.nodes[id]; c.innerDefs.defs[id] == nil && kept[c.BodyOwner(id)] {
			c.innerDefs.defs[id], c.innerDefs.nodes[id] = d, n
		}
	}
}
