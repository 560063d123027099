package hir

import (
	"maps"
	"reflect"
	"slices"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: the crate after an edit that changed nothing outside of bodies: names,
// signatures and ids stay as they are; only where the items stand, and the syntax of
// the changed bodies, is new.
//
// A changed fn qualifies if its header is the same to the byte, it is not async, and neither
// its old nor its new body declares items. Headers of fns and fields of structs may change as well
// (redeclare.go).

// Rebodied is what became of a crate whose names stayed as they were.
type Rebodied struct {
	*Crate
	Bodies    []DefID // owners whose bodies differ
	Published []DefID // those of them that decide what others may ask: a hidden type, the value of a call in a constant; all with another header
	Declared  []DefID // what declares something else
}

// Rebody is the crate with other texts of its files (nil: the same file as before). ok is false
// when the edit touched more: then the crate must be lowered anew.
func (c *Crate) Rebody(file func(*SourceFile) *SourceFile) (out Rebodied, ok bool) {
	r := &rebody{c: c, units: &units{base: c.units.base, places: make([]Place, len(c.units.places)), lists: map[*SourceFile][]source.ItemID{}, defs: c.units.defs}}
	files := map[*SourceFile]*SourceFile{c.in.Root: nil}
	for last, at := (*SourceFile)(nil), c.units.places; len(at) > 0; at = at[1:] {
		if f := at[0].File; f != last && f != nil {
			files[f], last = nil, f
		}
	}
	for old := range files {
		r.to = file(old)
		if r.to == nil {
			r.to = old
		}
		files[old] = r.to
		if old.AST == nil || r.to.AST == nil || !reflect.DeepEqual(old.AST.Attrs, r.to.AST.Attrs) {
			return out, false
		}
		r.ids = c.units.list(old)
		r.units.lists[r.to] = r.ids
		if !r.pairs(old.AST.Units, r.to.AST.Units) {
			return out, false
		}
	}
	if r.units.placed != c.units.placed {
		return out, false
	}
	n := &Crate{ID: c.ID, Name: c.Name, Root: c.Root, Edition: c.Edition, NoStd: c.NoStd, externs: c.externs, Features: c.Features, Defs: c.Defs.Clone(),
		Order: c.Order, Impls: c.Impls, Bodies: c.Bodies, Unknown: c.Unknown, Fatal: c.Fatal,
		in: c.in, linked: c.linked, scopes: c.scopes, nodes: c.nodes.Clone(), blocks: c.blocks, blockItems: c.blockItems,
		prelude: c.prelude, children: c.children, sigTraces: c.sigTraces, bodyTraces: c.bodyTraces,
		rules: c.rules, ruleItems: c.ruleItems, macroItems: c.macroItems, states: c.states, units: r.units, sigInner: c.sigInner}
	n.in.Root = files[c.in.Root]
	for _, ch := range r.changed {
		c.bodyTraces.Delete(ch.def)
		node := *c.nodes.At(ch.def)
		node.item, node.unit = ch.unit.Item, ch.unit
		n.nodes.Set(ch.def, &node)
		d := *c.Defs.At(ch.def)
		n.moveUnknown(d.Span, ch.unit.Item.End)
		d.Span.End = ch.unit.Item.End
		n.Defs.Set(ch.def, &d)
		if ch.header {
			out.Declared = append(out.Declared, ch.def)
		}
		if d.Fn != nil {
			out.Bodies = append(out.Bodies, ch.def)
			if ch.header || publishes(&d) {
				out.Published = append(out.Published, ch.def)
			}
		}
	}
	n.innerDefs = c.innerDefs.without(n, out.Bodies)
	out.Crate = n
	return out, n.redeclare(out.Declared)
}

// moveUnknown has what is not known of a definition as a whole end where it ends now.
func (c *Crate) moveUnknown(whole source.Span, end int32) {
	at := slices.IndexFunc(c.Unknown, func(u UnknownSource) bool { return u.Span == whole })
	if at < 0 || whole.End == end {
		return
	}
	c.Unknown = slices.Clone(c.Unknown)
	for i := range c.Unknown[at:] {
		if u := &c.Unknown[at+i]; u.Span == whole {
			u.Span.End = end
		}
	}
}

// without copies the inner definitions but those in some owners' bodies.
func (t *innerDefs) without(c *Crate, owners []DefID) *innerDefs {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := &innerDefs{defs: maps.Clone(t.defs), nodes: maps.Clone(t.nodes)}
	if len(owners) == 0 {
		return out
	}
	gone := map[DefID]bool{}
	for _, o := range owners {
		gone[o] = true
	}
	for id := range t.defs {
		if gone[c.BodyOwner(id)] && t.nodes[id] != nil && t.nodes[id].owner != nil {
			delete(out.defs, id)
			delete(out.nodes, id)
		}
	}
	return out
}

// rebody walks the units of the old and the new files side by side.
type rebody struct {
	c       *Crate
	to      *SourceFile
	units   *units
	ids     []source.ItemID // of the units that are left of the file at hand
	changed []changedBody
}

type changedBody struct {
	def    DefID
	unit   *ast.Unit
	header bool // the header differs, or the fields
}

func (r *rebody) pairs(old, new []*ast.Unit) bool {
	if len(old) != len(new) {
		return false
	}
	for i := range old {
		if !r.pair(old[i], new[i]) {
			return false
		}
	}
	return true
}

func (r *rebody) pair(old, new *ast.Unit) bool {
	id := r.ids[0]
	r.ids = r.ids[1:]
	if old.Item != new.Item && !r.container(old, new, id) && !r.body(old, new, id) && !r.header(old, new, id) {
		return false
	}
	if id != 0 {
		r.units.place(id, Place{r.to, new.Start})
	}
	return r.pairs(old.Children, new.Children)
}

// container takes a mod, impl or trait of which only what it holds changed: its end may have moved.
func (r *rebody) container(old, new *ast.Unit, unit source.ItemID) bool {
	if old.Item == nil || new.Item == nil || old.Open == 0 || old.Open != new.Open || old.Text[:old.Open] != new.Text[:new.Open] ||
		old.Item.Bad || new.Item.Bad || !reflect.DeepEqual(old.Item.Attrs, new.Item.Attrs) {
		return false
	}
	id, ok := r.c.unitDef(unit)
	if ok {
		r.changed = append(r.changed, changedBody{def: id, unit: new})
	}
	return ok
}

// body takes a pair that differs: it must be a fn of which nothing but the body does.
func (r *rebody) body(old, new *ast.Unit, unit source.ItemID) bool {
	if old.Item == nil || new.Item == nil || len(old.Children)+len(new.Children) > 0 {
		return false
	}
	a, ok1 := old.Item.Kind.(*ast.FnItem)
	b, ok2 := new.Item.Kind.(*ast.FnItem)
	head := old.Item.Head
	switch {
	case !ok1, !ok2, a.Body == nil, b.Body == nil, old.Item.Bad, new.Item.Bad, head != new.Item.Head,
		int(head.End) > len(old.Text), int(head.End) > len(new.Text), old.Text[:head.End] != new.Text[:head.End],
		b.Sig.Async,
		!reflect.DeepEqual(a.Sig, b.Sig), !reflect.DeepEqual(old.Item.Attrs, new.Item.Attrs): // a broken body may keep its header from being read
		return false
	}
	id, ok := r.c.unitDef(unit)
	d := r.c.Defs.At(id)
	if !ok || r.c.states[id] != nil || d == nil || d.Fn == nil || d.Bad || mayDeclare(old.Text[head.End:]) && r.mayDeclare(id, a.Body) ||
		mayDeclare(new.Text[head.End:]) && r.mayDeclare(id, b.Body) {
		return false
	}
	r.changed = append(r.changed, changedBody{def: id, unit: new})
	return true
}

// publishes reports whether a fn's body decides something that others may ask.
func publishes(d *Def) bool {
	return d.Fn.Const || d.Fn.Output != nil && holdsOpaque(reflect.ValueOf(*d.Fn.Output), 0)
}

// holdsOpaque looks for `impl Trait` in a type as written.
func holdsOpaque(v reflect.Value, depth int) bool {
	if depth > 64 {
		return true
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return false
		}
		if t, ok := v.Interface().(TyImpl); ok && t.Param == nil {
			return true
		}
		if _, ok := v.Interface().(*Body); ok {
			return false
		}
		return holdsOpaque(v.Elem(), depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			if holdsOpaque(v.Field(i), depth+1) {
				return true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if holdsOpaque(v.Index(i), depth+1) {
				return true
			}
		}
	}
	return false
}

// mayDeclare reports whether a body declares items, or calls a macro that might.
func (r *rebody) mayDeclare(owner DefID, b *ast.Block) bool {
	s := &r.c.nodes.At(owner).site
	found := false
	call := func(m *ast.MacroCall) {
		rules := r.c.macroByPath(s, m.Path)
		found = found || rules == nil || !rules.Std || rules.Name == "thread_local" || tokensDeclare(m.Args.Sub)
	}
	ast.Walk(b, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Item, *ast.ItemStmt:
			found = true
		case *ast.MacroExpr:
			call(n.Mac)
		case *ast.MacroStmt:
			call(n.Mac)
		case *ast.MacroPat:
			call(n.Mac)
		case *ast.MacroType:
			call(n.Mac)
		}
		return !found
	})
	return found
}
