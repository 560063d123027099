package hir

import (
	"sync"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: where the items of a crate stand in its files. Spans are relative to the text
// unit of their item; an edit moves the units behind it, and nothing else:
//
//	fn f() {}  fn g() {}      1 at 0, 2 at 11
//	fn f() { }  fn g() {}     1 at 0, 2 at 12
//
// The units of a file are listed in the order of the walk through them, so that the list
// holds for a file with other texts of the same items too.

// Place is where a text unit stands: spans of the item are relative to Start.
type Place struct {
	File  *SourceFile
	Start int32
}

// units are the text units of a crate's files.
type units struct {
	base   source.ItemID // the least that the crate has: other crates have others
	places []Place       // by ItemID from there on; without a file: none
	placed int           // how many there are

	mu    sync.Mutex
	ids   map[*ast.Unit]source.ItemID     // nil: not asked for yet
	lists map[*SourceFile][]source.ItemID // of a file's units, outer before inner; 0: it has none

	defs *unitDefs
}

func newUnits(base source.ItemID) *units {
	return &units{base: base, ids: map[*ast.Unit]source.ItemID{}, defs: &unitDefs{}}
}

// add is for who collects the crate.
func (t *units) add(u *ast.Unit, id source.ItemID, p Place) {
	t.ids[u] = id
	if n := int(id-t.base) + 1; n > len(t.places) {
		t.places = append(t.places, make([]Place, n-len(t.places))...)
	}
	t.place(id, p)
}

func (t *units) place(id source.ItemID, p Place) {
	if t.places[id-t.base].File == nil {
		t.placed++
	}
	t.places[id-t.base] = p
}

// list are the ids of a file's units.
func (t *units) list(f *SourceFile) []source.ItemID {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l, ok := t.lists[f]; ok {
		return l
	}
	var out []source.ItemID
	eachUnit(f.AST.Units, func(u *ast.Unit) { out = append(out, t.ids[u]) })
	if t.lists == nil {
		t.lists = map[*SourceFile][]source.ItemID{}
	}
	t.lists[f] = out
	return out
}

func eachUnit(us []*ast.Unit, do func(*ast.Unit)) {
	for _, u := range us {
		do(u)
		eachUnit(u.Children, do)
	}
}

// id is that of a unit.
func (t *units) id(u *ast.Unit) (source.ItemID, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ids == nil {
		t.ids = map[*ast.Unit]source.ItemID{}
		for f, list := range t.lists {
			i := 0
			eachUnit(f.AST.Units, func(u *ast.Unit) {
				if list[i] != 0 {
					t.ids[u] = list[i]
				}
				i++
			})
		}
	}
	id, ok := t.ids[u]
	return id, ok
}

// Place says where the text unit of an item stands, to make its spans absolute.
func (c *Crate) Place(item source.ItemID) (Place, bool) {
	if item < c.units.base || int(item-c.units.base) >= len(c.units.places) {
		return Place{}, false
	}
	p := c.units.places[item-c.units.base]
	return p, p.File != nil
}

// UnitItem is the item id of a file's text unit.
func (c *Crate) UnitItem(u *ast.Unit) (source.ItemID, bool) { return c.units.id(u) }

// unitDefs are the fns and structs, and what may hold fns, that are text units. They stay the same as
// long as names do.
type unitDefs struct {
	once sync.Once
	of   map[source.ItemID]DefID
}

// unitDef is the fn, struct, impl, trait or module whose text unit this is.
func (c *Crate) unitDef(unit source.ItemID) (DefID, bool) {
	t := c.units.defs
	t.once.Do(func() {
		t.of = map[source.ItemID]DefID{}
		for id, n := range c.nodes.All() {
			d := c.Defs.At(id)
			if n.unit == nil || n.exp != nil || n.derive != "" || d == nil {
				continue
			}
			switch d.Kind {
			case KindFn, KindAssocFn, KindStruct, KindImpl, KindTrait, KindMod:
				t.of[n.src] = id
			}
		}
	})
	id, ok := t.of[unit]
	return id, ok && unit != 0
}
