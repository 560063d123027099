package hir

import (
	"maps"
	"reflect"
	"slices"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: the crate after an edit in the header of a fn or in the fields of a struct. What has
// a name still has it, under the same id; so nothing but that signature is lowered again:
//
//	fn f(a: A) {…}      ->  fn f(a: &A) {…}         the same names in the same places
//	struct S { a: A }   ->  struct S { a: Box<A> }  likewise
//	struct S { a: A }   ->  struct T { a: A }       another name: the crate is lowered anew
//
// Signatures that hold definitions of their own (opaque types, constants, what macros expand to)
// do not qualify, nor do structs with constructors or with derives that look at their parameters.

// header takes a fn or struct of which the name, attributes and visibility are the same.
func (r *rebody) header(old, new *ast.Unit, unit source.ItemID) bool {
	a, b := old.Item, new.Item
	if a == nil || b == nil || len(old.Children)+len(new.Children) > 0 || a.Bad || b.Bad || a.Name.Text != b.Name.Text ||
		!reflect.DeepEqual(a.Attrs, b.Attrs) || !reflect.DeepEqual(a.Vis, b.Vis) {
		return false
	}
	id, ok := r.c.unitDef(unit)
	d, node := r.c.Defs.At(id), r.c.nodes.At(id)
	if !ok || d == nil || node.foreign != nil || r.c.states[id] != nil || !r.c.redeclarable(d) {
		return false
	}
	switch x := a.Kind.(type) {
	case *ast.FnItem:
		y, fn := b.Kind.(*ast.FnItem)
		if !fn || (x.Body == nil) != (y.Body == nil) || x.Sig.Async || y.Sig.Async || x.Sig.Gen || y.Sig.Gen ||
			x.Body != nil && (r.mayDeclare(id, x.Body) || r.mayDeclare(id, y.Body)) {
			return false
		}
	case *ast.StructItem:
		y, same := b.Kind.(*ast.StructItem)
		if !same || x.Shape != ast.ShapeNamed || y.Shape != ast.ShapeNamed || slices.ContainsFunc(d.Attrs, func(a *ast.Attr) bool { return isDerive(attrName(a)) }) &&
			(len(x.Generics.Params)+len(y.Generics.Params) > 0 || !reflect.DeepEqual(x.Generics, y.Generics)) {
			return false
		}
	default:
		return false
	}
	r.changed = append(r.changed, changedBody{id, new, true})
	return true
}

// redeclarable: the signature of a definition holds nothing that others could name.
func (c *Crate) redeclarable(d *Def) bool {
	t := c.sigTraces[d.ID]
	for _, a := range d.Attrs {
		if !isBuiltin(attrName(a)) {
			return false
		}
	}
	return len(d.Fatal) == 0 && d.Expansions == nil && t != nil && !t.spoiled && c.sigInner[d.ID] == innerCounts{}
}

// redeclare lowers some signatures anew; false: they hold more than that.
func (c *Crate) redeclare(ids []DefID) bool {
	if len(ids) == 0 {
		return true
	}
	c.sigTraces, c.sigInner, c.Order = maps.Clone(c.sigTraces), maps.Clone(c.sigInner), slices.Clip(c.Order)
	defs, inner := c.Defs.Len(), len(c.innerDefs.defs)
	for _, id := range ids {
		d, n := c.Defs.At(id), c.nodes.At(id)
		d.Span, d.HeadSpan, d.NameSpan = n.rng(n.item.Range), n.rng(n.item.Head), n.rng(n.item.Name.Range)
		d.Generics, d.Fn, d.Adt, d.Bad = nil, nil, nil, c.sigTraces[id].bad
		c.traceSignature(d)
		if !c.redeclarable(d) {
			return false
		}
	}
	for id, n := range c.nodes.All() {
		if t := c.nodes.At(n.derived); n.derive != "" && t != nil && n.item != t.item {
			derived := *n
			derived.item, derived.unit = t.item, t.unit
			c.nodes.Set(id, &derived)
		}
	}
	return c.Defs.Len() == defs && len(c.innerDefs.defs) == inner
}
